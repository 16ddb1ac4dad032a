//! Assessment of the risk to people (B6, B6a): drafted by handlers, advised on by the data protection officer, decided
//! by the information asset owner or the senior information risk owner.

use super::{Act, Breach, Confirmed, Methods, Moment, Progress};
use chassis::{Error, Label, Violation};
use contracts::{
    access::Reason,
    breaches::{self as pb, Answer, AssessmentState, DataType, RiskLevel},
};

pub(super) const SIRO: &str = "dept.siro";

/// Special categories (Article 9 of the UK GDPR), and criminal convictions and offences (Article 10).
const SPECIAL: [DataType; 9] = [
    DataType::CriminalConvictions,
    DataType::RacialOrEthnicOrigin,
    DataType::GeneticOrBiometricData,
    DataType::HealthData,
    DataType::PoliticalOpinions,
    DataType::ReligiousOrPhilosophicalBeliefs,
    DataType::SexLifeData,
    DataType::SexualOrientationData,
    DataType::TradeUnionMembership,
];

/// One version of an assessment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assessment {
    /// 1 for the first of a breach.
    pub(crate) version: i32,
    /// How many steps were kept of this version and those before it.
    pub(crate) steps: i32,
    pub(crate) draft: pb::assessment::Draft,
    /// The advice, and who gave it.
    pub(crate) advice: Option<(pb::assessment::Advice, Label)>,
    pub(crate) decision: Option<pb::assessment::Decision>,
    /// What was decided last before this version, with its version.
    pub(crate) before: Option<(i32, pb::assessment::Decision)>,
}

/// A step of an assessment, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Draft(pb::assessment::Draft),
    Advice(pb::assessment::Advice),
    Decision(pb::assessment::Decision),
}

impl Assessment {
    pub(crate) fn state(&self) -> AssessmentState {
        match (&self.advice, &self.decision) {
            (_, Some(_)) => AssessmentState::Decided,
            (Some(_), None) => AssessmentState::Advised,
            (None, None) => AssessmentState::Draft,
        }
    }

    /// Says whether the draft found that somebody's life may be in danger.
    pub(crate) fn threatens_life(&self) -> bool {
        self.draft.factors.as_ref().map(pb::RiskFactors::threat_to_life) == Some(Answer::Yes)
    }

    /// The step that was taken last.
    pub(crate) fn last_step(&self) -> Step {
        match (&self.advice, &self.decision) {
            (_, Some(decision)) => Step::Decision(decision.clone()),
            (Some((advice, _)), None) => Step::Advice(advice.clone()),
            (None, None) => Step::Draft(self.draft.clone()),
        }
    }
}

impl Breach {
    /// Drafts an assessment, or the one under way again. After a decision a new version begins; the clock does not.
    /// What published methods make of it stands beside it, and decides nothing.
    pub(crate) fn draft_assessment(
        self,
        draft: pb::assessment::Draft,
        methods: Methods,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::DraftAssessment, moment.caller)?;
        let (version, steps) = match &self.assessment {
            None => (1, 1),
            Some(last) if last.state() == AssessmentState::Decided => (last.version + 1, last.steps + 1),
            Some(last) => (last.version, last.steps + 1),
        };
        let draft = pb::assessment::Draft {
            harm: methods.scores(),
            drafted_at: moment.time(),
            drafted_by_role: moment.role(),
            ..draft
        };
        let before = self.last_decision().map(|(version, decision)| (version, decision.clone()));
        let assessment = Assessment { version, steps, draft, advice: None, decision: None, before };
        Ok(Self { assessment: Some(assessment), ..self.touched(moment.now, "") })
    }

    /// Gives the data protection officer's advice on the draft.
    pub(crate) fn advise(
        self,
        risk_level: RiskLevel,
        advice: String,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        self.may(Act::AdviseOnAssessment, moment.caller)?;
        let assessment = self.drafted()?.clone();
        let said = advice.clone();
        let advice =
            pb::assessment::Advice { risk_level: risk_level.into(), advice, advised_at: moment.time() };
        let advice = Some((advice, moment.caller.author.clone()));
        let assessment = Assessment { steps: assessment.steps + 1, advice, ..assessment };
        Ok(Self { assessment: Some(assessment), ..self.touched(moment.now, &said) })
    }

    /// Decides the level of risk.
    pub(crate) fn decide(
        self,
        risk_level: RiskLevel,
        rationale: String,
        override_reason: String,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let caller = moment.caller;
        self.may(Act::DecideAssessment, caller)?;
        let assessment = self.drafted()?.clone();
        let (advice, _) = assessment.advice.as_ref().ok_or_else(|| Error::internal("nobody advised"))?;
        if assessment.threatens_life() && risk_level != RiskLevel::HighRisk {
            return Err(Error::refused(Reason::ThreatToLife, "a threat to life is a high risk"));
        }
        if risk_level == RiskLevel::UnlikelyRisk
            && self.holds_special_data()
            && caller.acting_role.as_str() != SIRO
        {
            return Err(Error::ActingRole(
                "that special category or criminal data bring no risk is the senior information risk owner's decision",
            ));
        }
        if advice.risk_level() != risk_level && override_reason.is_empty() {
            let must = "say why the advice is not followed";
            let violation = vec![Violation::new("override_reason", must)];
            return Err(Error::Refused(Reason::OverrideReasonRequired, must, violation));
        }
        let said = rationale.clone();
        let decision = pb::assessment::Decision {
            risk_level: risk_level.into(),
            rationale,
            override_reason,
            decided_at: moment.time(),
            decision_maker_role: moment.role(),
        };
        let assessment = Assessment { steps: assessment.steps + 1, decision: Some(decision), ..assessment };
        let assessed = Self { assessment: Some(assessment), ..self.touched(moment.now, &said) }.assessed();
        Ok(assessed.owes_communication(risk_level))
    }

    /// The level of risk that was decided last, unless something came to light since that puts it in question.
    pub(crate) fn decided_risk(&self) -> Option<RiskLevel> {
        let questioned = self.course.reassessments.last().map_or(0, |last| last.assessment);
        let (_, decision) = self.last_decision().filter(|(version, _)| *version > questioned)?;
        Some(decision.risk_level())
    }

    /// The last decision, with the version of the assessment that it decided. A later version may be under way.
    pub(super) fn last_decision(&self) -> Option<(i32, &pb::assessment::Decision)> {
        let assessment = self.assessment.as_ref()?;
        let now = assessment.decision.as_ref().map(|decision| (assessment.version, decision));
        now.or_else(|| assessment.before.as_ref().map(|(version, decision)| (*version, decision)))
    }

    /// Refuses while an assessment waits for its decision.
    pub(super) fn may_be_drafted(&self) -> Result<(), Error> {
        match &self.assessment {
            Some(last) if last.state() == AssessmentState::Advised => {
                Err(refuse(last, "it is advised on, and waits for its decision"))
            }
            _ => Ok(()),
        }
    }

    /// Refuses unless a draft waits for its advice.
    pub(super) fn may_be_advised_on(&self) -> Result<(), Error> {
        let drafted = self.drafted()?;
        if drafted.state() == AssessmentState::Draft {
            return Ok(());
        }
        Err(refuse(drafted, "it is advised on already"))
    }

    /// Refuses unless an assessment waits for its decision.
    pub(super) fn may_be_decided(&self) -> Result<(), Error> {
        let drafted = self.drafted()?;
        if drafted.state() == AssessmentState::Advised {
            return Ok(());
        }
        Err(refuse(drafted, "only what the data protection officer advised on can be decided"))
    }

    /// Says whether an assessment is drafted and not decided.
    pub(super) fn is_being_assessed(&self) -> bool {
        self.assessment.as_ref().is_some_and(|assessment| assessment.decision.is_none())
    }

    /// Who advised on the latest assessment, if anybody did.
    pub(super) fn adviser(&self) -> Option<&Label> {
        self.assessment.as_ref()?.advice.as_ref().map(|(_, adviser)| adviser)
    }

    fn drafted(&self) -> Result<&Assessment, Error> {
        self.assessment.as_ref().ok_or_else(|| self.refuse("nothing is drafted"))
    }

    pub(super) fn holds_special_data(&self) -> bool {
        let types = self.facts.data.iter().flat_map(pb::DataInvolved::types);
        types.into_iter().any(|kind| SPECIAL.contains(&kind))
    }

    fn assessed(self) -> Self {
        match self.confirmed() {
            Some(Confirmed { progress: Progress::Unassessed, .. }) => self.came_to(Progress::Assessed),
            _ => self,
        }
    }
}

/// Refuses an act that the assessment's state does not allow.
fn refuse(assessment: &Assessment, message: &'static str) -> Error {
    let state = assessment.state().as_str_name();
    Error::Refused(Reason::State, message, vec![Violation::new("assessment.state", format!("is {state}"))])
}
