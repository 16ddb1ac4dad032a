//! Assessing the risk to people.

use super::{Target, target};
use chassis::{Ask, Asker, Fields, Label};
use contracts::breaches::{self as pb, RiskLevel, assessment::Draft};

pub(crate) struct DraftAssessment {
    pub(crate) target: Target,
    pub(crate) draft: Draft,
}

pub(crate) struct AdviseOnAssessment {
    pub(crate) target: Target,
    pub(crate) risk_level: RiskLevel,
    pub(crate) advice: String,
}

pub(crate) struct DecideAssessment {
    pub(crate) target: Target,
    pub(crate) risk_level: RiskLevel,
    pub(crate) rationale: String,
    pub(crate) override_reason: String,
}

impl Ask for DraftAssessment {
    type Request = pb::DraftAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::DraftAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let rationale = fields.text("rationale", &request.rationale);
        let draft = Draft {
            risk_level: request.risk_level,
            factors: request.factors,
            rationale: rationale?,
            ..Draft::default()
        };
        Some(Self { target: target?, draft })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for AdviseOnAssessment {
    type Request = pb::AdviseOnAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::AdviseOnAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let risk_level = request.risk_level();
        let target = target(fields, &request.name, request.etag);
        let advice = fields.text("advice", &request.advice);
        Some(Self { target: target?, risk_level, advice: advice? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for DecideAssessment {
    type Request = pb::DecideAssessmentRequest;

    fn read(_: &Asker<'_>, request: pb::DecideAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let risk_level = request.risk_level();
        let target = target(fields, &request.name, request.etag);
        let rationale = fields.text("rationale", &request.rationale);
        let override_reason = request.override_reason.trim().to_owned();
        Some(Self { target: target?, risk_level, rationale: rationale?, override_reason })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}
