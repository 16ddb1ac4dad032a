//! Worked examples of each rule, on both sides of its threshold.

use super::*;
use crate::sdc::{Boards, Centre, Others, OwnDepartment, Public};
use contracts::exchange as pb;

#[test]
fn the_usual_rules_are_read_and_nonsense_is_not() {
    assert_eq!(Rules::default().version(), "2026-01");
    let usual = include_str!("../../../rules/sdc.toml");
    for (from, to) in [
        ("smallest = 10", "smallest = 2"),
        ("round_to = 5", "round_to = 0"),
        ("round_to = 5", "round_to = 11"),
        ("round_national_to = 10", "round_national_to = 0"),
        ("round_national_to = 10", "round_national_to = 11"),
        ("small_group = 30", "small_group = 0"),
        ("rate_group = 30", "rate_group = 0"),
        ("dominance_percent = 85", "dominance_percent = 0"),
        ("dominance_percent = 85", "dominance_percent = 100"),
        ("version = \"2026-01\"", "version = \" \""),
        ("owner = \"gcdo.lead\"", "owner = \"\""),
        ("what = \"First", "other = \"First"),
        ("by = \"gcdo.lead\"", "by = \"\""),
    ] {
        assert!(usual.contains(from));
        assert!(Rules::parse(&usual.replacen(from, to, 1)).is_err(), "{to}");
    }
    assert!(Rules::parse(&usual.replace("smallest = 10", "smallest = 10\nlargest = 1")).is_err());
}

#[test]
fn the_department_itself_reads_everything_as_it_is() {
    assert_eq!(listed::<OwnDepartment>(&[0, 1, 12, 987]), "0 1 12 987 1000");
    assert_eq!(gridded::<OwnDepartment>(&[&[0, 3], &[7, 0]]), ["0 3 3", "7 0 7", "7 3 10"]);
    let own: Released<OwnDepartment> = released(&list(&[1]));
    assert!(own.hidden().is_empty());
}

#[test]
fn small_counts_are_hidden_and_those_that_are_not_are_rounded() {
    // With two small ones that could be anything, nothing else need be hidden.
    assert_eq!(listed::<Centre>(&[9, 9, 10, 62]), "c c 10 60 90");
    assert_eq!(listed::<Centre>(&[10, 12, 13, 62]), "10 10 15 60 97");
    assert_eq!(listed::<Boards>(&[10, 12, 13, 62]), "10 12 13 62 97");
    assert_eq!(listed::<Others>(&[10, 12, 13, 62]), "10 10 15 60 95");
    assert_eq!(listed::<Public>(&[10, 12, 13, 62]), "10 10 15 60 100");
    assert_eq!(listed::<Public>(&[10, 12, 13, 60]), "10 10 15 60 100", "of two as near the larger");
    assert_eq!(listed::<Public>(&[10, 12, 12, 60]), "10 10 10 60 90");
}

#[test]
fn totals_are_rounded_by_themselves() {
    assert_eq!(listed::<Others>(&[12, 12, 12]), "10 10 10 35");
    assert_eq!(
        listed::<Centre>(&[12, 12, 12]),
        "10 10 10 36",
        "the centre reads a department's total as it is"
    );
    assert_eq!(
        gridded::<Others>(&[&[12, 12, 12], &[12, 12, 12], &[14, 14, 14]]),
        ["10 10 10 35", "10 10 10 35", "15 15 15 40", "40 40 40 115"]
    );
    assert_eq!(gridded::<Centre>(&[&[12, 12], &[12, 12]]), ["10 10 25", "10 10 25", "25 25 48"]);
}

#[test]
fn what_leaves_a_small_rest_is_hidden_like_the_rest() {
    assert_eq!(listed::<Centre>(&[91, 9]), "c c 100");
    assert_eq!(listed::<Centre>(&[90, 10]), "90 10 100");
    // Three small ones that could be told from one another only by chance, and what they leave.
    assert_eq!(listed::<Centre>(&[91, 3, 3, 3]), "c c c c 100");
    // In a row, and in a column.
    assert_eq!(gridded::<Centre>(&[&[40, 5], &[40, 40]]), ["c c 45", "c c 80", "80 45 125"]);
}

#[test]
fn of_a_small_group_nothing_is_shown_but_that_it_is_there() {
    assert_eq!(listed::<Centre>(&[9, 0, 0]), "c c c 9", "the centre reads a department's total as it is");
    assert_eq!(listed::<Others>(&[9, 0, 0]), "c c c c");
    assert_eq!(listed::<Centre>(&[0, 0]), "0 0 0", "that there is nothing is no secret");
    assert_eq!(listed::<Others>(&[0, 0]), "0 0 0");
    // Nor is it in a small group, where it is nowhere at all.
    assert_eq!(
        gridded::<Centre>(&[&[40, 0], &[5, 0], &[60, 0]]),
        ["c 0 c", "c <5% c", "60 0 60", "105 0 105"]
    );
}

#[test]
fn that_all_or_none_of_a_small_group_share_something_is_a_band() {
    assert_eq!(listed::<Centre>(&[29, 0]), ">95% <5% 29");
    assert_eq!(listed::<Centre>(&[10, 0]), ">95% <5% 10");
    assert_eq!(listed::<Centre>(&[30, 0]), "30 0 30");
    assert_eq!(listed::<OwnDepartment>(&[29, 0]), "29 0 29");
}

#[test]
fn one_hidden_count_hides_the_smallest_other_that_is_not_nothing() {
    assert_eq!(listed::<Centre>(&[4, 40, 30, 50, 0]), "c 40 c 50 0 124");
    assert_eq!(
        listed::<Centre>(&[4, 30, 30, 50, 0]),
        "c c 30 50 0 114",
        "of equal ones the one of the lower number"
    );
    // Two that come to so little that each is all but known are no better than one.
    assert_eq!(listed::<Centre>(&[1, 1, 30, 50]), "c c c 50 82");
    assert_eq!(
        listed::<Centre>(&[4, 6, 30, 50]),
        "c c 30 50 90",
        "from one to nine is all that is known of them"
    );
    assert_eq!(listed::<Centre>(&[4, 5, 30, 50]), "c c c 50 89");
}

#[test]
fn rows_and_columns_are_held_against_one_another() {
    // The other three of a rectangle go with one that is small.
    assert_eq!(
        gridded::<Centre>(&[&[4, 40, 60], &[50, 30, 70], &[80, 90, 99]]),
        ["c c 60 105", "c c 70 150", "80 90 100 270", "135 160 230 523"]
    );
    // Two in each line, and yet what the rows have more than the columns would tell the one between the two rectangles.
    let between = gridded::<Centre>(&[
        &[5, 6, 60, 60, 60],
        &[6, 5, 5, 60, 60],
        &[60, 60, 6, 60, 60],
        &[60, 60, 60, 5, 6],
        &[60, 60, 6, 6, 5],
    ]);
    assert!(between.iter().all(|line| line.split(' ').filter(|figure| *figure == "c").count() != 1));
}

#[test]
fn a_total_goes_where_nothing_else_is_left_to_hide() {
    let released = gridded::<Centre>(&[&[15, 0], &[5, 60], &[0, 500]]);
    assert_eq!(released[0], "c <5% c", "what is left of its column is small, and it is all of its row");
}

#[test]
fn what_one_organisation_supplies_alone_or_all_but_alone_is_hidden() {
    let released = |hmrc, moj| {
        let mut table = Table::list([1, 2, 3]).of_several();
        for (row, unit, count) in [(1, "hmrc", hmrc), (1, "moj", moj), (2, "hmrc", 60), (2, "moj", 60)] {
            table.add(row, None, unit, count);
        }
        table.add(3, None, "hmrc", 100);
        table.add(3, None, "moj", 100);
        let released: Released<Others> = released(&table);
        [1, 2, 3].map(|row| written(released.figure(Place::row(row)))).join(" ")
    };
    assert_eq!(released(85, 15), "100 120 200");
    assert_eq!(released(86, 14), "c c 200");
    assert_eq!(released(100, 0), "c c 200");
    // Of one organisation's own counts none is of several.
    assert_eq!(listed::<Others>(&[100, 120, 200]), "100 120 200 420");
}

#[test]
fn what_one_organisation_supplies_is_hidden_with_its_totals() {
    let mut table = Table::new([1, 2], [1, 2]).of_several();
    table.add(1, Some(1), "hmrc", 500);
    let released: Released<Others> = released(&table);
    assert_eq!(released.figure(Place::TOTAL), Figure::Hidden);
    assert_eq!(released.figure(Place::row(1)), Figure::Hidden);
    assert_eq!(released.figure(Place::at(1, 1)), Figure::Hidden);
    assert_eq!(released.figure(Place::at(2, 2)), Figure::Count(0), "nobody supplies nothing");
}

#[test]
fn the_public_reads_that_there_is_nothing_only_where_there_can_be_nothing() {
    assert_eq!(listed::<Public>(&[40, 50, 0]), "c 50 c 90");
    let table = list(&[40, 50, 0]).with_structural_zero(Place::row(3));
    assert_eq!(released::<Public>(&table).figure(Place::row(3)), Figure::Count(0));
    assert_eq!(released::<Public>(&table).figure(Place::row(1)), Figure::Count(40));
}

#[test]
fn what_was_hidden_before_stays_hidden() {
    let rules = Rules::default();
    let before = BTreeSet::from([Place::row(2), Place::row(9), Place::TOTAL]);
    let table = list(&[40, 50, 60]);
    let later: Released<Centre> = rules.release(&table, &before, Timestamp::UNIX_EPOCH);
    assert_eq!(
        later.hidden(),
        BTreeSet::from([Place::row(1), Place::row(2)]),
        "and one more, so that it stays so"
    );
    let own: Released<OwnDepartment> = rules.release(&table, &before, Timestamp::UNIX_EPOCH);
    assert!(own.hidden().is_empty());
}

#[test]
fn every_number_says_by_which_rules_to_whom_and_as_of_when() {
    let as_at: Timestamp = "2026-07-10T09:00:00Z".parse().unwrap();
    let table = list(&[4, 40, 30, 25, 0]);
    let released: Released<Centre> = Rules::default().release(&table, &BTreeSet::new(), as_at);
    let numbers: Vec<_> = released.numbers().map(|(_, number)| number.to_wire()).collect();
    assert_eq!(numbers.len(), 6);
    for number in &numbers {
        assert_eq!(
            (number.sdc_rule_version.as_str(), number.audience()),
            ("2026-01", pb::ReleaseAudience::Centre)
        );
        assert_eq!(number.as_at, Some(crate::clock::to_wire(as_at)));
    }
    let figure = |row| {
        let number = released.number(Place::row(row)).to_wire();
        (number.figure(), number.count)
    };
    assert_eq!(figure(1), (pb::ReleasedFigure::Hidden, 0), "what is hidden is not on the wire either");
    assert_eq!(figure(2), (pb::ReleasedFigure::Count, 40));
    let small: Released<Centre> = Rules::default().release(&list(&[20, 0]), &BTreeSet::new(), as_at);
    let wire = |row| small.number(Place::row(row)).to_wire();
    assert_eq!((wire(1).figure(), wire(1).count), (pb::ReleasedFigure::Above95Percent, 0));
    assert_eq!((wire(2).figure(), wire(2).count), (pb::ReleasedFigure::Below5Percent, 0));
}

#[test]
fn another_threshold_is_another_rule() {
    let shown = |rules: Rules, counts: &[u32]| {
        let released: Released<Centre> =
            rules.release(&list(counts), &BTreeSet::new(), Timestamp::UNIX_EPOCH);
        released.figure(Place::row(1))
    };
    assert_eq!(shown(rules_with(&[("smallest", 12)]), &[11, 50, 60]), Figure::Hidden);
    assert_eq!(shown(rules_with(&[("round_to", 1)]), &[11, 50, 60]), Figure::Count(11));
    assert_eq!(shown(rules_with(&[("small_group", 20)]), &[25, 0]), Figure::Count(25));
    assert_eq!(shown(rules_with(&[("dominance_percent", 50)]), &[11, 50, 60]), Figure::Count(10));
}
