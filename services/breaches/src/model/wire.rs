//! Breaches on the wire.

use super::{Assessment, Breach, COMMS, Criteria, HANDLERS, Moment};
use crate::case::case_name;
use chassis::{
    Caller, clock,
    deadline::{Clock, Deadline},
    etag,
};
use contracts::{
    breaches::{self as pb, AffectedBand, BreachState, CaseState, CountBasis, RetentionClass},
    time::DeadlineState,
};

impl Breach {
    /// The breach as whoever looks sees it in a moment, with what they may do about it.
    pub(crate) fn to_wire(&self, moment: &Moment<'_>) -> pb::Breach {
        pb::Breach { possible_acts: self.possible_acts(moment), ..self.listed(moment) }
    }

    /// The breach as a list shows it to whoever looks: how it is dealt with is the handlers'.
    pub(crate) fn listed(&self, moment: &Moment<'_>) -> pb::Breach {
        let Moment { caller: viewer, now, criteria, .. } = *moment;
        let handles = viewer.has_need(HANDLERS);
        let deadline = self.clock().map(Clock::deadline);
        let deadline_state = deadline.map_or(DeadlineState::NotStarted, |deadline| deadline.state(now));
        let case = self.case_id().filter(|_| handles);
        let case_state = self.case.filter(|_| handles).map_or(CaseState::Unspecified, |case| case.state);
        pb::Breach {
            deadline_state: deadline_state.into(),
            deadline: deadline.map(Deadline::to_wire),
            confirmation: self.confirmed().map(|confirmed| confirmed.confirmation.clone()),
            assessment: self.wire_assessment(),
            case: case.map(|case| case_name(&self.name.organisation, case)).unwrap_or_default(),
            case_state: case_state.into(),
            not_notifiable: self.not_notifiable().filter(|_| handles).cloned(),
            course: self.wire_course(viewer, criteria),
            recurrences: self.recurrences.filter(|_| handles),
            shared_incident: self.wire_incident(),
            retention_class: self.retention_class(handles).into(),
            restriction: self.restriction.clone(),
            ..self.content()
        }
    }

    /// What became of the breach, as far as `viewer` sees it.
    fn wire_course(&self, viewer: &Caller, criteria: &Criteria) -> Option<pb::Course> {
        if viewer.has_need(HANDLERS) {
            let individuals = self.confirmed().map(|_| self.individuals());
            let mut course = pb::Course {
                individuals,
                centre: self.wire_centre(),
                ncsc: self.wire_ncsc(),
                media_lines: self.wire_media_lines(),
                ..self.course.clone()
            };
            if let Some(remediation) = &mut course.remediation {
                remediation.update_due_at = self.update_due_at(criteria).map(clock::to_wire);
            }
            return Some(course).filter(|course| *course != pb::Course::default());
        }
        let media_lines = self.wire_media_lines().filter(|_| viewer.has_need(COMMS));
        media_lines.map(|lines| pb::Course { media_lines: Some(lines), ..pb::Course::default() })
    }

    /// How long the record is kept. That it is for a major breach is the handlers' to know.
    fn retention_class(&self, handles: bool) -> RetentionClass {
        match self.wire_state() {
            BreachState::Draft => RetentionClass::Draft,
            BreachState::NearMiss => RetentionClass::NearMiss,
            _ if handles && self.is_major() => RetentionClass::MajorBreach,
            _ => RetentionClass::Breach,
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
            form: Some(self.form.clone()),
            privileged: self.privileged,
            unit: self.unit.clone(),
            incident_group: self.incident_group.clone(),
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
