//! Signing in, and the page of the development identity provider.

use super::site::Site;
use axum::{Router, response::Redirect, routing::post};
use chassis::{Clock as _, SystemClock};
use e2e::browser::{Browser, Options};
use local::{
    Loopback,
    issuer::{Issuer, Organisation, Settings, WEB_CLIENT},
};
use std::{future::pending, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

/// The development identity provider, for a site that has no pages yet but those of `more`.
struct LogIn {
    site: Site,
    page: String,
    serving: JoinHandle<()>,
}

impl LogIn {
    async fn at(organisation: Organisation) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let callback: Url = format!("http://{}/callback", listener.local_addr().unwrap()).parse().unwrap();
        let settings = Settings {
            address: Loopback::ANY,
            redirects: vec![callback.clone()],
            redirects_after_logout: Vec::new(),
            backchannel_logouts: Vec::new(),
        };
        let (issuer, socket) = Issuer::bind(settings, Arc::new(|| SystemClock.now())).await.unwrap();
        let mut page: Url = format!("{}/authorize", issuer.url(organisation)).parse().unwrap();
        page.query_pairs_mut()
            .extend_pairs([("response_type", "code"), ("client_id", WEB_CLIENT), ("scope", "openid")])
            .extend_pairs([("redirect_uri", callback.as_str()), ("state", "here")])
            .extend_pairs([("code_challenge", &*"c".repeat(43)), ("code_challenge_method", "S256")]);
        let page = page.to_string();
        let chosen = Redirect::to(&page);
        let more = Router::new().route("/choice", post(async move || chosen));
        let organisations = r#"<form method="post" action="/choice"><fieldset><legend>Where do you work?</legend>
            <input type="radio" name="at" value="hmrc" id="hmrc"><label for="hmrc">HM Revenue and Customs</label>
            <input type="radio" name="at" value="ico" id="ico"><label for="ico">Information Commissioner’s Office</label>
            </fieldset><button>Continue</button></form>"#;
        let site = Site::on(listener, more, organisations, "");
        let serving = tokio::spawn(async { issuer.serve(socket, pending()).await.unwrap() });
        Self { site, page, serving }
    }
}

impl Drop for LogIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[tokio::test]
async fn a_persona_signs_in_through_its_organisation_s_identity_provider() {
    let log_in = LogIn::at(Organisation::Hmrc).await;
    let browser = Browser::start(&log_in.site.url, Options::DESKTOP.without_javascript()).await;
    browser.sign_in("HM Revenue and Customs", "hmrc-dpo").await;
    let path = browser.path().await;
    assert!(
        path.starts_with("/callback?") && path.contains("code=") && path.contains("state=here"),
        "{path}"
    );
}

#[tokio::test]
async fn the_identity_provider_s_page_keeps_nobody_from_using_it() {
    let log_in = LogIn::at(Organisation::Hmrc).await;
    for options in [Options::DESKTOP, Options::PHONE] {
        let browser = Browser::start(&log_in.site.url, options).await;
        browser.open(&log_in.page).await;
        assert!(browser.heading().await.starts_with("Log in"));
        let faults = browser.axe().await;
        assert!(
            faults.is_empty(),
            "{}",
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        );
        assert!(!browser.scrolls_sideways().await);
        assert_eq!(browser.console_errors().await, [""; 0]);
    }
}
