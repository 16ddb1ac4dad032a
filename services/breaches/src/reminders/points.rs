//! What there is to say of a deadline, and when. Pure: knows no database and no clock but the times that it is given.
//!
//! Hours and days are elapsed ones, as those of the clock itself: nights, weekends, holidays and the changes of the clocks
//! on the wall count. No clock of this service is paused.

use chassis::{
    deadline::SOON,
    worker::{Due, Reminder},
};
use jiff::{SignedDuration, Timestamp};

/// Who deals with a breach, and is reminded of what is due.
const OWNERS: &[&str] = &["dept.handler", "dept.dpo"];
/// Who answers for its being late.
const SIRO: &[&str] = &["dept.siro"];

/// When owners are reminded of a running clock: after so many hours of it, as far as it has them.
const ELAPSED: [i64; 5] = [24, 48, 60, 68, 72];
const DAY: SignedDuration = SignedDuration::from_hours(24);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Times are kept to the microsecond: a deadline that is met in its last instant is met.
const INSTANT: SignedDuration = SignedDuration::from_micros(1);

const REMINDER: &str = "deadline.reminder";
const DUE_SOON: &str = "deadline.due_soon";
const OVERDUE: &str = "deadline.overdue";
const ACTION_OVERDUE: &str = "action.overdue";

/// What there is to say of the clock of a breach. Its owners are reminded while it runs, and daily once it is overdue. Each
/// change of how it stands is told; of the last, and weekly from then on, the senior information risk owner is reminded.
pub(super) fn of_clock(started_at: Timestamp, due_at: Timestamp, now: Timestamp) -> Due {
    let running = ELAPSED.iter().filter_map(|hours| {
        let after = SignedDuration::from_hours(*hours);
        reminder(started_at, after, format!("elapsed:{hours}h"), REMINDER, OWNERS)
    });
    let running = running.filter(|reminder| reminder.at <= due_at);
    let daily = every(DAY, due_at, now)
        .filter_map(|(day, after)| reminder(due_at, after, format!("overdue:{day}d"), OVERDUE, OWNERS));
    let soon = reminder(due_at, -SOON, "due_soon".to_owned(), DUE_SOON, &[]);
    let late = reminder(due_at, INSTANT, "overdue".to_owned(), OVERDUE, SIRO);
    let weekly = every(WEEK, due_at, now)
        .filter_map(|(week, after)| reminder(due_at, after, format!("overdue:{week}w"), OVERDUE, SIRO));
    Due::default().of(running.chain(daily), now).of(soon.into_iter().chain(late).chain(weekly), now)
}

/// What there is to say of an action that is not done: it escalates a week after it was due, and again after thirty days.
pub(super) fn of_action(due_at: Timestamp, now: Timestamp) -> Due {
    const ALL: &[&str] = &["dept.handler", "dept.dpo", "dept.siro"];
    let late = [(7, OWNERS), (30, ALL)].into_iter().filter_map(|(days, roles)| {
        reminder(due_at, DAY * days, format!("overdue:{days}d"), ACTION_OVERDUE, roles)
    });
    Due::default().of(late, now)
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
