//! Places in traces, as they go over the network (W3C Trace Context).

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context, SpanId, TraceFlags, TraceId,
    trace::{SpanContext, TraceContextExt as _, TraceState},
};
use opentelemetry_sdk::trace::{IdGenerator as _, RandomIdGenerator};
use std::fmt::Display;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// A place in a trace: the span that whoever is told of it continues.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace(SpanContext);

impl Trace {
    /// Reads the place of whoever sent `headers`, from their `traceparent`: of version 00, or of a later one, which begins
    /// like it and may go on after a hyphen. A `tracestate` is left alone: it may say anything, and no span holds it.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let fields: Vec<_> = headers.get(TRACEPARENT)?.to_str().ok()?.split('-').collect();
        let [version, trace, span, flags, more @ ..] = fields.as_slice() else { return None };
        let version = hex(version, 2).filter(|version| *version != "ff")?;
        if version == "00" && !more.is_empty() {
            return None;
        }
        let trace = TraceId::from_hex(hex(trace, 32)?).ok()?;
        let span = SpanId::from_hex(hex(span, 16)?).ok()?;
        let flags = TraceFlags::new(u8::from_str_radix(hex(flags, 2)?, 16).ok()?);
        let place = SpanContext::new(trace, span, flags, true, TraceState::NONE);
        place.is_valid().then_some(Self(place))
    }

    /// Begins a trace that nobody samples.
    #[must_use]
    pub fn begin() -> Self {
        let (trace, span) =
            (RandomIdGenerator::default().new_trace_id(), RandomIdGenerator::default().new_span_id());
        Self(SpanContext::new(trace, span, TraceFlags::NOT_SAMPLED, true, TraceState::NONE))
    }

    /// The trace's id: 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> impl Display + use<> {
        self.0.trace_id()
    }

    /// Puts the place into the headers of a request.
    pub fn put(&self, headers: &mut HeaderMap) {
        let (trace, span) = (self.0.trace_id(), self.0.span_id());
        let parent = format!("00-{trace}-{span}-{:02x}", self.0.trace_flags());
        // Always: it is hexadecimal digits and hyphens.
        if let Ok(parent) = HeaderValue::try_from(parent) {
            headers.insert(TRACEPARENT, parent);
        }
    }

    /// The place of the span of `context`, if there is one.
    pub(super) fn within(context: &Context) -> Option<Self> {
        let place = context.span().span_context().clone();
        place.is_valid().then_some(Self(place))
    }

    /// The context of whoever continues it.
    pub(super) fn context(&self) -> Context {
        Context::new().with_remote_span_context(self.0.clone())
    }
}

/// Lower-case hexadecimal digits, as many as there must be.
fn hex(text: &str, length: usize) -> Option<&str> {
    let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Some(text).filter(|_| digits && text.len() == length)
}

#[cfg(test)]
mod tests {
    use super::Trace;
    use http::HeaderMap;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn read(parent: &str) -> Option<Trace> {
        Trace::of(&HeaderMap::from_iter([("traceparent".parse().unwrap(), parent.parse().unwrap())]))
    }

    #[test]
    fn a_place_is_put_as_it_was_read() {
        for parent in [PARENT, &PARENT.replace("-01", "-00"), &PARENT.replace("-01", "-fe")] {
            let (trace, mut headers) = (read(parent).unwrap(), HeaderMap::new());
            trace.put(&mut headers);
            assert_eq!(headers["traceparent"], parent);
            assert_eq!(trace.id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        }
        for later in ["01", "fe"] {
            for more in ["", "-", "-what-may-come"] {
                let parent = format!("{later}{}{more}", &PARENT[2..]);
                assert_eq!(read(&parent), read(PARENT), "{parent}");
            }
        }
        let mut headers = HeaderMap::new();
        Trace::begin().put(&mut headers);
        let begun = Trace::of(&headers).unwrap();
        assert_eq!(headers["traceparent"].to_str().unwrap().len(), PARENT.len());
        assert_ne!(begun, Trace::begin());
    }

    #[test]
    fn what_is_no_place_is_not_read() {
        for parent in [
            "",
            "00",
            &PARENT.replace("00-0af", "ff-0af"),
            &PARENT.replace("00-0af", "0x-0af"),
            &PARENT.replace("00-0af", "001-0af"),
            &PARENT.replace("00-0af", "01-0af").replace("-01", ""),
            &PARENT.replace("00-0af", "01-0af").replace("-01", "-01x"),
            &PARENT.replace("0af", "0AF"),
            &PARENT.replace("0af", "af"),
            &PARENT.replace("b7ad", "b7a"),
            &PARENT.replace("b7ad", "+7ad"),
            &PARENT.replace("-01", "-1"),
            &PARENT.replace("-01", "-01-x"),
            &PARENT.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32)),
            &PARENT.replace("b7ad6b7169203331", &"0".repeat(16)),
        ] {
            assert_eq!(read(parent), None, "{parent}");
        }
    }
}
