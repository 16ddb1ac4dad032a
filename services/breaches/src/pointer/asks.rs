//! Requests about pointers in the domain's words.

use super::POINTERS;
use crate::asks::content;
use chassis::{Ask, Asker, Fields, Label, Name, Page, Target, clock};
use contracts::{
    Targeted,
    breaches::{self as pb, Answer, LegalRegime, PointerReason},
};
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

pub(super) struct CreatePointer {
    pub(super) organisation: Label,
    /// What the pointer says, but for awareness.
    pub(super) content: pb::Pointer,
    pub(super) aware_at: Timestamp,
}

pub(super) struct GetPointer {
    pub(super) name: Name,
}

pub(super) struct ListPointers {
    pub(super) organisation: Label,
    /// As they are kept; empty filters nothing.
    pub(super) states: Vec<String>,
    pub(super) page: Page<Uuid>,
}

pub(super) struct GetOwnMark {
    organisation: Label,
}

pub(super) struct RecordRegulatorInformed {
    pub(super) target: Target,
    pub(super) informed: pb::RegulatorInformed,
    pub(super) received_at: Timestamp,
}

pub(super) struct ReleasePointer {
    pub(super) target: Target,
    pub(super) recipient: Label,
    /// The person's mark.
    pub(super) person: String,
}

pub(super) struct LiftPointer {
    pub(super) target: Target,
    pub(super) breach: pb::Breach,
    /// What it says besides of the confirmation.
    pub(super) confirmation: pb::LiftPointerRequest,
}

fn name(fields: &mut Fields, text: &str) -> Option<Name> {
    fields.read("name", "must be organisations/{organisation}/pointers/{uuid}", Name::parse(POINTERS, text))
}

fn target(fields: &mut Fields, request: &impl Targeted) -> Option<Target> {
    let (text, etag) = request.target();
    Some(Target { name: name(fields, text)?, etag: etag.to_owned() })
}

impl Ask for CreatePointer {
    type Request = pb::CreatePointerRequest;

    fn read(_: &Asker<'_>, request: pb::CreatePointerRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let aware_at = fields.read("aware_at", "must be a time", request.aware_at.and_then(clock::from_wire));
        let part_4 = request.legal_regime() == LegalRegime::DpaPart4;
        if part_4 != (request.reason_code() == PointerReason::Part4) {
            fields.note("reason_code", "must be PART_4 under Part 4, and only there");
        }
        if part_4 != (request.serious_interference() != Answer::Unspecified) {
            fields.note("serious_interference", "is needed under Part 4, and only there");
        }
        let controller = Some(request.controller).filter(|named| !named.is_empty()).unwrap_or(request.parent);
        let content = pb::Pointer {
            reference: request.reference,
            controller,
            legal_regime: request.legal_regime,
            serious_interference: request.serious_interference,
            handling_contact_role: request.handling_contact_role,
            reason_code: request.reason_code,
            ..pb::Pointer::default()
        };
        Some(Self { organisation: organisation?, content, aware_at: aware_at? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetPointer {
    type Request = pb::GetPointerRequest;

    fn read(_: &Asker<'_>, request: pb::GetPointerRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListPointers {
    type Request = pb::ListPointersRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListPointersRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let states = request.states().map(|state| super::model::bare(state).to_owned()).collect();
        Some(Self { organisation: organisation?, states, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetOwnMark {
    type Request = pb::GetOwnMarkRequest;

    fn read(_: &Asker<'_>, request: pb::GetOwnMarkRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { organisation: fields.parent(&request.parent)? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for RecordRegulatorInformed {
    type Request = pb::RecordRegulatorInformedRequest;

    fn read(_: &Asker<'_>, request: Self::Request, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request);
        let informed = request.informed.unwrap_or_default();
        let received_at = informed.received_at.and_then(clock::from_wire);
        let received_at = fields.read("informed.received_at", "must be a time", received_at);
        Some(Self { target: target?, informed, received_at: received_at? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for ReleasePointer {
    type Request = pb::ReleasePointerRequest;

    fn read(_: &Asker<'_>, request: pb::ReleasePointerRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request);
        let recipient = Label::parent(&request.recipient);
        let recipient = fields.read("recipient", "must be organisations/{organisation}", recipient);
        Some(Self { target: target?, recipient: recipient?, person: request.person })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for LiftPointer {
    type Request = pb::LiftPointerRequest;

    fn read(_: &Asker<'_>, mut request: pb::LiftPointerRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request);
        let breach = request.breach.take().unwrap_or_default();
        content(fields, &breach);
        Some(Self { target: target?, breach, confirmation: request })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}
