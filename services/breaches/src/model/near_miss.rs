//! Near misses (B3): events that could have become a breach and did not. A short way of their own, which blames nobody.

use super::{Act, Breach, Moment, State};
use chassis::{Error, Violation};
use contracts::{
    access::Reason,
    breaches::{self as pb, AffectedBand, IncidentType, NearMissKind, NearMissState},
};

/// A well-formed request to classify an event as a near miss.
pub(crate) struct Classified {
    pub(crate) kind: NearMissKind,
    pub(crate) stopped_by: Vec<i32>,
    pub(crate) what_stopped_it: String,
    pub(crate) potential_incident_type: IncidentType,
    pub(crate) potential_band: AffectedBand,
}

impl Breach {
    /// Finds that a logged event could have become a breach and did not (B3).
    pub(crate) fn classify_near_miss(self, near: Classified, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ClassifyNearMiss, moment.caller)?;
        let mut breach = self.touched(moment.now, &near.what_stopped_it);
        breach.course.near_miss = Some(pb::NearMiss {
            state: NearMissState::Open.into(),
            kind: near.kind.into(),
            stopped_by: near.stopped_by,
            what_stopped_it: near.what_stopped_it,
            potential_incident_type: near.potential_incident_type.into(),
            potential_band: near.potential_band.into(),
            classified_at: moment.time(),
            classified_by_role: moment.role(),
            ..pb::NearMiss::default()
        });
        Ok(Self { state: State::NearMiss, ..breach })
    }

    /// Writes down what was learnt from a near miss.
    pub(crate) fn review_near_miss(self, finding: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ReviewNearMiss, moment.caller)?;
        let review = moment.step(finding);
        let mut breach = self.touched(moment.now, finding);
        let near = breach.course.near_miss.get_or_insert_default();
        near.set_state(NearMissState::Reviewed);
        near.review = review;
        Ok(breach)
    }

    /// Ends a near miss that was reviewed.
    pub(crate) fn finish_near_miss(self, share: bool, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::FinishNearMiss, moment.caller)?;
        let mut breach = self.touched(moment.now, "");
        let near = breach.course.near_miss.get_or_insert_default();
        near.set_state(if share { NearMissState::Shared } else { NearMissState::Closed });
        Ok(breach)
    }

    /// Says whether it has come to the end of a near miss's way.
    pub(super) fn near_miss_is_over(&self) -> bool {
        let near = self.course.near_miss.as_ref().filter(|_| self.state == State::NearMiss);
        near.is_some_and(|near| matches!(near.state(), NearMissState::Shared | NearMissState::Closed))
    }

    /// Refuses a near miss that is not at a state of its own.
    pub(super) fn near_miss_is(&self, state: NearMissState, refusal: &'static str) -> Result<(), Error> {
        let found = self.course.near_miss.as_ref().map(pb::NearMiss::state).unwrap_or_default();
        if found == state {
            return Ok(());
        }
        let found = vec![Violation::new("course.near_miss.state", format!("is {}", found.as_str_name()))];
        Err(Error::Refused(Reason::State, refusal, found))
    }
}
