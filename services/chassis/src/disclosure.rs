//! Disclosures: that a sealed copy crossed from one party to another, and why it might.

use crate::{Error, Label, WriteTx, seal::Sealed};
use contracts::{Write, handling::Classification};
use jiff_sqlx::ToSqlx as _;

/// On what basis a copy is disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A duty to notify, such as Article 33 of the UK GDPR.
    StatutoryNotification,
    /// The memorandum of understanding.
    MouVoluntary,
}

/// A disclosure of a sealed copy to one recipient.
#[derive(Clone, Debug)]
pub struct Disclosure<'a> {
    /// Who receives it.
    pub recipient: &'a Label,
    /// What the recipient calls it.
    pub resource: String,
    /// The copy.
    pub sealed: &'a Sealed,
    /// What it is disclosed for.
    pub purpose: &'a str,
    /// On what basis.
    pub basis: Basis,
    /// How it is classified.
    pub classification: Classification,
    /// Who at the discloser's may see that it was disclosed.
    pub need: &'a str,
}

/// Records a disclosure by the caller's organisation. The recipient may not share it onward.
///
/// # Errors
/// Whatever keeps the database from recording it.
pub async fn record(tx: &mut WriteTx<impl Write>, disclosure: Disclosure<'_>) -> Result<(), Error> {
    let (id, now) = (tx.new_crossing_id(), tx.now());
    let (organisation, role) = (tx.caller().organisation.clone(), tx.caller().acting_role.clone());
    let basis = match disclosure.basis {
        Basis::StatutoryNotification => "STATUTORY_NOTIFICATION",
        Basis::MouVoluntary => "MOU_VOLUNTARY",
    };
    let classification = match disclosure.classification {
        Classification::OfficialSensitive => "OFFICIAL_SENSITIVE",
        Classification::Official | Classification::Unspecified => "OFFICIAL",
    };
    sqlx::query!(
        "INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash,
                                 purpose, basis, classification, onward_sharing, discloser_role)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'NONE', $12)",
        organisation.as_str(),
        disclosure.need,
        id,
        now.to_sqlx() as _,
        disclosure.recipient.as_str(),
        disclosure.resource,
        disclosure.sealed.content_type(),
        disclosure.sealed.hash(),
        disclosure.purpose,
        basis,
        classification,
        role.as_str(),
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}
