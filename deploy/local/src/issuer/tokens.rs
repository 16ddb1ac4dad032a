//! What the tokens say.

use super::{Issuer, Kind, Persona, WEB_CLIENT, authorize::Grant, keys::random_text, session::Session};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The audience of access tokens: the platform.
pub const AUDIENCE: &str = "concordat";
/// How long a token serves.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// The header's `typ` by which an access token is told from any other (RFC 9068 section 2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// The header's `typ` of an ID token.
pub const ID_TOKEN_TYPE: &str = "JWT";
/// The header's `typ` of a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4).
pub const LOGOUT_TOKEN_TYPE: &str = "logout+jwt";
/// How long a logout token serves: the most that the same section recommends.
const LOGOUT_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(2);
/// The event of which a logout token tells.
const LOGGED_OUT: &str = "http://schemas.openid.net/event/backchannel-logout";

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
        "roles": persona.roles,
    });
    if let Some(time) = authenticated {
        claims["auth_time"] = time.as_second().into();
    }
    claims
}

/// Writes the claims of an ID token (OpenID Connect Core section 2), which tells the web client who logged in.
pub(crate) fn id_claims(issuer: &Issuer, grant: &Grant) -> Value {
    let now = issuer.now();
    let Session { persona, sid, authenticated } = &grant.session;
    let mut claims = json!({
        "iss": issuer.url(persona.organisation),
        "sub": persona.subject(),
        "aud": WEB_CLIENT,
        "iat": now.as_second(),
        "exp": (now + TOKEN_LIFE).as_second(),
        "auth_time": authenticated.as_second(),
        "sid": sid,
        "roles": persona.roles,
    });
    if let Kind::Person(name) = persona.kind {
        claims["name"] = name.into();
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    claims
}

/// Writes the claims of a logout token, which tells the web client that a person's session has ended.
pub(crate) fn logout_claims(issuer: &Issuer, persona: &Persona, sid: &str) -> Value {
    let now = issuer.now();
    json!({
        "iss": issuer.url(persona.organisation),
        "sub": persona.subject(),
        "aud": WEB_CLIENT,
        "iat": now.as_second(),
        "exp": (now + LOGOUT_TOKEN_LIFE).as_second(),
        "jti": random_text(),
        "sid": sid,
        "events": { LOGGED_OUT: {} },
    })
}
