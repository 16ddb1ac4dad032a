//! What is asked of invitations besides what is said in one: which meetings were attended, and where that is contested.

use super::{Invitation, Meeting, model::Contests};
use crate::between::Fold as _;
use chassis::{Error, Label, ReadTx, message};
use contracts::{action::commitments::CalendarRead, commitments as pb};
use jiff::civil::Date;
use sqlx::PgExecutor;
use std::{collections::BTreeMap, slice};

/// A meeting that the regulator attended.
pub(crate) struct Held {
    /// The code of the body.
    pub(crate) body: String,
    /// The day.
    pub(crate) on: Date,
    /// The invitation, as the reader names it.
    pub(crate) invitation: String,
}

/// Reads the meetings of a body, by its code, that an organisation attended from one day to another, or its deputy where the
/// invitation allowed one. The organisation and whoever keeps the meetings read the same.
pub(crate) async fn attended(
    tx: &mut ReadTx<impl CalendarRead>,
    body: &str,
    organisation: &Label,
    (first, last): (Date, Date),
) -> Result<Vec<Held>, Error> {
    let own = tx.caller().organisation.clone();
    let (subject, first, last) = (format!("bodies/{body}"), first.to_string(), last.to_string());
    let rows = sqlx::query_file!("queries/attended.sql", subject, organisation.as_str(), first, last);
    let mut held = Vec::new();
    for row in rows.fetch_all(tx.connection()).await? {
        let invitation: pb::Invitation = message::from_json(&row.summary)?;
        let on = invitation.held_on.parse();
        held.push(Held {
            body: body.to_owned(),
            on: on.map_err(|_| Error::internal("a meeting that was held on no day"))?,
            invitation: format!("organisations/{own}/{}/{}", Invitation::COLLECTION, row.id),
        });
    }
    Ok(held)
}

/// Reads what is contested of some meetings, by their names. Whoever keeps them reads the invitations.
pub(super) async fn contests(
    connection: impl PgExecutor<'_>,
    meetings: &[String],
) -> Result<BTreeMap<String, Contests>, Error> {
    let mut found = BTreeMap::<_, Contests>::new();
    let rows = sqlx::query_file!("queries/contests.sql", meetings);
    for row in rows.fetch_all(connection).await? {
        found.entry(row.subject).or_default().insert(row.id, row.reason);
    }
    Ok(found)
}

/// Reads what is contested of a meeting that was held; of another, nothing.
pub(super) async fn contests_of(
    connection: impl PgExecutor<'_>,
    meeting: &Meeting,
) -> Result<Contests, Error> {
    if !meeting.was_held() {
        return Ok(Contests::new());
    }
    let name = &meeting.plan.meeting;
    Ok(contests(connection, slice::from_ref(name)).await?.remove(name).unwrap_or_default())
}
