//! What goes wrong when people fill in forms, and what they lose by it: nothing.

use super::desk::{checks_and, day, desk, fill_moment, hides, shows, sign_in};
use crate::process::Breaches;
use chassis_testing::TestDb;
use contracts::breaches::{Breach, BreachState, Facts, Incident, RiskLevel};
use e2e::{
    World,
    browser::{Browser, Options},
    deeds::Stage,
    requests::last_part,
};
use local::issuer::{Organisation, Persona};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{interval, timeout};

const TITLE: &str = "Lost letters";
const WHAT: &str = "A bag of letters was left on a train.";
const BOTH: [Options; 2] = [Options::DESKTOP, Options::DESKTOP.without_javascript()];
/// How often a service that was restarted is asked whether it serves, and for how long.
const AGAIN: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(30);

/// A breach of HMRC's that was logged.
async fn logged(world: &World) -> Breach {
    let hmrc = world.hmrc();
    hmrc.brings(&hmrc.reporter(), TITLE, Stage::Logged, RiskLevel::Risk).await
}

/// The path of what is said of a breach in a section of its report.
fn section(breach: &Breach) -> String {
    format!("/breaches/{}/report/incident", last_part(&breach.name))
}

/// Says what happened in that section, without sending it.
async fn types(browser: &Browser, breach: &Breach, what: &str) {
    browser.open(&section(breach)).await;
    browser.fill("What happened?", what).await;
}

/// What the record says happened.
async fn said(world: &World, breach: &Breach) -> String {
    let facts = world.hmrc().dpo().reads(&breach.name).await.unwrap().facts.unwrap();
    facts.incident.unwrap().description
}

#[tokio::test]
async fn what_is_wrong_is_said_first_and_leads_to_its_field_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let path = format!("/breaches/{}/confirm", last_part(&logged(&world).await.name));
    let question = "When did your organisation become aware of the breach?";
    for options in BOTH {
        let dpo = desk(&world, "hmrc-dpo", options).await;
        dpo.open(&path).await;
        fill_moment(&dpo, question, day(0), "10am").await;
        dpo.group(question).await.fill("Day", "32").await;
        dpo.fill("Did it happen at a processor? (optional)", "A courier").await;
        dpo.press("Continue").await;
        assert_eq!(dpo.status().await, 422);
        assert!(dpo.title().await.starts_with("Error: "), "{}", dpo.title().await);
        shows(&dpo, "There is a problem").await;
        dpo.assert_sound().await;
        dpo.press("The time when you became aware must be a real date").await;
        assert_eq!(dpo.value_of(&format!("Time – {question}")).await, "10am");
        assert_eq!(dpo.value_of("Did it happen at a processor? (optional)").await, "A courier");
        assert_eq!(dpo.group(question).await.value_of("Day").await, "32");
        if options.javascript {
            assert_eq!(dpo.focused().await, "Day");
        } else {
            assert_eq!(dpo.path().await, format!("{path}#aware-at-day"));
        }
    }
}

#[tokio::test]
async fn what_looks_like_personal_data_is_asked_about_before_it_is_saved() {
    let world = World::new().await;
    let breach = logged(&world).await;
    let dpo = desk(&world, "hmrc-dpo", Options::DESKTOP.without_javascript()).await;
    for what in ["Ask a.person@example.com what it was.", "The form of AB 12 34 56 C was lost."] {
        types(&dpo, &breach, what).await;
        dpo.press("Save").await;
        assert_eq!(dpo.status().await, 422);
        shows(&dpo, "What happened may hold data of a person").await;
        dpo.assert_sound().await;
        assert_eq!(dpo.value_of("What happened?").await, what);
        assert_ne!(said(&world, &breach).await, what);
        dpo.choose("I have checked: this identifies nobody who is affected").await;
        dpo.press("Save").await;
        shows(&dpo, "What happened Answers saved").await;
        assert_eq!(said(&world, &breach).await, what);
    }
}

#[tokio::test]
async fn who_comes_second_sees_what_the_first_one_said_and_may_go_on() {
    let world = World::new().await;
    let breach = logged(&world).await;
    for options in BOTH {
        let dpo = desk(&world, "hmrc-dpo", options).await;
        types(&dpo, &breach, WHAT).await;
        let (handler, theirs) = (world.hmrc().handler(), "The bag was in a taxi.");
        let incident = Incident { description: theirs.to_owned(), ..Incident::default() };
        let change = Breach {
            facts: Some(Facts { incident: Some(incident), ..Facts::default() }),
            ..Breach::default()
        };
        let now = handler.reads(&breach.name).await.unwrap();
        handler.changes(&now, change, &["facts.incident.description"]).await.unwrap();

        dpo.press("Save").await;
        assert_eq!(
            (dpo.status().await, &*dpo.heading().await),
            (409, "Somebody else changed this in the meantime")
        );
        shows(&dpo, theirs).await;
        shows(&dpo, WHAT).await;
        dpo.assert_sound().await;
        assert_eq!(said(&world, &breach).await, theirs);
        dpo.press("Go on with what I entered").await;
        assert_eq!(dpo.value_of("What happened?").await, WHAT);
        dpo.press("Save").await;
        shows(&dpo, "What happened Answers saved").await;
        assert_eq!(said(&world, &breach).await, WHAT);
    }
}

#[tokio::test]
async fn who_presses_twice_makes_one_record() {
    let world = World::new().await;
    for (number, options) in BOTH.into_iter().enumerate() {
        let reporter = desk(&world, "hmrc-reporter", options).await;
        reporter.press("Report a breach").await;
        reporter.fill("What should this breach be called?", TITLE).await;
        reporter.press_twice("Save and continue").await;
        assert_eq!(reporter.heading().await, "What is known of the breach");
        assert_eq!(world.hmrc().dpo().lists().await.unwrap().len(), number + 1);
    }
}

#[tokio::test]
async fn what_was_typed_outlives_a_service_that_is_away() {
    let (database, data) = (TestDb::of::<breaches::Breaches>().await, tempfile::tempdir().unwrap());
    let mut process = Breaches::start(&database, data.path());
    let elsewhere = BTreeMap::from([("breaches", process.url())]);
    let world = World::start(database, data, elsewhere).await;
    let breach = logged(&world).await;
    let dpo = desk(&world, "hmrc-dpo", Options::DESKTOP).await;
    types(&dpo, &breach, WHAT).await;
    process.kill().await;
    dpo.press("Save").await;
    assert_eq!((dpo.status().await, &*dpo.heading().await), (503, "Sorry, the service is unavailable"));
    shows(&dpo, WHAT).await;
    dpo.assert_sound().await;
    process.restart();
    let serves = async {
        let mut asks = interval(AGAIN);
        while world.hmrc().dpo().reads(&breach.name).await.is_err() {
            asks.tick().await;
        }
    };
    timeout(PATIENCE, serves).await.expect("it serves again");
    dpo.press("Send it again").await;
    shows(&dpo, "What happened Answers saved").await;
    assert_eq!(said(&world, &breach).await, WHAT);
}

#[tokio::test]
async fn what_was_typed_outlives_a_session_that_ends() {
    let world = World::new().await;
    let breach = logged(&world).await;
    for options in BOTH {
        let dpo = desk(&world, "hmrc-dpo", options).await;
        let what = format!("{WHAT} {}", options.javascript);
        types(&dpo, &breach, &what).await;
        let subject = Persona::named("hmrc-dpo").unwrap().subject();
        assert!(world.issuer().log_out(Organisation::Hmrc, &subject).await > 0);

        dpo.press("Save").await;
        assert_eq!((dpo.status().await, &*dpo.heading().await), (422, "You have been signed out"));
        shows(&dpo, &what).await;
        hides(&dpo, TITLE).await;
        dpo.assert_sound().await;
        assert_ne!(said(&world, &breach).await, what);
        dpo.press_into_new_tab("Confirm who you are (opens in a new tab)").await;
        dpo.choose("HM Revenue and Customs").await;
        dpo.press("Continue").await;
        dpo.log_in("hmrc-dpo").await;
        assert_eq!(dpo.heading().await, "You are still signed in");
        dpo.close_tab().await;
        dpo.press("Send it again").await;
        // It is another session, in which nobody sends what they did not look at.
        assert_eq!(dpo.heading().await, "Check what you typed and send it again");
        dpo.assert_sound().await;
        dpo.press("Send it again").await;
        shows(&dpo, "What happened Answers saved").await;
        assert_eq!(said(&world, &breach).await, what);
    }
}

#[tokio::test]
async fn a_near_miss_is_told_on_one_page() {
    let world = World::new().await;
    let reporter = desk(&world, "hmrc-reporter", Options::PHONE).await;
    reporter.press("Record a near miss").await;
    reporter.fill("What should this breach be called?", "Hidden worksheet in a draft").await;
    reporter.fill("What happened?", "A second reviewer found the worksheet before the release.").await;
    reporter.fill("How was it noticed?", "By the second review.").await;
    reporter.press("Record the near miss").await;
    shows(&reporter, "Near miss reported").await;
    shows(&reporter, "What happens next").await;
    reporter.assert_sound().await;
    let breaches = world.hmrc().handler().lists().await.unwrap();
    let [told] = breaches.as_slice() else { panic!("{breaches:?}") };
    assert_eq!((told.state(), &*told.title), (BreachState::Logged, "Hidden worksheet in a draft"));
}

#[tokio::test]
async fn who_has_two_roles_says_which_they_act_in() {
    let world = World::new().await;
    let duty = desk(&world, "moj-duty", Options::DESKTOP).await;
    let own = async || duty.text_of(".c-header__user").await;
    assert_eq!(duty.heading().await, "Which role do you act in?");
    duty.press("Continue").await;
    duty.press("Select the role that you act in").await;
    duty.choose("Breach handler").await;
    duty.press("Continue").await;
    assert_eq!(duty.heading().await, "Breaches");
    assert!(own().await.contains("Alex Farrow, Breach handler, Ministry of Justice"), "{}", own().await);
    duty.press("Change role").await;
    duty.choose("Data protection officer").await;
    duty.press("Continue").await;
    assert!(own().await.contains("Data protection officer"), "{}", own().await);
    duty.press("Report a breach").await;
    duty.fill("What should this breach be called?", TITLE).await;
    duty.press("Save and continue").await;
    assert_eq!(world.moj().dpo().lists().await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_signs_out_is_out_and_who_signs_in_again_is_told_when_they_last_did() {
    let world = World::new().await;
    let dpo = desk(&world, "hmrc-dpo", Options::DESKTOP).await;
    assert!(!dpo.text_of("footer").await.contains("You last signed in"));
    super::desk::sign_out(&dpo).await;
    dpo.open("/breaches").await;
    assert_eq!(dpo.heading().await, "Which organisation do you work for?");
    sign_in(&dpo, "hmrc-dpo").await;
    let footer = dpo.text_of("footer").await;
    assert!(footer.contains("You last signed in with this browser at"), "{footer}");
}

#[tokio::test]
async fn what_is_checked_can_be_changed_before_it_is_done() {
    let world = World::new().await;
    let path = format!("/breaches/{}/dismiss", last_part(&logged(&world).await.name));
    let handler = desk(&world, "hmrc-handler", Options::DESKTOP.without_javascript()).await;
    handler.open(&path).await;
    let question = "Why is this not a personal data breach?";
    handler.fill(question, "The bag was empty.").await;
    handler.press("Continue").await;
    shows(&handler, "The bag was empty.").await;
    handler.press("Change your answers").await;
    assert_eq!(handler.value_of(question).await, "The bag was empty.");
    handler.fill(question, "The bag held no letters.").await;
    checks_and(&handler, "Propose to dismiss it").await;
    shows(&handler, "Dismissal proposed").await;
}
