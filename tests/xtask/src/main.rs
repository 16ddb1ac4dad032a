//! What is run on this code: `cargo xtask ci` passes it through every gate, as `make test` and `.ci/run` do.
//!
//! Each gate is also a command of its own. [`USAGE`] lists them.

mod cluster;
mod contracts;
mod gates;
mod measure;
mod proof;
mod queries;
mod run;
mod screenshots;
mod tidy;
mod tools;

use measure::{Profile, measure};
use run::Outcome;
use std::{env, path::Path, process::ExitCode};
use xtask::USAGE;

fn main() -> ExitCode {
    let outcome = match env::var_os(queries::ANSWERS) {
        Some(answers) => {
            queries::compile(Path::new(&answers), env::args_os().skip(1)).map(|()| String::new())
        }
        None => in_the_root().and_then(|()| command(&env::args().skip(1).collect::<Vec<_>>())),
    };
    match outcome {
        Ok(finding) => {
            println!("{finding}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the repository's root the current directory, from wherever we were called.
fn in_the_root() -> Outcome {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    env::set_current_dir(root).map_err(|error| format!("{root}: {error}"))
}

fn command(arguments: &[String]) -> Outcome<String> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["ci"] => gates::run_all(false),
        ["ci", "--keep-going"] => gates::run_all(true),
        ["measure"] => measure(Profile::Release),
        ["measure", "--dev"] => measure(Profile::Dev),
        ["screenshots"] => screenshots::screenshots(),
        ["contracts", "--land"] => contracts::land(),
        ["tools"] => tools::python_programs().map(|folder| folder.display().to_string()),
        ["sqlx", "--write"] => queries::write(),
        ["test", chosen @ ..] if !chosen.is_empty() => proof::run_some(chosen),
        [name] => gates::run_one(name).unwrap_or_else(|| Err(USAGE.into())),
        _ => Err(USAGE.into()),
    }
}
