//! That what must not be done unread is told where it is done.

use super::{Subject, Words};
use crate::language::Language;
use chassis::Directory;
use contracts::breaches::{
    Action, ActionStep, Assessment, Breach, RiskLevel,
    assessment::{Advice, Draft},
};

/// What is told of a record on the form of an act.
fn told(record: &impl Subject, rpc: &str) -> String {
    let directory = Directory::parse(include_str!("../../../../../deploy/reference/directory.toml")).unwrap();
    let now = "2026-05-06T08:14:00Z".parse().unwrap();
    let words = Words { language: Language::English, directory: &directory, now };
    record.about(words, rpc).iter().map(ToString::to_string).collect()
}

#[test]
fn whoever_advises_reads_the_draft_and_whoever_decides_the_advice_too() {
    let draft = Draft {
        risk_level: RiskLevel::Risk.into(),
        rationale: "A stranger has the data.".to_owned(),
        ..Draft::default()
    };
    let advice = Advice { advice: "Tell the regulator.".to_owned(), ..Advice::default() };
    let drafted = Assessment { draft: Some(draft), ..Assessment::default() };
    let advised = Assessment { advice: Some(advice), ..drafted.clone() };
    let breach = |assessment| Breach { assessment: Some(assessment), ..Breach::default() };
    assert!(told(&breach(drafted), "AdviseOnAssessment").contains("A stranger has the data."));
    let decides = told(&breach(advised.clone()), "DecideAssessment");
    assert!(
        decides.contains("A stranger has the data.") && decides.contains("Tell the regulator."),
        "{decides}"
    );
    let other = told(&breach(advised), "ConfirmBreach");
    assert!(!other.contains("A stranger"), "{other}");
}

#[test]
fn whoever_judges_an_action_reads_what_shows_that_it_is_done_and_who_says_so() {
    let evidence = ActionStep {
        note: "The new procedure, in the register.".to_owned(),
        role: "dept.handler".to_owned(),
        ..ActionStep::default()
    };
    let action = Action { evidence: Some(evidence), ..Action::default() };
    for rpc in ["VerifyAction", "ReturnAction"] {
        let told = told(&action, rpc);
        assert!(told.contains("The new procedure") && told.contains("Breach handler"), "{rpc}: {told}");
    }
    assert!(!told(&action, "RescheduleAction").contains("The new procedure"));
}
