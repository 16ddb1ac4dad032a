//! A call as it is traced and measured, from whichever side.

use super::{Trace, export::active};
use crate::message;
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use opentelemetry::{
    Context, KeyValue, StringValue,
    context::FutureExt as _,
    trace::{SpanBuilder, SpanKind, Status, TraceContextExt as _},
};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Poll, ready},
    time::Instant,
};
use tonic::Code;
use tower::Service;

/// What the conventions call a method that the process does not know.
const UNKNOWN: &str = "_OTHER";

/// A call that is served or sent: a span, and a measurement once its status is known. It holds nothing where nothing is
/// exported. A call that is dropped without a status was cancelled.
#[derive(Debug, Default)]
pub struct Call(Option<Box<Open>>);

#[derive(Debug)]
struct Open {
    kind: SpanKind,
    begun: Instant,
    method: StringValue,
    context: Context,
}

impl Call {
    /// Begins a call that is served, where its caller was in a trace.
    #[must_use]
    pub fn served(caller: Option<&Trace>) -> Self {
        let parent = caller.map_or_else(Context::new, Trace::context);
        Self::begin(SpanKind::Server, &parent, UNKNOWN.into())
    }

    /// Begins a call that is sent in the course of this one, to the same method.
    #[must_use]
    pub fn sent(&self) -> Self {
        let Some(open) = &self.0 else { return Self::default() };
        Self::begin(SpanKind::Client, &open.context, open.method.clone())
    }

    fn begin(kind: SpanKind, parent: &Context, method: StringValue) -> Self {
        let Some(export) = active() else { return Self::default() };
        let span = SpanBuilder::from_name("grpc").with_kind(kind.clone()).with_attributes([system()]);
        let context = export.span(span, parent);
        Self(Some(Box::new(Open { kind, begun: Instant::now(), method, context })))
    }

    /// Notes the RPC's path, once it is known to be one.
    pub fn known(&mut self, path: &str) {
        if let Some(open) = &mut self.0 {
            open.method = Arc::<str>::from(path.trim_start_matches('/')).into();
        }
    }

    /// Notes and counts what the gateway decided about the call, and on whose behalf it was made.
    pub fn decided(&self, outcome: &'static str, party: &'static str) {
        let Some(open) = &self.0 else { return };
        let decision = [KeyValue::new("concordat.outcome", outcome), KeyValue::new("concordat.party", party)];
        if let Some(meters) = active().and_then(|export| export.meters.as_ref()) {
            meters.decisions.add(1, &decision);
        }
        open.context.span().set_attributes(decision);
    }

    /// The call's place in its trace, if it has one.
    #[must_use]
    pub fn trace(&self) -> Option<Trace> {
        self.0.as_ref().and_then(|open| Trace::within(&open.context))
    }

    /// Ends the call.
    pub fn end(&mut self, code: Code) {
        let Some(open) = self.0.take() else { return };
        let Open { kind, begun, method, context } = *open;
        let failed = kind == SpanKind::Client && code != Code::Ok || is_servers_fault(code);
        let (code, span) = (name(code), context.span());
        let mut told = vec![
            KeyValue::new("rpc.method", method.clone()),
            KeyValue::new("rpc.response.status_code", code),
        ];
        if failed {
            told.push(KeyValue::new("error.type", code));
            span.set_status(Status::error(""));
        }
        if method.as_str() != UNKNOWN {
            span.update_name(method.to_string());
        }
        span.set_attributes(told.iter().cloned());
        span.end();
        if let Some(meters) = active().and_then(|export| export.meters.as_ref()) {
            let histogram = if kind == SpanKind::Client { &meters.sent } else { &meters.served };
            told.push(system());
            histogram.record(begun.elapsed().as_secs_f64(), &told);
        }
    }

    /// Ends the call when its answer has ended.
    pub fn watch<B>(mut self, answer: Response<B>) -> Response<Watched<B>> {
        if let Some(code) = status(answer.headers()) {
            self.end(code);
        }
        answer.map(|inner| Watched { inner, call: self })
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// The answer to a call, which ends the call with its own end.
#[derive(Debug)]
pub struct Watched<B> {
    inner: B,
    call: Call,
}

impl<B: Body<Data = Bytes> + Unpin> Body for Watched<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(code) = frame.trailers_ref().and_then(status) {
                    self.call.end(code);
                }
            }
            // Nothing says how it went.
            Some(Err(_)) | None => self.call.end(Code::Unknown),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Serves each call in a span of its own.
#[derive(Clone, Debug)]
pub(crate) struct Served<S>(pub(crate) S);

impl<S, B, R> Service<Request<B>> for Served<S>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send + 'static>,
{
    type Response = Response<Watched<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut call = Call::served(Trace::of(request.headers()).as_ref());
        call.known(method(request.uri().path()));
        let context = call.0.as_ref().map_or_else(Context::new, |open| open.context.clone());
        let answer = self.0.call(request).with_context(context);
        Box::pin(async move { Ok(call.watch(answer.await?)) })
    }
}

/// The RPC that a path names, or `_OTHER`: a path that a caller made up may hold anything.
pub(crate) fn method(path: &str) -> &str {
    if message::is_rpc(path) { path.trim_start_matches('/') } else { UNKNOWN }
}

/// The attribute of every call.
fn system() -> KeyValue {
    KeyValue::new("rpc.system.name", "grpc")
}

fn status(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|status| Code::from_bytes(status.as_bytes()))
}

/// Whether an answer tells of a fault of the server's, by the conventions for gRPC: what a caller got wrong is none.
fn is_servers_fault(code: Code) -> bool {
    use Code::{DataLoss, DeadlineExceeded, Internal, Unavailable, Unimplemented, Unknown};
    matches!(code, Unknown | DeadlineExceeded | Unimplemented | Internal | Unavailable | DataLoss)
}

/// A code as the specification of gRPC writes it.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
