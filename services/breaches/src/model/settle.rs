//! What follows once it is settled whether the regulator is told: another assessment (B11), remediation (B12), learning
//! (B13), closing (B14) and opening again (B15).

use super::{
    Act, Aftermath, Breach, Confirmed, Moment, Progress, Settlement, State, complete, confirm::spoilt,
};
use chassis::{Error, Violation, clock, deadline::Kind};
use contracts::{
    access::Reason,
    breaches::{
        self as pb, CaseState, ContainmentState, IndividualsState, LibraryChoice, RiskLevel, RootCause,
    },
};
use jiff::Timestamp;

/// What is left to do of the actions of a breach.
pub(crate) struct Undone {
    /// How many actions there are, whatever became of them.
    pub(crate) actions: i64,
    /// The names of those that are neither verified nor bearable undone.
    pub(crate) open: Vec<String>,
}

/// A well-formed request to close a breach.
pub(crate) struct Closing {
    pub(crate) root_cause: RootCause,
    pub(crate) root_cause_note: String,
    pub(crate) lessons: Vec<pb::Lesson>,
    pub(crate) no_lessons_reason: String,
    pub(crate) process_change: String,
    pub(crate) library_choice: LibraryChoice,
    pub(crate) risk_board_at: Option<Timestamp>,
}

impl Undone {
    /// Refuses while an action is neither verified nor bearable undone.
    fn nothing(&self) -> Result<(), Error> {
        if self.open.is_empty() {
            return Ok(());
        }
        let must = "verify every action, or accept its risk";
        let open = self.open.iter().map(|name| Violation::new(name.as_str(), "is neither")).collect();
        Err(Error::Refused(Reason::ActionOpen, must, open))
    }
}

impl Breach {
    /// Puts a breach that the regulator was not told of up for another assessment (B11). The clock runs again, from when
    /// it always ran.
    pub(crate) fn reassess(
        self,
        new_facts: String,
        reason: String,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::ReassessBreach, moment.caller)?;
        let put_aside = self.not_notifiable().cloned();
        let assessment = self.last_decision().map_or(0, |(version, _)| version);
        let mut breach = self.touched(moment.now, &reason);
        let State::Confirmed(confirmed) = &mut breach.state else {
            return Err(Error::internal("the machine lets only confirmed breaches through"));
        };
        let clock = confirmed.clock.clone();
        let clock = clock.record(Kind::Reinstate, moment.now, moment.now, moment.calendar).map_err(spoilt)?;
        let step = moment.step(reason);
        let closure = breach.course.closure.take();
        breach.course.remediation = None;
        if let Some(individuals) = &mut breach.course.individuals
            && individuals.state() == IndividualsState::Exempt
        {
            individuals.set_state(IndividualsState::NotAssessed);
        }
        breach.course.reassessments.push(pb::Reassessment {
            new_facts,
            step,
            put_aside,
            assessment,
            closure,
        });
        let confirmation = confirmed.confirmation.clone();
        let confirmed = Confirmed { confirmation, clock, progress: Progress::Assessed };
        Ok(Self { state: State::Confirmed(Box::new(confirmed)), ..breach })
    }

    /// Begins remediation (B12).
    pub(crate) fn begin_remediation(
        self,
        no_action_rationale: String,
        undone: &Undone,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::BeginRemediation, moment.caller)?;
        self.contained()?;
        if undone.actions == 0 && no_action_rationale.is_empty() {
            let must = "add an action, or say why none is needed";
            return Err(Error::refused(Reason::NoAction, must));
        }
        let settlement = match (self.case_id(), self.not_notifiable()) {
            (Some(case), _) => Settlement::Told(case),
            (None, Some(decision)) => Settlement::Not(decision.clone()),
            (None, None) => return Err(Error::internal("what is settled is neither told nor left untold")),
        };
        let mut breach = self.touched(moment.now, &no_action_rationale);
        let begun =
            pb::Remediation { begun_at: moment.time(), no_action_rationale, ..pb::Remediation::default() };
        breach.course.remediation = Some(begun);
        Ok(breach.came_to(Progress::Settled(Aftermath::Remediation, settlement)))
    }

    /// Says that every action was done, or can be borne undone (B13).
    pub(crate) fn begin_learning(self, undone: &Undone, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::BeginLearning, moment.caller)?;
        undone.nothing()?;
        let mut breach = self.touched(moment.now, "");
        breach.course.remediation.get_or_insert_default().done_at = moment.time();
        breach.moved_to(Aftermath::Learning)
    }

    /// Closes a breach (B14).
    pub(crate) fn close(self, closing: Closing, undone: &Undone, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::CloseBreach, moment.caller)?;
        undone.nothing()?;
        self.contained()?;
        self.answered()?;
        if self.course.follow_up_owed.is_some() || self.case.is_some_and(|case| case.outstanding) {
            let must = "tell the regulator first of what was corrected or opened again, or is outstanding";
            return Err(Error::refused(Reason::FollowUpOwed, must));
        }
        if self.owes_people() {
            return Err(Error::refused(Reason::PeopleNotTold, "tell the people affected first"));
        }
        complete(&[
            (
                "assessment.decision",
                self.decided_risk().is_none() && self.not_notifiable().is_none(),
                "is needed, for what was known last",
            ),
            (
                "lessons",
                closing.lessons.is_empty() && closing.no_lessons_reason.is_empty(),
                "is needed, or why there is none",
            ),
            (
                "risk_board_at",
                self.is_grave() && closing.risk_board_at.is_none(),
                "is needed for a high risk",
            ),
        ])?;
        let said = format!("{}: {}", label(closing.root_cause), closing.root_cause_note);
        let mut breach = self.touched(moment.now, said.trim_end_matches([':', ' ']));
        breach.course.closure = Some(pb::Closure {
            root_cause: closing.root_cause.into(),
            root_cause_note: closing.root_cause_note,
            lessons: closing.lessons,
            no_lessons_reason: closing.no_lessons_reason,
            process_change: closing.process_change,
            library_choice: closing.library_choice.into(),
            risk_board_at: closing.risk_board_at.map(clock::to_wire),
            closed_at: moment.time(),
            closed_by_role: moment.role(),
        });
        breach.moved_to(Aftermath::Closed)
    }

    /// Opens a closed breach again (B15). How it had ended is kept.
    pub(crate) fn reopen(self, reason: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::ReopenBreach, moment.caller)?;
        let mut breach = self.touched(moment.now, reason);
        let closure = breach.course.closure.take();
        breach.course.remediation.get_or_insert_default().done_at = None;
        breach.course.reopenings.push(pb::Reopening { step: moment.step(reason), closure });
        if breach.case_id().is_some() {
            breach.course.follow_up_owed = moment.step("it was opened again");
        }
        breach.moved_to(Aftermath::Remediation)
    }

    /// Refuses while it is neither contained nor found to be beyond containing.
    fn contained(&self) -> Result<(), Error> {
        use ContainmentState::{CannotContain, Contained, Recovered};
        let containment = self.course.containment.as_ref().map(pb::Containment::state);
        if matches!(containment, Some(Contained | Recovered | CannotContain)) {
            return Ok(());
        }
        Err(Error::refused(Reason::NotContained, "record that it is contained, or that it cannot be"))
    }

    /// Refuses while the regulator waits for an answer.
    pub(super) fn answered(&self) -> Result<(), Error> {
        if self.case.is_some_and(|case| case.state == CaseState::InfoRequested) {
            return Err(Error::refused(Reason::AnswerOwed, "answer the regulator first"));
        }
        Ok(())
    }

    /// Says whether its closing is the senior information risk owner's.
    pub(super) fn is_grave(&self) -> bool {
        self.decided_risk() == Some(RiskLevel::HighRisk) || self.is_major()
    }

    /// Says whether the people affected are still to be told.
    fn owes_people(&self) -> bool {
        use IndividualsState::{InProgress, OrderedByRegulator, Required};
        matches!(self.individuals().state(), Required | InProgress | OrderedByRegulator)
    }

    fn moved_to(self, aftermath: Aftermath) -> Result<Self, Error> {
        match self.confirmed().map(|confirmed| confirmed.progress.clone()) {
            Some(Progress::Settled(_, settlement)) => {
                Ok(self.came_to(Progress::Settled(aftermath, settlement)))
            }
            _ => Err(Error::internal("the machine lets only settled breaches through")),
        }
    }
}

/// A cause as the history names it.
fn label(cause: RootCause) -> &'static str {
    cause.as_str_name().trim_start_matches("ROOT_CAUSE_")
}
