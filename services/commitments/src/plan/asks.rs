//! Requests about plans in the domain's words.

use super::PLANS;
use crate::register::{
    Code,
    service::{code, date},
};
use chassis::{Ask, Asker, Fields, Label, Name, Page, Target};
use contracts::commitments::{self as pb, Milestone, PlanFacts, PlanProgress};
use jiff::civil::Date;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// What is planned, and by when.
pub(super) struct Planned {
    pub(super) facts: PlanFacts,
    pub(super) due_on: Date,
}

pub(super) struct CreatePlan {
    pub(super) organisation: Label,
    pub(super) code: Code,
    pub(super) planned: Planned,
}

pub(super) struct UpdatePlan {
    pub(super) target: Target,
    pub(super) planned: Planned,
    pub(super) rescheduling_reason: String,
}

pub(super) struct GetPlan {
    pub(super) name: Name,
}

/// Which plans. What is empty filters nothing.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) code: Option<Code>,
    pub(super) progress: Vec<String>,
}

pub(super) struct ListPlans {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(Date, Uuid)>,
}

/// How progress is kept.
pub(super) fn bare(progress: PlanProgress) -> &'static str {
    let name = progress.as_str_name();
    name.strip_prefix("PLAN_PROGRESS_").unwrap_or(name)
}

/// Reads what is planned, without the space around its texts.
fn planned(fields: &mut Fields, said: Option<PlanFacts>) -> Option<Planned> {
    let said = said?;
    let what = fields.text("facts.what", &said.what);
    let owner_role = fields.text("facts.owner_role", &said.owner_role);
    let due_on = date(fields, "facts.due_on", &said.due_on);
    let done = said.progress() == PlanProgress::Done;
    let mut whole = fields.read(
        "facts.done_on",
        "must be there if, and only if, it is done",
        (done != said.done_on.is_empty()).then_some(()),
    );
    let optional = |fields: &mut Fields, field: &str, day: &str| {
        if day.is_empty() { Some(()) } else { date(fields, field, day).map(drop) }
    };
    whole = whole.and(optional(fields, "facts.done_on", &said.done_on));
    let mut milestones = Vec::new();
    for (at, step) in said.milestones.iter().enumerate() {
        let title = fields.text(&format!("facts.milestones[{at}].title"), &step.title);
        let due = date(fields, &format!("facts.milestones[{at}].due_on"), &step.due_on);
        let reached = optional(fields, &format!("facts.milestones[{at}].done_on"), &step.done_on);
        whole = whole.and(due.map(drop)).and(reached);
        if let Some(title) = title {
            milestones.push(Milestone { title, ..step.clone() });
        } else {
            whole = None;
        }
    }
    whole?;
    let trimmed = |text: &str| text.trim().to_owned();
    let facts = PlanFacts {
        what: what?,
        owner_role: owner_role?,
        progress_note: trimmed(&said.progress_note),
        blockers: trimmed(&said.blockers),
        milestones,
        ..said
    };
    Some(Planned { facts, due_on: due_on? })
}

impl Ask for CreatePlan {
    type Request = pb::CreatePlanRequest;

    fn read(_: &Asker<'_>, request: pb::CreatePlanRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, code) =
            (fields.parent(&request.parent), code(fields, "commitment", &request.commitment));
        let planned = planned(fields, request.facts);
        Some(Self { organisation: organisation?, code: code?, planned: planned? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for UpdatePlan {
    type Request = pb::UpdatePlanRequest;

    fn read(_: &Asker<'_>, request: pb::UpdatePlanRequest, fields: &mut Fields) -> Option<Self> {
        let target = fields.target(PLANS, &request.name, &request.etag);
        let planned = planned(fields, request.facts);
        let rescheduling_reason = request.rescheduling_reason.trim().to_owned();
        Some(Self { target: target?, planned: planned?, rescheduling_reason })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for GetPlan {
    type Request = pb::GetPlanRequest;

    fn read(_: &Asker<'_>, request: pb::GetPlanRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", PLANS, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListPlans {
    type Request = pb::ListPlansRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListPlansRequest, fields: &mut Fields) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent);
        let code = match request.commitment.as_str() {
            "" => None,
            name => code(fields, "commitment", name),
        };
        let progress = request.progress().map(|progress| bare(progress).to_owned()).collect();
        Some(Self { organisation: organisation?, filter: Filter { code, progress }, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
