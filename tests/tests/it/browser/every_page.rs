//! Every page there is, in as many states as it has: nothing about any of them keeps people from using it, as far as axe
//! can tell, at a desk and on a telephone.

mod ground;
mod visits;

use super::desk::{sign_in, sign_out};
use e2e::{
    World,
    browser::{Browser, Options},
};
use ground::Ground;
use std::collections::BTreeSet;
use visits::{
    FILES, PARTS, Part, Step, Visit, between, boards, breach_acts, calendar, cases, commitments, engagements,
    entrance, lines, pointers, register, reports, returns,
};

/// Goes to every page of a part, does there what its visit says, and fails if anything is wrong with any.
async fn look_at(part: Part) {
    let world = World::new().await;
    let ground = Box::pin(Ground::prepare(&world)).await;
    let browser = Browser::start(world.gateway_url(), Options::DESKTOP).await;
    let visits = part(&ground);
    let people: BTreeSet<_> = visits.iter().map(|visit| visit.who).collect();
    let mut faults = Vec::new();
    for who in people {
        if let Some(persona) = who {
            sign_in(&browser, persona).await;
        }
        for visit in visits.iter().filter(|visit| visit.who == who) {
            faults.extend(visit_to(&browser, visit).await);
        }
        if who.is_some() {
            browser.open("/").await;
            sign_out(&browser).await;
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

async fn visit_to(browser: &Browser, visit: &Visit) -> Vec<String> {
    browser.open(&visit.path).await;
    let mut faults = look(browser, visit, &[visit.status]).await;
    for (number, step) in visit.steps.iter().enumerate() {
        match step {
            Step::Fill(label, value) => browser.fill(label, value).await,
            Step::Day(legend, day) => browser.group(legend).await.fill("Day", day).await,
            Step::Choose(label) => browser.choose(label).await,
            Step::Press(name) => browser.press(name).await,
            Step::Send => browser.press(&browser.text_of("main form button[value=onwards]").await).await,
        }
        if matches!(step, Step::Press(_) | Step::Send) {
            let done = &visit.steps[..=number];
            faults.extend(look(browser, visit, &[200, 422]).await.iter().map(|it| format!("{done:?}: {it}")));
        }
    }
    faults
}

/// Tells what is wrong with the page.
async fn look(browser: &Browser, visit: &Visit, statuses: &[u16]) -> Vec<String> {
    let (status, title) = (browser.status().await, browser.title().await);
    let answered = (!statuses.contains(&status)).then(|| format!("it was answered with {status}"));
    let faults = browser.faults().await.into_iter().chain(answered);
    faults.map(|fault| format!("{} ({title}): {fault}", visit.path)).collect()
}

#[tokio::test]
async fn nothing_is_wrong_with_the_pages_through_which_people_come_in() {
    look_at(entrance).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_the_register_and_its_records() {
    look_at(register).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_the_sections_of_a_report() {
    look_at(reports).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_the_forms_of_what_is_done_about_a_breach() {
    look_at(breach_acts).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_cases_and_actions() {
    look_at(cases).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_stands_between_parties() {
    look_at(between).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_is_done_about_a_cyber_incident() {
    look_at(engagements).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_is_done_about_what_is_said_in_public() {
    look_at(lines).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_is_counted() {
    look_at(returns).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_only_the_few_know_of() {
    look_at(pointers).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_was_promised() {
    look_at(commitments).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_boards_are_told() {
    look_at(boards).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_is_due() {
    look_at(calendar).await;
}

#[test]
fn every_page_is_visited() {
    let visits = PARTS.iter().flat_map(|part| part(&Ground::default()));
    let visited: BTreeSet<_> = visits.map(|visit| visit.listed).collect();
    let listed: BTreeSet<_> =
        web::listed().into_iter().filter(|page| page.method == "GET").map(|page| page.path).collect();
    let seen: BTreeSet<_> = visited.iter().copied().chain(FILES).collect();
    assert_eq!(seen, listed, "visited, and there");
}

#[test]
fn every_form_is_on_a_page_of_its_own_or_on_all() {
    let pages = web::listed();
    let on_a_page =
        |form: &web::Listed| pages.iter().any(|page| page.method == "GET" && page.path == form.path);
    let forms = pages.iter().filter(|form| form.access == web::Access::Form && !on_a_page(form));
    assert_eq!(forms.map(|form| form.path).collect::<Vec<_>>(), ["/sign-out"]);
}
