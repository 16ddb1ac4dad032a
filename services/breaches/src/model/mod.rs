//! What a breach is, and what may happen to it. Pure: knows no database and no clock but the times that it is given.

mod assess;
mod confirm;
mod notify;
mod record;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use assess::{Assessment, Step};
pub(crate) use confirm::{Confirm, person, rule, spoilt};
pub(crate) use notify::{Notice, Notify};

use chassis::{Caller, Error, Label, Name, Violation, clock, deadline::Clock};
use contracts::{
    access::Reason,
    breaches::{self as pb, BreachState, CountBasis, IncidentCategory, IncidentType},
    handling::{Classification, Handling},
};
use jiff::Timestamp;
use uuid::Uuid;

/// The collection that breaches are named in.
pub(crate) const BREACHES: &str = "breaches";
/// Who inside its organisation sees a breach; reporters among them see their own.
pub(crate) const REPORTS: &str = "reports";
/// Who inside its organisation sees how a breach is dealt with.
pub(crate) const HANDLERS: &str = "handlers";

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
    pub(crate) facts: pb::Facts,
    pub(crate) state: State,
    /// The latest assessment, as far as whoever asks may see it.
    pub(crate) assessment: Option<Assessment>,
}

/// Where a breach is in its department's own process (B1 to B10).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Draft,
    Logged,
    /// Confirmed, and how far it came since.
    Confirmed(Box<Confirmed>),
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
}

impl Breach {
    /// Starts a breach as a draft (B1). Nothing is mandatory yet.
    pub(crate) fn start(name: Name, content: pb::Breach, caller: &Caller, now: Timestamp) -> Self {
        let blank = Self {
            name,
            version: 1,
            author: caller.author.clone(),
            created_at: now,
            updated_at: now,
            title: String::new(),
            detected_at: None,
            detected_how: String::new(),
            reporter_role: String::new(),
            handling: None,
            facts: pb::Facts::default(),
            state: State::Draft,
            assessment: None,
        };
        blank.written(content)
    }

    /// Changes what is known of a breach, of which the whole new `content` is given. What it took to log or confirm the
    /// breach stays.
    pub(crate) fn update(self, content: pb::Breach, caller: &Caller, now: Timestamp) -> Result<Self, Error> {
        if caller.sees_own_only() && self.state != State::Draft {
            return Err(Error::ActingRole("once it is logged, the handlers keep the record"));
        }
        let changed = self.touched(now).written(content);
        changed.counts_agree()?;
        match &changed.state {
            State::Draft => {}
            State::Logged => changed.loggable(now)?,
            State::Confirmed(confirmed) => {
                changed.loggable(now)?;
                changed.classified()?;
                let started = confirmed.clock.deadline().started_at();
                confirm::aware_since_detection(changed.detected_at, started)?;
            }
        }
        Ok(changed)
    }

    /// Hands a draft to the handlers (B2).
    pub(crate) fn log(self, now: Timestamp) -> Result<Self, Error> {
        if self.state != State::Draft {
            return Err(self.refuse("it is logged already"));
        }
        self.loggable(now)?;
        Ok(Self { state: State::Logged, ..self.touched(now) })
    }

    /// The state on the wire.
    pub(crate) fn wire_state(&self) -> BreachState {
        match &self.state {
            State::Draft => BreachState::Draft,
            State::Logged => BreachState::Logged,
            State::Confirmed(confirmed) => match confirmed.progress {
                Progress::Unassessed => BreachState::Confirmed,
                Progress::Assessed => BreachState::Assessed,
                Progress::NotifiedPartial(_) => BreachState::NotifiedPartial,
                Progress::NotifiedFull(_) => BreachState::NotifiedFull,
                Progress::NotNotifiable(_) => BreachState::NotNotifiable,
            },
        }
    }

    /// The clock for telling the regulator, once it runs.
    pub(crate) fn clock(&self) -> Option<&Clock> {
        match &self.state {
            State::Confirmed(confirmed) => Some(&confirmed.clock),
            _ => None,
        }
    }

    /// The case that it became, once the regulator was told.
    pub(crate) fn case_id(&self) -> Option<Uuid> {
        match &self.state {
            State::Confirmed(confirmed) => match confirmed.progress {
                Progress::NotifiedPartial(case) | Progress::NotifiedFull(case) => Some(case),
                _ => None,
            },
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

    fn touched(self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self }
    }

    fn written(self, content: pb::Breach) -> Self {
        let pb::Breach { title, detected_at, detected_how, reporter_role, handling, facts, .. } = content;
        Self {
            title: title.trim().to_owned(),
            detected_at: detected_at.and_then(clock::from_wire),
            detected_how: detected_how.trim().to_owned(),
            reporter_role: reporter_role.trim().to_owned(),
            handling,
            facts: facts.unwrap_or_default(),
            ..self
        }
    }

    /// Refuses an act that the breach's state does not allow.
    pub(crate) fn refuse(&self, message: &'static str) -> Error {
        let state = self.wire_state().as_str_name();
        Error::Refused(Reason::State, message, vec![Violation::new("state", format!("is {state}"))])
    }

    /// Refuses unless everything is there that it takes to log a breach.
    fn loggable(&self, now: Timestamp) -> Result<(), Error> {
        let classification =
            self.handling.as_ref().map_or(Classification::Unspecified, Handling::classification);
        let missing = [
            ("title", self.title.is_empty(), "is needed"),
            ("detected_at", self.detected_at.is_none(), "is needed"),
            ("detected_at", self.detected_at.is_some_and(|at| at > now), "must not be in the future"),
            ("detected_how", self.detected_how.is_empty(), "is needed"),
            ("reporter_role", self.reporter_role.is_empty(), "is needed"),
            ("handling.classification", classification == Classification::Unspecified, "is needed"),
        ];
        complete(&missing)
    }

    /// Refuses a number beside the answer that it is unknown.
    fn counts_agree(&self) -> Result<(), Error> {
        let (data, people) = (self.facts.data.as_ref(), self.facts.people.as_ref());
        let numbers = [
            (
                "breach.facts.data.records_approx",
                data.and_then(|data| data.records_approx.map(|_| data.records_basis())),
            ),
            (
                "breach.facts.people.affected_approx",
                people.and_then(|people| people.affected_approx.map(|_| people.affected_basis())),
            ),
        ];
        let wrong = numbers.into_iter().filter(|(_, basis)| *basis == Some(CountBasis::Unknown));
        let wrong: Vec<_> =
            wrong.map(|(field, _)| Violation::new(field, "must be left out while it is unknown")).collect();
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    /// Refuses unless it is known what kind of incident it was.
    fn classified(&self) -> Result<(), Error> {
        let incident = self.facts.incident.clone().unwrap_or_default();
        complete(&[
            ("facts.incident.type", incident.r#type() == IncidentType::Unspecified, "is needed"),
            ("facts.incident.category", incident.category() == IncidentCategory::Unspecified, "is needed"),
        ])
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
