//! Lists: what they show, in which order, and that a walk shows everything once.

use crate::actors::{Actor, Cast, HMRC, at, confirmation};
use chassis_testing::details;
use contracts::{
    breaches::{
        Breach, BreachOrder, BreachState, ConfirmBreachRequest, Facts, Incident, IncidentType,
        ListBreachesRequest, ListBreachesResponse,
    },
    time::DeadlineState,
};
use std::collections::BTreeSet;
use tonic::Code;

fn asks() -> ListBreachesRequest {
    ListBreachesRequest { parent: HMRC.to_owned(), ..Default::default() }
}

async fn titles(who: &Actor, request: ListBreachesRequest) -> Vec<String> {
    let breaches = who.list_breaches(request).await.unwrap().breaches;
    breaches.into_iter().map(|breach| breach.title).collect()
}

/// Walks a list to its end; between pages somebody does something.
async fn walk(who: &Actor, request: ListBreachesRequest, meanwhile: impl AsyncFn()) -> Vec<Breach> {
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let ListBreachesResponse { breaches, next_page_token } = who
            .list_breaches(ListBreachesRequest { page_token, page_size: 2, ..request.clone() })
            .await
            .unwrap();
        assert!(breaches.len() <= 2);
        seen.extend(breaches);
        if next_page_token.is_empty() {
            return seen;
        }
        page_token = next_page_token;
        meanwhile().await;
    }
}

#[tokio::test]
async fn a_walk_shows_every_breach_once_while_others_are_logged_and_changed() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    let mut before = BTreeSet::new();
    for title in 1..=7 {
        before.insert(hal.drafts(&title.to_string()).await.name);
    }
    let first = before.first().unwrap().clone();
    let seen = walk(&hal, asks(), async || {
        hal.drafts("meanwhile").await;
        cast.moj().drafts("another organisation's").await;
        let known = hal.reads(&first).await.unwrap();
        hal.changes(&known, Breach { title: "changed".to_owned(), ..Breach::default() }, &["title"])
            .await
            .unwrap();
    });
    let seen: Vec<_> = seen.await.into_iter().map(|breach| breach.name).collect();
    assert_eq!(
        seen.iter().cloned().collect::<BTreeSet<_>>(),
        before,
        "newest first, so what came since is not shown"
    );
    assert_eq!(seen.len(), before.len());
}

#[tokio::test]
async fn what_is_due_next_comes_first_and_a_walk_shows_once_what_did_not_move() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    let mut due = Vec::new();
    for minute in [40, 10, 30, 10, 20] {
        let logged = hal.logs(&minute.to_string()).await;
        let aware_at = at(&format!("2026-05-03T08:{minute}:00Z"));
        let confirmed =
            hal.confirm_breach(ConfirmBreachRequest { aware_at, ..confirmation(&logged) }).await.unwrap();
        due.push(confirmed.breach.unwrap());
    }
    hal.logs("nothing is due").await;
    let request = ListBreachesRequest { order: BreachOrder::Deadline.into(), ..asks() };
    assert_eq!(titles(&hal, request.clone()).await, ["10", "10", "20", "30", "40"]);

    let moved = due[0].clone();
    let seen = walk(&hal, request, async || {
        let aware_at = at("2026-05-03T08:05:00Z");
        let known = hal.reads(&moved.name).await.unwrap();
        let correction = contracts::breaches::CorrectAwarenessRequest {
            name: known.name,
            etag: known.etag,
            aware_at,
            reason: "Sooner.".to_owned(),
            request_id: chassis_testing::id(),
            ..Default::default()
        };
        cast.dpo().correct_awareness(correction).await.unwrap();
    });
    let seen: Vec<_> = seen.await.into_iter().map(|breach| breach.title).collect();
    assert_eq!(seen, ["10", "10", "20", "30"], "one moved to where the walk had been");
}

#[tokio::test]
async fn filters_are_taken_together_and_each_alone() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    hal.drafts("A draft").await;
    hal.logs("A report of 50% of_it").await;
    let early = hal.logs("An early one").await;
    hal.confirm_breach(confirmation(&early)).await.unwrap();
    let late = hal.logs("A late one").await;
    let kind = IncidentType::Phishing;
    hal.confirm_breach(ConfirmBreachRequest {
        aware_at: at("2026-05-04T06:00:00Z"),
        incident_type: kind.into(),
        ..confirmation(&late)
    })
    .await
    .unwrap();
    let told = hal.drafts("Told").await;
    let facts = Facts {
        incident: Some(Incident { description: "The word is SESAME.".to_owned(), ..Incident::default() }),
        ..Facts::default()
    };
    hal.changes(&told, Breach { facts: Some(facts), ..Breach::default() }, &["facts.incident.description"])
        .await
        .unwrap();
    cast.world.set("2026-05-06T08:14:01Z");

    for (request, expected) in [
        (asks(), &["Told", "A late one", "An early one", "A report of 50% of_it", "A draft"][..]),
        (ListBreachesRequest { states: vec![BreachState::Draft.into()], ..asks() }, &["Told", "A draft"]),
        (
            ListBreachesRequest {
                states: vec![BreachState::Draft.into(), BreachState::Logged.into()],
                ..asks()
            },
            &["Told", "A report of 50% of_it", "A draft"],
        ),
        (ListBreachesRequest { incident_types: vec![kind.into()], ..asks() }, &["A late one"]),
        (
            ListBreachesRequest { deadline_states: vec![DeadlineState::Overdue.into()], ..asks() },
            &["An early one"],
        ),
        (
            ListBreachesRequest { deadline_states: vec![DeadlineState::DueSoon.into()], ..asks() },
            &["A late one"],
        ),
        (
            ListBreachesRequest {
                deadline_states: vec![DeadlineState::NotStarted.into()],
                states: vec![BreachState::Logged.into()],
                ..asks()
            },
            &["A report of 50% of_it"],
        ),
        (ListBreachesRequest { text: "sesame".to_owned(), ..asks() }, &["Told"]),
        (ListBreachesRequest { text: "50% of_it".to_owned(), ..asks() }, &["A report of 50% of_it"]),
        (ListBreachesRequest { text: "5_%".to_owned(), ..asks() }, &[]),
        (
            ListBreachesRequest {
                order: BreachOrder::Deadline.into(),
                deadline_states: vec![DeadlineState::DueSoon.into()],
                text: "one".to_owned(),
                ..asks()
            },
            &["A late one"],
        ),
    ] {
        assert_eq!(titles(&hal, request.clone()).await, expected, "{request:?}");
    }
}

#[tokio::test]
async fn a_page_token_serves_its_own_caller_and_question_only() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    for title in ["one", "two", "three"] {
        hal.drafts(title).await;
        cast.moj().drafts(title).await;
    }
    let page =
        |page_token: &str| ListBreachesRequest { page_size: 1, page_token: page_token.to_owned(), ..asks() };
    let token = hal.list_breaches(page("")).await.unwrap().next_page_token;
    assert_eq!(titles(&hal, page(&token)).await, ["two"]);
    assert_eq!(
        titles(&hal, ListBreachesRequest { page_size: 9, ..page(&token) }).await,
        ["two", "one"],
        "of any size"
    );

    let moj = ListBreachesRequest { parent: "organisations/moj".to_owned(), ..page(&token) };
    let filtered = ListBreachesRequest { text: "o".to_owned(), ..page(&token) };
    let ordered = ListBreachesRequest { order: BreachOrder::Deadline.into(), ..page(&token) };
    let altered = token.replacen(&token[..1], if token.starts_with('A') { "B" } else { "A" }, 1);
    for (who, request) in [
        (cast.siro(), page(&token)),
        (cast.moj(), moj.clone()),
        (hal.clone(), moj),
        (hal.clone(), filtered),
        (hal.clone(), ordered),
        (hal.clone(), page(&altered)),
        (hal.clone(), page("x")),
    ] {
        let refusal = details(&who.list_breaches(request).await.unwrap_err());
        assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec!["page_token".to_owned()]));
    }
}

#[tokio::test]
async fn a_page_holds_what_was_asked_for_within_its_limits() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    for title in 0..101 {
        hal.drafts(&title.to_string()).await;
    }
    for (page_size, shown) in [(0, 25), (1, 1), (100, 100), (101, 100), (i32::MAX, 100)] {
        let page = hal.list_breaches(ListBreachesRequest { page_size, ..asks() }).await.unwrap();
        assert_eq!((page.breaches.len(), page.next_page_token.is_empty()), (shown, false), "{page_size}");
    }
    let refusal =
        details(&hal.list_breaches(ListBreachesRequest { page_size: -1, ..asks() }).await.unwrap_err());
    assert_eq!(refusal.fields, ["page_size"]);
}
