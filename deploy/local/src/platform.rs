//! The platform: its parts, put together.

use crate::{
    Database, Databases, Error, Files, Loopback, Role,
    databases::Source,
    files::Upstream,
    issuer::{self, Issuer, Persona},
    parts::Parts,
    ready::{self, List},
};
use breaches::Breaches;
use chassis::{
    Clock as _, SystemClock, database,
    serve::Listener,
    service::{Prepared, Service, explain, start},
};
use commitments::Commitments;
use contracts::{
    Action,
    action::{breaches::ListBreaches, commitments::ListStandings},
};
use gateway::Gateway;
use serde_json::Value;
use std::{
    collections::BTreeMap, io, net::SocketAddr, panic::resume_unwind, path::PathBuf, sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, runtime::Handle, task::spawn_blocking, time::timeout};
use url::Url;

/// The variables that say where to listen.
pub(crate) const GATEWAY_ADDR: &str = "CONCORDAT_GATEWAY_ADDR";
pub(crate) const ISSUER_ADDR: &str = "CONCORDAT_ISSUER_ADDR";
/// Where the gateway has people sent after log-in and after log-out, and is told that a log-in has ended.
const LOGGED_IN: &str = "/sign-in/callback";
const LOGGED_OUT: &str = "/signed-out";
const BACK_CHANNEL: &str = "/sign-out/back-channel";
/// How long it may take from the gateway's start until every service answers through it.
const READY: Duration = Duration::from_secs(30);
/// Who asks whether the services serve.
const ASKER: &str = "hmrc-dpo";

/// What kind of platform is wanted.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the gateway listens.
    pub gateway: Loopback,
    /// Where the development identity provider listens.
    pub issuer: Loopback,
    /// The directory of everything that is kept. Made if need be.
    pub data: PathBuf,
    /// Where the data of the services in this process are.
    pub databases: Databases,
    /// The services that run as processes of their own, by name, each with its URL. Their databases and migrations
    /// are their own affair; [`Files::environment`] tells them the rest.
    pub elsewhere: BTreeMap<&'static str, Url>,
}

impl Options {
    /// A platform on any free ports, all of it in this process.
    #[must_use]
    pub fn anywhere(data: PathBuf, databases: Databases) -> Self {
        let (gateway, issuer) = (Loopback::ANY, Loopback::ANY);
        Self { gateway, issuer, data, databases, elsewhere: BTreeMap::new() }
    }
}

/// The platform, which serves. One that is dropped without being [stopped](Self::stop) ends with its runtime.
pub struct Platform {
    gateway_url: String,
    issuer: Issuer,
    databases: BTreeMap<&'static str, Database>,
    parts: Parts,
}

/// What services start from.
struct Ground {
    files: Files,
    databases: Source,
    elsewhere: BTreeMap<&'static str, Url>,
}

impl Platform {
    /// Starts the platform, and waits until every part serves.
    ///
    /// # Errors
    /// If a port is taken, or a part does not start. What was started by then is stopped.
    pub async fn start(options: Options) -> Result<Self, Error> {
        // Ports first: whoever has them may be another platform, on the same data.
        let listener = TcpListener::bind(options.gateway.address()).await;
        let listener = listener.map_err(not_bound("gateway", options.gateway, GATEWAY_ADDR))?;
        let address = listener.local_addr().map_err(|error| Error::of("gateway", error))?;
        let gateway_url = format!("http://{address}");
        let settings = issuer::Settings {
            address: options.issuer,
            redirects: vec![url(address, LOGGED_IN)],
            redirects_after_logout: vec![url(address, LOGGED_OUT)],
            backchannel_logouts: vec![url(address, BACK_CHANNEL)],
        };
        let bound = Issuer::bind(settings, Arc::new(|| SystemClock.now())).await;
        let (issuer, issuer_listener) = bound.map_err(not_bound("issuer", options.issuer, ISSUER_ADDR))?;
        let mut platform = Self { gateway_url, issuer, databases: BTreeMap::new(), parts: Parts::new() };
        match platform.start_parts(options, issuer_listener, listener).await {
            Ok(()) => Ok(platform),
            Err(failure) => {
                // Why it did not start is what its caller has to know.
                let _ = platform.stop().await;
                Err(failure)
            }
        }
    }

    /// Starts the parts in an order in which each finds those that it needs.
    async fn start_parts(
        &mut self,
        options: Options,
        issuer_listener: issuer::Listener,
        listener: TcpListener,
    ) -> Result<(), Error> {
        let databases = Source::start(options.databases, &options.data, &mut self.parts).await?;
        let files = Files::prepare(&options.data)?;
        let ground = Ground { files, databases, elsewhere: options.elsewhere };
        let issuer = self.issuer.clone();
        self.parts.start("issuer", |stop| async {
            issuer.serve(issuer_listener, stop).await.map_err(|error| Error::of("issuer", error))
        });
        // A line a service: itself, and a list that it answers with.
        let services = [
            self.start_service::<Breaches, ListBreaches>(&ground).await?,
            self.start_service::<Commitments, ListStandings>(&ground).await?,
        ];

        let (upstreams, lists): (Vec<_>, Vec<_>) = services.into_iter().unzip();
        let config = ground.files.gateway(&self.gateway_url, &self.issuer, &upstreams)?;
        let gateway = load(config).await.map_err(|problems| Error::of("gateway", problems))?;
        self.parts.start("gateway", |stop| async {
            gateway.serve(listener, stop).await;
            Ok(())
        });
        self.wait_until_ready(&lists).await
    }

    async fn start_service<S: Service<Settings: Send + Sync>, L: Action>(
        &mut self,
        ground: &Ground,
    ) -> Result<(Upstream, List), Error> {
        let url = match ground.elsewhere.get(S::NAME) {
            Some(url) => url.clone(),
            None => self.start_here::<S>(ground).await?,
        };
        Ok((Upstream { serves: S::SERVES, upstreams: [url] }, List::of::<L>()))
    }

    /// Does in this process what a service's own would do: migrates as the owner, and serves as the serving role.
    async fn start_here<S: Service<Settings: Send + Sync>>(&mut self, ground: &Ground) -> Result<Url, Error> {
        let failed = |error: chassis::Error| Error::of(S::NAME, explain(&error));
        let database = ground.databases.database(S::NAME).await?;
        let settings = ground.files.settings::<S>(database.url(Role::App))?;
        database::migrate(&database.owner, &database::schema(&S::migrations())).await.map_err(failed)?;
        let prepared = Prepared::load(&settings.every).map_err(failed)?;
        let listener = Listener::bind(Loopback::ANY.address()).await.map_err(failed)?;
        let address = listener.address().map_err(failed)?;
        self.parts.start(S::NAME, |stop| async move {
            start::<S>(&settings.every, &settings.own, prepared, listener, stop).await.map_err(failed)
        });
        self.databases.insert(S::NAME, database);
        Ok(url(address, ""))
    }

    /// Waits until calls are answered, as long as no part fails.
    async fn wait_until_ready(&mut self, lists: &[List]) -> Result<(), Error> {
        let asker = Persona::named(ASKER).expect("who asks is one of the personas");
        let token = self.issuer.mint(asker.organisation, &Value::Null, &self.issuer.claims(asker));
        let ready = timeout(READY, ready::wait(&self.gateway_url, &token, lists));
        tokio::select! {
            failure = self.parts.failed() => Err(failure),
            ready = ready => {
                let late = |_| Err(format!("not every service answered within {} s", READY.as_secs()));
                ready.unwrap_or_else(late).map_err(|problem| Error::of("gateway", problem))
            }
        }
    }

    /// Where the gateway is reached, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn gateway_url(&self) -> &str {
        &self.gateway_url
    }

    /// The development identity provider.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Where a service's database is reached in a role, if the service runs in this process.
    #[must_use]
    pub fn database_url(&self, service: &str, role: Role) -> Option<&str> {
        self.databases.get(service).map(|database| database.url(role))
    }

    /// Waits until a part fails or ends by itself, after which the rest is of no use.
    pub async fn failed(&mut self) -> Error {
        self.parts.failed().await
    }

    /// Stops everything that was started, the gateway first: what is under way there is ended, as when a process is
    /// told to terminate.
    ///
    /// # Errors
    /// What failed in the meantime. The rest is stopped all the same.
    pub async fn stop(self) -> Result<(), Error> {
        self.parts.stop().await
    }
}

/// Loads the gateway beside what else starts: it judges every role and permission, and waits for nothing meanwhile.
async fn load(config: gateway::Config) -> Result<Gateway, gateway::Problems> {
    let runtime = Handle::current();
    let loaded = spawn_blocking(move || runtime.block_on(Gateway::load(config, Arc::new(SystemClock))));
    loaded.await.unwrap_or_else(|panicked| resume_unwind(panicked.into_panic()))
}

fn url(address: SocketAddr, path: &str) -> Url {
    format!("http://{address}{path}").parse().expect("an address and a path make a URL")
}

fn not_bound(
    part: &'static str,
    wanted: Loopback,
    variable: &'static str,
) -> impl FnOnce(io::Error) -> Error {
    move |error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortInUse { address: wanted.address(), variable },
        _ => Error::of(part, format!("cannot listen on {wanted}: {error}")),
    }
}
