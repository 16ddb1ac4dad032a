//! What the tokens say.

use super::{Issuer, Kind, Persona, WEB_CLIENT, authorize::Grant, keys::random_text};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The audience of access tokens: the platform.
pub const AUDIENCE: &str = "concordat";
/// How long a token serves.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// The header's `typ` by which an access token is told from any other (RFC 9068 section 2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// Writes an access token's claims (RFC 9068 section 2.2); `authenticated` is when the person logged in, if one did.
pub(crate) fn access_claims(
    issuer: &Issuer,
    persona: &Persona,
    client_id: &str,
    authenticated: Option<Timestamp>,
) -> Value {
    let now = issuer.now();
    let mut claims = json!({
        "iss": issuer.url(persona.organisation),
        "sub": persona.subject(),
        "aud": AUDIENCE,
        "client_id": client_id,
        "iat": now.as_second(),
        "nbf": now.as_second(),
        "exp": (now + TOKEN_LIFE).as_second(),
        "jti": random_text(),
        "roles": [persona.role],
    });
    if let Some(time) = authenticated {
        claims["auth_time"] = time.as_second().into();
    }
    claims
}

/// Writes the claims of an ID token (OpenID Connect Core section 2), which tells the web client who logged in.
pub(crate) fn id_claims(issuer: &Issuer, grant: &Grant) -> Value {
    let now = issuer.now();
    let mut claims = json!({
        "iss": issuer.url(grant.session.persona.organisation),
        "sub": grant.session.persona.subject(),
        "aud": WEB_CLIENT,
        "iat": now.as_second(),
        "exp": (now + TOKEN_LIFE).as_second(),
        "auth_time": grant.session.authenticated.as_second(),
    });
    if let Kind::Person(name) = grant.session.persona.kind {
        claims["name"] = name.into();
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    claims
}
