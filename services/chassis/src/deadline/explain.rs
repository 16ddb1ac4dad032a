//! Deadlines in words, in United Kingdom time.

use super::{Deadline, Event, Kind, LONDON, Period, rules::AnyDivision};
use jiff::{Timestamp, civil::Date};

/// A time in words, such as `9:14am on 3 May 2026 (BST)`.
#[must_use]
pub fn words(time: Timestamp) -> String {
    time.to_zoned(LONDON).strftime("%-I:%M%P on %-d %B %Y (%Z)").to_string()
}

/// A day in words, such as `3 May 2026`.
#[must_use]
pub fn day_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// How a deadline follows.
pub(super) fn deadline(deadline: &Deadline) -> String {
    let mut parts = vec![format!("{} from {}", period(deadline.rule.period), words(deadline.started_at))];
    if let Some(extension) = deadline.rule.extension.filter(|_| deadline.extended) {
        parts.push(format!("extended by {}", period(extension)));
    }
    if deadline.pauses.is_empty() {
        parts.push("never paused".to_owned());
    }
    for (from, to) in &deadline.pauses {
        parts.push(match to {
            Some(to) => format!("paused from {} to {}", words(*from), words(*to)),
            None => format!("paused since {}", words(*from)),
        });
    }
    if let Some(due) = deadline.due_at {
        parts.push(format!("due {}", words(due)));
    }
    parts.push(format!("rule {}", deadline.rule.id));
    parts.join("; ")
}

/// What happened to a clock.
pub(super) fn event(event: &Event) -> String {
    let what = match event.kind {
        Kind::Start => "started",
        Kind::Correct => "started instead",
        Kind::Pause => "paused",
        Kind::Resume => "went on",
        Kind::Extend => "extended",
        Kind::Satisfy => "satisfied",
        Kind::Discharge => "decided that nothing is due",
        Kind::Reinstate => "decided that something is due after all",
    };
    format!("{what} at {}; recorded at {}", words(event.at), words(event.recorded_at))
}

fn period(period: Period) -> String {
    let (number, unit) = match period {
        Period::Hours(hours) => (hours, "hour"),
        Period::Weeks(weeks) => (weeks, "week"),
        Period::Months(months) => (months, "month"),
        Period::WorkingDays(days, AnyDivision::Any | AnyDivision::One(_)) => (days, "working day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
