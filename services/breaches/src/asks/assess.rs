//! Assessing the risk to people.

use super::{Deed, optional};
use crate::model::Methods;
use chassis::Fields;
use contracts::breaches::{self as pb, RiskLevel, assessment::Draft};

pub(crate) struct DraftAssessment {
    pub(crate) draft: Draft,
    pub(crate) methods: Methods,
}

pub(crate) struct AdviseOnAssessment {
    pub(crate) risk_level: RiskLevel,
    pub(crate) advice: String,
}

pub(crate) struct DecideAssessment {
    pub(crate) risk_level: RiskLevel,
    pub(crate) rationale: String,
    pub(crate) override_reason: String,
}

impl Deed for DraftAssessment {
    type Request = pb::DraftAssessmentRequest;

    fn read(request: pb::DraftAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let rationale = fields.text("rationale", &request.rationale)?;
        let (risk_level, factors) = (request.risk_level, request.factors);
        let draft = Draft { risk_level, factors, rationale, ..Draft::default() };
        Some(Self { draft, methods: Methods { enisa: request.enisa } })
    }
}

impl Deed for AdviseOnAssessment {
    type Request = pb::AdviseOnAssessmentRequest;

    fn read(request: pb::AdviseOnAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let advice = fields.text("advice", &request.advice)?;
        Some(Self { risk_level: request.risk_level(), advice })
    }
}

impl Deed for DecideAssessment {
    type Request = pb::DecideAssessmentRequest;

    fn read(request: pb::DecideAssessmentRequest, fields: &mut Fields) -> Option<Self> {
        let rationale = fields.text("rationale", &request.rationale)?;
        let override_reason = optional(&request.override_reason);
        Some(Self { risk_level: request.risk_level(), rationale, override_reason })
    }
}
