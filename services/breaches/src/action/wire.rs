//! Actions on the wire, and what is derived of them.

use super::model::{Action, State};
use chassis::{clock, deadline::LONDON, etag};
use contracts::breaches::{self as pb, ActionState};
use jiff::{Timestamp, Unit};

impl Action {
    /// The action as it stands at `now`.
    pub(crate) fn to_wire(&self, now: Timestamp) -> pb::Action {
        let state = self.state_at(now);
        pb::Action {
            name: self.name.to_string(),
            etag: etag::of(self.version),
            create_time: Some(clock::to_wire(self.created_at)),
            update_time: Some(clock::to_wire(self.updated_at)),
            state: state.into(),
            kind: self.kind.into(),
            title: self.title.clone(),
            owner_role: self.owner_role.clone(),
            due_at: Some(clock::to_wire(self.due_at)),
            original_due_at: Some(clock::to_wire(self.original_due_at)),
            slipped_days: self.slipped_days(),
            overdue: state == ActionState::Open && now > self.due_at,
            ..self.history()
        }
    }

    /// What happened to it, and nothing else.
    pub(crate) fn history(&self) -> pb::Action {
        let verified = match &self.state {
            State::Verified { verified, .. } => Some(verified),
            _ => None,
        };
        pb::Action {
            reschedulings: self.reschedulings.clone(),
            evidence: self.completed().map(|step| step.said.clone()),
            verification: verified.map(|step| step.said.clone()),
            returns: self.returns.clone(),
            risk_acceptances: self.acceptances.clone(),
            ..pb::Action::default()
        }
    }

    pub(super) fn state_at(&self, now: Timestamp) -> ActionState {
        match &self.state {
            State::Verified { .. } => ActionState::Verified,
            _ if self.accepted_until().is_some_and(|until| now < until) => ActionState::RiskAccepted,
            State::Completed(_) => ActionState::Completed,
            State::Open => ActionState::Open,
        }
    }

    fn slipped_days(&self) -> i32 {
        let done_at = self.completed().and_then(|step| step.said.at).and_then(clock::from_wire);
        let latest = done_at.map_or(self.due_at, |at| at.max(self.due_at));
        let [first, latest] = [self.original_due_at, latest].map(|time| time.to_zoned(LONDON));
        let slipped = first.until((Unit::Day, &latest)).map_or(0, |slipped| slipped.get_days());
        slipped.max(0)
    }
}
