//! The page of the registers: which of them whom is shown, and what it leads to.

use super::at;
use crate::platform::tests::{World, says, says_none};
use axum::http::{StatusCode, header::LOCATION};
use contracts::{
    action, breaches,
    commitments::{ListDisclosuresRequest, ListDisclosuresResponse},
    exchange::{Basis, Direction, Disclosure, OnwardSharing, Seal},
    handling::Classification,
};

/// Who reads both registers.
fn officer() -> World {
    World::of("hmrc", "dept.dpo").allows::<action::breaches::ListDisclosures>()
}

fn entry(resource: &str, purpose: &str) -> Disclosure {
    Disclosure {
        name: "organisations/hmrc/disclosures/7d0a4c1e-2b3f-4e5d-9c8b-0a1b2c3d4e5f".into(),
        at: at("2026-05-02T08:30:00Z"),
        direction: Direction::Given.into(),
        counterpart: "organisations/gcdo".into(),
        resource: format!("organisations/hmrc/{resource}"),
        purpose: purpose.into(),
        basis: Basis::MouVoluntary.into(),
        classification: Classification::Official.into(),
        onward_sharing: OnwardSharing::None.into(),
        discloser_role: "dept.siro".into(),
        seal: Some(Seal { r#type: "application/json".into(), hash: vec![0xab; 32] }),
        ..Disclosure::default()
    }
}

fn of_breaches(entries: Vec<Disclosure>, next: &str) -> breaches::ListDisclosuresResponse {
    breaches::ListDisclosuresResponse { disclosures: entries, next_page_token: next.into() }
}

fn of_commitments(entries: Vec<Disclosure>, next: &str) -> ListDisclosuresResponse {
    ListDisclosuresResponse { disclosures: entries, next_page_token: next.into() }
}

#[tokio::test]
async fn whoever_reads_both_registers_is_shown_that_of_breaches_and_chooses_the_other() {
    let world = officer()
        .answers::<breaches::ListDisclosuresRequest>(&of_breaches(vec![entry("breaches/1", "A breach")], ""))
        .answers::<ListDisclosuresRequest>(&of_commitments(vec![entry("evidence/1", "Evidence")], ""));
    let page = world.get("/disclosures").await;
    says(page.shown(), &["Register of disclosures</h1>", "Personal data breaches</h2>", "A breach"]);
    says(page.shown(), &["<option value=\"breaches\" selected>", "<option value=\"commitments\">"]);
    says_none(page.shown(), &["Commitments</h2>", "/evidence/1"]);
    assert_eq!(world.asked::<ListDisclosuresRequest>(), []);
    let page = world.get("/disclosures?about=commitments").await;
    says(page.shown(), &["Commitments</h2>", "href=\"/evidence/1\""]);
    says(page.shown(), &["<option value=\"commitments\" selected>"]);
    says_none(page.shown(), &["Personal data breaches</h2>", "A breach"]);
    assert_eq!(world.asked::<breaches::ListDisclosuresRequest>().len(), 1);
}

#[tokio::test]
async fn whoever_reads_one_register_is_shown_that_whatever_the_address_says() {
    let handler = World::of("hmrc", "dept.handler")
        .allows::<action::breaches::ListDisclosures>()
        .denies::<action::commitments::ListDisclosures>()
        .answers::<breaches::ListDisclosuresRequest>(&of_breaches(vec![], ""));
    let board = World::of("hmrc", "dept.board")
        .answers::<ListDisclosuresRequest>(&of_commitments(vec![entry("packs/1", "Presented")], ""));
    for path in ["/disclosures", "/disclosures?about=commitments", "/disclosures?about=breaches"] {
        let page = handler.get(path).await;
        says(page.shown(), &["Personal data breaches</h2>", "Nothing that your role may see"]);
        says_none(page.shown(), &["name=\"about\"", "Commitments</h2>"]);
        let page = board.get(path).await;
        says(page.shown(), &["Commitments</h2>", "href=\"/packs/1\""]);
        says_none(page.shown(), &["name=\"about\"", "Personal data breaches</h2>"]);
    }
    assert_eq!(board.asked::<breaches::ListDisclosuresRequest>(), []);
    assert_eq!(handler.asked::<ListDisclosuresRequest>(), []);
}

#[tokio::test]
async fn what_the_address_asks_for_is_what_the_service_is_asked_page_by_page() {
    let world = officer().answers::<ListDisclosuresRequest>(&of_commitments(vec![entry("x/1", "x")], "on"));
    let asked = "about=commitments&#38;direction=DIRECTION_GIVEN&#38;with=gcdo";
    let page = world.get(&format!("/disclosures?{}&page=from", asked.replace("#38;", ""))).await;
    says(
        page.shown(),
        &[&format!("href=\"/disclosures?{asked}\""), &format!("href=\"/disclosures?{asked}&#38;page=on\"")],
    );
    says(page.shown(), &["href=\"/disclosures?about=commitments\""]);
    let [(who, question)] = &world.asked::<ListDisclosuresRequest>()[..] else { panic!("one question") };
    assert_eq!((who.as_str(), question.parent.as_str()), ("hmrc", "organisations/hmrc"));
    assert_eq!(
        (question.direction(), question.counterpart.as_str()),
        (Direction::Given, "organisations/gcdo")
    );
    assert_eq!(question.page_token, "from");
}

#[tokio::test]
async fn a_place_that_is_none_of_theirs_leads_to_the_beginning_of_the_same_register() {
    let world = officer().refuses::<ListDisclosuresRequest>("page_token");
    let page = world.get("/disclosures?about=commitments&with=gcdo&page=another-s").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.headers[LOCATION], "/disclosures?about=commitments&with=gcdo");
}

#[tokio::test]
async fn a_register_whose_service_is_away_is_not_said_to_be_empty() {
    let world = officer()
        .away::<ListDisclosuresRequest>()
        .answers::<breaches::ListDisclosuresRequest>(&of_breaches(vec![], ""));
    let page = world.get("/disclosures?about=commitments").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    says_none(&page.body, &["Nothing that your role may see", "</ol>"]);
    // The other is read all the same.
    world.get("/disclosures").await.shown();
}

#[tokio::test]
async fn an_entry_leads_to_the_page_of_what_crossed_where_it_has_one() {
    for (resource, href) in [
        ("evidence/1", Some("/evidence/1")),
        ("assessments/1", Some("/assessments/1")),
        ("receivedAssessments/1", Some("/received-assessments/1")),
        ("packs/1", Some("/packs/1")),
        ("invitations/1", Some("/invitations/1")),
        ("amendments/1", Some("/amendments/1")),
        ("appointments/1", Some("/appointments")),
        ("completions/1", None),
    ] {
        let listed = of_commitments(vec![entry(resource, "x")], "");
        let page =
            officer().answers::<ListDisclosuresRequest>(&listed).get("/disclosures?about=commitments").await;
        match href {
            Some(href) => says(page.shown(), &[&format!("href=\"{href}\""), "Where it was disclosed"]),
            None => says_none(page.shown(), &["Where it was disclosed"]),
        }
    }
}
