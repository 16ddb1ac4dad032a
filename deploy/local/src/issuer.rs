//! The development identity provider: one OpenID Connect issuer for each organisation, with made-up people.
//!
//! Each issuer has a signing key of its own, made at start, and knows its own organisation's [personas](PERSONAS) only.
//! Their secret is no secret, so the provider binds to loopback and to nothing else.
//!
//! A person logs in on a page (authorization code with PKCE) as the gateway's client [`WEB_CLIENT`], which is told when
//! the log-in ends, whoever ends it (back-channel log-out). For scripts and tests, every persona is also a client of its
//! own and gets a token by client credentials. RFC 9068 gives the two kinds of principal different subjects, and so do
//! these tokens: a *person's* `sub` is an opaque id that is the same whichever way the person came (with client
//! credentials the client stands in for a person who is not there); a *system's* `sub` is its `client_id` (section 2.2).
//! That is how the platform tells them apart.
//!
//! Tests get more than a browser does: they mint tokens that no issuer would, end log-ins, rotate keys, and take issuers
//! down.

mod authorize;
mod endpoints;
mod expiring;
mod fault;
mod keys;
mod log_out;
mod pages;
mod personas;
mod session;
mod token;
mod tokens;

pub use personas::{Kind, Organisation, PERSONAS, Persona};
pub use tokens::{ACCESS_TOKEN_TYPE, AUDIENCE, ID_TOKEN_TYPE, LOGOUT_TOKEN_TYPE, TOKEN_LIFE};

use crate::Loopback;
use expiring::Expiring;
use jiff::{SignedDuration, Timestamp};
use keys::{Key, Keys};
use reqwest::redirect::Policy;
use serde_json::Value;
use std::{
    fmt, io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::CancellationToken;
use url::Url;

/// The secret of every client.
pub const SECRET: &str = "local";
/// The client as which the gateway's web pages log people in.
pub const WEB_CLIENT: &str = "concordat-web";

/// How long requests under way may take to end. None takes long, unless it never comes in full.
const DRAIN: Duration = Duration::from_secs(2);

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the provider is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens, and the host and port in its issuers' names. Port 0 is any that is free.
    pub address: Loopback,
    /// Where [`WEB_CLIENT`] may have people sent after log-in: compared character by character.
    pub redirects: Vec<Url>,
    /// Where it may have them sent after log-out: likewise.
    pub redirects_after_logout: Vec<Url>,
    /// Where it is told that a log-in has ended: at each of them, once.
    pub backchannel_logouts: Vec<Url>,
}

/// The provider. Clones share one state.
#[derive(Clone)]
pub struct Issuer {
    shared: Arc<Shared>,
}

/// The provider's socket, which accepts nothing until it is served.
#[derive(Debug)]
pub struct Listener(TcpListener);

struct Shared {
    settings: Settings,
    clock: Clock,
    http: reqwest::Client,
    branches: [Branch; Organisation::ALL.len()],
}

/// One organisation's issuer.
struct Branch {
    available: AtomicBool,
    keys: Mutex<Keys>,
    codes: Expiring<authorize::Grant>,
    sessions: Expiring<session::Session>,
}

// === impl Issuer ===

impl Issuer {
    /// Takes the address and makes the keys.
    pub async fn bind(settings: Settings, clock: Clock) -> io::Result<(Self, Listener)> {
        let listener = TcpListener::bind(settings.address.address()).await?;
        let address = listener.local_addr()?.try_into().map_err(io::Error::other)?;
        let settings = Settings { address, ..settings };
        let branches = Organisation::ALL.map(|organisation| Branch {
            available: AtomicBool::new(true),
            keys: Mutex::new(Keys::new(organisation)),
            codes: Expiring::default(),
            sessions: Expiring::default(),
        });
        let http =
            reqwest::Client::builder().no_proxy().redirect(Policy::none()).timeout(session::NOTICE_LIMIT);
        let http = http.build().map_err(io::Error::other)?;
        let shared = Arc::new(Shared { settings, clock, http, branches });
        Ok((Self { shared }, Listener(listener)))
    }

    /// Answers until `shutdown` completes, and then what was asked before. Who has not asked in full by then is cut
    /// off.
    pub async fn serve(
        self,
        listener: Listener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let stopping = CancellationToken::new();
        let stop = stopping.clone();
        let shutdown = async move {
            shutdown.await;
            stop.cancel();
        };
        let server = axum::serve(listener.0, endpoints::router(&self)).with_graceful_shutdown(shutdown);
        tokio::select! {
            ended = server => ended,
            () = async { stopping.cancelled().await; sleep(DRAIN).await; } => Ok(()),
        }
    }

    /// Names an organisation's issuer, as `iss` does.
    #[must_use]
    pub fn url(&self, organisation: Organisation) -> String {
        format!("http://{}/{organisation}", self.shared.settings.address)
    }

    /// Writes the claims of an access token that `persona` gets by client credentials now.
    #[must_use]
    pub fn claims(&self, persona: &Persona) -> Value {
        tokens::access_claims(self, persona, persona.client_id, None)
    }

    /// Writes the claims of a logout token about one of `persona`'s log-ins. [`mint`](Self::mint) signs it, told the
    /// [type](LOGOUT_TOKEN_TYPE).
    #[must_use]
    pub fn logout_claims(&self, persona: &Persona, sid: &str) -> Value {
        tokens::logout_claims(self, persona, sid)
    }

    /// Lists the session ids (`sid`) of a person's log-ins, in no order.
    #[must_use]
    pub fn log_ins(&self, persona: &Persona) -> Vec<String> {
        let sessions = &self.branch(persona.organisation).sessions;
        let theirs = sessions.list(self.now()).into_iter();
        theirs
            .filter(|session| session.persona.client_id == persona.client_id)
            .map(|session| session.sid)
            .collect()
    }

    /// Ends log-ins as an administrator does: the one whose session id this is, or all of the person whose subject it
    /// is. Returns how many there were, once the web client has been told of each or could not be.
    pub async fn log_out(&self, organisation: Organisation, sid_or_subject: &str) -> usize {
        let ended = self.branch(organisation).sessions.take_all(self.now(), |session| {
            session.sid == sid_or_subject || session.persona.subject() == sid_or_subject
        });
        let many = ended.len();
        for notice in self.end(organisation, ended) {
            // It fails if the runtime ends, and so does this.
            let _ = notice.await;
        }
        many
    }

    /// Signs any claims with the organisation's present key, under the header of an access token with `header`'s
    /// members put over it (`null` leaves one out). The signature is always the key's, whatever `alg` is made to say.
    #[must_use]
    pub fn mint(&self, organisation: Organisation, header: &Value, claims: &Value) -> String {
        self.branch(organisation).signing_key().sign(ACCESS_TOKEN_TYPE, header, claims)
    }

    /// Lists an organisation's public keys as a JSON Web Key Set, the present one first.
    #[must_use]
    pub fn jwks(&self, organisation: Organisation) -> Value {
        self.branch(organisation).lock_keys().published(self.now())
    }

    /// Gives an organisation a new key. The one before stays published for `overlap`: not at all, if that is zero.
    pub fn rotate(&self, organisation: Organisation, overlap: SignedDuration) {
        self.branch(organisation).lock_keys().rotate(organisation, self.now(), overlap);
    }

    /// Takes an organisation's issuer down, so that it answers nothing but 503, or up again.
    pub fn set_available(&self, organisation: Organisation, available: bool) {
        self.branch(organisation).available.store(available, Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        (self.shared.clock)()
    }

    fn branch(&self, organisation: Organisation) -> &Branch {
        &self.shared.branches[organisation as usize]
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl Branch {
    fn lock_keys(&self) -> std::sync::MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signing_key(&self) -> Arc<Key> {
        self.lock_keys().present()
    }
}
