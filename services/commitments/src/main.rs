//! The commitments service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::service::main::<commitments::Commitments>()
}
