//! The clock engine, against worked examples and against properties of any history.

use super::{
    BadHistory, Calendar, Deadline, Event, Kind, LONDON, Period, Rule, UnknownYear, end_of, fold, london_day,
    rules::AnyDivision, words,
};
use contracts::{directory::Division, time::DeadlineState};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::date};
use proptest::prelude::*;

const HOLIDAYS: &str = include_str!("../../../../deploy/reference/bank-holidays.json");

fn calendar() -> Calendar {
    Calendar::parse(HOLIDAYS).unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn event(kind: Kind, at: &str) -> Event {
    Event { kind, at: time(at), recorded_at: time(at) }
}

fn folded(rule: &str, events: &[Event]) -> Deadline {
    fold(Rule::named(rule).unwrap(), events, &calendar()).unwrap()
}

#[test]
fn seventy_two_hours_elapse_whatever_the_clocks_on_the_wall_do() {
    for (start, explanation) in [
        (
            "2026-05-03T08:14:00Z",
            "72 hours from 9:14am on 3 May 2026 (BST); never paused; due 9:14am on 6 May 2026 (BST); \
             rule uk-gdpr-33/v1",
        ),
        (
            "2026-03-27T10:00:00Z",
            "72 hours from 10:00am on 27 March 2026 (GMT); never paused; due 11:00am on 30 March 2026 (BST); \
             rule uk-gdpr-33/v1",
        ),
        (
            "2026-10-23T09:00:00Z",
            "72 hours from 10:00am on 23 October 2026 (BST); never paused; due 9:00am on 26 October 2026 (GMT); \
             rule uk-gdpr-33/v1",
        ),
        (
            "2026-12-23T16:30:00Z",
            "72 hours from 4:30pm on 23 December 2026 (GMT); never paused; due 4:30pm on 26 December 2026 (GMT); \
             rule uk-gdpr-33/v1",
        ),
    ] {
        let deadline = folded("uk-gdpr-33/v1", &[event(Kind::Start, start)]);
        assert_eq!(deadline.to_wire().explanation, explanation);
    }
}

#[test]
fn prior_consultation_takes_eight_weeks_and_is_paused_and_extended() {
    let mut events = vec![event(Kind::Start, "2026-03-02T11:00:00Z")];
    let due = |events: &[Event]| folded("uk-gdpr-36/v1", events).due_at();
    assert_eq!(due(&events), Some(end_of(date(2026, 4, 27))), "a Monday");
    events.push(event(Kind::Pause, "2026-03-16T17:00:00Z"));
    assert_eq!(due(&events), None, "paused");
    events.push(event(Kind::Resume, "2026-03-30T08:00:00Z"));
    assert_eq!(due(&events), Some(end_of(date(2026, 5, 11))), "fourteen days later");
    events.push(event(Kind::Extend, "2026-03-31T10:00:00Z"));
    assert_eq!(due(&events), Some(end_of(date(2026, 6, 22))), "and six weeks more");
    assert_eq!(end_of(date(2026, 6, 22)), time("2026-06-22T22:59:59Z"), "by the clocks of London");
    assert_eq!(
        folded("uk-gdpr-36/v1", &events).to_wire().explanation,
        "8 weeks from 11:00am on 2 March 2026 (GMT); extended by 6 weeks; paused from 5:00pm on 16 March 2026 (GMT) \
         to 9:00am on 30 March 2026 (BST); due 11:59pm on 22 June 2026 (BST); rule uk-gdpr-36/v1"
    );
}

#[test]
fn months_end_on_the_corresponding_date_or_the_last_of_the_month() {
    for (day, months, last) in [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 8), 12, date(2027, 1, 8)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
    ] {
        assert_eq!(Period::Months(months).after(day, &calendar()), Ok(last));
    }
}

#[test]
fn working_days_are_counted_back_as_they_are_counted_on() {
    for division in [Division::EnglandAndWales, Division::Scotland, Division::NorthernIreland] {
        let whose = AnyDivision::One(division);
        for (start, days) in [(date(2026, 4, 1), 3), (date(2026, 12, 23), 5), (date(2026, 7, 10), 20)] {
            let end = Period::WorkingDays(days, whose).after(start, &calendar()).unwrap();
            assert_eq!(
                calendar().nth_working_day_before(end, days, whose),
                Ok(start),
                "{division:?} {start}"
            );
        }
    }
    let whose = AnyDivision::One(Division::EnglandAndWales);
    assert_eq!(calendar().nth_working_day_before(date(2026, 4, 7), 1, whose), Ok(date(2026, 4, 2)));
    let unknown = calendar().nth_working_day_before(date(2026, 1, 2), 5, whose);
    assert_eq!(unknown, Err(UnknownYear(2025)), "what is not known is not guessed");
}

#[test]
fn working_days_leave_out_weekends_and_the_bank_holidays_that_count() {
    let one = |division| AnyDivision::One(division);
    for (day, days, whose, last) in [
        (date(2026, 4, 1), 3, one(Division::EnglandAndWales), date(2026, 4, 8)),
        (date(2026, 4, 1), 3, one(Division::Scotland), date(2026, 4, 7)),
        (date(2026, 4, 1), 3, AnyDivision::Any, date(2026, 4, 8)),
        (date(2026, 3, 16), 1, one(Division::EnglandAndWales), date(2026, 3, 17)),
        (date(2026, 3, 16), 1, one(Division::NorthernIreland), date(2026, 3, 18)),
        (date(2026, 3, 16), 1, AnyDivision::Any, date(2026, 3, 18)),
        (date(2026, 12, 24), 2, one(Division::EnglandAndWales), date(2026, 12, 30)),
    ] {
        assert_eq!(
            Period::WorkingDays(days, whose).after(day, &calendar()),
            Ok(last),
            "{whose:?} from {day}"
        );
    }
    let beyond = Period::WorkingDays(20, AnyDivision::Any).after(date(2027, 12, 20), &calendar());
    assert_eq!(beyond, Err(UnknownYear(2028)), "what is not known is not guessed");
    assert_eq!(
        Calendar::default().is_working_day(date(2026, 4, 1), AnyDivision::Any),
        Err(UnknownYear(2026))
    );
}

#[test]
fn a_change_of_law_binds_the_clocks_that_start_after_it() {
    for (start, id) in [("2025-08-19T22:59:59Z", "pecr-5a/v1"), ("2025-08-19T23:00:00Z", "pecr-5a/v2")] {
        assert_eq!(Rule::in_force("pecr-5a", time(start)).unwrap().id, id, "midnight in London");
    }
    assert_eq!(Rule::in_force("uk-gdpr-33", time("2017-01-01T00:00:00Z")), None);
    assert_eq!(
        folded("pecr-5a/v1", &[event(Kind::Start, "2025-08-19T09:00:00Z")]).due_at(),
        Some(time("2025-08-20T09:00:00Z"))
    );
}

#[test]
fn a_deadline_stands_as_the_first_notice_and_the_time_say() {
    use DeadlineState::{DueSoon, Met, MetLate, NotRequired, Overdue, Running};
    let start = event(Kind::Start, "2026-05-03T08:00:00Z");
    let state = |more: &[Event], now: &str| {
        folded("uk-gdpr-33/v1", &[[start].as_slice(), more].concat()).state(time(now))
    };
    assert_eq!(state(&[], "2026-05-05T07:59:59Z"), Running);
    assert_eq!(state(&[], "2026-05-05T08:00:00Z"), DueSoon, "24 hours left");
    assert_eq!(state(&[], "2026-05-06T08:00:00Z"), DueSoon, "exactly 72 hours is in time");
    assert_eq!(state(&[], "2026-05-06T08:00:01Z"), Overdue);
    let (late, in_time) =
        (event(Kind::Satisfy, "2026-05-07T08:00:00Z"), event(Kind::Satisfy, "2026-05-06T08:00:00Z"));
    assert_eq!(state(&[late], "2026-06-01T00:00:00Z"), MetLate);
    assert_eq!(state(&[in_time], "2026-06-01T00:00:00Z"), Met);
    assert_eq!(state(&[in_time, late], "2026-06-01T00:00:00Z"), Met, "the first notice counts");
    let discharged = event(Kind::Discharge, "2026-05-07T08:00:00Z");
    assert_eq!(state(&[discharged], "2026-06-01T00:00:00Z"), NotRequired);
    let corrected = event(Kind::Correct, "2026-05-01T08:00:00Z");
    assert_eq!(state(&[in_time, corrected], "2026-06-01T00:00:00Z"), MetLate, "by the true start");
}

#[test]
fn a_history_that_cannot_be_is_refused() {
    let rule = Rule::named("uk-gdpr-33/v1").unwrap();
    let (start, at) = (event(Kind::Start, "2026-05-03T08:00:00Z"), "2026-05-04T08:00:00Z");
    for (events, problem) in [
        (vec![], BadHistory::Start),
        (vec![event(Kind::Pause, at)], BadHistory::Start),
        (vec![start, start], BadHistory::Start),
        (vec![start, event(Kind::Resume, at)], BadHistory::Resume),
        (vec![start, event(Kind::Extend, at)], BadHistory::Extend),
    ] {
        assert_eq!(fold(rule, &events, &calendar()), Err(problem));
    }
    let twice = [start, event(Kind::Extend, at), event(Kind::Extend, at)];
    assert_eq!(fold(Rule::named("uk-gdpr-36/v1").unwrap(), &twice, &calendar()), Err(BadHistory::Extend));
}

/// A time between 2020 and 2040.
fn any_time() -> impl Strategy<Value = Timestamp> {
    (1_577_836_800_i64..2_208_988_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

proptest! {
    #[test]
    fn hours_are_elapsed_time_and_pauses_add_what_they_lasted(
        start in any_time(), gap in 0_i64..200_000, lasted in 0_i64..5_000_000
    ) {
        let (from, lasted) = (start + SignedDuration::from_secs(gap), SignedDuration::from_secs(lasted));
        let at = |kind, at| Event { kind, at, recorded_at: at };
        let events = [at(Kind::Start, start), at(Kind::Pause, from), at(Kind::Resume, from + lasted)];
        let due = folded("uk-gdpr-33/v1", &events).due_at().unwrap();
        prop_assert_eq!(due.duration_since(start), SignedDuration::from_hours(72) + lasted);
    }

    #[test]
    fn pauses_that_overlap_count_once(start in any_time(), mut times in prop::array::uniform4(0_i64..9_000_000)) {
        times.sort_unstable();
        let [a, b, c, d] = times.map(|second| start + SignedDuration::from_secs(second));
        let at = |kind, at| Event { kind, at, recorded_at: at };
        let due = |events: &[Event]| {
            folded("uk-gdpr-36/v1", &[[at(Kind::Start, start)].as_slice(), events].concat()).due_at()
        };
        let overlapping = [at(Kind::Pause, a), at(Kind::Pause, b), at(Kind::Resume, c), at(Kind::Resume, d)];
        prop_assert_eq!(due(&overlapping), due(&[at(Kind::Pause, a), at(Kind::Resume, d)]));
        prop_assert_eq!(due(&overlapping[..3]), None, "still paused");
    }

    #[test]
    fn weeks_end_with_a_day_of_london_on_the_same_day_of_the_week(start in any_time()) {
        let due = folded("uk-gdpr-36/v1", &[Event { kind: Kind::Start, at: start, recorded_at: start }]).due_at().unwrap();
        prop_assert_eq!(london_day(due), london_day(start) + 56.days());
        prop_assert_eq!(due.to_zoned(LONDON).strftime("%H:%M:%S").to_string(), "23:59:59");
        prop_assert_eq!(london_day(due).weekday(), london_day(start).weekday());
    }

    #[test]
    fn a_later_start_is_never_due_sooner(start in any_time(), later in 0_i64..9_000_000) {
        for rule in ["uk-gdpr-33/v1", "uk-gdpr-36/v1", "dpa-part3-65/v1"] {
            let due = |start| folded(rule, &[Event { kind: Kind::Start, at: start, recorded_at: start }]).due_at();
            prop_assert!(due(start) <= due(start + SignedDuration::from_secs(later)));
        }
    }

    #[test]
    fn a_deadline_only_moves_on_from_running_to_overdue(start in any_time(), one in 0_i64..900_000, other in 0_i64..900_000) {
        let deadline = folded("uk-gdpr-33/v1", &[Event { kind: Kind::Start, at: start, recorded_at: start }]);
        let rank = |second: i64| match deadline.state(start + SignedDuration::from_secs(second)) {
            DeadlineState::Running => 0,
            DeadlineState::DueSoon => 1,
            DeadlineState::Overdue => 2,
            other => panic!("{other:?}"),
        };
        prop_assert!(rank(one.min(other)) <= rank(one.max(other)));
    }

    #[test]
    fn words_tell_the_time_of_london(time in any_time()) {
        let zone = words(time).rsplit_once('(').unwrap().1.trim_end_matches(')').to_owned();
        prop_assert!(zone == "GMT" || zone == "BST");
    }
}
