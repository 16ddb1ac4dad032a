//! Without a mouse: who signs in, reports a breach and tells the regulator by keyboard alone.

use super::desk::shows;
use contracts::breaches::{BreachState, RiskLevel};
use e2e::{
    World,
    browser::{Browser, Key, Options},
    deeds::Stage,
};

const SKIP: &str = "Skip to main content";

/// Goes to a control, which shows that it has the focus.
async fn reaches(browser: &Browser, name: &str) {
    browser.tab_to(name).await;
    browser.sees_focus().await;
}

async fn presses(browser: &Browser, name: &str) {
    reaches(browser, name).await;
    browser.enter().await;
}

/// Goes to one of several choices, of which none is chosen, and chooses it.
async fn chooses(browser: &Browser, first: &str, wanted: &str) {
    reaches(browser, first).await;
    if first == wanted {
        return browser.space().await;
    }
    let mut met = first.to_owned();
    while met != wanted {
        browser.keyboard(&[Key::Down]).await;
        met = browser.focused().await;
        assert_ne!(met, first, "{wanted} is not among the choices");
    }
}

async fn signs_in(browser: &Browser) {
    browser.open("/").await;
    presses(browser, "Sign in").await;
    chooses(browser, "Government Chief Data Officer", "HM Revenue and Customs").await;
    presses(browser, "Continue").await;
    presses(browser, "Gareth Hughes – hmrc-dpo (dept.dpo)").await;
    assert_eq!(browser.heading().await, "Breaches");
}

/// Skips what stands before the page's own words.
async fn skips(browser: &Browser) {
    browser.open("/breaches").await;
    browser.tab().await;
    assert_eq!(browser.focused().await, SKIP);
    browser.sees_focus().await;
    browser.enter().await;
    browser.tab().await;
    assert_eq!(browser.focused().await, "Report a breach");
}

async fn reports(browser: &Browser) {
    browser.enter().await;
    presses(browser, "Save and continue").await;
    // What is wrong has the focus at once, and leads to the field.
    assert!(browser.title().await.starts_with("Error: "));
    browser.sees_focus().await;
    browser.tab().await;
    assert_eq!(browser.focused().await, "The title must be given");
    browser.sees_focus().await;
    browser.enter().await;
    assert_eq!(browser.focused().await, "What should this breach be called?");
    browser.write("Lost letters").await;
    presses(browser, "Save and continue").await;
    assert_eq!(browser.heading().await, "What is known of the breach");

    presses(browser, "What happened").await;
    reaches(browser, "What happened?").await;
    browser.write("A bag of letters was left on a train.").await;
    reaches(browser, "Confidentiality").await;
    browser.space().await;
    chooses(browser, "Cyber", "Non Cyber").await;
    presses(browser, "Save").await;
    presses(browser, "What was noticed").await;
    reaches(browser, "How was it noticed?").await;
    browser.write("Its carrier noticed.").await;
    presses(browser, "Save").await;
    presses(browser, "Log the report").await;
    presses(browser, "Continue").await;
    presses(browser, "Send the report").await;
    shows(browser, "Report sent").await;
}

async fn notifies(browser: &Browser, title: &str) {
    browser.open("/").await;
    presses(browser, title).await;
    presses(browser, "Tell the regulator").await;
    chooses(browser, "Through this platform", "Through this platform").await;
    presses(browser, "Continue").await;
    assert_eq!(browser.heading().await, "Check before you send");
    presses(browser, "Send to the regulator").await;
    shows(browser, "Sent to the regulator").await;
}

#[tokio::test]
async fn whoever_has_no_mouse_signs_in_reports_a_breach_and_tells_the_regulator() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let decided =
        hmrc.brings(&hmrc.reporter(), "A parcel gone astray", Stage::Assessed, RiskLevel::Risk).await;
    let browser = Browser::start(world.gateway_url(), Options::DESKTOP).await;
    signs_in(&browser).await;
    skips(&browser).await;
    reports(&browser).await;
    let dpo = hmrc.dpo();
    let reported = dpo.lists().await.unwrap().into_iter().find(|breach| breach.title == "Lost letters");
    assert_eq!(reported.expect("it is registered").state(), BreachState::Logged);
    notifies(&browser, &decided.title).await;
    assert_eq!(dpo.reads(&decided.name).await.unwrap().state(), BreachState::NotifiedFull);
}
