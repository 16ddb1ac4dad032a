//! When duties fall due. Occurrences are computed, never stored: by corresponding dates from a day on, and, after the end of a
//! quarter, by working days of the division that an organisation is in.

use super::edition::{Agenda, Duty, DutyCode, Rule};
use chassis::{
    Label,
    deadline::{AnyDivision, Calendar, day_words},
    directory::Organisation,
};
use contracts::{
    commitments::{self as pb, OccurrenceState},
    directory::Division,
};
use jiff::{ToSpan as _, civil::Date};
use std::fmt::{self, Display, Formatter};
use uuid::Uuid;

/// How many days before it is due something counts as due.
const SOON: i32 = 30;

/// How often something recurs: every so many months from a day on, by corresponding dates. Months are counted from that day each
/// time, so that 31 August plus twice six months is 31 August again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Course {
    pub(crate) every: i32,
    pub(crate) from: Date,
    pub(crate) due: Due,
}

/// By when something is done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// On the last day of the months.
    LastDay,
    /// On the day after: within so many months of the time before.
    DayAfter,
    /// So many working days after they are over, and not before that.
    WorkingDaysAfter(u16),
}

/// Which occurrence of which duty: the code and the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OccurrenceId {
    pub(crate) code: DutyCode,
    pub(crate) first: Date,
}

/// One time that a duty asks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) id: OccurrenceId,
    pub(crate) last: Date,
    /// The first day on which it can be done.
    pub(crate) opens: Date,
    /// The last day on which it is done in time: none while the bank holidays on the way are not known, and of what happens when
    /// it happens.
    pub(crate) due: Option<Date>,
    explanation: String,
}

/// Whose working days count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) division: Division,
}

impl Course {
    /// The times that begin on or before a day: the first day of each, and the first after it.
    fn times(self, until: Date) -> impl Iterator<Item = (Date, Date)> {
        let nth = move |number: i32| self.from.checked_add((number * self.every).months()).ok();
        let times = (0..).map_while(move |number| Some((nth(number)?, nth(number + 1)?)));
        times.take_while(move |(first, _)| *first <= until)
    }

    /// When it falls due, in words.
    pub(super) fn explained(self) -> String {
        let every = match self.every {
            1 => "every month".to_owned(),
            months => format!("every {months} months"),
        };
        let from = day_words(self.from);
        match self.due {
            Due::LastDay => format!("{every} from {from}, by the last day of them"),
            Due::DayAfter => format!("{every} from {from}, by the day after them"),
            Due::WorkingDaysAfter(days) => {
                format!("{days} working days after the end of each quarter, from {from}")
            }
        }
    }
}

impl Duty {
    /// Its occurrences that begin on or before a day. What happens when it happens has none of itself, nor what never ends.
    pub(crate) fn occurrences(&self, until: Date, days: Days<'_>) -> impl Iterator<Item = Occurrence> {
        let course = match self.rule {
            Rule::Recurring(course) => Some(course),
            Rule::Event(_) | Rule::Continuous => None,
        };
        let code = self.code;
        course.into_iter().flat_map(move |course| {
            course
                .times(until)
                .map(move |time| Occurrence::of(OccurrenceId { code, first: time.0 }, course, time, days))
        })
    }

    /// The occurrence that begins on a day, if one does: of what happens when it happens, any since there is the duty.
    pub(crate) fn occurrence(&self, first: Date, days: Days<'_>) -> Option<Occurrence> {
        match self.rule {
            Rule::Event(from) => (from <= first).then(|| Occurrence::happening(self.code, first)),
            _ => self.occurrences(first, days).find(|one| one.id.first == first),
        }
    }
}

impl Occurrence {
    fn of(id: OccurrenceId, course: Course, (first, next): (Date, Date), days: Days<'_>) -> Self {
        let last = next.yesterday().unwrap_or(next);
        let time = format!("{} to {}", day_words(first), day_words(last));
        let (opens, due, explanation) = match course.due {
            Due::LastDay => (first, Some(last), format!("{time}; due by the last day")),
            Due::DayAfter => (first, Some(next), format!("{time}; due by {}", day_words(next))),
            Due::WorkingDaysAfter(count) => {
                let whose = AnyDivision::One(days.division);
                let due = days.calendar.nth_working_day_after(last, count, whose);
                let counted =
                    format!("{count} working days of {} after {}", place(days.division), day_words(last));
                let due_words = match due {
                    Ok(due) => format!("{counted}: {}", day_words(due)),
                    Err(unknown) => format!("{counted}; {unknown}"),
                };
                (next, due.ok(), due_words)
            }
        };
        Self { id, last, opens, due, explanation }
    }

    /// What happened on a day.
    fn happening(code: DutyCode, day: Date) -> Self {
        let id = OccurrenceId { code, first: day };
        let explanation = format!("whenever it happens: {}", day_words(day));
        Self { id, last: day, opens: day, due: None, explanation }
    }

    /// Whether any of it is in the time in which an organisation uses the platform.
    pub(crate) fn concerns(&self, organisation: &Organisation) -> bool {
        organisation.in_scope_from <= self.last
    }

    /// Whether it is due from one day to another; of what nobody can tell the day of yet, whether its last day is.
    pub(crate) fn falls(&self, (from, to): (Date, Date)) -> bool {
        let day = self.day();
        from <= day && day <= to
    }

    /// The day that it is listed under.
    pub(crate) fn day(&self) -> Date {
        self.due.unwrap_or(self.last)
    }

    /// How it stands on a day.
    pub(crate) fn state(&self, information: bool, done: bool, today: Date) -> OccurrenceState {
        match self.due {
            _ if information => OccurrenceState::Information,
            _ if done => OccurrenceState::Done,
            Some(due) if due < today => OccurrenceState::Overdue,
            Some(due) if (due - today).get_days() <= SOON && self.opens <= today => OccurrenceState::Due,
            Some(_) | None => OccurrenceState::NotDue,
        }
    }

    /// The occurrence on the wire, as an organisation names it.
    pub(crate) fn to_wire(&self, duty: &Duty, own: &Label, state: OccurrenceState) -> pb::Occurrence {
        pb::Occurrence {
            name: format!("organisations/{own}/occurrences/{}", self.id),
            duty: self.id.code.name(),
            title: duty.title.clone(),
            state: state.into(),
            first_day: self.id.first.to_string(),
            last_day: self.last.to_string(),
            opens_day: self.opens.to_string(),
            due_day: self.due.map(|due| due.to_string()).unwrap_or_default(),
            explanation: self.explanation.clone(),
            possible_acts: Vec::new(),
            completions: Vec::new(),
            attended_at: Vec::new(),
        }
    }
}

impl OccurrenceId {
    /// Reads the organisation and the id in the name of an occurrence. One occurrence has one name: another spelling is refused.
    pub(crate) fn parse_name(name: &str) -> Option<(Label, Self)> {
        let (parent, id) = name.split_once("/occurrences/")?;
        Some((Label::parent(parent)?, Self::parse(id)?))
    }

    /// The id that it goes by where ids are no texts.
    pub(crate) fn uuid(self) -> Uuid {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        let first = i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day);
        Uuid::from_u64_pair(self.code.number().into(), first.unsigned_abs())
    }

    /// Reads an id.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (code, first) = text.split_at_checked("CAL-07".len())?;
        let id = Self { code: DutyCode::parse(code)?, first: first.strip_prefix('-')?.parse().ok()? };
        (id.to_string() == text).then_some(id)
    }
}

impl Display for OccurrenceId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.code, self.first)
    }
}

impl Agenda {
    /// What concerns an organisation, each with its duty, of what falls due from one day to another: first first.
    pub(crate) fn owed<'a>(
        &'a self,
        organisation: &Organisation,
        calendar: &Calendar,
        (from, to): (Date, Date),
    ) -> Vec<(&'a Duty, Occurrence)> {
        let days = Days { calendar, division: organisation.division };
        let owed = self.duties().filter(|duty| duty.concerns(organisation.party));
        let all = owed.flat_map(|duty| duty.occurrences(to, days).map(move |one| (duty, one)));
        let mut found: Vec<_> =
            all.filter(|(_, one)| one.falls((from, to)) && one.concerns(organisation)).collect();
        found.sort_by_key(|(_, one)| (one.day(), one.id));
        found
    }
}

fn place(division: Division) -> &'static str {
    match division {
        Division::Scotland => "Scotland",
        Division::NorthernIreland => "Northern Ireland",
        Division::EnglandAndWales | Division::Unspecified => "England and Wales",
    }
}

#[cfg(test)]
mod tests;
