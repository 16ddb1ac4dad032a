//! Where each issuer answers, and what it says of itself.

use super::{Branch, Issuer, Organisation, authorize, log_out::log_out, token};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// The most that a request's body may measure, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// The issuer that a request came to.
#[derive(Clone)]
pub(crate) struct Tenant {
    pub(crate) issuer: Issuer,
    pub(crate) organisation: Organisation,
}

impl Tenant {
    pub(crate) fn branch(&self) -> &Branch {
        self.issuer.branch(self.organisation)
    }
}

/// Lays out every organisation's endpoints.
pub(crate) fn router(issuer: &Issuer) -> Router {
    Organisation::ALL.into_iter().fold(Router::new(), |router, organisation| {
        let tenant = Tenant { issuer: issuer.clone(), organisation };
        router.nest(&format!("/{organisation}"), routes(tenant))
    })
}

fn routes(tenant: Tenant) -> Router {
    Router::new()
        .route("/token", post(token::issue))
        .route("/authorize", get(authorize::ask).post(authorize::log_in))
        .route("/logout", get(log_out).post(log_out))
        .layer(map_response(never_stored))
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(jwks))
        .layer(from_fn_with_state(tenant.clone(), while_available))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(tenant)
}

async fn never_stored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn while_available(State(tenant): State<Tenant>, request: Request, next: Next) -> Response {
    if tenant.branch().available.load(Ordering::SeqCst) {
        return next.run(request).await;
    }
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

async fn discovery(State(tenant): State<Tenant>) -> Json<Value> {
    let url = tenant.issuer.url(tenant.organisation);
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"),
        "end_session_endpoint": format!("{url}/logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [tenant.branch().signing_key().algorithm()],
        "claims_supported":
            ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "sid", "name", "roles"],
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "frontchannel_logout_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "request_uri_parameter_supported": false,
    }))
}

async fn jwks(State(tenant): State<Tenant>) -> Json<Value> {
    Json(tenant.issuer.jwks(tenant.organisation))
}
