//! The PostgreSQL that the gates test against.

use crate::run::Outcome;
use postgres_cluster::{Cluster, Settings};

const DIRECTORY: &str = "target/xtask/postgres";
/// Not a secret: the server listens on loopback only and holds made-up data.
const PASSWORD: &str = "local";

/// Removes what an earlier run left, tests that were killed included.
const REMOVE_DATABASES: &str = r"
SELECT format('ALTER DATABASE %I IS_TEMPLATE false', datname) FROM pg_database
    WHERE datname NOT IN ('postgres', 'template0', 'template1') \gexec
SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database
    WHERE datname NOT IN ('postgres', 'template0', 'template1') \gexec
";

/// Starts the cluster of this clone, without any database in it. It stops when the value is dropped.
pub(crate) fn start_empty() -> Outcome<Cluster> {
    let settings = Settings { directory: DIRECTORY.into(), durable: false, port: None };
    let cluster = Cluster::start(&settings).map_err(|error| error.to_string())?;
    cluster.psql("postgres", REMOVE_DATABASES).map_err(|error| error.to_string())?;
    Ok(cluster)
}

/// Lets the superuser log in over TCP, and returns the URL under which it does.
pub(crate) fn superuser_url(cluster: &Cluster) -> Outcome<String> {
    cluster
        .psql("postgres", &format!("ALTER ROLE postgres PASSWORD '{PASSWORD}'"))
        .map_err(|error| error.to_string())?;
    Ok(cluster.url("postgres", PASSWORD, "postgres"))
}
