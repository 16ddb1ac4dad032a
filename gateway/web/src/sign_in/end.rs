//! Signing out: here and at the issuer, or there first.

use crate::{
    caller::Leaving,
    failure::Failure,
    frame::{self, Frame},
    language::filters,
    posted::{self, Submitted},
    session::{self, SESSION, Whose},
    site::Site,
};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};

/// The header by which a gateway says that it passes a log-out on.
pub const FROM_PEER: &str = "concordat-from-peer";

#[derive(Template)]
#[template(path = "sign_in/out.html")]
struct Out {
    frame: Frame,
}

/// Ends a session here, and sends its person to end it at their issuer (OpenID Connect RP-Initiated Logout). Nothing is
/// asked of them first, not even to prove who they are: they may be gone before anybody else comes.
pub(crate) async fn sign_out(form: Submitted<Leaving>) -> Response {
    let Leaving { site, session } = form.caller;
    let now = site.platform.now();
    site.revoked.put(&session.who.issuer, Whose::Ours(session.id), now);
    if let Some(sid) = session.sid {
        site.revoked.put(&session.who.issuer, Whose::Session(sid), now);
    }
    let url = site.platform.log_out(&session.who.issuer);
    let gone = AppendHeaders(session::forget(SESSION).map(|cookie| (SET_COOKIE, cookie)));
    (gone, Redirect::to(url.as_ref().map_or("/signed-out", |url| url.as_str()))).into_response()
}

/// Says that somebody has signed out.
pub(crate) async fn signed_out() -> Response {
    let frame = Frame::bare("signed-out-title");
    let language = frame.language;
    frame::show(StatusCode::OK, language, &Out { frame })
}

/// Takes an issuer's word that a session has ended (OpenID Connect Back-Channel Logout), or another gateway's, which
/// brings the issuer's.
pub(crate) async fn told(State(site): State<Site>, headers: HeaderMap, body: Body) -> Response {
    let values = match posted::read(&headers, body).await {
        Ok(values) => values,
        Err(failure) => return failure.into_response(),
    };
    let from_peer = headers.contains_key(FROM_PEER);
    let Some(ended) = site.platform.ended(values.get("logout_token"), from_peer).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let whose = match (ended.sid, ended.subject) {
        (Some(sid), _) => Whose::Session(sid),
        (None, Some(subject)) => Whose::Subject(subject),
        (None, None) => return Failure::NotFound.into_response(),
    };
    site.revoked.put(&ended.issuer, whose, site.platform.now());
    StatusCode::OK.into_response()
}
