//! What browsers post. A handler takes a [`Submitted`], which only a form of this caller's own session makes: nothing else
//! here reads a body.

use crate::{
    caller::{Caller, Leaving, SignedIn, page},
    failure::{Failure, Why},
    session::{self, Keys, Session},
    site::Site,
};
use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, FromRequestParts as _, Request},
    http::{HeaderMap, header::CONTENT_TYPE, request::Parts},
};
use serde::{Deserialize, Serialize};

/// The largest form, in bytes.
const LARGEST: usize = 512 << 10;
/// The most fields of a form.
const MOST: usize = 2_000;
/// The field in which a form says for which session it was made.
pub(crate) const TOKEN: &str = "form_token";

/// A form's values, by name, in their order. A name may come more than once.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Values(Vec<(String, String)>);

/// A form that this caller's own session was given.
pub(crate) struct Submitted<C = Caller> {
    pub(crate) caller: C,
    pub(crate) values: Values,
}

/// What was typed into a form that cannot be trusted. It can be shown, and be sent again by whoever reads it; nothing
/// makes a request of it.
#[derive(Clone, Debug)]
pub(crate) struct Refill {
    /// Where it was sent.
    pub(crate) action: String,
    pub(crate) values: Values,
}

impl Values {
    /// The values, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a name, without the space around it; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a name that are not empty.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |(own, value)| *own == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// Whether a name has a value, be it empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.iter().any(|(own, _)| own == name)
    }

    pub(crate) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(own, _)| own != name);
    }

    /// Reads a query, or a form's body, unless it has too many fields.
    pub(crate) fn parse(encoded: &[u8]) -> Option<Self> {
        // Browsers send line breaks as two characters, which no limit on a text's length means.
        let text = |value: std::borrow::Cow<'_, str>| value.replace("\r\n", "\n");
        let values = url::form_urlencoded::parse(encoded).take(MOST + 1);
        let values: Vec<_> = values.map(|(name, value)| (name.into_owned(), text(value))).collect();
        (values.len() <= MOST).then_some(Self(values))
    }
}

impl FromIterator<(String, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// A form as it came, before anybody looked whose it is.
struct Arrived {
    parts: Parts,
    values: Values,
    token: String,
}

impl Arrived {
    async fn read(request: Request) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let mut values = read(&parts.headers, body).await?;
        let token = values.get(TOKEN).to_owned();
        values.remove(TOKEN);
        Ok(Self { parts, values, token })
    }

    /// Has it sent again.
    fn again(&self, why: Why) -> Failure {
        Failure::Again(Refill { action: page(&self.parts.uri), values: self.values.clone() }, why)
    }

    /// Makes sure that it was made for a session.
    fn is_of(&self, site: &Site, session: &Session) -> Result<(), Failure> {
        let ours = site.keys.has_signed(&purpose(&session.id), &self.token);
        ours.then_some(()).ok_or_else(|| self.again(Why::AnotherSession))
    }
}

impl FromRequest<Site> for Submitted<SignedIn> {
    type Rejection = Failure;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Failure> {
        let mut arrived = Arrived::read(request).await?;
        let signed_in = SignedIn::from_request_parts(&mut arrived.parts, site).await;
        let caller = signed_in.map_err(|failure| match failure {
            Failure::SignIn { .. } => arrived.again(Why::SignedOut),
            Failure::Prove { .. } => arrived.again(Why::Unproved),
            other => other,
        })?;
        arrived.is_of(site, &caller.session)?;
        Ok(Self { caller, values: arrived.values })
    }
}

impl FromRequest<Site> for Submitted<Leaving> {
    type Rejection = Failure;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Failure> {
        let arrived = Arrived::read(request).await?;
        let session: Option<Session> = session::read(&arrived.parts.headers, &site.keys, session::SESSION);
        let session = session.ok_or_else(|| arrived.again(Why::SignedOut))?;
        arrived.is_of(site, &session)?;
        Ok(Self { caller: Leaving { site: site.clone(), session }, values: arrived.values })
    }
}

impl FromRequest<Site> for Submitted {
    type Rejection = Failure;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Failure> {
        let Submitted { caller, values } = Submitted::<SignedIn>::from_request(request, site).await?;
        let refill = Refill { action: caller.page.clone(), values: values.clone() };
        let caller = caller.into_caller().map_err(|failure| match failure {
            Failure::ChooseRole { .. } => Failure::Again(refill, Why::NoRole),
            other => other,
        })?;
        Ok(Self { caller, values })
    }
}

impl Submitted {
    /// Refuses, unless they signed in a short while ago; what was typed is not lost.
    pub(crate) fn recently(&self) -> Result<(), Failure> {
        if self.caller.session.is_recent(self.caller.now) {
            return Ok(());
        }
        Err(self.again(Why::NotRecent))
    }

    /// Keeps what was typed if a part that it needs cannot be reached, or their role may not: they may have changed it
    /// in another tab.
    pub(crate) fn keeps(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Unavailable => self.again(Why::Unavailable),
            Failure::Denied => self.again(Why::Denied),
            other => other,
        }
    }

    fn again(&self, why: Why) -> Failure {
        let refill = Refill { action: self.caller.page.clone(), values: self.values.clone() };
        Failure::Again(refill, why)
    }
}

/// What the forms of a session carry.
pub(crate) fn token(keys: &Keys, session: &str) -> String {
    keys.sign(&purpose(session))
}

fn purpose(session: &str) -> String {
    format!("form {session}")
}

/// Reads a form's body.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Values, Failure> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Failure::NoForm);
    }
    let body = to_bytes(body, LARGEST).await.map_err(|_| Failure::TooLarge)?;
    Values::parse(&body).ok_or(Failure::TooLarge)
}
