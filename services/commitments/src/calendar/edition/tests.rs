//! What the calendar's file must say.

use super::{Agenda, DutyCode, Rule};
use crate::register::Register;
use contracts::access::Party;
use jiff::civil::date;

#[test]
fn the_calendar_has_sixteen_duties_that_follow_from_commitments_of_the_register() {
    let (agenda, register) = (Agenda::default(), Register::default());
    let codes: Vec<_> = agenda.duties().map(|duty| duty.code.to_string()).collect();
    assert_eq!(codes, (1..=16).map(|number| format!("CAL-{number:02}")).collect::<Vec<_>>());
    for duty in agenda.duties() {
        for source in &duty.sources {
            assert!(register.first(*source).is_some(), "{}: {source}", duty.code);
        }
        assert_eq!(duty.sources.is_empty(), duty.information, "{}", duty.code);
    }
}

#[test]
fn what_the_documents_leave_open_says_that_it_is_a_default() {
    let agreed: Vec<_> = Agenda::default()
        .duties()
        .filter(|duty| duty.default_until_agreed.is_empty())
        .map(|duty| duty.code.to_string())
        .collect();
    assert_eq!(agreed, ["CAL-03", "CAL-14", "CAL-15"]);
}

#[test]
fn who_owes_what_is_as_the_memorandum_has_it() {
    let agenda = Agenda::default();
    let owed = |party| {
        let of = agenda.duties().filter(move |duty| duty.owed_by.contains(&party));
        of.map(|duty| duty.code.0).collect::<Vec<_>>()
    };
    assert_eq!(owed(Party::Department), [7, 8, 9, 10, 11, 12, 16]);
    assert_eq!(owed(Party::Gcdo), [1, 2, 3, 4, 5, 6, 13, 16]);
    assert_eq!(owed(Party::Ico), [1, 2, 3, 5, 6, 14, 15]);
    assert_eq!(owed(Party::Ncsc), [15]);
    let joint: Vec<_> = agenda.duties().filter(|duty| duty.is_joint()).map(|duty| duty.code.0).collect();
    assert_eq!(joint, [1, 2, 3, 5, 6]);
    let seen: Vec<_> =
        agenda.duties().filter(|duty| duty.concerns(Party::Gcdo)).map(|one| one.code.0).collect();
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 13, 14, 15, 16]);
}

#[test]
fn attendance_at_the_boards_follows_from_their_meetings() {
    let agenda = Agenda::default();
    let attended: Vec<_> =
        agenda.duties().filter_map(|duty| Some((duty.code.0, duty.attendance.as_deref()?))).collect();
    assert_eq!(attended, [(1, "transformation-board"), (2, "government-security-board")]);
    assert!(attended.iter().all(|(_, code)| agenda.body(code, date(2026, 1, 8)).is_some()));
    assert!(agenda.body(attended[0].1, date(2026, 1, 7)).is_none());
}

#[test]
fn a_duty_has_one_code() {
    for text in ["CAL-01", "CAL-99"] {
        assert_eq!(DutyCode::parse(text).map(|code| code.to_string()).as_deref(), Some(text));
    }
    for text in ["CAL-00", "CAL-1", "CAL-001", "CAL-100", "cal-01", "CAL-+1", "CAL01", "", "CAL-01 "] {
        assert_eq!(DutyCode::parse(text), None, "{text}");
    }
}

/// A calendar with one duty, of which some text is replaced.
fn edition(from: &str, to: &str) -> Result<Agenda, String> {
    let text = r#"
        edition = "2026-01-08"
        [[duty]]
        code = "CAL-01"
        title = "A duty"
        text = "It is done."
        sources = ["HMG-01"]
        owed_by = ["GCDO"]
        rule = { kind = "MONTHS", every = 6, from = "2026-01-08", due = "LAST_DAY" }
        [[body]]
        code = "a-board"
        kind = "GOVERNMENT"
        names = [{ from = "2026-01-08", name = "A Board" }, { from = "2026-06-01", name = "The Board" }]
        [[post]]
        post = "DEPARTMENT_LEAD"
        of = "DEPARTMENT"
        from = "2026-01-08"
    "#;
    assert!(from.is_empty() || text.contains(from), "{from}");
    Agenda::parse(&text.replace(from, to))
}

#[test]
fn a_calendar_that_is_wrong_is_refused_with_what_is_wrong_with_it() {
    assert!(edition("A duty", "Another").is_ok());
    let months = r#"kind = "MONTHS", every = 6, from = "2026-01-08", due = "LAST_DAY""#;
    for (from, to, problem) in [
        ("CAL-01", "CAL-1", "CAL-1: is no code"),
        ("A duty", "", "CAL-01: its title"),
        ("It is done.", "", "CAL-01: its text"),
        ("HMG-01", "HMG-1", "CAL-01: its sources"),
        ("[\"GCDO\"]", "[]", "CAL-01: somebody must owe it"),
        ("[\"GCDO\"]", "[\"PUBLIC\"]", "CAL-01: somebody must owe it"),
        ("every = 6", "every = 0", "CAL-01: its interval"),
        ("every = 6", "every = 61", "CAL-01: its interval"),
        ("every = 6, from = \"2026", "every = 6, from = \"1999", "CAL-01: it must not begin before 2000"),
        (months, r#"kind = "QUARTERS", from = "2026-02-01", working_days = 5"#, "CAL-01: its first quarter"),
        (months, r#"kind = "QUARTERS", from = "2026-01-08", working_days = 5"#, "CAL-01: its first quarter"),
        (months, r#"kind = "QUARTERS", from = "2026-01-01", working_days = 0"#, "CAL-01: it must be due"),
        (months, r#"kind = "QUARTERS", from = "2026-01-01", working_days = 61"#, "CAL-01: it must be due"),
        ("rule =", "attendance = \"a-board\"\n        rule =", "CAL-01: what is attended"),
        (
            "owed_by = [\"GCDO\"]",
            "owed_by = [\"GCDO\", \"ICO\"]\n        attendance = \"another\"",
            "CAL-01: what is attended",
        ),
        ("a-board", "A Board!", "body A Board!"),
        ("GOVERNMENT", "NOBODY", "body a-board"),
        ("2026-06-01", "2026-01-08", "body a-board"),
        ("DEPARTMENT_LEAD", "CLEANER", "post CLEANER"),
        ("of = \"DEPARTMENT\"", "of = \"PUBLIC\"", "post DEPARTMENT_LEAD"),
        ("text = \"It is done.\"", "text = \"It is done.\"\n        what = 2", "unknown field"),
    ] {
        let found = edition(from, to).unwrap_err();
        assert!(found.starts_with(problem), "{to}: {found}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let text = r#"
        edition = "2026-01-08"
        duty = [
            { code = "CAL-1", title = "", text = "x", sources = [], owed_by = ["GCDO"], rule = { kind = "EVENT" } },
            { code = "CAL-02", title = "x", text = "x", sources = [], owed_by = ["GCDO"], rule = { kind = "EVENT" } },
            { code = "CAL-02", title = "x", text = "x", sources = [], owed_by = ["GCDO"], rule = { kind = "EVENT" } },
        ]
        body = [{ code = "b", kind = "GOVERNMENT", names = [] }]
        post = [
            { post = "DEPARTMENT_LEAD", of = "DEPARTMENT", from = "2026-01-08" },
            { post = "DEPARTMENT_LEAD", of = "GCDO", from = "2026-01-08" },
        ]
    "#;
    let problems = Agenda::parse(text).unwrap_err();
    let problems: Vec<_> = problems.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(problems, ["CAL-1", "CAL-1", "CAL-02 stands twice", "body b", "a post stands twice"]);
}

#[test]
fn a_body_is_called_what_it_is_called_on_the_day() {
    let agenda = edition("", "").unwrap();
    let called = |day| agenda.bodies_on(day).into_iter().map(|body| body.title).collect::<Vec<_>>();
    assert_eq!(called(date(2026, 1, 7)), [""; 0]);
    assert_eq!(called(date(2026, 1, 8)), ["A Board"]);
    assert_eq!(called(date(2026, 5, 31)), ["A Board"]);
    assert_eq!(called(date(2026, 6, 1)), ["The Board"]);
}

#[test]
fn what_happens_when_it_happens_can_be_recorded_since_there_is_the_calendar() {
    let agenda = Agenda::default();
    let events = agenda.duties().filter_map(|duty| match duty.rule {
        Rule::Event(from) => Some((duty.code.0, from)),
        _ => None,
    });
    assert_eq!(events.collect::<Vec<_>>(), [(8, date(2026, 1, 8)), (14, date(2026, 1, 8))]);
}
