//! The pages alone: gateways behind one address, the development issuer, and a clock that they share. There is no service
//! behind them.

use chassis::Clock;
use contracts::directory::ListOrganisationsRequest;
use e2e::{Page, Visitor, Wire};
use gateway::{Config, Gateway};
use jiff::{SignedDuration, Timestamp};
use local::{
    Files, Loopback,
    issuer::{self, AUDIENCE, Issuer, Organisation, PERSONAS, WEB_CLIENT},
};
use serde_json::Value;
use std::{
    fmt::Write as _,
    fs,
    future::pending,
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinSet};

/// A clock that moves only when it is told to.
#[derive(Debug)]
pub(crate) struct Hands(Mutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Hands {
    pub(crate) fn at(time: Timestamp) -> Arc<Self> {
        Arc::new(Self(Mutex::new(time)))
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, time: SignedDuration) {
        *self.0.lock().unwrap() += time;
    }
}

/// The pages, and what they need for people to sign in.
pub(crate) struct Front {
    pub(crate) issuer: Issuer,
    clock: Arc<Hands>,
    /// Where the gateways are; browsers know the first.
    urls: Vec<String>,
    data: TempDir,
    serving: JoinSet<()>,
}

impl Front {
    /// One gateway.
    pub(crate) async fn new() -> Self {
        Self::of(1).await
    }

    /// So many gateways that know of each other.
    pub(crate) async fn of(gateways: usize) -> Self {
        let clock = Hands::at("2026-05-03T09:00:00Z".parse().unwrap());
        let mut listeners = Vec::new();
        for _ in 0..gateways {
            listeners.push(TcpListener::bind("127.0.0.1:0").await.unwrap());
        }
        let urls: Vec<_> = listeners.iter().map(url).collect();
        let mut serving = JoinSet::new();
        let issuer = issuer_of(&urls[0], clock.clone(), &mut serving).await;
        let data = tempfile::tempdir().unwrap();
        Files::prepare(data.path()).unwrap();
        let mut front = Self { issuer, clock, urls, data, serving };
        for (at, listener) in listeners.into_iter().enumerate() {
            let peers = front.urls.iter().enumerate().filter(|(other, _)| *other != at);
            let peers: Vec<_> = peers.map(|(_, url)| url.clone()).collect();
            front.serve(listener, &["pages.key"], &peers).await;
        }
        front
    }

    /// Starts another gateway behind the same address, with these keys, each made if it is not there.
    pub(crate) async fn with_keys(&mut self, keys: &[&str]) -> String {
        for key in keys {
            let path = self.folder().join(key);
            if !path.exists() {
                fs::write(path, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=").unwrap();
            }
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url(&listener);
        self.serve(listener, keys, &[]).await;
        url
    }

    async fn serve(&mut self, listener: TcpListener, keys: &[&str], peers: &[String]) {
        let config = Config::parse(&self.config(keys, peers), &self.folder()).unwrap();
        let gateway = Gateway::load(config, self.clock.clone()).await.unwrap();
        let url = url(&listener);
        self.serving.spawn(gateway.serve(listener, pending()));
        finds_out(&url, &self.issuer).await;
    }

    fn config(&self, keys: &[&str], peers: &[String]) -> String {
        let origin = &self.urls[0];
        let mut config = format!(
            r#"
            directory = "directory.toml"
            [pages]
            url = "{origin}"
            key_files = {keys:?}
            peers = {peers:?}
            [[service]]
            serves = ["concordat.breaches.v1"]
            upstreams = ["http://127.0.0.1:9"]
            "#
        );
        for (id, parties) in [("hmg", r#""DEPARTMENT", "GCDO""#), ("ico", r#""ICO""#), ("ncsc", r#""NCSC""#)]
        {
            let domain = format!(
                "[[trust_domain]]\nid = \"{id}\"\nparties = [{parties}]\npermit_key_file = \"{id}-permit.pem\"\n"
            );
            config += &domain;
        }
        for organisation in Organisation::ALL {
            let party = match organisation {
                Organisation::Gcdo => "GCDO",
                Organisation::Ico => "ICO",
                Organisation::Ncsc => "NCSC",
                _ => "DEPARTMENT",
            };
            write!(
                config,
                r#"
                [[issuer]]
                url = "{}"
                audience = "{AUDIENCE}"
                party = "{party}"
                organisation = "{organisation}"
                client_id = "{WEB_CLIENT}"
                client_secret_file = "web-client.secret"
                "#,
                self.issuer.url(organisation)
            )
            .unwrap();
        }
        config
    }

    fn folder(&self) -> PathBuf {
        self.data.path().join("files")
    }

    /// Where a gateway is.
    pub(crate) fn url(&self, gateway: usize) -> &str {
        &self.urls[gateway]
    }

    /// Lets time pass.
    pub(crate) fn passes(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Somebody at a browser who did not sign in.
    pub(crate) fn stranger(&self) -> Visitor {
        Visitor::at(&self.urls[0])
    }

    /// Somebody who signed in.
    pub(crate) async fn signed_in(&self, organisation: Organisation, persona: &str) -> Visitor {
        let mut visitor = self.stranger();
        signs_in(&mut visitor, organisation, persona).await;
        visitor
    }
}

/// Starts the development issuer for pages at a URL, by a clock.
pub(crate) async fn issuer_of(url: &str, clock: Arc<Hands>, serving: &mut JoinSet<()>) -> Issuer {
    let at = |path: &str| vec![format!("{url}{path}").parse().unwrap()];
    let settings = issuer::Settings {
        address: Loopback::ANY,
        redirects: at(web::SIGNED_IN),
        redirects_after_logout: at(web::SIGNED_OUT),
        backchannel_logouts: at(web::TOLD),
    };
    let (issuer, listener) = Issuer::bind(settings, Arc::new(move || clock.now())).await.unwrap();
    let server = issuer.clone();
    serving.spawn(async { server.serve(listener, pending()).await.unwrap() });
    issuer
}

/// Has a gateway find out about every organisation's issuer, as it does when it is asked who calls.
pub(crate) async fn finds_out(gateway: &str, issuer: &Issuer) {
    for organisation in Organisation::ALL {
        let persona = PERSONAS.iter().find(|persona| persona.organisation == organisation).unwrap();
        let token = issuer.mint(organisation, &Value::Null, &issuer.claims(persona));
        let caller = Wire::to(gateway).with_token(&token);
        caller.calls(ListOrganisationsRequest::default()).await.unwrap();
    }
}

/// Signs in to open a page for which nothing is asked of a service.
pub(crate) async fn signs_in(visitor: &mut Visitor, organisation: Organisation, persona: &str) -> Page {
    let wanted = visitor.get("/still-here").await;
    visitor.signs_in_to(wanted, organisation, persona).await
}

/// Whether somebody is signed in, and nothing else has to happen first.
pub(crate) async fn is_in(visitor: &mut Visitor) -> bool {
    let page = visitor.get("/still-here").await;
    assert!(page.status == 200 || page.status == 303, "{page:?}");
    page.status == 200
}

pub(crate) fn url(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}
