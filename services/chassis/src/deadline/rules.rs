//! The rules, as law: none is ever changed, since clocks are pinned to them. A new law is a new version.

use super::{Calendar, UnknownYear};
use jiff::{
    Span, Timestamp,
    civil::{Date, date},
};

/// A version of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name and version, such as `uk-gdpr-33/v1`.
    pub id: &'static str,
    /// How long there is.
    pub period: Period,
    /// By how much that can be extended, once.
    pub extension: Option<Period>,
    /// The first and the last day on which a clock may start under it.
    pub in_force: (Date, Date),
}

/// A length of time, as law counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Elapsed hours.
    Hours(u16),
    /// Weeks of whole days.
    Weeks(u16),
    /// Months, to the corresponding date: the same day of the later month, or its last day if there is none.
    Months(u16),
    /// Days that are neither at a weekend nor a bank holiday, of one division or of any.
    WorkingDays(u16, AnyDivision),
}

/// Whether a bank holiday in any part of the United Kingdom counts, or only one of a single division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyDivision {
    /// Any, as for freedom of information.
    Any,
    /// One.
    One(contracts::directory::Division),
}

const ALWAYS: (Date, Date) = (date(2018, 5, 25), Date::MAX);

const RULES: &[Rule] = &[
    // Article 33 of the UK GDPR.
    Rule { id: "uk-gdpr-33/v1", period: Period::Hours(72), extension: None, in_force: ALWAYS },
    // Section 67 of the Data Protection Act 2018.
    Rule { id: "dpa-part3-67/v1", period: Period::Hours(72), extension: None, in_force: ALWAYS },
    // Section 108 of the Data Protection Act 2018.
    Rule { id: "dpa-part4-108/v1", period: Period::Hours(72), extension: None, in_force: ALWAYS },
    // Regulation 5A of the Privacy and Electronic Communications Regulations, until SI 2025/904 changed it.
    Rule {
        id: "pecr-5a/v1",
        period: Period::Hours(24),
        extension: None,
        in_force: (date(2018, 5, 25), date(2025, 8, 19)),
    },
    // The same since.
    Rule {
        id: "pecr-5a/v2",
        period: Period::Hours(72),
        extension: None,
        in_force: (date(2025, 8, 20), Date::MAX),
    },
    // Article 36 of the UK GDPR: prior consultation.
    Rule {
        id: "uk-gdpr-36/v1",
        period: Period::Weeks(8),
        extension: Some(Period::Weeks(6)),
        in_force: ALWAYS,
    },
    // Section 65 of the Data Protection Act 2018.
    Rule {
        id: "dpa-part3-65/v1",
        period: Period::Weeks(6),
        extension: Some(Period::Months(1)),
        in_force: ALWAYS,
    },
];

impl Rule {
    /// The rule with a name and version.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }

    /// The version of the rule called `name` under which a clock that starts at `start` runs.
    #[must_use]
    pub fn in_force(name: &str, start: Timestamp) -> Option<&'static Self> {
        let day = super::london_day(start);
        RULES.iter().find(|rule| {
            let (from, to) = rule.in_force;
            rule.id.split('/').next() == Some(name) && from <= day && day <= to
        })
    }
}

impl Period {
    /// The last day of the period, if it is counted from the day after `day`.
    pub(super) fn after(self, day: Date, calendar: &Calendar) -> Result<Date, UnknownYear> {
        match self {
            // Hours have no days; a deadline in hours never asks.
            Self::Hours(_) => Ok(day),
            Self::Weeks(weeks) => Ok(day.saturating_add(Span::new().weeks(weeks))),
            Self::Months(months) => Ok(day.saturating_add(Span::new().months(months))),
            Self::WorkingDays(days, whose) => calendar.nth_working_day_after(day, days, whose),
        }
    }

    pub(super) fn any_division(self) -> AnyDivision {
        match self {
            Self::WorkingDays(_, whose) => whose,
            _ => AnyDivision::Any,
        }
    }
}
