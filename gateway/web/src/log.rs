//! One line a page, for operators: which, how it ended and how long it took; never who asked, for which record, or with
//! what query.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;

/// The trace that a page is made in, as the gateway gives it with the request.
#[derive(Clone, Debug)]
pub struct TraceId(pub String);

/// Logs what became of a request.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let page = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let trace = request.extensions().get::<TraceId>().map(|trace| trace.0.clone());
    let answer = next.run(request).await;
    tracing::info!(
        target: "page",
        %method,
        // A path that is nowhere may hold anything.
        page = page.unwrap_or_default(),
        status = answer.status().as_u16(),
        trace.id = trace.unwrap_or_default(),
        duration_us = begun.elapsed().as_micros(),
        "answered"
    );
    answer
}
