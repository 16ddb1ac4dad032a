//! What the platform costs to run, to call and to build on this machine: printed, never judged.

use crate::run::{Outcome, cargo, run};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// What is measured.
const PROGRAMS: [&str; 4] = ["breaches", "commitments", "gateway", "local"];
/// What measures them.
const MEASURE: &str = "measure";
/// A source of the breaches service on which all of it depends.
const TOUCHED: &str = "services/breaches/src/lib.rs";

/// Which build is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

/// Builds the programs and measures them, and then what a build costs.
pub(crate) fn measure(profile: Profile) -> Outcome<String> {
    let (built, start) = (profile.programs()?, Instant::now());
    run(&mut profile.build(&[&PROGRAMS[..], &[MEASURE]].concat()))?;
    let ready = start.elapsed();
    let caution = match profile {
        Profile::Dev => ": DEV PROFILE, not optimised. No figure here says what the platform can do",
        Profile::Release => "",
    };
    println!("# Measured{caution}\n");
    run(&mut Command::new(built.join(MEASURE)))?;
    println!("| building | s |\n|---|--:|");
    println!("| programs to measure, from what was there | {} |", seconds(ready));
    for (what, time) in rebuilds()? {
        println!("| {what} | {} |", seconds(time));
    }
    println!();
    if profile == Profile::Release {
        println!("| program, without symbols | MiB |\n|---|--:|");
        for name in PROGRAMS {
            println!("| {name} | {} |", mebibytes(&built.join(name))?);
        }
    }
    Ok(String::new())
}

impl Profile {
    /// Prepares building programs of the workspace.
    pub(crate) fn build(self, programs: &[&str]) -> Command {
        let mut build = cargo(&["build", "--workspace", "--locked"]);
        if self == Self::Release {
            build.arg("--release");
        }
        build.args(programs.iter().flat_map(|name| ["--bin", name]));
        build
    }

    /// The folder in which cargo leaves the programs: beside the one that we are in.
    pub(crate) fn programs(self) -> Outcome<PathBuf> {
        let own = env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
        let target = own.ancestors().nth(2).ok_or("not in a target directory")?;
        Ok(target.join(match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }))
    }
}

/// Times what whoever works on the code waits for, in the dev profile: when nothing has changed, and when a source of the
/// breaches service looks as if it had. What is touched is given its old time back, so that nothing is left changed.
fn rebuilds() -> Outcome<[(&'static str, Duration); 2]> {
    let build = || {
        let start = Instant::now();
        run(&mut Profile::Dev.build(&["local"])).map(|()| start.elapsed())
    };
    build()?;
    let nothing = build()?;
    let because = |error: std::io::Error| format!("cannot touch {TOUCHED}: {error}");
    let source = fs::File::open(TOUCHED).map_err(because)?;
    let modified = source.metadata().and_then(|metadata| metadata.modified()).map_err(because)?;
    let touched = run(Command::new("touch").arg(TOUCHED)).and_then(|()| build());
    source.set_modified(modified).map_err(because)?;
    Ok([
        ("`local` in dev, nothing changed", nothing),
        ("`local` in dev, breaches and what depends on it compiled again", touched?),
    ])
}

fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

fn mebibytes(program: &Path) -> Outcome<String> {
    let size = fs::metadata(program).map_err(|error| format!("{}: {error}", program.display()))?.len();
    let tenths = size * 10 / (1 << 20);
    Ok(format!("{}.{}", tenths / 10, tenths % 10))
}
