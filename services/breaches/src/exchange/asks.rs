//! Requests about exchanges in the domain's words.

use super::fold::{bare_kind, bare_state};
pub(crate) use chassis::Target;
use chassis::{
    Ask, Asker, Directory, Error, Fields, Label, Name, Page, clock, disclosure,
    exchange::{EXCHANGES, Filter},
};
use contracts::{
    Targeted,
    access::Reason,
    breaches::{self as pb, BreachPart, LawfulBasis},
    exchange::{Attachment, Basis, OnwardSharing},
    handling::{Classification, Handling},
};
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// What a caller wants to say in an exchange.
pub(crate) trait Says: Sized {
    /// The request on the wire.
    type Request: Targeted;

    /// Reads a request, or notes every field that is wrong besides the target.
    fn read(request: Self::Request, fields: &mut Fields) -> Option<Self>;

    /// Refuses what cannot be said now, or not of whom it names.
    fn fits(&self, _: &Directory, _: Timestamp) -> Result<(), Error> {
        Ok(())
    }
}

/// What is said, and the exchange that it is said in.
#[derive(Debug)]
pub(crate) struct In<S> {
    pub(crate) target: Target,
    pub(crate) said: S,
}

pub(crate) struct GetExchange {
    pub(crate) name: Name,
}

pub(crate) struct ListExchanges {
    pub(crate) organisation: Label,
    pub(crate) filter: Filter,
    pub(crate) page: Page<(i64, Uuid)>,
}

pub(crate) struct ListDisclosures(pub(crate) disclosure::Register);

/// What is to be disclosed to whom, and on what terms.
pub(crate) struct PrepareDisclosure {
    pub(crate) organisation: Label,
    pub(crate) source: Source,
    pub(crate) recipient: Label,
    pub(crate) parts: Vec<BreachPart>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) statement: String,
    pub(crate) purpose: String,
    pub(crate) basis: Basis,
    pub(crate) handling: Handling,
    pub(crate) onward_sharing: OnwardSharing,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) lawful_basis: LawfulBasis,
    pub(crate) harm_reduction_reason: String,
}

/// The same, as it was prepared elsewhere.
pub(crate) struct EnterDisclosure(pub(crate) PrepareDisclosure);

/// What a disclosure is a copy of: something of the discloser's own.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Breach(Name),
    Case(Name),
    Exchange(Name),
}

pub(crate) struct ApproveDisclosure;

impl Source {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let breach = Name::parse(crate::model::BREACHES, text).map(Self::Breach);
        breach
            .or_else(|| Name::parse(crate::case::CASES, text).map(Self::Case))
            .or_else(|| Name::parse(EXCHANGES, text).map(Self::Exchange))
    }

    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Breach(name) | Self::Case(name) | Self::Exchange(name) => name,
        }
    }
}

pub(super) fn name(fields: &mut Fields, text: &str) -> Option<Name> {
    fields.name("name", EXCHANGES, text)
}

impl<S: Says> Ask for In<S> {
    type Request = S::Request;

    fn read(_: &Asker<'_>, request: S::Request, fields: &mut Fields) -> Option<Self> {
        let (name, etag) = request.target();
        let target = fields.target(EXCHANGES, name, etag);
        let said = S::read(request, fields);
        Some(Self { target: target?, said: said? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for GetExchange {
    type Request = pb::GetExchangeRequest;

    fn read(_: &Asker<'_>, request: pb::GetExchangeRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListExchanges {
    type Request = pb::ListExchangesRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListExchangesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let counterpart = fields.organisation("counterpart", &request.counterpart);
        let kinds = request.kinds().map(|kind| bare_kind(kind).to_owned()).collect();
        let states = request.states().map(|state| bare_state(state).to_owned()).collect();
        let source = Some(request.source).filter(|source| !source.is_empty());
        let filter = Filter { kinds, states, counterpart, source, subject: None };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListDisclosures {
    type Request = pb::ListDisclosuresRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListDisclosuresRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let direction = request.direction();
        disclosure::Register::read(fields, &request.parent, direction, &request.counterpart, page).map(Self)
    }

    fn organisation(&self) -> &Label {
        self.0.organisation()
    }
}

impl Ask for PrepareDisclosure {
    type Request = pb::PrepareDisclosureRequest;

    fn read(_: &Asker<'_>, request: pb::PrepareDisclosureRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let is_own = |other: &Label| organisation.as_ref() == Some(other);
        let source = Source::parse(&request.source).filter(|source| is_own(&source.name().organisation));
        let source =
            fields.read("source", "must be a breach, a case or an exchange under the parent", source);
        let recipient = Label::parent(&request.recipient).filter(|recipient| !is_own(recipient));
        let recipient = fields.read("recipient", "must be another organisation", recipient);
        let purpose = fields.text("purpose", &request.purpose);
        let handling = request
            .handling
            .clone()
            .filter(|handling| handling.classification() != Classification::Unspecified);
        let handling = fields.read("handling.classification", "is needed", handling);
        let statement = request.statement.trim().to_owned();
        let parts: Vec<_> = request.parts().collect();
        if parts.is_empty() && request.attachments.is_empty() && statement.is_empty() {
            fields.note("parts", "is needed, unless there are attachments or a statement");
        }
        let titles = request.attachments.iter().enumerate();
        for (at, attachment) in titles.filter(|(_, attachment)| attachment.title.trim().is_empty()) {
            let _ = fields.text(&format!("attachments[{at}].title"), &attachment.title);
        }
        let expires_at = match request.expires_at {
            None => Some(None),
            Some(at) => fields.read("expires_at", "must be a time", clock::from_wire(at)).map(Some),
        };
        let onward_sharing = match request.onward_sharing() {
            OnwardSharing::Unspecified => OnwardSharing::None,
            chosen => chosen,
        };
        let (basis, lawful_basis) = (request.basis(), request.lawful_basis());
        let harm_reduction_reason = request.harm_reduction_reason.trim().to_owned();
        Some(Self {
            organisation: organisation?,
            source: source?,
            recipient: recipient?,
            parts,
            attachments: request.attachments,
            statement,
            purpose: purpose?,
            basis,
            handling: handling?,
            onward_sharing,
            expires_at: expires_at?,
            lawful_basis,
            harm_reduction_reason,
        })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for EnterDisclosure {
    type Request = pb::EnterDisclosureRequest;

    fn read(asker: &Asker<'_>, said: pb::EnterDisclosureRequest, fields: &mut Fields) -> Option<Self> {
        let said = pb::PrepareDisclosureRequest {
            parent: said.parent,
            source: said.source,
            recipient: said.recipient,
            parts: said.parts,
            attachments: said.attachments,
            statement: said.statement,
            purpose: said.purpose,
            basis: said.basis,
            handling: said.handling,
            onward_sharing: said.onward_sharing,
            expires_at: said.expires_at,
            lawful_basis: said.lawful_basis,
            harm_reduction_reason: said.harm_reduction_reason,
            ..pb::PrepareDisclosureRequest::default()
        };
        PrepareDisclosure::read(asker, said, fields).map(Self)
    }

    fn organisation(&self) -> &Label {
        &self.0.organisation
    }
}

impl Says for ApproveDisclosure {
    type Request = pb::ApproveDisclosureRequest;

    fn read(_: pb::ApproveDisclosureRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Says for pb::RefusalContent {
    type Request = pb::DeclineDisclosureRequest;

    fn read(request: pb::DeclineDisclosureRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

impl Says for pb::ReceiptContent {
    type Request = pb::AcknowledgeExchangeRequest;

    fn read(request: pb::AcknowledgeExchangeRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { message: request.message.trim().to_owned() })
    }
}

impl Says for pb::RecallContent {
    type Request = pb::RecallDisclosureRequest;

    fn read(request: pb::RecallDisclosureRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

impl Says for pb::SupportContent {
    type Request = pb::SupportDepartmentRequest;

    fn read(request: pb::SupportDepartmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { support: fields.text("support", &request.support)? })
    }
}

impl Says for pb::DecisionStubContent {
    type Request = pb::RecordDecisionStubRequest;

    fn read(request: pb::RecordDecisionStubRequest, fields: &mut Fields) -> Option<Self> {
        let decided_at =
            fields.read("decided_at", "must be a time", request.decided_at.and_then(clock::from_wire))?;
        Some(Self {
            decided_at: Some(clock::to_wire(decided_at)),
            decision: request.decision,
            rationale_location: request.rationale_location,
        })
    }

    fn fits(&self, _: &Directory, now: Timestamp) -> Result<(), Error> {
        if self.decided_at.and_then(clock::from_wire).is_none_or(|at| at > now) {
            return Err(Error::refused(Reason::DecidedInTheFuture, "nobody can have decided it yet"));
        }
        Ok(())
    }
}

impl Says for pb::StandDownContent {
    type Request = pb::StandDownRequest;

    fn read(request: pb::StandDownRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}
