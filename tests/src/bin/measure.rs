//! Measures the programs beside it and prints a report: for `cargo xtask measure`.

use e2e::measure::{Counts, Programs, run};
use std::{env, io, process::ExitCode};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let programs = Programs::beside(env::current_exe()?.parent().expect("a program is in a folder"));
    let mut stops = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // Whoever interrupts it has all that it started stopped, since that is gone with the future.
    tokio::select! {
        report = run(&programs, Counts::FULL) => {
            println!("{report}");
            Ok(ExitCode::SUCCESS)
        }
        _ = stops.0.recv() => Ok(ExitCode::FAILURE),
        _ = stops.1.recv() => Ok(ExitCode::FAILURE),
    }
}
