//! A toy issuer: keys at a URL, and tokens with whatever is wrong with them.

use aws_lc_rs::{
    encoding::AsDer,
    rsa::{KeyPair as RsaPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaPublicKeyComponents,
    },
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, sync::watch, task::AbortHandle};

/// A key pair of an issuer.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) jwk: Value,
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) key: EncodingKey,
}

pub(crate) struct Issuer {
    pub(crate) url: String,
    published: Arc<Published>,
    server: AbortHandle,
}

/// What the issuer's server shows.
struct Published {
    url: String,
    signers: Mutex<Vec<Signer>>,
    manner: Mutex<Manner>,
    /// What it answers to whoever brings a code.
    redeemed: Mutex<(StatusCode, Value)>,
    fetches: watch::Sender<usize>,
}

/// How an issuer's server behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    Good,
    /// Answers nobody.
    Away,
    /// Sends those who ask to another URL.
    Elsewhere,
    /// Was followed there.
    Moved,
    /// Says more than anybody wants to read.
    Verbose,
    /// Has its keys fetched in plain text from an address that is not loopback, and yet answers.
    Careless,
    /// Says that it is another.
    Impostor,
}

/// A token before it is signed.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) header: Header,
    pub(crate) claims: Value,
}

impl Signer {
    pub(crate) fn es256(kid: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        let (x, y) = point[1..].split_at(32);
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) });
        Self::new(kid, Algorithm::ES256, jwk, EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()))
    }

    pub(crate) fn eddsa(kid: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) });
        Self::new(kid, Algorithm::EdDSA, jwk, EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref()))
    }

    pub(crate) fn rsa(kid: &str, algorithm: Algorithm) -> Self {
        /// How much of a PKCS#8 document comes before the PKCS#1 one that it holds, for keys of 2048 bits.
        const PKCS8_HEADER: usize = 26;
        let pair = RsaPair::generate(KeySize::Rsa2048).unwrap();
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let jwk = json!({ "kty": "RSA", "n": encode(&public.n), "e": encode(&public.e) });
        let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der>::as_der(&pair).unwrap();
        Self::new(kid, algorithm, jwk, EncodingKey::from_rsa_der(&pkcs8.as_ref()[PKCS8_HEADER..]))
    }

    fn new(kid: &str, algorithm: Algorithm, mut jwk: Value, key: EncodingKey) -> Self {
        jwk["kid"] = kid.into();
        jwk["use"] = "sig".into();
        jwk["alg"] = format!("{algorithm:?}").into();
        Self { jwk, kid: kid.to_owned(), algorithm, key }
    }
}

impl Issuer {
    /// Starts a server with an issuer under each path.
    pub(crate) async fn start(signer: Signer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let published = Arc::new(Published {
            url: url.clone(),
            signers: Mutex::new(vec![signer]),
            manner: Mutex::new(Manner::Good),
            redeemed: Mutex::new((StatusCode::SERVICE_UNAVAILABLE, Value::Null)),
            fetches: watch::Sender::new(0),
        });
        let router = Router::new()
            .route("/{name}/.well-known/openid-configuration", get(discovery))
            .route("/{name}/moved", get(moved))
            .route("/{name}/keys", get(keys))
            .route("/{name}/token", post(redeem))
            .with_state(published.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, published, server: server.abort_handle() }
    }

    /// Publishes these keys and no others.
    pub(crate) fn rotate(&self, signers: &[Signer]) {
        *self.published.signers.lock().unwrap() = signers.to_vec();
    }

    pub(crate) fn signer(&self) -> Signer {
        self.published.signers.lock().unwrap()[0].clone()
    }

    pub(crate) fn fetches(&self) -> usize {
        *self.published.fetches.borrow()
    }

    /// Waits until its keys were fetched so many times, or were about to be.
    pub(crate) async fn fetched(&self, times: usize) {
        self.published.fetches.subscribe().wait_for(|fetches| *fetches >= times).await.unwrap();
    }

    /// Answers this to whoever brings a code.
    pub(crate) fn redeems(&self, status: u16, answer: Value) {
        *self.published.redeemed.lock().unwrap() = (StatusCode::from_u16(status).unwrap(), answer);
    }

    /// Behaves like this from now on.
    pub(crate) fn becomes(&self, manner: Manner) {
        *self.published.manner.lock().unwrap() = manner;
    }

    /// A token with which nothing is wrong, for a person without roles.
    pub(crate) fn token(&self, name: &str, now: Timestamp) -> Token {
        let signer = self.signer();
        let header =
            Header { typ: Some("at+jwt".to_owned()), kid: Some(signer.kid), ..Header::new(signer.algorithm) };
        let claims = json!({
            "iss": format!("{}/{name}", self.url), "aud": "concordat", "sub": "someone", "client_id": "client",
            "exp": now.as_second() + 600, "iat": now.as_second(), "jti": "1",
        });
        Token { header, claims }
    }

    pub(crate) fn sign(&self, token: &Token) -> String {
        token.sign(&self.signer().key)
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Token {
    pub(crate) fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().unwrap().remove(name);
        self
    }

    pub(crate) fn roles(self, roles: &[&str]) -> Self {
        self.claim("roles", roles)
    }

    pub(crate) fn sign(&self, key: &EncodingKey) -> String {
        jsonwebtoken::encode(&self.header, &self.claims, key).unwrap()
    }
}

async fn discovery(State(published): State<Arc<Published>>, Path(name): Path<String>) -> Response {
    published.fetches.send_modify(|fetches| *fetches += 1);
    let manner = *published.manner.lock().unwrap();
    let issuer = format!("{}/{name}", published.url);
    let mut document = json!({
        "issuer": issuer, "authorization_endpoint": issuer, "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint": format!("{issuer}/token"), "end_session_endpoint": format!("{issuer}/end"),
    });
    match manner {
        Manner::Good | Manner::Moved => {}
        Manner::Away => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Manner::Elsewhere => return Redirect::temporary(&format!("{issuer}/moved")).into_response(),
        Manner::Verbose => document["padding"] = "x".repeat(300 << 10).into(),
        Manner::Careless => {
            document["jwks_uri"] = format!("{issuer}/keys").replace("127.0.0.1", "0.0.0.0").into();
        }
        Manner::Impostor => document["issuer"] = format!("{}/another", published.url).into(),
    }
    Json(document).into_response()
}

/// The document, where a redirection leads.
async fn moved(state: State<Arc<Published>>, name: Path<String>) -> Response {
    *state.0.manner.lock().unwrap() = Manner::Moved;
    discovery(state, name).await
}

async fn keys(State(published): State<Arc<Published>>) -> Json<Value> {
    let keys: Vec<_> = published.signers.lock().unwrap().iter().map(|signer| signer.jwk.clone()).collect();
    Json(json!({ "keys": keys }))
}

async fn redeem(State(published): State<Arc<Published>>) -> Response {
    let (status, answer) = published.redeemed.lock().unwrap().clone();
    (status, Json(answer)).into_response()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
