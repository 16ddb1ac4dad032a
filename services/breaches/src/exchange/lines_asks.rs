//! Requests about agreed lines in the domain's words.

use super::{
    asks::{Says, Source},
    content::Content,
    fold::Exchange,
};
use chassis::{Ask, Asker, Directory, Error, Fields, Label, Violation, clock};
use contracts::{
    breaches::{self as pb, LinesContent},
    handling::Classification,
};
use jiff::Timestamp;
use prost_types::Timestamp as Wire;

pub(crate) struct DraftLines {
    organisation: Label,
    pub(super) source: Source,
    pub(super) recipient: Label,
    pub(super) lines: LinesContent,
}

/// The same, as they were drafted elsewhere.
pub(crate) struct EnterLines(pub(super) DraftLines);

pub(crate) struct ApproveLines;

/// Another text.
pub(crate) struct Revision {
    text: String,
    embargo_until: Option<Wire>,
    note: String,
}

/// What is said of the version that is meant, and stands.
pub(crate) trait OfLines: Says {
    /// What is sealed, or a refusal.
    fn content(self, exchange: &Exchange) -> Result<Content, Error>;
}

impl Ask for DraftLines {
    type Request = pb::DraftLinesRequest;

    fn read(_: &Asker<'_>, request: pb::DraftLinesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let is_own = |other: &Label| organisation.as_ref() == Some(other);
        let source = Source::parse(&request.source).filter(|source| is_own(&source.name().organisation));
        let must = "must be a breach, a case or an engagement under the parent";
        let source = fields.read("source", must, source);
        let recipient = Label::parent(&request.recipient).filter(|recipient| !is_own(recipient));
        let recipient = fields.read("recipient", "must be another organisation", recipient);
        let (subject, text) = (fields.text("subject", &request.subject), fields.text("text", &request.text));
        let handling =
            request.handling.filter(|handling| handling.classification() != Classification::Unspecified);
        let handling = fields.read("handling.classification", "is needed", handling);
        let embargo_until = embargo(fields, request.embargo_until);
        let lines = LinesContent {
            subject: subject?,
            version: 1,
            text: text?,
            embargo_until: embargo_until?,
            handling: Some(handling?),
            note: request.note.trim().to_owned(),
        };
        Some(Self { organisation: organisation?, source: source?, recipient: recipient?, lines })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for EnterLines {
    type Request = pb::EnterLinesRequest;

    fn read(asker: &Asker<'_>, said: pb::EnterLinesRequest, fields: &mut Fields) -> Option<Self> {
        let said = pb::DraftLinesRequest {
            parent: said.parent,
            source: said.source,
            recipient: said.recipient,
            subject: said.subject,
            text: said.text,
            embargo_until: said.embargo_until,
            handling: said.handling,
            note: said.note,
            ..pb::DraftLinesRequest::default()
        };
        DraftLines::read(asker, said, fields).map(Self)
    }

    fn organisation(&self) -> &Label {
        &self.0.organisation
    }
}

/// Reads the end of an embargo, which may be left out.
#[expect(clippy::option_option, reason = "the outer one says whether it is well-formed")]
fn embargo(fields: &mut Fields, until: Option<Wire>) -> Option<Option<Wire>> {
    match until {
        None => Some(None),
        Some(at) => fields.read("embargo_until", "must be a time", clock::from_wire(at)).map(|_| Some(at)),
    }
}

impl Says for ApproveLines {
    type Request = pb::ApproveLinesRequest;

    fn read(_: pb::ApproveLinesRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Says for Revision {
    type Request = pb::ReviseLinesRequest;

    fn read(request: pb::ReviseLinesRequest, fields: &mut Fields) -> Option<Self> {
        let (text, note) = (fields.text("text", &request.text), request.note.trim().to_owned());
        Some(Self { embargo_until: embargo(fields, request.embargo_until)?, text: text?, note })
    }
}

impl Revision {
    /// The next version.
    pub(super) fn content(self, exchange: &Exchange) -> Result<Content, Error> {
        let Self { text, embargo_until, note } = self;
        let (_, before) = exchange.version()?;
        let version = before.version + 1;
        Ok(LinesContent { version, text, embargo_until, note, ..before }.into())
    }
}

impl Says for pb::LinesAgreementContent {
    type Request = pb::AgreeLinesRequest;

    fn read(request: pb::AgreeLinesRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { version: request.version, ..Self::default() })
    }
}

impl OfLines for pb::LinesAgreementContent {
    fn content(self, exchange: &Exchange) -> Result<Content, Error> {
        Ok(Self { hash: exchange.is_at(self.version)?, ..self }.into())
    }
}

impl Says for pb::LinesRefusalContent {
    type Request = pb::RefuseLinesRequest;

    fn read(request: pb::RefuseLinesRequest, fields: &mut Fields) -> Option<Self> {
        let reason = fields.text("reason", &request.reason)?;
        Some(Self { version: request.version, reason, ..Self::default() })
    }
}

impl OfLines for pb::LinesRefusalContent {
    fn content(self, exchange: &Exchange) -> Result<Content, Error> {
        Ok(Self { hash: exchange.is_at(self.version)?, ..self }.into())
    }
}

impl Says for pb::LinesIssueContent {
    type Request = pb::RecordLinesIssueRequest;

    fn read(request: pb::RecordLinesIssueRequest, fields: &mut Fields) -> Option<Self> {
        let place = fields.text("place", &request.place);
        let issued_at = request.issued_at.filter(|at| clock::from_wire(*at).is_some());
        let issued_at = fields.read("issued_at", "must be a time", issued_at)?;
        Some(Self { version: request.version, issued_at: Some(issued_at), place: place?, ..Self::default() })
    }

    fn fits(&self, _: &Directory, now: Timestamp) -> Result<(), Error> {
        if self.issued_at.and_then(clock::from_wire).is_some_and(|at| at > now) {
            return Err(Error::Invalid(vec![Violation::new("issued_at", "must not be in the future")]));
        }
        Ok(())
    }
}

impl OfLines for pb::LinesIssueContent {
    fn content(self, exchange: &Exchange) -> Result<Content, Error> {
        let hash = exchange.is_at(self.version)?;
        if let Some(at) = self.issued_at.and_then(clock::from_wire) {
            exchange.is_free_at(at)?;
        }
        // What was issued before it was agreed was not issued as agreed.
        let agreement = exchange.last(pb::ExchangeActKind::LinesAgreement).map(|act| act.at);
        let issued_at = self.issued_at.and_then(clock::from_wire);
        let agreed = exchange.state() == pb::ExchangeState::Agreed && issued_at >= agreement;
        Ok(Self { hash, agreed, ..self }.into())
    }
}
