//! Rates, from what is shown.

use super::*;
use crate::sdc::{Boards, Centre, Others, OwnDepartment, Public, Rate};

fn rate<A: Audience>(counts: &[u32]) -> Rate {
    released::<A>(&list(counts)).rate(Place::row(1), Place::TOTAL)
}

#[test]
fn rates_come_from_what_is_shown() {
    assert_eq!(rate::<OwnDepartment>(&[12, 24]), Rate::Tenths(333));
    assert_eq!(rate::<OwnDepartment>(&[24, 12]), Rate::Tenths(667));
    assert_eq!(rate::<OwnDepartment>(&[1, 1]), Rate::Tenths(500));
    assert_eq!(rate::<Boards>(&[12, 24]), Rate::Percent(33));
    assert_eq!(rate::<Centre>(&[12, 24]), Rate::Percent(28), "10 of 36");
    assert_eq!(rate::<Others>(&[12, 24]), Rate::Percent(29), "10 of 35");
    assert_eq!(rate::<Public>(&[12, 24]), Rate::Percent(25), "10 of 40");
    assert_eq!(rate::<Others>(&[13, 187]), Rate::Percent(8), "15 of 200: of two as near the larger");
    assert_eq!(rate::<Others>(&[100, 0]), Rate::Percent(100));
}

#[test]
fn what_is_hidden_has_no_rate_and_what_is_a_band_is_one() {
    assert_eq!(rate::<Centre>(&[4, 96]), Rate::Hidden);
    assert_eq!(rate::<Centre>(&[0, 20]), Rate::Below5);
    assert_eq!(rate::<Centre>(&[20, 0]), Rate::Above95);
    assert_eq!(rate::<OwnDepartment>(&[0, 0]), Rate::Hidden, "of nothing there is no share");
    let of_hidden = released::<Others>(&list(&[4, 5])).rate(Place::TOTAL, Place::row(1));
    assert_eq!(of_hidden, Rate::Hidden);
}

#[test]
fn the_public_reads_rates_of_large_groups_only() {
    assert_eq!(rate::<Public>(&[12, 12]), Rate::Hidden, "20 of them are shown");
    assert_eq!(rate::<Public>(&[15, 15]), Rate::Percent(50));
    assert_eq!(rate::<Others>(&[12, 12]), Rate::Percent(40), "10 of 25");
}

#[test]
fn no_rate_is_above_a_hundred_per_cent() {
    // Seventeen are not more than seventeen, however each is rounded.
    let mut table = Table::new([], []);
    for (row, column, count) in [(1, 1, 18), (1, 2, 0), (2, 1, 40), (2, 2, 40)] {
        table.add(row, Some(column), "hmrc", count);
    }
    let released =
        rules_with(&[("small_group", 1)]).release::<Centre>(&table, &BTreeSet::new(), Timestamp::UNIX_EPOCH);
    assert_eq!(released.rate(Place::TOTAL, Place::row(2)), Rate::Percent(100));
}
