//! What an issuer answers when somebody comes back from it.

use super::{Pending, cookie, values};
use crate::{
    failure::Failure,
    frame::{self, Frame},
    language::filters,
    platform::{Prompt, Unvouched, Vouched},
    posted::Values,
    session::{self, LAST, SESSION, Session},
    site::Site,
};
use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

/// How long a browser remembers when its person last signed in.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How far an issuer's clock may be off.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// When this browser's person last signed in.
#[derive(Deserialize, Serialize)]
struct Last {
    issuer: String,
    subject: String,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "sign_in/failed.html")]
struct Failed {
    frame: Frame,
    back: String,
}

/// Signs somebody in, if what they bring is their issuer's answer to what this browser asked.
pub(crate) async fn answer(
    State(site): State<Site>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = values(query);
    let name = cookie(query.get("state"));
    let pending: Option<Pending> = session::read(&headers, &site.keys, &name);
    let now = site.platform.now();
    let pending = pending.filter(|pending| {
        let ours = pending.state.as_bytes().ct_eq(query.get("state").as_bytes()).into();
        ours && now.duration_since(pending.began_at) < super::PATIENCE
    });
    let Some(pending) = pending else { return failed("/", None) };
    let forget = session::forget(&name);
    // Who speaks for several organisations' issuers must know whose answer it is (RFC 9207).
    if query.has("iss") && query.get("iss") != pending.issuer {
        return failed(&pending.back, forget);
    }
    if query.has("error") {
        return refused(&pending, &query, forget);
    }
    let vouched = site.platform.redeem(&pending.issuer, query.get("code"), &pending.verifier, &pending.nonce);
    match vouched.await {
        Ok(vouched) => sign_in(&site, &headers, &pending, vouched, forget),
        Err(Unvouched::Away) => Failure::Unavailable.into_response(),
        Err(Unvouched::Rejected) => failed(&pending.back, forget),
    }
}

/// What an issuer would not say without asking, it is to ask.
fn refused(pending: &Pending, query: &Values, forget: Option<HeaderValue>) -> Response {
    let asks = ["login_required", "interaction_required", "consent_required", "account_selection_required"];
    if pending.prompt == Prompt::Never && asks.contains(&query.get("error")) {
        let gone = forget.into_iter().chain(session::forget(SESSION)).map(|cookie| (SET_COOKIE, cookie));
        let gone = AppendHeaders(gone.collect::<Vec<_>>());
        return (gone, Failure::SignIn { back: pending.back.clone() }).into_response();
    }
    failed(&pending.back, forget)
}

fn sign_in(
    site: &Site,
    headers: &HeaderMap,
    pending: &Pending,
    vouched: Vouched,
    forget: Option<HeaderValue>,
) -> Response {
    let now = site.platform.now();
    let before = session::current(site, headers, now);
    // Somebody else who comes back begins anew, and not on the page that another wanted.
    let same = before.filter(|before| {
        before.who.issuer == vouched.who.issuer && before.who.subject == vouched.who.subject
    });
    let goes_on = pending.prompt != Prompt::IfNeeded;
    if pending.prompt == Prompt::Again
        && vouched.authenticated_at.is_none_or(|at| at < pending.began_at - LEEWAY)
    {
        return failed(&pending.back, forget);
    }
    let back = if goes_on && same.is_none() { "/" } else { &pending.back };
    let role = same.as_ref().and_then(|same| same.role.clone());
    // A form that was begun goes on, as long as it is the same person's; every other sign-in has an id of its own.
    let going_on = same.filter(|_| goes_on);
    let last: Option<Last> = session::read(headers, &site.keys, LAST);
    let last = last.filter(|last| last.issuer == vouched.who.issuer && last.subject == vouched.who.subject);
    let session = Session {
        id: going_on.as_ref().map_or_else(|| site.random(), |session| session.id.clone()),
        name: vouched.name,
        sid: vouched.sid,
        authenticated_at: vouched.authenticated_at.unwrap_or(Timestamp::UNIX_EPOCH),
        proved_at: now,
        began_at: going_on.as_ref().map_or(now, |session| session.began_at),
        last_at: going_on.as_ref().map_or(last.map(|last| last.at), |session| session.last_at),
        role: if going_on.is_some() { role } else { None },
        who: vouched.who,
    };
    let remembered = Last {
        issuer: session.who.issuer.clone(),
        subject: session.who.subject.clone(),
        at: session.began_at,
    };
    let Some(cookie) = session::write(&site.keys, SESSION, &session, None) else {
        tracing::error!("an identity is too large for a cookie");
        return failed(back, forget);
    };
    let remembered = session::write(&site.keys, LAST, &remembered, Some(REMEMBERED));
    let cookies = [Some(cookie), remembered, forget].into_iter().flatten().map(|cookie| (SET_COOKIE, cookie));
    (AppendHeaders(cookies.collect::<Vec<_>>()), Redirect::to(back)).into_response()
}

fn failed(back: &str, forget: Option<HeaderValue>) -> Response {
    let frame = Frame::bare("sign-in-failed-title");
    let language = frame.language;
    let page = frame::show(StatusCode::BAD_REQUEST, language, &Failed { frame, back: back.to_owned() });
    (AppendHeaders(forget.map(|cookie| (SET_COOKIE, cookie))), page).into_response()
}
