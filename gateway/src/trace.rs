//! The trace that a call belongs to (W3C Trace Context).

use http::{HeaderMap, HeaderValue, header::HeaderName};
use std::fmt::Write as _;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// A call's place in its trace.
#[derive(Debug)]
pub(crate) struct Trace {
    parent: HeaderValue,
    id: String,
}

impl Trace {
    /// Takes the trace from a request's headers, or begins one. What else the headers say of another trace is dropped.
    pub(crate) fn take(headers: &mut HeaderMap) -> Self {
        let given = headers.remove(&TRACEPARENT);
        if let Some(trace) = given.and_then(Self::read) {
            return trace;
        }
        headers.remove(&TRACESTATE);
        Self::begin()
    }

    /// Puts the trace into the headers of the request that is passed on.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        headers.insert(TRACEPARENT, self.parent.clone());
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn read(parent: HeaderValue) -> Option<Self> {
        let text = parent.to_str().ok()?;
        let fields: Vec<_> = text.split('-').collect();
        let [version, id, span, flags] = fields.as_slice() else { return None };
        let hex = |text: &str, length| {
            text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let zero = |text: &str| text.bytes().all(|byte| byte == b'0');
        let whole =
            *version == "00" && hex(id, 32) && hex(span, 16) && hex(flags, 2) && !zero(id) && !zero(span);
        let id = (*id).to_owned();
        whole.then_some(Self { parent, id })
    }

    fn begin() -> Self {
        let (id, span) = (random(16), random(8));
        let parent = HeaderValue::try_from(format!("00-{id}-{span}-00"));
        Self { parent: parent.unwrap_or(HeaderValue::from_static("")), id }
    }
}

fn random(length: usize) -> String {
    let mut bytes = vec![0; length];
    // An id that is not random still names its trace.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
