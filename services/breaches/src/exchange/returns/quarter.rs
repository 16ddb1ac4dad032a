//! Calendar quarters, as the regulator's own data set counts them.

use chassis::{
    Directory, Label, Violation,
    deadline::{AnyDivision, Calendar, end_of, london_day, start_of},
    error::Error,
};
use contracts::access::{Party, Reason};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use std::fmt;
use uuid::Uuid;

/// How many working days after its quarter a return is owed.
const WORKING_DAYS: u16 = 10;
/// The first quarter that began after the memorandum was signed, on 8 January 2026.
const FIRST: Quarter = Quarter { year: 2026, number: 2 };

/// A calendar quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quarter {
    year: i16,
    number: i8,
}

impl Quarter {
    /// Reads a quarter of which anything is owed, such as 2026-Q3.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-Q")?;
        let quarter = Self { year: year.parse().ok()?, number: number.parse().ok()? };
        (quarter >= FIRST && quarter.to_string() == text && (1..=4).contains(&quarter.number))
            .then_some(quarter)
    }

    /// The last quarters that are over, latest first.
    pub(crate) fn over(now: Timestamp) -> impl Iterator<Item = Self> {
        let today = london_day(now);
        let this = Self { year: today.year(), number: (today.month() - 1) / 3 + 1 };
        std::iter::successors(Some(this.before()), |quarter| Some(quarter.before()))
            .take_while(|quarter| *quarter >= FIRST)
    }

    fn before(self) -> Self {
        match self.number {
            1 => Self { year: self.year - 1, number: 4 },
            number => Self { number: number - 1, ..self },
        }
    }

    fn begins(self) -> Date {
        Date::constant(self.year, 3 * self.number - 2, 1)
    }

    fn next_begins(self) -> Date {
        self.begins().saturating_add(3.months())
    }

    /// When it begins, and when it is over.
    pub(crate) fn span(self) -> [Timestamp; 2] {
        [self.begins(), self.next_begins()].map(start_of)
    }

    /// Refuses what is counted before it is over.
    pub(crate) fn is_over(self, now: Timestamp) -> Result<(), Error> {
        if now >= self.span()[1] {
            return Ok(());
        }
        let must = vec![Violation::new("quarter", "must be over")];
        Err(Error::Refused(Reason::QuarterNotOver, "a quarter is counted once it is over", must))
    }

    /// The last moment in which a return of a department is not late, unless the bank holidays are unknown yet.
    pub(crate) fn due_at(self, whose: AnyDivision, calendar: &Calendar) -> Option<Timestamp> {
        let last = self.next_begins().yesterday().ok()?;
        calendar.nth_working_day_after(last, WORKING_DAYS, whose).ok().map(end_of)
    }

    /// The departments that owe a return of it, each with whose working days it observes.
    pub(crate) fn owing(self, directory: &Directory) -> impl Iterator<Item = (&Label, AnyDivision)> {
        let departments = directory.iter().filter(move |one| {
            one.party == Party::Department && one.successor.is_none() && one.in_scope_from <= self.begins()
        });
        departments.map(|one| (&one.code, AnyDivision::One(one.division)))
    }

    /// An id of it, the same for every organisation.
    pub(crate) fn id(self) -> Uuid {
        let number = u128::try_from(i32::from(self.year) * 10 + i32::from(self.number));
        Uuid::from_u128(number.unwrap_or_default())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::Quarter;
    use chassis::deadline::{AnyDivision, Calendar};
    use contracts::directory::Division;

    fn quarter(text: &str) -> Quarter {
        Quarter::parse(text).unwrap()
    }

    #[test]
    fn quarters_are_those_since_the_memorandum() {
        for text in ["2026-Q2", "2026-Q4", "2031-Q1"] {
            assert_eq!(quarter(text).to_string(), text);
        }
        for text in
            ["2026-Q1", "2025-Q4", "2026-Q5", "2026-Q0", "2026-Q02", "02026-Q2", "2026-3", "2026-Q", ""]
        {
            assert_eq!(Quarter::parse(text), None, "{text}");
        }
    }

    #[test]
    fn of_any_year_there_are_four_quarters() {
        for number in -128..=127_i8 {
            let known = Quarter::parse(&format!("2027-Q{number}")).is_some();
            assert_eq!(known, (1..=4).contains(&number), "{number}");
        }
    }

    #[test]
    fn a_quarter_begins_and_ends_at_midnight_in_london() {
        let span = |text| quarter(text).span().map(|time| time.to_string());
        assert_eq!(span("2026-Q2"), ["2026-03-31T23:00:00Z", "2026-06-30T23:00:00Z"]);
        assert_eq!(span("2026-Q4"), ["2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z"]);
    }

    #[test]
    fn the_last_quarters_are_those_that_are_over() {
        let over = |time: &str| {
            let quarters = Quarter::over(time.parse().unwrap()).map(|quarter| quarter.to_string());
            quarters.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(over("2026-06-30T22:59:59Z"), "");
        assert_eq!(over("2026-06-30T23:00:00Z"), "2026-Q2");
        assert_eq!(over("2027-01-01T00:00:00Z"), "2026-Q4 2026-Q3 2026-Q2");
        assert!(quarter("2026-Q2").is_over("2026-06-30T22:59:59Z".parse().unwrap()).is_err());
        assert!(quarter("2026-Q2").is_over("2026-06-30T23:00:00Z".parse().unwrap()).is_ok());
    }

    #[test]
    fn a_return_is_due_at_the_end_of_the_tenth_working_day_of_its_part_of_the_country() {
        let holidays = include_str!("../../../../../deploy/reference/bank-holidays.json");
        let calendar = Calendar::parse(holidays).unwrap();
        let due = |text, division| {
            quarter(text).due_at(AnyDivision::One(division), &calendar).map(|time| time.to_string())
        };
        assert_eq!(due("2026-Q2", Division::EnglandAndWales).as_deref(), Some("2026-07-14T22:59:59Z"));
        assert_eq!(due("2026-Q2", Division::NorthernIreland).as_deref(), Some("2026-07-15T22:59:59Z"));
        assert_eq!(due("2026-Q3", Division::EnglandAndWales).as_deref(), Some("2026-10-14T22:59:59Z"));
        assert_eq!(due("2040-Q3", Division::EnglandAndWales), None, "nobody knows the holidays yet");
    }
}
