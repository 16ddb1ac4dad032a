//! A real Chromium, in which a test does what people do with pages: reads them, fills forms in by their labels, presses
//! buttons, and walks them by keyboard; and what is measured of pages: accessibility, errors, how they look.
//!
//! Whatever a test waits for, it waits for by looking, and for ten seconds at most. What cannot be done fails the test,
//! with the page on which it could not.

mod axe;
mod controls;
mod driver;
mod follow;
mod keyboard;
mod process;
mod sign_in;
mod sound;
mod tabs;

pub use axe::{Node, Violation};
pub use controls::Part;
pub use keyboard::Key;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use driver::{Driver, Element};
use process::Process;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};
use tokio::time::{interval, timeout};
use url::Url;

/// How often a page is looked at that tells nobody when it changes, and for how long.
const LOOK: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(30);
/// What Chromium notes of a page itself that was answered with an error: pages say so, and it is no fault of theirs.
const NETWORK: &str = "network";
const SEVERE: &str = "SEVERE";

/// What kind of browser is wanted. Its pages are as many CSS pixels wide and high.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether pages' scripts run.
    pub javascript: bool,
    /// How wide a page is shown.
    pub width: u32,
    /// How much of it is shown at once.
    pub height: u32,
}

impl Options {
    /// A window on a desk.
    pub const DESKTOP: Self = Self { javascript: true, width: 1280, height: 900 };
    /// A telephone.
    pub const PHONE: Self = Self { javascript: true, width: 390, height: 844 };

    /// The same, but pages' scripts do not run.
    #[must_use]
    pub const fn without_javascript(self) -> Self {
        Self { javascript: false, ..self }
    }
}

/// A browser with a profile of its own, which reaches nothing but this machine. It ends with the value.
pub struct Browser {
    site: Url,
    driver: Driver,
    options: Options,
    _process: Process,
}

/// A cookie, as the browser keeps it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub value: String,
    /// The paths to which it is sent: those under this one.
    pub path: String,
    /// Whether it is sent over TLS only, or to this machine.
    pub secure: bool,
    /// Whether it is hidden from scripts.
    pub http_only: bool,
    /// `Strict`, `Lax` or `None`: whether other sites' pages have it sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_site: Option<String>,
    /// Until when it is kept, in seconds since 1970; nothing if it goes with the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<i64>,
}

impl Browser {
    /// Starts a browser for the pages of `site`, such as `http://127.0.0.1:8080`.
    pub async fn start(site: &str, options: Options) -> Self {
        let (process, driver_url) = Process::start().await;
        let driver = Driver::connect(&driver_url, &process.capabilities(options.javascript)).await;
        let browser = Self { site: site.parse().unwrap(), driver, options, _process: process };
        browser.resize(options).await;
        // Without a window system no window is the active one, and some versions show no focus then.
        let active = json!({ "enabled": true });
        browser.driver.devtools("Emulation.setFocusEmulationEnabled", active).await.unwrap();
        browser
    }

    /// Shows pages as wide and as high as `options` say.
    pub async fn resize(&self, options: Options) {
        let (width, height) = (options.width, options.height);
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.devtools("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
    }

    /// Goes to a path of the site, or to a URL.
    pub async fn open(&self, path: &str) {
        let url = self.site.join(path).unwrap();
        if let Err(problem) = self.driver.post("url", &json!({ "url": url })).await {
            self.fail(&problem).await;
        }
    }

    /// The path of the page, with what follows it.
    pub async fn path(&self) -> String {
        let url = self.driver.get("url").await.unwrap();
        let url: Url = text(&url).parse().unwrap();
        url[url::Position::BeforePath..].to_owned()
    }

    /// The status with which the page was answered.
    pub async fn status(&self) -> u16 {
        let asked = "return performance.getEntriesByType('navigation')[0].responseStatus";
        let status = self.driver.run(asked, &json!([])).await.unwrap();
        status.as_u64().and_then(|status| status.try_into().ok()).expect("a status")
    }

    /// The title of the page.
    pub async fn title(&self) -> String {
        text(&self.driver.get("title").await.unwrap())
    }

    /// The first heading of the highest level, as it is shown.
    pub async fn heading(&self) -> String {
        self.text_of("h1").await
    }

    /// The text of the first element that a CSS selector finds, as it is shown.
    pub async fn text_of(&self, css: &str) -> String {
        let look = async || {
            let found = json!({ "using": "css selector", "value": css });
            let element = Element::of(&self.driver.post("element", &found).await?)?;
            self.driver.get(&element.path("text")).await
        };
        text(&self.wait(look).await)
    }

    /// The document, as the browser has it now.
    pub async fn page_source(&self) -> String {
        text(&self.driver.get("source").await.unwrap())
    }

    /// Whether part of the page lies beyond its right edge, so that whoever reads it has to scroll to and fro.
    pub async fn scrolls_sideways(&self) -> bool {
        let wider = "const page = document.documentElement; return page.scrollWidth > page.clientWidth";
        self.driver.run(wider, &json!([])).await.unwrap() == json!(true)
    }

    /// The cookies that go with a request for the page.
    pub async fn cookies(&self) -> Vec<Cookie> {
        serde_json::from_value(self.driver.get("cookie").await.unwrap()).unwrap()
    }

    /// Puts a value in the place of that of a cookie that goes with a request for the page.
    pub async fn change_cookie(&self, cookie: &Cookie, value: &str) {
        let cookie = Cookie { value: value.to_owned(), ..cookie.clone() };
        self.driver.post("cookie", &json!({ "cookie": cookie })).await.unwrap();
    }

    /// What went wrong in pages since this was asked before: scripts that failed, what the content security policy
    /// forbade, files that were not there. That the page itself was answered with an error is not among them.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self.driver.post("se/log", &json!({ "type": "browser" })).await.unwrap();
        let entries: Vec<Entry> = serde_json::from_value(log).unwrap();
        let page = text(&self.driver.get("url").await.unwrap());
        let itself =
            |entry: &Entry| entry.source == NETWORK && entry.message.starts_with(&format!("{page} - "));
        let errors = entries.into_iter().filter(|entry| entry.level == SEVERE && !itself(entry));
        errors.map(|entry| entry.message).collect()
    }

    /// Writes a picture of the whole page, as a PNG.
    pub async fn screenshot(&self, path: &Path) {
        let whole = json!({ "format": "png", "captureBeyondViewport": true, "clip": self.whole().await });
        let picture = self.driver.devtools("Page.captureScreenshot", whole).await.unwrap();
        fs::write(path, BASE64_STANDARD.decode(text(&picture["data"])).unwrap()).unwrap();
    }

    /// The rectangle that the page fills.
    async fn whole(&self) -> Value {
        let metrics = self.driver.devtools("Page.getLayoutMetrics", json!({})).await.unwrap();
        let size = &metrics["cssContentSize"];
        json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }

    /// Looks until there is something to see.
    async fn wait<T>(&self, look: impl AsyncFn() -> Result<T, String>) -> T {
        let (mut looks, mut last) = (interval(LOOK), String::new());
        let found = timeout(PATIENCE, async {
            loop {
                looks.tick().await;
                match look().await {
                    Ok(found) => break found,
                    Err(problem) => last = problem,
                }
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => self.fail(&last).await,
        }
    }

    /// Fails the test.
    async fn fail(&self, problem: &str) -> ! {
        panic!("{problem}, on {} “{}”", self.path().await, self.title().await)
    }
}

/// A line of the browser's log.
#[derive(Deserialize)]
struct Entry {
    level: String,
    source: String,
    message: String,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
