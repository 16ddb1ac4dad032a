//! Major breaches: by criteria that somebody owns, or by declaration. What was found stays found, whatever is known later.

use super::{Act, Aftermath, Breach, Moment, Progress, Settlement};
use chassis::{Error, clock};
use contracts::breaches::{self as pb, Answer, CountBasis, DecisionTaken, MajorCriterion, RiskLevel};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Deserialize;
use std::{fs, sync::Arc};

/// The criteria that stand where no others are given.
const USUAL: &str = include_str!("../../criteria/major.toml");

/// When a breach is a major one: thresholds with a version, an owner, and the log of their changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    version: String,
    /// The role that answers for them.
    owner: String,
    changes: Vec<Change>,
    thresholds: Thresholds,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    date: Date,
    by: String,
    what: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    people_at_high_risk: i64,
    people: i64,
    people_with_sensitive_data: i64,
    update_days: u16,
}

impl Default for Criteria {
    fn default() -> Self {
        Self::parse(USUAL).expect("a test reads the criteria")
    }
}

impl Criteria {
    /// Reads the file of this path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &str) -> Result<Arc<Self>, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Self::parse(&text).map(Arc::new).map_err(|problem| format!("{path}: {problem}"))
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let Thresholds { people_at_high_risk, people, people_with_sensitive_data, update_days } =
            read.thresholds;
        if [people_at_high_risk, people, people_with_sensitive_data, update_days.into()]
            .iter()
            .any(|one| *one < 1)
        {
            return Err("every threshold is at least 1".to_owned());
        }
        if read.version.trim().is_empty() || read.owner.trim().is_empty() {
            return Err("criteria have a version and an owner".to_owned());
        }
        let said = |change: &Change| !change.by.trim().is_empty() && !change.what.trim().is_empty();
        if read.changes.is_empty()
            || !read.changes.iter().all(said)
            || !read.changes.is_sorted_by_key(|one| one.date)
        {
            return Err("every change says when, by whom and what, oldest first".to_owned());
        }
        Ok(read)
    }

    /// How long after an update on remediation the next is expected.
    fn update_every(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.thresholds.update_days))
    }
}

impl Breach {
    /// Declares it a major breach, whatever the criteria say.
    pub(crate) fn declare_major(self, reason: &str, moment: &Moment<'_>) -> Result<Self, Error> {
        self.may(Act::DeclareMajor, moment.caller)?;
        let mut breach = self.touched(moment.now, reason);
        breach.course.major.get_or_insert_default().declaration = moment.step(reason);
        Ok(breach)
    }

    /// The breach with every criterion that it is found to meet now, besides those that it was found to meet before.
    pub(crate) fn weighed(mut self, moment: &Moment<'_>) -> Self {
        let known = self.course.major.clone().unwrap_or_default();
        let new = self.criteria_met(moment.criteria).into_iter();
        let new = new.filter(|one| known.findings.iter().all(|found| found.criterion() != *one));
        let findings: Vec<_> = new
            .map(|criterion| pb::MajorFinding {
                criterion: criterion.into(),
                criteria: moment.criteria.version.clone(),
                at: moment.time(),
            })
            .collect();
        if !findings.is_empty() {
            self.course.major.get_or_insert_default().findings.extend(findings);
        }
        self.weigh_for_centre(moment);
        self
    }

    /// Says whether it is a major breach.
    pub(crate) fn is_major(&self) -> bool {
        self.course.major.is_some()
    }

    /// When the regulator expects to hear next how remediation goes, where it was told of a major breach.
    pub(super) fn update_due_at(&self, criteria: &Criteria) -> Option<Timestamp> {
        let under_way = matches!(
            self.confirmed()?.progress,
            Progress::Settled(Aftermath::Remediation | Aftermath::Learning, Settlement::Told(_))
        );
        let begun = clock::from_wire(self.course.remediation.as_ref()?.begun_at?)?;
        let case = self.case?;
        let last = case.updated_at.map_or(begun, |updated| updated.max(begun));
        let expected = case.update_expected_at.unwrap_or(last + criteria.update_every());
        (under_way && self.is_major()).then_some(expected)
    }

    /// What the regulator is told of how remediation goes.
    pub(crate) fn remediation_update(
        self,
        progress: String,
        next_update_at: Option<Timestamp>,
        actions: Vec<pb::ActionProgressContent>,
        moment: &Moment<'_>,
    ) -> Result<(Self, pb::RemediationUpdateContent), Error> {
        self.may(Act::SendRemediationUpdate, moment.caller)?;
        self.disclosable()?;
        let next = next_update_at.unwrap_or(moment.now + moment.criteria.update_every());
        if next <= moment.now {
            let must = "the next update cannot be expected in the past";
            return Err(Error::refused(contracts::access::Reason::DueInThePast, must));
        }
        let breach = self.touched(moment.now, &progress);
        let next_update_at = Some(clock::to_wire(next));
        Ok((breach, pb::RemediationUpdateContent { progress, actions, next_update_at }))
    }

    /// The criteria that it meets, as far as it is assessed.
    fn criteria_met(&self, criteria: &Criteria) -> Vec<MajorCriterion> {
        let Some(confirmed) = self.confirmed() else { return Vec::new() };
        let thresholds = criteria.thresholds;
        let people = self.facts.people.clone().unwrap_or_default();
        let people =
            people.affected_approx.filter(|_| people.affected_basis() != CountBasis::Unknown).unwrap_or(0);
        let incident = self.facts.incident.clone().unwrap_or_default();
        let several = !confirmed.confirmation.joint_controllers.is_empty()
            || incident.cross_government_impact() == Answer::Yes;
        let high_risk = self.decided_risk() == Some(RiskLevel::HighRisk);
        let threat = self.assessment.as_ref().is_some_and(super::Assessment::threatens_life);
        let decided = self.case.is_some_and(|case| {
            matches!(
                case.decision,
                DecisionTaken::InvestigationPursued | DecisionTaken::RegulatoryActionTaken
            )
        });
        let met = [
            (MajorCriterion::ThreatToLife, threat),
            (MajorCriterion::HighRiskToMany, high_risk && people >= thresholds.people_at_high_risk),
            (MajorCriterion::VeryManyPeople, people >= thresholds.people),
            (
                MajorCriterion::SensitiveDataOfMany,
                self.holds_special_data() && people >= thresholds.people_with_sensitive_data,
            ),
            (MajorCriterion::SeveralDepartments, several),
            (MajorCriterion::RegulatorsDecision, decided),
            (MajorCriterion::NcscCategory, self.between.is_nationally_significant()),
            (
                MajorCriterion::Declared,
                self.course.major.as_ref().is_some_and(|major| major.declaration.is_some()),
            ),
        ];
        met.into_iter().filter_map(|(criterion, met)| met.then_some(criterion)).collect()
    }
}
