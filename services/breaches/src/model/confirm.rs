//! Confirmation (B5, B15b): personal data were compromised, and from awareness the clock runs.

use super::{Act, Breach, Confirmed, Moment, Progress, State};
use chassis::{
    Error, Name, Violation, clock,
    deadline::{BadHistory, Clock, Kind, Rule},
};
use contracts::{
    access::Reason,
    breaches::{self as pb, IncidentCategory, IncidentType, LegalRegime},
};
use jiff::{SignedDuration, Timestamp};

/// How long after detection awareness needs no reason.
const INITIAL_INQUIRY: SignedDuration = SignedDuration::from_hours(24);

/// A well-formed request to confirm a breach.
pub(crate) struct Confirm {
    pub(crate) aware_at: Timestamp,
    pub(crate) aware_delay_reason: String,
    pub(crate) legal_regime: LegalRegime,
    /// The controller's name.
    pub(crate) controller: String,
    pub(crate) processor: String,
    pub(crate) joint_controllers: Vec<String>,
    pub(crate) occurred_from: Option<Timestamp>,
    pub(crate) occurred_to: Option<Timestamp>,
    pub(crate) incident_type: IncidentType,
    pub(crate) incident_category: IncidentCategory,
}

impl Breach {
    /// Confirms that personal data were compromised (B5).
    pub(crate) fn confirm(self, confirm: Confirm, note: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ConfirmBreach, moment.caller)?;
        self.confirmed_by(confirm, note, moment)
    }

    /// Confirms that a near miss was a breach after all (B15b). What it was stays with it.
    pub(crate) fn upgrade(
        self,
        confirm: Confirm,
        new_facts: &str,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::UpgradeNearMiss, moment.caller)?;
        let mut breach = self.confirmed_by(confirm, new_facts, moment)?;
        breach.course.near_miss.get_or_insert_default().upgrade = moment.step(new_facts);
        Ok(breach)
    }

    fn confirmed_by(self, confirm: Confirm, said: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        let Moment { now, calendar, .. } = *moment;
        aware_by(now, confirm.aware_at)?;
        self.aware_in_order(&confirm)?;
        let rule = rule(confirm.legal_regime, confirm.aware_at)?;
        let clock = Clock::start(rule, confirm.aware_at, now, calendar).map_err(spoilt)?;
        Ok(self.with_clock(confirm, clock, said, moment))
    }

    /// Makes the record of a breach of which there was only a pointer: confirmed, with its clock as it ran there, and with how
    /// the regulator was told of it.
    pub(crate) fn of_pointer(
        name: Name,
        content: pb::Breach,
        confirm: Confirm,
        (clock, informed): (Clock, Option<pb::RegulatorInformed>),
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let draft = Self::start(name, content, moment);
        draft.loggable(moment.now)?;
        draft.aware_in_order(&confirm)?;
        let mut breach = draft.with_clock(confirm, clock.carried_on(), "", moment);
        breach.version = 1;
        if let State::Confirmed(confirmed) = &mut breach.state {
            confirmed.confirmation.regulator_informed = informed;
        }
        Ok(breach.weighed(moment))
    }

    /// Refuses awareness before detection, or long after it without a reason.
    fn aware_in_order(&self, confirm: &Confirm) -> Result<(), Error> {
        aware_since_detection(self.detected_at, confirm.aware_at)?;
        let late = self.detected_at.is_some_and(|at| confirm.aware_at.duration_since(at) > INITIAL_INQUIRY);
        if late && confirm.aware_delay_reason.is_empty() {
            let must = "say why awareness came more than 24 hours after detection";
            let violation = vec![Violation::new("aware_delay_reason", must)];
            return Err(Error::Refused(Reason::AwareDelayReasonRequired, must, violation));
        }
        Ok(())
    }

    fn with_clock(self, confirm: Confirm, clock: Clock, said: &str, moment: &Moment<'_>) -> Self {
        let mut breach = self.touched(moment.now, said);
        let incident = breach.facts.incident.get_or_insert_default();
        incident.set_type(confirm.incident_type);
        incident.set_category(confirm.incident_category);
        incident.occurred_from = confirm.occurred_from.map(clock::to_wire).or(incident.occurred_from);
        incident.occurred_to = confirm.occurred_to.map(clock::to_wire).or(incident.occurred_to);
        let confirmation = pb::Confirmation {
            aware_at: Some(clock::to_wire(confirm.aware_at)),
            aware_delay_reason: confirm.aware_delay_reason,
            legal_regime: confirm.legal_regime.into(),
            controller: confirm.controller,
            processor: confirm.processor,
            joint_controllers: confirm.joint_controllers,
            confirmed_at: moment.time(),
            confirmed_by_role: moment.role(),
            corrections: Vec::new(),
            regulator_informed: None,
        };
        let confirmed = Confirmed { confirmation, clock, progress: Progress::Unassessed };
        Self { state: State::Confirmed(Box::new(confirmed)), ..breach }
    }

    /// Corrects when the organisation became aware. The old value is kept, and the deadline moves.
    pub(crate) fn correct_awareness(
        self,
        aware_at: Timestamp,
        reason: String,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let Moment { now, calendar, .. } = *moment;
        self.may(Act::CorrectAwareness, moment.caller)?;
        aware_by(now, aware_at)?;
        aware_since_detection(self.detected_at, aware_at)?;
        let mut breach = self.touched(now, &reason);
        if breach.case_id().is_some() {
            breach.course.follow_up_owed = moment.step("awareness was corrected");
        }
        let State::Confirmed(confirmed) = &mut breach.state else {
            return Err(Error::internal("the machine lets only confirmed breaches through"));
        };
        if rule(confirmed.confirmation.legal_regime(), aware_at)? != confirmed.clock.deadline().rule() {
            return Err(no_rule());
        }
        let before = confirmed.clock.deadline().started_at();
        confirmed.confirmation.corrections.push(pb::AwarenessCorrection {
            from: Some(clock::to_wire(before)),
            to: Some(clock::to_wire(aware_at)),
            reason,
            corrected_at: moment.time(),
        });
        confirmed.confirmation.aware_at = Some(clock::to_wire(aware_at));
        confirmed.clock =
            confirmed.clock.clone().record(Kind::Correct, aware_at, now, calendar).map_err(spoilt)?;
        Ok(breach)
    }
}

pub(crate) fn spoilt(history: BadHistory) -> Error {
    Error::internal(history)
}

/// Refuses awareness that is still to come.
pub(crate) fn aware_by(now: Timestamp, aware_at: Timestamp) -> Result<(), Error> {
    let refusal = || Error::refused(Reason::AwareInTheFuture, "nobody can be aware of it yet");
    if aware_at > now { Err(refusal()) } else { Ok(()) }
}

/// Refuses awareness before detection.
pub(super) fn aware_since_detection(
    detected_at: Option<Timestamp>,
    aware_at: Timestamp,
) -> Result<(), Error> {
    let refusal =
        || Error::refused(Reason::AwareBeforeDetected, "nobody can be aware of it before it was detected");
    if detected_at.is_some_and(|detected_at| aware_at < detected_at) { Err(refusal()) } else { Ok(()) }
}

/// The rule that sets the deadline under a regime, in the version that was in force at awareness.
pub(crate) fn rule(regime: LegalRegime, aware_at: Timestamp) -> Result<&'static Rule, Error> {
    let name = match regime {
        LegalRegime::UkGdpr => "uk-gdpr-33",
        LegalRegime::DpaPart3 => "dpa-part3-67",
        LegalRegime::DpaPart4 => "dpa-part4-108",
        LegalRegime::Pecr => "pecr-5a",
        LegalRegime::Unspecified => return Err(Error::internal("a confirmation without a regime")),
    };
    Rule::in_force(name, aware_at).ok_or_else(no_rule)
}

fn no_rule() -> Error {
    Error::refused(Reason::NoRuleInForce, "no such version of the rule was in force then")
}
