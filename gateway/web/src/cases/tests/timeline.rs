//! What happened in a case, and what can be done in it.

use super::{at, reader};
use crate::cases::timeline::{Entry, timeline};
use contracts::breaches::{
    AcknowledgementContent, ActionKind, ActionProgressContent, ActionState, AnswerContent, Case, CaseAct,
    CaseActKind, ClosureContent, DecisionTaken, FieldChange, FollowUpKind, InformationRequestContent,
    OrderContent, OutcomeContent, RecommendationContent, RemediationUpdateContent, Submission,
};

const SUBMISSIONS: &str = "organisations/ico/cases/0197c3a5-0000-7000-8000-000000000001/submissions";

fn act(number: i32, kind: CaseActKind) -> CaseAct {
    CaseAct {
        number,
        kind: kind.into(),
        at: at("2026-05-06T07:14:00Z"),
        organisation: "organisations/ico".into(),
        role: "ico.case".into(),
        ..CaseAct::default()
    }
}

fn submission(number: i32) -> CaseAct {
    let submission = format!("{SUBMISSIONS}/{number}");
    let organisation = "organisations/hmrc".into();
    CaseAct { submission, organisation, role: "dept.dpo".into(), ..act(number, CaseActKind::Submission) }
}

fn asked(number: i32, questions: &[&str]) -> CaseAct {
    let questions = questions.iter().map(ToString::to_string).collect();
    let information_request = Some(InformationRequestContent { questions, due: at("2026-05-08T22:59:59Z") });
    CaseAct { information_request, ..act(number, CaseActKind::InformationRequest) }
}

fn answered(number: i32, request: i32, answers: &[&str]) -> CaseAct {
    let answers = answers.iter().map(ToString::to_string).collect();
    CaseAct { answer: Some(AnswerContent { request, answers }), ..act(number, CaseActKind::Answer) }
}

fn told(acts: Vec<CaseAct>) -> Vec<Entry> {
    timeline(&reader(true), &Case { acts, ..Case::default() }, None)
}

/// Every line of what is told of an act, without markup.
fn lines(entry: &Entry) -> Vec<(String, String)> {
    let plain = |markup: String| {
        let tags = markup.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        tags.collect::<String>().replace("&#39;", "'")
    };
    let rows = entry.told.rows.iter();
    rows.map(|row| (plain(row.key.text.to_string()), plain(row.value.text.to_string()))).collect()
}

fn expect(entry: &Entry, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    assert_eq!(lines(entry), expected);
}

#[test]
fn the_latest_comes_first_with_who_and_when() {
    let entries = told(vec![submission(1), act(2, CaseActKind::Acknowledgement)]);
    let said: Vec<_> =
        entries.iter().map(|entry| (entry.number, entry.title.as_str(), entry.by.as_str())).collect();
    let expected = [
        (2, "Acknowledgement", "Information Commissioner's Office, Case officer"),
        (1, "Submission 1", "HM Revenue and Customs, Data protection officer"),
    ];
    assert_eq!(said, expected);
    assert_eq!(entries[0].when, "1 hour ago");
    assert_eq!(entries[0].at, "8:14am on 6 May 2026 (BST)");
}

#[test]
fn a_submission_leads_to_its_page_and_the_latest_says_what_changed() {
    let case = Case { acts: vec![submission(1), submission(2), submission(3)], ..Case::default() };
    let latest = Submission {
        name: format!("{SUBMISSIONS}/3"),
        follow_up_kind: FollowUpKind::Correction.into(),
        reason: "A number was wrong.".into(),
        changes: vec![FieldChange::default(); 2],
        ..Submission::default()
    };
    let entries = timeline(&reader(true), &case, Some(&latest));
    let what = [
        ("What it does", "Correction"),
        ("Reason", "A number was wrong."),
        ("What changed", "2 fields changed"),
    ];
    expect(&entries[0], &what);
    expect(&entries[1], &[]);
    assert_eq!(entries[1].note, "It follows up on what was sent before.");
    assert_eq!(entries[2].note, "The first notice.");
    let path = "/cases/0197c3a5-0000-7000-8000-000000000001/submissions/2";
    assert_eq!(entries[1].link, Some((path.into(), "Read submission 2".into())));
}

#[test]
fn answers_stand_beside_the_questions_that_they_answer() {
    let acts = vec![asked(1, &["How many?", "Who?"]), answered(2, 1, &["5", "Staff"]), asked(3, &["When?"])];
    let entries = told(acts);
    expect(&entries[1], &[("Question 1: How many?", "5"), ("Question 2: Who?", "Staff")]);
    let due = "11:59pm on 8 May 2026 (BST)";
    let first = [
        ("Question 1", "How many?"),
        ("Question 2", "Who?"),
        ("Answer due", due),
        ("Answered", "8:14am on 6 May 2026 (BST)"),
    ];
    expect(&entries[2], &first);
    assert!(
        entries[2].told.rows[3].value.text.to_string().contains("href=\"#act-2\""),
        "it leads to the answers"
    );
    expect(&entries[0], &[("Question 1", "When?"), ("Answer due", due), ("Answered", "Not yet")]);
}

#[test]
fn every_act_says_what_its_party_said() {
    let due = at("2026-06-01T22:59:59Z");
    let recommendation = |text: &str, due| RecommendationContent { text: text.into(), due };
    let action = |due_at, original_due_at| ActionProgressContent {
        kind: ActionKind::Training.into(),
        state: ActionState::Open.into(),
        due_at,
        original_due_at,
    };
    let acts = vec![
        CaseAct {
            acknowledgement: Some(AcknowledgementContent {
                case_reference: "IC-1".into(),
                contact_role: "Team A".into(),
                message: "Thank you.".into(),
            }),
            ..act(1, CaseActKind::Acknowledgement)
        },
        CaseAct {
            outcome: Some(OutcomeContent {
                decision_taken: DecisionTaken::NoFurtherAction.into(),
                letter: "Dear".into(),
                recommendations: vec![recommendation("Train", due), recommendation("Check", None)],
                rationale_summary: "Low".into(),
            }),
            ..act(2, CaseActKind::Outcome)
        },
        CaseAct {
            order: Some(OrderContent { letter: "Tell them".into(), due }),
            ..act(3, CaseActKind::Order)
        },
        CaseAct {
            remediation_update: Some(RemediationUpdateContent {
                progress: "Well".into(),
                actions: vec![action(due, due), action(due, at("2026-05-01T22:59:59Z"))],
                next_update_at: due,
            }),
            ..act(4, CaseActKind::RemediationUpdate)
        },
        CaseAct { closure: Some(ClosureContent { message: "Bye".into() }), ..act(5, CaseActKind::Closure) },
        CaseAct { closure: Some(ClosureContent::default()), ..act(6, CaseActKind::Closure) },
    ];
    let entries = told(acts);
    let reference = "Case reference";
    expect(
        &entries[5],
        &[(reference, "IC-1"), ("Contact at the regulator", "Team A"), ("Message", "Thank you.")],
    );
    let outcome = [
        ("Decision", "No Further Action"),
        ("Why, in short", "Low"),
        ("Recommendation 1", "Train (by 1 June 2026)"),
        ("Recommendation 2", "Check"),
        ("Letter", "Dear"),
    ];
    expect(&entries[4], &outcome);
    expect(
        &entries[3],
        &[("Letter", "Tell them"), ("People must be told by", "11:59pm on 1 June 2026 (BST)")],
    );
    let update = [
        ("How remediation goes", "Well"),
        ("Action 1", "Training: Open. Due 1 June 2026"),
        ("Action 2", "Training: Open. Due 1 June 2026, at first 1 May 2026"),
        ("Next update", "11:59pm on 1 June 2026 (BST)"),
    ];
    expect(&entries[2], &update);
    expect(&entries[1], &[("Message", "Bye")]);
    assert_eq!((entries[0].note.as_str(), entries[0].told.rows.len()), ("Nothing more was said.", 0));
}
