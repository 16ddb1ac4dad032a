//! What a pack says: a copy of all that it shows, as it was when the pack was made.

use super::asks::Draft;
use crate::{
    plan::Plan,
    register::{Version, period::Period},
    standing::{Counts, stands},
};
use chassis::{Caller, Error, Violation, deadline::london_day};
use contracts::{
    access::Reason,
    commitments::{
        Assessment, EvidenceFacts, EvidenceState, PackBody, PackCommitment, PackContent, PackEvidence,
        PackMilestone, PackPeriod, PackPlan, PackView,
    },
    handling::Handling,
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// What a pack is to show, as it was found.
pub(super) struct Found {
    /// Commitments as the register has them on the pack's day, each with the periods that the day is in.
    pub(super) commitments: Vec<(Version, Vec<Period>)>,
    /// By period.
    pub(super) counts: BTreeMap<String, Counts>,
    /// What was accepted last, each by its name; by period.
    pub(super) evidence: BTreeMap<String, Vec<(String, EvidenceFacts)>>,
    /// The view that its owner issued last, by period.
    pub(super) views: BTreeMap<String, Assessment>,
    pub(super) plans: Vec<Plan>,
}

/// Makes what a pack says, by the day on which it is made, of the periods that another day is in.
///
/// # Errors
/// [`Error::Refused`] if a plan is for none of its commitments, or something in it is classified higher.
pub(super) fn content(
    body: PackBody,
    draft: Draft,
    as_of: Date,
    found: &Found,
    caller: &Caller,
    now: Timestamp,
) -> Result<PackContent, Error> {
    fits(&draft, found)?;
    let today = london_day(now);
    let commitments = found.commitments.iter().map(|(version, periods)| PackCommitment {
        commitment: version.code.name(),
        version: version.number,
        title: version.content.title.clone(),
        periods: periods.iter().map(|one| period(one, found, today)).collect(),
    });
    Ok(PackContent {
        body: body.into(),
        title: draft.title,
        owner: format!("organisations/{}", caller.organisation),
        prepared_by: caller.acting_role.to_string(),
        prepared_on: today.to_string(),
        as_of: as_of.to_string(),
        introduction: draft.introduction,
        handling: Some(draft.handling),
        commitments: commitments.collect(),
        plans: found.plans.iter().map(|one| plan(one, now)).collect(),
    })
}

/// Refuses a plan that is for another commitment, and a pack that is classified lower than what it shows.
fn fits(draft: &Draft, found: &Found) -> Result<(), Error> {
    let stray = found.plans.iter().position(|plan| !draft.commitments.contains(&plan.code));
    let stray =
        stray.map(|at| Violation::new(format!("draft.plans[{at}]"), "must be for one of the commitments"));
    let class = |handling: Option<&Handling>| handling.map_or(0, |handling| handling.classification);
    let evidence = found.evidence.values().flatten().map(|(_, facts)| class(facts.handling.as_ref()));
    let views = found.views.values().map(|view| class(view.handling.as_ref()));
    let low = evidence.chain(views).any(|shown| shown > draft.handling.classification);
    let low = low.then(|| {
        Violation::new("draft.handling.classification", "must be no lower than that of what it shows")
    });
    let wrong: Vec<_> = stray.into_iter().chain(low).collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Refused(Reason::Incomplete, "the pack cannot show what it is to show", wrong))
    }
}

fn period(period: &Period, found: &Found, today: Date) -> PackPeriod {
    let (name, wire) = (period.name(), period.to_wire());
    let counts = found.counts.get(&name).cloned().unwrap_or_default();
    let view = found.views.get(&name);
    let (standing, explanation) = stands(period, &counts, view.map(Assessment::view), today);
    let evidence = found.evidence.get(&name).into_iter().flatten();
    PackPeriod {
        period: name,
        first_day: wire.first_day,
        last_day: wire.last_day,
        due_day: wire.due_day,
        standing: standing.into(),
        explanation,
        accepted: counts.of(EvidenceState::Accepted),
        evidence: evidence.map(|(name, facts)| brief(name, facts)).collect(),
        view: view.map(|view| PackView {
            view: view.view,
            rationale: view.rationale.clone(),
            issue_time: view.issue_time,
            issued_by: view.issued_by.clone(),
        }),
    }
}

fn brief(name: &str, facts: &EvidenceFacts) -> PackEvidence {
    PackEvidence {
        name: name.to_owned(),
        title: facts.title.clone(),
        kind: facts.kind,
        received_on: facts.received_on.clone(),
        effective_from: facts.effective_from.clone(),
        effective_to: facts.effective_to.clone(),
    }
}

fn plan(plan: &Plan, now: Timestamp) -> PackPlan {
    let shown = plan.to_wire(now);
    let facts = shown.facts.unwrap_or_default();
    let milestones = facts.milestones.into_iter().map(|step| PackMilestone {
        title: step.title,
        due_on: step.due_on,
        done_on: step.done_on,
    });
    PackPlan {
        commitment: shown.commitment,
        what: facts.what,
        owner_role: facts.owner_role,
        due_on: facts.due_on,
        first_due_on: shown.first_due_on,
        progress: facts.progress,
        progress_note: facts.progress_note,
        blockers: facts.blockers,
        done_on: facts.done_on,
        milestones: milestones.collect(),
        overdue: shown.overdue,
        slipped_days: shown.slipped_days,
    }
}
