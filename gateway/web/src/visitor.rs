//! Whoever asks for a page that anybody may read.

use crate::{
    caller::{self, Caller, path},
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    headers,
    language::Language,
    site::Site,
};
use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::Response,
};
use chassis::Directory;
use contracts::{Action, Authorised};
use std::convert::Infallible;
use tonic::Code;

/// Whoever asks for a page that anybody may read: somebody who is signed in, or nobody.
pub(crate) struct Visitor {
    site: Site,
    caller: Option<Caller>,
    /// The page that they asked for, with its query.
    page: String,
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        // What anybody may read, nobody has to prove who they are for, or to choose a role.
        let caller = Caller::from_request_parts(parts, site).await.ok();
        Ok(Self { site: site.clone(), caller, page: caller::page(&parts.uri) })
    }
}

impl Visitor {
    /// Whoever is signed in, if somebody is.
    pub(crate) fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// Whoever is signed in, if their role may ask this itself.
    fn asking<A: Action>(&self) -> Option<&Caller> {
        self.caller().filter(|caller| caller.may::<A>())
    }

    /// Under which name what they ask for is: their organisation's, or the public's if they ask as that.
    pub(crate) fn parent<A: Action>(&self) -> String {
        let public = || format!("organisations/{}", Directory::PUBLIC);
        self.asking::<A>().map_or_else(public, Caller::parent)
    }

    /// Asks a service something: in their name and role, if that may ask it, and else as the public.
    pub(crate) async fn ask<Q: Authorised>(&self, question: Q) -> Result<Q::Response, Failure> {
        if let Some(caller) = self.asking::<Q::Action>() {
            return caller.ask(question).await;
        }
        let path = path::<Q::Action>();
        let answer = self.site.platform.call_publicly(&path, question.encode_to_vec().into()).await;
        caller::read(answer.map_err(|status| match (status.code(), &self.caller) {
            (Code::Unauthenticated, None) => Failure::SignIn { back: self.page.clone() },
            (Code::Unauthenticated, Some(_)) => Failure::Denied,
            _ => status.into(),
        })?)
    }
}

impl Visitor {
    /// The language that they read.
    pub(crate) fn language(&self) -> Language {
        self.caller.as_ref().map(Caller::language).unwrap_or_default()
    }

    /// What messages are told in.
    pub(crate) fn words(&self) -> Words<'_> {
        let platform = &self.site.platform;
        let now = self.caller.as_ref().map_or_else(|| platform.now(), |caller| caller.now);
        Words { language: self.language(), directory: platform.directory(), now }
    }

    /// Frames a page for them.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        match &self.caller {
            Some(caller) => Frame::of(caller, title),
            None => Frame::open(title, &self.page),
        }
    }

    /// Renders a page for them. Nobody's is the same for everybody.
    pub(crate) fn show(&self, status: StatusCode, page: &impl Template) -> Response {
        let answer = frame::show(status, self.language(), page);
        if self.caller.is_some() { answer } else { headers::for_anybody(answer) }
    }
}

#[cfg(test)]
mod tests;
