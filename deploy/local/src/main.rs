//! The whole platform in one process on loopback.

use std::process::ExitCode;

fn main() -> ExitCode {
    local::main()
}
