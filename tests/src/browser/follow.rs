//! From one page to the next.
//!
//! A driver may answer before the browser has so much as asked for the next page, and what is read then is the page
//! before. So whoever leaves a page waits until it is gone.

use super::{Browser, Element};
use serde_json::{Value, json};

/// How somebody uses a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Pointer,
    Enter,
    Space,
}

/// Says whether the use of a control leads to another page: a link, but not to a place in this one; a form's button, or
/// Enter in its field. What is downloaded is no page, and what opens another tab leaves this one where it is.
const LEADS: &str = "const [control, means] = arguments;
    const it = control.closest('a[href], button, summary, input, select, textarea');
    const [page, place] = [location.href.split('#')[0], it?.href?.split('#') ?? []];
    if (it?.target === '_blank') return false;
    if (it?.matches('a'))
        return means !== 'Space' && !it.hasAttribute('download') && (place.length === 1 || place[0] !== page);
    if (it?.matches('button, input[type=submit]')) return it.type === 'submit' && it.form !== null;
    return means === 'Enter' && !!it?.matches('input') && it.form !== null";
const LOADED: &str = "return document.readyState";
/// What a driver says of an element whose page is gone.
const STALE: &str = "stale element reference";

impl Browser {
    /// Uses a control, and waits for the page to which that leads, if it leads to one.
    pub(super) async fn follow(&self, control: &Element, means: Means, using: impl Future<Output = ()>) {
        let arguments = json!([control.argument(), format!("{means:?}")]);
        let leads = self.driver.run(LEADS, &arguments).await.unwrap() == json!(true);
        let page = self.driver.run("return document.documentElement", &json!([])).await;
        let page = page.and_then(|found| Element::of(&found)).unwrap();
        using.await;
        if leads {
            self.wait(async || self.is_gone(&page).await).await;
            self.wait(async || self.is_loaded().await).await;
        }
    }

    async fn is_gone(&self, page: &Element) -> Result<(), String> {
        match self.driver.get(&page.path("name")).await {
            Err(problem) if problem.contains(STALE) => Ok(()),
            _ => Err("no other page comes".to_owned()),
        }
    }

    pub(super) async fn is_loaded(&self) -> Result<(), String> {
        let state: Value = self.driver.run(LOADED, &json!([])).await?;
        if state == "complete" { Ok(()) } else { Err(format!("the page is {state} only")) }
    }
}
