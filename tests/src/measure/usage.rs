//! What processes use, as Linux tells it under `/proc`.

use std::{fs, time::Duration};

/// What `/proc` counts processor time in: a hundredth of a second (`USER_HZ`), on all that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

/// A process with its children, those that have ended included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family(pub(super) u32);

impl Family {
    /// Its memory in bytes.
    pub(super) fn memory(self) -> u64 {
        self.members().into_iter().map(memory).sum()
    }

    /// The processor time that it has had.
    pub(super) fn cpu(self) -> Duration {
        let ticks: u32 = self.members().into_iter().filter_map(stat).map(|stat| stat.ticks).sum();
        TICK * ticks
    }

    fn members(self) -> Vec<u32> {
        let names =
            fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        let ids = names.filter_map(|name| name.parse().ok());
        let belongs = |id: &u32| *id == self.0 || stat(*id).is_some_and(|stat| stat.parent == self.0);
        ids.filter(belongs).collect()
    }
}

/// The memory of one process in bytes; none if it has ended. What several share is divided between them, so that adding
/// up counts it once.
pub(super) fn memory(id: u32) -> u64 {
    let smaps = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let share = smaps.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"));
    share.map_or(0, |kibibytes| 1024 * kibibytes.parse::<u64>().expect("a number of kibibytes"))
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// Its own, and those of its children that it has waited for.
    ticks: u32,
}

fn stat(id: u32) -> Option<Stat> {
    Stat::parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

impl Stat {
    /// Reads what proc(5) describes: fields after the name, which is in brackets and may hold anything.
    fn parse(line: &str) -> Option<Self> {
        let (_, fields) = line.rsplit_once(") ")?;
        let fields: Vec<_> = fields.split(' ').collect();
        let ticks = fields.get(11..15)?.iter().map(|field| field.parse::<u32>().ok()).sum::<Option<_>>()?;
        Some(Self { parent: fields[1].parse().ok()?, ticks })
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, Stat};

    #[test]
    fn a_stat_is_read_past_a_name_that_looks_like_one() {
        let line = "7 (a) S 9 (b) S 3 7 7 0 -1 4194560 1 2 3 4 100 20 3 4000 20 0 1 0 5 6 7";
        assert_eq!(Stat::parse(line), Some(Stat { parent: 3, ticks: 4123 }));
        assert_eq!(Stat::parse("7 (a) S 3"), None);
    }

    #[test]
    fn this_process_has_memory() {
        assert!(Family(std::process::id()).memory() > 100_000);
    }
}
