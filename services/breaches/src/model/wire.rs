//! Breaches on the wire.

use super::{Assessment, Breach, HANDLERS, Progress, State};
use crate::case::case_name;
use chassis::{Caller, clock, etag};
use contracts::{
    breaches::{self as pb, AffectedBand, CountBasis},
    time::DeadlineState,
};
use jiff::Timestamp;

impl Breach {
    /// The breach as it stands at `now`, as far as `viewer` sees it: how it is dealt with is the handlers'.
    pub(crate) fn to_wire(&self, viewer: &Caller, now: Timestamp) -> pb::Breach {
        let handles = viewer.has_need(HANDLERS);
        let confirmed = match &self.state {
            State::Confirmed(confirmed) => Some(confirmed),
            _ => None,
        };
        let deadline = confirmed.map(|confirmed| confirmed.clock.deadline());
        let deadline_state = deadline.map_or(DeadlineState::NotStarted, |deadline| deadline.state(now));
        pb::Breach {
            deadline_state: deadline_state.into(),
            deadline: deadline.map(chassis::deadline::Deadline::to_wire),
            confirmation: confirmed.map(|confirmed| confirmed.confirmation.clone()),
            assessment: self.wire_assessment(),
            case: self
                .case_id()
                .filter(|_| handles)
                .map(|case| case_name(&self.name.organisation, case))
                .unwrap_or_default(),
            not_notifiable: confirmed.filter(|_| handles).and_then(|confirmed| match &confirmed.progress {
                Progress::NotNotifiable(decision) => Some(decision.clone()),
                _ => None,
            }),
            ..self.content()
        }
    }

    /// The latest assessment, as far as whoever asks may see it.
    pub(crate) fn wire_assessment(&self) -> Option<pb::Assessment> {
        self.assessment.as_ref().map(Assessment::to_wire)
    }

    /// What callers write of the breach, and what identifies it.
    pub(crate) fn content(&self) -> pb::Breach {
        pb::Breach {
            name: self.name.to_string(),
            etag: etag::of(self.version),
            create_time: Some(clock::to_wire(self.created_at)),
            update_time: Some(clock::to_wire(self.updated_at)),
            state: self.wire_state().into(),
            title: self.title.clone(),
            detected_at: self.detected_at.map(clock::to_wire),
            detected_how: self.detected_how.clone(),
            reporter_role: self.reporter_role.clone(),
            handling: self.handling.clone(),
            affected_band: affected_band(&self.facts).into(),
            facts: Some(self.facts.clone()),
            ..pb::Breach::default()
        }
    }
}

impl Assessment {
    fn to_wire(&self) -> pb::Assessment {
        pb::Assessment {
            version: self.version,
            state: self.state().into(),
            draft: Some(self.draft.clone()),
            advice: self.advice.as_ref().map(|(advice, _)| advice.clone()),
            decision: self.decision.clone(),
        }
    }
}

/// The regulator's band for the number of people affected: half-open, from its lower bound. A number of none has no
/// band of its own, and a number that is unknown is no number.
pub(crate) fn affected_band(facts: &pb::Facts) -> AffectedBand {
    let people = facts.people.clone().unwrap_or_default();
    match people.affected_approx.filter(|_| people.affected_basis() != CountBasis::Unknown) {
        None | Some(..=0) => AffectedBand::Unknown,
        Some(1..10) => AffectedBand::From1,
        Some(10..100) => AffectedBand::From10,
        Some(100..1_000) => AffectedBand::From100,
        Some(1_000..10_000) => AffectedBand::From1k,
        Some(10_000..100_000) => AffectedBand::From10k,
        Some(100_000..) => AffectedBand::From100k,
    }
}
