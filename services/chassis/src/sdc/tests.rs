//! What is hidden, rounded and shown, against worked examples; and what a reader can make of it, against every table that there
//! could be.

mod attacker;
mod examples;
mod rates;

use super::{Audience, Figure, Place, Released, Rules, Table};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The usual rules, with other thresholds.
fn rules_with(changes: &[(&str, u32)]) -> Rules {
    let mut text = include_str!("../../rules/sdc.toml").to_owned();
    for (threshold, value) in changes {
        let line = text.lines().find(|line| line.starts_with(&format!("{threshold} ="))).unwrap().to_owned();
        text = text.replace(&line, &format!("{threshold} = {value}"));
    }
    Rules::parse(&text).unwrap()
}

fn list(counts: &[u32]) -> Table {
    let mut table = Table::list([]);
    for (row, count) in (1..).zip(counts) {
        table.add(row, None, "hmrc", *count);
    }
    table
}

fn grid(rows: &[&[u32]]) -> Table {
    let mut table = Table::new([], []);
    for (row, counts) in (1..).zip(rows) {
        for (column, count) in (1..).zip(*counts) {
            table.add(row, Some(column), "hmrc", *count);
        }
    }
    table
}

fn released<A: Audience>(table: &Table) -> Released<A> {
    Rules::default().release(table, &BTreeSet::new(), Timestamp::UNIX_EPOCH)
}

/// A figure as people write it.
fn written(figure: Figure) -> String {
    match figure {
        Figure::Count(count) => count.to_string(),
        Figure::Hidden => "c".to_owned(),
        Figure::Below5 => "<5%".to_owned(),
        Figure::Above95 => ">95%".to_owned(),
    }
}

/// A list as it is released, its total last.
fn listed<A: Audience>(counts: &[u32]) -> String {
    let released = released::<A>(&list(counts));
    let rows = (1..).take(counts.len()).map(Place::row).chain([Place::TOTAL]);
    rows.map(|place| written(released.figure(place))).collect::<Vec<_>>().join(" ")
}

/// A table as it is released, the totals of rows and columns last.
fn gridded<A: Audience>(rows: &[&[u32]]) -> Vec<String> {
    let released = released::<A>(&grid(rows));
    let with_total = |most: usize| (1..).take(most).map(Some).chain([None]).collect::<Vec<Option<i32>>>();
    let columns = with_total(rows[0].len());
    let line = |row| {
        let figures = columns.iter().map(|column| written(released.figure(Place { row, column: *column })));
        figures.collect::<Vec<_>>().join(" ")
    };
    with_total(rows.len()).into_iter().map(line).collect()
}
