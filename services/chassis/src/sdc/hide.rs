//! What is hidden from an audience.

use super::{
    attack::Attack,
    audience::Terms,
    rules::Thresholds,
    table::{Line, Place, Table},
};
use std::collections::BTreeSet;

/// The places of a table whose counts an audience does not read. `before` names those that it did not read in an earlier version,
/// which stay hidden.
pub(super) fn hidden(
    table: &Table,
    thresholds: &Thresholds,
    terms: &Terms,
    before: &BTreeSet<Place>,
) -> BTreeSet<Place> {
    if !terms.hides {
        return BTreeSet::new();
    }
    let may_hide = |place: &Place| !(terms.exact_total && *place == Place::TOTAL);
    let places: Vec<Place> = table.places().filter(may_hide).collect();
    let is_hidden = |place: &&Place| before.contains(place) || is_small(table, thresholds, terms, **place);
    let mut hidden: BTreeSet<Place> = places.iter().filter(is_hidden).copied().collect();
    while let Some(more) = also(table, thresholds, &places, &hidden) {
        hidden.insert(more);
    }
    hidden
}

/// Says whether a count is hidden for its own sake: it is small, or leaves a small rest of what it is a part of, or that is small
/// itself; one unit dominates it; or nothing is there, and the audience does not read that.
fn is_small(table: &Table, thresholds: &Thresholds, terms: &Terms, place: Place) -> bool {
    let small = |count: u32| (1..thresholds.smallest).contains(&count);
    let (count, wholes) = (table.count(place), place.wholes());
    // That there is nothing at all of a kind is told, and so that there is none of it anywhere.
    let nothing = wholes.iter().any(|whole| table.count(*whole) == 0);
    let of_small = |whole: Place| {
        let whole = table.count(whole);
        small(whole) || small(whole.saturating_sub(count))
    };
    small(count)
        || (!nothing && wholes.into_iter().any(of_small))
        || table.is_dominated(place, thresholds.dominance_percent)
        || (terms.hides_zeros && count == 0 && !table.is_structural(place))
}

/// What is to be hidden besides, so that what is hidden cannot be told from what is shown; nothing, once it cannot.
fn also(table: &Table, thresholds: &Thresholds, places: &[Place], hidden: &BTreeSet<Place>) -> Option<Place> {
    let least_first = |place: &Place| (table.count(*place), *place);
    // What is hidden alone in a row or a column is the difference of the others. Most are found so, and faster.
    let alone = hidden.iter().copied().filter(|place| !lines_alone(table, *place, hidden).is_empty());
    if let Some(alone) = alone.min_by_key(least_first) {
        let lines = lines_alone(table, alone, hidden);
        let in_line = |place: Place| lines.iter().any(|line| line.holds(place));
        return next(table, places, hidden, in_line);
    }
    // As many as are between the least and the most that a small count can be.
    let enough = thresholds.smallest - 2;
    let attack = Attack::on(table, hidden);
    let weak = hidden.iter().copied().filter(|place| attack.doubt(*place, enough) < enough);
    let weak = weak.min_by_key(least_first)?;
    next(table, places, hidden, |place| table.lines(weak).iter().any(|line| line.holds(place)))
}

/// The lines in which nothing is hidden but what is hidden at a place.
fn lines_alone(table: &Table, place: Place, hidden: &BTreeSet<Place>) -> Vec<Line> {
    let alone = |line: &Line| hidden.iter().filter(|place| line.holds(**place)).count() == 1;
    table.lines(place).into_iter().filter(alone).collect()
}

/// The smallest count that is shown in a line, else the smallest total there, else elsewhere. That there is nothing hides little,
/// and goes last.
fn next(
    table: &Table,
    places: &[Place],
    hidden: &BTreeSet<Place>,
    in_line: impl Fn(Place) -> bool,
) -> Option<Place> {
    let shown = places.iter().copied().filter(|place| !hidden.contains(place));
    shown.min_by_key(|place| {
        let count = table.count(*place);
        (count == 0, !in_line(*place), table.is_total(*place), count, *place)
    })
}
