//! Rates, from what is shown: nobody gets a count out of one that the count itself does not tell.

use super::{
    audience::{Audience, Rates},
    release::{Figure, Released},
    table::Place,
};

/// What is shown of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// So many tenths of a per cent.
    Tenths(u32),
    /// So many per cent.
    Percent(u32),
    /// None, or hardly any.
    Below5,
    /// All, or nearly all.
    Above95,
    /// Nothing of it.
    Hidden,
}

impl<A: Audience> Released<A> {
    /// The share that a part has of a whole, as far as both are shown.
    #[must_use]
    pub fn rate(&self, part: Place, whole: Place) -> Rate {
        let (part, whole) = match (self.figure(part), self.figure(whole)) {
            (Figure::Below5, Figure::Count(_)) => return Rate::Below5,
            (Figure::Above95, Figure::Count(_)) => return Rate::Above95,
            (Figure::Count(part), Figure::Count(whole)) if whole > 0 => (part, whole),
            _ => return Rate::Hidden,
        };
        // Rounded by themselves, a part may come out larger than its whole.
        let share = |of: u32| {
            let nearest = (2 * u64::from(part) * u64::from(of) + u64::from(whole)) / (2 * u64::from(whole));
            u32::try_from(nearest).map_or(of, |share| share.min(of))
        };
        match A::TERMS.rates {
            Rates::Exact => Rate::Tenths(share(1_000)),
            Rates::OfLargeGroups if whole < self.rate_group => Rate::Hidden,
            Rates::Whole | Rates::OfLargeGroups => Rate::Percent(share(100)),
        }
    }
}
