//! What was recorded of occurrences, as far as the caller may read it.

use super::{
    model::{listed, occurrence_of},
    recurrence::OccurrenceId,
};
use chassis::{Error, Label, ReadTx, WriteTx, exchange::Version, message};
use contracts::{
    action::commitments::{CalendarRead, RecordDone},
    commitments::{self as pb, CompletionState},
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records by the occurrences that they are of, latest first.
pub(super) type Found = BTreeMap<OccurrenceId, Vec<pb::Completion>>;

/// Reads what was recorded of some occurrences, and of all occurrences of a few duties from one to another: what happens when it
/// happens.
pub(super) async fn recorded(
    tx: &mut ReadTx<impl CalendarRead>,
    occurrences: &[OccurrenceId],
    ranges: &[(OccurrenceId, OccurrenceId)],
) -> Result<Found, Error> {
    let own = tx.caller().organisation.clone();
    let subjects: Vec<_> = occurrences.iter().map(ToString::to_string).collect();
    let rows = sqlx::query_file_as!(Row, "queries/completions.sql", &subjects);
    let mut rows = rows.fetch_all(tx.connection()).await?;
    for (from, to) in ranges {
        let (from, to) = (from.to_string(), to.to_string());
        let more = sqlx::query_file_as!(Row, "queries/completions_between.sql", from, to);
        rows.extend(more.fetch_all(tx.connection()).await?);
    }
    gather(rows, &own)
}

/// Says whether an occurrence was recorded, and has whoever else records it wait until this is settled.
pub(super) async fn is_recorded(
    tx: &mut WriteTx<RecordDone>,
    occurrence: OccurrenceId,
) -> Result<bool, Error> {
    let subject = occurrence.to_string();
    let lock = sqlx::query_scalar!("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", subject);
    lock.fetch_one(tx.connection()).await?;
    let rows = sqlx::query_file_as!(Row, "queries/completions.sql", &[subject]);
    let rows = rows.fetch_all(tx.connection()).await?;
    let own = tx.caller().organisation.clone();
    let stands = |one: &pb::Completion| one.state() == CompletionState::Recorded;
    Ok(gather(rows, &own)?.values().flatten().any(stands))
}

fn gather(rows: Vec<Row>, own: &Label) -> Result<Found, Error> {
    let mut found = Found::new();
    for row in rows {
        let completion = listed(message::from_json(&row.summary)?, own, row.id, row.version());
        found.entry(occurrence_of(&completion)?).or_default().push(completion);
    }
    Ok(found)
}

struct Row {
    id: Uuid,
    number: i32,
    draft: i32,
    summary: Value,
}

impl Row {
    fn version(&self) -> Version {
        Version { number: self.number, draft: self.draft }
    }
}
