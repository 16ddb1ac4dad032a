//! What an action is, and what may happen to it. Pure: knows no database and no clock but the times that it is given.

use super::ActionName;
use crate::model::{HANDLERS, UNDER_WAY};
use chassis::{Caller, Effect, Error, Label, Record, Violation, clock, etag};
use contracts::{
    access::Reason,
    breaches::{self as pb, ActionKind, ActionState, BreachState},
};
use jiff::Timestamp;
use serde_json::json;

/// Where the breach of an action is, as its row says.
pub(crate) struct OfBreach {
    pub(crate) state: BreachState,
}

/// An action as its department works on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    pub(crate) name: ActionName,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) kind: ActionKind,
    pub(crate) title: String,
    pub(crate) owner_role: String,
    pub(crate) due_at: Timestamp,
    pub(crate) original_due_at: Timestamp,
    pub(crate) state: State,
    pub(crate) reschedulings: Vec<pb::Rescheduling>,
    pub(crate) returns: Vec<pb::ActionReturn>,
    pub(crate) acceptances: Vec<pb::RiskAcceptance>,
}

/// How far an action is done. That its risk is accepted stands beside it, and passes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Open,
    Completed(Step),
    Verified { completed: Step, verified: Step },
}

/// What somebody said of an action, and the author who did.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) said: pb::ActionStep,
    pub(crate) by: Label,
}

/// A well-formed request to add an action.
pub(crate) struct Plan {
    pub(crate) kind: ActionKind,
    pub(crate) title: String,
    pub(crate) owner_role: String,
    pub(crate) due_at: Timestamp,
}

impl OfBreach {
    /// Refuses where a breach's actions can be neither added nor changed: before it is confirmed, and once it ended.
    pub(crate) fn active(&self) -> Result<(), Error> {
        if UNDER_WAY.contains(&self.state) {
            return Ok(());
        }
        let violation = Violation::new("breach.state", format!("is {}", self.state.as_str_name()));
        let message = "a breach has actions from its confirmation until it is closed";
        Err(Error::Refused(Reason::State, message, vec![violation]))
    }
}

impl Action {
    /// Adds an action to a breach.
    pub(crate) fn plan(
        name: ActionName,
        plan: Plan,
        breach: &OfBreach,
        now: Timestamp,
    ) -> Result<Self, Error> {
        breach.active()?;
        ahead(plan.due_at, now, "an action cannot be due in the past")?;
        Ok(Self {
            name,
            version: 1,
            created_at: now,
            updated_at: now,
            kind: plan.kind,
            title: plan.title,
            owner_role: plan.owner_role,
            due_at: plan.due_at,
            original_due_at: plan.due_at,
            state: State::Open,
            reschedulings: Vec::new(),
            returns: Vec::new(),
            acceptances: Vec::new(),
        })
    }

    /// Moves the time by which it is due.
    pub(crate) fn reschedule(
        mut self,
        due_at: Timestamp,
        reason: String,
        breach: &OfBreach,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        breach.active()?;
        self.stands(&[ActionState::Open], now, "only an open action can be moved")?;
        ahead(due_at, now, "an action cannot be due in the past")?;
        self.reschedulings.push(pb::Rescheduling {
            from: Some(clock::to_wire(self.due_at)),
            to: Some(clock::to_wire(due_at)),
            reason,
            at: Some(clock::to_wire(now)),
            role: caller.acting_role.to_string(),
        });
        Ok(Self { due_at, ..self.touched(now) })
    }

    /// Says that it was done.
    pub(crate) fn complete(
        self,
        evidence: String,
        breach: &OfBreach,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        breach.active()?;
        self.stands(&[ActionState::Open], now, "only an open action can be completed")?;
        Ok(Self { state: State::Completed(Step::of(evidence, caller, now)), ..self.touched(now) })
    }

    /// Finds that it was done.
    pub(crate) fn verify(
        self,
        note: String,
        breach: &OfBreach,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let completed = self.found_by_another(breach, caller, now)?;
        let state = State::Verified { completed, verified: Step::of(note, caller, now) };
        Ok(Self { state, ..self.touched(now) })
    }

    /// Finds that it was not done, and opens it again. What was shown goes with the reason.
    pub(crate) fn send_back(
        mut self,
        reason: String,
        breach: &OfBreach,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let completed = self.found_by_another(breach, caller, now)?;
        self.returns.push(pb::ActionReturn {
            reason,
            at: Some(clock::to_wire(now)),
            role: caller.acting_role.to_string(),
            evidence: Some(completed.said),
        });
        Ok(Self { state: State::Open, ..self.touched(now) })
    }

    /// Accepts the risk of not doing it, until a time. Whatever was done of it stays.
    pub(crate) fn accept_risk(
        mut self,
        rationale: String,
        expires_at: Timestamp,
        breach: &OfBreach,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Error> {
        caller.in_person("a person accepts a risk")?;
        breach.active()?;
        let undone = [ActionState::Open, ActionState::Completed];
        self.stands(&undone, now, "only the risk of an action that is not verified can be accepted, once")?;
        ahead(expires_at, now, "an acceptance cannot expire in the past")?;
        self.acceptances.push(pb::RiskAcceptance {
            rationale,
            expires_at: Some(clock::to_wire(expires_at)),
            at: Some(clock::to_wire(now)),
            role: caller.acting_role.to_string(),
        });
        Ok(self.touched(now))
    }

    /// When the last acceptance of its risk expires, or expired.
    pub(crate) fn accepted_until(&self) -> Option<Timestamp> {
        self.acceptances.last().and_then(|last| last.expires_at).and_then(clock::from_wire)
    }

    /// Who said last that it was done, and what shows it. Nobody did since it was returned.
    pub(crate) fn completed(&self) -> Option<&Step> {
        match &self.state {
            State::Open => None,
            State::Completed(completed) | State::Verified { completed, .. } => Some(completed),
        }
    }

    /// What is recorded of an act on it, which asks `roles` to look. The event is thin: it says nothing of the action.
    pub(crate) fn record(&self, act: &'static str, roles: &[&str]) -> Record {
        let (reader, resource) = (self.name.breach.organisation.clone(), self.name.to_string());
        let payload = json!({ "etag": etag::of(self.version), "roles": roles });
        let news = Effect { reader, need: HANDLERS, act, resource: resource.clone(), payload };
        Record { act, resource, need: HANDLERS, effects: vec![news] }
    }

    /// What was said to be done, for another person in another role to judge.
    fn found_by_another(&self, breach: &OfBreach, caller: &Caller, now: Timestamp) -> Result<Step, Error> {
        caller.in_person("a person finds whether it was done")?;
        let completed = self.completed();
        if completed.is_some_and(|step| step.by == caller.author) {
            return Err(Error::ActingRole("whoever said that it was done does not judge it"));
        }
        if completed.is_some_and(|step| step.said.role == caller.acting_role.as_str()) {
            return Err(Error::ActingRole("another role judges whether it was done"));
        }
        breach.active()?;
        let message = "only a completed action can be verified or returned";
        self.stands(&[ActionState::Completed], now, message)?;
        completed.cloned().ok_or_else(|| Error::internal("a completed action that nobody completed"))
    }

    /// Refuses an act that its state does not allow.
    fn stands(&self, allowed: &[ActionState], now: Timestamp, message: &'static str) -> Result<(), Error> {
        let state = self.state_at(now);
        if allowed.contains(&state) {
            return Ok(());
        }
        let violation = Violation::new("state", format!("is {}", state.as_str_name()));
        Err(Error::Refused(Reason::State, message, vec![violation]))
    }

    fn touched(self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self }
    }
}

impl Step {
    fn of(note: String, caller: &Caller, now: Timestamp) -> Self {
        let (at, role) = (Some(clock::to_wire(now)), caller.acting_role.to_string());
        Self { said: pb::ActionStep { note, at, role }, by: caller.author.clone() }
    }
}

/// Refuses a time that has come.
fn ahead(time: Timestamp, now: Timestamp, message: &'static str) -> Result<(), Error> {
    if time > now { Ok(()) } else { Err(Error::refused(Reason::DueInThePast, message)) }
}

#[cfg(test)]
mod tests {
    use super::OfBreach;
    use contracts::breaches::BreachState::{
        Assessed, Closed, Confirmed, Draft, Learning, Logged, NearMiss, NotNotifiable, NotPdb, NotifiedFull,
        NotifiedPartial, Remediation, Void,
    };

    #[test]
    fn a_breach_has_actions_from_its_confirmation_until_it_is_closed() {
        for state in [Draft, Logged, NearMiss, NotPdb, Closed, Void] {
            assert!(OfBreach { state }.active().is_err(), "{state:?}");
        }
        for state in
            [Confirmed, Assessed, NotifiedPartial, NotifiedFull, NotNotifiable, Remediation, Learning]
        {
            assert!(OfBreach { state }.active().is_ok(), "{state:?}");
        }
    }
}
