//! People who sign in on a page: an issuer's relying party (OpenID Connect Core, RP-Initiated and Back-Channel Logout).

use super::{Issuer, Issuers, LEEWAY, keys::fetch};
use crate::config;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Validation, dangerous, decode, decode_header};
use openidconnect::{
    AdditionalClaims, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, LogoutRequest,
    Nonce, PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl, StandardErrorResponse,
    StandardTokenResponse, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fs;
use url::Url;
use web::{Ended, Identity, LogIn, Prompt, Unvouched, Vouched};

/// The event that a log-out token tells of.
const LOGGED_OUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What an issuer knows the pages by.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) id: ClientId,
    pub(super) secret: ClientSecret,
    pub(super) signed_in: RedirectUrl,
    pub(super) signed_out: PostLogoutRedirectUrl,
}

impl Party {
    /// Reads what an issuer knows the pages by; none if people do not sign in at it.
    pub(super) fn load(entry: &config::Issuer, pages: &config::Pages) -> Result<Option<Self>, String> {
        let (Some(id), Some(path)) = (&entry.client_id, &entry.client_secret_file) else { return Ok(None) };
        let secret = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let at = |path: &str| pages.url.join(path).map(|url| url.to_string());
        let bad = |error: url::ParseError| error.to_string();
        Ok(Some(Self {
            id: ClientId::new(id.clone()),
            secret: ClientSecret::new(secret.trim().to_owned()),
            signed_in: RedirectUrl::new(at(web::SIGNED_IN).map_err(bad)?).map_err(bad)?,
            signed_out: PostLogoutRedirectUrl::new(at(web::SIGNED_OUT).map_err(bad)?).map_err(bad)?,
        }))
    }
}

/// The claims of an ID token besides those that OpenID Connect defines.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

type Tokens = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type RelyingParty = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The claims of a log-out token (OpenID Connect Back-Channel Logout section 2.4).
#[derive(Deserialize)]
struct LogOut {
    sub: Option<String>,
    sid: Option<String>,
    iat: i64,
    exp: Option<i64>,
    nonce: Option<Value>,
    events: Map<String, Value>,
}

impl Issuers {
    pub(crate) fn issuer(&self, url: &str) -> Option<&Issuer> {
        self.by_url.get(url)
    }

    /// Reads a log-out token of any issuer at which people sign in; none if it does not count.
    pub(crate) async fn ended(&self, token: &str) -> Option<Ended> {
        if token.len() > self.token_bytes {
            return None;
        }
        let iss = dangerous::insecure_decode::<super::Unverified>(token).ok()?.claims.iss;
        self.issuer(&iss)?.ended(token, self.clock.now()).await
    }
}

impl Issuer {
    /// Where somebody is sent to sign in.
    pub(crate) fn log_in(&self, ask: LogIn<'_>) -> Option<Url> {
        let (state, nonce) = (ask.state.to_owned(), ask.nonce.to_owned());
        let client = self.relying_party()?;
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce));
        let request = match ask.prompt {
            Prompt::IfNeeded => request,
            Prompt::Never => request.add_prompt(CoreAuthPrompt::None),
            Prompt::Again => request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO),
        };
        let request = request
            .add_extra_param("code_challenge", ask.challenge)
            .add_extra_param("code_challenge_method", "S256");
        Some(request.url().0)
    }

    /// Where somebody is sent to sign out.
    pub(crate) fn log_out(&self) -> Option<Url> {
        let party = self.party_to_log_in.as_ref()?;
        let endpoint = self.keys.metadata()?.additional_metadata().end_session_endpoint.clone()?;
        let request = LogoutRequest::from(endpoint).set_client_id(party.id.clone());
        Some(request.set_post_logout_redirect_uri(party.signed_out.clone()).http_get_url())
    }

    /// Exchanges a code for an ID token, and reads whom it speaks of.
    pub(crate) async fn redeem(&self, code: &str, verifier: &str, nonce: &str) -> Result<Vouched, Unvouched> {
        let rejected = |why: &str| {
            tracing::info!(issuer = self.url, why, "nobody was signed in");
            Unvouched::Rejected
        };
        let client = self.relying_party().ok_or(Unvouched::Away)?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|_| rejected("the issuer has no token endpoint"))?;
        let http = self.keys.http();
        let tokens = request
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&move |request| fetch(http.clone(), request))
            .await
            .map_err(|error| {
                if matches!(error, openidconnect::RequestTokenError::ServerResponse(_)) {
                    return rejected("the code was not redeemed");
                }
                // It cannot be reached, or what answers in its place is no token endpoint.
                tracing::warn!(issuer = self.url, "the issuer redeems no code");
                Unvouched::Away
            })?;
        let token = tokens.id_token().ok_or_else(|| rejected("there is no ID token"))?;
        let text = token.to_string();
        // A key that is new is fetched first.
        let kid = decode_header(&text).ok().and_then(|header| header.kid);
        self.keys.find(&kid.unwrap_or_default()).await.map_err(|_| rejected("of an unknown key"))?;
        let client = self.relying_party().ok_or(Unvouched::Away)?;
        let now = self.clock.now();
        let expected = Nonce::new(nonce.to_owned());
        // In the type that the library keeps times in, whatever that is.
        let now = now.to_string().parse().map_err(|_| rejected("at no time"))?;
        let verifier = client.id_token_verifier().set_time_fn(move || now);
        let claims = token.claims(&verifier, &expected);
        let claims = claims.map_err(|error| rejected(&error.to_string()))?;
        let others = &claims.additional_claims().0;
        let text = |name: &str| others.get(name).and_then(Value::as_str).map(str::to_owned);
        let who = self.identity(claims.subject().as_str(), others);
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let authenticated_at = claims.auth_time().map(|time| time.timestamp());
        Ok(Vouched {
            who: who.ok_or_else(|| rejected("of an organisation that its issuer does not speak for"))?,
            name: name.filter(|name| name.len() <= 200),
            sid: text("sid").filter(|sid| sid.len() <= 255),
            authenticated_at: authenticated_at.and_then(|time| Timestamp::from_second(time).ok()),
        })
    }

    /// Whether a value of the roles claim stands for a role.
    pub(crate) fn maps(&self, claimed: &str) -> bool {
        self.roles.contains_key(claimed)
    }

    /// Whom claims stand for.
    fn identity(&self, subject: &str, others: &Map<String, Value>) -> Option<Identity> {
        let organisation = match &self.organisation {
            super::Organisation::One(organisation) => organisation,
            super::Organisation::Claim(claim, allowed) => allowed.get(others.get(claim)?.as_str()?)?,
        };
        let claimed = match others.get(&self.roles_claim) {
            None => Vec::new(),
            Some(Value::String(role)) => vec![role.clone()],
            Some(Value::Array(roles)) => {
                roles.iter().map(|role| role.as_str().map(str::to_owned)).collect::<Option<_>>()?
            }
            Some(_) => return None,
        };
        let fits = (1..=super::claims::LONGEST_SUBJECT).contains(&subject.len());
        fits.then(|| Identity {
            issuer: self.url.clone(),
            subject: subject.to_owned(),
            organisation: organisation.clone(),
            claimed,
        })
    }

    async fn ended(&self, token: &str, now: Timestamp) -> Option<Ended> {
        let party = self.party_to_log_in.as_ref()?;
        let header = decode_header(token).ok()?;
        let typ = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        // Another token of the issuer's is no log-out token. Some issuers leave the type out.
        if !["", "jwt", "logout+jwt", "application/logout+jwt"].contains(&typ.as_str())
            || header.crit.is_some()
        {
            return None;
        }
        let key = self.keys.find(&header.kid?).await.ok()?;
        let mut validation = Validation::new(key.algorithm);
        validation.set_audience(&[party.id.as_str()]);
        validation.set_issuer(&[&self.url]);
        validation.set_required_spec_claims(&["aud", "iss"]);
        validation.validate_exp = false;
        let claims = decode::<LogOut>(token, &key.key, &validation).ok()?.claims;
        let at = |seconds| Timestamp::from_second(seconds).ok();
        let issued = at(claims.iat)?;
        let age = now.duration_since(issued);
        let fresh = age >= -LEEWAY && age <= SignedDuration::from_mins(10);
        let ends = claims.exp.map_or(Some(Timestamp::MAX), at)?;
        let counts = fresh
            && now.duration_since(ends) < LEEWAY
            && claims.nonce.is_none()
            && claims.events.contains_key(LOGGED_OUT)
            && (claims.sid.is_some() || claims.sub.is_some());
        counts.then(|| Ended { issuer: self.url.clone(), sid: claims.sid, subject: claims.sub })
    }

    fn relying_party(&self) -> Option<RelyingParty> {
        let party = self.party_to_log_in.as_ref()?;
        let metadata = self.keys.metadata()?.as_ref().clone();
        let client =
            RelyingParty::from_provider_metadata(metadata, party.id.clone(), Some(party.secret.clone()));
        Some(client.set_redirect_uri(party.signed_in.clone()))
    }
}
