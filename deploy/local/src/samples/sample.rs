//! What a sample is made of: a breach, and what is done about it. Times are hours before the start.

use crate::issuer::Organisation;
use chassis::clock::to_wire;
use contracts::{
    breaches::{
        self as pb, ActionKind, Breach, BreachDimension, CountBasis, DataSubjectType, DataType,
        DecisionTaken, IncidentCategory, IncidentType, Likelihood, OutstandingItem, RiskLevel, RootCause,
        Severity,
    },
    handling::{Classification, Handling},
};
use jiff::Timestamp;

/// What says to every reader, the regulator included, what they read.
const INSTRUCTIONS: &str = "Sample data for trying out the platform. The department did not report this.";

/// A breach of a department, and what happens.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    pub(super) organisation: Organisation,
    pub(super) title: &'static str,
    pub(super) detected: i64,
    pub(super) how: &'static str,
    pub(super) what: &'static str,
    pub(super) kind: IncidentType,
    pub(super) data: &'static [DataType],
    pub(super) people: &'static [DataSubjectType],
    /// About how many people, and as many records; `None` while that is not known.
    pub(super) affected: Option<i64>,
    pub(super) consequences: &'static str,
    pub(super) measures: &'static str,
    /// What is done, in order.
    pub(super) acts: &'static [Act],
}

/// Something that is done, by whose turn it is.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Create,
    Log,
    Confirm {
        aware: i64,
        processor: &'static str,
    },
    Draft(RiskLevel, Severity, Likelihood, &'static str),
    Advise(RiskLevel, &'static str),
    Decide(RiskLevel, &'static str),
    DecideNotToNotify(&'static str),
    Notify {
        /// 1 for the first of the case.
        number: i32,
        /// The reference and the time of notice by the regulator's online form; `None` where notice is given here.
        form: Option<(&'static str, i64)>,
        owing: &'static [OutstandingItem],
        delay_reasons: &'static str,
    },
    /// It is found how many people and records it can be at most.
    Recount {
        people: i64,
        records: i64,
    },
    Course(Course),
    Regulator(Casework),
}

/// What becomes of a breach besides telling the regulator. What is no data protection officer's is a handler's, who is a
/// person at HMRC alone.
#[derive(Clone, Copy)]
pub(super) enum Course {
    /// It was a near miss, which this stopped.
    Classify(&'static str),
    Review(&'static str),
    Contain(&'static str),
    Plan {
        kind: ActionKind,
        title: &'static str,
        owner_role: &'static str,
    },
    /// Of the action with this title.
    Complete(&'static str, &'static str),
    Verify(&'static str, &'static str),
    BeginRemediation,
    BeginLearning,
    Close {
        root_cause: RootCause,
        theme: &'static str,
        lesson: &'static str,
    },
}

/// Something that the regulator does.
#[derive(Clone, Copy)]
pub(super) enum Casework {
    Acknowledge {
        reference: &'static str,
    },
    Ask(&'static [&'static str]),
    Conclude {
        decision: DecisionTaken,
        letter: &'static str,
        recommendation: &'static str,
        why: &'static str,
    },
    Close,
}

impl Sample {
    /// Names the personas of the department: who creates and logs, who drafts assessments, and who does what is the data
    /// protection officer's.
    pub(super) fn personas(&self) -> [&'static str; 3] {
        match self.organisation {
            Organisation::Hmrc => ["hmrc-reporter", "hmrc-handler", "hmrc-dpo"],
            Organisation::Moj => ["moj-system", "moj-system", "moj-dpo"],
            _ => ["home-office-dpo"; 3],
        }
    }

    pub(super) fn parent(&self) -> String {
        format!("organisations/{}", self.organisation)
    }

    pub(super) fn category(&self) -> IncidentCategory {
        match self.kind {
            IncidentType::Phishing | IncidentType::UnauthorisedAccess => IncidentCategory::Cyber,
            _ => IncidentCategory::NonCyber,
        }
    }

    /// What the department writes down first.
    pub(super) fn report(&self, detected_at: Timestamp) -> Breach {
        let classification = Classification::OfficialSensitive.into();
        let handling =
            Handling { classification, instructions: INSTRUCTIONS.to_owned(), ..Default::default() };
        Breach {
            title: self.title.to_owned(),
            detected_at: Some(to_wire(detected_at)),
            detected_how: self.how.to_owned(),
            reporter_role: "Data protection team".to_owned(),
            handling: Some(handling),
            facts: Some(self.facts()),
            ..Default::default()
        }
    }

    fn facts(&self) -> pb::Facts {
        let basis = if self.affected.is_some() { CountBasis::Estimate } else { CountBasis::Unknown };
        let incident = pb::Incident {
            description: self.what.to_owned(),
            dimensions: vec![BreachDimension::Confidentiality.into()],
            r#type: self.kind.into(),
            category: self.category().into(),
            ..Default::default()
        };
        let data = pb::DataInvolved {
            types: self.data.iter().map(|&kind| kind.into()).collect(),
            records_approx: self.affected,
            records_basis: basis.into(),
        };
        let people = pb::People {
            types: self.people.iter().map(|&kind| kind.into()).collect(),
            affected_approx: self.affected,
            affected_basis: basis.into(),
            likely_consequences: self.consequences.to_owned(),
            ..Default::default()
        };
        let contact = pb::Contact {
            name_role: "Data protection officer".to_owned(),
            email: format!("data-protection@{}.example", self.organisation),
            ..Default::default()
        };
        pb::Facts {
            incident: Some(incident),
            data: Some(data),
            people: Some(people),
            response: Some(pb::Response { measures_taken: self.measures.to_owned(), ..Default::default() }),
            contact: Some(contact),
            ..Default::default()
        }
    }
}
