//! What a process tells its operator: one line a call, and what went wrong. Never a subject, a resource or a text.

use http::HeaderMap;
use std::io::{IsTerminal as _, stderr};
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

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

/// The trace that a call belongs to, from its W3C `traceparent`; empty if it has none.
#[must_use]
pub fn trace_id(headers: &HeaderMap) -> &str {
    let parent = headers.get("traceparent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = parent.split('-').nth(1).unwrap_or_default();
    if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) { id } else { "" }
}
