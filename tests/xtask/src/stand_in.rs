//! What stands in for `cargo` and `make` where a README is tried: a test builds nothing and runs no gate, but nobody is told
//! to type what is no command.

use crate::USAGE;
use std::fmt::Write as _;

/// What enters a new crate in `Cargo.lock`, before any gate can run.
const ENTERS: &str = "metadata --offline --format-version 1";

/// Writes shell functions `cargo` and `make` that do nothing. They end the shell on whatever is no command of
/// [`USAGE`], no command of a recipe, no target of `makefile`, and not what enters a new crate.
#[must_use]
pub fn functions(makefile: &str) -> String {
    let gates = USAGE.lines().filter_map(|line| line.split("  ").next()).flat_map(patterns);
    let recipes = makefile.lines().filter_map(|line| line.strip_prefix("\tcargo ")).map(quoted);
    let targets =
        makefile.lines().filter_map(|line| line.strip_prefix(".PHONY:")).flat_map(str::split_whitespace);
    let own = [quoted(ENTERS)];
    function("cargo", gates.chain(recipes).chain(own)) + &function("make", targets.map(quoted))
}

/// A function that accepts what fits one of these patterns.
fn function(name: &str, patterns: impl Iterator<Item = String>) -> String {
    let mut function = format!("{name}() {{ case \"$*\" in\n");
    for pattern in patterns {
        let _ = writeln!(function, "{pattern}) ;;");
    }
    function + &format!("*) echo \"there is no command: {name} $*\"; exit 1;;\nesac; }}\n")
}

/// The patterns of a line's command: with what is optional in it and without, and with any arguments where it takes some.
fn patterns(command: &str) -> Vec<String> {
    let Some(command) = command.strip_prefix("cargo ") else { return Vec::new() };
    if let Some(command) = command.strip_suffix("ARGUMENTS") {
        return vec![quoted(command) + "?*"];
    }
    match command.split_once(" [") {
        Some((always, option)) => {
            vec![quoted(always), quoted(&format!("{always} {}", option.trim_end_matches(']')))]
        }
        None => vec![quoted(command)],
    }
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

#[cfg(test)]
mod tests {
    use super::functions;
    use std::process::Command;

    #[test]
    fn only_what_is_a_command_is_accepted() {
        let functions = functions(".PHONY: run test\n\nrun:\n\tcargo build --bin local\n\texec local\n");
        for (command, accepted) in [
            ("make run", true),
            ("make test", true),
            ("cargo xtask ci", true),
            ("cargo xtask ci --keep-going", true),
            ("cargo xtask contracts --land", true),
            ("cargo xtask test -p breaches clock", true),
            ("cargo build --bin local", true),
            ("cargo metadata --offline --format-version 1", true),
            ("cargo metadata", false),
            ("make", false),
            ("make build", false),
            ("make run test", false),
            ("cargo xtask", false),
            ("cargo xtask ci --fast", false),
            ("cargo xtask tests", false),
            ("cargo build", false),
            ("cargo nextest run", false),
        ] {
            let tried =
                Command::new("bash").args(["-c", &format!("{functions}{command}; true")]).output().unwrap();
            assert_eq!(tried.status.success(), accepted, "{command}");
        }
    }
}
