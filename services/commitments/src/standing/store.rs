//! What evidence and views there are of periods, as far as the caller may read them.

use super::model::Counts;
use crate::{assessment, between::Fold as _, evidence::Evidence};
use chassis::{Error, Label, ReadTx, WriteTx, exchange::Version, message};
use contracts::{
    action::commitments::{PackWrite, StandingRead},
    commitments::{Assessment, EvidenceState},
};
use sqlx::PgExecutor;
use std::collections::BTreeMap;

/// Counts a party's own evidence, by period.
pub(super) async fn own(
    tx: &mut ReadTx<impl StandingRead>,
    periods: &[String],
) -> Result<BTreeMap<String, Counts>, Error> {
    let own = tx.caller().organisation.clone();
    counted(tx.connection(), periods, &own).await
}

/// Counts a party's own evidence, by period, for a pack.
pub(crate) async fn presented(
    tx: &mut WriteTx<impl PackWrite>,
    periods: &[String],
) -> Result<BTreeMap<String, Counts>, Error> {
    let own = tx.caller().organisation.clone();
    counted(tx.connection(), periods, &own).await
}

async fn counted(
    connection: impl PgExecutor<'_>,
    periods: &[String],
    own: &Label,
) -> Result<BTreeMap<String, Counts>, Error> {
    let rows = sqlx::query_file!("queries/own_evidence.sql", periods, Evidence::KIND, own.as_str());
    let rows = rows.fetch_all(connection).await?.into_iter();
    gather(rows.map(|row| (row.subject, row.state, row.count)))
}

/// Counts what departments submitted for a period to the centre, by department.
pub(super) async fn departments(
    tx: &mut ReadTx<impl StandingRead>,
    period: &str,
) -> Result<BTreeMap<String, Counts>, Error> {
    let rows = sqlx::query_file!("queries/departments_evidence.sql", period, Evidence::KIND);
    let rows = rows.fetch_all(tx.connection()).await?.into_iter();
    gather(rows.map(|row| (row.opener, row.state, row.count)))
}

fn gather(rows: impl Iterator<Item = (String, String, i64)>) -> Result<BTreeMap<String, Counts>, Error> {
    let mut found = BTreeMap::<String, Counts>::new();
    for (key, state, count) in rows {
        let state = EvidenceState::from_str_name(&format!("EVIDENCE_STATE_{state}"));
        let state = state.ok_or_else(|| Error::internal("evidence in no known state"))?;
        found.entry(key).or_default().add(state, i32::try_from(count).unwrap_or(i32::MAX));
    }
    Ok(found)
}

/// Reads the view of each period that a party issued last, by period.
pub(super) async fn own_views(
    tx: &mut ReadTx<impl StandingRead>,
    periods: &[String],
) -> Result<BTreeMap<String, Assessment>, Error> {
    let own = tx.caller().organisation.clone();
    latest_views(tx.connection(), periods, &own).await
}

/// Reads the view of each period that a party issued last, by period, for a pack.
pub(crate) async fn presented_views(
    tx: &mut WriteTx<impl PackWrite>,
    periods: &[String],
) -> Result<BTreeMap<String, Assessment>, Error> {
    let own = tx.caller().organisation.clone();
    latest_views(tx.connection(), periods, &own).await
}

async fn latest_views(
    connection: impl PgExecutor<'_>,
    periods: &[String],
    own: &Label,
) -> Result<BTreeMap<String, Assessment>, Error> {
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (subject) subject, exchange_id, number, draft, summary FROM exchange_view
         WHERE subject = ANY ($1) AND kind = $2 AND state = 'ISSUED' ORDER BY subject, place, exchange_id",
        periods,
        assessment::Assessment::KIND,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let view = |(subject, summary, id, version): (String, serde_json::Value, _, _)| {
        Ok((subject, assessment::listed(message::from_json(&summary)?, own, id, version)))
    };
    let version = |number, draft| Version { number, draft };
    rows.map(|row| view((row.subject, row.summary, row.exchange_id, version(row.number, row.draft))))
        .collect()
}
