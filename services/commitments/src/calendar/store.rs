//! What was recorded of occurrences, as far as the caller may read it; and what was not done, for reminders.

use super::{
    model::{listed, occurrence_of},
    recurrence::OccurrenceId,
    reminders::{Owed, Task},
};
use chassis::{
    Error, Label, ReadTx, Violation, WriteTx,
    exchange::Version,
    message,
    worker::{Batch, Blind},
};
use contracts::{
    action::commitments::{CalendarRead, RecordDone},
    commitments as pb,
};
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The most records of what happens when it happens that a list answers with, of each duty.
const MOST: i64 = 1_000;

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
        let more = sqlx::query_file_as!(Row, "queries/completions_between.sql", from, to, MOST + 1);
        let more = more.fetch_all(tx.connection()).await?;
        // Whoever asks is told so, and never answered with less than there is.
        if i64::try_from(more.len()).is_ok_and(|found| found > MOST) {
            let must = "must be sooner: more than 1,000 records are of what happened until then";
            return Err(Error::Invalid(vec![Violation::new("to", must)]));
        }
        rows.extend(more);
    }
    gather(rows, &own)
}

/// Reads what was recorded of an occurrence, and has whoever else records it wait until this is settled.
pub(super) async fn records(
    tx: &mut WriteTx<RecordDone>,
    occurrence: OccurrenceId,
) -> Result<Vec<pb::Completion>, Error> {
    let subject = occurrence.to_string();
    let lock = sqlx::query_scalar!("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", subject);
    lock.fetch_one(tx.connection()).await?;
    let rows = sqlx::query_file_as!(Row, "queries/completions.sql", &[subject]);
    let rows = rows.fetch_all(tx.connection()).await?;
    let own = tx.caller().organisation.clone();
    Ok(gather(rows, &own)?.remove(&occurrence).unwrap_or_default())
}

/// Reads a batch of what was not done of what organisations owe, in its order. What `regulator` is to attend is done where it did.
pub(super) async fn not_done(
    blind: &mut Blind,
    batch: &Batch<'_, Task>,
    owed: Vec<Owed>,
    regulator: &Label,
) -> Result<Vec<Task>, Error> {
    let text = |of: &dyn Fn(&Owed) -> String| owed.iter().map(of).collect::<Vec<_>>();
    let (owing, ids) = (text(&|one| one.task.organisation.clone()), text(&|one| one.task.id.to_string()));
    let (first, last) = (text(&|one| one.days.0.to_string()), text(&|one| one.days.1.to_string()));
    let bodies = text(&|one| one.body.clone());
    let subjects: Vec<_> = owed.iter().map(|one| one.task.subject()).collect();
    let due: Vec<Stored> = owed.iter().map(|one| one.task.due_at.to_sqlx()).collect();
    let rows = sqlx::query_scalar!(
        r#"SELECT place AS "place!" FROM duties_to_remind_of($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        batch.now.to_sqlx() as _,
        &owing,
        &ids,
        &subjects,
        &due as _,
        &bodies,
        &first,
        &last,
        regulator.as_str(),
        batch.most,
    );
    let places: BTreeSet<_> = rows.fetch_all(blind.connection()).await?.into_iter().collect();
    Ok((1..).zip(owed).filter(|(place, _)| places.contains(place)).map(|(_, one)| one.task).collect())
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
