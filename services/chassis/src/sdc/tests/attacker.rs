//! What a reader can make of a released table: an attacker who tries every table that there could be, and never heard of flows.

use super::*;
use crate::sdc::{Centre, Others, OwnDepartment};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::collections::BTreeMap;

/// Every way to write `total` as counts, of which some are known.
fn ways(total: u32, counts: &[Option<u32>]) -> Vec<Vec<u32>> {
    let [first, rest @ ..] = counts else { return if total == 0 { vec![vec![]] } else { vec![] } };
    let could = first.map_or(0..=total, |known| known..=known).filter(|first| *first <= total);
    let with_first = |first: u32| {
        let rest = ways(total - first, rest).into_iter();
        rest.map(move |rest| std::iter::once(first).chain(rest).collect())
    };
    could.flat_map(with_first).collect()
}

/// What every place could hold, to a reader who knows what is shown to the unit, and of what is hidden that there is something where
/// there is.
fn could_be(table: &Table, hidden: &BTreeSet<Place>) -> BTreeMap<Place, BTreeSet<u32>> {
    let cells: Vec<Place> = table.places().filter(|place| !table.is_total(*place)).collect();
    let known: Vec<_> =
        cells.iter().map(|cell| (!hidden.contains(cell)).then(|| table.count(*cell))).collect();
    let total = table.count(Place::TOTAL);
    let totals = if hidden.contains(&Place::TOTAL) { 0..=total + 4 } else { total..=total };
    let within = |place: Place, cell: &Place| {
        place.row.is_none_or(|row| cell.row == Some(row))
            && place.column.is_none_or(|column| cell.column == Some(column))
    };
    let mut could = BTreeMap::<Place, BTreeSet<u32>>::new();
    for counts in totals.flat_map(|total| ways(total, &known)) {
        let seems = |place: Place| -> u32 {
            cells.iter().zip(&counts).filter(|(cell, _)| within(place, cell)).map(|(_, count)| *count).sum()
        };
        let alike = table.places().all(|place| {
            let is = table.count(place);
            if hidden.contains(&place) { is == 0 || seems(place) > 0 } else { is == seems(place) }
        });
        if alike {
            for place in hidden {
                could.entry(*place).or_default().insert(seems(*place));
            }
        }
    }
    could
}

/// Small tables, for rules that hide what is below three.
fn small_grid() -> impl Strategy<Value = Vec<Vec<u32>>> {
    (2_usize..=3).prop_flat_map(|columns| {
        let most = if columns == 2 { 9_u32 } else { 5 };
        vec(vec(0..=most, columns), 2)
    })
}

fn as_grid(rows: &[Vec<u32>]) -> Table {
    grid(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn large_grid() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let count = prop_oneof![3 => Just(0), 3 => 1..10_u32, 2 => 10..40_u32, 1 => 40..2_000_u32];
    (2_usize..=4, 2_usize..=8).prop_flat_map(move |(columns, rows)| vec(vec(count.clone(), columns), rows))
}

/// The lines that a reader may add up: each row and each column, with its total, and the totals of each.
fn lines(table: &Table) -> Vec<Vec<Place>> {
    let rows: BTreeSet<_> = table.places().map(|place| place.row).collect();
    let columns: BTreeSet<_> = table.places().map(|place| place.column).collect();
    let of_row = rows.into_iter().map(|row| table.places().filter(|place| place.row == row).collect());
    of_row
        .chain(
            columns.into_iter().map(|column| table.places().filter(|place| place.column == column).collect()),
        )
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nobody_can_tell_what_is_hidden_whatever_they_reckon(rows in small_grid(), everybody in any::<bool>()) {
        let (table, rules) = (as_grid(&rows), rules_with(&[("smallest", 3), ("round_to", 1), ("round_national_to", 1)]));
        let hidden = if everybody {
            rules.release::<Others>(&table, &BTreeSet::new(), Timestamp::UNIX_EPOCH).hidden()
        } else {
            rules.release::<Centre>(&table, &BTreeSet::new(), Timestamp::UNIX_EPOCH).hidden()
        };
        let mut hideable = table.places().filter(|place| everybody || *place != Place::TOTAL);
        if hideable.all(|place| hidden.contains(&place)) {
            return Ok(());
        }
        let could = could_be(&table, &hidden);
        for place in &hidden {
            prop_assert!(could[place].len() >= 2, "{place:?} of {rows:?} can only be {:?}", could[place]);
        }
    }

    #[test]
    fn no_line_leaves_one_hidden_count_to_be_subtracted(rows in large_grid()) {
        let table = as_grid(&rows);
        let hidden = released::<Centre>(&table).hidden();
        for line in lines(&table) {
            let of_line = line.iter().filter(|place| hidden.contains(place)).count();
            prop_assert!(of_line != 1, "{line:?} of {rows:?}");
        }
    }

    #[test]
    fn every_small_count_is_hidden_and_every_shown_one_is_its_own_rounded(rows in large_grid()) {
        let table = as_grid(&rows);
        for (place, number) in released::<Others>(&table).numbers() {
            let count = table.count(place);
            match number.figure {
                Figure::Count(shown) => {
                    prop_assert!(count == 0 || count >= 10);
                    prop_assert!(shown % 5 == 0 && shown.abs_diff(count) <= 2);
                }
                Figure::Below5 => prop_assert_eq!(count, 0),
                Figure::Above95 => prop_assert!((10..30).contains(&count)),
                Figure::Hidden => {}
            }
        }
    }

    #[test]
    fn the_same_is_released_of_the_same_in_whatever_order_it_comes(rows in large_grid(), order in vec(any::<Index>(), 64)) {
        let table = as_grid(&rows);
        let mut cells: Vec<(i32, i32, u32)> = table
            .places()
            .filter_map(|place| Some((place.row?, place.column?, table.count(place))))
            .collect();
        for (at, index) in order.iter().enumerate().take(cells.len()) {
            let other = index.index(cells.len());
            cells.swap(at, other);
        }
        let mut shuffled = Table::new([], []);
        for (row, column, count) in cells {
            shuffled.add(row, Some(column), "hmrc", count);
        }
        prop_assert_eq!(released::<Centre>(&shuffled), released::<Centre>(&table));
    }

    #[test]
    fn other_rows_first_hide_the_same_counts_but_for_equal_ones(rows in large_grid()) {
        // Every count is another one, and so is every total, so that no tie is broken.
        let distinct: Vec<Vec<u32>> = (0_u32..)
            .zip(&rows)
            .map(|(row, counts)| {
                (0_u32..).zip(counts).map(|(column, count)| count * 1024 + row * row * 13 + column * 3 + 1).collect()
            })
            .collect();
        let table = as_grid(&distinct);
        let all: Vec<_> = table.places().map(|place| table.count(place)).collect();
        prop_assume!(all.iter().collect::<BTreeSet<_>>().len() == all.len());
        let reversed: Vec<Vec<u32>> = distinct.iter().rev().cloned().collect();
        let most = i32::try_from(rows.len()).unwrap();
        let rules = rules_with(&[("smallest", 4_800)]);
        let hidden = |rows: &[Vec<u32>]| rules.release::<Centre>(&as_grid(rows), &BTreeSet::new(), Timestamp::UNIX_EPOCH).hidden();
        let turned = |place: &Place| Place { row: place.row.map(|row| most + 1 - row), ..*place };
        prop_assert_eq!(hidden(&reversed).iter().map(turned).collect::<BTreeSet<_>>(), hidden(&distinct));
    }

    #[test]
    fn releasing_what_was_released_hides_no_more(rows in large_grid()) {
        let table = as_grid(&rows);
        let once = released::<Centre>(&table);
        let again: Released<Centre> = Rules::default().release(&table, &once.hidden(), Timestamp::UNIX_EPOCH);
        prop_assert_eq!(again, once);
    }

    #[test]
    fn what_was_hidden_is_hidden_whatever_it_is_later(first in vec(vec(0..40_u32, 3), 4), later in vec(vec(0..400_u32, 3), 4)) {
        let before = released::<Centre>(&as_grid(&first)).hidden();
        let after: Released<Centre> = Rules::default().release(&as_grid(&later), &before, Timestamp::UNIX_EPOCH);
        prop_assert!(before.is_subset(&after.hidden()));
    }

    #[test]
    fn the_department_reads_every_count_as_it_is(rows in large_grid()) {
        let table = as_grid(&rows);
        for (place, number) in released::<OwnDepartment>(&table).numbers() {
            prop_assert_eq!(number.figure, Figure::Count(table.count(place)));
        }
    }
}
