//! Working days: Monday to Friday, less the bank holidays of the GOV.UK file, which are data and never computed.

use super::rules::{AnyDivision, Period};
use contracts::directory::Division;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The bank holidays of each division, for the years that the file covers.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeMap<i32, BTreeSet<Date>>,
}

/// A year whose bank holidays are unknown: what falls there cannot be counted yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bank holidays of {0} are unknown")]
pub struct UnknownYear(pub i16);

/// The file as GOV.UK publishes it, by division.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "england-and-wales")]
    england_and_wales: Events,
    scotland: Events,
    #[serde(rename = "northern-ireland")]
    northern_ireland: Events,
}

#[derive(Deserialize)]
struct Events {
    events: Vec<Holiday>,
}

#[derive(Deserialize)]
struct Holiday {
    date: Date,
}

impl Calendar {
    /// Reads the file that GOV.UK publishes as `bank-holidays.json`.
    ///
    /// # Errors
    /// If it is not that file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| format!("bank holidays: {error}"))?;
        let divisions = [
            (Division::EnglandAndWales, file.england_and_wales),
            (Division::Scotland, file.scotland),
            (Division::NorthernIreland, file.northern_ireland),
        ];
        let dates = |events: Events| events.events.into_iter().map(|holiday| holiday.date).collect();
        let holidays = divisions.into_iter().map(|(division, events)| (division.into(), dates(events)));
        Ok(Self { holidays: holidays.collect() })
    }

    /// Says whether a day is a working one.
    ///
    /// # Errors
    /// If the file does not cover its year.
    pub fn is_working_day(&self, day: Date, whose: AnyDivision) -> Result<bool, UnknownYear> {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Ok(false);
        }
        let mut free = false;
        for (division, dates) in &self.holidays {
            let counts = match whose {
                AnyDivision::Any => true,
                AnyDivision::One(one) => i32::from(one) == *division,
            };
            if counts {
                // Every division has a bank holiday in every year that the file covers.
                let covered = dates.iter().any(|date| date.year() == day.year());
                free |= if covered { dates.contains(&day) } else { return Err(UnknownYear(day.year())) };
            }
        }
        if self.holidays.is_empty() { Err(UnknownYear(day.year())) } else { Ok(!free) }
    }

    /// Returns the working day that is so many working days before `day`.
    ///
    /// # Errors
    /// If the file does not cover a year on the way.
    pub fn nth_working_day_before(
        &self,
        day: Date,
        days: u16,
        whose: AnyDivision,
    ) -> Result<Date, UnknownYear> {
        let (mut day, mut left) = (day, days);
        while left > 0 {
            day = day.yesterday().map_err(|_| UnknownYear(day.year()))?;
            left -= u16::from(self.is_working_day(day, whose)?);
        }
        Ok(day)
    }

    /// Returns the working day that is so many working days after `day`.
    ///
    /// # Errors
    /// If the file does not cover a year on the way.
    pub fn nth_working_day_after(
        &self,
        day: Date,
        days: u16,
        whose: AnyDivision,
    ) -> Result<Date, UnknownYear> {
        let (mut day, mut left) = (day, days);
        while left > 0 {
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
            left -= u16::from(self.is_working_day(day, whose)?);
        }
        Ok(day)
    }

    /// Counts the working days from `from` to before `to`.
    pub(super) fn working_days_between(
        &self,
        from: Date,
        to: Date,
        period: Period,
    ) -> Result<u16, UnknownYear> {
        let (mut day, mut days) = (from, 0);
        while day < to {
            days += u16::from(self.is_working_day(day, period.any_division())?);
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
        }
        Ok(days)
    }
}
