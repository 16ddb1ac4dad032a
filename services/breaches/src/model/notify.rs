//! Telling the regulator (B8, B9, B10), or deciding that it need not be told (B7).

use super::{Breach, Confirmed, Progress, State, confirm::person, confirm::spoilt, wire::affected_band};
use crate::case::Case;
use chassis::{
    Caller, Error, Violation, clock,
    deadline::{Calendar, Kind},
};
use contracts::{
    access::Reason,
    breaches::{
        self as pb, BreachDimension, CountBasis, NoticeChannel, NoticeContent, OutstandingItem,
        OutstandingItemContent, RiskLevel, SubmissionContent, SubmissionPhase,
    },
};
use jiff::Timestamp;
use uuid::Uuid;

const DPO: &str = "dept.dpo";

/// A well-formed request to tell the regulator.
pub(crate) struct Notify {
    pub(crate) items_outstanding: Vec<OutstandingItemContent>,
    pub(crate) expected_by: Option<Timestamp>,
    pub(crate) delay_reasons: String,
    pub(crate) notice: Notice,
    /// Empty if the data protection officer decides.
    pub(crate) decision_maker_role: String,
}

/// How notice reaches the regulator.
pub(crate) enum Notice {
    /// By this submission.
    Platform,
    /// It did already, elsewhere.
    Elsewhere { channel: NoticeChannel, reference: String, received_at: Timestamp },
}

impl Breach {
    /// Tells the regulator: what is submitted, as the next of `case`, or as the first of a case with the id `new_case`.
    pub(crate) fn notify(
        self,
        notify: Notify,
        case: Option<&Case>,
        new_case: Uuid,
        caller: &Caller,
        now: Timestamp,
        calendar: &Calendar,
    ) -> Result<(Self, SubmissionContent), Error> {
        let confirmed = match &self.state {
            State::Confirmed(confirmed) if !matches!(confirmed.progress, Progress::NotNotifiable(_)) => {
                confirmed
            }
            _ => return Err(self.refuse("only a confirmed breach that must be notified can be")),
        };
        let decision_maker_role = decision_maker(&notify.decision_maker_role, caller)?;
        self.answers_for(&notify.items_outstanding)?;
        if notify.expected_by.is_some_and(|at| at <= now) {
            return Err(Error::refused(
                Reason::DueInThePast,
                "what is outstanding cannot be expected in the past",
            ));
        }
        let notice = self.notice(&notify.notice, now)?;
        let confirmed =
            told(confirmed.as_ref().clone(), &notify, notice_time(&notice), new_case, now, calendar)?;
        let already = case.map_or(0, Case::submissions);
        let phase = match (&confirmed.progress, already, notify.items_outstanding.is_empty()) {
            (_, 0, false) => SubmissionPhase::Initial,
            (_, _, true) if !matches!(self.progress(), Some(Progress::NotifiedFull(_))) => {
                SubmissionPhase::Full
            }
            _ => SubmissionPhase::FollowUp,
        };
        let risk = self.decided_risk();
        let confirmation = &confirmed.confirmation;
        let correction = |one: &pb::AwarenessCorrection| pb::CorrectionContent {
            from: one.from,
            to: one.to,
            reason: one.reason.clone(),
        };
        let content = SubmissionContent {
            number: already + 1,
            phase: phase.into(),
            controller: confirmation.controller.clone(),
            processor: confirmation.processor.clone(),
            joint_controllers: confirmation.joint_controllers.clone(),
            legal_regime: confirmation.legal_regime,
            title: self.title.clone(),
            detected_at: self.detected_at.map(clock::to_wire),
            detected_how: self.detected_how.clone(),
            aware_at: confirmation.aware_at,
            aware_delay_reason: confirmation.aware_delay_reason.clone(),
            corrections: confirmation.corrections.iter().map(correction).collect(),
            facts: Some(self.facts.clone()),
            affected_band: affected_band(&self.facts).into(),
            risk_level: risk.unwrap_or(RiskLevel::Unspecified).into(),
            reclassified_below_threshold: already > 0 && risk == Some(RiskLevel::UnlikelyRisk),
            items_outstanding: notify.items_outstanding,
            expected_by: notify.expected_by.map(clock::to_wire),
            delay_reasons: notify.delay_reasons,
            first_notice: case.and_then(Case::first_notice).or_else(|| Some(notice.clone())),
            notice: Some(notice),
            decision_maker_role,
            handling: self.handling.clone(),
        };
        let state = State::Confirmed(Box::new(confirmed));
        Ok((Self { state, ..self.touched(now) }, content))
    }

    /// Decides that the regulator need not be told (B7).
    pub(crate) fn decide_not_to_notify(
        self,
        rationale: String,
        caller: &Caller,
        now: Timestamp,
        calendar: &Calendar,
    ) -> Result<Self, Error> {
        person(caller, "a person decides")?;
        let confirmed = match &self.state {
            State::Confirmed(confirmed) if confirmed.progress == Progress::Assessed => {
                confirmed.as_ref().clone()
            }
            _ => return Err(self.refuse("only an assessed breach can be left unnotified")),
        };
        if self.decided_risk() != Some(RiskLevel::UnlikelyRisk) {
            return Err(self.refuse("the regulator must be told of a risk"));
        }
        let clock = confirmed.clock.record(Kind::Discharge, now, now, calendar).map_err(spoilt)?;
        let progress = Progress::NotNotifiable(pb::NotNotifiable {
            rationale,
            decided_at: Some(clock::to_wire(now)),
            decision_maker_role: caller.acting_role.to_string(),
        });
        let confirmed = Confirmed { clock, progress, ..confirmed };
        Ok(Self { state: State::Confirmed(Box::new(confirmed)), ..self.touched(now) })
    }

    fn progress(&self) -> Option<&Progress> {
        match &self.state {
            State::Confirmed(confirmed) => Some(&confirmed.progress),
            _ => None,
        }
    }

    /// Refuses unless everything that Article 33(3) of the UK GDPR asks for is there or listed as outstanding; with
    /// nothing outstanding, the risk must have been decided too.
    fn answers_for(&self, outstanding: &[OutstandingItemContent]) -> Result<(), Error> {
        let pb::Facts { incident, data, people, response, prevention, contact, .. } = self.facts.clone();
        let (incident, data) = (incident.unwrap_or_default(), data.unwrap_or_default());
        let (people, contact) = (people.unwrap_or_default(), contact.unwrap_or_default());
        let measures = response.is_some_and(|response| !response.measures_taken.is_empty())
            || prevention.is_some_and(|prevention| !prevention.measures_proposed.is_empty());
        let counted = |number: Option<i64>, basis| number.is_some() || basis == CountBasis::Unknown;
        let dimensions = incident.dimensions().any(|one| one != BreachDimension::Unspecified);
        let reachable = !contact.email.is_empty() || !contact.phone.is_empty();
        let contactable = reachable && !contact.name_role.is_empty();
        let needed = [
            ("facts.incident.description", !incident.description.is_empty(), OutstandingItem::Nature),
            ("facts.incident.dimensions", dimensions, OutstandingItem::Nature),
            ("facts.data.types", !data.types.is_empty(), OutstandingItem::Data),
            (
                "facts.data.records_approx",
                counted(data.records_approx, data.records_basis()),
                OutstandingItem::NumberOfRecords,
            ),
            ("facts.people.types", !people.types.is_empty(), OutstandingItem::People),
            (
                "facts.people.affected_approx",
                counted(people.affected_approx, people.affected_basis()),
                OutstandingItem::NumberOfPeople,
            ),
            (
                "facts.people.likely_consequences",
                !people.likely_consequences.is_empty(),
                OutstandingItem::Consequences,
            ),
            ("facts.response.measures_taken", measures, OutstandingItem::Measures),
            ("facts.contact", contactable, OutstandingItem::Contact),
            ("assessment.decision", self.decided_risk().is_some(), OutstandingItem::RiskAssessment),
        ];
        let listed = |item| outstanding.iter().any(|one| one.item() == item);
        let missing = needed.into_iter().filter(|(field, there, item)| {
            // An assessment may be under way whatever is outstanding; it is owed once nothing else is.
            let owed = *field != "assessment.decision" || outstanding.is_empty();
            !there && owed && !listed(*item)
        });
        let missing: Vec<_> = missing
            .map(|(field, ..)| Violation::new(field, "is needed, unless it is listed as outstanding"))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::Refused(Reason::Incomplete, "what the regulator must be told is not there yet", missing))
    }

    fn notice(&self, notice: &Notice, now: Timestamp) -> Result<NoticeContent, Error> {
        match notice {
            Notice::Platform => Ok(NoticeContent {
                channel: NoticeChannel::Platform.into(),
                reference: String::new(),
                received_at: Some(clock::to_wire(now)),
            }),
            Notice::Elsewhere { received_at, .. }
                if *received_at > now || self.detected_at.is_some_and(|at| *received_at < at) =>
            {
                Err(Error::refused(Reason::NoticeTime, "the regulator cannot have received it then"))
            }
            Notice::Elsewhere { channel, reference, received_at } => Ok(NoticeContent {
                channel: (*channel).into(),
                reference: reference.clone(),
                received_at: Some(clock::to_wire(*received_at)),
            }),
        }
    }
}

fn notice_time(notice: &NoticeContent) -> Timestamp {
    notice.received_at.and_then(clock::from_wire).unwrap_or_default()
}

/// The breach once the regulator was told: its first notice satisfies the clock, late or not.
fn told(
    confirmed: Confirmed,
    notify: &Notify,
    notice_at: Timestamp,
    new_case: Uuid,
    now: Timestamp,
    calendar: &Calendar,
) -> Result<Confirmed, Error> {
    let deadline = confirmed.clock.deadline();
    let first = deadline.satisfied_at().is_none();
    if first && deadline.due_at().is_some_and(|due| notice_at > due) && notify.delay_reasons.is_empty() {
        let must = "say why notice comes after the deadline";
        let violation = vec![Violation::new("delay_reasons", must)];
        return Err(Error::Refused(Reason::DelayReasonsRequired, must, violation));
    }
    let progress = match (confirmed.progress, notify.items_outstanding.is_empty()) {
        (Progress::NotifiedFull(case), _) | (Progress::NotifiedPartial(case), true) => {
            Progress::NotifiedFull(case)
        }
        (Progress::NotifiedPartial(case), false) => Progress::NotifiedPartial(case),
        (_, true) => Progress::NotifiedFull(new_case),
        (_, false) => Progress::NotifiedPartial(new_case),
    };
    let clock = if first {
        confirmed.clock.record(Kind::Satisfy, notice_at, now, calendar).map_err(spoilt)?
    } else {
        confirmed.clock
    };
    Ok(Confirmed { clock, progress, ..confirmed })
}

/// The role of the person who decided to submit: the data protection officer who calls, or whom the caller names.
fn decision_maker(named: &str, caller: &Caller) -> Result<String, Error> {
    match named {
        "" if caller.is_person() && caller.acting_role.as_str() == DPO => Ok(DPO.to_owned()),
        "" => Err(Error::ActingRole("name the role of the person who decided to submit it")),
        role => Ok(role.to_owned()),
    }
}
