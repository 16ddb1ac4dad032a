//! That the pages of cases say what a case says, to each party in its own words.

mod filters;
mod glance;
mod submission;
mod timeline;

use super::Reader;
use crate::language::Language;
use chassis::{Directory, clock::to_wire};
use jiff::Timestamp;
use prost_types::Timestamp as Time;
use std::sync::LazyLock;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    Directory::parse(include_str!("../../../../../deploy/reference/directory.toml")).unwrap()
});

/// The time at which everybody reads here.
const NOW: &str = "2026-05-06T08:14:00Z";

fn reader(regulator: bool) -> Reader<'static> {
    Reader { language: Language::English, directory: &DIRECTORY, regulator, now: NOW.parse().unwrap() }
}

/// A time of the wire.
fn at(time: &str) -> Option<Time> {
    time.parse::<Timestamp>().ok().map(to_wire)
}
