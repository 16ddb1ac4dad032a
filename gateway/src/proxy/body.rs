//! The two bodies of a call on their way through: counted and cut off, never held or read.

use super::deadline::Deadline;
use crate::Refusal;
use axum::BoxError;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use std::{
    future::Future as _,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::time::{Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, DropGuard, WaitForCancellationFutureOwned};

/// A request as it was asked: by a caller from outside, or by one of our own pages.
pub(crate) type Asked = Either<Incoming, Full<Bytes>>;

/// What a call's two directions know of each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    ended: CancellationToken,
    too_large: Arc<AtomicBool>,
}

impl Call {
    /// Begins a call, which ends when the guard is dropped.
    pub(super) fn begin() -> (Self, DropGuard) {
        let call = Self::default();
        let end = call.ended.clone().drop_guard();
        (call, end)
    }

    /// Says whether the request turned out to be larger than is allowed.
    pub(super) fn is_too_large(&self) -> bool {
        self.too_large.load(Ordering::Relaxed)
    }
}

/// The request, on its way to the service. It breaks off once the answer has ended, or it is too large.
pub(super) struct Question {
    inner: Asked,
    left: Option<u64>,
    call: Call,
    ended: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Question {
    /// Makes a request of at most `most` bytes, if that is limited.
    pub(super) fn new(inner: Asked, most: Option<u64>, call: Call) -> Self {
        let ended = Box::pin(call.ended.clone().cancelled_owned());
        Self { inner, left: most, call, ended }
    }
}

impl Body for Question {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.ended.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(h2::Error::from(h2::Reason::CANCEL).into())));
        }
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        let Some(Ok(frame)) = frame else { return Poll::Ready(frame) };
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        if let Some(left) = self.left {
            let Some(rest) = left.checked_sub(length) else {
                self.call.too_large.store(true, Ordering::Relaxed);
                return Poll::Ready(Some(Err("the request is too large".into())));
            };
            self.left = Some(rest);
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The answer, on its way to the caller. It ends with a status whatever happens to the service, and takes the request
/// with it when it ends or the caller hangs up.
pub(super) struct Answer<B> {
    inner: B,
    deadline: Pin<Box<Sleep>>,
    call: Call,
    _end: DropGuard,
    done: bool,
}

impl<B> Answer<B> {
    pub(super) fn new(inner: B, deadline: Deadline, call: Call, end: DropGuard) -> Self {
        Self { inner, deadline: Box::pin(sleep_until(deadline.at())), call, _end: end, done: false }
    }

    fn break_off(&mut self, refusal: Refusal) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.done = true;
        Poll::Ready(Some(Ok(Frame::trailers(refusal.into_trailers()))))
    }
}

impl<B> Body for Answer<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.done {
            return Poll::Ready(None);
        }
        if self.deadline.as_mut().poll(cx).is_ready() {
            return self.break_off(Refusal::Deadline);
        }
        match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
            Some(Ok(frame)) => Poll::Ready(Some(Ok(frame))),
            Some(Err(_)) if self.call.is_too_large() => self.break_off(Refusal::TooLarge),
            Some(Err(_)) => self.break_off(Refusal::Unavailable("the service broke off")),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
