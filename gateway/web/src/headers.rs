//! What every answer says to a browser, so that it does nothing but show the page.

use crate::{failure::Failure, site::Site};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue, Response,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::{self, IntoResponse as _},
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// What is the same for all.
const ALWAYS: [(HeaderName, &str); 7] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Forms say where they come from, and other sites are told nothing.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// Lets what is the same for everybody be kept for a minute, also by what stands between a browser and us. Whoever brings a
/// cookie may be somebody, for whom it is not the same.
pub(crate) fn for_anybody(mut answer: response::Response) -> response::Response {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("cookie"));
    answer
}

/// Refuses what another site has a browser send.
pub(crate) fn cross_site(
    site: &Site,
) -> CsrfLayer<impl Fn(ProtectionError) -> Response<Body> + Clone + use<>> {
    let layer = CsrfLayer::new();
    let layer = layer.add_trusted_origin(&site.origin).unwrap_or_default();
    layer.with_rejection_response(|_: ProtectionError| Failure::CrossSite.into_response())
}

/// Adds the headers to an answer.
pub(crate) async fn guard(State(site): State<Site>, request: Request, next: Next) -> response::Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Assets say otherwise, and so does what is for anybody.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::try_from(policy(&site)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if site.origin.starts_with("https:") {
        let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, two_years);
    }
    answer
}

/// Nothing but our own files; and forms lead to us, or to the issuers, to which a log-out goes on.
fn policy(site: &Site) -> String {
    let issuers = site.issuers.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self' {issuers}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}
