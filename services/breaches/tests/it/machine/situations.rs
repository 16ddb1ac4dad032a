//! Where a breach can be, and how it got there.

use super::acts::does;
use crate::actors::{Cast, at, facts, notification, owes, report};
use chassis_testing::id;
use contracts::breaches::{Answer, Breach, NotifyRegulatorRequest, OutstandingItem, RiskLevel};

/// A situation that a breach can be in: a state, and what matters besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    Draft,
    Logged,
    DismissalProposed,
    NearMiss,
    NearMissReviewed,
    NearMissFinished,
    Dismissed,
    Confirmed,
    AssessmentDrafted,
    AssessmentAdvised,
    Assessed,
    AssessedAsHighRisk,
    LeftUnnotified,
    LeftAndContained,
    NotifiedInPart,
    NotifiedInFull,
    NotifiedAndContained,
    RemediationTold,
    RemediationUntold,
    LearningTold,
    LearningUntold,
    LearningOfHighRisk,
    ClosedTold,
    ClosedUntold,
    Withdrawn,
    Voided,
}

use Situation::{
    Assessed, AssessedAsHighRisk, AssessmentAdvised, AssessmentDrafted, ClosedTold, ClosedUntold, Confirmed,
    DismissalProposed, Dismissed, Draft, LearningOfHighRisk, LearningTold, LearningUntold, LeftAndContained,
    LeftUnnotified, Logged, NearMiss, NearMissFinished, NearMissReviewed, NotifiedAndContained,
    NotifiedInFull, NotifiedInPart, RemediationTold, RemediationUntold, Voided, Withdrawn,
};

pub(crate) const SITUATIONS: [Situation; 26] = [
    Draft,
    Logged,
    DismissalProposed,
    NearMiss,
    NearMissReviewed,
    NearMissFinished,
    Dismissed,
    Confirmed,
    AssessmentDrafted,
    AssessmentAdvised,
    Assessed,
    AssessedAsHighRisk,
    LeftUnnotified,
    LeftAndContained,
    NotifiedInPart,
    NotifiedInFull,
    NotifiedAndContained,
    RemediationTold,
    RemediationUntold,
    LearningTold,
    LearningUntold,
    LearningOfHighRisk,
    ClosedTold,
    ClosedUntold,
    Withdrawn,
    Voided,
];

/// How a breach gets into a situation, from its draft on: who does what.
fn way(situation: Situation) -> Vec<(&'static str, &'static str)> {
    let then = |before, steps: &[(&'static str, &'static str)]| [way(before).as_slice(), steps].concat();
    match situation {
        Draft => Vec::new(),
        Logged => then(Draft, &[("dept.handler", "LogBreach")]),
        DismissalProposed => then(Logged, &[("dept.handler", "ProposeDismissal")]),
        NearMiss => then(Logged, &[("dept.handler", "ClassifyNearMiss")]),
        NearMissReviewed => then(NearMiss, &[("dept.handler", "ReviewNearMiss")]),
        NearMissFinished => then(NearMissReviewed, &[("dept.dpo", "FinishNearMiss")]),
        Dismissed => then(DismissalProposed, &[("dept.dpo", "ConfirmDismissal")]),
        Confirmed => then(Logged, &[("dept.handler", "ConfirmBreach")]),
        AssessmentDrafted => then(Confirmed, &[("dept.handler", "DraftAssessment")]),
        AssessmentAdvised => then(AssessmentDrafted, &[("dept.dpo", "AdviseOnAssessment")]),
        Assessed => then(AssessmentAdvised, &[("dept.siro", "DecideAssessment")]),
        AssessedAsHighRisk => then(Confirmed, &[HIGH_RISK]),
        LeftUnnotified => then(Assessed, &[("dept.siro", "DecideNotToNotify")]),
        NotifiedInPart => then(Assessed, &[IN_PART]),
        NotifiedInFull => then(Assessed, &[("dept.dpo", "NotifyRegulator")]),
        NotifiedAndContained => then(NotifiedInFull, &[CONTAINED]),
        RemediationTold => then(NotifiedAndContained, &[("dept.handler", "BeginRemediation")]),
        LeftAndContained => then(LeftUnnotified, &[CONTAINED]),
        RemediationUntold => then(LeftAndContained, &[("dept.handler", "BeginRemediation")]),
        LearningTold => then(RemediationTold, &[("dept.handler", "BeginLearning")]),
        LearningUntold => then(RemediationUntold, &[("dept.handler", "BeginLearning")]),
        LearningOfHighRisk => then(
            AssessedAsHighRisk,
            &[
                ("dept.dpo", "NotifyRegulator"),
                ("dept.handler", "RecordCommunication"),
                CONTAINED,
                ("dept.handler", "BeginRemediation"),
                ("dept.handler", "BeginLearning"),
            ],
        ),
        ClosedTold => then(LearningTold, &[("dept.dpo", "CloseBreach")]),
        ClosedUntold => then(LearningUntold, &[("dept.dpo", "CloseBreach")]),
        Withdrawn => then(Confirmed, &[("dept.dpo", "WithdrawConfirmation")]),
        Voided => then(Logged, &[("dept.dpo", "VoidBreach")]),
    }
}

const CONTAINED: (&str, &str) = ("dept.handler", "RecordContainment");
/// Assessed by three as a high risk.
const HIGH_RISK: (&str, &str) = ("", "assessed as a high risk");
/// Told by the data protection officer, with something outstanding.
const IN_PART: (&str, &str) = ("", "notified in part");

/// A new breach in a situation, as everybody who handles it reads it.
pub(crate) async fn reach(cast: &Cast, situation: Situation) -> Breach {
    let whole = Breach { facts: Some(facts()), ..report("A letter") };
    let mut breach = cast.reporter().starts("organisations/hmrc", whole, &id()).await.unwrap();
    for (role, act) in way(situation) {
        match (role, act) {
            HIGH_RISK => assessed_as_high_risk(cast, &breach).await,
            IN_PART => notified_in_part(cast, &breach).await,
            _ => {
                let done = Box::pin(does(&super::actor(cast, role), act, &breach)).await;
                done.unwrap_or_else(|refusal| panic!("{act} by {role}: {refusal:?}"));
            }
        }
        breach = cast.handler().reads(&breach.name).await.unwrap();
    }
    breach
}

async fn assessed_as_high_risk(cast: &Cast, confirmed: &Breach) {
    let drafted = cast.handler().assesses(confirmed, RiskLevel::HighRisk, Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::HighRisk).await.unwrap();
    cast.siro().decides(&advised, RiskLevel::HighRisk, "").await.unwrap();
}

async fn notified_in_part(cast: &Cast, assessed: &Breach) {
    let in_part = NotifyRegulatorRequest {
        items_outstanding: vec![owes(OutstandingItem::Measures)],
        expected_by: at("2026-06-01T09:00:00Z"),
        ..notification(assessed)
    };
    cast.dpo().notify_regulator(in_part).await.unwrap();
}
