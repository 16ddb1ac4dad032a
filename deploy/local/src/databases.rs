//! The services' databases: in a private PostgreSQL cluster, or wherever the caller says.

use crate::{
    Error,
    parts::{Parts, Stop},
};
use chassis::config::Secret;
use postgres_cluster::{Cluster, SERVICE_PASSWORD, Server, Settings};
use std::{collections::BTreeMap, path::Path, pin::pin, time::Duration};
use tokio::{task::spawn_blocking, time::interval};

const PART: &str = "PostgreSQL";
/// How often the server is looked after.
const LOOK: Duration = Duration::from_millis(500);

/// Where the services' data are.
#[derive(Clone, Debug)]
pub enum Databases {
    /// In a durable PostgreSQL cluster of the platform's own, in its data directory.
    Private,
    /// Where the caller says, by the service's name.
    Given(BTreeMap<&'static str, Database>),
}

/// A service's database, as each of its two roles reaches it.
#[derive(Clone, Debug)]
pub struct Database {
    /// As the owner, who migrates.
    pub owner: Secret,
    /// As the serving role.
    pub app: Secret,
}

/// A role of a service's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns the schema, and no policy binds it.
    Owner,
    /// Serves.
    App,
}

impl Database {
    /// Writes the URL under which `role` reaches it.
    #[must_use]
    pub fn url(&self, role: Role) -> &str {
        match role {
            Role::Owner => self.owner.expose(),
            Role::App => self.app.expose(),
        }
    }
}

/// Databases that can be had now.
pub(crate) enum Source {
    Cluster(Server),
    Given(BTreeMap<&'static str, Database>),
}

impl Source {
    /// Starts the cluster, if it takes one, as a part.
    pub(crate) async fn start(databases: Databases, data: &Path, parts: &mut Parts) -> Result<Self, Error> {
        let databases = match databases {
            Databases::Given(databases) => return Ok(Self::Given(databases)),
            Databases::Private => Settings { directory: data.join("postgres"), durable: true, port: None },
        };
        let cluster = blocking(move || Cluster::start(&databases)).await?;
        let server = Server::clone(&cluster);
        parts.start(PART, |stop| run(cluster, stop));
        Ok(Self::Cluster(server))
    }

    /// Makes sure that a service has its database.
    pub(crate) async fn database(&self, service: &'static str) -> Result<Database, Error> {
        let server = match self {
            Self::Given(databases) => {
                let missing = || Error::of(service, "no database is given for it");
                return databases.get(service).cloned().ok_or_else(missing);
            }
            Self::Cluster(server) => server.clone(),
        };
        let ensured = server.clone();
        blocking(move || ensured.ensure_service(service)).await?;
        let url = |role| server.url(&format!("{service}_{role}"), SERVICE_PASSWORD, service).parse();
        let database = || Ok(Database { owner: url("owner")?, app: url("app")? });
        database().map_err(|error: String| Error::of(service, error))
    }
}

/// Keeps the cluster until it is to stop, or ends.
async fn run(cluster: Cluster, stop: Stop) -> Result<(), Error> {
    let (mut stop, mut looks) = (pin!(stop), interval(LOOK));
    loop {
        tokio::select! {
            () = &mut stop => return blocking(move || cluster.stop()).await,
            _ = looks.tick() => if cluster.has_ended() {
                let log = cluster.directory().join("server.log");
                return Err(Error::of(PART, format!("ended by itself; see {}", log.display())));
            }
        }
    }
}

/// Waits for something to do with the cluster, on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, postgres_cluster::Error> + Send + 'static,
) -> Result<T, Error> {
    let done = spawn_blocking(work).await.map_err(|_| Error::of(PART, "panicked"))?;
    done.map_err(|error| Error::of(PART, error))
}
