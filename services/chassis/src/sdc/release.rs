//! A table as an audience reads it.

use super::{
    audience::{Audience, Rounding, Terms},
    hide::hidden,
    rules::{Rules, Thresholds},
    table::{Place, Table},
};
use crate::clock;
use contracts::exchange as pb;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

/// What is shown of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// How many, rounded for most audiences.
    Count(u32),
    /// Nothing of it.
    Hidden,
    /// That none, or hardly any, of a small group share something.
    Below5,
    /// That all, or nearly all, of a small group share something.
    Above95,
}

/// A number as it was released: by which rules, to whom, and as of when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// What is shown.
    pub figure: Figure,
    /// By which version of the rules.
    pub rules: String,
    /// To whom.
    pub audience: pb::ReleaseAudience,
    /// How things stood when.
    pub as_at: Timestamp,
}

/// A table as an audience reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Released<A: Audience> {
    figures: BTreeMap<Place, Figure>,
    rules: String,
    as_at: Timestamp,
    pub(super) rate_group: u32,
    audience: PhantomData<fn() -> A>,
}

impl Rules {
    /// Releases a table that shows how things stood at a time. `before` names the places that were hidden from the audience in what
    /// was released to it before of the same or of overlapping counts: they stay hidden.
    #[must_use]
    pub fn release<A: Audience>(
        &self,
        table: &Table,
        before: &BTreeSet<Place>,
        as_at: Timestamp,
    ) -> Released<A> {
        let hidden = hidden(table, &self.thresholds, &A::TERMS, before);
        let figure = |place: Place| {
            if hidden.contains(&place) {
                Figure::Hidden
            } else {
                shown(table, &self.thresholds, &A::TERMS, place)
            }
        };
        Released {
            figures: table.places().map(|place| (place, figure(place))).collect(),
            rules: self.version.clone(),
            as_at,
            rate_group: self.thresholds.rate_group,
            audience: PhantomData,
        }
    }
}

/// What is shown of a count that is not hidden.
fn shown(table: &Table, thresholds: &Thresholds, terms: &Terms, place: Place) -> Figure {
    let count = table.count(place);
    let of_small_group = |share: fn(u32, u32) -> bool| {
        let mut wholes = place.wholes().into_iter().map(|whole| table.count(whole));
        terms.hides && wholes.any(|whole| (1..thresholds.small_group).contains(&whole) && share(count, whole))
    };
    if of_small_group(|count, _| count == 0) {
        return Figure::Below5;
    }
    if of_small_group(|count, whole| count == whole) {
        return Figure::Above95;
    }
    let total = place == Place::TOTAL;
    Figure::Count(match terms.rounding {
        Rounding::Nothing => count,
        Rounding::Usual | Rounding::National if total && terms.exact_total => count,
        Rounding::National if total => rounded(count, thresholds.round_national_to),
        Rounding::Usual | Rounding::National => rounded(count, thresholds.round_to),
    })
}

/// The nearest multiple; of two that are as near, the larger.
pub(super) fn rounded(count: u32, to: u32) -> u32 {
    (count.saturating_add(to / 2) / to).saturating_mul(to)
}

impl<A: Audience> Released<A> {
    /// What is shown at a place.
    #[must_use]
    pub fn figure(&self, place: Place) -> Figure {
        self.figures.get(&place).copied().unwrap_or(Figure::Hidden)
    }

    /// What is shown at a place, as a number that says where it comes from.
    #[must_use]
    pub fn number(&self, place: Place) -> Number {
        Number {
            figure: self.figure(place),
            rules: self.rules.clone(),
            audience: A::TERMS.on_the_wire,
            as_at: self.as_at,
        }
    }

    /// Every number, the totals among them.
    pub fn numbers(&self) -> impl Iterator<Item = (Place, Number)> {
        self.figures.keys().map(|place| (*place, self.number(*place)))
    }

    /// The places whose counts are hidden.
    #[must_use]
    pub fn hidden(&self) -> BTreeSet<Place> {
        let hidden = self.figures.iter().filter(|(_, figure)| **figure == Figure::Hidden);
        hidden.map(|(place, _)| *place).collect()
    }
}

impl Number {
    /// The number on the wire.
    #[must_use]
    pub fn to_wire(&self) -> pb::ReleasedNumber {
        let (figure, count) = match self.figure {
            Figure::Count(count) => (pb::ReleasedFigure::Count, count),
            Figure::Hidden => (pb::ReleasedFigure::Hidden, 0),
            Figure::Below5 => (pb::ReleasedFigure::Below5Percent, 0),
            Figure::Above95 => (pb::ReleasedFigure::Above95Percent, 0),
        };
        pb::ReleasedNumber {
            figure: figure.into(),
            count,
            sdc_rule_version: self.rules.clone(),
            audience: self.audience.into(),
            as_at: Some(clock::to_wire(self.as_at)),
        }
    }
}
