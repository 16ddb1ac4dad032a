//! When something was or will be, in the words that people use: "4 hours ago", "tomorrow". The exact time stands beside it
//! wherever it matters.

use crate::language::Language;
use chassis::{
    clock::from_wire,
    deadline::{london_day, words},
};
use jiff::{SignedDuration, Timestamp, civil::Date};

/// How far a time is from now, in words such as `4 hours ago`, `in 2 hours`, `tomorrow`, `12 days ago`.
pub(crate) fn from_now(language: Language, time: Timestamp, now: Timestamp) -> String {
    let apart = time.duration_since(now);
    let days = days_between(now, time);
    let (id, n) = match apart.abs() {
        gap if gap < SignedDuration::from_mins(1) => {
            return language.say(if apart.is_negative() { "when-just-now" } else { "when-now" });
        }
        gap if gap < SignedDuration::from_hours(1) => ("minutes", gap.as_mins()),
        gap if gap < SignedDuration::from_hours(24) => ("hours", gap.as_hours()),
        _ if days.abs() == 1 => {
            return language.say(if days > 0 { "when-tomorrow" } else { "when-yesterday" });
        }
        _ => ("days", days.abs()),
    };
    let side = if apart.is_negative() { "ago" } else { "in" };
    language.say_with(&format!("when-{side}-{id}"), &[("n", n.into())])
}

/// How many days lie between two times, by the calendar in London.
fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    let days = london_day(from).until(london_day(to));
    days.map_or(0, |span| i64::from(span.get_days()))
}

/// A time of the wire in words, with its zone; empty if there is none.
pub(crate) fn stamp(time: Option<&prost_types::Timestamp>) -> String {
    read(time).map(words).unwrap_or_default()
}

/// A time of the wire.
pub(crate) fn read(time: Option<&prost_types::Timestamp>) -> Option<Timestamp> {
    time.copied().and_then(from_wire)
}

/// A civil day of the wire, such as `2026-07-08`, in words, or a month, such as `2025-10`; whatever else it says as it is.
pub(crate) fn day(text: &str) -> String {
    let day = text.parse::<Date>().ok().map(|day| day.strftime("%-d %B %Y").to_string());
    let month = || format!("{text}-01").parse::<Date>().ok().map(|day| day.strftime("%B %Y").to_string());
    day.or_else(month).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{day, from_now};
    use crate::language::Language;

    #[test]
    fn a_civil_day_and_a_month_are_told_in_words_and_nothing_else_is_taken_for_one() {
        for (text, words) in [
            ("2026-07-08", "8 July 2026"),
            ("2025-10", "October 2025"),
            ("2026-02-30", "2026-02-30"),
            ("", ""),
            ("soon", "soon"),
        ] {
            assert_eq!(day(text), words, "{text:?}");
        }
    }

    #[test]
    fn times_are_told_from_now_by_the_calendar_in_london() {
        let now = "2026-10-24T22:30:00Z".parse().unwrap();
        for (time, words) in [
            ("2026-10-24T22:30:20Z", "now"),
            ("2026-10-24T22:29:40Z", "just now"),
            ("2026-10-24T22:29:00Z", "1 minute ago"),
            ("2026-10-24T23:00:00Z", "in 30 minutes"),
            ("2026-10-24T18:30:00Z", "4 hours ago"),
            ("2026-10-25T22:29:00Z", "in 23 hours"),
            // The clocks on the wall change meanwhile: more than a day ahead, the next day by the calendar.
            ("2026-10-25T23:30:00Z", "tomorrow"),
            ("2026-10-23T12:00:00Z", "yesterday"),
            ("2026-10-12T12:00:00Z", "12 days ago"),
            ("2026-11-05T12:00:00Z", "in 12 days"),
        ] {
            assert_eq!(from_now(Language::English, time.parse().unwrap(), now), words, "{time}");
        }
    }
}
