//! Disclosures: that a sealed copy crossed from one party to another, and on what terms. Each side keeps a register of its
//! own.

use crate::{Error, Fields, Label, Page, ReadTx, WriteTx, clock, exchange::Audience, seal::Sealed};
use contracts::{
    Read, Write,
    exchange::{self as wire, Basis, Direction, OnwardSharing},
    handling::Classification,
};
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use uuid::Uuid;

/// On what terms a copy is disclosed.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What it is disclosed for.
    pub purpose: &'a str,
    /// On what basis.
    pub basis: Basis,
    /// How it is classified.
    pub classification: Classification,
    /// What the recipient may do with it besides reading.
    pub onward_sharing: OnwardSharing,
    /// When the recipient can no longer read it; never, if absent.
    pub expires_at: Option<Timestamp>,
    /// The role that prepared it, where that was another than the caller's, who then approved it.
    pub prepared_by: Option<&'a str>,
}

impl<'a> Terms<'a> {
    /// Terms under which the recipient may not share it onward, and reads it for good.
    #[must_use]
    pub fn new(purpose: &'a str, basis: Basis, classification: Classification) -> Self {
        let (onward_sharing, expires_at) = (OnwardSharing::None, None);
        Self { purpose, basis, classification, onward_sharing, expires_at, prepared_by: None }
    }
}

/// A disclosure of a sealed copy to one recipient.
#[derive(Clone, Debug)]
pub struct Disclosure<'a> {
    /// Who receives it.
    pub recipient: &'a Label,
    /// Where it was disclosed, as the discloser names it and as the recipient does.
    pub resources: [String; 2],
    /// Who may see that it was disclosed: at the discloser's, and at the recipient's.
    pub audiences: [Audience<'a>; 2],
    /// The copy.
    pub sealed: &'a Sealed,
    /// On what terms.
    pub terms: Terms<'a>,
}

/// Records a disclosure by the caller's organisation, in its register and in the recipient's.
///
/// # Errors
/// Whatever keeps the database from recording it.
pub async fn record(tx: &mut WriteTx<impl Write>, disclosure: Disclosure<'_>) -> Result<(), Error> {
    record_all(tx, &[disclosure]).await
}

/// Records disclosures by the caller's organisation of one copy on the same terms, each in its register and in its recipient's.
///
/// # Errors
/// Whatever keeps the database from recording them.
pub async fn record_all(tx: &mut WriteTx<impl Write>, disclosures: &[Disclosure<'_>]) -> Result<(), Error> {
    let Some(Disclosure { sealed, terms, .. }) = disclosures.first() else { return Ok(()) };
    let (now, own) = (tx.now(), tx.caller().organisation.clone());
    let role = tx.caller().acting_role.to_string();
    let (mut ids, mut recipients, mut readers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut needs, mut resources, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for disclosure in disclosures {
        let id = tx.new_crossing_id();
        for (reader, (audience, resource)) in [&own, disclosure.recipient]
            .into_iter()
            .zip(disclosure.audiences.iter().zip(&disclosure.resources))
        {
            ids.push(id);
            recipients.push(disclosure.recipient.to_string());
            readers.push(reader.to_string());
            needs.push(audience.need.to_owned());
            resources.push(resource.clone());
            named.push(audience.named.map_or_else(String::new, Label::to_string));
        }
    }
    let (discloser_role, approver_role) = match terms.prepared_by {
        Some(preparer) => (preparer, role.as_str()),
        None => (role.as_str(), ""),
    };
    sqlx::query!(
        "INSERT INTO disclosure (organisation, reader, need, disclosure_id, at, recipient, resource, content_type, hash,
                                 purpose, basis, classification, onward_sharing, discloser_role, approver_role, expires_at,
                                 named)
         SELECT $1, side.reader, side.need, side.id, $6, side.recipient, side.resource, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                side.named
         FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $7::text[], $17::text[])
             AS side (reader, need, resource, id, recipient, named)",
        own.as_str(),
        &readers,
        &needs,
        &resources,
        &ids,
        now.to_sqlx() as _,
        &recipients,
        sealed.content_type(),
        sealed.hash(),
        terms.purpose,
        bare(terms.basis.as_str_name(), "BASIS_"),
        match terms.classification {
            Classification::OfficialSensitive => "OFFICIAL_SENSITIVE",
            Classification::Official | Classification::Unspecified => "OFFICIAL",
        },
        bare(terms.onward_sharing.as_str_name(), "ONWARD_SHARING_"),
        discloser_role,
        approver_role,
        terms.expires_at.map(Timestamp::to_sqlx) as _,
        &named,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// An entry in the register of whoever reads it.
#[derive(Clone, Debug)]
struct Entry {
    /// Which one.
    id: Uuid,
    /// When it was disclosed.
    at: Timestamp,
    /// Whether the reader's organisation disclosed it, or received it.
    given: bool,
    /// The other side.
    counterpart: String,
    /// Where, as the reader names it.
    resource: String,
    /// The full name of the copy's message.
    content_type: String,
    /// The copy's hash.
    hash: Vec<u8>,
    /// What for.
    purpose: String,
    /// On what basis.
    basis: Basis,
    /// How it is classified.
    classification: Classification,
    /// What the recipient may do with it besides reading.
    onward_sharing: OnwardSharing,
    /// When the recipient can no longer read it.
    expires_at: Option<Timestamp>,
    /// The role that disclosed it.
    discloser_role: String,
    /// The role that approved it; empty where nobody else did.
    approver_role: String,
}

/// Which entries. What is absent filters nothing.
#[derive(Clone, Debug, Default)]
struct Filter {
    /// Only those that were given, or only those that were received.
    given: Option<bool>,
    /// Only those to or from this organisation.
    counterpart: Option<Label>,
}

/// Which page of whose register.
#[derive(Debug)]
pub struct Register {
    organisation: Label,
    filter: Filter,
    page: Page<(Timestamp, Uuid)>,
}

impl Register {
    /// Reads what a request asks of a register.
    pub fn read(
        fields: &mut Fields,
        parent: &str,
        direction: Direction,
        counterpart: &str,
        page: Option<Page<(Timestamp, Uuid)>>,
    ) -> Option<Self> {
        let organisation = fields.parent(parent);
        let given = match direction {
            Direction::Unspecified => None,
            direction => Some(direction == Direction::Given),
        };
        let filter = Filter { given, counterpart: fields.organisation("counterpart", counterpart) };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    /// Whose it is.
    #[must_use]
    pub fn organisation(&self) -> &Label {
        &self.organisation
    }

    /// Reads the page, latest first, and the token of the next; empty on the last.
    ///
    /// # Errors
    /// Whatever keeps the database from answering, or an entry that is none.
    pub async fn answer(self, tx: &mut ReadTx<impl Read>) -> Result<(Vec<wire::Disclosure>, String), Error> {
        let mut entries = page(tx, &self.filter, &self.page).await?;
        let next = self.page.cut(&mut entries, |entry| (entry.at, entry.id));
        Ok((entries.into_iter().map(|entry| entry.into_wire(&self.organisation)).collect(), next))
    }
}

impl Entry {
    /// The entry as `reader` names it.
    fn into_wire(self, reader: &Label) -> wire::Disclosure {
        wire::Disclosure {
            name: format!("organisations/{reader}/disclosures/{}", self.id),
            at: Some(clock::to_wire(self.at)),
            direction: if self.given { Direction::Given } else { Direction::Received }.into(),
            counterpart: format!("organisations/{}", self.counterpart),
            resource: self.resource,
            seal: Some(wire::Seal { r#type: self.content_type, hash: self.hash }),
            purpose: self.purpose,
            basis: self.basis.into(),
            classification: self.classification.into(),
            onward_sharing: self.onward_sharing.into(),
            expires_at: self.expires_at.map(clock::to_wire),
            discloser_role: self.discloser_role,
            approver_role: self.approver_role,
        }
    }
}

/// Reads one page of the register of the caller's organisation, latest first, and one entry more.
async fn page(
    tx: &mut ReadTx<impl Read>,
    filter: &Filter,
    page: &Page<(Timestamp, Uuid)>,
) -> Result<Vec<Entry>, Error> {
    let (at, id) = page.after.unwrap_or((Timestamp::MAX, Uuid::max()));
    let own = tx.caller().organisation.clone();
    let rows = sqlx::query_file_as!(
        Row,
        "queries/disclosures.sql",
        at.to_sqlx() as _,
        id,
        filter.given,
        own.as_str(),
        filter.counterpart.as_ref().map(Label::as_str),
        page.limit(),
    );
    let rows = rows.fetch_all(tx.connection()).await?;
    rows.into_iter().map(|row| row.read(&own)).collect()
}

struct Row {
    disclosure_id: Uuid,
    at: Stored,
    organisation: String,
    counterpart: String,
    resource: String,
    content_type: String,
    hash: Vec<u8>,
    purpose: String,
    basis: String,
    classification: String,
    onward_sharing: String,
    expires_at: Option<Stored>,
    discloser_role: String,
    approver_role: String,
}

impl Row {
    fn read(self, own: &Label) -> Result<Entry, Error> {
        let none = || Error::internal("an entry in the register of disclosures is none");
        Ok(Entry {
            id: self.disclosure_id,
            at: self.at.to_jiff(),
            given: self.organisation == own.as_str(),
            counterpart: self.counterpart,
            resource: self.resource,
            content_type: self.content_type,
            hash: self.hash,
            purpose: self.purpose,
            basis: Basis::from_str_name(&format!("BASIS_{}", self.basis)).ok_or_else(none)?,
            classification: Classification::from_str_name(&format!("CLASSIFICATION_{}", self.classification))
                .ok_or_else(none)?,
            onward_sharing: OnwardSharing::from_str_name(&format!("ONWARD_SHARING_{}", self.onward_sharing))
                .ok_or_else(none)?,
            expires_at: self.expires_at.map(Stored::to_jiff),
            discloser_role: self.discloser_role,
            approver_role: self.approver_role,
        })
    }
}

fn bare<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}
