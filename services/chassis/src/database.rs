//! The connection to PostgreSQL, and its schema: migrated by the owner, and only checked by whoever serves.

use crate::{Error, config::Secret};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Executor as _, PgPool,
    migrate::{Migrate as _, Migration, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{collections::BTreeMap, str::FromStr as _, time::Duration};

/// Connections, for what a service does as the owner.
pub use sqlx::PgPool as Pool;

/// The chassis's own tables and functions, which every service's database has.
static CHASSIS: Migrator = sqlx::migrate!("./migrations");
/// How long a call waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// For how many times that a service waits for its first connection: its database may be starting, or the machine busy.
const FIRST: usize = 4;
/// How long a statement may run, how long it may wait for a lock, and how long a transaction may do nothing: in
/// milliseconds. What takes longer has lost its caller.
const LIMITS: [(&str, &str); 3] = [
    ("statement_timeout", "10000"),
    ("lock_timeout", "5000"),
    ("idle_in_transaction_session_timeout", "15000"),
];

/// Opens a pool of at most `connections`, with a limit on what every statement may take.
///
/// # Errors
/// If the URL is none, or the database does not answer.
pub async fn connect(url: &Secret, connections: u32, application: &str) -> Result<PgPool, Error> {
    let options = options(url)?.options(LIMITS).application_name(application);
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE);
    let pool = pool.connect_lazy_with(options);
    for _ in 1..FIRST {
        match pool.acquire().await {
            Err(sqlx::Error::PoolTimedOut) => tracing::warn!("the database does not answer yet"),
            _ => break,
        }
    }
    drop(pool.acquire().await?);
    Ok(pool)
}

/// How a database is reached. No statement is logged, however slow and whatever the filter: the one that begins a
/// transaction says who calls.
fn options(url: &Secret) -> Result<PgConnectOptions, Error> {
    let options =
        PgConnectOptions::from_str(url.expose()).map_err(|_| Error::internal("the database URL is none"))?;
    Ok(options.disable_statement_logging())
}

/// A service's whole schema: the chassis's migrations, then its own, whose numbers begin at 1001.
#[must_use]
pub fn schema(service: &Migrator) -> Migrator {
    let all: Vec<Migration> = CHASSIS.iter().chain(service.iter()).cloned().collect();
    Migrator::with_migrations(all)
}

/// Brings a database up to `schema`, as its owner, and lets the serving role see which migrations were applied.
///
/// # Errors
/// Whatever keeps a migration from being applied. Those before it stay.
pub async fn migrate(url: &Secret, schema: &Migrator) -> Result<(), Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE);
    let pool = pool.connect_with(options(url)?).await?;
    schema.run(&pool).await.map_err(Error::internal)?;
    let table = &schema.table_name;
    let grant =
        format!("DO $$ BEGIN EXECUTE format('GRANT SELECT ON {table} TO %I', serving_role()); END $$");
    pool.execute(AssertSqlSafe(grant)).await?;
    pool.close().await;
    Ok(())
}

/// Refuses to serve on any schema but `schema`: one that is behind, ahead, or differs.
///
/// # Errors
/// Names the first migration in which they differ.
pub async fn check(pool: &PgPool, schema: &Migrator) -> Result<(), Error> {
    let mut connection = pool.acquire().await?;
    let applied = connection.list_applied_migrations(&schema.table_name).await.map_err(Error::internal)?;
    let mut applied: BTreeMap<_, _> = applied.into_iter().map(|one| (one.version, one.checksum)).collect();
    for migration in schema.iter() {
        let version = migration.version;
        match applied.remove(&version) {
            None => {
                return Err(Error::internal(format!("the schema is behind: migration {version} is missing")));
            }
            Some(checksum) if checksum != migration.checksum => {
                return Err(Error::internal(format!("the schema differs: migration {version} is another")));
            }
            Some(_) => {}
        }
    }
    match applied.keys().next() {
        Some(version) => Err(Error::internal(format!("the schema is ahead: migration {version} is unknown"))),
        None => Ok(()),
    }
}
