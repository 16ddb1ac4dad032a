//! What there is to say of a deadline, and when. Pure: knows no database and no clock but the times that it is given.
//!
//! Hours, and days and weeks after a deadline, are elapsed ones, as those of the clock itself: nights, weekends, holidays and
//! the changes of the clocks on the wall count. Days before a deadline of days are working ones of the organisation's part
//! of the country. No clock of this service is paused.

use chassis::{
    deadline::{AnyDivision, Calendar, SOON, london_day, start_of},
    worker::{Due, Reminder},
};
use jiff::{SignedDuration, Timestamp};

/// Who alone knows of a breach of which nothing may be written.
pub(super) const KEEPERS: &[&str] = &["dept.dpo", "dept.siro"];
/// Who deals with a breach, and is reminded of what is due.
pub(super) const OWNERS: &[&str] = &["dept.handler", "dept.dpo"];
/// Who answers for its being late.
const SIRO: &[&str] = &["dept.siro"];

/// When owners are reminded of a running clock: after so many hours of it, as far as it has them.
const ELAPSED: [i64; 5] = [24, 48, 60, 68, 72];
/// When owners are reminded of what is due in days: so many working days before.
const BEFORE: [u16; 4] = [20, 10, 5, 1];
/// Who reports to the centre.
const REPORTERS: &[&str] = &["dept.dpo", "dept.siro"];
/// When they are reminded: so many hours before it is due, the first of which is when it comes to be owed.
const BEFORE_REPORT: [i64; 3] = [24, 12, 4];
const DAY: SignedDuration = SignedDuration::from_hours(24);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Times are kept to the microsecond: a deadline that is met in its last instant is met.
const INSTANT: SignedDuration = SignedDuration::from_micros(1);

const REMINDER: &str = "deadline.reminder";
const DUE_SOON: &str = "deadline.due_soon";
const OVERDUE: &str = "deadline.overdue";

/// What is told of something that is due in days: before, and after.
pub(super) struct Acts {
    due: &'static str,
    overdue: &'static str,
}

/// Of what is to be done about a breach.
pub(super) const ACTION: Acts = Acts { due: "action.due", overdue: "action.overdue" };
/// Of what the regulator waits for.
pub(super) const CASE: Acts = Acts { due: "case.due", overdue: "case.overdue" };
/// Of a quarterly return to the centre.
pub(super) const RETURN: Acts = Acts { due: "return.due", overdue: "return.overdue" };

/// What there is to say of the clock of a breach. Its `owners` are reminded while it runs, and daily once it is overdue. Each
/// change of how it stands is told; of the last, and weekly from then on, the senior information risk owner is reminded.
pub(super) fn of_clock(
    owners: &'static [&'static str],
    started_at: Timestamp,
    due_at: Timestamp,
    now: Timestamp,
) -> Due {
    let running = ELAPSED.iter().filter_map(|hours| {
        let after = SignedDuration::from_hours(*hours);
        reminder(started_at, after, format!("elapsed:{hours}h"), REMINDER, owners)
    });
    let running = running.filter(|reminder| reminder.at <= due_at);
    let daily = every(DAY, due_at, now)
        .filter_map(|(day, after)| reminder(due_at, after, format!("overdue:{day}d"), OVERDUE, owners));
    let soon = reminder(due_at, -SOON, "due_soon".to_owned(), DUE_SOON, &[]);
    let late = reminder(due_at, INSTANT, "overdue".to_owned(), OVERDUE, SIRO);
    let weekly = every(WEEK, due_at, now)
        .filter_map(|(week, after)| reminder(due_at, after, format!("overdue:{week}w"), OVERDUE, SIRO));
    Due::default().of(running.chain(daily), now).of(soon.into_iter().chain(late).chain(weekly), now)
}

/// What there is to say of something that is due in days, and was not before `since`. Its owners are reminded before, when
/// it is overdue, and daily from then on; the senior information risk owner weekly, and all of them after thirty days.
pub(super) fn of_days(
    acts: &Acts,
    due_at: Timestamp,
    since: Timestamp,
    now: Timestamp,
    calendar: &Calendar,
    whose: AnyDivision,
) -> Due {
    const ALL: &[&str] = &["dept.handler", "dept.dpo", "dept.siro"];
    let before = BEFORE.into_iter().filter_map(|days| {
        // Where the holidays of a year are unknown nothing is counted, and what can be told without is told.
        let day = calendar.nth_working_day_before(london_day(due_at), days, whose).ok()?;
        Some(Reminder { at: start_of(day), point: format!("before:{days}wd"), act: acts.due, roles: OWNERS })
    });
    let before = before.filter(|reminder| reminder.at >= since);
    let late = reminder(due_at, INSTANT, "overdue".to_owned(), acts.overdue, OWNERS);
    let daily = every(DAY, due_at, now)
        .filter_map(|(day, after)| reminder(due_at, after, format!("overdue:{day}d"), acts.overdue, OWNERS));
    let weekly = every(WEEK, due_at, now)
        .filter_map(|(week, after)| reminder(due_at, after, format!("overdue:{week}w"), acts.overdue, SIRO));
    let month = reminder(due_at, DAY * 30, "escalated:30d".to_owned(), acts.overdue, ALL);
    Due::default().of(before.chain(late).chain(daily), now).of(weekly, now).of(month, now)
}

/// What there is to say of a report that is owed to the centre. Those who may make it are told that it is, reminded before it is
/// due, and daily once it is overdue.
pub(super) fn of_report(due_at: Timestamp, now: Timestamp) -> Due {
    let before = BEFORE_REPORT.into_iter().filter_map(|hours| {
        let before = SignedDuration::from_hours(hours);
        reminder(due_at, -before, format!("before:{hours}h"), "report.due", REPORTERS)
    });
    let late = reminder(due_at, INSTANT, "overdue".to_owned(), "report.overdue", REPORTERS);
    let daily = every(DAY, due_at, now).filter_map(|(day, after)| {
        reminder(due_at, after, format!("overdue:{day}d"), "report.overdue", REPORTERS)
    });
    Due::default().of(before.chain(late).chain(daily), now)
}

/// A reminder, unless it were beyond all time.
fn reminder(
    from: Timestamp,
    after: SignedDuration,
    point: String,
    act: &'static str,
    roles: &'static [&'static str],
) -> Option<Reminder> {
    Some(Reminder { at: from.checked_add(after).ok()?, point, act, roles })
}

/// How often a period has passed since `from`, and how long that is: the time before last, the last time and the next
/// time. What was before them is too old to be said, or to be kept as having been passed over.
fn every(
    period: SignedDuration,
    from: Timestamp,
    now: Timestamp,
) -> impl Iterator<Item = (i64, SignedDuration)> {
    let passed = now.duration_since(from).as_secs() / period.as_secs();
    let times = (passed - 1).max(1)..=(passed + 1).max(1);
    times.filter_map(move |times| Some((times, period.checked_mul(i32::try_from(times).ok()?)?)))
}
