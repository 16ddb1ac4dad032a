//! What a process tells its operator: log lines, traces and metrics. Never a subject, an organisation, a resource, a text
//! or a token: spans and measurements take names of the platform's own only, and no path that a caller made up.
//!
//! Traces and metrics follow OpenTelemetry's semantic conventions for RPC and for PostgreSQL, and leave the process over
//! OTLP, if the standard variables ask for it (`settings.rs`). Otherwise they are not made.

mod call;
mod export;
mod meters;
mod settings;
mod statements;
mod trace;

pub use call::{Call, Watched};
pub use export::Telemetry;
pub use statements::Statements;
pub use trace::Trace;

pub(crate) use call::{Served, method};
pub(crate) use meters::{connections, permit_rejected};
pub(crate) use statements::Transaction;

use settings::Settings;
use std::io::{IsTerminal as _, stderr};
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Starts logging, and the export of traces and metrics if the environment asks for it; `process` is what they say that
/// they are from, if the environment names nothing else. What is returned ends the export when it is dropped. Only the
/// first start in a process counts. Within a runtime of several threads, which carries what is sent.
///
/// # Errors
/// Everything that is wrong with `filter` ([`init`]) or with the variables, a problem a line.
pub fn start(process: &str, filter: &str) -> Result<Telemetry, String> {
    init(filter)?;
    export::start(process, &Settings::read(std::env::vars_os())?)
}

/// Starts logging to standard error: for people on a terminal, else as JSON, one object a line. `filter` says what, in
/// the language of `tracing_subscriber::EnvFilter`. Does nothing where logging was started before.
///
/// # Errors
/// If `filter` is not in that language.
pub fn init(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("log filter: {error}"))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = if stderr().is_terminal() {
        lines.with_target(false).compact().boxed()
    } else {
        lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
    };
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
    Ok(())
}
