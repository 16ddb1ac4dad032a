//! Who is signed in: one encrypted cookie, which holds an identity and no token. The gateway keeps nothing.

mod keys;
mod revoked;

pub use keys::Keys;
pub(crate) use revoked::{Revoked, Whose};

use crate::{platform::Identity, site::Site};
use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The cookie of whoever is signed in.
pub(crate) const SESSION: &str = "__Host-concordat";
/// The cookies of whoever is on the way to sign in begin so; what follows is the first characters of their `state`.
pub(crate) const SIGNING_IN: &str = "__Host-concordat-in-";
/// The cookie that remembers when this browser's person last signed in, and who.
pub(crate) const LAST: &str = "__Host-concordat-last";

/// How long an identity holds before its issuer is asked again.
pub(crate) const PROVED: SignedDuration = SignedDuration::from_mins(15);
/// How long somebody is signed in, whatever they do.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_hours(10);
/// How recently somebody must have signed in for what cannot be taken back.
pub(crate) const RECENT: SignedDuration = SignedDuration::from_mins(15);
/// The largest cookie, name and attributes aside, in bytes.
const LARGEST: usize = 2_048;

/// Somebody who is signed in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Session {
    /// Its own id, new with every sign-in: what forms are bound to.
    pub(crate) id: String,
    /// Who it is.
    pub(crate) who: Identity,
    /// What they are called, if the issuer says so.
    pub(crate) name: Option<String>,
    /// What the issuer calls the session there.
    pub(crate) sid: Option<String>,
    /// When they last typed whatever their issuer asks for.
    pub(crate) authenticated_at: Timestamp,
    /// When the issuer last vouched for them.
    pub(crate) proved_at: Timestamp,
    /// When they signed in.
    pub(crate) began_at: Timestamp,
    /// When they had signed in before, with this browser.
    pub(crate) last_at: Option<Timestamp>,
    /// The role that they act in: the only one, or the one that they chose.
    pub(crate) role: Option<String>,
}

impl Session {
    /// Whether it has ended, whatever its issuer would say.
    pub(crate) fn has_ended(&self, now: Timestamp) -> bool {
        now.duration_since(self.began_at) >= LONGEST
    }

    /// Whether its issuer vouched for it a short while ago.
    pub(crate) fn is_proved(&self, now: Timestamp) -> bool {
        now.duration_since(self.proved_at) < PROVED
    }

    /// Whether its person signed in a short while ago.
    pub(crate) fn is_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.authenticated_at) < RECENT
    }
}

/// The session of a request, unless it has ended, here or at its issuer.
pub(crate) fn current(site: &Site, headers: &HeaderMap, now: Timestamp) -> Option<Session> {
    let session: Option<Session> = read(headers, &site.keys, SESSION);
    session.filter(|session| !session.has_ended(now) && !site.revoked.has(session, now))
}

/// Reads a cookie that [`Keys::seal`] wrote. One that comes twice counts for nothing.
pub(crate) fn read<T: DeserializeOwned>(headers: &HeaderMap, keys: &Keys, name: &str) -> Option<T> {
    let mut found = cookies(headers).filter(|(cookie, _)| *cookie == name);
    let (Some((_, value)), None) = (found.next(), found.next()) else { return None };
    serde_json::from_slice(&keys.open(name, value)?).ok()
}

/// The names and values of a request's cookies.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

/// Writes a cookie, encrypted; none if it would be too large. `__Host-` needs `Secure`, `Path=/` and no domain.
pub(crate) fn write<T: Serialize>(
    keys: &Keys,
    name: &str,
    value: &T,
    life: Option<SignedDuration>,
) -> Option<HeaderValue> {
    let sealed = keys.seal(name, &serde_json::to_vec(value).ok()?)?;
    if sealed.len() > LARGEST {
        return None;
    }
    let age = life.map(|life| format!("; Max-Age={}", life.as_secs())).unwrap_or_default();
    HeaderValue::try_from(format!("{name}={sealed}; Path=/; Secure; HttpOnly; SameSite=Lax{age}")).ok()
}

/// Takes a cookie away.
pub(crate) fn forget(name: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")).ok()
}
