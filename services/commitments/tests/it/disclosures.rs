//! Each party's register of what crossed.

use crate::actors::{Actor, Cast, YEAR, draft, facts};
use chassis_testing::reason;
use contracts::{
    commitments::{ListDisclosuresRequest, PackBody},
    exchange::{Direction, Disclosure},
};

impl Actor {
    /// The register as they read it.
    async fn register(&self, request: ListDisclosuresRequest) -> Vec<Disclosure> {
        let request = ListDisclosuresRequest { parent: self.parent(), ..request };
        self.lists_disclosures(request).await.unwrap().disclosures
    }

    /// What they read it for: direction, counterpart and purpose.
    async fn crossed(&self, request: ListDisclosuresRequest) -> Vec<(Direction, String, String)> {
        let entries = self.register(request).await.into_iter();
        entries.map(|entry| (entry.direction(), entry.counterpart, entry.purpose)).collect()
    }
}

fn entry(direction: Direction, with: &str, purpose: &str) -> (Direction, String, String) {
    (direction, format!("organisations/{with}"), purpose.to_owned())
}

const SHOWN: &str = "evidence that a commitment is kept";
const PRESENTED: &str = "Presented to the Technology Risk Group";

#[tokio::test]
async fn what_crossed_stands_in_both_sides_registers_as_each_names_it_and_in_nobody_else_s() {
    let cast = Cast::new().await;
    cast.dpo().drafts(YEAR, facts("A draft")).await.unwrap();
    assert_eq!(cast.dpo().register(ListDisclosuresRequest::default()).await, [], "a draft crosses nowhere");
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    let [given] = &cast.dpo().register(ListDisclosuresRequest::default()).await[..] else {
        panic!("one entry")
    };
    let [received] = &cast.analyst().register(ListDisclosuresRequest::default()).await[..] else {
        panic!("one entry")
    };
    assert_eq!(
        (given.direction(), given.counterpart.as_str(), given.resource.as_str()),
        (Direction::Given, "organisations/gcdo", submitted.name.as_str())
    );
    let theirs = submitted.name.replace("/hmrc/", "/gcdo/");
    assert_eq!(
        (received.direction(), received.counterpart.as_str(), received.resource.as_str()),
        (Direction::Received, "organisations/hmrc", theirs.as_str())
    );
    assert_eq!(received.name, given.name.replace("/hmrc/", "/gcdo/"));
    let of_both = |entry: &Disclosure| {
        (entry.at, entry.seal.clone(), entry.purpose.clone(), entry.basis, entry.discloser_role.clone())
    };
    assert_eq!(of_both(given), of_both(received));
    assert_eq!(given.seal, submitted.acts.last().unwrap().seal);
    assert_eq!(cast.board().register(ListDisclosuresRequest::default()).await.len(), 1);
    for stranger in [cast.moj(), cast.regulator(), cast.liaison(), cast.public()] {
        assert_eq!(stranger.register(ListDisclosuresRequest::default()).await, []);
        let request = ListDisclosuresRequest { parent: cast.dpo().parent(), ..Default::default() };
        assert_eq!(reason(&stranger.lists_disclosures(request).await.unwrap_err()), "NOT_FOUND");
    }
    let other = cast.actor("hmrc", "han", "dept.handler", &["org", "reports", "handlers"]);
    assert_eq!(other.register(ListDisclosuresRequest::default()).await, [], "who has no need sees none");
}

#[tokio::test]
async fn a_register_is_read_one_way_for_one_counterpart_and_page_by_page() {
    let cast = Cast::new().await;
    let shown = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    cast.world.set("2026-05-05T10:00:00Z");
    cast.analyst().returns(&cast.analyst().sees(&shown).await.unwrap()).await.unwrap();
    cast.world.set("2026-05-05T11:00:00Z");
    let pack = cast.dpo().prepares(PackBody::TechnologyRiskGroup, draft(&[])).await.unwrap();
    cast.siro().presents(&pack).await.unwrap();
    let asked = async |request| cast.dpo().crossed(request).await;
    let sent = |purpose| entry(Direction::Given, "gcdo", purpose);
    let back = entry(Direction::Received, "gcdo", SHOWN);
    assert_eq!(
        asked(ListDisclosuresRequest::default()).await,
        [sent(PRESENTED), back.clone(), sent(SHOWN)],
        "the latest first"
    );
    let one_way =
        |direction: Direction| ListDisclosuresRequest { direction: direction.into(), ..Default::default() };
    assert_eq!(asked(one_way(Direction::Given)).await, [sent(PRESENTED), sent(SHOWN)]);
    assert_eq!(asked(one_way(Direction::Received)).await, [back]);
    let with = |code: &str| ListDisclosuresRequest {
        counterpart: format!("organisations/{code}"),
        ..Default::default()
    };
    assert_eq!(asked(with("gcdo")).await.len(), 3);
    assert_eq!(asked(with("ico")).await, []);
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDisclosuresRequest {
            parent: cast.dpo().parent(),
            page_size: 1,
            page_token,
            ..Default::default()
        };
        let page = cast.dpo().lists_disclosures(request).await.unwrap();
        assert!(page.disclosures.len() <= 1);
        seen.extend(page.disclosures);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, cast.dpo().register(ListDisclosuresRequest::default()).await);
    let elsewhere = ListDisclosuresRequest {
        parent: cast.dpo().parent(),
        counterpart: "gcdo".to_owned(),
        page_token: "none".to_owned(),
        ..Default::default()
    };
    assert_eq!(reason(&cast.dpo().lists_disclosures(elsewhere).await.unwrap_err()), "FIELD_INVALID");
}
