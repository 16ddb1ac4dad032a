use super::{take, without_empty_rows};
use crate::{
    acts::{Act, BREACH_ACTS, CASE_ACTS, MEETING_ACTS, REPORT},
    failure::{Refused, Violation},
    form::{Form, Problem},
    language::Language,
    posted::Values,
};
use prost_reflect::Value;

const ENGLISH: Language = Language::English;

fn values(typed: &[(&str, &str)]) -> Values {
    typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The form of an act, by the last part of its path.
fn form(slug: &str) -> Form {
    let acts = [BREACH_ACTS, CASE_ACTS, MEETING_ACTS, REPORT];
    acts.into_iter().flatten().find(|act| act.slug() == slug).map(Act::form).unwrap()
}

/// The form in which two questions are answered.
fn answers() -> Form {
    let called = ["answers.0.text", "answers.1.text"].map(|path| (path.to_owned(), "Why?".to_owned()));
    Form { called: called.to_vec(), ..form("answer") }
}

/// What is wrong with what is typed, as it is posted.
fn wrong(form: &Form, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let (_, problems) = form.read(ENGLISH, &form.compact(&values(typed)));
    problems.into_iter().map(|problem| (problem.path, problem.text)).collect()
}

fn missing(path: &str, it: &str) -> (String, String) {
    (path.to_owned(), format!("{it} must be given"))
}

#[test]
fn rows_in_which_nothing_was_typed_are_left_out_and_the_others_move_up() {
    let typed = [("a.0.text", " "), ("a.1.text", "one"), ("b.0.text", ""), ("a.3.text", "two"), ("etag", "")];
    let left = without_empty_rows(&values(&typed), "a");
    let left: Vec<_> = left.iter().collect();
    assert_eq!(left, [("a.0.text", "one"), ("b.0.text", ""), ("a.1.text", "two"), ("etag", "")]);
}

#[test]
fn every_question_of_a_record_is_to_be_answered_at_its_own_place() {
    let second = [("answers.0.text", ""), ("answers.1.text", "Because.")];
    assert_eq!(wrong(&answers(), &second), [missing("answers.0.text", "The answer")]);
    let (message, _) = answers().read(ENGLISH, &values(&second));
    let given = message.get_field_by_name("answers").unwrap().into_owned();
    let given: Vec<_> = given.as_list().unwrap().iter().filter_map(Value::as_message).collect();
    let texts: Vec<_> =
        given.iter().map(|answer| answer.get_field_by_name("text").unwrap().into_owned()).collect();
    assert_eq!(texts, ["", "Because."].map(|text| Value::String(text.to_owned())));

    let both = [("answers.0.text", "Yes."), ("answers.1.text", "Because.")];
    assert_eq!(wrong(&answers(), &both), []);
}

#[test]
fn what_a_row_must_hold_is_asked_for_once_anything_is_in_it() {
    let due = ["day", "month", "year"].map(|part| format!("recommendations.1.due-{part}"));
    let given =
        [("decision_taken", "DECISION_TAKEN_NO_FURTHER_ACTION"), ("letter", "x"), ("rationale_summary", "x")];
    let form = form("outcome");
    let rows = |typed: &[(&str, &str)]| {
        let problems = wrong(&form, &[given.as_slice(), typed].concat());
        problems.into_iter().filter(|(path, _)| path.starts_with("recommendations")).collect::<Vec<_>>()
    };
    assert_eq!(rows(&[("recommendations.0.text", "")]), [], "nothing was typed, and nothing need be");
    let second = [due[0].as_str(), &due[1], &due[2]].into_iter().zip(["3", "5", "2026"]).collect::<Vec<_>>();
    let first = [("recommendations.0.text", "Train staff.")];
    let expected = [missing("recommendations.1.text", "The recommendation")];
    assert_eq!(rows(&[first.as_slice(), &second].concat()), expected);
    // What is wrong with the row's date is no reason to forget its text.
    let no_day = [
        ("recommendations.0.due-day", "32"),
        (&due[1].replace(".1.", ".0."), "5"),
        (&due[2].replace(".1.", ".0."), "2026"),
    ];
    let problems = rows(&no_day);
    assert_eq!(
        problems.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["recommendations.0.due", "recommendations.0.text"]
    );
}

#[test]
fn a_row_of_a_draft_holds_what_a_row_must() {
    let typed = [("breach.facts.response.other_bodies.0.name", "The police")];
    let kind = missing("breach.facts.response.other_bodies.0.kind", "The kind of organisation");
    assert_eq!(wrong(&form("response"), &typed)[0], kind);
    assert_eq!(wrong(&form("response"), &[]), [], "nothing must be given yet");
}

#[test]
fn a_list_that_must_not_be_empty_is_missed_at_its_first_row() {
    let problems = wrong(&form("ask"), &[("questions.0.text", " ")]);
    assert_eq!(problems[0], missing("questions.0.text", "The question"));
    assert!(!problems.iter().any(|(path, _)| path == "questions"), "it is said once: {problems:?}");
}

#[test]
fn numbers_are_typed_with_commas_and_written_as_they_are_read() {
    let invite = form("invite-to-meeting");
    let typed = [("invitees.0.role", "Chair"), ("invitees.0.items", " 1,3  12 ")];
    let (message, _) = invite.read(ENGLISH, &values(&typed));
    let written = invite.fill(&message);
    assert_eq!((written.get("invitees.0.role"), written.get("invitees.0.items")), ("Chair", "1, 3, 12"));
    let items = |typed: &str| {
        let problems = wrong(&invite, &[("invitees.0.items", typed)]);
        problems.into_iter().find(|(path, _)| path == "invitees.0.items").map(|(_, text)| text)
    };
    let expected = "The items must be numbers with commas between them, such as 1, 3";
    for unreadable in ["one", "1; 3", "1.5", "99999999999"] {
        assert_eq!(items(unreadable).as_deref(), Some(expected), "{unreadable}");
    }
    assert_eq!((items("7"), items("")), (None, None));
}

#[test]
fn rows_that_a_record_asks_for_are_all_there_though_a_browser_sends_nothing_of_them() {
    let called = ["attendances.0.attendance", "attendances.1.attendance"];
    let called = called.map(|path| (path.to_owned(), "Chair".to_owned())).to_vec();
    let hold = Form { called, ..form("hold-meeting") };
    let of_each = "Whether each of those who were invited attended";
    let both = [missing("attendances.0.attendance", of_each), missing("attendances.1.attendance", of_each)];
    assert_eq!(wrong(&hold, &[]), both);
    assert_eq!(wrong(&hold, &[("attendances.0.attendance", "ATTENDANCE_ABSENT")]), both[1..]);
}

/// What is said beside a field of which a refusal tells.
fn refused(form: &Form, typed: &[(&str, &str)], path: &str, description: &str) -> Problem {
    let violation = Violation { path: path.to_owned(), description: description.to_owned() };
    let refused = Refused { reason: "FIELD_INVALID".to_owned(), fields: vec![violation] };
    form.problems(ENGLISH, &values(typed), &refused).remove(0)
}

#[test]
fn what_is_wrong_with_an_element_of_a_list_is_said_beside_the_list() {
    let problem = refused(&form("handling"), &[], "breach.handling.descriptors[0]", "is too long");
    assert_eq!(
        (&*problem.path, &*problem.text),
        ("breach.handling.descriptors", "The descriptors is too long")
    );
    let rows = [("questions.0.text", "x"), ("questions.1.text", "x")];
    assert_eq!(refused(&form("ask"), &rows, "questions[1].text", "is too long").path, "questions.1.text");
}

#[test]
fn a_pattern_is_told_in_words() {
    let told = "does not match regex pattern `^[A-Z][A-Z ]{1,39}$`";
    let problem = refused(&form("handling"), &[], "breach.handling.descriptors[0]", told);
    let expected = "The descriptors must be written in another way. Check it for letters, signs or spaces that do not belong there";
    assert_eq!(problem.text, expected);
}

#[test]
fn what_is_asked_for_on_one_line_is_read_as_one_line() {
    let read = |path: &str, typed: &str| {
        let (message, _) = form("what").read(ENGLISH, &values(&[(path, typed)]));
        take(&message, path).and_then(|value| value.as_str().map(str::to_owned))
    };
    for typed in
        ["Lost letters", " Lost\nletters\n", "Lost\r\n\r\nletters", "Lost\u{2028}letters", "Lost \t letters"]
    {
        assert_eq!(read("breach.title", typed).as_deref(), Some("Lost letters"), "{typed:?}");
    }
    assert_eq!(read("breach.title", "\n"), None);
    let (message, _) =
        form("incident").read(ENGLISH, &values(&[("breach.facts.incident.description", "A\nB")]));
    assert_eq!(take(&message, "breach.facts.incident.description"), Some(Value::String("A\nB".to_owned())));
}

/// What is said where a service refuses what the role may not do with this record.
fn denied(form: &Form) -> Problem {
    let refused = Refused { reason: "ACTING_ROLE".to_owned(), fields: Vec::new() };
    form.problems(ENGLISH, &values(&[]), &refused).remove(0)
}

#[test]
fn whose_decision_it_is_is_asked_for_where_a_form_asks_for_it_and_nowhere_else() {
    let (notify, advise) = (denied(&form("notify")), denied(&form("advise")));
    assert_eq!((&*notify.path, &*advise.path), ("decision_maker_role", ""));
    assert!(
        notify.text.ends_with("If you do it for somebody else, say whose decision it is"),
        "{}",
        notify.text
    );
    assert_eq!(advise.text, "This is for another person or another role to do");
}

#[test]
fn whoever_does_not_decide_names_who_did_and_whoever_does_is_not_asked() {
    let mut handlers = form("notify");
    handlers.decided_by_another();
    let problems = wrong(&handlers, &[]);
    assert!(problems.contains(&missing("decision_maker_role", "Whoever decided")), "{problems:?}");
    let mut own = form("notify");
    own.decided_by_the_caller();
    assert!(!own.fields.iter().any(|field| field.path == "decision_maker_role"));
}
