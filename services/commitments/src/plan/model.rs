//! What may be planned, and what follows from it.

use crate::register::Code;
use chassis::{Caller, Error, Name, Violation, clock, deadline::london_day, etag};
use contracts::{
    access::Reason,
    commitments::{self as pb, PlanFacts, PlanProgress, PlanRescheduling},
};
use jiff::{Timestamp, civil::Date};

/// The most times that a plan is rescheduled: whoever needs more plans anew.
const MOST_RESCHEDULINGS: usize = 50;

/// What is planned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) name: Name,
    pub(super) version: i64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(crate) code: Code,
    pub(super) due_on: Date,
    pub(super) first_due_on: Date,
    pub(super) facts: PlanFacts,
    pub(super) reschedulings: Vec<PlanRescheduling>,
}

impl Plan {
    /// Plans something.
    pub(super) fn make(
        name: Name,
        code: Code,
        facts: PlanFacts,
        due_on: Date,
        now: Timestamp,
    ) -> Result<Self, Error> {
        is_whole(&facts, now)?;
        let (version, reschedulings) = (1, Vec::new());
        Ok(Self {
            name,
            version,
            created_at: now,
            updated_at: now,
            code,
            due_on,
            first_due_on: due_on,
            facts,
            reschedulings,
        })
    }

    /// Says how it stands now.
    pub(super) fn update(
        self,
        facts: PlanFacts,
        due_on: Date,
        reason: String,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        is_whole(&facts, now)?;
        let mut reschedulings = self.reschedulings;
        if due_on == self.due_on {
            if !reason.is_empty() {
                let wrong =
                    Violation::new("rescheduling_reason", "must be empty where its day stays as it is");
                return Err(Error::Invalid(vec![wrong]));
            }
        } else {
            if reason.is_empty() {
                return Err(missing("rescheduling_reason", "must say why its day is another"));
            }
            if reschedulings.len() >= MOST_RESCHEDULINGS {
                return Err(Error::refused(Reason::State, "it was rescheduled too often; plan it anew"));
            }
            reschedulings.push(PlanRescheduling {
                at: Some(clock::to_wire(now)),
                role: caller.acting_role.to_string(),
                from: self.due_on.to_string(),
                to: due_on.to_string(),
                reason,
            });
        }
        Ok(Self { version: self.version + 1, updated_at: now, due_on, facts, reschedulings, ..self })
    }

    /// The plan as it stands at `now`.
    pub(crate) fn to_wire(&self, now: Timestamp) -> pb::Plan {
        let (today, progress) = (london_day(now), self.facts.progress());
        let ended = matches!(progress, PlanProgress::Done | PlanProgress::Dropped);
        let done_on = self.facts.done_on.parse::<Date>().ok();
        let latest = match progress {
            PlanProgress::Done => done_on.unwrap_or(self.due_on),
            PlanProgress::Dropped => self.due_on,
            _ => self.due_on.max(today),
        };
        pb::Plan {
            name: self.name.to_string(),
            etag: etag::of(self.version),
            commitment: self.code.name(),
            facts: Some(self.facts.clone()),
            create_time: Some(clock::to_wire(self.created_at)),
            update_time: Some(clock::to_wire(self.updated_at)),
            first_due_on: self.first_due_on.to_string(),
            slipped_days: (latest - self.first_due_on).get_days().max(0),
            overdue: !ended && today > self.due_on,
            reschedulings: self.reschedulings.clone(),
        }
    }
}

/// Refuses what does not say what its progress calls for.
fn is_whole(facts: &PlanFacts, now: Timestamp) -> Result<(), Error> {
    let (today, progress) = (london_day(now), facts.progress());
    let explained = matches!(progress, PlanProgress::Blocked | PlanProgress::Dropped);
    if explained && facts.blockers.trim().is_empty() {
        return Err(missing("facts.blockers", "must say what is in the way, or why it is no longer planned"));
    }
    let future = |day: &str| day.parse::<Date>().is_ok_and(|day| day > today);
    let steps = facts.milestones.iter().enumerate().filter(|(_, step)| future(&step.done_on));
    let mut wrong: Vec<_> = steps
        .map(|(at, _)| Violation::new(format!("facts.milestones[{at}].done_on"), "must not be in the future"))
        .collect();
    if future(&facts.done_on) {
        wrong.push(Violation::new("facts.done_on", "must not be in the future"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn missing(field: &str, must: &'static str) -> Error {
    Error::Refused(
        Reason::Incomplete,
        "what is planned does not say all that it must",
        vec![Violation::new(field, must)],
    )
}
