//! What can be done to a breach, in words with which nothing is wrong.

use crate::actors::{
    Actor, Reply, at, confirmation, correction, factors, mask, notification, supplement, withdrawal,
};
use chassis_testing::id;
use contracts::breaches::{self as pb, Answer, Breach, BreachState, RiskLevel};

/// Every act, with the permission that it takes.
pub(crate) const ACTS: [(&str, &str); 33] = [
    ("UpdateBreach", "breaches.update"),
    ("LogBreach", "breaches.log"),
    ("ClassifyNearMiss", "near_misses.classify"),
    ("ReviewNearMiss", "near_misses.review"),
    ("FinishNearMiss", "near_misses.finish"),
    ("UpgradeNearMiss", "near_misses.upgrade"),
    ("ProposeDismissal", "dismissals.propose"),
    ("ConfirmDismissal", "dismissals.confirm"),
    ("ConfirmBreach", "breaches.confirm"),
    ("CorrectAwareness", "breaches.correct_awareness"),
    ("DraftAssessment", "assessments.draft"),
    ("AdviseOnAssessment", "assessments.advise"),
    ("DecideAssessment", "assessments.decide"),
    ("DecideNotToNotify", "breaches.decide_not_to_notify"),
    ("NotifyRegulator", "breaches.notify"),
    ("SupplementNotification", "notifications.supplement"),
    ("CorrectNotification", "notifications.correct"),
    ("WithdrawNotification", "notifications.withdraw"),
    ("ReassessBreach", "breaches.reassess"),
    ("BeginRemediation", "breaches.begin_remediation"),
    ("BeginLearning", "breaches.begin_learning"),
    ("CloseBreach", "breaches.close"),
    ("ReopenBreach", "breaches.reopen"),
    ("WithdrawConfirmation", "breaches.withdraw_confirmation"),
    ("VoidBreach", "breaches.void"),
    ("RecordContainment", "breaches.record_containment"),
    ("ClaimExemption", "breaches.claim_exemption"),
    ("RecordCommunication", "breaches.record_communication"),
    ("RecordMediaLines", "breaches.record_media_lines"),
    ("DeclareMajor", "breaches.declare_major"),
    ("SendRemediationUpdate", "breaches.send_remediation_update"),
    ("ReportToCentre", "breaches.report_to_centre"),
    ("ReportToNcsc", "breaches.report_to_ncsc"),
];

/// A request about a breach as it was read.
macro_rules! on {
    ($breach:expr, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {
        pb::$request {
            name: $breach.name.clone(),
            etag: $breach.etag.clone(),
            request_id: id(),
            $($field: $value.into(),)*
            ..Default::default()
        }
    };
}

/// Has somebody do an act, and says which state it leads to.
pub(crate) async fn does(actor: &Actor, act: &str, breach: &Breach) -> Reply<BreachState> {
    let (b, text) = (breach, "Because it is so.".to_owned());
    let breach = match act {
        "UpdateBreach" => {
            let change = Breach {
                name: b.name.clone(),
                etag: b.etag.clone(),
                title: "Another title".to_owned(),
                ..Breach::default()
            };
            let request = pb::UpdateBreachRequest {
                breach: Some(change),
                update_mask: mask(&["title"]),
                request_id: id(),
                ..Default::default()
            };
            actor.update_breach(request).await?.breach
        }
        "LogBreach" => actor.log_breach(on!(b, LogBreachRequest {})).await?.breach,
        "ClassifyNearMiss" => actor.classify_near_miss(classification(b)).await?.breach,
        "ReviewNearMiss" => {
            actor.review_near_miss(on!(b, ReviewNearMissRequest { finding: text })).await?.breach
        }
        "FinishNearMiss" => {
            actor.finish_near_miss(on!(b, FinishNearMissRequest { share: true })).await?.breach
        }
        "UpgradeNearMiss" => actor.upgrade_near_miss(upgrade(b)).await?.breach,
        "ProposeDismissal" => {
            actor.propose_dismissal(on!(b, ProposeDismissalRequest { rationale: text })).await?.breach
        }
        "ConfirmDismissal" => {
            actor.confirm_dismissal(on!(b, ConfirmDismissalRequest { rationale: text })).await?.breach
        }
        "ConfirmBreach" => actor.confirm_breach(confirmation(b)).await?.breach,
        "CorrectAwareness" => {
            let request =
                on!(b, CorrectAwarenessRequest { aware_at: at("2026-05-03T08:15:00Z"), reason: text });
            actor.correct_awareness(request).await?.breach
        }
        "DraftAssessment" => {
            let request = on!(
                b,
                DraftAssessmentRequest {
                    risk_level: RiskLevel::UnlikelyRisk,
                    factors: Some(factors(Answer::No)),
                    rationale: text,
                }
            );
            actor.draft_assessment(request).await?.breach
        }
        "AdviseOnAssessment" => {
            let request =
                on!(b, AdviseOnAssessmentRequest { risk_level: RiskLevel::UnlikelyRisk, advice: text });
            actor.advise_on_assessment(request).await?.breach
        }
        "DecideAssessment" => {
            let request =
                on!(b, DecideAssessmentRequest { risk_level: RiskLevel::UnlikelyRisk, rationale: text });
            actor.decide_assessment(request).await?.breach
        }
        "DecideNotToNotify" => {
            actor.decide_not_to_notify(on!(b, DecideNotToNotifyRequest { rationale: text })).await?.breach
        }
        "NotifyRegulator" => {
            let request =
                pb::NotifyRegulatorRequest { decision_maker_role: "dept.dpo".to_owned(), ..notification(b) };
            actor.notify_regulator(request).await?.breach
        }
        "SupplementNotification" => {
            let decision_maker_role = "dept.dpo".to_owned();
            let request = pb::SupplementNotificationRequest { decision_maker_role, ..supplement(b) };
            actor.supplement_notification(request).await?.breach
        }
        "CorrectNotification" => {
            let decision_maker_role = "dept.dpo".to_owned();
            let request = pb::CorrectNotificationRequest { decision_maker_role, ..correction(b, &text) };
            actor.correct_notification(request).await?.breach
        }
        "WithdrawNotification" => actor.withdraw_notification(withdrawal(b)).await?.breach,
        _ => settles(actor, act, b, text).await?,
    };
    Ok(breach.unwrap().state())
}

async fn settles(actor: &Actor, act: &str, b: &Breach, text: String) -> Reply<Option<Breach>> {
    Ok(match act {
        "ReassessBreach" => {
            let request = on!(b, ReassessBreachRequest { new_facts: text.clone(), reason: text });
            actor.reassess_breach(request).await?.breach
        }
        "BeginRemediation" => {
            let request = on!(b, BeginRemediationRequest { no_action_rationale: text });
            actor.begin_remediation(request).await?.breach
        }
        "BeginLearning" => actor.begin_learning(on!(b, BeginLearningRequest {})).await?.breach,
        "CloseBreach" => {
            let request = on!(
                b,
                CloseBreachRequest {
                    root_cause: pb::RootCause::HumanError,
                    no_lessons_reason: text,
                    library_choice: pb::LibraryChoice::Keep,
                    risk_board_at: at("2026-07-01T09:00:00Z"),
                }
            );
            actor.close_breach(request).await?.breach
        }
        "ReopenBreach" => actor.reopen_breach(on!(b, ReopenBreachRequest { reason: text })).await?.breach,
        "WithdrawConfirmation" => {
            actor.withdraw_confirmation(on!(b, WithdrawConfirmationRequest { rationale: text })).await?.breach
        }
        "VoidBreach" => {
            let request = on!(b, VoidBreachRequest { reason: pb::VoidReason::EnteredInError, note: text });
            actor.void_breach(request).await?.breach
        }
        "RecordContainment" => {
            let request =
                on!(b, RecordContainmentRequest { state: pb::ContainmentState::Contained, note: text });
            actor.record_containment(request).await?.breach
        }
        "ClaimExemption" => {
            let request =
                on!(b, ClaimExemptionRequest { exemption: pb::Exemption::Encrypted, rationale: text });
            actor.claim_exemption(request).await?.breach
        }
        "RecordCommunication" => {
            let request = on!(
                b,
                RecordCommunicationRequest {
                    state: pb::CommunicationState::Communicated,
                    method: pb::CommunicationMethod::Letter,
                    content: text,
                }
            );
            actor.record_communication(request).await?.breach
        }
        "RecordMediaLines" => {
            let request = on!(b, RecordMediaLinesRequest { state: pb::MediaLinesState::Draft, note: text });
            actor.record_media_lines(request).await?.breach
        }
        "DeclareMajor" => actor.declare_major(on!(b, DeclareMajorRequest { reason: text })).await?.breach,
        "SendRemediationUpdate" => {
            let request = on!(b, SendRemediationUpdateRequest { progress: text });
            actor.send_remediation_update(request).await?.breach
        }
        "ReportToCentre" => {
            let request =
                on!(b, ReportToCentreRequest { parts: vec![pb::BreachPart::Title.into()], statement: text });
            actor.report_to_centre(request).await?.breach
        }
        "ReportToNcsc" => {
            let request =
                on!(b, ReportToNcscRequest { parts: vec![pb::BreachPart::Title.into()], statement: text });
            actor.report_to_ncsc(request).await?.breach
        }
        act => panic!("nobody knows how to {act}"),
    })
}

/// A near miss, as SC-13 of the scenarios has it.
pub(crate) fn classification(breach: &Breach) -> pb::ClassifyNearMissRequest {
    on!(
        breach,
        ClassifyNearMissRequest {
            kind: pb::NearMissKind::ReleaseCheck,
            stopped_by: vec![pb::StoppedBy::Person.into(), pb::StoppedBy::Technology.into()],
            what_stopped_it: "A second reviewer found the hidden rows.",
            potential_incident_type: pb::IncidentType::FailureToRedact,
            potential_band: pb::AffectedBand::From1k,
        }
    )
}

/// That a near miss was a breach after all.
pub(crate) fn upgrade(breach: &Breach) -> pb::UpgradeNearMissRequest {
    on!(
        breach,
        UpgradeNearMissRequest {
            aware_at: at("2026-05-03T08:14:00Z"),
            legal_regime: pb::LegalRegime::UkGdpr,
            incident_type: pb::IncidentType::FailureToRedact,
            incident_category: pb::IncidentCategory::NonCyber,
            new_facts: "The file had been sent before it was reviewed.",
        }
    )
}
