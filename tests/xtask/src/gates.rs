//! The gates: what must hold before anything lands, in the order in which it is cheapest to find out.

use crate::{
    contracts, proof, queries,
    run::{Outcome, cargo, run},
    tidy, tools,
};
use std::time::{Duration, Instant};

/// One gate: passes with a finding worth printing (or an empty one), or fails with what is wrong.
struct Gate {
    name: &'static str,
    shows: &'static str,
    run: fn() -> Outcome<String>,
}

const GATES: [Gate; 8] = [
    Gate { name: "setup", shows: "what building takes is installed", run: tools::set_up },
    Gate { name: "fmt", shows: "code is formatted", run: format },
    Gate { name: "tidy", shows: "the house rules hold", run: tidy::check },
    Gate { name: "contracts", shows: "contracts are well-shaped and break no client", run: contracts::check },
    Gate { name: "deny", shows: "dependencies are licensed, permitted and from crates.io", run: deny },
    Gate { name: "clippy", shows: "no lints, and each query fits its database", run: queries::check },
    Gate { name: "docs", shows: "documentation has no warnings", run: document },
    Gate { name: "test", shows: "all tests pass", run: proof::run_all },
];

/// Runs the gate called `name`, if there is one.
pub(crate) fn run_one(name: &str) -> Option<Outcome<String>> {
    GATES.iter().find(|gate| gate.name == name).map(|gate| (gate.run)())
}

/// Runs all gates in order, up to the first that fails or, to `keep_going`, to the end. Returns the last one's finding,
/// which is the count of tests.
pub(crate) fn run_all(keep_going: bool) -> Outcome<String> {
    let start = Instant::now();
    let mut last = String::new();
    let mut times = Vec::new();
    let mut failed = Vec::new();
    for gate in &GATES {
        println!("--- {}: {}", gate.name, gate.shows);
        let start = Instant::now();
        let outcome = (gate.run)();
        times.push((gate.name, start.elapsed()));
        match outcome {
            Ok(finding) => last = report(gate.name, start.elapsed(), finding),
            Err(problem) => {
                println!("--- {} FAILED in {}\n{problem}", gate.name, seconds(start.elapsed()));
                failed.push(gate.name);
                if !keep_going {
                    break;
                }
            }
        }
    }
    times.push(("all", start.elapsed()));
    for (name, time) in times {
        println!("{name:>9} {:>9}", seconds(time));
    }
    if failed.is_empty() { Ok(last) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn report(name: &str, time: Duration, finding: String) -> String {
    let separator = if finding.is_empty() { "" } else { ": " };
    println!("--- {name} passed in {}{separator}{finding}", seconds(time));
    finding
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn format() -> Outcome<String> {
    run(&mut cargo(&["fmt", "--all", "--check"])).map(|()| String::new())
}

fn deny() -> Outcome<String> {
    // Duplicates are warnings, for whoever runs cargo-deny by hand.
    let arguments = ["--log-level", "error", "check", "licenses", "bans", "sources"];
    run(&mut tools::deny(&arguments)?).map(|()| String::new())
}

fn document() -> Outcome<String> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    run(doc.env("RUSTDOCFLAGS", "-D warnings")).map(|()| String::new())
}
