//! A provider of the test's own, at a time of its own.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use local::{
    Loopback,
    issuer::{Issuer, Organisation, SECRET, Settings, WEB_CLIENT},
};
use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use url::Url;

/// Where the web client takes people back.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:8080/callback?from=issuer";
/// Where it takes them after log-out.
pub(crate) const GOODBYE: &str = "http://127.0.0.1:8080/goodbye";
/// The pair of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) http: Client,
    now: Arc<Mutex<Timestamp>>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::telling(Vec::new()).await
    }

    /// A provider that tells of log-outs at these addresses.
    pub(crate) async fn telling(backchannel_logouts: Vec<Url>) -> Self {
        let start: Timestamp = "2026-05-03T08:14:00Z".parse().expect("a time");
        let now = Arc::new(Mutex::new(start));
        let settings = Settings {
            address: Loopback::ANY,
            redirects: vec![CALLBACK.parse().expect("a URL")],
            redirects_after_logout: vec![GOODBYE.parse().expect("a URL")],
            backchannel_logouts,
        };
        let clock = Arc::clone(&now);
        let clock = Arc::new(move || *clock.lock().expect("nobody panics holding it"));
        let (issuer, listener) = Issuer::bind(settings, clock).await.expect("a port is free");
        tokio::spawn(issuer.clone().serve(listener, std::future::pending()));
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { issuer, http, now }
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.now.lock().expect("nobody panics holding it")
    }

    pub(crate) fn pass(&self, duration: SignedDuration) {
        *self.now.lock().expect("nobody panics holding it") += duration;
    }

    pub(crate) fn url(&self, organisation: Organisation, path: &str) -> String {
        format!("{}{path}", self.issuer.url(organisation))
    }

    pub(crate) async fn get(&self, organisation: Organisation, path: &str) -> Response {
        self.http.get(self.url(organisation, path)).send().await.expect("an answer")
    }

    /// Prepares a call of the token endpoint.
    pub(crate) fn token(&self, organisation: Organisation, form: &[(&str, &str)]) -> RequestBuilder {
        self.http.post(self.url(organisation, "/token")).form(form)
    }

    /// Gets an access token by client credentials.
    pub(crate) async fn access_token(&self, organisation: Organisation, client_id: &str) -> String {
        let call = self.token(organisation, &[("grant_type", "client_credentials")]);
        let answer = call.basic_auth(client_id, Some(SECRET)).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{client_id} at {organisation}");
        text(&body(answer).await["access_token"])
    }

    /// Checks a token with the organisation's published keys, time and audience aside, and returns its claims.
    pub(crate) async fn verified(&self, organisation: Organisation, token: &str) -> Result<Value, String> {
        let keys: JwkSet = self.get(organisation, "/jwks").await.json().await.expect("a JWK set");
        let header = jsonwebtoken::decode_header(token).map_err(|error| error.to_string())?;
        let key = keys.find(&header.kid.expect("a kid")).ok_or("unknown kid")?;
        let algorithm = key.common.key_algorithm.expect("an alg").to_string();
        let mut validation = Validation::new(algorithm.parse::<Algorithm>().expect("a known alg"));
        (validation.validate_exp, validation.validate_aud) = (false, false);
        validation.required_spec_claims.clear();
        let key = DecodingKey::from_jwk(key).expect("a usable key");
        jsonwebtoken::decode(token, &key, &validation)
            .map(|token| token.claims)
            .map_err(|error| error.to_string())
    }

    /// Writes the address of a sound authorization request, with `changes` made: an empty value leaves one out.
    pub(crate) fn authorize_url(&self, organisation: Organisation, changes: &[(&str, &str)]) -> String {
        let mut parameters = HashMap::from([
            ("response_type", "code"),
            ("client_id", WEB_CLIENT),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        parameters.extend(changes.iter().copied());
        parameters.retain(|_, value| !value.is_empty());
        let url = self.url(organisation, "/authorize");
        Url::parse_with_params(&url, parameters).expect("a URL").into()
    }

    pub(crate) async fn ask(
        &self,
        organisation: Organisation,
        changes: &[(&str, &str)],
        cookie: &str,
    ) -> Response {
        let request = self.http.get(self.authorize_url(organisation, changes)).header("cookie", cookie);
        request.send().await.expect("an answer")
    }

    /// Presses a person's button on the log-in page, in a browser that nobody used before.
    pub(crate) async fn press(&self, organisation: Organisation, persona: &str) -> Response {
        self.press_again(organisation, persona, "", &[]).await
    }

    /// Presses a person's button in a browser with a cookie, on the page that such a request brought.
    pub(crate) async fn press_again(
        &self,
        organisation: Organisation,
        persona: &str,
        cookie: &str,
        changes: &[(&str, &str)],
    ) -> Response {
        let request = self.http.post(self.authorize_url(organisation, changes)).header("cookie", cookie);
        request.form(&[("persona", persona)]).send().await.expect("an answer")
    }

    /// Tells whether a browser with this cookie has somebody logged in.
    pub(crate) async fn knows(&self, organisation: Organisation, cookie: &str) -> bool {
        let answer = sent_back(&self.ask(organisation, &[("prompt", "none")], cookie).await);
        let error = answer.get("error").map(String::as_str);
        assert!(matches!(error, None | Some("login_required")), "{error:?}");
        error.is_none()
    }

    /// Logs a person in and returns the code.
    pub(crate) async fn code(&self, organisation: Organisation, persona: &str) -> String {
        sent_back(&self.press(organisation, persona).await)["code"].clone()
    }

    /// Redeems the code that the browser was sent back with, and returns the ID token.
    pub(crate) async fn id_token(&self, organisation: Organisation, sent_back_with: &Response) -> String {
        let code = sent_back(sent_back_with)["code"].clone();
        text(&body(self.redeem(organisation, &code, &[]).await).await["id_token"])
    }

    /// Redeems that code, and returns what the ID token says.
    pub(crate) async fn identity(&self, organisation: Organisation, sent_back_with: &Response) -> Value {
        let token = self.id_token(organisation, sent_back_with).await;
        self.verified(organisation, &token).await.expect("an ID token of the issuer's")
    }

    /// Takes a code to the token endpoint as the web client does, with `changes` made.
    pub(crate) async fn redeem(
        &self,
        organisation: Organisation,
        code: &str,
        changes: &[(&str, &str)],
    ) -> Response {
        let mut form = HashMap::from([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ]);
        form.extend(changes.iter().copied());
        form.retain(|_, value| !value.is_empty());
        let form: Vec<_> = form.into_iter().collect();
        let call = self.token(organisation, &form).basic_auth(WEB_CLIENT, Some(SECRET));
        call.send().await.expect("an answer")
    }
}

pub(crate) async fn body(response: Response) -> Value {
    response.json().await.expect("JSON")
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Reads the parameters with which the browser is sent back to the web client.
pub(crate) fn sent_back(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().expect("text");
    assert!(location.starts_with(&format!("{CALLBACK}&")), "{location}");
    Url::parse(location).expect("a URL").query_pairs().into_owned().collect()
}

/// Reads the session's cookie as the browser sends it back.
pub(crate) fn cookie(response: &Response) -> String {
    let set = response.headers()["set-cookie"].to_str().expect("text");
    set.split(';').next().expect("a pair").to_owned()
}
