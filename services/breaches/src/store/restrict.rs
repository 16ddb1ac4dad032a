//! Who knows of a breach, in PostgreSQL.

use super::happened;
use crate::model::Breach;
use chassis::{Error, WriteTx, message::to_json};
use contracts::action::breaches::{BreachWrite, LiftRestriction, RestrictBreach};
use jiff_sqlx::ToSqlx as _;

/// What changes who knows of a breach.
pub(crate) trait Restricts: BreachWrite {}
impl Restricts for RestrictBreach {}
impl Restricts for LiftRestriction {}

/// Stores who knows of a breach from now on: of it, and of all that belongs to it.
pub(crate) async fn restrict(
    tx: &mut WriteTx<impl Restricts>,
    breach: &Breach,
    act: &'static str,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE breach SET version = $2, updated_at = $3, restriction = $4 WHERE breach_id = $1",
        breach.name.id,
        breach.version,
        breach.updated_at.to_sqlx() as _,
        breach.restriction.as_ref().map(to_json).transpose()?,
    )
    .execute(tx.connection())
    .await?;
    happened(tx, breach, Some(breach.wire_state()), act).await
}
