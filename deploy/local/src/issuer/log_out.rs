//! Log-out at the web client's request (OpenID Connect RP-Initiated Logout 1.0).
//!
//! One thing is simpler than there: whoever comes without an ID token is not asked whether to log out.

use super::{
    ID_TOKEN_TYPE, WEB_CLIENT,
    authorize::{Refusal, with},
    endpoints::Tenant,
    pages,
};
use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;

/// The parameters, in the query or in the body. One that comes twice is refused.
#[derive(Deserialize)]
pub(crate) struct Parameters {
    id_token_hint: Option<String>,
    client_id: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// What is read of an ID token.
#[derive(Deserialize)]
struct Hint {
    sid: String,
}

/// Ends the session that the ID token names, or without one the browser's, and goes where the client wants if that is
/// allowed.
pub(crate) async fn log_out(
    State(tenant): State<Tenant>,
    headers: HeaderMap,
    parameters: Result<Form<Parameters>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(asked) = parameters.map_err(|_| Refusal::page("The request is malformed."))?;
    if asked.client_id.as_deref().is_some_and(|client| client != WEB_CLIENT) {
        return Err(Refusal::page("The request names a client that is not on the list."));
    }
    let hint = asked.id_token_hint.as_deref().map(|token| read(&tenant, token)).transpose()?;
    let ended = match &hint {
        Some(Hint { sid }) => {
            tenant.branch().sessions.take_all(tenant.issuer.now(), |session| session.sid == *sid)
        }
        None => tenant.take_session(&headers).into_iter().collect(),
    };
    tenant.issuer.end(tenant.organisation, ended);
    // Whoever has logged in in the browser since stays.
    let forget = tenant.session(&headers).is_none().then(|| [(SET_COOKIE, tenant.no_cookie())]);
    let answer = go_back(&tenant, &asked).unwrap_or_else(IntoResponse::into_response);
    Ok((forget, answer).into_response())
}

fn go_back(tenant: &Tenant, asked: &Parameters) -> Result<Response, Refusal> {
    let Some(wanted) = &asked.post_logout_redirect_uri else {
        return Ok(pages::logged_out());
    };
    if asked.client_id.is_none() && asked.id_token_hint.is_none() {
        return Err(Refusal::page("The request names a page to return to, but not whose."));
    }
    let listed = tenant.issuer.shared.settings.redirects_after_logout.iter();
    let page = listed.clone().find(|url| url.as_str() == wanted);
    let page =
        page.ok_or_else(|| Refusal::page("The request names a page to return to that is not on the list."))?;
    Ok(with(page.clone(), &[("state", asked.state.as_deref())]))
}

/// Reads an ID token of this issuer's, however old: its session may be younger.
fn read(tenant: &Tenant, token: &str) -> Result<Hint, Refusal> {
    verify(tenant, token)
        .ok_or_else(|| Refusal::page("The request has an ID token that is not one of this provider."))
}

fn verify(tenant: &Tenant, token: &str) -> Option<Hint> {
    let header = decode_header(token).ok()?;
    let keys: JwkSet = serde_json::from_value(tenant.issuer.jwks(tenant.organisation)).ok()?;
    let key = keys.find(&header.kid?).filter(|_| header.typ.as_deref() == Some(ID_TOKEN_TYPE))?;
    let algorithm: Algorithm = key.common.key_algorithm?.to_string().parse().ok()?;
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["iss", "aud"]);
    validation.set_issuer(&[tenant.issuer.url(tenant.organisation)]);
    validation.set_audience(&[WEB_CLIENT]);
    Some(decode(token, &DecodingKey::from_jwk(key).ok()?, &validation).ok()?.claims)
}
