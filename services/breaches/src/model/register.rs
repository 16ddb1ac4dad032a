//! Keeping the register (B1, B2): a breach is started, changed and logged.

use super::{Act, Breach, Moment, State, complete, confirm};
use chassis::{Error, Name, Violation, clock};
use contracts::{
    breaches::{self as pb, CountBasis, IncidentCategory, IncidentType},
    handling::{Classification, Handling},
};
use jiff::Timestamp;

impl Breach {
    /// Starts a breach as a draft (B1). Nothing is mandatory yet.
    pub(crate) fn start(name: Name, content: pb::Breach, moment: &Moment<'_>) -> Self {
        let blank = Self {
            name,
            version: 1,
            author: moment.caller.author.clone(),
            created_at: moment.now,
            updated_at: moment.now,
            title: String::new(),
            detected_at: None,
            detected_how: String::new(),
            reporter_role: String::new(),
            handling: None,
            privileged: false,
            unit: String::new(),
            incident_group: String::new(),
            facts: pb::Facts::default(),
            form: pb::RegulatorForm::default(),
            state: State::Draft,
            course: pb::Course::default(),
            proposed_by: None,
            assessment: None,
            case: None,
            between: super::Between::default(),
            incident: None,
            recurrences: None,
            restriction: None,
            said: String::new(),
        };
        blank.written(content)
    }

    /// Changes what is known of a breach, of which the whole new `content` is given. What it took to log or confirm the
    /// breach stays.
    pub(crate) fn update(self, content: pb::Breach, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::UpdateBreach, moment.caller)?;
        let changed = self.touched(moment.now, "").written(content);
        changed.counts_agree()?;
        if changed.state != State::Draft {
            changed.loggable(moment.now)?;
        }
        if let Some(confirmed) = changed.confirmed() {
            changed.classified()?;
            let started = confirmed.clock.deadline().started_at();
            confirm::aware_since_detection(changed.detected_at, started)?;
        }
        Ok(changed)
    }

    /// Hands a draft to the handlers (B2).
    pub(crate) fn log(self, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::LogBreach, moment.caller)?;
        self.loggable(moment.now)?;
        Ok(Self { state: State::Logged, ..self.touched(moment.now, "") })
    }

    fn written(self, content: pb::Breach) -> Self {
        let pb::Breach { title, detected_at, detected_how, reporter_role, handling, facts, .. } = content;
        Self {
            title: title.trim().to_owned(),
            detected_at: detected_at.and_then(clock::from_wire),
            detected_how: detected_how.trim().to_owned(),
            reporter_role: reporter_role.trim().to_owned(),
            handling,
            privileged: content.privileged,
            unit: content.unit.trim().to_owned(),
            incident_group: content.incident_group,
            facts: facts.unwrap_or_default(),
            form: content.form.unwrap_or_default(),
            ..self
        }
    }

    /// Refuses unless everything is there that it takes to log a breach.
    pub(super) fn loggable(&self, now: Timestamp) -> Result<(), Error> {
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
