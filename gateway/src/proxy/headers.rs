//! Which headers cross the gateway.

use super::deadline::{Deadline, TIMEOUT};
use chassis::{permit, telemetry::Trace};
use http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, COOKIE, FORWARDED, HOST, HeaderName, PROXY_AUTHORIZATION},
};

/// What says who calls, or from where: a service believes the permit only, and sees no token.
const IDENTITY: [HeaderName; 6] = [
    AUTHORIZATION,
    HeaderName::from_static("baggage"),
    COOKIE,
    FORWARDED,
    PROXY_AUTHORIZATION,
    HeaderName::from_static("x-real-ip"),
];
/// The beginnings of more names of the kind. Nothing that the platform gives a meaning comes in from outside.
const IDENTITY_PREFIXES: [&str; 2] = ["concordat-", "x-forwarded-"];

/// Makes a caller's headers those of the request to the service. There are none that concern a connection only: HTTP/2
/// has no such headers, and a request with one does not get here.
pub(super) fn pass_on(
    headers: &mut HeaderMap,
    permit: Option<&HeaderValue>,
    trace: &Trace,
    deadline: Deadline,
) {
    let told = |name: &HeaderName| {
        IDENTITY.contains(name) || IDENTITY_PREFIXES.iter().any(|prefix| name.as_str().starts_with(prefix))
    };
    let identity: Vec<_> = headers.keys().filter(|name| told(name)).cloned().collect();
    for name in identity.iter().chain([&HOST]) {
        headers.remove(name);
    }
    if let Some(permit) = permit {
        headers.insert(permit::METADATA, permit.clone());
    }
    headers.insert(TIMEOUT, deadline.left());
    trace.put(headers);
}

/// The text of a header that may be there once.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}
