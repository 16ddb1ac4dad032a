//! An issuer's keys: found by discovery, fetched now and then, and kept while the issuer is away.

use crate::{Refusal, config::is_safe};
use arc_swap::ArcSwapOption;
use chassis::Clock;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use openidconnect::{HttpRequest, HttpResponse, IssuerUrl, ProviderMetadataWithLogout};
use reqwest::redirect::Policy;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{sync::Mutex, time};

/// How long the last good keys serve while the issuer is away.
const OUTAGE: SignedDuration = SignedDuration::from_hours(24);
/// How often, at most, unknown key ids make the gateway fetch.
const UNKNOWN: SignedDuration = SignedDuration::from_secs(30);
/// How long a fetch may take, connecting and as a whole.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(3), Duration::from_secs(10));
/// The largest document, in bytes.
const LARGEST: usize = 256 << 10;
/// How soon a fetch is tried again after it failed, doubled each time until it is as long as the interval.
const RETRY: Duration = Duration::from_secs(1);

/// The keys of one issuer.
pub(crate) struct Keys {
    issuer: IssuerUrl,
    client: reqwest::Client,
    clock: Arc<dyn Clock>,
    current: ArcSwapOption<Set>,
    /// When an unknown key id last made the gateway fetch. Held during every fetch: they come one after the other, and
    /// who waits for one sees its outcome.
    asked: Mutex<Option<Timestamp>>,
}

struct Set {
    keys: HashMap<String, Arc<Key>>,
    /// What the issuer said of itself.
    metadata: Arc<ProviderMetadataWithLogout>,
    fetched: Timestamp,
}

/// A key, and the one algorithm that it is for.
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

impl Keys {
    pub(super) fn new(issuer: &str, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(PATIENCE.0)
            .timeout(PATIENCE.1)
            .build();
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(|error| error.to_string())?,
            client: client.map_err(|error| error.to_string())?,
            clock,
            current: ArcSwapOption::empty(),
            asked: Mutex::default(),
        })
    }

    /// Finds the key with this id, character for character. One that is unknown may be new: the keys are then fetched,
    /// but not more often than [`UNKNOWN`].
    pub(super) async fn find(self: &Arc<Self>, kid: &str) -> Result<Arc<Key>, Refusal> {
        if let Some(key) = self.known(kid) {
            return Ok(key);
        }
        let (keys, unknown) = (self.clone(), kid.to_owned());
        // On its own, so that a caller who hangs up does not take the one fetch with it.
        let _ = tokio::spawn(async move { keys.ask(&unknown).await }).await;
        match self.known(kid) {
            Some(key) => Ok(key),
            None if self.good().is_some() => Err(Refusal::Token("signed with an unknown key")),
            None => Err(Refusal::Unavailable("the issuer's keys cannot be had")),
        }
    }

    async fn ask(&self, kid: &str) {
        let mut asked = self.asked.lock().await;
        let now = self.clock.now();
        let due = asked.is_none_or(|asked| now.duration_since(asked) >= UNKNOWN);
        // Whoever held the lock before may have fetched it.
        if due && self.known(kid).is_none() {
            *asked = Some(now);
            self.fetch().await;
        }
    }

    /// Fetches the keys at once and then at an interval, sooner while that fails.
    pub(crate) async fn refresh(self: Arc<Self>, every: Duration) {
        let mut wait = RETRY;
        loop {
            let asked = self.asked.lock().await;
            let fetched = self.fetch().await;
            drop(asked);
            let next = if fetched { every } else { wait.min(every) };
            wait = if fetched { RETRY } else { next * 2 };
            time::sleep(next).await;
        }
    }

    fn known(&self, kid: &str) -> Option<Arc<Key>> {
        self.good()?.keys.get(kid).cloned()
    }

    /// What the issuer last said of itself, if that holds still.
    pub(super) fn metadata(&self) -> Option<Arc<ProviderMetadataWithLogout>> {
        self.good().map(|set| set.metadata.clone())
    }

    /// What the issuer is asked with.
    pub(super) fn http(&self) -> reqwest::Client {
        self.client.clone()
    }

    /// The last keys that could be had, unless that was too long ago.
    fn good(&self) -> Option<Arc<Set>> {
        let now = self.clock.now();
        self.current.load_full().filter(|set| now.duration_since(set.fetched) <= OUTAGE)
    }

    /// Fetches the keys, and says whether it could. Keys that the issuer no longer publishes are forgotten.
    async fn fetch(&self) -> bool {
        let client = self.client.clone();
        let http = move |request| fetch(client.clone(), request);
        match ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &http).await {
            Ok(metadata) => {
                let keys = metadata.jwks().keys().iter().filter_map(read).collect();
                let (metadata, fetched) = (Arc::new(metadata), self.clock.now());
                self.current.store(Some(Arc::new(Set { keys, metadata, fetched })));
                true
            }
            Err(error) => {
                tracing::warn!(
                    issuer = self.issuer.as_str(),
                    error = explain(&error),
                    "no keys could be fetched"
                );
                false
            }
        }
    }
}

/// What went wrong, without the document that it went wrong with.
fn explain<E: std::error::Error + 'static>(error: &openidconnect::DiscoveryError<E>) -> String {
    use openidconnect::DiscoveryError::{Parse, Request, Response, Validation};
    match error {
        Response(status, ..) => format!("answered {status}"),
        Parse(error) => format!("unreadable at {}", error.path()),
        Request(error) => {
            std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
        }
        Validation(problem) => problem.clone(),
        other => other.to_string(),
    }
}

/// Why a document could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("the issuer names a URL that is not https, and not loopback")]
    Unsafe,
    #[error("the document is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the issuer cannot be reached")]
    Request(#[from] reqwest::Error),
    #[error("the issuer's answer cannot be read")]
    Answer(#[from] http::Error),
}

/// What asks an issuer.
pub(super) async fn fetch(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let request: reqwest::Request = request.try_into()?;
    if !is_safe(request.url()) {
        return Err(FetchError::Unsafe);
    }
    let mut answer = client.execute(request).await?;
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(response.body(body)?)
}

/// Reads a key that may sign tokens; passes over those that may not, or in a way that is not accepted here.
fn read(key: &openidconnect::core::CoreJsonWebKey) -> Option<(String, Arc<Key>)> {
    let jwk: Jwk = serde_json::from_value(serde_json::to_value(key).ok()?).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|purpose| *purpose != PublicKeyUse::Signature) {
        return None;
    }
    let algorithm = match (&jwk.algorithm, jwk.common.key_algorithm) {
        (AlgorithmParameters::RSA(_), None | Some(KeyAlgorithm::RS256)) => Algorithm::RS256,
        (AlgorithmParameters::RSA(_), Some(KeyAlgorithm::PS256)) => Algorithm::PS256,
        (AlgorithmParameters::EllipticCurve(key), None | Some(KeyAlgorithm::ES256))
            if key.curve == EllipticCurve::P256 =>
        {
            Algorithm::ES256
        }
        (AlgorithmParameters::OctetKeyPair(key), None | Some(KeyAlgorithm::EdDSA))
            if key.curve == EllipticCurve::Ed25519 =>
        {
            Algorithm::EdDSA
        }
        _ => return None,
    };
    Some((jwk.common.key_id.clone()?, Arc::new(Key { algorithm, key: DecodingKey::from_jwk(&jwk).ok()? })))
}
