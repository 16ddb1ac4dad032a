//! What keeps actions from whoever has no business with them and from changing unnoticed, and how lists show them.

use super::{
    ACTS, accept, brought, complete, does, give_back, plan, refused, reschedule, state, strings, verify,
};
use crate::actors::{Cast, HMRC};
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{calendar, details, directory, id, open_for, open_for_two, reason, shut};
use contracts::breaches::{self as pb, Action};
use sqlx::{AssertSqlSafe, Executor as _};
use std::collections::BTreeSet;
use tonic::Code;

#[tokio::test]
async fn actions_are_kept_from_confirmation_until_the_breach_is_closed() {
    let cast = Cast::new().await;
    for unconfirmed in [cast.handler().drafts("A draft").await, cast.handler().logs("A report").await] {
        let status = cast.handler().create_action(plan(&unconfirmed.name)).await.unwrap_err();
        assert_eq!(refused(&status), state("breach.state"));
    }
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let (open, completed) =
        (brought(&cast, &breach, &[]).await, brought(&cast, &breach, &["complete"]).await);
    // As if it had been confirmed no longer.
    let undo = "UPDATE breach SET state = 'LOGGED', confirmation = NULL, rule = NULL, started_at = NULL";
    cast.world.database.owner().await.execute(undo).await.unwrap();
    for (act, action) in ACTS.into_iter().zip([&open, &open, &completed, &completed, &open]) {
        let status = does(&cast, act, action).await.unwrap_err();
        assert_eq!(refused(&status), state("breach.state"), "{act}");
    }
    assert_eq!(cast.dpo().reads_action(&open.name).await.unwrap(), open, "what there is can be read");
}

#[tokio::test]
async fn no_action_changes_while_its_breach_is_being_closed() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let action = brought(&cast, &breach, &[]).await;
    for act in ["create", "complete"] {
        let mut closing = cast.world.database.owner().await.begin().await.unwrap();
        let undo = "UPDATE breach SET state = 'LOGGED', confirmation = NULL, rule = NULL, started_at = NULL";
        closing.execute(undo).await.unwrap();
        let acts = async {
            match act {
                "create" => cast.handler().create_action(plan(&breach.name)).await.map(drop),
                _ => does(&cast, act, &action).await.map(drop),
            }
        };
        let (answer, ()) = tokio::join!(acts, open_for(closing, 1));
        assert_eq!(refused(&answer.unwrap_err()), state("breach.state"), "{act}");
    }
}

#[tokio::test]
async fn another_organisations_actions_are_not_found_whatever_is_asked() {
    let cast = Cast::new().await;
    let (breach, other) =
        (cast.handler().logs_and_confirms("A letter").await, cast.handler().logs_and_confirms("Other").await);
    let action = brought(&cast, &breach, &["complete"]).await;
    let moj = cast.moj();
    let absent = moj.reads(&format!("organisations/moj/breaches/{}", id())).await.unwrap_err();
    let named = |name: String| Action { name, ..action.clone() };
    let action_id = action.name.rsplit('/').next().unwrap();
    for (who, parent, action) in [
        (&moj, breach.name.clone(), action.clone()),
        (&moj, breach.name.replace("hmrc", "moj"), named(action.name.replace("hmrc", "moj"))),
        (
            &cast.handler(),
            format!("{HMRC}/breaches/{}", id()),
            named(format!("{}/actions/{}", breach.name, id())),
        ),
        (
            // Its breach and its id are there, but it is not of that breach.
            &cast.siro(),
            format!("{HMRC}/breaches/{action_id}"),
            named(format!("{}/actions/{action_id}", other.name)),
        ),
        (
            // Who would see the action, but does not see the breach.
            &cast.actor("hmrc", "al", "dept.siro", &["org", "handlers"]),
            breach.name.clone(),
            action.clone(),
        ),
    ] {
        for status in [
            who.create_action(plan(&parent)).await.unwrap_err(),
            who.list_actions(pb::ListActionsRequest { parent, ..Default::default() }).await.unwrap_err(),
            who.reads_action(&action.name).await.unwrap_err(),
            who.moves(&action).await.unwrap_err(),
            who.completes(&action).await.unwrap_err(),
            who.verifies(&action).await.unwrap_err(),
            who.returns(&action).await.unwrap_err(),
            who.accepts(&action).await.unwrap_err(),
        ] {
            assert_eq!((status.code(), status.message()), (Code::NotFound, "not found"));
            assert_eq!(status.details(), absent.details());
        }
    }
    let officer = cast.actor("hmrc", "al", "dept.ao", &["org", "reports"]);
    assert_eq!(officer.reads_action(&action.name).await.unwrap_err().code(), Code::NotFound);
    let own = pb::ListActionsRequest { parent: breach.name.clone(), ..Default::default() };
    assert!(
        officer.list_actions(own).await.unwrap().actions.is_empty(),
        "though the breach is theirs to see"
    );
}

#[tokio::test]
async fn what_changed_since_it_was_read_is_stale_whatever_is_asked() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let read = brought(&cast, &breach, &[]).await;
    cast.handler().moves(&read).await.unwrap();
    for act in ACTS {
        let status = does(&cast, act, &read).await.unwrap_err();
        assert_eq!((status.code(), reason(&status).as_str()), (Code::Aborted, "ETAG_STALE"), "{act}");
    }
}

#[tokio::test]
async fn of_two_who_act_at_once_the_second_is_told_to_read_again() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let breach = here.handler().logs_and_confirms("A letter").await;
    let action = brought(&here, &breach, &[]).await;
    let gate = shut(&here.world.database.owner().await, "breach_action").await;
    let (one, other) = (here.handler(), there.dpo());
    let (first, second, ()) =
        tokio::join!(one.completes(&action), other.completes(&action), open_for_two(gate));
    let (done, stale) = if first.is_ok() { (first, second) } else { (second, first) };
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    assert_eq!(here.siro().reads_action(&action.name).await.unwrap(), done.unwrap());
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_not_done_again() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let request = plan(&breach.name);
    let planned = cast.handler().create_action(request.clone()).await.unwrap();
    assert_eq!(cast.handler().create_action(request.clone()).await.unwrap(), planned);
    let other = pb::CreateActionRequest { title: "Another".to_owned(), ..request };
    let other = details(&cast.handler().create_action(other).await.unwrap_err());
    assert_eq!((other.code, other.fields), (Code::InvalidArgument, vec!["request_id".to_owned()]));

    let request = complete(&planned.action.unwrap());
    let completed = cast.handler().complete_action(request.clone()).await.unwrap();
    assert_eq!(cast.handler().complete_action(request.clone()).await.unwrap(), completed);
    let list = pb::ListActionsRequest { parent: breach.name.clone(), ..Default::default() };
    let actions = cast.dpo().list_actions(list).await.unwrap().actions;
    assert_eq!(actions, [completed.action.unwrap()]);
    let hide = "UPDATE breach_action SET reader = 'moj'";
    cast.world.database.owner().await.execute(hide).await.unwrap();
    let unseen = cast.handler().complete_action(request).await.unwrap_err();
    assert_eq!(unseen.code(), Code::NotFound, "what may no longer be seen is not answered from memory");
}

#[tokio::test]
async fn what_says_nothing_or_looks_like_personal_data_is_refused_by_field() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let action = brought(&cast, &breach, &[]).await;
    let blank = || " \n".to_owned();
    let nothing = pb::CreateActionRequest {
        kind: 0,
        title: blank(),
        owner_role: blank(),
        due_at: None,
        ..plan(&breach.name)
    };
    for (status, fields) in [
        (
            cast.handler().create_action(nothing).await.map(drop),
            &["kind", "due_at", "title", "owner_role"][..],
        ),
        (
            cast.handler()
                .reschedule_action(pb::RescheduleActionRequest { reason: blank(), ..reschedule(&action) })
                .await
                .map(drop),
            &["reason"],
        ),
        (
            cast.handler()
                .complete_action(pb::CompleteActionRequest { evidence: blank(), ..complete(&action) })
                .await
                .map(drop),
            &["evidence"],
        ),
        (
            cast.dpo()
                .verify_action(pb::VerifyActionRequest { note: blank(), ..verify(&action) })
                .await
                .map(drop),
            &["note"],
        ),
        (
            cast.dpo()
                .return_action(pb::ReturnActionRequest { reason: blank(), ..give_back(&action) })
                .await
                .map(drop),
            &["reason"],
        ),
        (
            cast.siro()
                .accept_action_risk(pb::AcceptActionRiskRequest { rationale: blank(), ..accept(&action) })
                .await
                .map(drop),
            &["rationale"],
        ),
    ] {
        let refusal = details(&status.unwrap_err());
        assert_eq!((refusal.reason.as_str(), refusal.fields), ("FIELD_INVALID", strings(fields)));
    }
    let telling = || "Ask ann@example.org".to_owned();
    let named = pb::CreateActionRequest { title: telling(), owner_role: telling(), ..plan(&breach.name) };
    let refusal = details(&cast.handler().create_action(named.clone()).await.unwrap_err());
    assert_eq!(
        (refusal.reason.as_str(), &refusal.fields),
        ("PERSONAL_DATA_SUSPECTED", &strings(&["title", "owner_role"]))
    );
    let checked = pb::CreateActionRequest { personal_data_checked: refusal.fields, ..named };
    cast.handler().create_action(checked).await.unwrap();
}

#[tokio::test]
async fn the_database_keeps_what_the_code_above_it_might_not() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    brought(&cast, &breach, &["complete", "verify"]).await;
    let app = async |sql: &str| {
        let mut tx = cast.world.app.begin().await.unwrap();
        let context =
            r#"SELECT set_config('concordat.context', '{"hmrc","by:x","reports","handlers"}', true)"#;
        tx.execute(context).await.unwrap();
        tx.execute(AssertSqlSafe(sql.to_owned())).await.map(|done| done.rows_affected())
    };
    assert_eq!(app("UPDATE breach_action SET due_at = due_at").await.unwrap(), 1);
    for statement in [
        "UPDATE breach_action SET original_due_at = now()",
        "UPDATE breach_action SET title = 'x'",
        "UPDATE breach_action SET created_at = now()",
        "UPDATE breach_action SET breach_id = action_id",
        "UPDATE breach_action SET organisation = 'moj'",
        "UPDATE breach_action SET reader = 'ico'",
        "UPDATE breach_action SET need = 'handlers'",
        "DELETE FROM breach_action",
        "TRUNCATE breach_action",
        "UPDATE breach_action SET verified_by = completed_by",
        "UPDATE breach_action SET completed_by = NULL",
        "UPDATE breach_action SET verified_by = NULL",
        "UPDATE breach_action SET state = 'OPEN'",
        "UPDATE breach_action SET state = 'DONE'",
    ] {
        assert!(app(statement).await.is_err(), "{statement}");
    }
    let owner = cast.world.database.owner().await;
    let elsewhere = "UPDATE breach_action SET organisation = 'moj', reader = 'moj'";
    assert!(owner.execute(elsewhere).await.is_err(), "an action is its breach's organisation's");
}

#[tokio::test]
async fn a_walk_shows_every_action_of_one_breach_once_oldest_first_while_others_are_added() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    let (breach, other) = (hal.logs_and_confirms("A letter").await, hal.logs_and_confirms("Other").await);
    hal.plans(&other).await;
    let mut there = Vec::new();
    for _ in 0..5 {
        there.push(hal.plans(&breach).await.name);
    }
    let mut request =
        pb::ListActionsRequest { parent: breach.name.clone(), page_size: 2, ..Default::default() };
    let mut seen = Vec::new();
    let mut pages = 0;
    loop {
        let page = cast.siro().list_actions(request.clone()).await.unwrap();
        assert!(page.actions.len() <= 2);
        seen.extend(page.actions.into_iter().map(|action| action.name));
        pages += 1;
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
        if pages < 3 {
            there.push(hal.plans(&breach).await.name);
            hal.moves(&hal.reads_action(&there[0]).await.unwrap()).await.unwrap();
        }
    }
    assert_eq!((&seen, pages), (&there, 4), "what was added meanwhile comes last");
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);

    let elsewhere = pb::ListActionsRequest { parent: other.name, ..request };
    let refusal = details(&cast.siro().list_actions(elsewhere).await.unwrap_err());
    assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec!["page_token".to_owned()]));
}

#[tokio::test]
async fn a_check_finds_an_action_whose_columns_are_not_what_its_history_says() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    for acts in [&[][..], &["complete"], &["complete", "verify"], &["accept"]] {
        brought(&cast, &breach, acts).await;
    }
    let owner = cast.world.database.owner().await;
    let check = async || Breaches::check(owner.clone(), &directory(), &calendar()).await.unwrap();
    assert_eq!(check().await, Vec::<String>::new());
    for (edit, wrong) in [
        (
            "SET accepted_until = now() WHERE accepted_until IS NULL AND state = 'OPEN'",
            "the acceptance of its risk",
        ),
        (
            "SET accepted_until = now() WHERE accepted_until = '2026-05-19T09:00:00Z'",
            "the acceptance of its risk",
        ),
        ("SET state = 'OPEN', completed_by = NULL WHERE state = 'COMPLETED'", "a step is half there"),
        ("SET kind = 'NONE' WHERE state = 'VERIFIED'", "its kind is none"),
    ] {
        let before = check().await.len();
        let edit = format!("UPDATE breach_action {edit}");
        assert_eq!(owner.execute(AssertSqlSafe(edit.clone())).await.unwrap().rows_affected(), 1, "{edit}");
        let problems = check().await;
        assert_eq!(problems.len(), before + 1, "{problems:?}");
        assert!(problems.iter().any(|problem| problem.contains(wrong)), "{problems:?}");
    }
}
