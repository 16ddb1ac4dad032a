//! A breach on its way through the hands of seven people, each of whom does their part in a browser.

use super::{
    desk::{checks_and, day, desk, fill_day, fill_moment, hides, shows},
    sessions::signed_in_an_hour_ago,
};
use contracts::breaches::{
    Breach, BreachState, Case, CaseState, ConfirmBreachRequest, Exchange, ListExchangesRequest, RiskLevel,
};
use e2e::{
    Side, World,
    browser::{Browser, Options},
    deeds::Stage,
    requests,
};

const TITLE: &str = "Payroll file sent to the wrong supplier";
const WHAT: &str = "A payroll file was attached to a message to another supplier.";
const QUESTION: &str = "How many people are affected after all?";
const LETTER: &str = "We have looked into the breach and take no further action.";

/// What the department knows of its breach.
async fn breach(world: &World) -> Breach {
    let dpo = world.hmrc().dpo();
    let breaches = dpo.lists().await.unwrap();
    let [breach] = breaches.as_slice() else { panic!("{breaches:?}") };
    dpo.reads(&breach.name).await.unwrap()
}

/// What the regulator knows of its case.
async fn case(world: &World) -> Case {
    let mut cases = world.ico().case_officer().lists_cases().await.unwrap();
    assert_eq!(cases.len(), 1);
    cases.remove(0)
}

/// Opens the breach from the register.
async fn opens(browser: &Browser) {
    browser.open("/").await;
    assert_eq!(browser.heading().await, "Breaches");
    browser.press(TITLE).await;
    assert_eq!(browser.heading().await, TITLE);
}

async fn done(browser: &Browser, said: &str) {
    assert_eq!(browser.text_of("h1.govuk-panel__title").await, said);
    shows(browser, TITLE).await;
    shows(browser, "What happens next").await;
}

async fn begins_a_report(browser: &Browser) {
    browser.press("Report a breach").await;
    browser.fill("What should this breach be called?", TITLE).await;
    fill_moment(browser, "When was it first noticed?", day(-1), "9:14am").await;
    browser.press("Save and continue").await;
    assert_eq!(browser.heading().await, "What is known of the breach");
    shows(browser, "Saved, not sent").await;
    shows(browser, "What happened Not started").await;
}

async fn says_what_happened(browser: &Browser) {
    browser.press("What happened").await;
    browser.fill("What happened?", WHAT).await;
    browser.group("What happened to the data?").await.choose("Confidentiality").await;
    browser.group("Was it a cyber incident?").await.choose("Non Cyber").await;
    browser.select("What kind of incident was it?", "Data emailed to incorrect recipient").await;
    browser.press("Save").await;
    shows(browser, "What happened Answers saved").await;
}

async fn says_the_rest(browser: &Browser) {
    browser.press("Which data").await;
    browser.group("Which kinds of data are involved?").await.choose("Economic and financial data").await;
    browser.fill("About how many records are involved?", "1,200").await;
    browser.group("How sure are you of the number of records?").await.choose("Estimate").await;
    browser.press("Save").await;

    browser.press("Whose data, and what it may do to them").await;
    browser.group("Whose data are involved?").await.choose("Employees").await;
    browser.group("How sure are you of the number of people?").await.choose("Unknown").await;
    browser.fill("What is likely to happen to the people affected?", "Others learn what they earn.").await;
    browser.press("Save").await;

    browser.press("What was done about it").await;
    browser.fill("What have you done about it?", "The supplier was asked to delete the file.").await;
    browser.press("Save").await;

    browser.press("Whom the regulator can ask").await;
    browser.fill("Whom can the regulator ask?", "Data protection officer").await;
    browser.press("Save").await;

    browser.press("What was noticed").await;
    browser.fill("How was it noticed?", "The supplier told us.").await;
    browser.press("Save").await;
}

async fn a_reporter_reports(world: &World, options: Options) {
    let reporter = desk(world, "hmrc-reporter", options).await;
    begins_a_report(&reporter).await;
    assert_eq!(breach(world).await.state(), BreachState::Draft);
    says_what_happened(&reporter).await;
    // They have something else to do, and come back.
    opens(&reporter).await;
    shows(&reporter, "Saved, not sent").await;
    reporter.press("Continue the report").await;
    says_the_rest(&reporter).await;
    reporter.press("Log the report").await;
    checks_and(&reporter, "Send the report").await;
    done(&reporter, "Report sent").await;
    let breach = breach(world).await;
    assert_eq!(breach.state(), BreachState::Logged);
    assert_eq!(breach.facts.unwrap().incident.unwrap().description, WHAT);
}

async fn confirms(dpo: &Browser, world: &World) {
    opens(dpo).await;
    shows(dpo, "Logged").await;
    dpo.press("Confirm that this is a personal data breach").await;
    fill_moment(dpo, "When did your organisation become aware of the breach?", day(-1), "10am").await;
    dpo.group("Which law does it fall under?").await.choose("UK GDPR").await;
    checks_and(dpo, "Confirm the breach").await;
    done(dpo, "Breach confirmed").await;
    dpo.press("Go back to the record").await;
    shows(dpo, "Telling the regulator").await;
    assert_eq!(breach(world).await.state(), BreachState::Confirmed);
}

async fn a_handler_assesses(world: &World, options: Options) {
    let handler = desk(world, "hmrc-handler", options).await;
    opens(&handler).await;
    handler.press("Draft the risk assessment").await;
    handler.group("What is the level of risk to people?").await.choose("Risk").await;
    handler.group("How bad would the consequences be for people?").await.choose("Limited").await;
    handler.group("How likely are the consequences?").await.choose("Likely").await;
    handler.group("Could anybody's life be in danger?").await.choose("No").await;
    handler.fill("Why do you come to this level of risk?", "Pay is confidential.").await;
    checks_and(&handler, "Save the draft").await;
    done(&handler, "Risk assessment drafted").await;
}

async fn advises(dpo: &Browser) {
    opens(dpo).await;
    shows(dpo, "Pay is confidential.").await;
    dpo.press("Advise on the risk assessment").await;
    dpo.group("What is the level of risk to people?").await.choose("Risk").await;
    dpo.fill("What is your advice?", "Tell the regulator.").await;
    checks_and(dpo, "Give this advice").await;
    done(dpo, "Advice given").await;
}

async fn a_risk_owner_decides(world: &World, options: Options) {
    let siro = desk(world, "hmrc-siro", options).await;
    opens(&siro).await;
    shows(&siro, "Tell the regulator.").await;
    siro.press("Decide the level of risk").await;
    siro.group("What is the level of risk to people?").await.choose("Risk").await;
    siro.fill("Why do you decide this?", "As advised.").await;
    checks_and(&siro, "Decide this level of risk").await;
    done(&siro, "Level of risk decided").await;
    let decision = breach(world).await.assessment.unwrap().decision.unwrap();
    assert_eq!(decision.risk_level(), RiskLevel::Risk);
}

/// Fills in what the regulator is told beside the record, as far as that goes.
async fn says_what_is_outstanding(dpo: &Browser) {
    assert_eq!(dpo.heading().await, "Tell the regulator");
    dpo.select("What is still missing?", "The number of people").await;
    fill_day(dpo, "By when do you expect to have what is missing? (optional)", day(7)).await;
    dpo.group("How is the regulator told?").await.choose("Through this platform").await;
    dpo.press("Continue").await;
}

async fn says_how_to_be_reached(dpo: &Browser) {
    dpo.press("Add to or change what is known").await;
    dpo.press("Whom the regulator can ask").await;
    dpo.fill("What is their work email address?", "dpo@hmrc.example").await;
    dpo.press("Save").await;
}

async fn notifies(dpo: &Browser, world: &World) {
    opens(dpo).await;
    signed_in_an_hour_ago(dpo, world).await;
    dpo.press("Tell the regulator").await;
    // What cannot be taken back is done by whoever has just proved who they are.
    dpo.log_in("hmrc-dpo").await;
    says_what_is_outstanding(dpo).await;
    // The reporter said whom the regulator can ask, and not how.
    assert_eq!(dpo.title().await, "Error: Tell the regulator – Concordat");
    shows(dpo, "A contact with an email address or a telephone number is needed").await;
    dpo.press("Cancel").await;
    says_how_to_be_reached(dpo).await;
    opens(dpo).await;
    dpo.press("Tell the regulator").await;
    says_what_is_outstanding(dpo).await;
    shows(dpo, "What the regulator will see").await;
    for told in [TITLE, WHAT, "Economic and financial data", "The number of people", "HM Revenue and Customs"]
    {
        shows(dpo, told).await;
    }
    assert_eq!(breach(world).await.state(), BreachState::Assessed, "looking sends nothing");
    dpo.press("Send to the regulator").await;
    done(dpo, "Sent to the regulator").await;
    let breach = breach(world).await;
    assert_eq!(breach.state(), BreachState::NotifiedPartial);
    dpo.press("Go back to the record").await;
    dpo.press("Receipt").await;
    shows(dpo, "Through this platform").await;
}

async fn acknowledges_and_asks(officer: &Browser, world: &World) {
    assert_eq!(officer.heading().await, "Cases");
    shows(officer, "1 of 1 item outstanding").await;
    officer.press(TITLE).await;
    officer.press("Read submission 1").await;
    for told in [WHAT, "Economic and financial data", "The number of people", "dpo@hmrc.example"] {
        shows(officer, told).await;
    }
    officer.press("Cases").await;
    officer.press(TITLE).await;
    officer.press("Acknowledge this case").await;
    officer.fill("What is your reference for this case?", "IC-2026-0042").await;
    officer.fill("Which role can the department turn to?", "Case officer").await;
    checks_and(officer, "Acknowledge the case").await;
    done(officer, "Case acknowledged").await;
    assert_eq!(case(world).await.state(), CaseState::Acknowledged);
    officer.press("Go back to the record").await;
    officer.press("Ask the department").await;
    officer.fill("Question 1", QUESTION).await;
    fill_day(officer, "When is the answer due?", day(5)).await;
    checks_and(officer, "Send the questions").await;
    done(officer, "Questions sent").await;
    assert_eq!(case(world).await.state(), CaseState::InfoRequested);
}

async fn answers(dpo: &Browser, world: &World) {
    dpo.press("Cases").await;
    dpo.press(TITLE).await;
    shows(dpo, "IC-2026-0042").await;
    dpo.press("Answer the regulator").await;
    dpo.fill(QUESTION, "1,180 people.").await;
    checks_and(dpo, "Send the answers").await;
    done(dpo, "Answers sent").await;
    assert_eq!(case(world).await.state(), CaseState::InfoSupplied);
}

async fn concludes_and_closes(lead: &Browser, world: &World) {
    lead.press(TITLE).await;
    shows(lead, "1,180 people.").await;
    lead.press("Issue an outcome").await;
    lead.group("What was decided?").await.choose("No Further Action").await;
    lead.fill("What does the letter say?", LETTER).await;
    lead.fill("Why, in short?", "It was put right.").await;
    checks_and(lead, "Issue the outcome").await;
    done(lead, "Outcome issued").await;
    lead.press("Go back to the record").await;
    lead.press("Close this case").await;
    checks_and(lead, "Close the case").await;
    done(lead, "Case closed").await;
    assert_eq!(case(world).await.state(), CaseState::Closed);
}

/// The part of the way on which the regulator is told, asks and concludes.
async fn the_regulator_is_told(world: &World, dpo: &Browser, options: Options) {
    notifies(dpo, world).await;
    let officer = desk(world, "ico-case", options).await;
    acknowledges_and_asks(&officer, world).await;
    drop(officer);
    answers(dpo, world).await;
    let lead = desk(world, "ico-lead", options).await;
    concludes_and_closes(&lead, world).await;
    dpo.open("/").await;
    dpo.press(TITLE).await;
    dpo.press("The case at the regulator").await;
    shows(dpo, LETTER).await;
}

#[tokio::test]
async fn a_breach_is_reported_weighed_told_asked_about_and_concluded() {
    let (world, options) = (World::new().await, Options::DESKTOP);
    a_reporter_reports(&world, options).await;
    let dpo = desk(&world, "hmrc-dpo", options).await;
    confirms(&dpo, &world).await;
    a_handler_assesses(&world, options).await;
    advises(&dpo).await;
    a_risk_owner_decides(&world, options).await;
    the_regulator_is_told(&world, &dpo, options).await;
}

#[tokio::test]
async fn so_it_is_on_a_telephone_on_which_no_script_runs() {
    let (world, options) = (World::new().await, Options::PHONE.without_javascript());
    a_reporter_reports(&world, options).await;
    // Each of these is a form like that of the report.
    let hmrc = world.hmrc();
    // As soon as it was noticed, which was yesterday morning, whatever the time is now.
    let known = breach(&world).await;
    let awareness = ConfirmBreachRequest { aware_at: known.detected_at, ..requests::confirm(&known) };
    let confirmed = hmrc.dpo().wire.calls(awareness).await.unwrap().breach.unwrap();
    let drafted = hmrc.handler().assesses(&confirmed, RiskLevel::Risk).await.unwrap();
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    hmrc.siro().decides(&advised, RiskLevel::Risk).await.unwrap();
    let dpo = desk(&world, "hmrc-dpo", options).await;
    the_regulator_is_told(&world, &dpo, options).await;
}

/// What somebody's organisation knows of what stands between it and others.
async fn exchanges(side: Side<'_>, role: &str) -> Vec<Exchange> {
    let request = ListExchangesRequest { parent: side.name(), ..ListExchangesRequest::default() };
    side.role(role).wire.calls(request).await.unwrap().exchanges
}

async fn prepares_a_disclosure(handler: &Browser, world: &World) {
    opens(handler).await;
    handler.press("Disclose parts of this to another organisation").await;
    handler.group("To whom?").await.choose("Government Chief Data Officer").await;
    handler.fill("What is it disclosed for?", "To warn of the supplier").await;
    handler.group("On what basis is it disclosed?").await.choose("Voluntary, under the memorandum").await;
    let parts = handler.group("Which parts of it? (optional)").await;
    parts.choose("Title").await;
    parts.choose("What happened").await;
    drop(parts);
    handler.group("How is what you disclose classified?").await.choose("OFFICIAL").await;
    handler.press("Continue").await;
    assert_eq!(handler.heading().await, "Check before you send");
    shows(handler, "What is disclosed to Government Chief Data Officer").await;
    for told in
        [TITLE, "To warn of the supplier", "Voluntary, under the memorandum", "Not to be shared onward"]
    {
        shows(handler, told).await;
    }
    // Whom the regulator can ask is no part of it.
    hides(handler, "The contact").await;
    assert!(exchanges(world.hmrc(), "dept.dpo").await.is_empty(), "looking prepares nothing");
    handler.press("Prepare this disclosure").await;
    done(handler, "Disclosure prepared").await;
    handler.press("Go back to the record").await;
    shows(handler, "Waits for approval").await;
    assert!(exchanges(world.gcdo(), "gcdo.lead").await.is_empty(), "nobody else knows of it");
}

async fn approves_it(siro: &Browser) {
    siro.press("Disclosures and reports").await;
    siro.press(TITLE).await;
    siro.press("Approve this disclosure").await;
    for told in ["Prepared by HM Revenue and Customs, Breach handler", "To warn of the supplier", TITLE] {
        shows(siro, told).await;
    }
    siro.press("Approve and disclose").await;
    done(siro, "Disclosed").await;
}

async fn acknowledges_it(analyst: &Browser) {
    assert_eq!(analyst.heading().await, "Reports and disclosures");
    analyst.press(TITLE).await;
    shows(analyst, "To warn of the supplier").await;
    hides(analyst, "The contact").await;
    analyst.press("Acknowledge receipt").await;
    analyst.fill("What else should they know? (optional)", "We pass the warning on.").await;
    checks_and(analyst, "Acknowledge it").await;
    done(analyst, "Acknowledged").await;
    analyst.press("Register of disclosures").await;
    shows(analyst, "Received from HM Revenue and Customs").await;
    shows(analyst, "Given to HM Revenue and Customs").await;
}

async fn reports_to_the_centre(dpo: &Browser) {
    opens(dpo).await;
    dpo.press("Report this to the Government Chief Data Officer").await;
    dpo.fill(
        "Why are ministers or Parliament likely to take an interest? (optional)",
        "A question was asked.",
    )
    .await;
    checks_and(dpo, "Send the report").await;
    done(dpo, "Reported to the Government Chief Data Officer").await;
    opens(dpo).await;
    dpo.press("What the centre was told").await;
    shows(dpo, "Ministers or Parliament are likely to take an interest").await;
}

async fn supports(lead: &Browser) {
    shows(lead, "Reports: Disclosed").await;
    lead.press(TITLE).await;
    lead.press("Acknowledge receipt").await;
    checks_and(lead, "Acknowledge it").await;
    lead.press("Go back to the record").await;
    lead.press("Support the department").await;
    lead.fill("Which support does the centre give, and from whom?", "Two people for a week.").await;
    checks_and(lead, "Send this").await;
    done(lead, "Support recorded").await;
}

#[tokio::test]
async fn what_one_prepares_and_another_approves_a_third_party_reads_and_acknowledges() {
    let (world, options) = (World::new().await, Options::DESKTOP);
    let hmrc = world.hmrc();
    Box::pin(hmrc.brings(&hmrc.handler(), TITLE, Stage::Confirmed, RiskLevel::Risk)).await;
    let handler = desk(&world, "hmrc-handler", options).await;
    prepares_a_disclosure(&handler, &world).await;
    let siro = desk(&world, "hmrc-siro", options).await;
    approves_it(&siro).await;
    drop(siro);
    let analyst = desk(&world, "gcdo-analyst", options).await;
    acknowledges_it(&analyst).await;
    drop(analyst);
    opens(&handler).await;
    handler.press("Disclosures and reports").await;
    handler.press(TITLE).await;
    shows(&handler, "We pass the warning on.").await;
}

#[tokio::test]
async fn a_breach_is_reported_to_the_centre_which_supports_its_department() {
    let (world, options) = (World::new().await, Options::PHONE.without_javascript());
    let hmrc = world.hmrc();
    Box::pin(hmrc.brings(&hmrc.handler(), TITLE, Stage::Confirmed, RiskLevel::Risk)).await;
    let dpo = desk(&world, "hmrc-dpo", options).await;
    reports_to_the_centre(&dpo).await;
    let lead = desk(&world, "gcdo-lead", options).await;
    supports(&lead).await;
    drop(lead);
    opens(&dpo).await;
    shows(&dpo, "Supported").await;
    dpo.press("What the centre was told").await;
    shows(&dpo, "Two people for a week.").await;
}
