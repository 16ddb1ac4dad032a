//! Requests about evidence in the domain's words.

use super::Evidence;
use crate::{
    between::{Fold, Says},
    register::{Code, period::PeriodId, service::date},
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, exchange::Filter};
use contracts::commitments::{self as pb, EvidenceFacts, EvidenceKind};
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

pub(super) struct CreateEvidence {
    pub(super) organisation: Label,
    pub(super) period: (Code, PeriodId),
    pub(super) facts: EvidenceFacts,
}

pub(super) struct EnterEvidence {
    pub(super) organisation: Label,
    pub(super) period: (Code, PeriodId),
    pub(super) facts: EvidenceFacts,
}

/// Nothing but that it is done.
pub(super) struct Submit;

/// The same.
pub(super) struct Disclose;

pub(super) struct Update(pub(super) EvidenceFacts);

pub(super) struct Resubmit(pub(super) EvidenceFacts);

pub(super) struct Accept(pub(super) String);

pub(super) struct Return(pub(super) String);

pub(super) struct Withdraw(pub(super) String);

pub(super) struct GetEvidence {
    pub(super) name: Name,
}

pub(super) struct ListEvidence {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

/// Reads the name of a period.
pub(crate) fn period(fields: &mut Fields, text: &str) -> Option<(Code, PeriodId)> {
    fields.read("period", "must be commitments/{commitment}/periods/{period}", PeriodId::parse_name(text))
}

/// Reads what evidence says, without the space around its texts.
fn facts(fields: &mut Fields, said: Option<EvidenceFacts>, own: &Label) -> Option<EvidenceFacts> {
    let said = said?;
    let title = fields.text("facts.title", &said.title);
    let day = |fields: &mut Fields, field: &str, text: &str| date(fields, field, text);
    day(fields, "facts.received_on", &said.received_on);
    let (from, to) = (
        day(fields, "facts.effective_from", &said.effective_from),
        day(fields, "facts.effective_to", &said.effective_to),
    );
    let mut whole = true;
    let mut must = |fields: &mut Fields, field: &str, must: &str, holds: bool| {
        whole &= fields.read(field, must, holds.then_some(())).is_some();
    };
    let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
    must(fields, "facts.effective_to", "must not be before effective_from", ordered);
    let parts = [
        (EvidenceKind::Metric, "facts.metric", said.metric.is_some()),
        (EvidenceKind::Document, "facts.document", said.document.is_some()),
        (EvidenceKind::Event, "facts.event", said.event.is_some()),
        (EvidenceKind::Attestation, "facts.attestation", said.attestation.is_some()),
    ];
    for (kind, field, there) in parts {
        must(
            fields,
            field,
            "must be there if, and only if, it is of that kind",
            there == (said.kind() == kind),
        );
    }
    let mine =
        said.event.as_ref().is_none_or(|event| event.resource.starts_with(&format!("organisations/{own}/")));
    must(fields, "facts.event.resource", "must be of one's own organisation", mine);
    let classified = said.handling.as_ref().is_some_and(|handling| handling.classification != 0);
    must(fields, "facts.handling.classification", "must be said", classified);
    whole.then_some(())?;
    Some(EvidenceFacts { title: title?, description: said.description.trim().to_owned(), ..said })
}

impl Ask for CreateEvidence {
    type Request = pb::CreateEvidenceRequest;

    fn read(asker: &Asker<'_>, request: pb::CreateEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, period) = (fields.parent(&request.parent), period(fields, &request.period));
        let facts = facts(fields, request.facts, &asker.caller.organisation);
        Some(Self { organisation: organisation?, period: period?, facts: facts? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for EnterEvidence {
    type Request = pb::EnterEvidenceRequest;

    fn read(asker: &Asker<'_>, request: pb::EnterEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, period) = (fields.parent(&request.parent), period(fields, &request.period));
        let facts = facts(fields, request.facts, &asker.caller.organisation);
        Some(Self { organisation: organisation?, period: period?, facts: facts? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Says for Submit {
    type Of = Evidence;
    type Request = pb::SubmitEvidenceRequest;

    fn read(_: &Asker<'_>, _: pb::SubmitEvidenceRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Says for Disclose {
    type Of = Evidence;
    type Request = pb::DiscloseEvidenceRequest;

    fn read(_: &Asker<'_>, _: pb::DiscloseEvidenceRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Says for Update {
    type Of = Evidence;
    type Request = pb::UpdateEvidenceRequest;

    fn read(asker: &Asker<'_>, request: pb::UpdateEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        facts(fields, request.facts, &asker.caller.organisation).map(Self)
    }
}

impl Says for Resubmit {
    type Of = Evidence;
    type Request = pb::ResubmitEvidenceRequest;

    fn read(asker: &Asker<'_>, request: pb::ResubmitEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        facts(fields, request.facts, &asker.caller.organisation).map(Self)
    }
}

impl Says for Accept {
    type Of = Evidence;
    type Request = pb::AcceptEvidenceRequest;

    fn read(_: &Asker<'_>, request: pb::AcceptEvidenceRequest, _: &mut Fields) -> Option<Self> {
        Some(Self(request.note.trim().to_owned()))
    }
}

impl Says for Return {
    type Of = Evidence;
    type Request = pb::ReturnEvidenceRequest;

    fn read(_: &Asker<'_>, request: pb::ReturnEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("reason", &request.reason).map(Self)
    }
}

impl Says for Withdraw {
    type Of = Evidence;
    type Request = pb::WithdrawEvidenceRequest;

    fn read(_: &Asker<'_>, request: pb::WithdrawEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        fields.text("reason", &request.reason).map(Self)
    }
}

impl Ask for GetEvidence {
    type Request = pb::GetEvidenceRequest;

    fn read(_: &Asker<'_>, request: pb::GetEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Evidence::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListEvidence {
    type Request = pb::ListEvidenceRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListEvidenceRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let counterpart = fields.organisation("counterpart", &request.counterpart);
        let state = |state: pb::EvidenceState| state.as_str_name().replacen("EVIDENCE_STATE_", "", 1);
        let filter = Filter {
            kinds: vec![Evidence::KIND.to_owned()],
            states: request.states().map(state).collect(),
            subject: Some(request.period.clone()).filter(|period| !period.is_empty()),
            counterpart,
            ..Filter::default()
        };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
