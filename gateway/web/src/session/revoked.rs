//! Sessions that their issuers ended: kept as long as an identity holds before its issuer is asked again, after which the
//! issuer says so itself.

use super::{PROVED, Session};
use chassis::recent::Recent;
use jiff::Timestamp;

/// How many are remembered.
const MOST: usize = 50_000;

/// Sessions that their issuers ended lately.
#[derive(Debug)]
pub(crate) struct Revoked(Recent<(String, Whose), Timestamp>);

/// Whose sessions were ended.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub(crate) enum Whose {
    /// One session, by its own id.
    Ours(String),
    /// One session, by what the issuer calls it.
    Session(String),
    /// All of somebody's.
    Subject(String),
}

impl Revoked {
    pub(crate) fn new() -> Self {
        Self(Recent::new(MOST))
    }

    /// Keeps that an issuer ended sessions.
    pub(crate) fn put(&self, issuer: &str, whose: Whose, now: Timestamp) {
        self.0.put((issuer.to_owned(), whose), now, now + PROVED, now);
    }

    /// Whether its issuer ended a session since it last vouched for it.
    pub(crate) fn has(&self, session: &Session, now: Timestamp) -> bool {
        let ended = |whose| self.0.get(&(session.who.issuer.clone(), whose), now);
        let ended = session
            .sid
            .clone()
            .and_then(|sid| ended(Whose::Session(sid)))
            .max(ended(Whose::Subject(session.who.subject.clone())))
            .max(ended(Whose::Ours(session.id.clone())));
        ended.is_some_and(|ended| session.proved_at <= ended)
    }
}
