//! Walks of lists, page by page through the gateway, while others write.

use chassis_testing::id;
use contracts::{
    Paged,
    breaches::{self as pb, Breach, BreachOrder, Case, RiskLevel},
};
use e2e::{
    Actor, World,
    deeds::{CaseStage, Stage},
    requests,
};
use std::collections::BTreeSet;

/// Walks a list to its end, two things a page, while others write beside the reading of each.
async fn walk<R: Paged + Clone, T>(
    who: &Actor,
    mut request: R,
    read: impl Fn(R::Response) -> (Vec<T>, String),
    meanwhile: impl AsyncFn(),
) -> Vec<T> {
    let mut seen = Vec::new();
    *request.page().0 = 2;
    loop {
        let (page, ()) = tokio::join!(who.wire.calls(request.clone()), meanwhile());
        let (things, next) = read(page.unwrap());
        assert!(things.len() <= 2);
        seen.extend(things);
        if next.is_empty() {
            return seen;
        }
        *request.page().1 = next;
    }
}

fn breaches(page: pb::ListBreachesResponse) -> (Vec<Breach>, String) {
    (page.breaches, page.next_page_token)
}

fn names(things: &[Breach]) -> Vec<&str> {
    things.iter().map(|breach| breach.name.as_str()).collect()
}

#[tokio::test]
async fn a_walk_shows_everything_that_stayed_where_it_was_once() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let (handler, dpo) = (hmrc.handler(), hmrc.dpo());
    let mut there = Vec::new();
    for number in 0..7 {
        there.push(
            hmrc.brings(&handler, &format!("Number {number}"), Stage::Confirmed, RiskLevel::Risk).await,
        );
    }
    let all: BTreeSet<&str> = names(&there).into_iter().collect();

    let by_creation = walk(&handler, requests::list(&hmrc.name()), breaches, async || {
        handler.starts(requests::report("Meanwhile")).await.unwrap();
        world.moj().handler().starts(requests::report("Another organisation's")).await.unwrap();
        let last = handler.reads(&there[0].name).await.unwrap();
        let change = Breach { title: "Changed".to_owned(), ..Breach::default() };
        handler.changes(&last, change, &["title"]).await.unwrap();
    });
    let by_creation = Box::pin(by_creation).await;
    let shown: Vec<_> = names(&by_creation).into_iter().filter(|name| all.contains(name)).collect();
    assert_eq!(shown, names(&there).into_iter().rev().collect::<Vec<_>>(), "newest first, each once");

    let moving = &there[3].name;
    let due_next =
        pb::ListBreachesRequest { order: BreachOrder::Deadline.into(), ..requests::list(&hmrc.name()) };
    let by_deadline = walk(&handler, due_next, breaches, async || {
        let moved = handler.reads(moving).await.unwrap();
        dpo.wire.calls(requests::correct(&moved)).await.unwrap();
        hmrc.brings(&handler, "Due as well", Stage::Confirmed, RiskLevel::Risk).await;
    });
    let by_deadline = Box::pin(by_deadline).await;
    let stayed = |name: &&str| all.contains(name) && name != moving;
    let shown: Vec<_> = names(&by_deadline).into_iter().filter(stayed).collect();
    assert_eq!(
        shown,
        names(&there).into_iter().filter(stayed).collect::<Vec<_>>(),
        "due next first, each once"
    );
}

#[tokio::test]
async fn a_walk_of_cases_shows_those_that_nobody_acted_in_once() {
    let world = World::new().await;
    let (hmrc, officer) = (world.hmrc(), world.ico().case_officer());
    let mut there = Vec::new();
    for number in 0..5 {
        there.push(world.case(hmrc, &format!("Number {number}"), CaseStage::Received).await);
    }
    let busy = there.remove(2);
    let read = |page: pb::ListCasesResponse| (page.cases, page.next_page_token);
    let seen = walk(&officer, requests::list_cases("organisations/ico"), read, async || {
        hmrc.notifies(&id()).await;
        let case = officer.reads_case(&busy.name).await.unwrap();
        if case.next_due_at.is_none() {
            officer.asks(&case).await.unwrap();
        } else {
            world.ico().lead().concludes(&case).await.unwrap();
        }
    });
    let seen = Box::pin(seen).await;
    let stayed = |case: &&Case| there.iter().any(|other| other.name == case.name);
    let shown: Vec<_> = seen.iter().filter(stayed).map(|case| &case.name).collect();
    assert_eq!(
        shown,
        there.iter().rev().map(|case| &case.name).collect::<Vec<_>>(),
        "changed last first, each once"
    );
}
