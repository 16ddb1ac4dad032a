//! Every page that somebody can get to, and what it must be like.

use super::{
    html::problems,
    places::{Places, Records, everybody},
};
use e2e::{Page, Visitor, World};
use std::collections::{BTreeMap, VecDeque};
use url::{Position, Url};
use web::Access;

/// The most pages that one person is followed to.
const FAR: usize = 150;

/// Of what there are very many pages of one kind, and how many of each are opened.
const MANY: [&str; 3] = ["/register/", "/commitments/", "/calendar/CAL"];
const FEW: usize = 6;

/// Whether a path is a page's of the list.
fn is_listed(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    let matches = |pattern: &str| {
        let pattern: Vec<_> = pattern.split('/').collect();
        let mut pairs = pattern.iter().zip(&parts);
        pattern.len() == parts.len() && pairs.all(|(own, part)| own.starts_with('{') || own == part)
    };
    web::listed().iter().any(|listed| listed.method == "GET" && matches(listed.path))
}

/// The places of ours to which a page leads.
fn links(page: &Page) -> Vec<Url> {
    let tags = page.tags();
    let links = tags.iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href"));
    let links = links.filter(|link| link.starts_with('/')).map(|link| page.url.join(link).unwrap());
    links.chain(page.leads_to().filter(|next| next.origin() == page.url.origin())).collect()
}

/// Somebody who opens whatever there is to open.
struct Crawler {
    who: String,
    visitor: Visitor,
    /// What each page answered.
    statuses: BTreeMap<String, u16>,
    /// Where each link was found.
    linked: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Crawler {
    fn new(who: &str, visitor: Visitor) -> Self {
        let (statuses, linked) = (BTreeMap::new(), BTreeMap::new());
        Self { who: who.to_owned(), visitor, statuses, linked, problems: Vec::new() }
    }

    /// Follows every link from the start page, and from what is known besides.
    async fn goes_everywhere(mut self, known: &[String]) -> Self {
        let mut ahead = VecDeque::from(["/".to_owned()]);
        ahead.extend(known.iter().cloned());
        while let Some(path) = ahead.pop_front().filter(|_| self.statuses.len() < FAR) {
            if !self.statuses.contains_key(&path) && !self.has_enough_of(&path) {
                ahead.extend(self.opens(&path).await);
            }
        }
        for (path, status) in &self.statuses {
            // What nobody led them to may be none of their business.
            let from = self.linked.get(path);
            let business = [403, 404].contains(status) && from.is_none();
            if ![200, 303].contains(status) && !business {
                self.problems.push(format!("{}: {from:?} leads to {path}: {status}", self.who));
            }
        }
        self
    }

    /// Whether enough pages of its kind were opened.
    fn has_enough_of(&self, path: &str) -> bool {
        let kind = MANY.iter().find(|kind| path.starts_with(**kind));
        kind.is_some_and(|kind| self.statuses.keys().filter(|own| own.starts_with(kind)).count() >= FEW)
    }

    /// Opens a page, and tells where it leads.
    async fn opens(&mut self, path: &str) -> Vec<String> {
        let page = self.visitor.get(path).await;
        self.statuses.insert(path.to_owned(), page.status.as_u16());
        // What is kept as a file is no page.
        let file = page.header("content-disposition").starts_with("attachment");
        if page.leads_to().is_none() && !file {
            let problems = problems(&page);
            self.problems.extend(problems.iter().map(|problem| format!("{}: {path}: {problem}", self.who)));
        }
        let mut next = Vec::new();
        for link in links(&page) {
            if !is_listed(link.path()) {
                self.problems.push(format!("{}: {path} leads to {link}, which is no page", self.who));
            // Signing in again or out is what other tests are about.
            } else if !link.path().starts_with("/sign") {
                let link = link[Position::BeforePath..Position::AfterQuery].to_owned();
                self.linked.insert(link.clone(), path.to_owned());
                next.push(link);
            }
        }
        next
    }
}

#[tokio::test]
async fn every_link_leads_to_a_page_and_every_page_is_what_pages_must_be() {
    let world = World::new().await;
    let (hmrc, moj) = (Records::of(world.hmrc()).await, Records::of(world.moj()).await);
    let pages = |places: &Places| -> Vec<String> {
        let listed = web::listed().into_iter().filter(|listed| listed.access == Access::SignedIn);
        listed.map(|listed| places.fill(listed.path)).collect()
    };
    let nobody = Crawler::new("nobody", world.passer_by()).goes_everywhere(&[]).await;
    assert!(nobody.statuses.len() >= 4, "{:?}", nobody.statuses);
    let mut found = nobody.problems;
    for (persona, role) in everybody() {
        let visitor = world.visitor(persona.client_id, role).await;
        let places = if persona.client_id.starts_with("moj") { moj.places() } else { hmrc.places() };
        let who = format!("{} as {role}", persona.client_id);
        let crawler = Crawler::new(&who, visitor).goes_everywhere(&pages(&places)).await;
        assert!(crawler.statuses.len() > 40, "{who}: {:?}", crawler.statuses);
        found.extend(crawler.problems);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
