//! Signing in and out: whoever it is proves it to their own organisation's issuer, never to us.

mod answer;
mod end;

pub(crate) use answer::answer;
pub use end::FROM_PEER;
pub(crate) use end::{sign_out, signed_out, told};

use crate::{
    caller::{Caller, SignedIn},
    failure::Failure,
    frame::{self, Frame},
    govuk::{ErrorMessage, ErrorSummary, Fieldset, Hint, Legend, Radios, RadiosItem},
    language::{Language, filters},
    pages::Pages,
    platform::{Door, LogIn, Prompt},
    posted::{Submitted, TOKEN, Values},
    session::{self, SESSION, Session},
    site::Site,
};
use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long somebody may take to sign in at their issuer.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// The longest path to come back to, in bytes: it travels in a cookie.
const LONGEST: usize = 600;
/// The most bytes of such cookies that a browser is left with: they go with every request, whose headers are limited.
const UNDER_WAY: usize = 8 << 10;
/// How many characters of `state` name its cookie: several tabs may sign in at once.
const NAMED_BY: usize = 12;

/// Somebody on the way to sign in, as a cookie keeps it until they are back.
#[derive(Deserialize, Serialize)]
struct Pending {
    issuer: String,
    state: String,
    nonce: String,
    verifier: String,
    /// The page that they want.
    back: String,
    prompt: Prompt,
    began_at: Timestamp,
}

/// The routes of signing in and out.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .open("/sign-in", choose)
        .open("/sign-in/start", start)
        .open("/sign-in/silent", prove)
        .open("/sign-in/again", again)
        .open("/sign-in/callback", answer)
        .open("/signed-out", signed_out)
        .told("/sign-out/back-channel", told)
        .form("/sign-out", sign_out)
        .page("/still-here", still_here)
        .page("/role", ask_role)
        .form("/role", choose_role)
}

/// Asks whom somebody works for.
async fn choose(State(site): State<Site>, RawQuery(query): RawQuery) -> Response {
    chosen_from(&site, &values(query), false)
}

fn chosen_from(site: &Site, query: &Values, nothing_chosen: bool) -> Response {
    let directory = site.platform.directory();
    let day = chassis::deadline::london_day(site.platform.now());
    let codes = site.platform.doors().iter().flat_map(|door| &door.organisations);
    let mut choices: Vec<_> = codes
        .filter_map(|code| Some((code.to_string(), directory.get(code)?.name_on(day).to_owned())))
        .collect();
    choices.sort_by(|one, other| one.1.cmp(&other.1));
    let choice = Choice {
        name: "organisation",
        words: "sign-in",
        choices,
        chosen: String::new(),
        action: "/sign-in/start",
        method: "get",
        hidden: vec![("back", local(query.get("back")))],
        leaves: String::new(),
        nothing_chosen,
    };
    choice.show()
}

/// Sends them to their organisation's issuer.
async fn start(State(site): State<Site>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let query = values(query);
    let wanted = query.get("organisation");
    let speaks_for = |door: &&Door| door.organisations.iter().any(|code| code.as_str() == wanted);
    match site.platform.doors().iter().find(speaks_for) {
        Some(door) => send(&site, &headers, &door.issuer, Prompt::IfNeeded, query.get("back")),
        None => chosen_from(&site, &query, true),
    }
}

/// Has the issuer of whoever is signed in vouch for them once more, which they need not notice.
async fn prove(State(site): State<Site>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    once_more(&site, &headers, Prompt::Never, values(query).get("back"))
}

/// Has whoever is signed in type again what their issuer asks for.
async fn again(State(site): State<Site>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    once_more(&site, &headers, Prompt::Again, values(query).get("back"))
}

fn once_more(site: &Site, headers: &HeaderMap, prompt: Prompt, back: &str) -> Response {
    match session::current(site, headers, site.platform.now()) {
        Some(session) => send(site, headers, &session.who.issuer, prompt, back),
        None => Failure::SignIn { back: local(back) }.into_response(),
    }
}

/// Sends somebody to an issuer, with a cookie that only their answer opens.
fn send(site: &Site, headers: &HeaderMap, issuer: &str, prompt: Prompt, back: &str) -> Response {
    let pending = Pending {
        issuer: issuer.to_owned(),
        state: site.random(),
        nonce: site.random(),
        verifier: format!("{}{}", site.random(), site.random()),
        back: local(back),
        prompt,
        began_at: site.platform.now(),
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, pending.verifier.as_bytes()));
    let ask = LogIn { issuer, state: &pending.state, nonce: &pending.nonce, challenge: &challenge, prompt };
    let Some(url) = site.platform.log_in(ask) else { return Failure::Unavailable.into_response() };
    match session::write(&site.keys, &cookie(&pending.state), &pending, Some(PATIENCE)) {
        Some(cookie) => {
            let cookies = surplus(headers).chain([cookie]).map(|cookie| (SET_COOKIE, cookie));
            (AppendHeaders(cookies.collect::<Vec<_>>()), Redirect::to(url.as_str())).into_response()
        }
        None => Failure::Broken.into_response(),
    }
}

/// Takes away the cookies of sign-ins that nobody finished, once they are too many.
fn surplus(headers: &HeaderMap) -> impl Iterator<Item = HeaderValue> {
    let under_way = || session::cookies(headers).filter(|(name, _)| name.starts_with(session::SIGNING_IN));
    let bytes: usize = under_way().map(|(name, value)| name.len() + value.len()).sum();
    under_way().filter(move |_| bytes > UNDER_WAY).filter_map(|(name, _)| session::forget(name))
}

/// What the cookie of a sign-in is called, whose `state` begins so.
fn cookie(state: &str) -> String {
    format!("{}{}", session::SIGNING_IN, state.get(..NAMED_BY).unwrap_or_default())
}

#[derive(Template)]
#[template(path = "sign_in/still_here.html")]
struct StillHere {
    frame: Frame,
}

/// What the tab shows in which somebody proved that they are still there.
async fn still_here(caller: Caller) -> Response {
    let frame = Frame::of(&caller, caller.language().say("still-here-title"));
    frame::show(StatusCode::OK, caller.language(), &StillHere { frame })
}

/// Asks in which role somebody acts who has several.
async fn ask_role(signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    show_roles(&signed_in, &values(query), false)
}

fn show_roles(signed_in: &SignedIn, query: &Values, nothing_chosen: bool) -> Response {
    let language = Language::default();
    let token = crate::posted::token(&signed_in.site.keys, &signed_in.session.id);
    let choice = Choice {
        name: "role",
        words: "acting",
        choices: signed_in.roles.iter().map(|code| (code.clone(), frame::role(language, code))).collect(),
        chosen: signed_in.session.role.clone().unwrap_or_default(),
        action: "/role",
        method: "post",
        hidden: vec![(TOKEN, token.clone()), ("back", local(query.get("back")))],
        leaves: token,
        nothing_chosen,
    };
    choice.show()
}

/// Keeps the role that they chose.
async fn choose_role(form: Submitted<SignedIn>) -> Response {
    let Submitted { caller: signed_in, values } = form;
    let wanted = values.get("role").to_owned();
    if !signed_in.roles.contains(&wanted) {
        return show_roles(&signed_in, &values, true);
    }
    // Forms that were made in another role are not sent in this one unnoticed.
    let goes_on = signed_in.session.role.as_ref().is_none_or(|role| *role == wanted);
    let id = if goes_on { signed_in.session.id } else { signed_in.site.random() };
    let session = Session { id, role: Some(wanted), ..signed_in.session };
    match session::write(&signed_in.site.keys, SESSION, &session, None) {
        Some(cookie) => ([(SET_COOKIE, cookie)], Redirect::to(&local(values.get("back")))).into_response(),
        None => Failure::Broken.into_response(),
    }
}

/// One question, on a page of its own: the words of the catalogue are called after `words`.
struct Choice {
    name: &'static str,
    words: &'static str,
    /// Values, with what they are called.
    choices: Vec<(String, String)>,
    chosen: String,
    action: &'static str,
    method: &'static str,
    /// What is sent along.
    hidden: Vec<(&'static str, String)>,
    /// What signs out whoever is signed in; empty for everybody else.
    leaves: String,
    /// Whether the button was pressed before anything was chosen.
    nothing_chosen: bool,
}

#[derive(Template)]
#[template(path = "sign_in/choice.html")]
struct ChoicePage {
    frame: Frame,
    summary: Option<ErrorSummary>,
    radios: Radios,
    choice: Choice,
}

impl Choice {
    fn show(self) -> Response {
        let (name, words) = (self.name, self.words);
        let frame = Frame::bare(&format!("{words}-title")).with_problem(self.nothing_chosen);
        let language = frame.language;
        let problem = self.nothing_chosen.then(|| language.say(&format!("{words}-nothing-chosen")));
        let legend = Legend {
            is_page_heading: true,
            classes: "govuk-fieldset__legend--l".into(),
            ..Legend::text(frame.title.clone())
        };
        let items = self.choices.iter().map(|(value, called)| RadiosItem::new(value, called.as_str()));
        let radios = Radios {
            name: name.into(),
            fieldset: Some(Fieldset::legend(legend)),
            hint: Some(Hint::text(language.say(&format!("{words}-hint")))),
            error_message: problem.clone().map(ErrorMessage::text),
            items: items.collect(),
            value: self.chosen.clone(),
            ..Radios::default()
        };
        let summary = problem.map(|problem| ErrorSummary::of([(name, problem)]));
        let wrong = if self.nothing_chosen { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        frame::show(wrong, language, &ChoicePage { frame, summary, radios, choice: self })
    }
}

/// A page of ours to come back to: the start page, if it is none. Nobody is led to another site.
fn local(path: &str) -> String {
    let ours = path.starts_with('/') && !path.starts_with("//") && path.len() <= LONGEST;
    // Browsers read a backslash as a slash, and leave out line breaks and tabs.
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours && plain { path.to_owned() } else { "/".to_owned() }
}

pub(crate) fn values(query: Option<String>) -> Values {
    Values::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_led_to_another_site() {
        for ours in ["/", "/cases", "/cases?due=OVERDUE&page=a%20b"] {
            assert_eq!(local(ours), ours);
        }
        let long = format!("/{}", "a".repeat(600));
        for other in [
            "",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/a b",
            "https://evil.example",
            &long,
        ] {
            assert_eq!(local(other), "/", "{other:?}");
        }
    }
}
