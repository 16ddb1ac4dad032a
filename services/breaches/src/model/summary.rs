//! How many breaches there are, by what is asked of a register.

use chassis::deadline::{london_day, start_of};
use contracts::{
    breaches::{self as pb, BreachGroup, BreachState},
    time::DeadlineState,
};
use jiff::{Timestamp, ToSpan as _, civil::Date};

const MONTHS: i32 = 12;

/// How many breaches are in a state, were detected in one month, and have a deadline that stands so.
pub(crate) struct Tally {
    pub(crate) state: BreachState,
    /// 1 for the first of the months that are counted. None where nobody knows when it was detected; other numbers are
    /// other months.
    pub(crate) month: Option<i32>,
    pub(crate) deadline_state: DeadlineState,
    pub(crate) count: i64,
}

/// The last calendar months in London, oldest first and ending with that of a time.
pub(crate) struct Months(Vec<Date>);

impl Months {
    pub(crate) fn until(now: Timestamp) -> Self {
        let this = london_day(now).first_of_month();
        Self((1 - MONTHS..=0).map(|months| this.saturating_add(months.months())).collect())
    }

    /// When each begins, and when the last ends.
    pub(crate) fn edges(&self) -> Vec<Timestamp> {
        let end = self.0.last().map(|last| last.saturating_add(1.month()));
        self.0.iter().copied().chain(end).map(start_of).collect()
    }

    /// What is counted of these months, and of all.
    pub(crate) fn summary(&self, tallies: &[Tally]) -> pb::SummariseBreachesResponse {
        let count = |counts: &dyn Fn(&Tally) -> bool| {
            let counted: i64 = tallies.iter().filter(|tally| counts(tally)).map(|tally| tally.count).sum();
            i32::try_from(counted).unwrap_or(i32::MAX)
        };
        let month = |(number, first): (i32, &Date)| {
            let counts = values::<BreachGroup>().map(|one| pb::BreachGroupCount {
                group: one.into(),
                count: count(&|tally| tally.month == Some(number) && group(tally.state) == one),
            });
            pb::BreachMonth {
                year: first.year().into(),
                month: first.month().into(),
                counts: counts.collect(),
            }
        };
        let state = |state: BreachState| pb::BreachStateCount {
            state: state.into(),
            count: count(&|tally| tally.state == state),
        };
        let deadline = |state: DeadlineState| pb::BreachDeadlineCount {
            deadline_state: state.into(),
            count: count(&|tally| may_be_told(tally.state) && tally.deadline_state == state),
        };
        pb::SummariseBreachesResponse {
            by_month: (1..).zip(&self.0).map(month).collect(),
            by_state: values().map(state).filter(|counted| counted.count > 0).collect(),
            by_deadline_state: values().map(deadline).collect(),
        }
    }
}

/// The values of an enum but the unspecified one, in their order.
pub(crate) fn values<T: TryFrom<i32>>() -> impl Iterator<Item = T> {
    (1..).map_while(|number| T::try_from(number).ok())
}

fn group(state: BreachState) -> BreachGroup {
    match state {
        BreachState::Unspecified => BreachGroup::Unspecified,
        BreachState::Draft | BreachState::Logged => BreachGroup::Reported,
        BreachState::NearMiss => BreachGroup::NearMiss,
        BreachState::NotPdb | BreachState::Void => BreachGroup::NoBreach,
        BreachState::Closed => BreachGroup::Closed,
        BreachState::Confirmed
        | BreachState::Assessed
        | BreachState::NotNotifiable
        | BreachState::NotifiedPartial
        | BreachState::NotifiedFull
        | BreachState::Remediation
        | BreachState::Learning => BreachGroup::UnderWay,
    }
}

/// Says whether it matters still how the deadline stands of a breach in this state.
fn may_be_told(state: BreachState) -> bool {
    matches!(group(state), BreachGroup::Reported | BreachGroup::UnderWay)
}

#[cfg(test)]
mod tests {
    use super::Months;

    #[test]
    fn months_begin_and_end_at_midnight_in_london() {
        let months = Months::until("2026-03-31T23:00:00Z".parse().unwrap());
        let edges: Vec<String> = months.edges().iter().map(ToString::to_string).collect();
        assert_eq!(edges.len(), 13);
        assert_eq!(edges[0], "2025-04-30T23:00:00Z", "it is April in London already");
        assert_eq!(edges[5..7], ["2025-09-30T23:00:00Z", "2025-11-01T00:00:00Z"]);
        assert_eq!(edges[12], "2026-04-30T23:00:00Z");
    }
}
