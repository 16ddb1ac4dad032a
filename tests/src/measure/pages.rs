//! What the pages cost whoever waits for them: the time to the first byte, and how much there is to fetch.

use super::{figures::Latencies, stage::Stage};
use crate::{Page, Visitor};
use local::issuer::Organisation;
use std::collections::BTreeSet;

/// What a page costs.
#[derive(Clone, Debug)]
pub struct PageRow {
    /// Which.
    pub page: &'static str,
    /// How long it took until its first byte came.
    pub first_byte: Latencies,
    /// The bytes of the page itself.
    pub html: usize,
    /// The bytes of all else that it has a browser fetch, once.
    pub assets: usize,
}

/// Opens pages as somebody of HMRC's, one after the other, each so many times.
pub(super) async fn open(stage: &Stage, times: usize) -> Vec<PageRow> {
    let mut visitor = stage.visitor();
    visitor.signs_in(Organisation::Hmrc, super::stage::CALLER).await;
    let mut visitor = visitor.through(stage.gateway_url());
    let breach = format!("/breaches/{}", stage.breach().rsplit('/').next().expect("a name has an id"));
    let report = format!("{breach}/report/incident");
    let pages =
        [("sign-in", "/sign-in"), ("register", "/breaches"), ("a breach", &breach), ("a form", &report)];
    let mut rows = Vec::new();
    for (name, path) in pages {
        let page = visitor.get(path).await;
        assert!(page.status.is_success(), "{path}: {}", page.status);
        let assets = assets(&mut visitor, &page).await;
        let mut first_bytes = Vec::new();
        for _ in 0..times {
            first_bytes.push(visitor.get(path).await.first_byte);
        }
        rows.push(PageRow {
            page: name,
            first_byte: Latencies::new(first_bytes),
            html: page.body.len(),
            assets,
        });
    }
    rows
}

/// The bytes of all that a page has a browser fetch, and of what that fetches in turn.
async fn assets(visitor: &mut Visitor, page: &Page) -> usize {
    let tags = page.tags();
    let named = tags.iter().filter_map(|tag| tag.get("href").or(tag.get("src")));
    let mut ahead: Vec<_> = named.filter(|path| path.starts_with("/assets/")).map(str::to_owned).collect();
    let (mut seen, mut bytes) = (BTreeSet::new(), 0);
    while let Some(path) = ahead.pop() {
        if seen.insert(path.clone()) {
            let asset = visitor.get(&path).await;
            assert!(asset.status.is_success(), "{path}: {}", asset.status);
            bytes += asset.body.len();
            ahead
                .extend(asset.body.split('"').filter(|text| text.starts_with("/assets/")).map(str::to_owned));
        }
    }
    bytes
}
