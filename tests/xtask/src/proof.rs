//! The tests' gate: all of them, once, with PostgreSQL beside them, and counted from what the runners print.

use crate::{
    cluster,
    run::{Outcome, cargo, watch},
    tools,
};
use std::{env, path::PathBuf, process::Command};

/// Tells tests the URL of a cluster's superuser.
const TEST_POSTGRES: &str = "CONCORDAT_TEST_POSTGRES";

/// How many tests passed, and how many did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs every test of the workspace, then every example in documentation.
pub(crate) fn run_all() -> Outcome<String> {
    let cluster = cluster::start_empty()?;
    let url = cluster::superuser_url(&cluster)?;
    let tests = run_counted(&["nextest", "run", "--workspace"], &url, nextest_count)?;
    let examples = run_counted(&["test", "--doc", "--workspace"], &url, doctest_count)?;
    tests.and(examples).closing_line()
}

/// Runs the tests that nextest's `arguments` choose.
pub(crate) fn run_some(arguments: &[&str]) -> Outcome<String> {
    let cluster = cluster::start_empty()?;
    let url = cluster::superuser_url(&cluster)?;
    let arguments = [&["nextest", "run"], arguments].concat();
    run_counted(&arguments, &url, nextest_count)?.closing_line()
}

/// Runs tests, and counts them as long as any failure is in the count.
fn run_counted(arguments: &[&str], url: &str, count: fn(&str) -> Option<Count>) -> Outcome<Count> {
    let mut command = cargo(arguments);
    command.env(TEST_POSTGRES, url);
    with_tools(&mut command)?;
    tools::identity_provider()?;
    tools::browser()?;
    let (succeeded, printed) = watch(command)?;
    let counted = count(&printed).filter(|count| succeeded || count.failed > 0);
    counted.ok_or_else(|| format!("`cargo {}` ran no tests, or failed beside them", arguments.join(" ")))
}

impl Count {
    fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// Says the count on a line of its own; an error if any test failed.
    fn closing_line(&self) -> Outcome<String> {
        let line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(line) } else { Err(line) }
    }
}

/// Puts the programs that tests start on their path.
fn with_tools(command: &mut Command) -> Outcome {
    let own = [Some(tools::python_programs()?), tools::nextest_folder()?].into_iter().flatten();
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = own.chain(env::split_paths(&inherited)).collect();
    command.env("PATH", env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?);
    Ok(())
}

/// Reads a line such as `Summary [ 1.2s] 9 tests run: 8 passed (1 slow), 1 failed, 0 skipped`. What ran and did not
/// pass failed, whatever nextest calls it.
fn nextest_count(printed: &str) -> Option<Count> {
    let summary = printed.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (run, results) = summary.split_once(" run: ")?;
    // An interrupted run says `5/9 tests`.
    let run = run.split(']').next_back()?.split_whitespace().next()?;
    let run: u64 = run.split('/').next_back()?.parse().ok()?;
    let passed: u64 = number_before(results, "passed").unwrap_or(0);
    Some(Count { passed, failed: run.checked_sub(passed)? })
}

/// Adds up lines such as `test result: ok. 3 passed; 0 failed; 0 ignored; …`, one or more for each crate.
fn doctest_count(printed: &str) -> Option<Count> {
    let results = printed.lines().filter(|line| line.starts_with("test result: "));
    let counts = results.map(|line| {
        Some(Count { passed: number_before(line, "passed")?, failed: number_before(line, "failed")? })
    });
    let counts = counts.collect::<Option<Vec<_>>>()?;
    let sum =
        |sum: Count, one: Count| Count { passed: sum.passed + one.passed, failed: sum.failed + one.failed };
    counts.into_iter().reduce(sum)
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let words: Vec<_> = line.split_whitespace().map(|word| word.trim_end_matches([',', ';'])).collect();
    let at = words.iter().position(|found| *found == word)?;
    words.get(at.checked_sub(1)?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Count, doctest_count, nextest_count};

    fn counted(passed: u64, failed: u64) -> Count {
        Count { passed, failed }
    }

    #[test]
    fn the_count_is_read_from_the_last_summary_of_nextest() {
        let printed = "  Summary [ 0.0s] 1 test run: 1 passed, 0 skipped\n\
                       PASS [ 0.1s] xtask a_test\n  \
                       Summary [   1.203s] 12 tests run: 12 passed (1 slow), 3 skipped\n";
        assert_eq!(nextest_count(printed), Some(counted(12, 0)));
        assert_eq!(nextest_count("Summary [ 0.005s] 1 test run: 1 passed, 0 skipped"), Some(counted(1, 0)));
    }

    #[test]
    fn every_test_that_ran_and_did_not_pass_failed() {
        let printed = "Summary [ 9s] 9 tests run: 5 passed, 2 failed, 1 exec failed, 1 timed out, 0 skipped";
        assert_eq!(nextest_count(printed), Some(counted(5, 4)));
        assert_eq!(
            nextest_count("Summary [ 9s] 2 tests run: 0 passed, 2 failed, 0 skipped"),
            Some(counted(0, 2))
        );
    }

    #[test]
    fn tests_that_an_interrupted_run_did_not_reach_failed() {
        assert_eq!(nextest_count("Summary [ 9s] 5/9 tests run: 5 passed, 0 skipped"), Some(counted(5, 4)));
    }

    #[test]
    fn a_run_that_built_nothing_counts_nothing() {
        assert_eq!(nextest_count("error: could not compile `xtask`"), None);
        assert_eq!(doctest_count("error: could not compile `xtask`"), None);
    }

    #[test]
    fn one_failure_fails_and_is_counted() {
        assert_eq!(counted(4, 0).and(counted(3, 0)).closing_line(), Ok("7 passed, 0 failed".into()));
        assert_eq!(counted(4, 1).and(counted(3, 0)).closing_line(), Err("7 passed, 1 failed".into()));
    }

    #[test]
    fn the_examples_of_all_crates_are_added_up() {
        let printed = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                       test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(doctest_count(printed), Some(counted(4, 2)));
    }
}
