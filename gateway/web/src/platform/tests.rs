//! A platform whose services answer what a test says, and that keeps what they were asked.

use crate::{
    Keys, Site,
    form::Words,
    language::Language,
    platform::{Door, Ended, Identity, Later, LogIn, Platform, Unvouched, Vouched},
    session::{self, SESSION, Session},
};
use axum::{
    body::{Body, to_bytes},
    http::{
        HeaderMap, Request, StatusCode,
        header::{CONTENT_TYPE, COOKIE},
    },
};
use bytes::Bytes;
use chassis::{Directory, Label};
use contracts::{Action, Authorised};
use jiff::{SignedDuration, Timestamp};
use prost::Message;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, Mutex},
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use tower::ServiceExt as _;
use url::Url;

static DIRECTORY: LazyLock<Directory> =
    LazyLock::new(|| Directory::parse(include_str!("../../../../deploy/reference/directory.toml")).unwrap());

/// What was asked: by whom, at which path, and the question.
type Asked = (String, String, Bytes);

/// What services answer, by their paths, and to what role.
#[derive(Clone, Default)]
pub(crate) struct World {
    answers: BTreeMap<String, Bytes>,
    /// Who is signed in: the code of their organisation, and their role.
    who: Option<(&'static str, &'static str)>,
    /// What their role may ask besides what is asked of commitments, and what of that it may not.
    allowed: Vec<String>,
    denied: Vec<String>,
    /// With what questions are refused, by their paths.
    refused: BTreeMap<String, Status>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A page as it was answered.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

fn now() -> Timestamp {
    "2026-05-03T09:00:00Z".parse().unwrap()
}

fn path<A: Action>() -> String {
    format!("/{}/{}", A::SERVICE, A::RPC)
}

impl World {
    /// Where somebody of an organisation is signed in, in a role.
    pub(crate) fn of(organisation: &'static str, role: &'static str) -> Self {
        Self { who: Some((organisation, role)), ..Self::default() }
    }

    /// What is answered to a question.
    pub(crate) fn answers<Q: Authorised>(mut self, answer: &Q::Response) -> Self
    where
        Q::Response: Message,
    {
        self.answers.insert(path::<Q::Action>(), answer.encode_to_vec().into());
        self
    }

    /// What the role may ask of another service.
    pub(crate) fn allows<A: Action>(mut self) -> Self {
        self.allowed.push(path::<A>());
        self
    }

    /// What the role may not ask.
    pub(crate) fn denies<A: Action>(mut self) -> Self {
        self.denied.push(path::<A>());
        self
    }

    /// Refuses a question, for a field of it.
    pub(crate) fn refuses<Q: Authorised>(self, field: &str) -> Self {
        let invalid = ErrorDetails::with_bad_request_violation(field, "is wrong");
        self.refuses_with::<Q>(Code::InvalidArgument, "FIELD_INVALID", invalid)
    }

    /// Refuses a question as the record stands, and says of no field why.
    pub(crate) fn refuses_for<Q: Authorised>(self, reason: &str) -> Self {
        let unmet = ErrorDetails::with_precondition_failure_violation(reason, "", "it is not so");
        self.refuses_with::<Q>(Code::FailedPrecondition, reason, unmet)
    }

    /// Answers a question with nothing, as a service does that is not there.
    pub(crate) fn away<Q: Authorised>(mut self) -> Self {
        self.refused.insert(path::<Q::Action>(), Status::unavailable("it is not there"));
        self
    }

    fn refuses_with<Q: Authorised>(mut self, code: Code, reason: &str, mut details: ErrorDetails) -> Self {
        details.set_error_info(reason, "concordat", HashMap::new());
        self.refused.insert(path::<Q::Action>(), Status::with_error_details(code, "refused", details));
        self
    }

    /// What a service was asked, and by whom, each time.
    pub(crate) fn asked<Q: Authorised + Message + Default>(&self) -> Vec<(String, Q)> {
        let asked = self.asked.lock().unwrap();
        let own = asked.iter().filter(|(_, at, _)| *at == path::<Q::Action>());
        own.map(|(who, _, question)| (who.clone(), Q::decode(question.clone()).unwrap())).collect()
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the token that its page has.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.get(path).await.body;
        let token = form.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let request = form.split("name=\"request_id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut typed = url::form_urlencoded::Serializer::new(String::new());
        typed.extend_pairs([("form_token", token), ("request_id", request)]).extend_pairs(fields);
        let posted = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(posted.header("sec-fetch-site", "same-origin"), Body::from(typed.finish())).await
    }

    async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Page {
        let keys = Keys::new(&[vec![7; 32]]).unwrap();
        if let Some((organisation, role)) = self.who {
            let cookie = session::write(&keys, SESSION, &somebody(organisation, role), None).unwrap();
            request = request.header(COOKIE, cookie.to_str().unwrap().split(';').next().unwrap());
        }
        let site = Site::new(Arc::new(self.clone()), &"https://concordat.example".parse().unwrap(), keys);
        let answer = crate::router(site).oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        Page { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    fn answer(&self, who: &str, path: &str, question: Bytes) -> Result<Bytes, Status> {
        self.asked.lock().unwrap().push((who.to_owned(), path.to_owned(), question));
        if let Some(refused) = self.refused.get(path) {
            return Err(refused.clone());
        }
        self.answers.get(path).cloned().ok_or_else(|| Status::not_found("nothing of the kind"))
    }
}

/// Somebody who signed in a minute ago.
fn somebody(organisation: &str, role: &str) -> Session {
    let proved = now() - SignedDuration::from_mins(1);
    Session {
        id: "a session".to_owned(),
        who: Identity {
            issuer: "https://login.example".to_owned(),
            subject: "ada".to_owned(),
            organisation: Label::parse(organisation).unwrap(),
            claimed: vec![role.to_owned()],
        },
        name: Some("Ada".to_owned()),
        sid: None,
        authenticated_at: proved,
        proved_at: proved,
        began_at: proved,
        last_at: None,
        role: None,
    }
}

impl Page {
    /// The page, if it is one.
    #[track_caller]
    pub(crate) fn shown(&self) -> &str {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        &self.body
    }
}

/// Makes sure that a page says each of these, in this order.
#[track_caller]
pub(crate) fn says(body: &str, texts: &[&str]) {
    let mut rest = body;
    for text in texts {
        let at =
            rest.find(text).unwrap_or_else(|| panic!("{text:?} is not there, or not in its place: {body}"));
        rest = &rest[at + text.len()..];
    }
}

/// Makes sure that a page says none of these.
#[track_caller]
pub(crate) fn says_none(body: &str, texts: &[&str]) {
    for text in texts {
        assert!(!body.contains(text), "{text:?} is there: {body}");
    }
}

impl Platform for World {
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

    fn may(&self, _: &str, path: &str) -> bool {
        let own = path.starts_with("/concordat.commitments.v1.");
        let is_among = |paths: &[String]| paths.iter().any(|one| one == path);
        (own || is_among(&self.allowed)) && !is_among(&self.denied)
    }

    fn call<'a>(
        &'a self,
        who: &'a Identity,
        role: &'a str,
        path: &'a str,
        message: Bytes,
    ) -> Later<'a, Result<Bytes, Status>> {
        assert!(self.may(role, path), "nobody asks {path} in a role that may not");
        Box::pin(async move { self.answer(who.organisation.as_str(), path, message) })
    }

    fn call_publicly<'a>(&'a self, path: &'a str, message: Bytes) -> Later<'a, Result<Bytes, Status>> {
        const PUBLIC: [&str; 2] = ["RegisterService/", "ReceivedAssessment"];
        assert!(PUBLIC.iter().any(|part| path.contains(part)), "nobody asks {path} as the public");
        Box::pin(async move { self.answer("public", path, message) })
    }
}

/// What messages are told in.
pub(crate) fn words() -> Words<'static> {
    Words { language: Language::English, directory: &DIRECTORY, now: now() }
}
