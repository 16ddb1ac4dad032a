//! What people see when a page is not what they asked for: what they can do, never why we are to blame.

use crate::{
    caller::Caller,
    failure::{Failure, Why},
    frame::{self, Frame},
    language::filters,
    posted::{self, Values},
    session::{self, SESSION, Session},
    site::Site,
};
use askama::Template;
use axum::{
    extract::{FromRequestParts as _, Request, State},
    http::{
        StatusCode,
        header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use url::form_urlencoded::byte_serialize;

/// Where a role is chosen in a tab of its own.
const ROLE: &str = "/role?back=/still-here";

/// What is said of each failure that has nothing else to show.
#[derive(Template)]
#[template(path = "errors/plain.html")]
struct Plain {
    frame: Frame,
    text: String,
    /// What signs out whoever has nothing to do here; empty for everybody else.
    token: String,
}

#[derive(Template)]
#[template(path = "errors/again.html")]
struct Again {
    frame: Frame,
    text: String,
    /// Where they say who they are, in another tab, if they must, and what leads there.
    prove: Option<(&'static str, String)>,
    action: String,
    token: String,
    values: Values,
}

/// A page that is nowhere.
pub(crate) async fn not_found() -> Failure {
    Failure::NotFound
}

/// Makes a page of a failure.
pub(crate) async fn show(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut asked = asked(&request);
    let answer = next.run(request).await;
    let failure = answer.extensions().get::<Failure>().cloned();
    let Some(failure) = failure.or_else(|| unread(&answer)) else { return answer };
    let session: Option<Session> = session::read(&asked.headers, &site.keys, SESSION);
    let caller = Caller::from_request_parts(&mut asked, &site).await.ok();
    let mut page = page(&site, caller.as_ref(), session.as_ref(), failure);
    for cookie in answer.headers().get_all(SET_COOKIE) {
        page.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    page
}

/// What a failure's page has to know of a request that a handler takes: where it went, and whose it is.
fn asked(request: &Request) -> Parts {
    let (mut asked, ()) = axum::http::Request::new(()).into_parts();
    asked.uri = request.uri().clone();
    for cookie in request.headers().get_all(COOKIE) {
        asked.headers.append(COOKIE, cookie.clone());
    }
    asked
}

/// What the framework could not read, such as a path that is no text, is nowhere.
fn unread(answer: &Response) -> Option<Failure> {
    let plain =
        answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (answer.status().is_client_error() && plain).then_some(Failure::NotFound)
}

fn page(site: &Site, caller: Option<&Caller>, session: Option<&Session>, failure: Failure) -> Response {
    let status = failure.status();
    match failure {
        Failure::SignIn { back } => to("/sign-in", &back),
        Failure::Prove { back } => to("/sign-in/silent", &back),
        Failure::SignInAgain { back } => to("/sign-in/again", &back),
        Failure::ChooseRole { back } => to("/role", &back),
        Failure::Again(refill, why) => {
            let (message, prove) = match why {
                Why::SignedOut => ("again-signed-out", Some("/sign-in?back=/still-here")),
                Why::Unproved => ("again-unproved", Some("/sign-in/silent?back=/still-here")),
                Why::NotRecent => ("again-not-recent", Some("/sign-in/again?back=/still-here")),
                Why::AnotherSession => ("again-another-session", None),
                Why::NoRole => ("again-no-role", Some(ROLE)),
                Why::Denied if caller.is_some_and(|caller| caller.roles.len() > 1) => {
                    ("again-denied", Some(ROLE))
                }
                Why::Denied => ("denied", None),
                Why::Unavailable => ("again-unavailable", None),
            };
            let token = session.map(|session| posted::token(&site.keys, &session.id)).unwrap_or_default();
            let frame = framed(caller, message);
            let language = frame.language;
            let text = language.say(&format!("{message}.text"));
            let link =
                language.find(&format!("{message}.link"), &[]).unwrap_or_else(|| language.say("again-prove"));
            let prove = prove.map(|path| (path, link));
            let page = Again { frame, text, prove, action: refill.action, token, values: refill.values };
            frame::show(status, language, &page)
        }
        Failure::NoRole => no_role(status, site, session),
        Failure::NotFound => plain(status, caller, "not-found"),
        Failure::Denied => plain(status, caller, "denied"),
        Failure::CrossSite => plain(status, caller, "cross-site"),
        Failure::TooLarge => plain(status, caller, "too-large"),
        Failure::NoForm => plain(status, caller, "no-form"),
        Failure::Stale => plain(status, caller, "stale"),
        Failure::Refused(refused) => {
            tracing::info!(reason = refused.reason, "a refusal that no form shows");
            plain(status, caller, "refused")
        }
        Failure::Unavailable => plain(status, caller, "unavailable"),
        Failure::Broken => plain(status, caller, "broken"),
    }
}

fn plain(status: StatusCode, caller: Option<&Caller>, message: &'static str) -> Response {
    let frame = framed(caller, message);
    let language = frame.language;
    let text = language.say(&format!("{message}.text"));
    frame::show(status, language, &Plain { frame, text, token: String::new() })
}

/// Lets whoever has no role here sign out, to come back as somebody else.
fn no_role(status: StatusCode, site: &Site, session: Option<&Session>) -> Response {
    let frame = Frame::bare("no-role");
    let language = frame.language;
    let text = language.say("no-role.text");
    let token = session.map(|session| posted::token(&site.keys, &session.id)).unwrap_or_default();
    frame::show(status, language, &Plain { frame, text, token })
}

fn framed(caller: Option<&Caller>, message: &str) -> Frame {
    match caller {
        Some(caller) => Frame::of(caller, caller.language().say(message)),
        None => Frame::bare(message),
    }
}

fn to(path: &str, back: &str) -> Response {
    let back: String = byte_serialize(back.as_bytes()).collect();
    Redirect::to(&format!("{path}?back={back}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::asked;
    use axum::{body::Body, extract::Request, http::header::COOKIE};

    #[test]
    fn of_a_request_its_place_and_its_cookies_are_kept_and_nothing_else() {
        let request = Request::post("/breaches?page=2")
            .header(COOKIE, "a=1")
            .header("x-large", "y")
            .header(COOKIE, "b=2");
        let asked = asked(&request.body(Body::empty()).unwrap());
        assert_eq!(asked.uri, "/breaches?page=2");
        let headers: Vec<_> =
            asked.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        assert_eq!(headers, [("cookie", &b"a=1"[..]), ("cookie", b"b=2")]);
    }
}
