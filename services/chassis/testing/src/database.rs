//! A database of a test's own, copied from a template that is migrated once.

use chassis::{
    config::Secret,
    database::{migrate, schema},
    service::Service,
};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fmt::Write as _, path::Path};
use uuid::Uuid;

/// The variable that says where tests may make databases, as a superuser.
const CLUSTER: &str = "CONCORDAT_TEST_POSTGRES";

/// What the names of databases begin with, the number of the process that uses it follows.
const PREFIX: &str = "t_";

/// A migrated database that nobody else uses. It is dropped when another is made after the test's process ended.
#[derive(Clone, Debug)]
pub struct TestDb {
    service: &'static str,
    options: PgConnectOptions,
}

impl TestDb {
    /// Makes a database for a service.
    ///
    /// # Panics
    /// If there is no cluster, or it does not do as it is told.
    pub async fn of<S: Service>() -> Self {
        let cluster = cluster();
        let mut admin = PgConnection::connect_with(&cluster).await.expect("the test cluster answers");
        let template = template::<S>();
        // Tests are processes of their own: the first of them makes the template, the others wait.
        run(&mut admin, "SELECT pg_advisory_lock(7001)").await;
        drop_abandoned(&mut admin).await;
        let exists = format!("SELECT FROM pg_database WHERE datname = '{template}'");
        if admin.fetch_optional(AssertSqlSafe(exists)).await.expect("a query").is_none() {
            make_template::<S>(&mut admin, &cluster, &template).await;
        }
        let name = format!("{PREFIX}{}_{}", std::process::id(), id().simple());
        let owner = format!("{}_owner", S::NAME);
        run(
            &mut admin,
            &format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {owner} STRATEGY FILE_COPY"),
        )
        .await;
        run(&mut admin, "SELECT pg_advisory_unlock(7001)").await;
        Self { service: S::NAME, options: cluster.database(&name) }
    }

    /// Connects as the serving role, with one connection, so that whatever a call leaves behind, the next one meets.
    pub async fn app(&self) -> PgPool {
        pool(self.role("app"), 1).await
    }

    /// Connects as the owner, whom the policies do not bind.
    pub async fn owner(&self) -> PgPool {
        pool(self.role("owner"), 2).await
    }

    /// Says how to connect as `<service>_<role>`.
    #[must_use]
    pub fn role(&self, role: &str) -> PgConnectOptions {
        // Over TCP with a password, as services connect; the superuser may come another way.
        let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(self.options.get_port());
        let options = options.database(self.options.get_database().unwrap_or_default());
        options.username(&format!("{}_{role}", self.service)).password("local")
    }

    /// Says how to connect as `<service>_<role>`, as a URL.
    #[must_use]
    pub fn url(&self, role: &str) -> String {
        let (port, name) = (self.options.get_port(), self.options.get_database().unwrap_or_default());
        format!("postgres://{}_{role}:local@127.0.0.1:{port}/{name}", self.service)
    }

    /// Says how to connect as a superuser.
    #[must_use]
    pub fn superuser(&self) -> PgConnectOptions {
        self.options.clone()
    }
}

/// Opens a pool of `connections`.
///
/// # Panics
/// If the database does not answer.
pub async fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(connections).connect_with(options).await;
    pool.expect("the test database answers")
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings but this one")]
fn cluster() -> PgConnectOptions {
    let url = std::env::var(CLUSTER)
        .expect("CONCORDAT_TEST_POSTGRES says where the test cluster is: cargo xtask test");
    url.parse().expect("CONCORDAT_TEST_POSTGRES is a URL")
}

#[expect(clippy::disallowed_methods, reason = "names of databases need not repeat")]
fn id() -> Uuid {
    Uuid::new_v4()
}

/// Drops the databases of processes that ended, however they ended: a run of all tests needs the disk of those that run at
/// once, not of all.
async fn drop_abandoned(admin: &mut PgConnection) {
    let made = AssertSqlSafe(format!(
        "SELECT datname::text FROM pg_database WHERE starts_with(datname, '{PREFIX}')"
    ));
    let made: Vec<String> = sqlx::query_scalar(made).fetch_all(&mut *admin).await.expect("a query");
    for name in made.iter().filter(|name| user(name).is_none_or(|process| !runs(process))) {
        run(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

/// The number of the process that uses a database.
fn user(database: &str) -> Option<u32> {
    database.strip_prefix(PREFIX)?.split_once('_')?.0.parse().ok()
}

/// If a process runs. Where the system does not say, all do.
fn runs(process: u32) -> bool {
    let processes = Path::new("/proc");
    !processes.join("self").exists() || processes.join(process.to_string()).exists()
}

/// A name that changes with the schema.
fn template<S: Service>() -> String {
    let mut name = format!("template_{}_", S::NAME);
    for migration in schema(&S::migrations()).iter() {
        let _ = write!(name, "{:02x}{:02x}", migration.checksum[0], migration.checksum[1]);
    }
    name.truncate(60);
    name
}

async fn make_template<S: Service>(admin: &mut PgConnection, cluster: &PgConnectOptions, template: &str) {
    let (service, unfinished) = (S::NAME, format!("{template}_u"));
    for (role, rights) in [("owner", "LOGIN BYPASSRLS"), ("app", "LOGIN")] {
        let known = format!("SELECT FROM pg_roles WHERE rolname = '{service}_{role}'");
        if admin.fetch_optional(AssertSqlSafe(known)).await.expect("a query").is_none() {
            run(admin, &format!("CREATE ROLE {service}_{role} {rights} PASSWORD 'local'")).await;
        }
    }
    run(admin, &format!("DROP DATABASE IF EXISTS {unfinished}")).await;
    run(admin, &format!("CREATE DATABASE {unfinished} OWNER {service}_owner")).await;
    let url = format!("postgres://{service}_owner:local@127.0.0.1:{}/{unfinished}", cluster.get_port());
    let url: Secret = url.parse().expect("a URL is a secret");
    migrate(&url, &schema(&S::migrations())).await.expect("the migrations apply");
    run(admin, &format!("ALTER DATABASE {unfinished} RENAME TO {template}")).await;
}

/// The statement that puts a transaction in the name of `author` at an organisation, who may see what `needs` say, as the
/// context has them: in quotation marks, with commas between them.
pub(crate) fn context(organisation: &str, author: &str, needs: &str) -> String {
    format!(r#"SELECT set_config('concordat.context', '{{"{organisation}","{author}",{needs}}}', true)"#)
}

/// Runs statements that may do whatever the role may.
pub(crate) async fn run(connection: &mut PgConnection, sql: &str) {
    connection.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
