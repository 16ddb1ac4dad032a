//! What there is to say of a deadline, and when. Pure: knows no database and no clock but the times that it is given.
//!
//! Hours, and days and weeks after a deadline, are elapsed ones, as those of the clock itself: nights, weekends, holidays and
//! the changes of the clocks on the wall count. No clock of this service is paused.

use chassis::{
    deadline::SOON,
    worker::{DAY, Due, INSTANT, InDays, Reminder, WEEK, every},
};
use jiff::{SignedDuration, Timestamp};

/// Who alone knows of a breach of which nothing may be written.
pub(super) const KEEPERS: &[&str] = &["dept.dpo", "dept.siro"];
/// Who deals with a breach, and is reminded of what is due.
pub(super) const OWNERS: &[&str] = &["dept.handler", "dept.dpo"];
/// Who answers for its being late.
const SIRO: &[&str] = &["dept.siro"];
/// All of these.
const ALL: &[&str] = &["dept.handler", "dept.dpo", "dept.siro"];

/// When owners are reminded of a running clock: after so many hours of it, as far as it has them.
const ELAPSED: [i64; 5] = [24, 48, 60, 68, 72];
/// Who reports to the centre.
const REPORTERS: &[&str] = &["dept.dpo", "dept.siro"];
/// When they are reminded: so many hours before it is due, the first of which is when it comes to be owed.
const BEFORE_REPORT: [i64; 3] = [24, 12, 4];

const REMINDER: &str = "deadline.reminder";
const DUE_SOON: &str = "deadline.due_soon";
const OVERDUE: &str = "deadline.overdue";

/// Of what is to be done about a breach.
pub(super) const ACTION: InDays = in_days("action.due", "action.overdue");
/// Of what the regulator waits for.
pub(super) const CASE: InDays = in_days("case.due", "case.overdue");
/// Of a quarterly return to the centre.
pub(super) const RETURN: InDays = in_days("return.due", "return.overdue");

const fn in_days(due: &'static str, overdue: &'static str) -> InDays {
    InDays { due, overdue, owners: OWNERS, seniors: SIRO, all: ALL }
}

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
        Reminder::after(started_at, after, format!("elapsed:{hours}h"), REMINDER, owners)
    });
    let running = running.filter(|reminder| reminder.at <= due_at);
    let daily = every(DAY, due_at, now).filter_map(|(day, after)| {
        Reminder::after(due_at, after, format!("overdue:{day}d"), OVERDUE, owners)
    });
    let soon = Reminder::after(due_at, -SOON, "due_soon".to_owned(), DUE_SOON, &[]);
    let late = Reminder::after(due_at, INSTANT, "overdue".to_owned(), OVERDUE, SIRO);
    let weekly = every(WEEK, due_at, now).filter_map(|(week, after)| {
        Reminder::after(due_at, after, format!("overdue:{week}w"), OVERDUE, SIRO)
    });
    Due::default().of(running.chain(daily), now).of(soon.into_iter().chain(late).chain(weekly), now)
}

/// What there is to say of a report that is owed to the centre. Those who may make it are told that it is, reminded before it is
/// due, and daily once it is overdue.
pub(super) fn of_report(due_at: Timestamp, now: Timestamp) -> Due {
    let before = BEFORE_REPORT.into_iter().filter_map(|hours| {
        let before = SignedDuration::from_hours(hours);
        Reminder::after(due_at, -before, format!("before:{hours}h"), "report.due", REPORTERS)
    });
    let late = Reminder::after(due_at, INSTANT, "overdue".to_owned(), "report.overdue", REPORTERS);
    let daily = every(DAY, due_at, now).filter_map(|(day, after)| {
        Reminder::after(due_at, after, format!("overdue:{day}d"), "report.overdue", REPORTERS)
    });
    Due::default().of(before.chain(late).chain(daily), now)
}
