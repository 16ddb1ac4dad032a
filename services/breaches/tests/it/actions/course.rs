//! How an action comes about, is moved, done, judged, and left undone.

use super::{ACTS, DUE, LATER, accept, brought, complete, does, plan, refused, reschedule, state};
use crate::actors::{Cast, at};
use chassis_testing::{details, reason};
use contracts::breaches::{self as pb, Action, ActionKind, ActionState};
use std::slice;
use tonic::Code;

#[tokio::test]
async fn an_action_is_added_moved_done_and_verified_and_every_act_is_recorded_and_told() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let planned = cast.handler().plans(&breach).await;
    let expected = Action {
        name: planned.name.clone(),
        etag: "v1".to_owned(),
        create_time: at("2026-05-05T09:00:00Z"),
        update_time: at("2026-05-05T09:00:00Z"),
        state: ActionState::Open.into(),
        kind: ActionKind::ProcessChange.into(),
        title: "A second pair of eyes".to_owned(),
        owner_role: "Head of post".to_owned(),
        due_at: at(DUE),
        original_due_at: at(DUE),
        ..Action::default()
    };
    assert_eq!(planned, expected);
    assert!(planned.name.starts_with(&format!("{}/actions/", breach.name)));

    cast.world.set("2026-05-06T10:00:00Z");
    let moved = cast.dpo().moves(&planned).await.unwrap();
    cast.world.set("2026-05-07T11:00:00Z");
    let completed = cast.handler().completes(&moved).await.unwrap();
    assert_eq!(completed.state(), ActionState::Completed);
    cast.world.set("2026-05-08T12:00:00Z");
    let verified = cast.iao().verifies(&completed).await.unwrap();
    let step = |note: &str, time: &str, role: &str| {
        Some(pb::ActionStep { note: note.to_owned(), at: at(time), role: role.to_owned() })
    };
    let expected = Action {
        etag: "v4".to_owned(),
        update_time: at("2026-05-08T12:00:00Z"),
        state: ActionState::Verified.into(),
        due_at: at(LATER),
        slipped_days: 7,
        reschedulings: vec![pb::Rescheduling {
            from: at(DUE),
            to: at(LATER),
            reason: "The supplier is late.".to_owned(),
            at: at("2026-05-06T10:00:00Z"),
            role: "dept.dpo".to_owned(),
        }],
        evidence: step("The new procedure, in the register.", "2026-05-07T11:00:00Z", "dept.handler"),
        verification: step("Ten letters were looked at.", "2026-05-08T12:00:00Z", "dept.iao"),
        ..planned.clone()
    };
    assert_eq!(verified, expected);
    for who in [cast.handler(), cast.dpo(), cast.iao(), cast.siro()] {
        assert_eq!(who.reads_action(&planned.name).await.unwrap(), verified);
    }

    let owner = cast.world.database.owner().await;
    let acts = "SELECT concat_ws(' ', organisation, reader, need, subject, acting_role, permission, act)
                FROM audit_record WHERE resource = $1 ORDER BY audit_id";
    let acts: Vec<String> = sqlx::query_scalar(acts).bind(&planned.name).fetch_all(&owner).await.unwrap();
    let told = "SELECT concat_ws(' ', organisation, reader, need, act, payload) FROM outbox
                WHERE resource = $1 ORDER BY event_id";
    let told: Vec<String> = sqlx::query_scalar(told).bind(&planned.name).fetch_all(&owner).await.unwrap();
    let who = "hmrc hmrc handlers";
    assert_eq!(
        acts,
        [
            format!("{who} hal dept.handler actions.create action.created"),
            format!("{who} dee dept.dpo actions.reschedule action.rescheduled"),
            format!("{who} hal dept.handler actions.complete action.completed"),
            format!("{who} ian dept.iao actions.verify action.verified"),
        ]
    );
    assert_eq!(
        told,
        [
            format!(r#"{who} action.created {{"etag": "v1", "roles": []}}"#),
            format!(r#"{who} action.rescheduled {{"etag": "v2", "roles": []}}"#),
            format!(r#"{who} action.completed {{"etag": "v3", "roles": ["dept.dpo"]}}"#),
            format!(r#"{who} action.verified {{"etag": "v4", "roles": []}}"#),
        ]
    );
}

#[tokio::test]
async fn what_is_returned_is_done_again_and_nothing_that_was_shown_or_said_is_lost() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let completed = brought(&cast, &breach, &["complete"]).await;
    let returned = cast.siro().returns(&completed).await.unwrap();
    assert_eq!((returned.state(), &returned.evidence), (ActionState::Open, &None));
    let expected = pb::ActionReturn {
        reason: "Nobody follows it.".to_owned(),
        at: at("2026-05-05T09:00:00Z"),
        role: "dept.siro".to_owned(),
        evidence: completed.evidence.clone(),
    };
    assert_eq!(returned.returns, slice::from_ref(&expected));

    let again = pb::CompleteActionRequest { evidence: "A rota.".to_owned(), ..complete(&returned) };
    let again = cast.dpo().complete_action(again).await.unwrap().action.unwrap();
    assert_eq!(reason(&cast.dpo().verifies(&again).await.unwrap_err()), "ACTING_ROLE", "who said so last");
    let verified = cast.handler().verifies(&again).await.unwrap();
    assert_eq!(verified.evidence.unwrap().note, "A rota.");
    assert_eq!(verified.returns, [expected]);
    let told = "SELECT payload ->> 'roles' FROM outbox WHERE act = 'action.returned'";
    let told: String = sqlx::query_scalar(told).fetch_one(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(told, r#"["dept.handler"]"#);
}

#[tokio::test]
async fn another_person_in_another_role_judges_whether_it_was_done() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let completed = brought(&cast, &breach, &["complete"]).await;
    let needs = ["org", "reports", "handlers"];
    let same_person = cast.actor("hmrc", "hal", "dept.iao", &needs);
    let same_role = cast.actor("hmrc", "hat", "dept.handler", &needs);
    for who in [cast.handler(), same_person.clone(), same_role.clone(), cast.dpo().as_system()] {
        for status in [who.verifies(&completed).await, who.returns(&completed).await] {
            let refusal = details(&status.unwrap_err());
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
        }
    }
    assert_eq!(cast.dpo().reads_action(&completed.name).await.unwrap(), completed);
    let verified = cast.dpo().verifies(&completed).await.unwrap();
    let status = same_person.returns(&verified).await.unwrap_err();
    assert_eq!(reason(&status), "ACTING_ROLE", "whoever asks about the state is refused for the role first");

    let by_a_system = cast.handler().plans(&breach).await;
    let by_a_system = cast.handler().as_system().completes(&by_a_system).await.unwrap();
    assert_eq!(reason(&cast.handler().verifies(&by_a_system).await.unwrap_err()), "ACTING_ROLE");
    cast.dpo().verifies(&by_a_system).await.unwrap();
}

#[tokio::test]
async fn a_system_keeps_actions_and_judges_or_accepts_nothing() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let system = cast.handler().as_system();
    let planned = system.plans(&breach).await;
    let moved = system.moves(&planned).await.unwrap();
    let completed = system.completes(&moved).await.unwrap();
    for status in [
        cast.siro().as_system().accepts(&completed).await,
        cast.dpo().as_system().verifies(&completed).await,
        cast.dpo().as_system().returns(&completed).await,
    ] {
        let refusal = details(&status.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    }
    cast.siro().accepts(&completed).await.unwrap();
}

#[tokio::test]
async fn each_act_has_its_states_and_is_refused_in_every_other() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    for (acts, expected, allowed) in [
        (&[][..], ActionState::Open, &["move", "complete", "accept"][..]),
        (&["complete", "return"], ActionState::Open, &["move", "complete", "accept"]),
        (&["complete"], ActionState::Completed, &["verify", "return", "accept"]),
        (&["complete", "verify"], ActionState::Verified, &[]),
        (&["accept"], ActionState::RiskAccepted, &[]),
        (&["complete", "accept"], ActionState::RiskAccepted, &[]),
    ] {
        for act in ACTS {
            let action = brought(&cast, &breach, acts).await;
            assert_eq!(action.state(), expected, "{acts:?}");
            let answer = does(&cast, act, &action).await;
            if allowed.contains(&act) {
                let changed = answer.unwrap_or_else(|status| panic!("{act} after {acts:?}: {status:?}"));
                assert_eq!(cast.iao().reads_action(&action.name).await.unwrap(), changed);
            } else {
                assert_eq!(refused(&answer.unwrap_err()), state("state"), "{act} after {acts:?}");
                assert_eq!(cast.iao().reads_action(&action.name).await.unwrap(), action);
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_due_or_expires_in_the_past() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let action = brought(&cast, &breach, &[]).await;
    let now = "2026-05-05T09:00:00Z";
    let late = pb::CreateActionRequest { due_at: at(now), ..plan(&breach.name) };
    let back = pb::RescheduleActionRequest { due_at: at(now), ..reschedule(&action) };
    let over = pb::AcceptActionRiskRequest { expires_at: at(now), ..accept(&action) };
    for status in [
        cast.handler().create_action(late.clone()).await.unwrap_err(),
        cast.handler().reschedule_action(back.clone()).await.unwrap_err(),
        cast.siro().accept_action_risk(over.clone()).await.unwrap_err(),
    ] {
        let refusal = details(&status);
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "DUE_IN_THE_PAST"));
    }
    let next = at("2026-05-05T09:00:00.000001Z");
    cast.handler().create_action(pb::CreateActionRequest { due_at: next, ..late }).await.unwrap();
    let moved = pb::RescheduleActionRequest { due_at: next, ..back };
    let moved = cast.handler().reschedule_action(moved).await.unwrap().action.unwrap();
    let over = pb::AcceptActionRiskRequest { expires_at: next, etag: moved.etag, ..over };
    cast.siro().accept_action_risk(over).await.unwrap();
}

#[tokio::test]
async fn an_action_slips_by_whole_days_in_london_and_is_overdue_once_its_time_has_passed() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    // The clocks go back on 25 October: from noon to noon it is 25 hours.
    let first = "2026-10-24T11:00:00Z";
    for (due, slipped) in [
        ("2026-10-25T11:59:59Z", 0),
        ("2026-10-25T12:00:00Z", 1),
        ("2026-10-26T12:00:00Z", 2),
        ("2026-10-20T11:00:00Z", 0),
    ] {
        let request = pb::CreateActionRequest { due_at: at(first), ..plan(&breach.name) };
        let action = cast.handler().create_action(request).await.unwrap().action.unwrap();
        assert_eq!(action.slipped_days, 0);
        let request = pb::RescheduleActionRequest { due_at: at(due), ..reschedule(&action) };
        let moved = cast.handler().reschedule_action(request).await.unwrap().action.unwrap();
        assert_eq!((moved.slipped_days, moved.original_due_at), (slipped, at(first)), "{due}");
    }

    let [late, moved, accepted] = [
        brought(&cast, &breach, &[]).await,
        brought(&cast, &breach, &["move"]).await,
        brought(&cast, &breach, &["accept"]).await,
    ];
    let overdue = async |action: &Action| cast.dpo().reads_action(&action.name).await.unwrap().overdue;
    cast.world.set(DUE);
    assert!(!overdue(&late).await, "now is in time");
    cast.world.set("2026-05-12T09:00:00.000001Z");
    assert!(overdue(&late).await && !overdue(&moved).await && !overdue(&accepted).await);
    cast.world.set("2026-05-15T09:00:00Z");
    let done = cast.handler().completes(&late).await.unwrap();
    assert_eq!((done.overdue, done.slipped_days), (false, 3), "it was done later than it was due");
    let done_sooner = cast.handler().completes(&moved).await.unwrap();
    assert_eq!(done_sooner.slipped_days, 7, "it had been due later still");
    let returned = cast.dpo().returns(&done).await.unwrap();
    assert_eq!((returned.overdue, returned.slipped_days), (true, 0), "it was not done");
    cast.world.set("2026-05-22T09:00:00Z");
    assert!(overdue(&accepted).await, "the acceptance has expired");
    let done = cast.handler().completes(&returned).await.unwrap();
    assert_eq!(cast.dpo().verifies(&done).await.unwrap().slipped_days, 10);
}

#[tokio::test]
async fn a_risk_is_accepted_until_a_time_and_then_it_is_as_it_was_and_may_be_accepted_again() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    for (acts, before) in
        [(&["accept"][..], ActionState::Open), (&["complete", "accept"], ActionState::Completed)]
    {
        let action = brought(&cast, &breach, acts).await;
        let first = pb::RiskAcceptance {
            rationale: "The old system goes in June.".to_owned(),
            expires_at: at(LATER),
            at: action.update_time,
            role: "dept.siro".to_owned(),
        };
        assert_eq!(
            (action.state(), &action.risk_acceptances),
            (ActionState::RiskAccepted, &vec![first.clone()])
        );
        let reads = async || cast.handler().reads_action(&action.name).await.unwrap();
        cast.world.set("2026-05-19T08:59:59.999999Z");
        assert_eq!(reads().await.state(), ActionState::RiskAccepted);
        cast.world.set(LATER);
        let expired = reads().await;
        assert_eq!((expired.state(), &expired.evidence), (before, &action.evidence));

        let again =
            pb::AcceptActionRiskRequest { expires_at: at("2026-06-01T09:00:00Z"), ..accept(&expired) };
        let again = cast.siro().accept_action_risk(again).await.unwrap().action.unwrap();
        assert_eq!(again.state(), ActionState::RiskAccepted);
        assert_eq!((again.risk_acceptances.len(), &again.risk_acceptances[0]), (2, &first));
        cast.world.set("2026-06-01T09:00:00Z");
        let then = if before == ActionState::Open { "complete" } else { "verify" };
        let done = does(&cast, then, &again).await.unwrap();
        assert_eq!(done.risk_acceptances, again.risk_acceptances, "what was accepted stays on record");
        cast.world.set("2026-05-05T09:00:00Z");
    }
    let told = "SELECT DISTINCT payload ->> 'roles' FROM outbox WHERE act = 'action.risk_accepted'";
    let told: Vec<String> =
        sqlx::query_scalar(told).fetch_all(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(told, [r#"["dept.handler"]"#]);
}
