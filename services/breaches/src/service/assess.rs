//! The calls that assess the risk to people.

use super::{ACCOUNTING_OFFICER, DPO, Handlers, KEEPERS};
use crate::{
    asks::{self, On},
    model::{Act, Assessment, ESCALATIONS, HANDLERS},
    store,
};
use chassis::Answer;
use contracts::breaches::{self as pb, RiskLevel};
use tonic::Request;

/// What is told of a draft that finds a life in danger.
const THREAT: &str = "assessment.threat_to_life";
const SIRO: [&str; 1] = ["dept.siro"];

impl Handlers {
    /// Drafts an assessment.
    pub(super) async fn draft(
        &self,
        request: Request<pb::DraftAssessmentRequest>,
    ) -> Answer<pb::DraftAssessmentResponse> {
        const ACT: Act = Act::DraftAssessment;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::DraftAssessment>| {
            let (breach, deed) = (store::lock(tx, &ask.target, calendar).await?, ask.deed);
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.draft_assessment(deed.draft, deed.methods, &moment)?.weighed(&moment);
            store::save_assessment(tx, &breach, before, ACT).await?;
            let mut news = vec![breach.news(ACT.name(), HANDLERS, &DPO)];
            if breach.assessment.as_ref().is_some_and(Assessment::threatens_life) {
                // Nobody waits for a decision where a life may be in danger.
                news.push(breach.news(THREAT, HANDLERS, &SIRO));
                news.push(breach.news(THREAT, ESCALATIONS, &ACCOUNTING_OFFICER));
            }
            let response = pb::DraftAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))),
            };
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }

    /// Advises on an assessment.
    pub(super) async fn advise(
        &self,
        request: Request<pb::AdviseOnAssessmentRequest>,
    ) -> Answer<pb::AdviseOnAssessmentResponse> {
        const ACT: Act = Act::AdviseOnAssessment;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::AdviseOnAssessment>| {
            let (breach, deed) = (store::lock(tx, &ask.target, calendar).await?, ask.deed);
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach.advise(deed.risk_level, deed.advice, &moment)?.weighed(&moment);
            store::save_assessment(tx, &breach, before, ACT).await?;
            let news = vec![breach.news(ACT.name(), HANDLERS, &["dept.iao", "dept.siro"])];
            let response = pb::AdviseOnAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))),
            };
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }

    /// Decides an assessment.
    pub(super) async fn decide(
        &self,
        request: Request<pb::DecideAssessmentRequest>,
    ) -> Answer<pb::DecideAssessmentResponse> {
        const ACT: Act = Act::DecideAssessment;
        let calendar = &self.parts.calendar;
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::DecideAssessment>| {
            let (breach, deed) = (store::lock(tx, &ask.target, calendar).await?, ask.deed);
            let before = breach.wire_state();
            let moment = self.moment(tx.caller(), tx.now());
            let breach = breach
                .decide(deed.risk_level, deed.rationale, deed.override_reason, &moment)?
                .weighed(&moment);
            store::save_assessment(tx, &breach, before, ACT).await?;
            let mut news = vec![breach.news(ACT.name(), HANDLERS, &KEEPERS)];
            if breach.decided_risk() == Some(RiskLevel::HighRisk) {
                news.push(breach.news(ACT.name(), ESCALATIONS, &ACCOUNTING_OFFICER));
            }
            let response = pb::DecideAssessmentResponse {
                assessment: breach.wire_assessment(),
                breach: Some(breach.to_wire(&self.moment(tx.caller(), tx.now()))),
            };
            Ok((breach.record(ACT.name(), tx.caller(), news), response))
        });
        act.await
    }
}
