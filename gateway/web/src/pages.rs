//! Which pages there are: one list, from which the router is made and which the tests walk, so that none is missed.

use crate::{
    caller::{Caller, SignedIn},
    posted::Submitted,
    site::Site,
};
use axum::{
    Router,
    handler::Handler,
    routing::{MethodRouter, get, post},
};
use std::collections::BTreeMap;

/// Who gets a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in, by a form of their own session.
    Form,
    /// An issuer, by a token of its own.
    Issuer,
}

/// A page, or what a form is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path, with places in braces.
    pub path: &'static str,
    /// Who gets it.
    pub access: Access,
}

/// Pages, as they are put together.
#[derive(Default)]
pub(crate) struct Pages {
    routes: BTreeMap<&'static str, MethodRouter<Site>>,
    listed: Vec<Listed>,
}

impl Pages {
    /// Adds a page for anybody.
    pub(crate) fn open<T: 'static>(self, path: &'static str, handler: impl Handler<T, Site>) -> Self {
        self.add(Listed { method: "GET", path, access: Access::Open }, get(handler))
    }

    /// Adds a page for whoever is signed in: its handler takes who that is first, or there is no such page.
    pub(crate) fn page<T, C: Who>(self, path: &'static str, handler: impl Page<C, T>) -> Self {
        self.add(Listed { method: "GET", path, access: Access::SignedIn }, handler.route())
    }

    /// Adds what a form is sent to: its handler takes the form last, or there is no such page.
    pub(crate) fn form<T, C>(self, path: &'static str, handler: impl Form<C, T>) -> Self {
        self.add(Listed { method: "POST", path, access: Access::Form }, handler.route())
    }

    /// Adds what an issuer tells something.
    pub(crate) fn told<T: 'static>(self, path: &'static str, handler: impl Handler<T, Site>) -> Self {
        self.add(Listed { method: "POST", path, access: Access::Issuer }, post(handler))
    }

    fn add(mut self, listed: Listed, route: MethodRouter<Site>) -> Self {
        let routes = self.routes.remove(listed.path).unwrap_or_default();
        self.routes.insert(listed.path, routes.merge(route));
        self.listed.push(listed);
        self
    }

    pub(crate) fn listed(&self) -> &[Listed] {
        &self.listed
    }

    pub(crate) fn router(self) -> Router<Site> {
        self.routes.into_iter().fold(Router::new(), |router, (path, route)| router.route(path, route))
    }
}

/// Whoever a handler of [`Pages::page`] is asked by.
pub(crate) trait Who {}

impl Who for Caller {}
impl Who for SignedIn {}

/// A handler that takes whoever is signed in first.
pub(crate) trait Page<C, T> {
    fn route(self) -> MethodRouter<Site>;
}

/// A handler that takes a form last.
pub(crate) trait Form<C, T> {
    fn route(self) -> MethodRouter<Site>;
}

impl<H, M, C, A> Page<C, (M, C, A)> for H
where
    H: Handler<(M, C, A), Site>,
    M: 'static,
    C: 'static,
    A: 'static,
{
    fn route(self) -> MethodRouter<Site> {
        get(self)
    }
}

impl<H, M, C> Page<C, (M, C)> for H
where
    H: Handler<(M, C), Site>,
    M: 'static,
    C: 'static,
{
    fn route(self) -> MethodRouter<Site> {
        get(self)
    }
}

impl<H, M, C, A, B> Page<C, (M, C, A, B)> for H
where
    H: Handler<(M, C, A, B), Site>,
    M: 'static,
    C: 'static,
    A: 'static,
    B: 'static,
{
    fn route(self) -> MethodRouter<Site> {
        get(self)
    }
}

impl<H, M, C> Form<C, (M, Submitted<C>)> for H
where
    H: Handler<(M, Submitted<C>), Site>,
    M: 'static,
    C: 'static,
{
    fn route(self) -> MethodRouter<Site> {
        post(self)
    }
}

impl<H, M, A, C> Form<C, (M, A, Submitted<C>)> for H
where
    H: Handler<(M, A, Submitted<C>), Site>,
    M: 'static,
    A: 'static,
    C: 'static,
{
    fn route(self) -> MethodRouter<Site> {
        post(self)
    }
}
