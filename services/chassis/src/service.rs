//! A service as a process: `<service> serve` as the serving role, `<service> migrate` as the owner.

use crate::{
    Clock, Db, Directory, Error, Ids, Pages, SystemClock,
    config::{self, Secret},
    database,
    deadline::Calendar,
    permit::{PermitKey, Verifier},
    serve::{self, Listener, Parts},
    telemetry,
    worker::Work,
};
use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use clap::{Args, Parser, Subcommand};
use contracts::access::Party;
use serde::Deserialize;
use sqlx::{PgPool, migrate::Migrator};
use std::{fmt::Debug, fs, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};
use tokio::signal::unix::{SignalKind, signal};
use tonic::service::Routes;

/// What makes a service one: everything else about it is the chassis's.
pub trait Service: 'static {
    /// Settings of its own, besides what every service needs; [`NoSettings`] if there are none.
    type Settings: Args + Clone + Debug;

    /// Its name, which its database and its roles bear too.
    const NAME: &'static str;
    /// The full names of the gRPC services that it serves.
    const SERVES: &'static [&'static str];

    /// Its own migrations.
    fn migrations() -> Migrator;

    /// Works out again, as the owner, everything that is derived from something else that is kept, and says what differs.
    ///
    /// # Errors
    /// Whatever keeps it from checking.
    fn check(
        pool: PgPool,
        directory: &Directory,
        calendar: &Calendar,
    ) -> impl Future<Output = Result<Vec<String>, Error>> + Send;

    /// Its handlers.
    fn routes(parts: Parts, settings: &Self::Settings) -> Routes;

    /// What it does by itself, at every replica.
    fn workers(parts: &Parts, settings: &Self::Settings) -> Vec<Work>;
}

/// No settings of its own.
#[derive(Args, Clone, Copy, Debug)]
pub struct NoSettings {}

#[derive(Parser)]
#[command(name = S::NAME, disable_help_subcommand = true)]
struct Settings<S: Service> {
    #[command(subcommand)]
    command: Command<S::Settings>,
}

#[derive(Debug, Subcommand)]
enum Command<O: Args> {
    /// Serves, as the serving role
    Serve(Serving<O>),
    /// Brings the database's schema up to date, as its owner
    Migrate(Migrate),
    /// Checks, as the owner, that all that is derived is what it was derived from
    Check(Check),
    /// Prints the settings as a Markdown table
    Settings,
}

#[derive(Args, Debug)]
struct Serving<O: Args> {
    #[command(flatten)]
    every: Serve,
    #[command(flatten)]
    own: O,
}

/// What every service needs to serve.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Where it listens; loopback only
    #[arg(long, env = "CONCORDAT_ADDR", default_value = "127.0.0.1:9000")]
    pub addr: SocketAddr,
    /// The database, as the serving role: postgres://role:password@host:port/database
    #[arg(long, env = "CONCORDAT_DATABASE_URL", hide_env_values = true)]
    pub database_url: Secret,
    /// The most connections to the database
    #[arg(long, env = "CONCORDAT_DATABASE_CONNECTIONS", default_value = "10")]
    pub database_connections: u32,
    /// The file of the gateways' public keys
    #[arg(long, env = "CONCORDAT_PERMIT_KEYS")]
    pub permit_keys: PathBuf,
    /// The key that authenticates page tokens: 32 bytes in base64, the same for all replicas
    #[arg(long, env = "CONCORDAT_PAGE_KEY", hide_env_values = true)]
    pub page_key: Secret,
    /// The directory's file
    #[arg(long, env = "CONCORDAT_DIRECTORY")]
    pub directory: PathBuf,
    /// The bank holidays, as GOV.UK publishes them
    #[arg(long, env = "CONCORDAT_BANK_HOLIDAYS")]
    pub bank_holidays: PathBuf,
    /// What is logged, such as `info` or `info,chassis=debug`
    #[arg(long, env = "CONCORDAT_LOG", default_value = "info")]
    pub log: String,
    /// Says whether the settings are good, and ends
    #[arg(long)]
    pub check_config: bool,
}

/// What a service needs to migrate its database.
#[derive(Args, Clone, Debug)]
pub struct Migrate {
    /// The database, as its owner
    #[arg(long, env = "CONCORDAT_OWNER_DATABASE_URL", hide_env_values = true)]
    pub owner_database_url: Secret,
}

/// What a check needs.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// The database, as its owner
    #[arg(long, env = "CONCORDAT_OWNER_DATABASE_URL", hide_env_values = true)]
    pub owner_database_url: Secret,
    /// The bank holidays, as GOV.UK publishes them
    #[arg(long, env = "CONCORDAT_BANK_HOLIDAYS")]
    pub bank_holidays: PathBuf,
    /// The directory's file
    #[arg(long, env = "CONCORDAT_DIRECTORY")]
    pub directory: PathBuf,
}

/// The file of the gateways' public keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    key: Vec<KeyEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    id: String,
    /// Ed25519, 32 bytes in base64.
    public: String,
    /// Such as `DEPARTMENT`.
    parties: Vec<String>,
}

/// Runs a service's process to its end.
#[must_use]
pub fn main<S: Service>() -> ExitCode {
    let done = match config::load::<Settings<S>>().command {
        Command::Serve(settings) => on_runtime(run::<S>(settings.every, settings.own)),
        Command::Migrate(settings) => on_runtime(async move {
            database::migrate(&settings.owner_database_url, &database::schema(&S::migrations())).await
        }),
        Command::Check(settings) => on_runtime(check::<S>(settings)),
        Command::Settings => {
            println!("{}", config::reference::<Settings<S>>());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {}", S::NAME, explain(&error));
            ExitCode::FAILURE
        }
    }
}

async fn check<S: Service>(settings: Check) -> Result<(), Error> {
    let directory =
        read(&settings.directory).and_then(|text| Directory::parse(&text)).map_err(Error::internal)?;
    let calendar =
        read(&settings.bank_holidays).and_then(|text| Calendar::parse(&text)).map_err(Error::internal)?;
    let pool = database::connect(&settings.owner_database_url, 2, S::NAME).await?;
    database::check(&pool, &database::schema(&S::migrations())).await?;
    let problems = S::check(pool, &directory, &calendar).await?;
    if problems.is_empty() {
        println!("all that is derived is what it was derived from");
        return Ok(());
    }
    Err(Error::internal(problems.join("\n")))
}

fn on_runtime(work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?.block_on(work)
}

/// An error with its causes, for the operator who started the process.
#[must_use]
pub fn explain(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}

async fn run<S: Service>(settings: Serve, own: S::Settings) -> Result<(), Error> {
    let _telemetry =
        telemetry::start(&format!("concordat-{}", S::NAME), &settings.log).map_err(Error::internal)?;
    let prepared = Prepared::load(&settings)?;
    if settings.check_config {
        println!("the settings are good");
        return Ok(());
    }
    let listener = Listener::bind(settings.addr).await?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let shutdown = async move {
        tokio::select! { _ = terminate.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
    };
    start::<S>(&settings, &own, prepared, listener, shutdown).await
}

/// A service's settings with the files that they name.
pub struct Prepared {
    keys: Vec<PermitKey>,
    page_key: [u8; 32],
    directory: Arc<Directory>,
    calendar: Arc<Calendar>,
}

impl Prepared {
    /// Reads the files that `settings` name.
    ///
    /// # Errors
    /// Everything that is wrong with them, a problem a line.
    pub fn load(settings: &Serve) -> Result<Self, Error> {
        let page_key = BASE64.decode(settings.page_key.expose()).ok().and_then(|key| key.try_into().ok());
        let page_key = page_key.ok_or_else(|| "CONCORDAT_PAGE_KEY is not 32 bytes in base64".to_owned());
        let directory = read(&settings.directory).and_then(|text| Directory::parse(&text));
        let keys = read(&settings.permit_keys).and_then(|text| permit_keys(&text));
        let calendar = read(&settings.bank_holidays).and_then(|text| Calendar::parse(&text));
        match (keys, page_key, directory, calendar) {
            (Ok(keys), Ok(page_key), Ok(directory), Ok(calendar)) => {
                Ok(Self { keys, page_key, directory: Arc::new(directory), calendar: Arc::new(calendar) })
            }
            (keys, page_key, directory, calendar) => {
                let problems = [keys.err(), page_key.err(), directory.err(), calendar.err()];
                Err(Error::internal(problems.into_iter().flatten().collect::<Vec<_>>().join("\n")))
            }
        }
    }
}

/// Serves on `listener` until `shutdown`: what the process does, and what many services in one process do.
///
/// # Errors
/// If the database does not answer, binds the wrong role or has another schema.
pub async fn start<S: Service>(
    settings: &Serve,
    own: &S::Settings,
    prepared: Prepared,
    listener: Listener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let Prepared { keys, page_key, directory, calendar } = prepared;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let pool = database::connect(&settings.database_url, settings.database_connections, S::NAME).await?;
    database::check(&pool, &database::schema(&S::migrations())).await?;
    let watched = pool.clone();
    telemetry::connections(S::NAME, move || (watched.num_idle(), watched.size()));
    let db = Db::new(pool, clock.clone(), Arc::new(Ids::Random), Pages::new(&page_key)).await?;
    let verifier = Verifier::new(keys, directory.clone(), clock.clone());
    let parts = Parts { db, directory, calendar, clock };
    let (routes, workers) = (S::routes(parts.clone(), own), S::workers(&parts, own));
    serve::serve(listener, routes, workers, S::SERVES, parts, verifier, shutdown).await
}

fn read(path: &PathBuf) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn permit_keys(text: &str) -> Result<Vec<PermitKey>, String> {
    let keys: Keys = toml::from_str(text).map_err(|error| format!("permit keys: {error}"))?;
    let read = |entry: KeyEntry| {
        let bad = |what| format!("permit key {}: {what}", entry.id);
        let public = BASE64.decode(&entry.public).ok().filter(|key| key.len() == 32);
        let public = public.ok_or_else(|| bad("its public key is not 32 bytes in base64"))?;
        let party = |name: &String| Party::from_str_name(&format!("PARTY_{name}"));
        let parties: Option<Vec<_>> = entry.parties.iter().map(party).collect();
        let parties =
            parties.filter(|parties| !parties.is_empty()).ok_or_else(|| bad("its parties are unknown"))?;
        Ok(PermitKey { id: entry.id, public, parties })
    };
    keys.key.into_iter().map(read).collect()
}
