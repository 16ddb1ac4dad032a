use super::{Period, PeriodId};
use crate::register::{Code, Register, Version, Versions};
use contracts::commitments::{AgreedInterval, Cadence, CommitmentContent, CommitmentKind};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::prelude::*;

fn of(code: &str) -> Versions {
    Register::default().versions(Code::parse(code).unwrap(), Vec::new()).unwrap()
}

/// The periods around a day, as a person would write them down.
fn written(versions: &Versions, day: Date) -> Vec<String> {
    let line = |period: &Period| {
        let wire = period.to_wire();
        format!("{} {}..{} by {}", period.id(), wire.first_day, wire.last_day, wire.due_day)
    };
    versions.around(day).iter().map(line).collect()
}

#[test]
fn half_years_of_the_memorandum_begin_on_the_eighth() {
    assert_eq!(
        written(&of("HMG-17"), date(2026, 7, 8)),
        [
            "2026-01-08-P6M 2026-01-08..2026-07-07 by 2026-07-07",
            "2026-07-08-P6M 2026-07-08..2027-01-07 by 2027-01-07",
            "2027-01-08-P6M 2027-01-08..2027-07-07 by 2027-07-07",
        ]
    );
}

#[test]
fn what_is_due_every_twelve_months_is_due_on_the_anniversary_and_what_is_regular_each_quarter() {
    assert_eq!(
        written(&of("JNT-03"), date(2026, 1, 8)),
        [
            "2026-01-08-P3M 2026-01-08..2026-04-07 by 2026-04-07",
            "2026-04-08-P3M 2026-04-08..2026-07-07 by 2026-07-07",
            "2026-01-08-P12M 2026-01-08..2027-01-07 by 2027-01-08",
            "2027-01-08-P12M 2027-01-08..2028-01-07 by 2028-01-08",
        ]
    );
}

#[test]
fn what_is_continuous_is_shown_for_each_year_and_what_is_done_once_has_no_end() {
    assert_eq!(
        written(&of("HMG-04"), date(2026, 6, 1)),
        [
            "2026-01-08-P12M 2026-01-08..2027-01-07 by 2027-01-07",
            "2027-01-08-P12M 2027-01-08..2028-01-07 by 2028-01-07",
            "once 2026-01-08.. by ",
        ]
    );
}

#[test]
fn nothing_is_owed_before_a_commitment_took_effect() {
    assert_eq!(of("HMG-17").current(date(2026, 1, 7)).count(), 0);
    assert_eq!(of("HMG-17").current(date(2026, 1, 8)).count(), 1);
}

#[test]
fn a_period_has_one_name() {
    for name in ["commitments/HMG-17/periods/2026-01-08-P6M", "commitments/HMG-04/periods/once"] {
        let (code, id) = PeriodId::parse_name(name).unwrap();
        assert_eq!(of(&code.to_string()).period(id).unwrap().name(), name);
    }
    for name in [
        "commitments/HMG-17/periods/2026-01-08-P06M",
        "commitments/HMG-17/periods/2026-1-8-P6M",
        "commitments/HMG-17/periods/2026-01-08",
        "commitments/HMG-17/periods/Once",
        "commitments/HMG-17/2026-01-08-P6M",
    ] {
        assert_eq!(PeriodId::parse_name(name), None, "{name}");
    }
    for name in ["2026-01-09-P6M", "2026-01-08-P3M", "2025-07-08-P6M", "once"] {
        let id = PeriodId::parse(name).unwrap();
        assert_eq!(of("HMG-17").period(id), None, "{name}");
    }
}

/// A commitment that is kept at an interval, which is another from some days on.
fn regular(base: Date, intervals: &[(Date, i32)]) -> Versions {
    let version = |(number, (effective_from, months)): (usize, &(Date, i32))| Version {
        code: Code::parse("HMG-09").unwrap(),
        number: i32::try_from(number).unwrap() + 1,
        effective_from: *effective_from,
        content: CommitmentContent {
            kinds: vec![CommitmentKind::Recurring.into()],
            cadences: vec![Cadence::Regular.into()],
            agreed_interval: Some(AgreedInterval { months: *months }),
            ..CommitmentContent::default()
        },
        reason: String::new(),
        sealed: None,
    };
    assert_eq!(intervals[0].0, base);
    Versions(intervals.iter().enumerate().map(version).collect())
}

fn day() -> impl Strategy<Value = Date> {
    (0..12_000_i32).prop_map(|days| date(2020, 1, 1).checked_add(days.days()).unwrap())
}

/// The days of a month, worked out another way than the library does.
fn days_in(year: i16, month: i8) -> i8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

proptest! {
    #[test]
    fn periods_begin_on_the_corresponding_date_and_never_drift(base in day(), months in 1..=24_i32) {
        let periods = regular(base, &[(base, months)]).periods(base.saturating_add(200.months()));
        for (number, period) in periods.iter().enumerate() {
            let ahead = i32::from(base.month()) - 1 + i32::try_from(number).unwrap() * months;
            let (year, month) = (base.year() + i16::try_from(ahead / 12).unwrap(), i8::try_from(ahead % 12).unwrap() + 1);
            let expected = date(year, month, base.day().min(days_in(year, month)));
            prop_assert_eq!(period.first, expected);
        }
    }

    #[test]
    fn every_day_is_in_one_period_whenever_the_interval_is_amended(
        base in day(), first in 1..=24_i32,
        changes in prop::collection::vec((1..400_i32, 1..=24_i32), 0..4), ahead in 0..3_000_i32,
    ) {
        let mut intervals = vec![(base, first)];
        for (days, months) in changes {
            intervals.push((base.checked_add(days.days()).unwrap(), months));
        }
        let versions = regular(base, &intervals);
        let day = base.checked_add(ahead.days()).unwrap();
        let current: Vec<_> = versions.current(day).collect();
        prop_assert_eq!(current.len(), 1);
        prop_assert_eq!(versions.period(current[0].id()), Some(current[0].clone()));
        for pair in versions.periods(day).windows(2) {
            prop_assert_eq!(pair[0].next, Some(pair[1].first));
            prop_assert!(pair[0].first < pair[1].first);
            prop_assert_eq!(pair[0].due, pair[0].last());
        }
    }

    #[test]
    fn an_interval_that_is_amended_holds_from_the_next_period_on(base in day(), months in 2..=12_i32, later in 1..300_i32) {
        let change = base.checked_add(later.days()).unwrap();
        let versions = regular(base, &[(base, months), (change, 1)]);
        for period in versions.periods(change.saturating_add(12.months())) {
            prop_assert_eq!(period.months, Some(if period.first < change { months } else { 1 }));
        }
    }
}
