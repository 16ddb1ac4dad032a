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
    let before = format!("{}/acts/{}/sealed", path(&exchange), "draft-1");
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

/// Whether a page leads to an act of an exchange.
fn leads(page: &e2e::Page, act: &str) -> bool {
    page.tags().iter().any(|tag| tag.get("href").is_some_and(|href| href.ends_with(act)))
}

/// Goes through a form to its end, and shows what was done.
async fn does(visitor: &mut Visitor, path: &str, typed: &[(&str, &str)]) -> e2e::Page {
    let form = visitor.get(path).await;
    let typed = [typed, &[("step", "onwards")]].concat();
    let mut page = visitor.submits(&form, &typed).await;
    if page.title() == "Check before you send – Concordat" {
        page = visitor.submits(&page, &[("step", "do")]).await;
    }
    visitor.follows(page).await
}

#[tokio::test]
async fn lines_are_drafted_proposed_and_answered_on_the_pages_of_each_side() {
    let world = World::new().await;
    let breach = breach(&world).await;
    let of_breach = format!("/breaches/{}", last_part(&breach.name));
    let mut press = world.visitor("hmrc-comms", "dept.comms").await;
    assert!(leads(&press.get(&of_breach).await, "/draft-lines"));
    let drafting = [
        ("recipient", "organisations/ico"),
        ("subject", "Letters to former addresses"),
        ("text", "We are asking the letters back."),
        ("handling.classification", "CLASSIFICATION_OFFICIAL"),
    ];
    let drafted = does(&mut press, &format!("{of_breach}/draft-lines"), &drafting).await;
    assert!(drafted.body.contains("Lines drafted"), "{}", drafted.body);
    let lines = world.hmrc().siro().lists_exchanges().await.unwrap().remove(0);
    let path = path(&lines);
    let mut lead = world.visitor("ico-lead", "ico.lead").await;
    assert_eq!(lead.get(&path).await.status, StatusCode::NOT_FOUND, "nobody else knows of it");

    let mut siro = world.visitor("hmrc-siro", "dept.siro").await;
    let asked = siro.get(&format!("{path}/approve-lines")).await;
    assert!(asked.body.contains("We are asking the letters back."), "{}", asked.body);
    let proposed = does(&mut siro, &format!("{path}/approve-lines"), &[]).await;
    assert!(proposed.body.contains("Lines proposed"), "{}", proposed.body);

    let received = lead.get(&path).await;
    assert!(received.body.contains("We are asking the letters back."), "{}", received.body);
    assert!(leads(&received, "/agree-lines") && leads(&received, "/refuse-lines"), "{}", received.body);
    let form = lead.get(&format!("{path}/revise-lines")).await;
    assert!(form.body.contains("We are asking the letters back.</textarea>"), "it begins with what stands");
    let other = [("text", "All letters are being asked back.")];
    let revised = does(&mut lead, &format!("{path}/revise-lines"), &other).await;
    assert!(revised.body.contains("New version proposed"), "{}", revised.body);

    let agreed = does(&mut siro, &format!("{path}/agree-lines"), &[]).await;
    assert!(agreed.body.contains("Lines agreed"), "{}", agreed.body);
    let page = press.get(&path).await;
    assert!(page.body.contains("All letters are being asked back."), "{}", page.body);
    let reason = [("reason", "It is not known yet.")];
    let refused = does(&mut lead, &format!("{path}/refuse-lines"), &reason).await;
    assert!(refused.body.contains("Recorded as not agreed"), "{}", refused.body);
    let page = press.get(&path).await;
    assert!(page.body.contains("holds nobody up") && page.body.contains("It is not known yet."));
    assert!(leads(&page, "/issue-lines") && !leads(&page, "/agree-lines"), "{}", page.body);
    let record = siro.get(&of_breach).await;
    assert!(record.body.contains("Why the lines are not agreed"), "{}", record.body);
}
