//! Log-in on a page: authorization code with PKCE (RFC 7636) for the web client.

use super::{Kind, WEB_CLIENT, endpoints::Tenant, pages, session::Session};
use axum::{
    Form,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::Url;

/// How long a code may take from the redirect to the token endpoint.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(1);
/// The length of an S256 code challenge: 32 bytes in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// What a code stands for.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) session: Session,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) nonce: Option<String>,
}

/// The parameters of an authorization request. One that comes twice is refused.
#[derive(Deserialize)]
pub(crate) struct Parameters {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    max_age: Option<String>,
    login_hint: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct LogIn {
    persona: String,
}

/// An authorization request that can be granted.
struct Asked {
    client: Client,
    challenge: String,
    nonce: Option<String>,
    prompt: Prompt,
    max_age: Option<SignedDuration>,
    login_hint: Option<String>,
}

/// Where the answer goes, once that is known to be the web client's.
struct Client {
    redirect: Url,
    state: Option<String>,
    issuer: String,
}

enum Prompt {
    /// Ask whoever has not logged in.
    IfNeeded,
    /// Ask nobody: `login_required` instead.
    Never,
    /// Ask even somebody who has.
    Always,
}

/// The answer to a request that is not granted: to the client, or to whoever sits at the browser.
pub(crate) struct Refusal(Box<Response>);

/// Sends a code to the client if somebody has logged in; else shows the log-in page, unless that is not wanted.
pub(crate) async fn ask(
    State(tenant): State<Tenant>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Result<Response, Refusal> {
    let asked = Asked::read(&tenant, parameters)?;
    let session = tenant.session(&headers).filter(|session| asked.accepts(session, tenant.issuer.now()));
    match (session, &asked.prompt) {
        (Some(session), Prompt::IfNeeded | Prompt::Never) => Ok(asked.grant(&tenant, session)),
        (None, Prompt::Never) => {
            Err(asked.client.refuse("login_required", "nobody has logged in, or not recently"))
        }
        _ => Ok(pages::log_in(tenant.organisation, asked.login_hint.as_deref(), &asked.client.redirect)),
    }
}

/// Logs a person in, as asked by the page, which posts back to the address with the request's parameters.
pub(crate) async fn log_in(
    State(tenant): State<Tenant>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
    Form(form): Form<LogIn>,
) -> Result<Response, Refusal> {
    let asked = Asked::read(&tenant, parameters)?;
    let persona = tenant.organisation.persona(&form.persona);
    let persona = persona
        .filter(|persona| matches!(persona.kind, Kind::Person(_)))
        .ok_or_else(|| Refusal::page("Nobody of that name can log in here."))?;
    let (session, cookie) = tenant.log_in(&headers, persona);
    Ok(([(SET_COOKIE, cookie)], asked.grant(&tenant, session)).into_response())
}

// === impl Asked ===

impl Asked {
    /// Reads a request. As long as it may not be the web client's, a page refuses it; from then on, the client is told.
    fn read(tenant: &Tenant, query: Result<Query<Parameters>, QueryRejection>) -> Result<Self, Refusal> {
        let Query(asked) = query.map_err(|_| Refusal::page("The request is malformed."))?;
        let redirects = &tenant.issuer.shared.settings.redirects;
        let redirect = redirects.iter().find(|url| Some(url.as_str()) == asked.redirect_uri.as_deref());
        let (Some(WEB_CLIENT), Some(redirect)) = (asked.client_id.as_deref(), redirect) else {
            return Err(Refusal::page(
                "The request names a client or a return page that is not on the list.",
            ));
        };
        let issuer = tenant.issuer.url(tenant.organisation);
        let client = Client { redirect: redirect.clone(), state: asked.state, issuer };
        if asked.response_type.as_deref() != Some("code") {
            return Err(client.refuse("unsupported_response_type", "response_type is not code"));
        }
        if !words(asked.scope.as_ref()).any(|scope| scope == "openid") {
            return Err(client.refuse("invalid_scope", "scope does not have openid"));
        }
        let s256 = asked.code_challenge_method.as_deref() == Some("S256");
        let challenge = asked.code_challenge.filter(|challenge| s256 && challenge.len() == CHALLENGE_LENGTH);
        let Some(challenge) = challenge else {
            return Err(client.refuse("invalid_request", "a code_challenge by method S256 is needed"));
        };
        let Some(prompt) = Prompt::read(asked.prompt.as_ref()) else {
            return Err(client.refuse("invalid_request", "prompt has none beside others"));
        };
        let Ok(max_age) = asked.max_age.map(|age| age.parse::<u32>()).transpose() else {
            return Err(client.refuse("invalid_request", "max_age is not a number of seconds"));
        };
        let max_age = max_age.map(|seconds| SignedDuration::from_secs(seconds.into()));
        let login_hint = asked.login_hint;
        Ok(Self { client, challenge, nonce: asked.nonce, prompt, max_age, login_hint })
    }

    /// Tells whether a log-in is recent enough. None is if `max_age` is 0, which asks for a new one.
    fn accepts(&self, session: &Session, now: Timestamp) -> bool {
        let recent = |age| now.duration_since(session.authenticated) <= age;
        self.max_age.is_none_or(|age| !age.is_zero() && recent(age))
    }

    fn grant(self, tenant: &Tenant, session: Session) -> Response {
        let redirect_uri = self.client.redirect.to_string();
        let grant = Grant { session, redirect_uri, challenge: self.challenge, nonce: self.nonce };
        let code = tenant.branch().codes.keep(grant, tenant.issuer.now(), CODE_LIFE);
        self.client.answer(&[("code", Some(&code))])
    }
}

impl Prompt {
    /// Reads the values of `prompt`, of which `none` stands alone (OpenID Connect Core section 3.1.2.1).
    fn read(values: Option<&String>) -> Option<Self> {
        let values: Vec<_> = words(values).collect();
        match values[..] {
            ["none"] => Some(Self::Never),
            _ if values.contains(&"none") => None,
            _ if values.contains(&"login") || values.contains(&"select_account") => Some(Self::Always),
            _ => Some(Self::IfNeeded),
        }
    }
}

fn words(values: Option<&String>) -> impl Iterator<Item = &str> {
    values.into_iter().flat_map(|values| values.split(' '))
}

impl Client {
    fn refuse(&self, error: &str, description: &str) -> Refusal {
        let answer = self.answer(&[("error", Some(error)), ("error_description", Some(description))]);
        Refusal(Box::new(answer))
    }

    /// Sends the browser back, saying whose answer it is (RFC 9207): the client knows several issuers.
    fn answer(&self, parameters: &[(&str, Option<&str>)]) -> Response {
        let also = [("state", self.state.as_deref()), ("iss", Some(&*self.issuer))];
        with(self.redirect.clone(), &[parameters, &also].concat())
    }
}

impl Refusal {
    pub(crate) fn page(text: &str) -> Self {
        Self(Box::new(pages::problem(text)))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Sends the browser to `url`, with the parameters that there are.
pub(crate) fn with(mut url: Url, parameters: &[(&str, Option<&str>)]) -> Response {
    let present = parameters.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    for (name, value) in present {
        url.query_pairs_mut().append_pair(name, value);
    }
    Redirect::to(url.as_str()).into_response()
}
