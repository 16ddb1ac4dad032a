//! People at their desks: each with a browser, signed in as on any day.

use chassis::{Clock as _, SystemClock, deadline::london_day};
use e2e::{
    World,
    browser::{Browser, Options},
};
use jiff::{SignedDuration, civil::Date};
use local::issuer::{Organisation, Persona};

/// What an organisation is called on the page on which people choose theirs.
fn name(organisation: Organisation) -> &'static str {
    match organisation {
        Organisation::Hmrc => "HM Revenue and Customs",
        Organisation::Moj => "Ministry of Justice",
        Organisation::HomeOffice => "Home Office",
        Organisation::Gcdo => "Government Chief Data Officer",
        Organisation::Ico => "Information Commissioner's Office",
        Organisation::Ncsc => "National Cyber Security Centre",
    }
}

/// Signs a persona in, in a browser of their own.
pub(super) async fn desk(world: &World, persona: &str, options: Options) -> Browser {
    let browser = Browser::start(world.gateway_url(), options).await;
    sign_in(&browser, persona).await;
    browser
}

/// Signs a persona in, in a browser in which nobody is.
pub(super) async fn sign_in(browser: &Browser, persona: &str) {
    let known = Persona::named(persona).unwrap_or_else(|| panic!("nobody is called {persona}"));
    browser.sign_in(name(known.organisation), persona).await;
}

/// Signs whoever is signed in out.
pub(super) async fn sign_out(browser: &Browser) {
    browser.press("Sign out").await;
    assert_eq!(browser.heading().await, "You have signed out");
}

/// Fails unless the page says `words` to whoever reads it.
pub(super) async fn shows(browser: &Browser, words: &str) {
    let page = browser.text_of("main").await;
    assert!(page.contains(words), "“{words}” is not said by:\n{page}");
}

/// Fails if the page says `words` to whoever reads it.
pub(super) async fn hides(browser: &Browser, words: &str) {
    let page = browser.text_of("main").await;
    assert!(!page.contains(words), "“{words}” is said by:\n{page}");
}

/// The day, so many days from today in the United Kingdom; negative is past.
pub(super) fn day(days: i64) -> Date {
    london_day(SystemClock.now() + SignedDuration::from_hours(24 * days))
}

/// Fills a day in.
pub(super) async fn fill_day(browser: &Browser, question: &str, day: Date) {
    let date = browser.group(question).await;
    date.fill("Day", &day.day().to_string()).await;
    date.fill("Month", &day.month().to_string()).await;
    date.fill("Year", &day.year().to_string()).await;
}

/// Fills a day and a time in.
pub(super) async fn fill_moment(browser: &Browser, question: &str, day: Date, time: &str) {
    fill_day(browser, question, day).await;
    browser.fill(&format!("Time – {question}"), time).await;
}

/// Takes a form to the page on which it is checked, and does what it is about by the button there.
pub(super) async fn checks_and(browser: &Browser, does: &str) {
    browser.press("Continue").await;
    assert_eq!(browser.heading().await, "Check before you send");
    browser.press(does).await;
}
