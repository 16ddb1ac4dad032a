//! Telling the regulator (B8, B9, B10), and telling it otherwise.

use super::{
    Act, Aftermath, Breach, Confirmed, DPO, Moment, Progress, Settlement, State, confirm::spoilt,
    wire::affected_band,
};
use crate::case::Case;
use chassis::{
    Caller, Error, Violation, clock,
    deadline::{Clock, Kind},
};
use contracts::{
    access::Reason,
    breaches::{
        self as pb, BreachDimension, BreachState, CountBasis, IndividualsState, LibraryChoice, NoticeChannel,
        NoticeContent, OutstandingItem, OutstandingItemContent, RiskLevel, RootCause, SubmissionContent,
        SubmissionPhase,
    },
};
use jiff::Timestamp;
use uuid::Uuid;

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
    /// Tells the regulator for the first time (B8, B9), in a case with the id `new_case`.
    pub(crate) fn notify(
        self,
        notify: Notify,
        new_case: Uuid,
        moment: &Moment<'_>,
    ) -> Result<(Self, SubmissionContent), Error> {
        let decision_maker_role = decision_maker(&notify.decision_maker_role, moment.caller)?;
        self.may(Act::NotifyRegulator, moment.caller)?;
        self.answers_for(&notify.items_outstanding)?;
        let whole = notify.items_outstanding.is_empty();
        let progress =
            if whole { Progress::NotifiedFull(new_case) } else { Progress::NotifiedPartial(new_case) };
        self.tell(notify, decision_maker_role, None, progress, "submission 1", moment)
    }

    /// Tells the regulator more of what it was told in `case`, or otherwise (B9, B10).
    pub(crate) fn follow_up(
        self,
        act: Act,
        notify: Notify,
        what_was_wrong: &str,
        case: &Case,
        moment: &Moment<'_>,
    ) -> Result<(Self, SubmissionContent), Error> {
        let decision_maker_role = decision_maker(&notify.decision_maker_role, moment.caller)?;
        self.may(act, moment.caller)?;
        self.answers_for(&notify.items_outstanding)?;
        let confirmed = self.confirmed().ok_or_else(|| Error::internal("only what is confirmed is told"))?;
        let progress = match (&confirmed.progress, notify.items_outstanding.is_empty()) {
            (Progress::NotifiedPartial(case), true) => Progress::NotifiedFull(*case),
            (progress, _) => progress.clone(),
        };
        self.tell(notify, decision_maker_role, Some(case), progress, what_was_wrong, moment)
    }

    /// Tells the regulator that no personal data were compromised after all, which closes the breach as none (B15a).
    pub(crate) fn withdraw_notification(
        self,
        reason: &str,
        notice: Notice,
        case: &Case,
        moment: &Moment<'_>,
    ) -> Result<(Self, SubmissionContent), Error> {
        self.may(Act::WithdrawNotification, moment.caller)?;
        self.answered()?;
        if self.individuals().state() == IndividualsState::OrderedByRegulator {
            let must = "tell the people affected first: the regulator ordered it";
            return Err(Error::refused(Reason::PeopleNotTold, must));
        }
        let notify = Notify {
            items_outstanding: Vec::new(),
            expected_by: None,
            delay_reasons: String::new(),
            notice,
            decision_maker_role: String::new(),
        };
        let closed = Progress::Settled(Aftermath::Closed, Settlement::Told(case.id));
        let (mut breach, content) = self.tell(notify, moment.role(), Some(case), closed, reason, moment)?;
        breach.course.closure = Some(pb::Closure {
            root_cause: RootCause::NotABreach.into(),
            root_cause_note: reason.to_owned(),
            no_lessons_reason: reason.to_owned(),
            library_choice: LibraryChoice::Keep.into(),
            closed_at: moment.time(),
            closed_by_role: moment.role(),
            ..pb::Closure::default()
        });
        Ok((breach, content))
    }

    /// Makes the next submission of `case`, or the first of one, with which the breach comes as far as `progress`. The
    /// first satisfies the clock, late or not.
    fn tell(
        self,
        notify: Notify,
        decision_maker_role: String,
        case: Option<&Case>,
        progress: Progress,
        said: &str,
        moment: &Moment<'_>,
    ) -> Result<(Self, SubmissionContent), Error> {
        self.disclosable()?;
        if notify.expected_by.is_some_and(|at| at <= moment.now) {
            let must = "what is outstanding cannot be expected in the past";
            return Err(Error::refused(Reason::DueInThePast, must));
        }
        let notice = self.notice(&notify.notice, moment.now)?;
        let before = self.confirmed().ok_or_else(|| Error::internal("only what is confirmed is told"))?;
        let clock = match case {
            Some(_) => before.clock.clone(),
            None => satisfied(&before.clock, notice_time(&notice), &notify.delay_reasons, moment)?,
        };
        let phase = match (&progress, case, self.wire_state()) {
            (Progress::NotifiedPartial(_), None, _) => SubmissionPhase::Initial,
            (Progress::NotifiedFull(_), _, before) if before != BreachState::NotifiedFull => {
                SubmissionPhase::Full
            }
            _ => SubmissionPhase::FollowUp,
        };
        let content = SubmissionContent {
            number: case.map_or(0, Case::submissions) + 1,
            phase: phase.into(),
            items_outstanding: notify.items_outstanding,
            expected_by: notify.expected_by.map(clock::to_wire),
            delay_reasons: notify.delay_reasons,
            first_notice: case
                .and_then(Case::first_notice)
                .or_else(|| before.confirmation.regulator_informed.as_ref().map(informed))
                .or_else(|| Some(notice.clone())),
            notice: Some(notice),
            decision_maker_role,
            reclassified_below_threshold: case.is_some()
                && self.decided_risk() == Some(RiskLevel::UnlikelyRisk),
            ..self.submitted(&before.confirmation)
        };
        let confirmed = Confirmed { confirmation: before.confirmation.clone(), clock, progress };
        let mut breach = self.touched(moment.now, said);
        breach.course.follow_up_owed = None;
        Ok((Self { state: State::Confirmed(Box::new(confirmed)), ..breach }, content))
    }

    /// What the regulator is told of the breach as it stands.
    fn submitted(&self, confirmation: &pb::Confirmation) -> SubmissionContent {
        let correction = |one: &pb::AwarenessCorrection| pb::CorrectionContent {
            from: one.from,
            to: one.to,
            reason: one.reason.clone(),
        };
        SubmissionContent {
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
            risk_level: self.decided_risk().unwrap_or(RiskLevel::Unspecified).into(),
            handling: self.handling.clone(),
            ..SubmissionContent::default()
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

/// Notice that was given while there was only a pointer.
fn informed(informed: &pb::RegulatorInformed) -> NoticeContent {
    NoticeContent {
        channel: informed.channel,
        reference: informed.reference.clone(),
        received_at: informed.received_at,
    }
}

fn notice_time(notice: &NoticeContent) -> Timestamp {
    notice.received_at.and_then(clock::from_wire).unwrap_or_default()
}

/// The clock once the regulator first had notice, late or not.
fn satisfied(
    clock: &Clock,
    notice_at: Timestamp,
    delay_reasons: &str,
    moment: &Moment<'_>,
) -> Result<Clock, Error> {
    // Of what there was a pointer to, the regulator may have been told before.
    let first = clock.deadline().satisfied_at().map_or(notice_at, |told| told.min(notice_at));
    if clock.deadline().due_at().is_some_and(|due| first > due) && delay_reasons.is_empty() {
        let must = "say why notice comes after the deadline";
        let violation = vec![Violation::new("delay_reasons", must)];
        return Err(Error::Refused(Reason::DelayReasonsRequired, must, violation));
    }
    clock.clone().record(Kind::Satisfy, notice_at, moment.now, moment.calendar).map_err(spoilt)
}

/// The role of the person who decided to submit: the data protection officer who calls, or whom the caller names.
fn decision_maker(named: &str, caller: &Caller) -> Result<String, Error> {
    match named {
        "" if caller.is_person() && caller.acting_role.as_str() == DPO => Ok(DPO.to_owned()),
        "" => Err(Error::ActingRole("name the role of the person who decided to submit it")),
        role => Ok(role.to_owned()),
    }
}
