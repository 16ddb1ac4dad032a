//! The token endpoint.

use super::{
    ACCESS_TOKEN_TYPE, ID_TOKEN_TYPE, Persona, SECRET, TOKEN_LIFE, WEB_CLIENT,
    endpoints::Tenant,
    fault::Fault,
    keys::encoded,
    tokens::{access_claims, id_claims},
};
use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, header::AUTHORIZATION},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

/// What a client sends. A field that comes twice is refused with the rest.
#[derive(Deserialize)]
pub(crate) struct Request {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

enum Client {
    Web,
    Persona(&'static Persona),
}

/// Answers with tokens, or with why there are none.
pub(crate) async fn issue(
    State(tenant): State<Tenant>,
    headers: HeaderMap,
    form: Result<Form<Request>, FormRejection>,
) -> Result<Json<Value>, Fault> {
    let Form(request) =
        form.map_err(|_| Fault::InvalidRequest("the body is not a form with each field at most once"))?;
    let client = authenticate(&tenant, &headers, &request)?;
    let grant_type = request.grant_type.as_deref().ok_or(Fault::InvalidRequest("grant_type is missing"))?;
    match (grant_type, client) {
        ("client_credentials", Client::Persona(persona)) => Ok(stand_in(&tenant, persona)),
        ("authorization_code", Client::Web) => redeem(&tenant, &request),
        ("client_credentials", Client::Web) => {
            Err(Fault::UnauthorizedClient("the web client gets tokens for people who log in only"))
        }
        ("authorization_code", Client::Persona(_)) => {
            Err(Fault::UnauthorizedClient("a persona logs in through the web client only"))
        }
        _ => Err(Fault::UnsupportedGrantType),
    }
}

/// Tells who the client is, by HTTP Basic or by fields of the form: by one of them, not both (RFC 6749 section 2.3).
fn authenticate(tenant: &Tenant, headers: &HeaderMap, request: &Request) -> Result<Client, Fault> {
    let (id, secret) = match headers.get(AUTHORIZATION) {
        Some(_) if request.client_secret.is_some() => {
            return Err(Fault::InvalidRequest("the client authenticates in two ways at once"));
        }
        Some(header) => header.to_str().ok().and_then(basic).ok_or(Fault::InvalidClient)?,
        None => {
            let fields = request.client_id.clone().zip(request.client_secret.clone());
            fields.ok_or(Fault::InvalidClient)?
        }
    };
    if secret != SECRET {
        return Err(Fault::InvalidClient);
    }
    if id == WEB_CLIENT {
        return Ok(Client::Web);
    }
    tenant.organisation.persona(&id).map(Client::Persona).ok_or(Fault::InvalidClient)
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(BASE64_STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    // Both are encoded like a form's fields before they are joined (RFC 6749 section 2.3.1).
    let plain = |text: &str| Some(form_urlencoded::parse(text.as_bytes()).next()?.0.into_owned());
    Some((plain(id)?, plain(secret)?))
}

fn stand_in(tenant: &Tenant, persona: &Persona) -> Json<Value> {
    let claims = access_claims(&tenant.issuer, persona, persona.client_id, None);
    Json(json!({
        "access_token": tenant.issuer.mint(tenant.organisation, &Value::Null, &claims),
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE.as_secs(),
    }))
}

fn redeem(tenant: &Tenant, request: &Request) -> Result<Json<Value>, Fault> {
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&request.code, &request.redirect_uri, &request.code_verifier)
    else {
        return Err(Fault::InvalidRequest("code, redirect_uri and code_verifier are needed"));
    };
    let (issuer, branch) = (&tenant.issuer, tenant.branch());
    // Taken before it is checked: whoever gets anything wrong has had the one try.
    let grant = branch
        .codes
        .take(code, issuer.now())
        .ok_or(Fault::InvalidGrant("the code is unknown, used or expired"))?;
    if grant.redirect_uri != *redirect_uri {
        return Err(Fault::InvalidGrant("redirect_uri is not the one that the code was sent to"));
    }
    if grant.challenge != encoded(digest(&SHA256, verifier.as_bytes())) {
        return Err(Fault::InvalidGrant("code_verifier does not match the challenge"));
    }
    let session = &grant.session;
    let access = access_claims(issuer, session.persona, WEB_CLIENT, Some(session.authenticated));
    let key = branch.signing_key();
    Ok(Json(json!({
        "access_token": key.sign(ACCESS_TOKEN_TYPE, &Value::Null, &access),
        "id_token": key.sign(ID_TOKEN_TYPE, &Value::Null, &id_claims(issuer, &grant)),
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE.as_secs(),
        "scope": "openid",
    })))
}
