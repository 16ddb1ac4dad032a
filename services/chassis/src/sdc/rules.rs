//! The rules by which counts are released: thresholds with a version, an owner, and the log of their changes.

use jiff::civil::Date;
use serde::Deserialize;
use std::{fs, sync::Arc};

/// The rules that stand where no others are given.
const USUAL: &str = include_str!("../../rules/sdc.toml");

/// The rules by which counts are released.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub(super) version: String,
    /// The role that answers for them.
    owner: String,
    changes: Vec<Change>,
    pub(super) thresholds: Thresholds,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    date: Date,
    by: String,
    what: String,
}

/// What the rules file says of each.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thresholds {
    pub(super) smallest: u32,
    pub(super) round_to: u32,
    pub(super) round_national_to: u32,
    pub(super) small_group: u32,
    pub(super) rate_group: u32,
    pub(super) dominance_percent: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self::parse(USUAL).expect("a test reads the rules")
    }
}

impl Rules {
    /// Returns the smallest count that is shown: what is fewer, and is not nothing, is hidden.
    #[must_use]
    pub fn smallest(&self) -> u32 {
        self.thresholds.smallest
    }

    /// Reads the file of this path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &str) -> Result<Arc<Self>, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        Self::parse(&text).map(Arc::new).map_err(|problem| format!("{path}: {problem}"))
    }

    /// Which version of the rules these are.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let Thresholds { smallest, round_to, round_national_to, small_group, rate_group, dominance_percent } =
            read.thresholds;
        if smallest < 3 || [round_to, round_national_to, small_group, rate_group].contains(&0) {
            return Err("the smallest count is at least 3, and every other threshold at least 1".to_owned());
        }
        if !(1..100).contains(&dominance_percent) {
            return Err("dominance is between 1 and 99 per cent".to_owned());
        }
        // Else something that is shown could be rounded to nothing, or up to what is hidden.
        if round_to.max(round_national_to) > smallest {
            return Err("nothing is rounded to more than the smallest count".to_owned());
        }
        if read.version.trim().is_empty() || read.owner.trim().is_empty() {
            return Err("rules have a version and an owner".to_owned());
        }
        let said = |change: &Change| !change.by.trim().is_empty() && !change.what.trim().is_empty();
        if read.changes.is_empty()
            || !read.changes.iter().all(said)
            || !read.changes.is_sorted_by_key(|one| one.date)
        {
            return Err("every change says when, by whom and what, oldest first".to_owned());
        }
        Ok(read)
    }
}
