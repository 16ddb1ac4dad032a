//! What is counted, and where it was released, in PostgreSQL. No query names a reader, since the policies do.

use super::{
    cases::CaseTally,
    counts::{BANDS, Counts},
    quarter::Quarter,
};
use chassis::{Error, Label, ReadTx, WriteTx};
use contracts::{
    Read, Write,
    action::breaches::{
        ConfirmReturn, DiscloseCaseAggregate, GetCaseAggregatePreview, GetReturnPreview, ListReturns,
    },
    breaches::{AffectedBand, ExchangeKind, ExchangeState, IncidentCategory, IncidentType},
};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::exchange::fold::bare_kind;

/// What looks at what would be released.
pub(super) trait Previews: Read {}
impl Previews for GetReturnPreview {}
impl Previews for GetCaseAggregatePreview {}

/// What releases it.
pub(super) trait Releases: Write {}
impl Releases for ConfirmReturn {}
impl Releases for DiscloseCaseAggregate {}

/// Counts the breaches of a quarter.
pub(super) async fn counts(tx: &mut ReadTx<GetReturnPreview>, quarter: Quarter) -> Result<Counts, Error> {
    count(tx.connection(), quarter).await
}

/// Counts the breaches of a quarter, to release what is counted.
pub(super) async fn recount(tx: &mut WriteTx<ConfirmReturn>, quarter: Quarter) -> Result<Counts, Error> {
    count(tx.connection(), quarter).await
}

async fn count(connection: impl PgExecutor<'_>, quarter: Quarter) -> Result<Counts, Error> {
    let [from, to] = quarter.span();
    let rows = sqlx::query_file!("queries/returned.sql", from.to_sqlx() as _, to.to_sqlx() as _, &BANDS[..]);
    let mut counts = Counts::default();
    for row in rows.fetch_all(connection).await? {
        counts.not_notifiable = number(row.not_notifiable);
        counts.notified = number(row.notified);
        counts.notified_in_time = number(row.notified_in_time);
        counts.high_risk_communicated = number(row.high_risk_communicated);
        counts.incidents = number(row.incidents);
        counts.near_misses = number(row.near_misses);
        // No people that anybody knows of are as good as unknown.
        let band = row.band.and_then(|band| AffectedBand::try_from(band).ok());
        let band = band.filter(|band| *band != AffectedBand::Unspecified).unwrap_or(AffectedBand::Unknown);
        let kind = row.incident_type.as_deref().map(|kind| format!("INCIDENT_TYPE_{kind}"));
        let kind =
            kind.and_then(|kind| IncidentType::from_str_name(&kind)).unwrap_or(IncidentType::NotProvided);
        counts.add(kind, category(row.incident_category.as_deref()), band, number(row.breaches.unwrap_or(0)));
    }
    Ok(counts)
}

/// Counts the cases that were received in a quarter.
pub(super) async fn cases(
    tx: &mut ReadTx<GetCaseAggregatePreview>,
    quarter: Quarter,
) -> Result<Vec<CaseTally>, Error> {
    count_cases(tx.connection(), quarter).await
}

/// Counts the cases that were received in a quarter, to release what is counted.
pub(super) async fn recount_cases(
    tx: &mut WriteTx<DiscloseCaseAggregate>,
    quarter: Quarter,
) -> Result<Vec<CaseTally>, Error> {
    count_cases(tx.connection(), quarter).await
}

async fn count_cases(connection: impl PgExecutor<'_>, quarter: Quarter) -> Result<Vec<CaseTally>, Error> {
    let [from, to] = quarter.span();
    let rows = sqlx::query_file!("queries/counted_cases.sql", from.to_sqlx() as _, to.to_sqlx() as _);
    let tallies = rows.fetch_all(connection).await?.into_iter().map(|row| CaseTally {
        category: category(row.incident_category.as_deref()),
        band: row.band.as_deref().and_then(AffectedBand::from_str_name).unwrap_or(AffectedBand::Unknown),
        department: row.department,
        cases: number(row.cases),
    });
    Ok(tallies.collect())
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn category(kept: Option<&str>) -> IncidentCategory {
    kept.and_then(IncidentCategory::from_str_name).unwrap_or_default()
}

/// Finds where the counts of a quarter were released by the caller's own organisation, if they were.
pub(super) async fn released(
    tx: &mut ReadTx<impl Previews>,
    kind: ExchangeKind,
    quarter: Quarter,
) -> Result<Option<Uuid>, Error> {
    let own = tx.caller().organisation.clone();
    find(tx.connection(), &own, kind, quarter).await
}

/// Finds where the counts of a quarter were released by the caller's own organisation, if they were, to release them.
pub(super) async fn released_before(
    tx: &mut WriteTx<impl Releases>,
    kind: ExchangeKind,
    quarter: Quarter,
) -> Result<Option<Uuid>, Error> {
    let own = tx.caller().organisation.clone();
    find(tx.connection(), &own, kind, quarter).await
}

async fn find(
    connection: impl PgExecutor<'_>,
    own: &Label,
    kind: ExchangeKind,
    quarter: Quarter,
) -> Result<Option<Uuid>, Error> {
    let id = sqlx::query_scalar!(
        "SELECT exchange_id FROM release WHERE organisation = $1 AND kind = $2 AND quarter = $3",
        own.as_str(),
        bare_kind(kind),
        quarter.to_string(),
    );
    Ok(id.fetch_optional(connection).await?)
}

/// Notes where the counts of a quarter are released, for both parties.
pub(super) async fn release(
    tx: &mut WriteTx<impl Releases>,
    kind: ExchangeKind,
    quarter: Quarter,
    exchange: Uuid,
    readers: [(&Label, &str); 2],
) -> Result<(), Error> {
    let own = tx.caller().organisation.clone();
    sqlx::query!(
        "INSERT INTO release (organisation, reader, need, kind, quarter, exchange_id)
         SELECT $1, side.reader, side.need, $4, $5, $6 FROM unnest($2::text[], $3::text[]) AS side (reader, need)",
        own.as_str(),
        &readers.map(|(reader, _)| reader.to_string()),
        &readers.map(|(_, need)| need.to_owned()),
        bare_kind(kind),
        quarter.to_string(),
        exchange,
    )
    .execute(tx.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        // Somebody else released them meanwhile.
        Some("release_key") => Error::Stale,
        _ => error.into(),
    })?;
    Ok(())
}

/// A return that the caller may read.
pub(super) struct Returned {
    pub(super) department: String,
    pub(super) quarter: String,
    pub(super) exchange: Uuid,
    pub(super) state: ExchangeState,
}

/// Finds the returns of some quarters.
pub(super) async fn returned(
    tx: &mut ReadTx<ListReturns>,
    quarters: &[Quarter],
) -> Result<Vec<Returned>, Error> {
    let quarters: Vec<String> = quarters.iter().map(ToString::to_string).collect();
    // Whoever sent it began the exchange: a row that names another's shows nothing.
    let rows = sqlx::query!(
        "SELECT release.organisation, release.quarter, release.exchange_id, view.state
         FROM release JOIN exchange_view AS view USING (reader, exchange_id)
         WHERE release.kind = 'QUARTERLY_RETURN' AND release.quarter = ANY ($1)
             AND view.kind = release.kind AND view.opener = release.organisation",
        &quarters,
    );
    let rows = rows.fetch_all(tx.connection()).await?.into_iter().map(|row| Returned {
        department: row.organisation,
        quarter: row.quarter,
        exchange: row.exchange_id,
        state: ExchangeState::from_str_name(&format!("EXCHANGE_STATE_{}", row.state)).unwrap_or_default(),
    });
    Ok(rows.collect())
}
