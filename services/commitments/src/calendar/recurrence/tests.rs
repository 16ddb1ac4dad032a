//! Recurrence, months and working days.

use super::{Course, Days, Due, Occurrence, OccurrenceId};
use crate::calendar::edition::{Agenda, DutyCode};
use chassis::{
    Label,
    deadline::{AnyDivision, london_day, start_of},
};
use contracts::{commitments::OccurrenceState, directory::Division};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;

const DIVISIONS: [Division; 3] = [Division::EnglandAndWales, Division::Scotland, Division::NorthernIreland];

fn in_division<T>(division: Division, ask: impl FnOnce(Days<'_>) -> T) -> T {
    let calendar = chassis_testing::calendar();
    ask(Days { calendar: &calendar, division })
}

/// The first days and the days on which a duty is due, of the first few times.
fn due(code: &str, division: Division, until: Date) -> Vec<(String, String)> {
    let (agenda, code) = (Agenda::default(), DutyCode::parse(code).unwrap());
    in_division(division, |days| {
        let duty = agenda.duty(code).unwrap();
        duty.occurrences(until, days)
            .map(|one| (one.id.first.to_string(), one.due.unwrap().to_string()))
            .collect()
    })
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(first, due)| ((*first).to_owned(), (*due).to_owned())).collect()
}

#[test]
fn the_regulator_is_at_each_board_by_the_last_day_of_each_half() {
    for code in ["CAL-01", "CAL-02"] {
        let expected =
            [("2026-01-08", "2026-07-07"), ("2026-07-08", "2027-01-07"), ("2027-01-08", "2027-07-07")];
        assert_eq!(due(code, Division::EnglandAndWales, date(2027, 7, 7)), pairs(&expected), "{code}");
    }
}

#[test]
fn the_review_is_due_within_twelve_months_and_the_joint_update_after_six() {
    let review = [("2026-01-08", "2027-01-08"), ("2027-01-08", "2028-01-08")];
    assert_eq!(due("CAL-03", Division::EnglandAndWales, date(2027, 1, 8)), pairs(&review));
    assert_eq!(due("CAL-03", Division::EnglandAndWales, date(2027, 1, 7)), pairs(&review[..1]));
    let update = [("2026-01-08", "2026-07-08")];
    assert_eq!(due("CAL-05", Division::EnglandAndWales, date(2026, 7, 7)), pairs(&update));
    let other = [("2023-09-12", "2025-09-12"), ("2025-09-12", "2027-09-12")];
    assert_eq!(due("CAL-15", Division::EnglandAndWales, date(2026, 7, 7)), pairs(&other));
}

#[test]
fn returns_are_due_by_the_working_days_of_the_departments_own_division() {
    let day = date(2026, 1, 1);
    // Good Friday 3 April everywhere; Easter Monday 6 April not in Scotland.
    for (code, expected) in [
        ("CAL-12", ["2026-04-16", "2026-04-15", "2026-04-16"]),
        ("CAL-11", ["2026-04-23", "2026-04-22", "2026-04-23"]),
        ("CAL-07", ["2026-04-30", "2026-04-29", "2026-04-30"]),
    ] {
        let found = DIVISIONS.map(|division| due(code, division, day)[0].1.clone());
        assert_eq!(found, expected, "{code}");
    }
    // The twelfth of July, kept on Monday 13 July 2026, is Northern Ireland's alone.
    let summer = DIVISIONS.map(|division| due("CAL-12", division, date(2026, 4, 1))[1].1.clone());
    assert_eq!(summer, ["2026-07-14", "2026-07-14", "2026-07-15"]);
    // Christmas and the new year are kept differently: 2 January is Scotland's.
    let winter = DIVISIONS.map(|division| due("CAL-12", division, date(2026, 10, 1))[3].1.clone());
    assert_eq!(winter, ["2027-01-15", "2027-01-18", "2027-01-15"]);
}

#[test]
fn a_day_that_nobody_can_tell_yet_is_not_guessed() {
    let (agenda, code) = (Agenda::default(), DutyCode::parse("CAL-12").unwrap());
    in_division(Division::Scotland, |days| {
        let far = agenda.duty(code).unwrap().occurrence(date(2028, 1, 1), days).unwrap();
        assert!(far.due.is_none());
        assert_eq!(far.day(), date(2028, 3, 31));
        assert_eq!(
            far.explanation,
            "10 working days of Scotland after 31 March 2028; the bank holidays of 2028 are unknown"
        );
        assert_eq!(far.state(false, false, date(2030, 1, 1)), OccurrenceState::NotDue);
    });
}

#[test]
fn how_a_day_comes_about_is_said_in_words() {
    let agenda = Agenda::default();
    let said = |code: &str, first| {
        let duty = agenda.duty(DutyCode::parse(code).unwrap()).unwrap();
        in_division(Division::EnglandAndWales, |days| duty.occurrence(first, days).unwrap().explanation)
    };
    assert_eq!(said("CAL-01", date(2026, 7, 8)), "8 July 2026 to 7 January 2027; due by the last day");
    assert_eq!(said("CAL-03", date(2026, 1, 8)), "8 January 2026 to 7 January 2027; due by 8 January 2027");
    assert_eq!(
        said("CAL-12", date(2026, 1, 1)),
        "10 working days of England and Wales after 31 March 2026: 16 April 2026"
    );
    assert_eq!(said("CAL-14", date(2026, 5, 5)), "whenever it happens: 5 May 2026");
}

fn half_year() -> Occurrence {
    let (agenda, code) = (Agenda::default(), DutyCode::parse("CAL-01").unwrap());
    in_division(Division::EnglandAndWales, |days| {
        agenda.duty(code).unwrap().occurrence(date(2026, 1, 8), days).unwrap()
    })
}

#[test]
fn something_is_due_thirty_days_before_and_overdue_the_day_after() {
    for (today, expected) in [
        (date(2026, 6, 6), OccurrenceState::NotDue),
        (date(2026, 6, 7), OccurrenceState::Due),
        (date(2026, 7, 7), OccurrenceState::Due),
        (date(2026, 7, 8), OccurrenceState::Overdue),
    ] {
        assert_eq!(half_year().state(false, false, today), expected, "{today}");
        assert_eq!(half_year().state(false, true, today), OccurrenceState::Done, "{today}");
        assert_eq!(half_year().state(true, false, today), OccurrenceState::Information, "{today}");
    }
}

#[test]
fn a_return_is_not_due_before_its_quarter_is_over() {
    let (agenda, code) = (Agenda::default(), DutyCode::parse("CAL-12").unwrap());
    in_division(Division::EnglandAndWales, |days| {
        let quarter = agenda.duty(code).unwrap().occurrence(date(2026, 1, 1), days).unwrap();
        assert_eq!(quarter.opens, date(2026, 4, 1));
        assert_eq!(quarter.state(false, false, date(2026, 3, 31)), OccurrenceState::NotDue);
        assert_eq!(quarter.state(false, false, date(2026, 4, 1)), OccurrenceState::Due);
        assert_eq!(quarter.state(false, false, date(2026, 4, 17)), OccurrenceState::Overdue);
    });
}

#[test]
fn an_occurrence_has_one_name_and_begins_when_one_does() {
    let name = "organisations/hmrc/occurrences/CAL-12-2026-01-01";
    let (own, id) = OccurrenceId::parse_name(name).unwrap();
    assert_eq!((own.as_str(), id.to_string().as_str()), ("hmrc", "CAL-12-2026-01-01"));
    for text in
        ["CAL-12-2026-1-1", "CAL-12-2026-01-32", "CAL-12", "CAL-122026-01-01", "", "CAL-12-2026-01-01T00"]
    {
        assert_eq!(OccurrenceId::parse(text), None, "{text}");
    }
    let agenda = Agenda::default();
    in_division(Division::EnglandAndWales, |days| {
        let at =
            |code: &str, first| agenda.duty(DutyCode::parse(code).unwrap()).unwrap().occurrence(first, days);
        assert!(at("CAL-12", date(2026, 1, 1)).is_some() && at("CAL-12", date(2026, 1, 2)).is_none());
        assert!(at("CAL-12", date(2025, 10, 1)).is_none(), "before the calendar");
        assert!(at("CAL-16", date(2026, 1, 8)).is_none(), "what never ends has no occurrence");
        assert!(at("CAL-14", date(2026, 1, 8)).is_some() && at("CAL-14", date(2026, 1, 7)).is_none());
    });
}

#[test]
fn a_department_owes_what_falls_due_in_a_time_first_first() {
    let (agenda, directory, calendar) =
        (Agenda::default(), chassis_testing::directory(), chassis_testing::calendar());
    let hmrc = directory.get(&Label::parse("hmrc").unwrap()).unwrap();
    let owed = agenda.owed(hmrc, &calendar, (date(2026, 4, 16), date(2026, 7, 7)));
    let found: Vec<_> = owed.iter().map(|(_, one)| one.id.to_string()).collect();
    assert_eq!(
        found,
        [
            "CAL-12-2026-01-01",
            "CAL-11-2026-01-01",
            "CAL-07-2026-01-01",
            "CAL-09-2026-04-08",
            "CAL-10-2026-01-08"
        ]
        .map(str::to_owned)
    );
    let ncsc = directory.get(&Label::parse("ncsc").unwrap()).unwrap();
    let owed = agenda.owed(ncsc, &calendar, (date(2023, 1, 1), date(2027, 12, 31)));
    // The one of 2025 was over before it used the platform.
    assert_eq!(owed.iter().map(|(_, one)| one.id.to_string()).collect::<Vec<_>>(), ["CAL-15-2025-09-12"]);
}

#[test]
fn the_months_from_the_end_of_a_month_end_with_the_month() {
    let course = Course { every: 1, from: date(2027, 12, 31), due: Due::LastDay };
    let firsts: Vec<_> = course.times(date(2028, 4, 30)).map(|(first, _)| first).collect();
    assert_eq!(
        firsts,
        [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]
    );
}

fn course() -> impl Strategy<Value = Course> {
    let due = prop::sample::select(vec![Due::LastDay, Due::DayAfter]);
    (1..=60_i32, 0..9000_i32, due).prop_map(|(every, days, due)| Course {
        every,
        from: date(2000, 1, 1).checked_add(days.days()).unwrap(),
        due,
    })
}

/// Days on which the clocks change are among those that are tried.
fn any_day() -> impl Strategy<Value = Date> {
    let changes = vec![date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29), date(2028, 3, 1)];
    prop_oneof![
        prop::sample::select(changes),
        (0..730_i32).prop_map(|days| date(2026, 1, 1).checked_add(days.days()).unwrap()),
    ]
}

proptest! {
    #[test]
    fn every_day_since_the_first_is_in_exactly_one_time(course in course(), after in 0..4000_i32) {
        let day = course.from.checked_add(after.days()).unwrap();
        let holds = course.times(day).filter(|(first, next)| *first <= day && day < *next).count();
        prop_assert_eq!(holds, 1);
    }

    #[test]
    fn times_follow_on_each_other_on_corresponding_dates(course in course()) {
        let until = course.from.checked_add(20.years()).unwrap();
        let mut before = None;
        for (number, (first, next)) in (0..).zip(course.times(until)) {
            prop_assert!(first < next);
            prop_assert!(before.is_none_or(|end| end == first), "no gap, and no overlap");
            before = Some(next);
            let months = i32::from(course.from.year()) * 12 + i32::from(course.from.month()) - 1 + number * course.every;
            prop_assert_eq!(i32::from(first.year()) * 12 + i32::from(first.month()) - 1, months);
            let same = first.day() == course.from.day();
            prop_assert!(same || first.day() < course.from.day() && first.day() == first.days_in_month());
        }
    }

    #[test]
    fn what_begins_later_is_due_later_in_every_division(from in any_day(), working in 1..60_u16) {
        let calendar = chassis_testing::calendar();
        let first = date(from.year(), (from.month() - 1) / 3 * 3 + 1, 1);
        let course = Course { every: 3, from: first, due: Due::WorkingDaysAfter(working) };
        let code = DutyCode::parse("CAL-12").unwrap();
        for division in DIVISIONS {
            let days = Days { calendar: &calendar, division };
            let mut before = None;
            for time in course.times(date(2027, 6, 30)) {
                let one = Occurrence::of(OccurrenceId { code, first: time.0 }, course, time, days);
                let due = one.due.unwrap();
                prop_assert!(one.opens <= due && before.is_none_or(|before| before < due));
                before = Some(due);
                let whose = AnyDivision::One(division);
                let mut day = one.last;
                let mut counted = 0;
                while day < due {
                    day = day.tomorrow().unwrap();
                    counted += u16::from(calendar.is_working_day(day, whose).unwrap());
                }
                prop_assert_eq!(counted, working);
                prop_assert!(calendar.is_working_day(due, whose).unwrap());
            }
        }
    }

    #[test]
    fn days_are_in_the_order_of_their_beginnings_whatever_the_clocks_do(one in any_day(), other in any_day()) {
        prop_assert_eq!(one.cmp(&other), start_of(one).cmp(&start_of(other)));
        prop_assert_eq!(london_day(start_of(one)), one);
    }

    #[test]
    fn a_state_only_goes_on_while_time_does(after in 0..400_i32) {
        let order = |state| match state {
            OccurrenceState::NotDue => 0,
            OccurrenceState::Due => 1,
            OccurrenceState::Overdue => 2,
            _ => panic!("{state:?}"),
        };
        let day = date(2026, 1, 8).checked_add(after.days()).unwrap();
        let state = |day| order(half_year().state(false, false, day));
        prop_assert!(state(day) <= state(day.tomorrow().unwrap()));
    }
}
