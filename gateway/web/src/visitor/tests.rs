use super::Visitor;
use crate::{
    Keys, Site, errors,
    failure::Failure,
    frame::Frame,
    headers,
    pages::Pages,
    platform::{Door, Ended, Identity, Later, LogIn, Platform, Unvouched, Vouched},
    session::{self, SESSION, Session},
};
use askama::Template;
use axum::{
    body::{Body, to_bytes},
    http::{
        Request, StatusCode,
        header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE, VARY},
    },
    middleware::from_fn_with_state,
    response::Response,
};
use bytes::Bytes;
use chassis::{Directory, Label};
use contracts::directory::{GetOrganisationRequest, GetOrganisationResponse, Organisation};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use std::sync::{Arc, LazyLock};
use tonic::Status;
use tower::ServiceExt as _;
use url::Url;

static DIRECTORY: LazyLock<Directory> =
    LazyLock::new(|| Directory::parse(include_str!("../../../../deploy/reference/directory.toml")).unwrap());
const PATH: &str = "/concordat.directory.v1.DirectoryService/GetOrganisation";

fn now() -> Timestamp {
    "2026-05-03T09:00:00Z".parse().unwrap()
}

/// A platform whose one service tells who asked it.
#[derive(Clone, Copy)]
struct Telling {
    /// The role that may ask it.
    role: &'static str,
    /// Whether the public may.
    public: bool,
}

const TO_ALL: Telling = Telling { role: "dept.dpo", public: true };

fn told(who: &str) -> Bytes {
    let organisation = Organisation { display_name: who.to_owned(), ..Organisation::default() };
    GetOrganisationResponse { organisation: Some(organisation) }.encode_to_vec().into()
}

impl Platform for Telling {
    fn now(&self) -> Timestamp {
        now()
    }

    fn directory(&self) -> &Directory {
        &DIRECTORY
    }

    fn doors(&self) -> &[Door] {
        &[]
    }

    fn log_in(&self, _: LogIn<'_>) -> Option<Url> {
        None
    }

    fn log_out(&self, _: &str) -> Option<Url> {
        None
    }

    fn redeem<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: &'a str,
        _: &'a str,
    ) -> Later<'a, Result<Vouched, Unvouched>> {
        Box::pin(async { Err(Unvouched::Rejected) })
    }

    fn ended<'a>(&'a self, _: &'a str, _: bool) -> Later<'a, Option<Ended>> {
        Box::pin(async { None })
    }

    fn roles(&self, who: &Identity) -> Vec<String> {
        who.claimed.clone()
    }

    fn may(&self, role: &str, path: &str) -> bool {
        path == PATH && role == self.role
    }

    fn call<'a>(
        &'a self,
        who: &'a Identity,
        role: &'a str,
        path: &'a str,
        _: Bytes,
    ) -> Later<'a, Result<Bytes, Status>> {
        assert!(self.may(role, path), "nobody asks in a role that may not");
        Box::pin(async move { Ok(told(&format!("{} as {role}", who.subject))) })
    }

    fn call_publicly<'a>(&'a self, path: &'a str, _: Bytes) -> Later<'a, Result<Bytes, Status>> {
        assert_eq!(path, PATH);
        let may = self.public.then(|| told("the public"));
        Box::pin(async { may.ok_or(Status::unauthenticated("the public may not")) })
    }
}

/// Somebody who was proved to be who they are a while ago, with these roles.
fn session(roles: &[&str], proved: SignedDuration) -> Session {
    Session {
        id: "a session".to_owned(),
        who: Identity {
            issuer: "https://login.example".to_owned(),
            subject: "ada".to_owned(),
            organisation: Label::parse("hmrc").unwrap(),
            claimed: roles.iter().map(|role| (*role).to_owned()).collect(),
        },
        name: Some("Ada".to_owned()),
        sid: None,
        authenticated_at: now() - proved,
        proved_at: now() - proved,
        began_at: now() - proved,
        last_at: None,
        role: None,
    }
}

#[derive(Template)]
#[template(source = "{{ frame.title }}: {{ told }}, {{ signed_in }}, {{ framed }}", ext = "html")]
struct Answered {
    frame: Frame,
    told: String,
    signed_in: bool,
    framed: bool,
}

async fn page(visitor: Visitor) -> Result<Response, Failure> {
    let told = visitor.ask(GetOrganisationRequest::default()).await?.organisation.unwrap_or_default();
    let frame = visitor.frame("Title");
    let (signed_in, framed) = (visitor.caller().is_some(), frame.user.is_some());
    Ok(visitor.show(StatusCode::OK, &Answered { frame, told: told.display_name, signed_in, framed }))
}

/// Asks for the page, as whoever has a session.
async fn asks(platform: Telling, session: Option<&Session>) -> Response {
    let keys = Keys::new(&[vec![7; 32]]).unwrap();
    let cookie = session.map(|session| session::write(&keys, SESSION, session, None).unwrap());
    let site = Site::new(Arc::new(platform), &"https://concordat.example".parse().unwrap(), keys);
    let router = Pages::default().open("/shared", page).router();
    let router = router
        .layer(from_fn_with_state(site.clone(), errors::show))
        .layer(from_fn_with_state(site.clone(), headers::guard))
        .with_state(site);
    let mut request = Request::get("/shared?page=2");
    if let Some(cookie) = &cookie {
        request = request.header(COOKIE, cookie.to_str().unwrap().split(';').next().unwrap());
    }
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(answer: Response) -> String {
    assert_eq!(answer.status(), StatusCode::OK);
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn somebody_asks_in_their_own_role_if_it_may_and_everybody_else_as_the_public() {
    let short = SignedDuration::from_mins(1);
    let dpo = session(&["dept.dpo"], short);
    for (who, session, told) in [
        ("nobody", None, "Title: the public, false, false"),
        ("somebody whose role may", Some(dpo.clone()), "Title: ada as dept.dpo, true, true"),
        (
            "somebody whose role may not",
            Some(session(&["dept.siro"], short)),
            "Title: the public, true, true",
        ),
        (
            "somebody who has not been proved to be there for long",
            Some(session(&["dept.dpo"], SignedDuration::from_mins(15))),
            "Title: the public, false, false",
        ),
        ("somebody without a role", Some(session(&[], short)), "Title: the public, false, false"),
        (
            "somebody who has not chosen a role",
            Some(session(&["dept.dpo", "dept.siro"], short)),
            "Title: the public, false, false",
        ),
        (
            "somebody who chose a role that may not",
            Some(Session {
                role: Some("dept.siro".to_owned()),
                ..session(&["dept.dpo", "dept.siro"], short)
            }),
            "Title: the public, true, true",
        ),
    ] {
        assert_eq!(text(asks(TO_ALL, session.as_ref()).await).await, told, "{who}");
    }
}

#[tokio::test]
async fn what_nobody_is_answered_may_be_kept_for_a_minute_and_what_somebody_is_may_not() {
    let dpo = session(&["dept.dpo"], SignedDuration::from_mins(1));
    let stale = session(&["dept.dpo"], SignedDuration::from_mins(15));
    for (session, cached, varies) in [
        (None, "public, max-age=60", Some("cookie")),
        (Some(&stale), "public, max-age=60", Some("cookie")),
        (Some(&dpo), "no-store", None),
    ] {
        let answer = asks(TO_ALL, session).await;
        assert_eq!(answer.headers()[CACHE_CONTROL], cached);
        assert_eq!(answer.headers().get(VARY).map(|vary| vary.to_str().unwrap()), varies);
        assert_eq!(answer.headers().get(SET_COOKIE), None);
    }
}

#[tokio::test]
async fn where_the_public_may_not_ask_nobody_signs_in_and_somebody_is_refused() {
    let platform = Telling { public: false, ..TO_ALL };
    let nobody = asks(platform, None).await;
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
    assert_eq!(nobody.headers()[LOCATION], "/sign-in?back=%2Fshared%3Fpage%3D2");
    assert_eq!(nobody.headers()[CACHE_CONTROL], "no-store");
    let short = SignedDuration::from_mins(1);
    let refused = asks(platform, Some(&session(&["dept.siro"], short))).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(refused.headers()[CACHE_CONTROL], "no-store");
    let allowed = asks(platform, Some(&session(&["dept.dpo"], short))).await;
    assert_eq!(text(allowed).await, "Title: ada as dept.dpo, true, true");
}
