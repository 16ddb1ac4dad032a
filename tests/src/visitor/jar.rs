//! What a browser keeps.

use super::Page;
use reqwest::{Url, header::SET_COOKIE};

/// The cookies of one browser, in which all hosts are one: issuers and gateways of tests are at one address.
#[derive(Clone, Debug, Default)]
pub struct Jar(Vec<Cookie>);

#[derive(Clone, Debug)]
struct Cookie {
    name: String,
    value: String,
    path: String,
}

impl Jar {
    /// The value of a cookie, if there is one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value.as_str())
    }

    /// The names of all cookies.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|cookie| cookie.name.as_str()).collect()
    }

    /// Plants a cookie, whoever is meant to write it.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.put(name, value, "/");
    }

    /// Loses all cookies whose names begin so.
    pub fn lose(&mut self, prefix: &str) {
        self.0.retain(|cookie| !cookie.name.starts_with(prefix));
    }

    /// Keeps what a page has a browser keep, as long as a browser would.
    pub(super) fn keep(&mut self, page: &Page) {
        for header in page.headers.get_all(SET_COOKIE) {
            let header = header.to_str().unwrap();
            let mut parts = header.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let attributes: Vec<_> = parts.map(|part| part.split_once('=').unwrap_or((part, ""))).collect();
            let attribute = |wanted: &str| {
                attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
            };
            let path = attribute("Path").expect("browsers would guess a path");
            if name.starts_with("__Host-") {
                let host_only = attribute("Secure").is_some() && attribute("Domain").is_none() && path == "/";
                assert!(host_only, "browsers refuse this cookie: {header}");
            }
            self.0.retain(|cookie| cookie.name != name || cookie.path != path);
            if attribute("Max-Age") != Some("0") {
                self.put(name, value, path);
            }
        }
    }

    /// The cookies that go with a request, as the header has them.
    pub(super) fn cookies_for(&self, url: &Url) -> Option<String> {
        let path = url.path();
        let goes = |cookie: &&Cookie| {
            let rest = path.strip_prefix(cookie.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.path.ends_with('/'))
        };
        let cookies = self.0.iter().filter(goes).map(|cookie| format!("{}={}", cookie.name, cookie.value));
        Some(cookies.collect::<Vec<_>>().join("; ")).filter(|cookies| !cookies.is_empty())
    }

    fn put(&mut self, name: &str, value: &str, path: &str) {
        self.0.push(Cookie { name: name.to_owned(), value: value.to_owned(), path: path.to_owned() });
    }
}
