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

/// Keeps others from adding to what an organisation has until the transaction ends, where the breach is restricted: becoming a
/// case, it takes that lock in any case to settle who knows of the case (`settle_needs`), as whoever adds something shares it
/// (`keep_restricted`). Of two that shared it first, and then wanted it alone, each would wait for the other. Nobody who shares it
/// waits for a breach, so that it is taken after the breach and before anything is added.
pub(crate) async fn alone(tx: &mut WriteTx<impl BreachWrite>, breach: &Breach) -> Result<(), Error> {
    if breach.restriction.is_some() {
        let organisation = breach.name.organisation.as_str();
        sqlx::query!("SELECT pg_advisory_xact_lock(1014, hashtext($1))", organisation)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

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
