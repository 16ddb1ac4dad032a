//! Walks of lists, page by page through the gateway, while others write.

use chassis_testing::id;
use contracts::{
    Paged,
    breaches::{self as pb, Breach, BreachOrder, Case, Exchange, RiskLevel},
};
use e2e::{
    Actor, World,
    deeds::{CaseStage, ExchangeStage, Stage},
    requests::{self, as_named_by},
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

#[tokio::test]
async fn walks_of_exchanges_and_of_a_register_show_those_that_nobody_acted_in_once() {
    let world = World::new().await;
    let (hmrc, other) = (world.hmrc(), world.home_office());
    let mut there = Vec::new();
    for _ in 0..5 {
        there.push(world.exchange(hmrc, other, ExchangeStage::Disclosed, &hmrc.handler()).await);
    }
    let busy = there.remove(2);
    let (approver, receiver) = (hmrc.approver(), other.handler());
    let latest_first: Vec<_> = there.iter().rev().map(|one| &one.name).collect();

    let read = |page: pb::ListExchangesResponse| (page.exchanges, page.next_page_token);
    // New ones begin, and another goes on, on either side.
    let meanwhile = async || {
        hmrc.handler().prepares(&busy.source, &other.name()).await.unwrap();
        let theirs = receiver.reads_exchange(&as_named_by("home-office", &busy.name)).await.unwrap();
        let may = |exchange: &Exchange, act: &str| exchange.possible_acts.iter().any(|may| may == act);
        if may(&theirs, "AcknowledgeExchange") {
            receiver.receives(&theirs).await.unwrap();
            return;
        }
        let ours = approver.reads_exchange(&busy.name).await.unwrap();
        if may(&ours, "RecallDisclosure") {
            approver.recalls_disclosure(&ours).await.unwrap();
        }
    };
    let all = requests::list_exchanges(&hmrc.name());
    let seen = Box::pin(walk(&hmrc.handler(), all, read, meanwhile)).await;
    let stayed = |one: &&Exchange| there.iter().any(|other| other.name == one.name);
    let shown: Vec<_> = seen.iter().filter(stayed).map(|one| &one.name).collect();
    assert_eq!(shown, latest_first, "changed last first, each once");

    let before = hmrc.handler().lists_disclosures().await.unwrap();
    let read = |page: pb::ListDisclosuresResponse| (page.disclosures, page.next_page_token);
    let register = requests::list_disclosures(&hmrc.name());
    let handler = hmrc.handler();
    let seen = Box::pin(walk(&handler, register, read, async || {
        let prepared = hmrc.handler().prepares(&busy.source, &other.name()).await.unwrap();
        approver.approves(&prepared).await.unwrap();
    }));
    let seen = seen.await;
    let shown: Vec<_> = seen.into_iter().filter(|one| before.contains(one)).collect();
    assert_eq!(shown, before, "latest first, each once");
}
