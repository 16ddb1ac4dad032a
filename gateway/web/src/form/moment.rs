//! Days and times as people write them, in United Kingdom time.

use crate::posted::Values;
use chassis::deadline::{end_of, london_day};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone},
};

const LONDON: TimeZone = jiff::tz::get!("Europe/London");

/// What is wrong with a day or a time: the message that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// Reads a day and a time; none if nothing was written.
pub(crate) fn moment(values: &Values, path: &str) -> Result<Option<Timestamp>, Unreadable> {
    let time = values.get(&format!("{path}-time"));
    let Some(day) = date(values, path)? else {
        return if time.is_empty() { Ok(None) } else { Err(Unreadable("problem-day-missing")) };
    };
    if time.is_empty() {
        return Err(Unreadable("problem-time-missing"));
    }
    let (time, zone) = read_time(time).ok_or(Unreadable("problem-time"))?;
    let moment = LONDON.to_ambiguous_timestamp(day.to_datetime(time));
    let offset = match (moment.offset(), zone) {
        (AmbiguousOffset::Unambiguous { offset }, _) => offset,
        (AmbiguousOffset::Gap { .. }, _) => return Err(Unreadable("problem-time-skipped")),
        (AmbiguousOffset::Fold { before, .. }, Some(Zone::Summer)) => before,
        (AmbiguousOffset::Fold { after, .. }, Some(Zone::Winter)) => after,
        (AmbiguousOffset::Fold { .. }, None) => return Err(Unreadable("problem-time-twice")),
    };
    let moment = offset.to_timestamp(day.to_datetime(time)).map_err(|_| Unreadable("problem-day"))?;
    let same = |exact: &Timestamp| exact.duration_since(moment).as_secs() / 60 == 0 && *exact >= moment;
    Ok(Some(exact(values, path).filter(same).unwrap_or(moment)))
}

/// The time that was there before, to the microsecond: who leaves it as it is does not mean the full minute.
fn exact(values: &Values, path: &str) -> Option<Timestamp> {
    values.get(&format!("{path}-exact")).parse().ok()
}

/// Reads a day, and takes its end; none if nothing was written.
pub(crate) fn day(values: &Values, path: &str) -> Result<Option<Timestamp>, Unreadable> {
    let same = |day: Date| move |exact: &Timestamp| london_day(*exact) == day;
    Ok(date(values, path)?.map(|day| exact(values, path).filter(same(day)).unwrap_or_else(|| end_of(day))))
}

/// Writes a time so that it is read as itself.
pub(crate) fn write(values: &mut Values, path: &str, time: Timestamp, with_time: bool) {
    let local = time.to_zoned(LONDON);
    values.push(format!("{path}-exact"), time.to_string());
    write_date(values, path, local.date());
    if with_time {
        // Which zone is meant is said only where the same time comes twice.
        let twice = LONDON.to_ambiguous_timestamp(local.datetime()).is_ambiguous();
        let written = if twice { "%-I:%M%P %Z" } else { "%-I:%M%P" };
        values.push(format!("{path}-time"), local.strftime(written).to_string());
    }
}

/// Writes a civil day so that it is read as itself.
pub(crate) fn write_date(values: &mut Values, path: &str, day: Date) {
    values.push(format!("{path}-day"), day.day().to_string());
    values.push(format!("{path}-month"), day.month().to_string());
    values.push(format!("{path}-year"), day.year().to_string());
}

/// Reads a civil day; none if nothing was written.
pub(crate) fn date(values: &Values, path: &str) -> Result<Option<Date>, Unreadable> {
    let part = |name: &str| values.get(&format!("{path}-{name}")).to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    if day.is_empty() || month.is_empty() || year.is_empty() {
        return Err(Unreadable("problem-day-incomplete"));
    }
    let number = |text: &str| text.parse::<i8>().ok();
    let year = year.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year));
    let date = year.zip(read_month(&month)).zip(number(&day));
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map(Some).ok_or(Unreadable("problem-day"))
}

/// Reads a month, by its number, its name or the first three letters of that.
fn read_month(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let named = || {
        let name = text.to_ascii_lowercase();
        let month = NAMES.iter().position(|month| name == *month || name == month[..3])?;
        i8::try_from(month + 1).ok()
    };
    text.parse().ok().or_else(named)
}

/// Which of two times that look the same is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Summer,
    Winter,
}

/// Reads a time such as `9:14am`, `9.14 am`, `9am`, `14:05` or `1:30am GMT`.
fn read_time(text: &str) -> Option<(Time, Option<Zone>)> {
    let text = text.to_ascii_lowercase();
    let zones = [("bst", Zone::Summer), ("gmt", Zone::Winter)];
    let zone = zones.iter().find_map(|(name, zone)| Some((text.strip_suffix(name)?.trim_end(), *zone)));
    let (text, zone) = zone.map_or((text.as_str(), None), |(text, zone)| (text, Some(zone)));
    let halves = ["am", "pm"].map(|half| text.strip_suffix(half).map(str::trim_end));
    let (text, half) = match halves {
        [Some(text), _] => (text, Some(0)),
        [_, Some(text)] => (text, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match text.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse::<i8>().ok()?),
        // A bare number is an hour only where a half of the day says so.
        None if half.is_some() => (text, 0),
        _ => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    Some((Time::new(hour, minute, 0, 0).ok()?, zone))
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, day, moment, write};
    use crate::posted::Values;
    use jiff::Timestamp;

    fn values(parts: [&str; 4]) -> Values {
        let names = ["at-day", "at-month", "at-year", "at-time"];
        names.into_iter().zip(parts).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn read(parts: [&str; 4]) -> Result<Option<String>, &'static str> {
        let moment = moment(&values(parts), "at").map_err(|Unreadable(message)| message);
        moment.map(|moment| moment.map(|moment| moment.to_string()))
    }

    #[test]
    fn a_time_is_read_as_people_write_it_and_meant_in_the_united_kingdom() {
        for (parts, time) in [
            (["3", "5", "2026", "9:14am"], "2026-05-03T08:14:00Z"),
            (["03", "May", "2026", "9.14 AM"], "2026-05-03T08:14:00Z"),
            (["3", "may", "2026", "14:05"], "2026-05-03T13:05:00Z"),
            (["3", "Mar", "2026", "14:05"], "2026-03-03T14:05:00Z"),
            (["3", "MARCH", "2026", "14:05"], "2026-03-03T14:05:00Z"),
            (["3", "december", "2026", "14:05"], "2026-12-03T14:05:00Z"),
            (["3", "12", "2026", "12am"], "2026-12-03T00:00:00Z"),
            (["3", "12", "2026", "12pm"], "2026-12-03T12:00:00Z"),
            (["3", "12", "2026", "11:59pm GMT"], "2026-12-03T23:59:00Z"),
            // The night in which the hour from one to two comes twice.
            (["25", "10", "2026", "1:30am BST"], "2026-10-25T00:30:00Z"),
            (["25", "10", "2026", "1:30am gmt"], "2026-10-25T01:30:00Z"),
        ] {
            assert_eq!(read(parts), Ok(Some(time.to_owned())), "{parts:?}");
        }
        assert_eq!(read(["", "", "", ""]), Ok(None));
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for (parts, message) in [
            (["3", "", "2026", "9am"], "problem-day-incomplete"),
            (["31", "2", "2026", "9am"], "problem-day"),
            (["3", "Smarch", "2026", "9am"], "problem-day"),
            (["3", "marble", "2026", "9am"], "problem-day"),
            (["3", "decem", "2026", "9am"], "problem-day"),
            (["3", "5", "26", "9am"], "problem-day"),
            (["", "", "", "9am"], "problem-day-missing"),
            (["3", "5", "2026", ""], "problem-time-missing"),
            (["3", "5", "2026", "9"], "problem-time"),
            (["3", "5", "2026", "25:00"], "problem-time"),
            (["3", "5", "2026", "13pm"], "problem-time"),
            (["3", "5", "2026", "0am"], "problem-time"),
            (["3", "5", "2026", "9:1"], "problem-time"),
            // The hour that is left out, and the one that comes twice.
            (["29", "3", "2026", "1:30am"], "problem-time-skipped"),
            (["25", "10", "2026", "1:30am"], "problem-time-twice"),
        ] {
            assert_eq!(read(parts), Err(message), "{parts:?}");
        }
    }

    #[test]
    fn a_day_means_its_end() {
        let day = |parts| day(&values(parts), "at").unwrap().map(|time| time.to_string());
        assert_eq!(day(["3", "5", "2026", ""]).unwrap(), "2026-05-03T22:59:59Z");
        assert_eq!(day(["", "", "", ""]), None);
    }

    #[test]
    fn what_is_written_is_read_as_itself_in_every_hour_of_a_year() {
        let start: Timestamp = "2026-01-01T00:07:31.000123Z".parse().unwrap();
        for hours in 0..365 * 24 {
            let time = start + jiff::SignedDuration::from_hours(hours);
            let mut values = Values::default();
            write(&mut values, "at", time, true);
            assert_eq!(moment(&values, "at"), Ok(Some(time)), "{values:?}");
            assert_eq!(day(&values, "at"), Ok(Some(time)), "{values:?}");
        }
    }
}
