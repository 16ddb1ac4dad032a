//! What of the calendar is worked out here.

use super::{
    agenda::{Asked, months},
    year::{Form, Mark, Strip, place},
};
use crate::{language::Language, posted::Values};
use contracts::commitments::{Occurrence, OccurrenceState};
use jiff::civil::date;

fn occurrence(duty: &str, due: &str, state: OccurrenceState) -> Occurrence {
    Occurrence {
        name: format!("organisations/hmrc/occurrences/{duty}-2026-01-01"),
        duty: format!("duties/{duty}"),
        title: "A duty".to_owned(),
        state: state.into(),
        last_day: "2026-06-30".to_owned(),
        due_day: due.to_owned(),
        ..Occurrence::default()
    }
}

fn year() -> Vec<Occurrence> {
    vec![
        occurrence("CAL-12", "2026-04-16", OccurrenceState::Overdue),
        occurrence("CAL-07", "2026-05-01", OccurrenceState::Done),
        occurrence("CAL-09", "2026-05-31", OccurrenceState::Due),
        occurrence("CAL-07", "", OccurrenceState::NotDue),
        occurrence("CAL-15", "2027-05-03", OccurrenceState::Information),
    ]
}

#[test]
fn what_is_overdue_comes_first_and_the_rest_by_month() {
    let all = year();
    let months = months(Language::English, all.iter());
    let titles: Vec<_> = months.iter().map(|month| (month.title.as_str(), month.lines.len())).collect();
    assert_eq!(titles, [("Overdue", 1), ("May 2026", 2), ("June 2026", 1), ("May 2027", 1)]);
    assert_eq!(months[0].lines[0].href, "/calendar/CAL-12-2026-01-01");
    assert_eq!(months[0].lines[0].due, "Due by 16 April 2026");
    assert_eq!(months[2].lines[0].due, "No day is set by which it is due");
}

#[test]
fn filters_are_read_from_the_address_and_what_cannot_be_meant_is_none() {
    let all = year();
    let asked = |query: &str| Asked::read(&Values::parse(query.as_bytes()).unwrap(), &all);
    let wanted = |query: &str| all.iter().filter(|one| asked(query).wants(one)).count();
    assert_eq!(wanted(""), 5);
    assert_eq!(wanted("state=OCCURRENCE_STATE_OVERDUE"), 1);
    assert_eq!(wanted("duty=CAL-07"), 2);
    assert_eq!(wanted("duty=CAL-07&state=OCCURRENCE_STATE_DONE"), 1);
    assert_eq!(asked("duty=CAL-99&state=LATE"), Asked::default());
}

#[test]
fn each_day_has_a_mark_whose_form_says_how_it_stands() {
    let all = year();
    let strip = Strip::of(Language::English, &all, date(2026, 5, 3)).unwrap();
    let forms: Vec<_> = strip.marks.iter().map(|mark| mark.form).collect();
    // The one of April is before the months that are shown.
    assert_eq!(forms, [Form::Done, Form::Open, Form::Open, Form::Information]);
    let [first, second, third, last] = strip.marks.as_slice() else { panic!("{forms:?}") };
    assert_eq!(*first, Mark { x: 64, y: 41, form: Form::Done });
    assert_eq!(
        (second.y, third.y, last.y),
        (67, 41, 119),
        "a line for each duty, in the order of their codes"
    );
    assert!(first.x < second.x && second.x < third.x && third.x < last.x);
    assert!(Strip::of(Language::English, &[], date(2026, 5, 3)).is_none());
}

#[test]
fn a_day_is_as_far_into_its_month_as_it_is() {
    let begins = date(2026, 5, 1);
    assert_eq!(place(begins, date(2026, 4, 30)), None);
    assert_eq!(place(begins, date(2026, 5, 1)), Some(64));
    assert_eq!(place(begins, date(2026, 5, 31)), Some(64 + 56));
    assert_eq!(place(begins, date(2026, 6, 1)), Some(64 + 58));
    assert_eq!(place(begins, date(2027, 5, 1)), Some(64 + 12 * 58));
    assert_eq!(place(begins, date(2027, 6, 1)), None);
}
