//! What follows from evidence and from one's own view.

use crate::register::period::Period;
use chassis::deadline::day_words;
use contracts::commitments::{EvidenceCount, EvidenceState, Standing, View};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many days before it is due a commitment is at risk if nothing was submitted.
const SOON: i32 = 30;

/// How many pieces of evidence are in each state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(BTreeMap<i32, i32>);

impl Counts {
    pub(super) fn add(&mut self, state: EvidenceState, count: i32) {
        *self.0.entry(state.into()).or_default() += count;
    }

    pub(crate) fn of(&self, state: EvidenceState) -> i32 {
        self.0.get(&i32::from(state)).copied().unwrap_or_default()
    }

    pub(super) fn to_wire(&self) -> Vec<EvidenceCount> {
        self.0.iter().map(|(state, count)| EvidenceCount { state: *state, count: *count }).collect()
    }
}

/// How a commitment stands in a period, and why, in words. What is accepted, or was elsewhere and is issued, is of the period: nothing
/// else is taken for it.
pub(crate) fn stands(period: &Period, counts: &Counts, own: Option<View>, today: Date) -> (Standing, String) {
    let issued = counts.of(EvidenceState::Issued);
    let counted = counts.of(EvidenceState::Accepted) + issued;
    let how = if counted == issued { "issued" } else { "accepted" };
    let left = period.due.map(|due| (due, (due - today).get_days()));
    let due = left
        .map_or_else(|| "no day is set for it".to_owned(), |(due, _)| format!("due by {}", day_words(due)));
    match left {
        _ if counted == 1 => (Standing::Evidenced, format!("one piece of evidence was {how}")),
        _ if counted > 1 => (Standing::Evidenced, format!("{counted} pieces of evidence were {how}")),
        Some((_, days)) if days < 0 => (Standing::Overdue, format!("{due}, and no evidence was accepted")),
        _ if own == Some(View::AtRisk) => {
            (Standing::AtRisk, format!("{due}; its own party says that it is at risk"))
        }
        Some((_, days)) if days <= SOON && counts.of(EvidenceState::Submitted) == 0 => {
            (Standing::AtRisk, format!("{due}, and no evidence was submitted"))
        }
        _ => (Standing::NotEvidenced, format!("{due}; no evidence was accepted yet")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, stands};
    use crate::register::{Code, Register, Versions, period::Period};
    use contracts::commitments::{EvidenceState, Standing, View};
    use jiff::{
        ToSpan as _,
        civil::{Date, date},
    };
    use proptest::prelude::*;

    fn versions(code: &str) -> Versions {
        Register::default().versions(Code::parse(code).unwrap(), Vec::new()).unwrap()
    }

    /// The first half-year of the memorandum, due by 7 July 2026.
    fn half_year() -> Period {
        versions("HMG-17").current(date(2026, 5, 5)).next().unwrap()
    }

    fn counts(of: &[(EvidenceState, i32)]) -> Counts {
        let mut counts = Counts::default();
        for (state, count) in of {
            counts.add(*state, *count);
        }
        counts
    }

    #[test]
    fn a_commitment_is_at_risk_thirty_days_before_it_is_due_and_overdue_the_day_after() {
        let none = Counts::default();
        for (today, expected) in [
            (date(2026, 6, 6), Standing::NotEvidenced),
            (date(2026, 6, 7), Standing::AtRisk),
            (date(2026, 7, 7), Standing::AtRisk),
            (date(2026, 7, 8), Standing::Overdue),
        ] {
            assert_eq!(stands(&half_year(), &none, None, today).0, expected, "{today}");
        }
    }

    #[test]
    fn what_was_submitted_keeps_it_from_being_at_risk_and_only_what_was_accepted_evidences_it() {
        let june = date(2026, 6, 20);
        for (state, expected) in [
            (EvidenceState::Draft, Standing::AtRisk),
            (EvidenceState::Returned, Standing::AtRisk),
            (EvidenceState::Withdrawn, Standing::AtRisk),
            (EvidenceState::Submitted, Standing::NotEvidenced),
            (EvidenceState::Accepted, Standing::Evidenced),
        ] {
            assert_eq!(stands(&half_year(), &counts(&[(state, 1)]), None, june).0, expected, "{state:?}");
        }
    }

    #[test]
    fn its_own_party_says_that_it_is_at_risk_and_not_that_it_is_evidenced() {
        let (may, none) = (date(2026, 5, 5), Counts::default());
        for (view, expected) in [
            (View::AtRisk, Standing::AtRisk),
            (View::Evidenced, Standing::NotEvidenced),
            (View::OnTrack, Standing::NotEvidenced),
            (View::NotEvidenced, Standing::NotEvidenced),
        ] {
            assert_eq!(stands(&half_year(), &none, Some(view), may).0, expected, "{view:?}");
        }
        let accepted = counts(&[(EvidenceState::Accepted, 1)]);
        assert_eq!(stands(&half_year(), &accepted, Some(View::AtRisk), may).0, Standing::Evidenced);
    }

    #[test]
    fn what_is_done_once_has_no_day_to_miss() {
        let once = versions("CAB-12").current(date(2026, 5, 5)).next().unwrap();
        let (standing, why) = stands(&once, &Counts::default(), None, date(2036, 1, 1));
        assert_eq!(
            (standing, why.as_str()),
            (Standing::NotEvidenced, "no day is set for it; no evidence was accepted yet")
        );
    }

    fn state() -> impl Strategy<Value = EvidenceState> {
        prop::sample::select(vec![
            EvidenceState::Draft,
            EvidenceState::Submitted,
            EvidenceState::Accepted,
            EvidenceState::Returned,
            EvidenceState::Withdrawn,
            EvidenceState::Issued,
        ])
    }

    proptest! {
        #[test]
        fn it_is_evidenced_if_and_only_if_evidence_was_accepted_or_issued(
            found in prop::collection::vec((state(), 1..4_i32), 0..6), days in 0..400_i32,
            view in prop::option::of(prop::sample::select(vec![View::OnTrack, View::AtRisk, View::NotEvidenced, View::Evidenced])),
        ) {
            let today = date(2026, 1, 8).checked_add(days.days()).unwrap();
            let counts_for = [EvidenceState::Accepted, EvidenceState::Issued];
            let accepted = found.iter().any(|(state, _)| counts_for.contains(state));
            let (standing, _) = stands(&half_year(), &counts(&found), view, today);
            prop_assert_eq!(standing == Standing::Evidenced, accepted);
            prop_assert_eq!(standing == Standing::Overdue, !accepted && today > Date::constant(2026, 7, 7));
        }
    }
}
