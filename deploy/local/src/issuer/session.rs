//! Log-ins, each in a browser of its own, from the cookie to the notice of their end.

use super::{
    Issuer, LOGOUT_TOKEN_TYPE, Organisation, Persona, endpoints::Tenant, keys::random_text,
    tokens::logout_claims,
};
use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long a log-in lasts.
const LIFE: SignedDuration = SignedDuration::from_hours(10);
const SESSION_COOKIE: &str = "issuer-session";
/// How long the web client may take to hear of a log-out.
pub(crate) const NOTICE_LIMIT: Duration = Duration::from_secs(5);

/// Somebody who has logged in.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) persona: &'static Persona,
    /// Names it to the web client. The cookie holds another secret, so a token is no way into the log-in.
    pub(crate) sid: String,
    pub(crate) authenticated: Timestamp,
}

impl Tenant {
    /// Finds who has logged in in the browser.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<Session> {
        self.branch().sessions.get(cookie(headers)?, self.issuer.now())
    }

    /// Takes the browser's log-in away.
    pub(crate) fn take_session(&self, headers: &HeaderMap) -> Option<Session> {
        self.branch().sessions.take(cookie(headers)?, self.issuer.now())
    }

    /// Logs somebody in, and writes the cookie. The same person's session goes on under its name, with a cookie of a
    /// new value; another person's ends.
    pub(crate) fn log_in(&self, headers: &HeaderMap, persona: &'static Persona) -> (Session, HeaderValue) {
        let sid = match self.take_session(headers) {
            Some(before) if before.persona.client_id == persona.client_id => before.sid,
            before => {
                self.issuer.end(self.organisation, before);
                random_text()
            }
        };
        let authenticated = self.issuer.now();
        let session = Session { persona, sid, authenticated };
        let secret = self.branch().sessions.keep(session.clone(), authenticated, LIFE);
        (session, self.cookie(&secret, LIFE))
    }

    /// Writes what makes the browser forget its cookie.
    pub(crate) fn no_cookie(&self) -> HeaderValue {
        self.cookie("", SignedDuration::ZERO)
    }

    /// Writes the cookie. Browsers do not tell ports apart, so the path keeps it from the gateway.
    fn cookie(&self, secret: &str, life: SignedDuration) -> HeaderValue {
        let (path, seconds) = (self.organisation, life.as_secs());
        let cookie =
            format!("{SESSION_COOKIE}={secret}; Path=/{path}; Max-Age={seconds}; HttpOnly; SameSite=Lax");
        HeaderValue::try_from(cookie).expect("secrets are base64url")
    }
}

impl Issuer {
    /// Ends sessions that were taken away: codes got in them serve no more, and the web client is told in the
    /// background (OpenID Connect Back-Channel Logout 1.0). What is returned ends when that has happened, or has failed.
    pub(crate) fn end(
        &self,
        organisation: Organisation,
        sessions: impl IntoIterator<Item = Session>,
    ) -> Vec<JoinHandle<()>> {
        let mut notices = Vec::new();
        for session in sessions {
            let codes = &self.branch(organisation).codes;
            codes.take_all(self.now(), |grant| grant.session.sid == session.sid);
            for url in &self.shared.settings.backchannel_logouts {
                // Each has an id of its own: the client refuses one that it has seen.
                let claims = logout_claims(self, session.persona, &session.sid);
                let token = self.mint(organisation, &json!({ "typ": LOGOUT_TOKEN_TYPE }), &claims);
                let notice = self.shared.http.post(url.clone()).form(&[("logout_token", token)]);
                // Nobody to complain to: a client that was not told finds out when it next asks who has logged in.
                notices.push(tokio::spawn(async { drop(notice.send().await) }));
            }
        }
        notices
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| header.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(SESSION_COOKIE)?.strip_prefix('='))
}
