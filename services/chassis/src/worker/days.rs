//! Reminders of what is due in days: working days before, when it is overdue, and daily and weekly from then on.

use super::{Due, Reminder};
use crate::deadline::{AnyDivision, Calendar, london_day, start_of};
use jiff::{SignedDuration, Timestamp};

/// How long a day of the clock is: days and weeks after a deadline are elapsed ones.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long a week of the clock is.
pub const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Times are kept to the microsecond: a deadline that is met in its last instant is met.
pub const INSTANT: SignedDuration = SignedDuration::from_micros(1);
/// When owners are reminded: so many working days before.
const BEFORE: [u16; 4] = [20, 10, 5, 1];

/// What is told of something that is due in days, and whom.
#[derive(Clone, Copy, Debug)]
pub struct InDays {
    /// The act that tells of it before it is due.
    pub due: &'static str,
    /// The act that tells of it once it is overdue.
    pub overdue: &'static str,
    /// Who deals with it, in their roles: before, and daily once it is overdue.
    pub owners: &'static [&'static str],
    /// Who answers for its being late: weekly.
    pub seniors: &'static [&'static str],
    /// Both: after thirty days.
    pub all: &'static [&'static str],
}

impl InDays {
    /// What there is to say of something that is due at a time, and was not before `since`. Days before it are working days of
    /// `whose`: where the holidays of a year are unknown none is counted, and what can be told without is told.
    #[must_use]
    pub fn said(
        &self,
        due_at: Timestamp,
        since: Timestamp,
        now: Timestamp,
        calendar: &Calendar,
        whose: AnyDivision,
    ) -> Due {
        let Self { due, overdue, owners, seniors, all } = *self;
        let before = BEFORE.into_iter().filter_map(|days| {
            let day = calendar.nth_working_day_before(london_day(due_at), days, whose).ok()?;
            Some(Reminder { at: start_of(day), point: format!("before:{days}wd"), act: due, roles: owners })
        });
        let before = before.filter(|reminder| reminder.at >= since);
        let after = |after, point, roles| Reminder::after(due_at, after, point, overdue, roles);
        let late = after(INSTANT, "overdue".to_owned(), owners);
        let daily = every(DAY, due_at, now)
            .filter_map(|(day, passed)| after(passed, format!("overdue:{day}d"), owners));
        let weekly = every(WEEK, due_at, now)
            .filter_map(|(week, passed)| after(passed, format!("overdue:{week}w"), seniors));
        let month = after(DAY * 30, "escalated:30d".to_owned(), all);
        Due::default().of(before.chain(late).chain(daily), now).of(weekly, now).of(month, now)
    }
}

/// How often a period has passed since `from`, and how long that is: the time before last, the last time and the next
/// time. What was before them is too old to be said, or to be kept as having been passed over.
pub fn every(
    period: SignedDuration,
    from: Timestamp,
    now: Timestamp,
) -> impl Iterator<Item = (i64, SignedDuration)> {
    let passed = now.duration_since(from).as_secs() / period.as_secs();
    let times = (passed - 1).max(1)..=(passed + 1).max(1);
    times.filter_map(move |times| Some((times, period.checked_mul(i32::try_from(times).ok()?)?)))
}
