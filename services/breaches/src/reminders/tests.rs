//! When what is said of a deadline, against worked examples.

use super::points::{ACTION, OWNERS};
use chassis::{
    deadline::{AnyDivision, Calendar, Deadline},
    worker::{Due, Reminder},
};
use contracts::{directory::Division, time::DeadlineState};
use jiff::{SignedDuration, Timestamp};

fn of_clock(started_at: Timestamp, due_at: Timestamp, now: Timestamp) -> Due {
    super::points::of_clock(OWNERS, started_at, due_at, now)
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// What is sent, what is passed over, and when there is more to say.
fn said(due: &Due) -> (Vec<&str>, Vec<&str>, Option<Timestamp>) {
    fn points(reminders: &[Reminder]) -> Vec<&str> {
        reminders.iter().map(|reminder| reminder.point.as_str()).collect()
    }
    (points(&due.latest), points(&due.skipped), due.next_at)
}

#[test]
fn seventy_two_hours_are_reminded_of_as_they_elapse_whatever_the_clocks_on_the_wall_do() {
    for (start, next) in [
        // The clocks go forward in the night before the last but one of these, and back in the other.
        (
            "2026-03-27T10:00:00+00:00[Europe/London]",
            [
                "2026-03-28T10:00:00+00:00[Europe/London]",
                "2026-03-29T11:00:00+01:00[Europe/London]",
                "2026-03-29T23:00:00+01:00[Europe/London]",
                "2026-03-30T07:00:00+01:00[Europe/London]",
                "2026-03-30T11:00:00+01:00[Europe/London]",
            ],
        ),
        (
            "2026-10-23T10:00:00+01:00[Europe/London]",
            [
                "2026-10-24T10:00:00+01:00[Europe/London]",
                "2026-10-25T09:00:00+00:00[Europe/London]",
                "2026-10-25T21:00:00+00:00[Europe/London]",
                "2026-10-26T05:00:00+00:00[Europe/London]",
                "2026-10-26T09:00:00+00:00[Europe/London]",
            ],
        ),
        (
            "2026-12-23T16:30:00+00:00[Europe/London]",
            [
                "2026-12-24T16:30:00+00:00[Europe/London]",
                "2026-12-25T16:30:00+00:00[Europe/London]",
                "2026-12-26T04:30:00+00:00[Europe/London]",
                "2026-12-26T12:30:00+00:00[Europe/London]",
                "2026-12-26T16:30:00+00:00[Europe/London]",
            ],
        ),
    ] {
        let start = time(start);
        let due = start + hours(72);
        let mut now = start;
        for (at, point) in next.iter().zip(["24h", "48h", "60h", "68h", "72h"]) {
            let next = of_clock(start, due, now).next_at.unwrap();
            assert_eq!(next, time(at), "{start}");
            let just_before = of_clock(start, due, next - SignedDuration::from_micros(1));
            let sent = format!("elapsed:{point}");
            assert!(just_before.latest.iter().all(|reminder| reminder.point != sent));
            assert_eq!(of_clock(start, due, next).latest[0].point, sent);
            now = next;
        }
    }
}

#[test]
fn of_what_has_passed_only_the_latest_of_each_series_is_sent() {
    let start = time("2026-05-03T08:00:00Z");
    let due = start + hours(72);
    for (elapsed, sent, skipped, next) in [
        (0, vec![], vec![], 24),
        (23, vec![], vec![], 24),
        (24, vec!["elapsed:24h"], vec![], 48),
        (48, vec!["elapsed:48h", "due_soon"], vec!["elapsed:24h"], 60),
        (71, vec!["elapsed:68h", "due_soon"], vec!["elapsed:24h", "elapsed:48h", "elapsed:60h"], 72),
        (
            73,
            vec!["elapsed:72h", "overdue"],
            vec!["elapsed:24h", "elapsed:48h", "elapsed:60h", "elapsed:68h", "due_soon"],
            96,
        ),
    ] {
        let found = of_clock(start, due, start + hours(elapsed));
        assert_eq!(said(&found), (sent, skipped, Some(start + hours(next))), "{elapsed}");
    }
    let late = |hours_late: i64| of_clock(start, due, due + hours(hours_late));
    assert_eq!(late(24).latest[0].point, "overdue:1d");
    let found = late(24 * 7);
    assert_eq!(said(&found).0, ["overdue:7d", "overdue:1w"]);
    let found = late(24 * 400);
    let skipped = [
        "elapsed:24h",
        "elapsed:48h",
        "elapsed:60h",
        "elapsed:68h",
        "elapsed:72h",
        "overdue:399d",
        "due_soon",
        "overdue",
        "overdue:56w",
    ];
    assert_eq!(
        said(&found),
        (vec!["overdue:400d", "overdue:57w"], skipped.to_vec(), Some(due + hours(24 * 401))),
        "however long nobody looked, little is kept"
    );
}

#[test]
fn owners_are_reminded_daily_and_the_siro_once_it_is_overdue_and_weekly() {
    let start = time("2026-05-03T08:00:00Z");
    let due = start + hours(72);
    let (mut now, mut all) = (start, Vec::new());
    for _ in 0..16 {
        now = of_clock(start, due, now).next_at.unwrap();
        let found = of_clock(start, due, now);
        let new = found.latest.into_iter().filter(|reminder| reminder.at == now);
        all.extend(
            new.map(|reminder| format!("{} {} {}", reminder.point, reminder.act, reminder.roles.join(" "))),
        );
    }
    let owners = "dept.handler dept.dpo";
    let mut expected = vec![
        format!("elapsed:24h deadline.reminder {owners}"),
        format!("elapsed:48h deadline.reminder {owners}"),
        "due_soon deadline.due_soon ".to_owned(),
        format!("elapsed:60h deadline.reminder {owners}"),
        format!("elapsed:68h deadline.reminder {owners}"),
        format!("elapsed:72h deadline.reminder {owners}"),
        "overdue deadline.overdue dept.siro".to_owned(),
    ];
    for day in 1..=10 {
        expected.push(format!("overdue:{day}d deadline.overdue {owners}"));
        if day == 7 {
            expected.push("overdue:1w deadline.overdue dept.siro".to_owned());
        }
    }
    assert_eq!(all, expected);
}

#[test]
fn a_change_of_how_a_deadline_stands_is_told_in_the_instant_in_which_it_changes() {
    let start = time("2026-05-03T08:00:00Z");
    for period in [24, 72] {
        let due = start + hours(period);
        for (from, micros) in [(start, 0), (due - hours(24), -1), (due - hours(24), 0), (due, 0), (due, 1)] {
            let now = from + SignedDuration::from_micros(micros);
            let told =
                of_clock(start, due, now).latest.into_iter().rev().find_map(|reminder| match reminder.act {
                    "deadline.due_soon" => Some(DeadlineState::DueSoon),
                    "deadline.overdue" => Some(DeadlineState::Overdue),
                    _ => None,
                });
            let state = Deadline::state_of(Some(due), None, None, now);
            assert_eq!(told.unwrap_or(DeadlineState::Running), state, "{now}");
        }
    }
}

#[test]
fn a_clock_of_twenty_four_hours_is_due_soon_at_once_and_has_no_later_hours() {
    let start = time("2025-08-19T09:00:00Z");
    let due = start + hours(24);
    assert_eq!(said(&of_clock(start, due, start)).0, ["due_soon"]);
    let found = of_clock(start, due, start + hours(47));
    assert_eq!(said(&found), (vec!["elapsed:24h", "overdue"], vec!["due_soon"], Some(due + hours(24))));
}

#[test]
fn what_is_due_in_days_is_told_working_days_before_then_daily_weekly_and_after_a_month() {
    let calendar = calendar();
    // The last working days before it: 2 April (Thursday), 27 March, 20 March and 6 March; Easter lies between.
    let due = time("2026-04-07T09:00:00Z");
    let said_at = |now: Timestamp, since: &str| {
        let whose = AnyDivision::One(Division::EnglandAndWales);
        ACTION.said(due, time(since), now, &calendar, whose)
    };
    let long = "2026-01-01T00:00:00Z";
    let before = [
        ("before:20wd", "2026-03-06T00:00:00Z"),
        ("before:10wd", "2026-03-20T00:00:00Z"),
        // The clocks on the wall have changed by then.
        ("before:5wd", "2026-03-27T00:00:00Z"),
        ("before:1wd", "2026-04-01T23:00:00Z"),
    ];
    for (at, (point, from)) in before.iter().enumerate() {
        let from = time(from);
        let found = said_at(from, long);
        assert_eq!(said(&found).0, [*point]);
        assert_eq!(
            (found.latest[0].act, found.latest[0].roles),
            ("action.due", &["dept.handler", "dept.dpo"][..])
        );
        assert_eq!(found.skipped.len(), at);
        assert!(!said(&said_at(from - SignedDuration::from_micros(1), long)).0.contains(point), "{point}");
    }
    assert_eq!(
        said(&said_at(time("2026-04-02T00:00:00Z"), "2026-04-01T23:00:01Z")).0,
        [""; 0],
        "it is too new"
    );
    let late =
        |days: i64, micros| said_at(due + hours(24 * days) + SignedDuration::from_micros(micros), long);
    assert_eq!(said(&late(0, 0)).0, ["before:1wd"], "done in the last instant it is in time");
    assert_eq!(said(&late(0, 1)).0, ["overdue"]);
    assert_eq!(said(&late(1, 0)).0, ["overdue:1d"]);
    let week = late(7, 0);
    assert_eq!(said(&week).0, ["overdue:7d", "overdue:1w"]);
    assert_eq!(week.latest[1].roles, ["dept.siro"]);
    let month = late(30, 0);
    assert_eq!(said(&month).0, ["overdue:30d", "overdue:4w", "escalated:30d"]);
    assert_eq!(month.latest[2].roles, ["dept.handler", "dept.dpo", "dept.siro"]);
    assert_eq!(month.latest[2].act, "action.overdue");
}

#[test]
fn where_holidays_are_unknown_what_can_be_told_without_them_is() {
    let due = time("2031-05-12T09:00:00Z");
    let told = |now| ACTION.said(due, Timestamp::MIN, now, &calendar(), AnyDivision::Any);
    assert_eq!(said(&told(due)), (vec![], vec![], Some(due + SignedDuration::from_micros(1))));
    assert_eq!(said(&told(due + hours(24))).0, ["overdue:1d"]);
}

fn calendar() -> Calendar {
    Calendar::parse(include_str!("../../../../deploy/reference/bank-holidays.json")).unwrap()
}

#[test]
fn nothing_is_said_beyond_all_time() {
    let (first, last) = (time("0001-01-01T00:00:00Z"), Timestamp::MAX);
    let nothing = ACTION.said(last, first, last, &calendar(), AnyDivision::Any);
    assert_eq!(nothing, Due::default());
    let found = of_clock(last - hours(72), last, last);
    assert_eq!(
        said(&found),
        (
            vec!["elapsed:72h", "due_soon"],
            vec!["elapsed:24h", "elapsed:48h", "elapsed:60h", "elapsed:68h"],
            None,
        )
    );
    assert_eq!(of_clock(first, first + hours(72), last).skipped.len(), 9);
}
