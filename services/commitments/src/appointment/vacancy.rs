//! The days on which nobody held a post.

use crate::calendar::KeptPost;
use chassis::{deadline::day_words, directory::Organisation};
use contracts::commitments as pb;
use jiff::civil::Date;

/// From which day a post was held, and the first on which it was not any longer, if one is known.
pub(super) type Held = (Date, Option<Date>);

/// Days on which nobody held a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vacancy {
    /// The first.
    pub(super) since: Date,
    /// The first on which it was held again; none if it is vacant today.
    pub(super) until: Option<Date>,
}

/// The vacancies of a post since a day and until today, oldest first.
pub(super) fn vacancies(begun: Date, held: &[Held], today: Date) -> Vec<Vacancy> {
    let mut held = held.to_vec();
    held.sort_unstable();
    let (mut found, mut since) = (Vec::new(), begun);
    for (from, until) in held {
        if since < from {
            found.push(Vacancy { since, until: Some(from).filter(|from| *from <= today) });
        }
        since = since.max(until.unwrap_or(Date::MAX));
    }
    if since < Date::MAX {
        found.push(Vacancy { since, until: None });
    }
    found.retain(|vacancy| vacancy.since <= today);
    found
}

/// The first day on which an organisation has somebody hold a post.
pub(super) fn begun(post: &KeptPost, organisation: &Organisation) -> Date {
    post.from.max(organisation.in_scope_from)
}

impl Vacancy {
    /// How many days, today counted.
    fn days(self, today: Date) -> i32 {
        match self.until {
            Some(until) => (until - self.since).get_days(),
            None => (today - self.since).get_days() + 1,
        }
    }

    /// The vacancy on the wire.
    pub(super) fn to_wire(self, post: &KeptPost, organisation: &Organisation, today: Date) -> pb::Vacancy {
        let days = self.days(today);
        let counted = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        let since = day_words(self.since);
        let explanation = match self.until {
            Some(until) => format!("vacant from {since} until {}: {counted}", day_words(until)),
            None => format!("vacant since {since}: {counted}, today counted"),
        };
        pb::Vacancy {
            organisation: format!("organisations/{}", organisation.code),
            post: post.post.into(),
            since: self.since.to_string(),
            until: self.until.map(|until| until.to_string()).unwrap_or_default(),
            days,
            explanation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Vacancy, vacancies};
    use jiff::{
        ToSpan as _,
        civil::{Date, date},
    };
    use proptest::prelude::*;

    const BEGUN: Date = date(2026, 1, 8);
    const TODAY: Date = date(2026, 5, 5);

    fn vacant(since: Date, until: Option<Date>) -> Vacancy {
        Vacancy { since, until }
    }

    #[test]
    fn a_post_that_nobody_ever_held_is_vacant_since_it_began() {
        assert_eq!(vacancies(BEGUN, &[], TODAY), [vacant(BEGUN, None)]);
        assert_eq!(vacancies(BEGUN, &[], BEGUN), [vacant(BEGUN, None)]);
        assert_eq!(vacancies(BEGUN, &[], date(2026, 1, 7)), []);
    }

    #[test]
    fn a_post_is_vacant_from_the_day_itself_and_until_the_day_itself() {
        let ends = date(2026, 5, 5);
        assert_eq!(vacancies(BEGUN, &[(BEGUN, Some(ends))], date(2026, 5, 4)), []);
        assert_eq!(vacancies(BEGUN, &[(BEGUN, Some(ends))], ends), [vacant(ends, None)]);
        let again = [(BEGUN, Some(ends)), (date(2026, 5, 7), None)];
        assert_eq!(vacancies(BEGUN, &again, date(2026, 5, 6)), [vacant(ends, None)]);
        assert_eq!(vacancies(BEGUN, &again, date(2026, 5, 7)), [vacant(ends, Some(date(2026, 5, 7)))]);
    }

    #[test]
    fn one_who_follows_on_the_day_leaves_no_gap() {
        let held = [(date(2026, 3, 1), None), (BEGUN, Some(date(2026, 3, 1)))];
        assert_eq!(vacancies(BEGUN, &held, TODAY), []);
    }

    #[test]
    fn days_are_counted_with_the_first_and_with_today() {
        assert_eq!(vacant(TODAY, None).days(TODAY), 1);
        assert_eq!(vacant(date(2026, 5, 1), None).days(TODAY), 5);
        assert_eq!(vacant(date(2026, 5, 1), Some(date(2026, 5, 3))).days(TODAY), 2);
    }

    proptest! {
        #[test]
        fn every_day_is_either_held_or_vacant(
            held in prop::collection::vec((0..200_i32, 1..60_i32), 0..5), today in 0..250_i32,
        ) {
            let day = |number: i32| BEGUN.checked_add(number.days()).unwrap();
            let held: Vec<_> =
                held.into_iter().map(|(from, length)| (day(from), Some(day(from + length)))).collect();
            let found = vacancies(BEGUN, &held, day(today));
            for number in 0..=today {
                let on = day(number);
                let is_held = held.iter().any(|(from, until)| *from <= on && until.is_none_or(|until| on < until));
                let vacant =
                    found.iter().filter(|one| one.since <= on && one.until.is_none_or(|until| on < until)).count();
                prop_assert_eq!(vacant, usize::from(!is_held), "{}", on);
            }
        }
    }
}
