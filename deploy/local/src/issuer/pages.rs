//! The few pages, which show nothing that a request brought.

use super::{Kind, Organisation, PERSONAS, Persona};
use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    http::{StatusCode, header::CONTENT_SECURITY_POLICY},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use url::Url;

const STYLE: &str = "body{font:1.1875rem/1.5 sans-serif;margin:2rem auto;max-width:40rem;padding:0 1rem}\
ul{list-style:none;padding:0}li{margin:0 0 1rem}\
button{font:inherit;padding:.5rem 1rem;text-align:left;width:100%;overflow-wrap:anywhere}\
button:focus-visible{outline:.25rem solid #0b57d0;outline-offset:.125rem}";

/// Shows an organisation's people as buttons: first whoever has the hint for a name or for a subject. Browsers hold the
/// redirect that follows the form to the page's policy too.
pub(crate) fn log_in(organisation: Organisation, hint: Option<&str>, redirect: &Url) -> Response {
    let mut people: Vec<_> = PERSONAS.iter().filter(|persona| persona.organisation == organisation).collect();
    people.sort_by_key(|persona| hint != Some(persona.client_id) && hint != Some(&persona.subject()));
    let buttons: String = people.into_iter().filter_map(button).collect();
    let body = format!(
        "<p>This is the development identity provider: these people are made up, and need no password.</p>\
         <form method=\"post\"><ul>{buttons}</ul></form>"
    );
    let form_action = format!("'self' {}", redirect.origin().ascii_serialization());
    page(StatusCode::OK, &format!("Log in at {organisation}"), &body, &form_action)
}

fn button(persona: &Persona) -> Option<String> {
    let Kind::Person(name) = persona.kind else { return None };
    let (id, roles) = (persona.client_id, persona.roles.join(", "));
    Some(format!(r#"<li><button name="persona" value="{id}">{name} – {id} ({roles})</button></li>"#))
}

pub(crate) fn logged_out() -> Response {
    page(StatusCode::OK, "You have logged out", "<p>You can close this page.</p>", "'none'")
}

/// Says to whoever sits at the browser why a request cannot be answered to the client that sent it.
pub(crate) fn problem(text: &str) -> Response {
    page(StatusCode::BAD_REQUEST, "There is a problem", &format!("<p>{text}</p>"), "'none'")
}

fn page(status: StatusCode, title: &str, body: &str, form_action: &str) -> Response {
    let style = BASE64_STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action {form_action}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} – development identity provider</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    (status, [(CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}
