//! Whoever asks for a page that anybody may read.

use crate::{
    caller::{self, Caller, path},
    failure::Failure,
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
use contracts::Authorised;
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

#[cfg_attr(not(test), expect(dead_code, reason = "the pages for anybody ask nothing of a service so far"))]
impl Visitor {
    /// Whoever is signed in, if somebody is.
    pub(crate) fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// Asks a service something: in their name and role, if that may ask it, and else as the public.
    pub(crate) async fn ask<Q: Authorised>(&self, question: Q) -> Result<Q::Response, Failure> {
        if let Some(caller) = self.caller().filter(|caller| caller.may::<Q::Action>()) {
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

    /// Frames a page for them.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        match &self.caller {
            Some(caller) => Frame::of(caller, title),
            None => Frame { title: title.into(), ..Frame::bare("service-name") },
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
