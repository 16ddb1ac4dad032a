//! What a breach is, and what may happen to it. Pure: knows no database and no clock but the times that it is given.

mod assess;
mod between;
mod centre;
mod confirm;
mod dismiss;
mod harm;
mod machine;
mod major;
mod may;
mod near_miss;
mod notify;
mod record;
mod register;
mod restrict;
mod settle;
mod summary;
mod track;
mod unnotified;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use assess::{Assessment, Step};
pub(crate) use between::{Between, ExchangeView};
pub(crate) use confirm::{Confirm, aware_by, rule, spoilt};
pub(crate) use dismiss::Voided;
pub(crate) use harm::Methods;
pub(crate) use machine::{Act, UNDER_WAY};
pub use major::Criteria;
pub(crate) use near_miss::Classified;
pub(crate) use notify::{Notice, Notify};
pub(crate) use settle::{Closing, Undone};
pub(crate) use summary::{Months, Tally, values};
pub(crate) use unnotified::LeftUnnotified;
pub(crate) use wire::affected_band;

use chassis::{
    Caller, Error, Label, Name, Violation, clock,
    deadline::{Calendar, Clock},
};
use contracts::{
    access::Reason,
    breaches::{self as pb, BreachState, CaseState, DecisionTaken, IncidentType},
    handling::Handling,
};
use jiff::Timestamp;
use uuid::Uuid;

const DPO: &str = "dept.dpo";

/// The collection that breaches are named in.
pub(crate) const BREACHES: &str = "breaches";
/// Who inside its organisation sees a breach; reporters among them see their own.
pub(crate) const REPORTS: &str = "reports";
/// Who inside its organisation sees how a breach is dealt with.
pub(crate) const HANDLERS: &str = "handlers";
/// Who inside its organisation is told of what endangers people: the accounting officer, and no reporter.
pub(crate) const ESCALATIONS: &str = "escalations";
/// Who inside its organisation knows of pointers, and of what is restricted.
pub(crate) const POINTERS: &str = "pointers";
/// Who inside its organisation sees the lines for the media.
pub(crate) const COMMS: &str = "comms";
/// Who inside its organisation sees the lines that are agreed with others: its communications people and its handlers.
pub(crate) const LINES: &str = "lines";

/// Who acts when, by which calendar, and by which criteria.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) calendar: &'a Calendar,
    /// When a breach is a major one.
    pub(crate) criteria: &'a Criteria,
}

impl Moment<'_> {
    /// The time on the wire.
    #[expect(clippy::unnecessary_wraps, reason = "messages hold it so")]
    pub(crate) fn time(&self) -> Option<prost_types::Timestamp> {
        Some(clock::to_wire(self.now))
    }

    /// The role that acts.
    pub(crate) fn role(&self) -> String {
        self.caller.acting_role.to_string()
    }

    /// Something that is said now.
    #[expect(clippy::unnecessary_wraps, reason = "messages hold it so")]
    pub(crate) fn step(&self, note: impl Into<String>) -> Option<pb::Step> {
        Some(pb::Step { note: note.into(), at: self.time(), role: self.role() })
    }
}

/// A breach as its department works on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Breach {
    pub(crate) name: Name,
    pub(crate) version: i64,
    pub(crate) author: Label,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) title: String,
    pub(crate) detected_at: Option<Timestamp>,
    pub(crate) detected_how: String,
    pub(crate) reporter_role: String,
    pub(crate) handling: Option<Handling>,
    pub(crate) privileged: bool,
    pub(crate) unit: String,
    pub(crate) incident_group: String,
    pub(crate) facts: pb::Facts,
    /// What the regulator's own form asks besides.
    pub(crate) form: pb::RegulatorForm,
    pub(crate) state: State,
    /// What became of it so far.
    pub(crate) course: pb::Course,
    /// Who proposed to dismiss it, if it was proposed.
    pub(crate) proposed_by: Option<Label>,
    /// The latest assessment, as far as whoever asks may see it.
    pub(crate) assessment: Option<Assessment>,
    /// What its case comes to, as far as whoever asks may see it.
    pub(crate) case: Option<CaseView>,
    /// What stands between its department and others than the regulator, as far as whoever asks may see it.
    pub(crate) between: Between,
    /// Of which incident it is that several organisations have a part in, as far as whoever asks may see it.
    pub(crate) incident: Option<Uuid>,
    /// How often the same happened in the same unit before, where that was asked.
    pub(crate) recurrences: Option<i32>,
    /// Why the named few alone know of it, where that is so.
    pub(crate) restriction: Option<pb::Restriction>,
    /// What was said with the act that was done last.
    pub(crate) said: String,
}

/// Where a breach is in its department's own process (B1 to B16).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Draft,
    Logged,
    NearMiss,
    /// Ended without ever being confirmed.
    Ended(End),
    /// Confirmed, and how far it came since.
    Confirmed(Box<Confirmed>),
}

/// How a record ends that is no breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    NotPdb,
    Void,
}

/// What every confirmed breach has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Confirmed {
    pub(crate) confirmation: pb::Confirmation,
    pub(crate) clock: Clock,
    pub(crate) progress: Progress,
}

/// How far a confirmed breach came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    Unassessed,
    Assessed,
    /// Told in part, in a case.
    NotifiedPartial(Uuid),
    /// Told in full, in a case.
    NotifiedFull(Uuid),
    NotNotifiable(pb::NotNotifiable),
    /// Whether the regulator is told is settled, and what follows is under way or done.
    Settled(Aftermath, Settlement),
    /// Ended: it was no breach, or the record should not be.
    Ended(End),
}

/// What follows once it is settled whether the regulator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aftermath {
    Remediation,
    Learning,
    Closed,
}

/// Whether the regulator was told, once that is settled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Settlement {
    Told(Uuid),
    Not(pb::NotNotifiable),
}

/// What a case comes to for its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CaseView {
    pub(crate) state: CaseState,
    /// When the regulator ordered the department to tell the people affected, if it did.
    pub(crate) ordered_at: Option<Timestamp>,
    /// What the regulator decided last.
    pub(crate) decision: DecisionTaken,
    /// When the department last said how remediation goes, if it did, and when the next word is expected.
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) update_expected_at: Option<Timestamp>,
    /// When the regulator last recommended that the National Cyber Security Centre is told, if it did.
    pub(crate) ncsc_recommended_at: Option<Timestamp>,
    /// Whether the last submission left something outstanding.
    pub(crate) outstanding: bool,
}

impl CaseView {
    /// What a case's summary says to its department.
    pub(crate) fn of(case: &pb::Case) -> Self {
        let time = |at: Option<prost_types::Timestamp>| at.and_then(clock::from_wire);
        Self {
            state: case.state(),
            ordered_at: time(case.communication_ordered_at),
            decision: case.decision_taken(),
            updated_at: time(case.remediation_update_time),
            update_expected_at: time(case.remediation_update_due_at),
            ncsc_recommended_at: time(case.ncsc_recommended_at),
            outstanding: !case.items_outstanding.is_empty(),
        }
    }
}

impl Breach {
    /// The state on the wire.
    pub(crate) fn wire_state(&self) -> BreachState {
        match &self.state {
            State::Draft => BreachState::Draft,
            State::Logged => BreachState::Logged,
            State::NearMiss => BreachState::NearMiss,
            State::Ended(end) => end.wire(),
            State::Confirmed(confirmed) => match &confirmed.progress {
                Progress::Unassessed => BreachState::Confirmed,
                Progress::Assessed => BreachState::Assessed,
                Progress::NotifiedPartial(_) => BreachState::NotifiedPartial,
                Progress::NotifiedFull(_) => BreachState::NotifiedFull,
                Progress::NotNotifiable(_) => BreachState::NotNotifiable,
                Progress::Settled(Aftermath::Remediation, _) => BreachState::Remediation,
                Progress::Settled(Aftermath::Learning, _) => BreachState::Learning,
                Progress::Settled(Aftermath::Closed, _) => BreachState::Closed,
                Progress::Ended(end) => end.wire(),
            },
        }
    }

    /// What it has as a confirmed breach, if it is one.
    pub(crate) fn confirmed(&self) -> Option<&Confirmed> {
        match &self.state {
            State::Confirmed(confirmed) => Some(confirmed),
            _ => None,
        }
    }

    /// The clock for telling the regulator, once it runs.
    pub(crate) fn clock(&self) -> Option<&Clock> {
        self.confirmed().map(|confirmed| &confirmed.clock)
    }

    /// The case that it became, once the regulator was told.
    pub(crate) fn case_id(&self) -> Option<Uuid> {
        match &self.confirmed()?.progress {
            Progress::NotifiedPartial(case)
            | Progress::NotifiedFull(case)
            | Progress::Settled(_, Settlement::Told(case)) => Some(*case),
            _ => None,
        }
    }

    /// The decision that the regulator need not be told, while it stands.
    pub(crate) fn not_notifiable(&self) -> Option<&pb::NotNotifiable> {
        match &self.confirmed()?.progress {
            Progress::NotNotifiable(decision) | Progress::Settled(_, Settlement::Not(decision)) => {
                Some(decision)
            }
            _ => None,
        }
    }

    /// When the regulator must be told, while that is known.
    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        self.clock().and_then(|clock| clock.deadline().due_at())
    }

    /// What kind of incident it was, once that is known.
    pub(crate) fn incident_type(&self) -> Option<IncidentType> {
        let incident = self.facts.incident.as_ref()?;
        Some(incident.r#type()).filter(|kind| *kind != IncidentType::Unspecified)
    }

    /// Of which incident it is that several organisations have a part in, on the wire.
    pub(crate) fn wire_incident(&self) -> String {
        self.incident.map(|incident| incident.to_string()).unwrap_or_default()
    }

    /// Refuses an act that the breach's state does not allow.
    pub(crate) fn refuse(&self, message: &'static str) -> Error {
        let state = self.wire_state().as_str_name();
        Error::Refused(Reason::State, message, vec![Violation::new("state", format!("is {state}"))])
    }

    /// Refuses to disclose what is privileged in law.
    fn disclosable(&self) -> Result<(), Error> {
        if !self.privileged {
            return Ok(());
        }
        Err(Error::refused(
            Reason::Privileged,
            "take out what is privileged in law, and say that nothing is, before it is disclosed",
        ))
    }

    fn touched(self, now: Timestamp, said: &str) -> Self {
        Self { version: self.version + 1, updated_at: now, said: said.to_owned(), ..self }
    }

    /// The same breach, come as far as `progress`. What is not confirmed has none, and stays.
    fn came_to(mut self, progress: Progress) -> Self {
        if let State::Confirmed(confirmed) = &mut self.state {
            confirmed.progress = progress;
        }
        self
    }
}

impl End {
    fn wire(self) -> BreachState {
        match self {
            Self::NotPdb => BreachState::NotPdb,
            Self::Void => BreachState::Void,
        }
    }
}

/// Refuses with every field of which the middle says that it is missing.
fn complete(fields: &[(&str, bool, &str)]) -> Result<(), Error> {
    let missing = fields.iter().filter(|(_, missing, _)| *missing);
    let missing: Vec<_> = missing.map(|(field, _, must)| Violation::new(*field, *must)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(Reason::Incomplete, "fields that this needs are not there yet", missing))
}
