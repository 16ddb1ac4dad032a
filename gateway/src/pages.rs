//! The pages' way to everything else: to the issuers, the policy and the services, in the name of whoever is signed in.

use crate::{Principal, Problems, Refusal, config::Config, proxy::Proxy, trust::secret};
use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use chassis::{Clock, Directory, Label, telemetry::Trace};
use contracts::access::PrincipalKind;
use jiff::{SignedDuration, Timestamp};
use std::{sync::Arc, time::Duration};
use tonic::Status;
use url::Url;
use web::{Door, Ended, FROM_PEER, Identity, Keys, Later, LogIn, Platform, Site, TOLD, Unvouched, Vouched};

/// How long an identity that is called for holds at least: as long as any one call takes.
const HOLDS: SignedDuration = SignedDuration::from_mins(15);
/// How long another gateway may take to be told that somebody signed out.
const PEER: Duration = Duration::from_secs(2);

tokio::task_local! {
    /// The trace of the page that is being made.
    pub(crate) static PAGE: Trace;
}

/// What the pages stand on.
struct Pages {
    proxy: Arc<Proxy>,
    directory: Arc<Directory>,
    doors: Vec<Door>,
    peers: Vec<Url>,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

/// Makes the pages, if the configuration has any.
pub(crate) fn load(
    config: &Config,
    proxy: Arc<Proxy>,
    directory: Arc<Directory>,
    clock: Arc<dyn Clock>,
) -> Result<Option<axum::Router>, Problems> {
    let Some(pages) = &config.pages else { return Ok(None) };
    let mut problems = Problems::default();
    let secrets = pages.key_files.iter().map(|path| secret(path).map(Vec::from));
    let secrets: Vec<_> = secrets.filter_map(|secret| problems.take(secret)).collect();
    let keys = problems.take(Keys::new(&secrets).map_err(|problem| format!("pages: {problem}")));
    let people = config.issuers.iter().filter(|issuer| issuer.client_id.is_some());
    let doors = people.map(|issuer| Door {
        issuer: issuer.url.clone(),
        organisations: issuer.codes().filter_map(|code| Label::parse(code)).collect(),
    });
    let http = reqwest::Client::builder().no_proxy().timeout(PEER).build().map_err(|error| error.to_string());
    let (Some(keys), Some(http)) = (keys, problems.take(http)) else { return Err(problems) };
    let platform =
        Pages { proxy, directory, doors: doors.collect(), peers: pages.peers.clone(), http, clock };
    problems.finish(Some(web::router(Site::new(Arc::new(platform), &pages.url, keys))))
}

impl Pages {
    /// Makes a principal of an identity, unless its issuer no longer speaks for it.
    fn principal(&self, who: &Identity) -> Option<Principal> {
        let issuer = self.proxy.issuers.issuer(&who.issuer)?;
        let mut hash = Context::new(&SHA256);
        let parts = [who.issuer.as_str(), who.subject.as_str(), who.organisation.as_str()];
        for part in parts.into_iter().chain(who.claimed.iter().map(String::as_str)) {
            hash.update(&part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        Some(Principal {
            key: hash.finish().as_ref().try_into().ok()?,
            issuer: who.issuer.clone(),
            subject: who.subject.clone(),
            kind: PrincipalKind::Person,
            party: issuer.party_of(&who.organisation)?,
            organisation: who.organisation.clone(),
            roles: issuer.roles_of(&who.claimed),
            claimed: who.claimed.clone(),
            ends: self.clock.now() + HOLDS,
        })
    }

    /// Passes a log-out token on. A gateway that is not told learns of it when it next asks the issuer.
    fn tell_peers(&self, token: &str) {
        for peer in &self.peers {
            let Ok(url) = peer.join(TOLD) else { continue };
            let form = [("logout_token", token)];
            let request = self.http.post(url).header(FROM_PEER, "true").form(&form).send();
            tokio::spawn(async move {
                if request.await.and_then(reqwest::Response::error_for_status).is_err() {
                    tracing::warn!("another gateway was not told that somebody signed out");
                }
            });
        }
    }
}

/// The trace that calls belong to.
fn trace() -> Trace {
    PAGE.try_with(Clone::clone).unwrap_or_else(|_| Trace::begin())
}

impl Platform for Pages {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn doors(&self) -> &[Door] {
        &self.doors
    }

    fn log_in(&self, ask: LogIn<'_>) -> Option<Url> {
        self.proxy.issuers.issuer(ask.issuer)?.log_in(ask)
    }

    fn log_out(&self, issuer: &str) -> Option<Url> {
        self.proxy.issuers.issuer(issuer)?.log_out()
    }

    fn redeem<'a>(
        &'a self,
        issuer: &'a str,
        code: &'a str,
        verifier: &'a str,
        nonce: &'a str,
    ) -> Later<'a, Result<Vouched, Unvouched>> {
        Box::pin(async move {
            let issuer = self.proxy.issuers.issuer(issuer).ok_or(Unvouched::Rejected)?;
            let mut vouched = issuer.redeem(code, verifier, nonce).await?;
            // Some issuers list every group that somebody is in, which no cookie holds: what is no role here is left out.
            let policy = self.proxy.authoriser.policies.current();
            vouched.who.claimed.retain(|value| issuer.maps(value) || policy.role(value).is_some());
            Ok(vouched)
        })
    }

    fn ended<'a>(&'a self, token: &'a str, from_peer: bool) -> Later<'a, Option<Ended>> {
        Box::pin(async move {
            let ended = self.proxy.issuers.ended(token).await?;
            if !from_peer {
                self.tell_peers(token);
            }
            Some(ended)
        })
    }

    fn roles(&self, who: &Identity) -> Vec<String> {
        let Some(principal) = self.principal(who) else { return Vec::new() };
        self.proxy.authoriser.roles(&principal)
    }

    fn may(&self, role: &str, path: &str) -> bool {
        self.proxy.route(path).is_ok_and(|route| self.proxy.authoriser.may(role, &route.rpc))
    }

    fn call<'a>(
        &'a self,
        who: &'a Identity,
        role: &'a str,
        path: &'a str,
        message: Bytes,
    ) -> Later<'a, Result<Bytes, Status>> {
        Box::pin(async move {
            let principal =
                self.principal(who).ok_or(Refusal::Token("of a session that no longer counts"))?;
            self.proxy.call_as(&principal, role, path, message, &trace()).await
        })
    }

    fn call_publicly<'a>(&'a self, path: &'a str, message: Bytes) -> Later<'a, Result<Bytes, Status>> {
        Box::pin(async move {
            let public = self.proxy.authoriser.public(&self.proxy.route(path)?.rpc);
            let public = public.ok_or(Refusal::Token("absent, on a page for anybody"))?;
            self.proxy.call_as(&public, Directory::PUBLIC, path, message, &trace()).await
        })
    }
}

#[cfg(test)]
mod tests;
