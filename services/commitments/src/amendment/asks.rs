//! Requests about amendments in the domain's words.

use super::Amendment;
use crate::{
    between::Fold,
    register::{
        Code,
        service::{code, date},
    },
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, Target, exchange::Filter};
use contracts::commitments::{self as pb, Cadence, CommitmentContent, CommitmentKind};
use jiff::civil::Date;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// What the register is to say.
pub(super) struct Proposal {
    pub(super) organisation: Label,
    pub(super) code: Code,
    pub(super) replaces: i32,
    pub(super) content: CommitmentContent,
    pub(super) effective_from: Date,
    pub(super) reason: String,
}

pub(super) struct ProposeAmendment(pub(super) Proposal);

pub(super) struct EnterAmendment(pub(super) Proposal);

pub(super) struct AgreeAmendment {
    pub(super) target: Target,
}

pub(super) struct RefuseAmendment {
    pub(super) target: Target,
    pub(super) reason: String,
}

pub(super) struct WithdrawAmendment {
    pub(super) target: Target,
    pub(super) reason: String,
}

pub(super) struct GetAmendment {
    pub(super) name: Name,
}

pub(super) struct ListAmendments {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

/// Reads what the register is to say, without the space around its texts.
fn content(fields: &mut Fields, content: CommitmentContent) -> Option<CommitmentContent> {
    let (title, text) =
        (fields.text("content.title", &content.title), fields.text("content.text", &content.text));
    let mut whole = true;
    let mut must = |fields: &mut Fields, field: &str, must: &str, holds: bool| {
        whole &= fields.read(field, must, holds.then_some(())).is_some();
    };
    let recurring = content.kinds().any(|kind| kind == CommitmentKind::Recurring);
    must(
        fields,
        "content.cadences",
        "must be there if, and only if, it recurs",
        recurring != content.cadences.is_empty(),
    );
    let regular = content.cadences().any(|cadence| cadence == Cadence::Regular);
    must(
        fields,
        "content.agreed_interval",
        "is of what is done regularly",
        regular || content.agreed_interval.is_none(),
    );
    for (field, day) in [("content.met_on", &content.met_on), ("content.effective_to", &content.effective_to)]
    {
        let day_or_none = day.is_empty() || day.parse::<Date>().is_ok();
        must(fields, field, "must be a day, such as 2026-07-08", day_or_none);
    }
    let evidence: Vec<_> = content.evidence.iter().map(|text| text.trim().to_owned()).collect();
    must(
        fields,
        "content.evidence",
        "must say something, each",
        evidence.iter().all(|text| !text.is_empty()),
    );
    whole.then_some(())?;
    Some(CommitmentContent { title: title?, text: text?, evidence, ..content })
}

impl Proposal {
    fn read(request: pb::ProposeAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let code = code(fields, "commitment", &request.commitment);
        let content = request.content.and_then(|said| content(fields, said));
        let effective_from = date(fields, "effective_from", &request.effective_from);
        let reason = fields.text("reason", &request.reason);
        let (content, effective_from) = (content?, effective_from?);
        let ends = content.effective_to.parse::<Date>().ok().is_none_or(|end| end >= effective_from);
        fields.read("content.effective_to", "must not be before it takes effect", ends.then_some(()))?;
        Some(Self {
            organisation: organisation?,
            code: code?,
            replaces: request.replaces,
            content,
            effective_from,
            reason: reason?,
        })
    }
}

impl Ask for ProposeAmendment {
    type Request = pb::ProposeAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::ProposeAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        Proposal::read(request, fields).map(Self)
    }

    fn organisation(&self) -> &Label {
        &self.0.organisation
    }
}

impl Ask for EnterAmendment {
    type Request = pb::EnterAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::EnterAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        let pb::EnterAmendmentRequest { parent, commitment, replaces, content, .. } = request;
        let pb::EnterAmendmentRequest { effective_from, reason, request_id, personal_data_checked, .. } =
            request;
        let proposed = pb::ProposeAmendmentRequest {
            parent,
            commitment,
            replaces,
            content,
            effective_from,
            reason,
            request_id,
            personal_data_checked,
        };
        Proposal::read(proposed, fields).map(Self)
    }

    fn organisation(&self) -> &Label {
        &self.0.organisation
    }
}

impl Ask for AgreeAmendment {
    type Request = pb::AgreeAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::AgreeAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { target: fields.target(Amendment::COLLECTION, &request.name, &request.etag)? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for RefuseAmendment {
    type Request = pb::RefuseAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::RefuseAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        let (target, reason) = (
            fields.target(Amendment::COLLECTION, &request.name, &request.etag),
            fields.text("reason", &request.reason),
        );
        Some(Self { target: target?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for WithdrawAmendment {
    type Request = pb::WithdrawAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::WithdrawAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        let (target, reason) = (
            fields.target(Amendment::COLLECTION, &request.name, &request.etag),
            fields.text("reason", &request.reason),
        );
        Some(Self { target: target?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for GetAmendment {
    type Request = pb::GetAmendmentRequest;

    fn read(_: &Asker<'_>, request: pb::GetAmendmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Amendment::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListAmendments {
    type Request = pb::ListAmendmentsRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListAmendmentsRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let state = |state: pb::AmendmentState| state.as_str_name().replacen("AMENDMENT_STATE_", "", 1);
        let subject = Some(request.commitment.clone()).filter(|name| !name.is_empty());
        let states = request.states().map(state).collect();
        let filter = Filter { kinds: vec![Amendment::KIND.to_owned()], states, subject, ..Filter::default() };
        Some(Self { organisation: organisation?, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
