//! What stands between parties, as each side's pages show it.

use super::places::{disclosed, prepared};
use chassis_testing::id;
use contracts::breaches::{
    Breach, BreachPart, ConsentScope, Exchange, GetExchangeRequest, ReportToNcscRequest,
    RequestConsentRequest, RiskLevel,
};
use e2e::{
    Visitor, World,
    deeds::Stage,
    requests::{in_hours, last_part},
};
use reqwest::StatusCode;

/// A breach that was confirmed.
async fn breach(world: &World) -> Breach {
    let hmrc = world.hmrc();
    Box::pin(hmrc.brings(&hmrc.handler(), "A letter", Stage::Confirmed, RiskLevel::Risk)).await
}

fn path(exchange: &Exchange) -> String {
    format!("/exchanges/{}", last_part(&exchange.name))
}

/// What a form offers under a name.
fn offered(page: &e2e::Page, name: &str) -> Vec<String> {
    let tags = page.tags();
    let inputs = tags.iter().filter(|tag| tag.name == "input" && tag.get("name") == Some(name));
    inputs.filter_map(|tag| tag.get("value").map(str::to_owned)).collect()
}

#[tokio::test]
async fn whoever_prepared_a_disclosure_is_not_offered_to_approve_it_and_another_is() {
    let world = World::new().await;
    let breach = breach(&world).await;
    let exchange = prepared(world.hmrc(), &breach, "organisations/moj").await;
    let approve = format!("{}/approve", path(&exchange));
    let leads = |page: &e2e::Page| page.tags().iter().any(|tag| tag.get("href") == Some(&approve));
    let own = world.visitor("hmrc-dpo", "dept.dpo").await.get(&path(&exchange)).await;
    assert!(!leads(&own), "{}", own.body);
    let other = world.visitor("hmrc-siro", "dept.siro").await.get(&path(&exchange)).await;
    assert!(leads(&other), "{}", other.body);
    let handler = world.visitor("hmrc-handler", "dept.handler").await.get(&path(&exchange)).await;
    let said = "Somebody with another role in your organisation can do this: Approve this disclosure.";
    assert!(!leads(&handler) && handler.body.contains(said), "{}", handler.body);
    let recipient = world.visitor("moj-dpo", "dept.dpo").await.get(&path(&exchange)).await;
    assert_eq!(recipient.status, StatusCode::NOT_FOUND, "nobody else knows of it");
}

#[tokio::test]
async fn whoever_downloads_a_sealed_copy_has_the_very_bytes() {
    let world = World::new().await;
    let breach = breach(&world).await;
    let exchange = disclosed(world.hmrc(), &breach, "organisations/moj").await;
    let act = exchange.acts.last().unwrap();
    let mut recipient = world.visitor("moj-dpo", "dept.dpo").await;
    let file = recipient.get(&format!("{}/acts/{}/sealed", path(&exchange), act.number)).await;
    assert_eq!(file.body.as_bytes(), act.sealed, "the recipient's are the discloser's");
    assert!(file.header("content-disposition").starts_with("attachment"));
    // What came before it crossed is the discloser's own.
    let before = format!("{}/acts/{}/sealed", path(&exchange), act.number - 1);
    assert_eq!(recipient.get(&before).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_what_was_received_no_more_is_offered_to_be_shared_onward() {
    let world = World::new().await;
    let breach = breach(&world).await;
    let exchange = disclosed(world.hmrc(), &breach, "organisations/moj").await;
    let form = |mut visitor: Visitor, of: String| async move { visitor.get(&format!("{of}/disclose")).await };
    let onward = form(world.visitor("moj-dpo", "dept.dpo").await, path(&exchange)).await;
    assert_eq!(offered(&onward, "parts"), ["BREACH_PART_TITLE", "BREACH_PART_INCIDENT"]);
    let recipients = offered(&onward, "recipient");
    assert!(recipients.contains(&"organisations/ncsc".to_owned()), "{recipients:?}");
    assert!(!recipients.contains(&"organisations/moj".to_owned()), "{recipients:?}");
    let own =
        form(world.visitor("hmrc-dpo", "dept.dpo").await, format!("/breaches/{}", last_part(&breach.name)));
    assert_eq!(offered(&own.await, "parts").len(), 17, "a record has every part");
}

#[tokio::test]
async fn a_department_is_shown_what_it_is_asked_to_consent_to() {
    let world = World::new().await;
    let Breach { name, etag, .. } = breach(&world).await;
    let parts = vec![BreachPart::Title.into(), BreachPart::Cyber.into()];
    let told = ReportToNcscRequest { name, etag, parts, request_id: id(), ..ReportToNcscRequest::default() };
    let told = world.hmrc().dpo().wire.calls(told).await.unwrap().exchange.unwrap();
    let ncsc = world.ncsc().role("ncsc.incident");
    let name = format!("organisations/ncsc/exchanges/{}", last_part(&told.name));
    let read = ncsc.wire.calls(GetExchangeRequest { name }).await.unwrap().exchange.unwrap();
    let scope = ConsentScope {
        recipient: "organisations/ico".into(),
        parts: vec![BreachPart::Cyber.into()],
        purpose: "To see the effect".into(),
        until: in_hours(48),
        ..ConsentScope::default()
    };
    let asked = RequestConsentRequest {
        name: read.name,
        etag: read.etag,
        scope: Some(scope),
        request_id: id(),
        ..RequestConsentRequest::default()
    };
    ncsc.wire.calls(asked).await.unwrap();
    let mut siro = world.visitor("hmrc-siro", "dept.siro").await;
    let page = siro.get(&format!("{}/grant-consent", path(&told))).await;
    let filled = page.form().filled(&[]);
    for (field, value) in [
        ("scope.recipient", "organisations/ico"),
        ("scope.parts", "BREACH_PART_CYBER"),
        ("scope.purpose", "To see the effect"),
    ] {
        assert!(filled.contains(&(field.to_owned(), value.to_owned())), "{field}: {filled:?}");
    }
    let checked = siro.submits(&page, &[("step", "onwards")]).await;
    assert_eq!(checked.title(), "Check before you send – Concordat", "{}", checked.body);
    let done = siro.submits(&checked, &[("step", "do")]).await;
    let done = siro.follows(done).await;
    assert!(done.body.contains("Consent given"), "{}", done.body);
}
