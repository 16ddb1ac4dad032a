//! What keeps a breach from ending too early, or under the wrong name.

use crate::{
    actors::{Cast, at, confirmation, notification, owes, regulators, supplement, withdrawal},
    machine::{
        acts::does,
        situations::{Situation, reach},
    },
};
use chassis_testing::{details, id, reason};
use contracts::breaches::{self as pb, Answer, Breach, BreachState, RetentionClass, RiskLevel};
use sqlx::Executor as _;

fn left_unnotified(breach: &Breach, basis: pb::NotNotifiableBasis) -> pb::DecideNotToNotifyRequest {
    pb::DecideNotToNotifyRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        basis: basis.into(),
        certificate_reference: match basis {
            pb::NotNotifiableBasis::NationalSecurity => "S27/2026/4".to_owned(),
            _ => String::new(),
        },
        rationale: "It is so.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_breach_is_not_closed_while_the_regulator_is_owed_what_is_outstanding() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningTold).await;
    let owing = pb::SupplementNotificationRequest {
        items_outstanding: vec![owes(pb::OutstandingItem::Measures)],
        expected_by: at("2026-06-01T09:00:00Z"),
        ..supplement(&learning)
    };
    let owing = cast.dpo().supplement_notification(owing).await.unwrap().breach.unwrap();
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &owing).await.unwrap_err()), "FOLLOW_UP_OWED");
    let whole = cast.dpo().supplement_notification(supplement(&owing)).await.unwrap().breach.unwrap();
    does(&cast.dpo(), "CloseBreach", &whole).await.unwrap();
}

#[tokio::test]
async fn what_the_regulator_just_made_major_is_the_siros_to_close() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningTold).await;
    let case = cast.lead().reads_case(&regulators(&learning.case)).await.unwrap();
    let pursued = pb::IssueOutcomeRequest {
        name: case.name,
        etag: case.etag,
        decision_taken: pb::DecisionTaken::InvestigationPursued.into(),
        letter: "We look into it.".to_owned(),
        rationale_summary: "It is grave.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    cast.lead().issue_outcome(pursued).await.unwrap();
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &learning).await.unwrap_err()), "ACTING_ROLE");
    does(&cast.siro(), "CloseBreach", &learning).await.unwrap();
}

#[tokio::test]
async fn a_high_risk_that_was_told_before_anybody_asked_whom_else_to_tell_is_told_to_people_too() {
    let cast = Cast::new().await;
    let learning = reach(&cast, Situation::LearningOfHighRisk).await;
    // As it was kept before there was a course.
    let forget = "UPDATE breach SET course = course - 'individuals'";
    cast.world.database.owner().await.execute(forget).await.unwrap();
    assert_eq!(reason(&does(&cast.siro(), "CloseBreach", &learning).await.unwrap_err()), "PEOPLE_NOT_TOLD");
}

#[tokio::test]
async fn what_was_withdrawn_undecided_and_opened_again_is_assessed_before_it_is_closed() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::Confirmed).await;
    let precaution = pb::NotifyRegulatorRequest {
        items_outstanding: vec![owes(pb::OutstandingItem::RiskAssessment)],
        expected_by: at("2026-06-01T09:00:00Z"),
        ..notification(&told)
    };
    let told = cast.dpo().notify_regulator(precaution).await.unwrap().breach.unwrap();
    let withdrawn = cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap().breach.unwrap();
    does(&cast.dpo(), "ReopenBreach", &withdrawn).await.unwrap();
    let mut breach = cast.handler().reads(&withdrawn.name).await.unwrap();
    does(&cast.handler(), "BeginLearning", &breach).await.unwrap();
    breach = cast.handler().reads(&breach.name).await.unwrap();
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &breach).await.unwrap_err()), "NOT_CONTAINED");
    for (actor, act) in [
        (cast.handler(), "RecordContainment"),
        (cast.handler(), "DraftAssessment"),
        (cast.dpo(), "AdviseOnAssessment"),
        (cast.siro(), "DecideAssessment"),
        (cast.dpo(), "SupplementNotification"),
        (cast.dpo(), "CloseBreach"),
    ] {
        if act == "SupplementNotification" {
            let owed = does(&cast.dpo(), "CloseBreach", &breach).await.unwrap_err();
            assert_eq!(reason(&owed), "FOLLOW_UP_OWED");
        }
        does(&actor, act, &breach).await.unwrap();
        breach = cast.handler().reads(&breach.name).await.unwrap();
    }
    assert_eq!(breach.state(), BreachState::Closed);
}

#[tokio::test]
async fn an_open_draft_neither_hides_what_was_decided_nor_lets_the_duty_be_left_aside() {
    let cast = Cast::new().await;
    let grave = reach(&cast, Situation::AssessedAsHighRisk).await;
    let drafted = cast.handler().assesses(&grave, RiskLevel::UnlikelyRisk, Answer::No).await.unwrap();
    let secret = left_unnotified(&drafted, pb::NotNotifiableBasis::NationalSecurity);
    assert_eq!(reason(&cast.siro().decide_not_to_notify(secret).await.unwrap_err()), "STATE");
    let told = cast.dpo().notify_regulator(notification(&drafted)).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!(content.risk_level(), RiskLevel::HighRisk, "what was decided stands until it is decided anew");
}

#[tokio::test]
async fn under_pecr_every_breach_is_told() {
    let cast = Cast::new().await;
    let logged = reach(&cast, Situation::Logged).await;
    let under =
        pb::ConfirmBreachRequest { legal_regime: pb::LegalRegime::Pecr.into(), ..confirmation(&logged) };
    let breach = cast.handler().confirm_breach(under).await.unwrap().breach.unwrap();
    let drafted = cast.handler().assesses(&breach, RiskLevel::UnlikelyRisk, Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
    let decided = cast.siro().decides(&advised, RiskLevel::UnlikelyRisk, "").await.unwrap();
    for basis in [pb::NotNotifiableBasis::UnlikelyRisk, pb::NotNotifiableBasis::NationalSecurity] {
        let refusal = cast.siro().decide_not_to_notify(left_unnotified(&decided, basis)).await.unwrap_err();
        assert_eq!(reason(&refusal), "OTHER_REGIME");
    }
}

#[tokio::test]
async fn notice_is_not_withdrawn_from_a_regulator_who_waits() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::NotifiedInFull).await;
    let case = cast.lead().reads_case(&regulators(&told.case)).await.unwrap();
    let order = pb::OrderCommunicationRequest {
        name: case.name,
        etag: case.etag,
        letter: "Tell them.".to_owned(),
        due: at("2026-05-20T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    let case = cast.lead().order_communication(order).await.unwrap().case.unwrap();
    let refusal = cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap_err();
    assert_eq!(reason(&refusal), "PEOPLE_NOT_TOLD");
    let ask = pb::RequestInformationRequest {
        name: case.name,
        etag: case.etag,
        questions: vec![pb::Question { text: "How long?".to_owned() }],
        due: at("2026-05-20T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    cast.lead().request_information(ask).await.unwrap();
    let refusal = cast.dpo().withdraw_notification(withdrawal(&told)).await.unwrap_err();
    assert_eq!(reason(&refusal), "ANSWER_OWED");
}

#[tokio::test]
async fn new_facts_put_an_exemption_aside() {
    let cast = Cast::new().await;
    let grave = reach(&cast, Situation::AssessedAsHighRisk).await;
    does(&cast.siro(), "ClaimExemption", &grave).await.unwrap();
    let exempt = cast.siro().reads(&grave.name).await.unwrap();
    let secret = left_unnotified(&exempt, pb::NotNotifiableBasis::NationalSecurity);
    let left = cast.siro().decide_not_to_notify(secret).await.unwrap().breach.unwrap();
    does(&cast.dpo(), "ReassessBreach", &left).await.unwrap();
    let open = cast.dpo().reads(&grave.name).await.unwrap();
    let drafted = cast.handler().assesses(&open, RiskLevel::HighRisk, Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::HighRisk).await.unwrap();
    let decided = cast.siro().decides(&advised, RiskLevel::HighRisk, "").await.unwrap();
    let individuals = decided.course.unwrap().individuals.unwrap();
    assert_eq!(individuals.state(), pb::IndividualsState::Required);
}

#[tokio::test]
async fn a_reporter_does_not_learn_that_a_breach_is_major_and_two_records_do_not_void_each_other() {
    let cast = Cast::new().await;
    let confirmed = reach(&cast, Situation::Confirmed).await;
    does(&cast.siro(), "DeclareMajor", &confirmed).await.unwrap();
    let seen = cast.reporter().reads(&confirmed.name).await.unwrap();
    assert_eq!(seen.retention_class(), RetentionClass::Breach);
    let kept = cast.dpo().reads(&confirmed.name).await.unwrap();
    assert_eq!(kept.retention_class(), RetentionClass::MajorBreach);

    let (one, other) = (reach(&cast, Situation::Logged).await, reach(&cast, Situation::Logged).await);
    let duplicate = |one: &Breach, other: &Breach| pb::VoidBreachRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        reason: pb::VoidReason::Duplicate.into(),
        duplicate_of: other.name.clone(),
        request_id: id(),
        ..Default::default()
    };
    cast.dpo().void_breach(duplicate(&one, &other)).await.unwrap();
    let refusal = details(&cast.dpo().void_breach(duplicate(&other, &one)).await.unwrap_err());
    assert_eq!(refusal.fields, ["duplicate_of"]);
}
