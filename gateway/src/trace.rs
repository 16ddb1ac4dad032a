//! The trace that a call belongs to.

use chassis::telemetry::{Call, Trace};
use http::{HeaderMap, header::HeaderName};

const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Begins a call in the trace that its headers tell of, or in a new one. What else the headers say of another trace is
/// dropped.
pub(crate) fn begin(headers: &mut HeaderMap) -> (Call, Trace) {
    let given = Trace::of(headers);
    if given.is_none() {
        headers.remove(&TRACESTATE);
    }
    let call = Call::served(given.as_ref());
    let trace = call.trace().or(given).unwrap_or_else(Trace::begin);
    (call, trace)
}
