//! People at a browser: pages and forms over plain HTTP, with the cookies that a browser would keep, and no script.

mod html;
mod jar;
mod page;

pub use html::Tag;
pub use jar::Jar;
pub use page::{Form, Page};

use crate::{Wire, World};
use contracts::directory::ListOrganisationsRequest;
use local::issuer::{Organisation, Persona};
use reqwest::{
    Client, Method, StatusCode, Url,
    header::{COOKIE, LOCATION, ORIGIN},
    redirect::Policy,
};
use std::time::Instant;

/// The most redirections that a browser follows.
const PATIENCE: usize = 12;
/// What the pages call the cookie of whoever is signed in.
pub const SESSION: &str = "__Host-concordat";

/// Somebody at a browser of their own. A clone has the same cookies, as a thief of all of them has.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// What the browser keeps.
    pub jar: Jar,
    http: Client,
    /// What browsers know the pages by.
    origin: Url,
    /// The gateway that answers there.
    gateway: Url,
}

/// Whose page a form is on when it is sent, as a browser tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// One of ours.
    Us,
    /// One of our site's that is not ours.
    Neighbour,
    /// One of another site's.
    Stranger,
    /// One of another site's, in a browser that knows of no `Sec-Fetch-Site`.
    StrangerLongAgo,
    /// One that a browser would not name.
    Hidden,
    /// No page and no browser: an issuer, which has something to tell.
    Issuer,
    /// Nor this: a gateway, which passes on what an issuer told it.
    Gateway,
}

impl Visitor {
    /// Somebody who knows no more than the pages' address.
    pub fn at(origin: &str) -> Self {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let origin: Url = origin.parse().unwrap();
        Self { jar: Jar::default(), http, gateway: origin.clone(), origin }
    }

    /// Is answered by another gateway from now on, at the same address.
    #[must_use]
    pub fn through(mut self, gateway: &str) -> Self {
        self.gateway = gateway.parse().unwrap();
        self
    }

    /// Opens a page by its path, or by the whole of its URL.
    pub async fn get(&mut self, place: &str) -> Page {
        let url = self.origin.join(place).unwrap();
        self.send(Method::GET, url, &[], &[]).await
    }

    /// Sends a form from one of our pages.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_from(Sender::Us, path, fields).await
    }

    /// Sends a form from a page of anybody's, with all cookies, though a browser would keep some back.
    pub async fn post_from(&mut self, sender: Sender, path: &str, fields: &[(&str, &str)]) -> Page {
        let url = self.origin.join(path).unwrap();
        let ours = self.origin.origin().ascii_serialization();
        let told = match sender {
            Sender::Us => vec![("origin", ours.as_str()), ("sec-fetch-site", "same-origin")],
            Sender::Neighbour => vec![("origin", "http://127.0.0.1:9"), ("sec-fetch-site", "same-site")],
            Sender::Stranger => vec![("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
            Sender::StrangerLongAgo => vec![("origin", "https://evil.example")],
            Sender::Hidden => vec![("origin", "null")],
            Sender::Issuer => vec![],
            Sender::Gateway => vec![(web::FROM_PEER, "true")],
        };
        self.send(Method::POST, url, &told, fields).await
    }

    /// Sends the form that a page is about, with what it was given and these answers.
    pub async fn submits(&mut self, page: &Page, answers: &[(&str, &str)]) -> Page {
        let form = page.form();
        let fields = form.filled(answers);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut url = page.url.join(form.action.as_deref().unwrap_or(page.url.as_str())).unwrap();
        if form.method == Method::GET {
            url.query_pairs_mut().clear().extend_pairs(&fields);
            return self.send(Method::GET, url, &[], &[]).await;
        }
        let ours = page.url.origin().ascii_serialization();
        let told = [(ORIGIN.as_str(), ours.as_str()), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, url, &told, &fields).await
    }

    /// Goes wherever a page sends them, to the end.
    pub async fn follows(&mut self, page: Page) -> Page {
        self.follows_until(page, |_| false).await
    }

    /// Goes wherever a page sends them, to the end or until they are sent to a place that is wanted, which they do not open.
    pub async fn follows_until(&mut self, mut page: Page, wanted: impl Fn(&Url) -> bool) -> Page {
        for _ in 0..PATIENCE {
            match page.leads_to() {
                Some(next) if !wanted(&next) => page = self.send(Method::GET, next, &[], &[]).await,
                _ => return page,
            }
        }
        panic!("it goes on and on, at last to {:?}", page.headers.get(LOCATION));
    }

    /// Signs in, and goes where that leads.
    pub async fn signs_in(&mut self, organisation: Organisation, persona: &str) -> Page {
        let wanted = self.get("/sign-in").await;
        self.signs_in_to(wanted, organisation, persona).await
    }

    /// Signs in to open a page that sent them to do so.
    pub async fn signs_in_to(&mut self, wanted: Page, organisation: Organisation, persona: &str) -> Page {
        let answered = self.answers_to(wanted, organisation, persona).await;
        self.follows(answered).await
    }

    /// Signs in at their issuer, and is sent back with its answer, which they do not bring yet.
    pub async fn answers_to(&mut self, wanted: Page, organisation: Organisation, persona: &str) -> Page {
        let choose = self.follows(wanted).await;
        let sent = self.submits(&choose, &[("organisation", &organisation.to_string())]).await;
        self.logs_in(sent, persona).await
    }

    /// Logs in where a page sends them, unless they did, and is sent back with the answer, which they do not bring yet.
    pub async fn logs_in(&mut self, sent: Page, persona: &str) -> Page {
        let asked = self.follows_until(sent, is_answer).await;
        if asked.leads_to().is_some() {
            return asked;
        }
        assert_ne!(asked.url.origin(), self.origin.origin(), "nobody asks them to log in: {asked:?}");
        self.submits(&asked, &[("persona", persona)]).await
    }

    /// Says which role they act in, and goes where that leads.
    pub async fn chooses(&mut self, role: &str) -> Page {
        let page = self.get("/role").await;
        let chosen = self.submits(&page, &[("role", role)]).await;
        self.follows(chosen).await
    }

    async fn send(
        &mut self,
        method: Method,
        url: Url,
        told: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let mut to = url.clone();
        if url.origin() == self.origin.origin() {
            to.set_host(self.gateway.host_str()).unwrap();
            to.set_port(self.gateway.port()).unwrap();
        }
        let mut request = self.http.request(method.clone(), to);
        for (name, value) in told {
            request = request.header(*name, *value);
        }
        if let Some(cookies) = self.jar.cookies_for(&url) {
            request = request.header(COOKIE, cookies);
        }
        if method == Method::POST {
            request = request.form(fields);
        }
        let start = Instant::now();
        let answer = request.send().await.unwrap();
        let page = Page::read(url, start.elapsed(), answer).await;
        self.jar.keep(&page);
        page
    }
}

impl World {
    /// Somebody at a browser who did not sign in.
    pub fn passer_by(&self) -> Visitor {
        Visitor::at(self.gateway_url())
    }

    /// A persona at a browser of their own, who signed in and acts in this role of theirs.
    pub async fn visitor(&self, persona: &str, role: &str) -> Visitor {
        let persona = Persona::named(persona).unwrap();
        // The gateway finds out about an issuer in its own time, unless it is asked who calls.
        let caller = Wire::to(self.gateway_url()).with_token(self.token(persona.client_id));
        let caller = caller.with("concordat-acting-role", role);
        caller.calls(ListOrganisationsRequest::default()).await.unwrap();
        let mut visitor = self.passer_by();
        let wanted = visitor.get("/still-here").await;
        visitor.signs_in_to(wanted, persona.organisation, persona.client_id).await;
        if persona.roles.len() > 1 {
            visitor.chooses(role).await;
        }
        let page = visitor.get("/still-here").await;
        assert_eq!(page.status, StatusCode::OK, "{role} is signed in: {}", page.body);
        visitor
    }
}

/// Whether a place is where issuers send their answers.
pub fn is_answer(url: &Url) -> bool {
    url.path() == "/sign-in/callback"
}
