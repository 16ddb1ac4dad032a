//! Confirmation, and the clock that it starts.

use crate::actors::{Cast, at, confirmation};
use breaches::Breaches;
use chassis_testing::{details, id};
use contracts::{
    breaches::{self as pb, Breach, BreachState, IncidentType, LegalRegime},
    time::{ClockEventKind, DeadlineState},
};
use sqlx::Executor as _;
use tonic::Code;

fn asks(breach: &Breach, aware_at: &str) -> pb::ConfirmBreachRequest {
    pb::ConfirmBreachRequest { aware_at: at(aware_at), ..confirmation(breach) }
}

fn corrects(breach: &Breach, aware_at: &str) -> pb::CorrectAwarenessRequest {
    pb::CorrectAwarenessRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        aware_at: at(aware_at),
        reason: "The log says otherwise.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn confirmation_starts_seventy_two_hours_from_awareness() {
    let cast = Cast::new().await;
    let confirmed = cast.handler().logs_and_confirms("Lost laptop").await;
    assert_eq!(
        (confirmed.state(), confirmed.deadline_state()),
        (BreachState::Confirmed, DeadlineState::DueSoon)
    );
    let deadline = confirmed.deadline.clone().unwrap();
    assert_eq!(
        (deadline.started_at, deadline.due_at),
        (at("2026-05-03T08:14:00Z"), at("2026-05-06T08:14:00Z"))
    );
    assert_eq!(
        deadline.explanation,
        "72 hours from 9:14am on 3 May 2026 (BST); never paused; due 9:14am on 6 May 2026 (BST); rule uk-gdpr-33/v1"
    );
    let confirmation = confirmed.confirmation.clone().unwrap();
    assert_eq!(
        (confirmation.controller.as_str(), confirmation.confirmed_by_role.as_str()),
        ("organisations/hmrc", "dept.handler")
    );
    let incident = confirmed.facts.clone().unwrap().incident.unwrap();
    assert_eq!(incident.r#type(), IncidentType::DataEmailedToIncorrectRecipient);
    assert_eq!(cast.iao().reads(&confirmed.name).await.unwrap(), confirmed);

    cast.world.set("2026-05-06T08:14:01Z");
    assert_eq!(cast.dpo().reads(&confirmed.name).await.unwrap().deadline_state(), DeadlineState::Overdue);
}

#[tokio::test]
async fn nobody_is_aware_before_detection_or_in_the_future_and_a_day_of_delay_needs_its_reason() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    for (aware_at, reason) in [
        ("2026-05-05T09:00:00.000001Z", "AWARE_IN_THE_FUTURE"),
        ("2026-05-03T06:59:59Z", "AWARE_BEFORE_DETECTED"),
        ("2026-05-04T07:00:01Z", "AWARE_DELAY_REASON_REQUIRED"),
    ] {
        let refusal = details(&cast.handler().confirm_breach(asks(&logged, aware_at)).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, reason));
    }
    let late = pb::ConfirmBreachRequest {
        aware_delay_reason: "The inquiry took a day.".to_owned(),
        ..asks(&logged, "2026-05-04T07:00:01Z")
    };
    cast.handler().confirm_breach(late).await.unwrap();
    let other = cast.handler().logs("Lost phone").await;
    cast.handler().confirm_breach(asks(&other, "2026-05-04T07:00:00Z")).await.unwrap();
    let third = cast.handler().logs("Lost tablet").await;
    cast.handler().confirm_breach(asks(&third, "2026-05-03T07:00:00Z")).await.unwrap();
}

#[tokio::test]
async fn a_logged_breach_is_confirmed_once_by_a_person_for_a_controller_of_its_own() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let mut system = cast.handler();
    system.person = system.person.as_system();
    let refusal = details(&system.confirm_breach(confirmation(&logged)).await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    for controller in ["organisations/moj", "organisations/nowhere", "organisations/legal-aid-agency"] {
        let request = pb::ConfirmBreachRequest { controller: controller.to_owned(), ..confirmation(&logged) };
        let refusal = details(&cast.handler().confirm_breach(request).await.unwrap_err());
        assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec!["controller".to_owned()]));
    }
    let draft = cast.handler().drafts("Lost phone").await;
    let early = details(&cast.handler().confirm_breach(confirmation(&draft)).await.unwrap_err());
    assert_eq!((early.reason.as_str(), early.fields), ("STATE", vec!["state".to_owned()]));

    let confirmed = cast.dpo().confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
    let stale = details(&cast.dpo().confirm_breach(confirmation(&logged)).await.unwrap_err());
    assert_eq!(stale.code, Code::Aborted);
    let again = details(&cast.dpo().confirm_breach(confirmation(&confirmed)).await.unwrap_err());
    assert_eq!((again.code, again.reason.as_str()), (Code::FailedPrecondition, "STATE"));

    let agency = cast.moj().logs("Stolen from a legacy service").await;
    let request = pb::ConfirmBreachRequest {
        controller: "organisations/legal-aid-agency".to_owned(),
        ..confirmation(&agency)
    };
    cast.moj().confirm_breach(request).await.unwrap();
}

#[tokio::test]
async fn each_regime_pins_its_own_rule_and_the_one_in_force_when_awareness_began() {
    let cast = Cast::new().await;
    for (regime, rule) in [
        (LegalRegime::UkGdpr, "uk-gdpr-33/v1"),
        (LegalRegime::DpaPart3, "dpa-part3-67/v1"),
        (LegalRegime::DpaPart4, "dpa-part4-108/v1"),
        (LegalRegime::Pecr, "pecr-5a/v2"),
    ] {
        let logged = cast.handler().logs("Lost laptop").await;
        let request = pb::ConfirmBreachRequest { legal_regime: regime.into(), ..confirmation(&logged) };
        let confirmed = cast.handler().confirm_breach(request).await.unwrap().breach.unwrap();
        assert_eq!(confirmed.deadline.unwrap().rule, rule);
    }
    let old = Breach { detected_at: at("2025-08-19T08:00:00Z"), ..Breach::default() };
    let logged = cast.handler().logs("Lost long ago").await;
    let logged = cast.handler().changes(&logged, old, &["detected_at"]).await.unwrap();
    let request = pb::ConfirmBreachRequest {
        legal_regime: LegalRegime::Pecr.into(),
        ..asks(&logged, "2025-08-19T09:00:00Z")
    };
    let confirmed = cast.handler().confirm_breach(request).await.unwrap().breach.unwrap();
    assert_eq!(confirmed.deadline.clone().unwrap().rule, "pecr-5a/v1", "24 hours, until 20 August 2025");
    assert_eq!(confirmed.deadline.clone().unwrap().due_at, at("2025-08-20T09:00:00Z"));
    let refusal = details(
        &cast.dpo().correct_awareness(corrects(&confirmed, "2025-08-20T09:00:00Z")).await.unwrap_err(),
    );
    assert_eq!(refusal.reason, "NO_RULE_IN_FORCE", "another version was in force then");
}

#[tokio::test]
async fn awareness_is_corrected_with_its_reason_and_both_times_are_kept() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let early =
        details(&cast.dpo().correct_awareness(corrects(&logged, "2026-05-03T08:00:00Z")).await.unwrap_err());
    assert_eq!(early.reason, "STATE");
    let confirmed = cast.handler().confirm_breach(confirmation(&logged)).await.unwrap().breach.unwrap();
    for (aware_at, reason) in
        [("2026-05-05T09:00:01Z", "AWARE_IN_THE_FUTURE"), ("2026-05-03T06:59:59Z", "AWARE_BEFORE_DETECTED")]
    {
        let refusal =
            details(&cast.dpo().correct_awareness(corrects(&confirmed, aware_at)).await.unwrap_err());
        assert_eq!(refusal.reason, reason);
    }
    let mut system = cast.dpo();
    system.person = system.person.as_system();
    let refusal =
        details(&system.correct_awareness(corrects(&confirmed, "2026-05-03T07:30:00Z")).await.unwrap_err());
    assert_eq!(refusal.code, Code::PermissionDenied);

    let corrected = cast.dpo().correct_awareness(corrects(&confirmed, "2026-05-03T07:30:00Z")).await.unwrap();
    let corrected = corrected.breach.unwrap();
    assert_eq!(corrected.deadline.clone().unwrap().due_at, at("2026-05-06T07:30:00Z"));
    let correction = corrected.confirmation.clone().unwrap().corrections.remove(0);
    assert_eq!((correction.from, correction.to), (at("2026-05-03T08:14:00Z"), at("2026-05-03T07:30:00Z")));
    let explained = cast
        .handler()
        .explain_deadline(pb::ExplainDeadlineRequest { name: corrected.name.clone() })
        .await
        .unwrap();
    let events: Vec<_> = explained.events.iter().map(|event| (event.kind(), event.at)).collect();
    assert_eq!(
        events,
        [
            (ClockEventKind::Start, at("2026-05-03T08:14:00Z")),
            (ClockEventKind::Correct, at("2026-05-03T07:30:00Z"))
        ]
    );
    assert_eq!((explained.deadline, explained.state), (corrected.deadline, DeadlineState::DueSoon.into()));
    let detected = Breach { detected_at: at("2026-05-03T07:30:01Z"), ..Breach::default() };
    let refusal = details(
        &cast
            .handler()
            .changes(&cast.dpo().reads(&corrected.name).await.unwrap(), detected, &["detected_at"])
            .await
            .unwrap_err(),
    );
    assert_eq!(refusal.reason, "AWARE_BEFORE_DETECTED", "nor does detection move past awareness");
}

#[tokio::test]
async fn nobody_edits_a_deadline() {
    let cast = Cast::new().await;
    let confirmed = cast.handler().logs_and_confirms("Lost laptop").await;
    let owner = cast.world.database.owner().await;
    for edit in [
        "UPDATE breach SET due_at = due_at + interval '1 hour'",
        "UPDATE breach SET due_at = due_at - interval '1 hour', satisfied_at = now()",
        "UPDATE breach SET satisfied_at = NULL, due_at = NULL",
        "UPDATE breach SET rule = 'pecr-5a/v1'",
    ] {
        owner.execute(edit).await.unwrap();
        assert_eq!(cast.dpo().reads(&confirmed.name).await.unwrap_err().code(), Code::Internal, "{edit}");
    }
    let confirmed_all_the_same = "UPDATE breach SET discharged_at = now()";
    assert!(
        owner.execute(confirmed_all_the_same).await.is_err(),
        "nor is anything discharged without its reason"
    );
    let back = "UPDATE breach SET rule = 'uk-gdpr-33/v1', due_at = started_at + interval '72 hours'";
    owner.execute(back).await.unwrap();
    cast.dpo().reads(&confirmed.name).await.unwrap();
}

#[tokio::test]
async fn sql_and_rust_say_the_same_of_every_deadline() {
    use chassis::deadline::{Calendar, Event, Kind, Rule, fold};
    let database = chassis_testing::TestDb::of::<Breaches>().await;
    let owner = database.owner().await;
    let start: jiff::Timestamp = "2026-05-03T08:00:00Z".parse().unwrap();
    let hour = |hours: i64| start + jiff::SignedDuration::from_hours(hours);
    for satisfied in [None, Some(1), Some(72), Some(73)] {
        for discharged in [None, Some(5)] {
            for now in [0, 47, 48, 49, 72, 73] {
                let event = |kind, hours| Event { kind, at: hour(hours), recorded_at: start };
                let mut events = vec![event(Kind::Start, 0)];
                events.extend(satisfied.map(|hours| event(Kind::Satisfy, hours)));
                events.extend(discharged.map(|hours| event(Kind::Discharge, hours)));
                let deadline =
                    fold(Rule::named("uk-gdpr-33/v1").unwrap(), &events, &Calendar::default()).unwrap();
                let said: String = sqlx::query_scalar("SELECT deadline_state($1::timestamptz, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::timestamptz)")
                    .bind(deadline.started_at().to_string())
                    .bind(deadline.due_at().map(|at| at.to_string()))
                    .bind(deadline.satisfied_at().map(|at| at.to_string()))
                    .bind(deadline.discharged_at().map(|at| at.to_string()))
                    .bind(hour(now).to_string())
                    .fetch_one(&owner)
                    .await
                    .unwrap();
                assert_eq!(format!("DEADLINE_STATE_{said}"), deadline.state(hour(now)).as_str_name());
            }
        }
    }
}
