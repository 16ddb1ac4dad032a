//! Whoever asks for a page: an identity that counts, and the role that they act in.

use crate::{
    failure::Failure,
    language::Language,
    session::{self, Session},
    site::Site,
};
use axum::{
    extract::FromRequestParts,
    http::{Method, Uri, request::Parts},
};
use bytes::Bytes;
use chassis::Label;
use contracts::{Action, Authorised, access::Party};
use jiff::Timestamp;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use std::sync::Arc;

/// Whoever asks for a page. Only a session that counts makes one.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) site: Site,
    pub(crate) session: Arc<Session>,
    /// The roles that they may choose among.
    pub(crate) roles: Vec<String>,
    /// The role that they act in.
    pub(crate) role: String,
    /// The page that they asked for, with its query.
    pub(crate) page: String,
    /// When they asked.
    pub(crate) now: Timestamp,
}

/// A session, whatever role it is in: for the page on which the role is chosen.
pub(crate) struct SignedIn {
    pub(crate) site: Site,
    pub(crate) session: Session,
    pub(crate) roles: Vec<String>,
    pub(crate) page: String,
    pub(crate) now: Timestamp,
}

/// A session, however it stands: for whoever wants to end it.
pub(crate) struct Leaving {
    pub(crate) site: Site,
    pub(crate) session: Session,
}

impl FromRequestParts<Site> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let page = page(&parts.uri);
        let back = || match parts.method {
            Method::GET | Method::HEAD => page.clone(),
            // What was posted is not gone back to.
            _ => "/".to_owned(),
        };
        let now = site.platform.now();
        let session = session::current(site, &parts.headers, now);
        let Some(session) = session else { return Err(Failure::SignIn { back: back() }) };
        if !session.is_proved(now) {
            return Err(Failure::Prove { back: back() });
        }
        let roles = site.platform.roles(&session.who);
        if roles.is_empty() {
            return Err(Failure::NoRole);
        }
        Ok(Self { site: site.clone(), session, roles, page, now })
    }
}

impl FromRequestParts<Site> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let caller = SignedIn::from_request_parts(parts, site).await?.into_caller()?;
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

impl SignedIn {
    /// Lets them act in the role that they chose, or the only one that they have.
    pub(crate) fn into_caller(self) -> Result<Caller, Failure> {
        let chosen = self.session.role.clone().filter(|role| self.roles.contains(role));
        let only = || (self.roles.len() == 1).then(|| self.roles[0].clone());
        match chosen.or_else(only) {
            Some(role) => Ok(Caller {
                site: self.site,
                session: Arc::new(self.session),
                roles: self.roles,
                role,
                page: self.page,
                now: self.now,
            }),
            None => Err(Failure::ChooseRole { back: self.page }),
        }
    }
}

/// A path with its query.
pub(crate) fn page(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

impl Caller {
    /// Asks a service something, in their name and role.
    pub(crate) async fn ask<Q: Authorised>(&self, question: Q) -> Result<Q::Response, Failure> {
        read(self.call(&path::<Q::Action>(), question.encode_to_vec().into()).await?)
    }

    /// Asks a service by a method that is known only now.
    pub(crate) async fn ask_by(
        &self,
        method: &MethodDescriptor,
        question: &DynamicMessage,
    ) -> Result<DynamicMessage, Failure> {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let answer = self.call(&path, question.encode_to_vec().into()).await?;
        DynamicMessage::decode(method.output(), answer)
            .map_err(|error| broken("an answer cannot be read", &error))
    }

    async fn call(&self, path: &str, message: Bytes) -> Result<Bytes, Failure> {
        let platform = &self.site.platform;
        platform.call(&self.session.who, &self.role, path, message).await.map_err(Failure::from)
    }

    /// Whether their role may do something at all.
    pub(crate) fn may<A: Action>(&self) -> bool {
        self.site.platform.may(&self.role, &path::<A>())
    }

    /// Whether their role may call a method at all.
    pub(crate) fn may_call(&self, method: &MethodDescriptor) -> bool {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        self.site.platform.may(&self.role, &path)
    }

    /// Their organisation.
    pub(crate) fn organisation(&self) -> &Label {
        &self.session.who.organisation
    }

    /// Their organisation, as resources are named under it.
    pub(crate) fn parent(&self) -> String {
        format!("organisations/{}", self.organisation())
    }

    /// The party that their organisation is of.
    pub(crate) fn party(&self) -> Party {
        self.site.platform.directory().get(self.organisation()).map_or(Party::Unspecified, |own| own.party)
    }

    /// The language that they read.
    #[expect(clippy::unused_self, reason = "there is one language so far")]
    pub(crate) fn language(&self) -> Language {
        Language::English
    }

    /// Refuses, unless they signed in a short while ago.
    pub(crate) fn recently(&self) -> Result<(), Failure> {
        if self.session.is_recent(self.now) {
            return Ok(());
        }
        Err(Failure::SignInAgain { back: self.page.clone() })
    }
}

/// Reads an answer.
pub(crate) fn read<R: prost::Message + Default>(answer: Bytes) -> Result<R, Failure> {
    R::decode(answer).map_err(|error| broken("an answer cannot be read", &error))
}

/// The path of an action's RPC.
pub(crate) fn path<A: Action>() -> String {
    format!("/{}/{}", A::SERVICE, A::RPC)
}

pub(crate) fn broken(what: &str, error: &(dyn std::error::Error + 'static)) -> Failure {
    tracing::error!(error, "{what}");
    Failure::Broken
}
