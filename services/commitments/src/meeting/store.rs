//! Which meetings the regulator attended, as far as the caller may read its invitations.

use super::Invitation;
use crate::between::Fold as _;
use chassis::{Error, Label, ReadTx, message};
use contracts::{action::commitments::CalendarRead, commitments as pb};
use jiff::civil::Date;

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
