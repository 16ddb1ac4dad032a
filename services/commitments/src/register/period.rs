//! The times for which it is shown that a commitment is kept. They are computed, never stored: from the day on which it took
//! effect, by the interval that the register has at the beginning of each.
//!
//! Months are counted by corresponding dates: the same day of a later month, or its last day where it has none such. They are
//! counted from where an interval began, so that 31 August plus twice six months is 31 August again.

use super::{Code, Version, Versions};
use contracts::commitments::{self as pb, Cadence, CommitmentContent, CommitmentKind};
use jiff::{ToSpan as _, civil::Date};
use std::fmt::{self, Display, Formatter};

/// The interval of what is done "regularly", where none was agreed: three months.
const REGULARLY: i32 = 3;
/// What is done once has one period, of this id.
const ONCE: &str = "once";

/// A time for which it is shown that a commitment is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) code: Code,
    pub(crate) first: Date,
    pub(crate) kind: CommitmentKind,
    /// How many months it has; nothing for what is done once, which has no end.
    months: Option<i32>,
    /// The first day after it.
    next: Option<Date>,
    /// The last day on which it is done in time.
    pub(crate) due: Option<Date>,
}

/// Which of a commitment's periods: the day on which it begins, and its months; nothing for what is done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PeriodId(Option<(Date, i32)>);

/// What makes a commitment have periods. It may have several at once, of which no two have the same periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Regularly,
    SixMonthly,
    /// Within 12 months of when it was done before.
    Yearly,
    /// All the time, or when something happens: shown for each year.
    EachYear,
    Once,
}

const COURSES: [Course; 5] =
    [Course::Regularly, Course::SixMonthly, Course::Yearly, Course::EachYear, Course::Once];

impl Course {
    /// How many months a period has by what the register says; nothing if it says no such course.
    fn months(self, content: &CommitmentContent) -> Option<i32> {
        let cadence = |wanted| content.cadences().any(|cadence| cadence == wanted);
        let kind = |wanted| content.kinds().any(|kind| kind == wanted);
        let yearly = cadence(Cadence::Annual) || cadence(Cadence::TwelveMonthly);
        match self {
            Self::Regularly => {
                let months = content.agreed_interval.map_or(REGULARLY, |agreed| agreed.months).max(1);
                let another = months == 12 && yearly || months == 6 && cadence(Cadence::SixMonthly);
                (cadence(Cadence::Regular) && !another).then_some(months)
            }
            Self::SixMonthly => cadence(Cadence::SixMonthly).then_some(6),
            Self::Yearly => yearly.then_some(12),
            Self::EachYear => {
                let each = kind(CommitmentKind::Continuous) || kind(CommitmentKind::EventDriven);
                let another = yearly || Self::Regularly.months(content) == Some(12);
                (each && !another).then_some(12)
            }
            Self::Once => None,
        }
    }

    fn kind(self, content: &CommitmentContent) -> CommitmentKind {
        match self {
            Self::Regularly | Self::SixMonthly | Self::Yearly => CommitmentKind::Recurring,
            Self::EachYear if content.kinds().any(|kind| kind == CommitmentKind::Continuous) => {
                CommitmentKind::Continuous
            }
            Self::EachYear => CommitmentKind::EventDriven,
            Self::Once => CommitmentKind::OneOff,
        }
    }
}

impl Versions {
    /// The periods that begin on or before a day, of each course in turn.
    pub(crate) fn periods(&self, until: Date) -> Vec<Period> {
        COURSES.into_iter().flat_map(|course| self.course(course, until)).collect()
    }

    /// The periods that a day is in: one of each course.
    pub(crate) fn current(&self, day: Date) -> impl Iterator<Item = Period> {
        self.periods(day).into_iter().filter(move |period| period.holds(day))
    }

    /// The periods around a day: of each course the one before, the one that it is in and the next.
    pub(crate) fn around(&self, day: Date) -> Vec<Period> {
        let ahead = day.saturating_add(25.months());
        let around = |course| {
            let periods = self.course(course, ahead);
            let next = periods.iter().position(|period| period.first > day).unwrap_or(periods.len());
            periods.into_iter().take(next + 1).skip(next.saturating_sub(2)).collect::<Vec<_>>()
        };
        COURSES.into_iter().flat_map(around).collect()
    }

    /// The period of an id, if there is one.
    pub(crate) fn period(&self, id: PeriodId) -> Option<Period> {
        let first = id.0.map_or(Date::MAX, |(first, _)| first);
        match id.0 {
            None => self.course(Course::Once, first).into_iter().next(),
            Some(_) => self.periods(first).into_iter().find(|period| period.id() == id),
        }
    }

    fn course(&self, course: Course, until: Date) -> Vec<Period> {
        if course == Course::Once {
            return self.once(until).into_iter().collect();
        }
        let (mut periods, mut start) = (Vec::new(), self.first().effective_from);
        // Since when the interval is what it is, how long that is, and how many periods ago that was.
        let (mut base, mut length, mut number) = (start, 0, 0_i32);
        while start <= until {
            let content = self.on(start).map(|version| &version.content);
            let Some((content, months)) =
                content.and_then(|content| Some((content, course.months(content)?)))
            else {
                let Some(later) = self.changes().find(|day| *day > start) else { break };
                (start, length) = (later, 0);
                continue;
            };
            if months != length {
                (base, length, number) = (start, months, 0);
            }
            number += 1;
            let Ok(next) = base.checked_add((number * months).months()) else { break };
            let due = if course == Course::Yearly { next } else { next.yesterday().unwrap_or(next) };
            periods.push(Period {
                code: self.first().code,
                first: start,
                kind: course.kind(content),
                months: Some(months),
                next: Some(next),
                due: Some(due),
            });
            start = next;
        }
        periods
    }

    /// The days on which the register may say something else, in order.
    fn changes(&self) -> impl Iterator<Item = Date> {
        let mut days: Vec<_> = self.0.iter().map(|version| version.effective_from).collect();
        days.sort_unstable();
        days.into_iter()
    }

    fn once(&self, until: Date) -> Option<Period> {
        let once = |version: &&Version| version.content.kinds().any(|kind| kind == CommitmentKind::OneOff);
        let version = self.0.iter().find(once).filter(|version| version.effective_from <= until)?;
        let (code, first, kind) = (version.code, version.effective_from, CommitmentKind::OneOff);
        Some(Period { code, first, kind, months: None, next: None, due: None })
    }

    fn first(&self) -> &Version {
        &self.0[0]
    }
}

impl Period {
    pub(crate) fn id(&self) -> PeriodId {
        PeriodId(self.months.map(|months| (self.first, months)))
    }

    /// Its name.
    pub(crate) fn name(&self) -> String {
        format!("{}/periods/{}", self.code.name(), self.id())
    }

    /// Whether a day is in it.
    pub(crate) fn holds(&self, day: Date) -> bool {
        self.first <= day && self.next.is_none_or(|next| day < next)
    }

    /// Its last day, if it has an end.
    pub(crate) fn last(&self) -> Option<Date> {
        self.next.and_then(|next| next.yesterday().ok())
    }

    /// The period on the wire.
    pub(crate) fn to_wire(&self) -> pb::Period {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        pb::Period {
            name: self.name(),
            kind: self.kind.into(),
            first_day: self.first.to_string(),
            last_day: day(self.last()),
            due_day: day(self.due),
        }
    }
}

impl PeriodId {
    /// Reads the code and the id in the name of a period. One period has one name: another spelling is refused.
    pub(crate) fn parse_name(name: &str) -> Option<(Code, Self)> {
        let (commitment, id) = name.split_once("/periods/")?;
        Some((Code::parse_name(commitment)?, Self::parse(id)?))
    }

    fn parse(text: &str) -> Option<Self> {
        if text == ONCE {
            return Some(Self(None));
        }
        let (first, months) = text.rsplit_once("-P")?;
        let id = Self(Some((first.parse().ok()?, months.strip_suffix('M')?.parse().ok()?)));
        (id.to_string() == text).then_some(id)
    }
}

impl Display for PeriodId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str(ONCE),
            Some((first, months)) => write!(f, "{first}-P{months}M"),
        }
    }
}

#[cfg(test)]
mod tests;
