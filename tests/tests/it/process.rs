//! The breaches service as a process of its own, which a test can kill; and gates in its database, at which it waits.

use chassis_testing::TestDb;
use local::Files;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, PgPool, Postgres, Transaction};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{self, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::{interval, timeout},
};
use url::Url;

/// How often something is looked at that tells nobody when it changes.
const LOOK: Duration = Duration::from_millis(5);
/// How long it may take to change.
const PATIENCE: Duration = Duration::from_secs(30);

/// The service, as it is run in production.
pub(crate) struct Breaches {
    address: SocketAddr,
    environment: Vec<(String, String)>,
    child: Child,
}

impl Breaches {
    /// Starts it over `database`, with the files of the platform at `data`.
    pub(crate) fn start(database: &TestDb, data: &Path) -> Self {
        Self::start_with(database, data, &[], Stdio::inherit())
    }

    /// Starts it with more variables, and another place for its log.
    pub(crate) fn start_with(database: &TestDb, data: &Path, more: &[(&str, &str)], log: Stdio) -> Self {
        let address = own_address();
        let app = e2e::url(database, "app");
        let mut environment = Files::prepare(data).unwrap().environment("breaches").unwrap();
        for (name, value) in [
            ("CONCORDAT_ADDR", address.to_string()),
            ("CONCORDAT_DATABASE_URL", app),
            ("CONCORDAT_LOG", "warn".to_owned()),
            // Nothing is written but what is asked for.
            ("CONCORDAT_REMINDERS", "false".to_owned()),
        ] {
            environment.push((name.to_owned(), value));
        }
        environment.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let child = spawn(&environment, log);
        Self { address, environment, child }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> Url {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// Kills it, as a machine that loses its power would.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Stops it where it is, so that it neither reads nor writes: once each of its threads stands still, which none has to
    /// at once.
    pub(crate) async fn freeze(&self) {
        signal(&self.child, "-STOP").await;
        let mut looks = interval(LOOK);
        let pid = self.child.id().unwrap();
        let stands = async {
            while !stands_still(pid) {
                looks.tick().await;
            }
        };
        timeout(PATIENCE, stands).await.expect("a process that is told to stop does");
    }

    /// Asks it to end, and waits until it has.
    pub(crate) async fn terminate(&mut self) {
        terminate(&mut self.child).await;
    }

    /// Starts it again where it was.
    pub(crate) fn restart(&mut self) {
        self.child = spawn(&self.environment, Stdio::inherit());
    }
}

/// Says whether every thread of a process is stopped.
fn stands_still(pid: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    threads.map(|thread| fs::read_to_string(thread.unwrap().path().join("stat")).unwrap_or_default()).all(
        |stat| {
            // The state follows the name, which may hold anything, in brackets.
            stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
        },
    )
}

/// Asks a process to end, and waits until it has, well.
pub(crate) async fn terminate(child: &mut Child) {
    signal(child, "-TERM").await;
    assert!(child.wait().await.unwrap().success());
}

async fn signal(child: &Child, name: &str) {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args([name, &pid]).status().await.unwrap().success());
}

fn spawn(environment: &[(String, String)], log: Stdio) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_breaches-to-kill"));
    command.arg("serve").env_clear().envs(environment.iter().cloned()).stdin(Stdio::null());
    command.stderr(log).kill_on_drop(true).spawn().unwrap()
}

/// An address that no other test process uses: all of 127/8 is this machine's, and process ids fit into it.
pub(crate) fn own_address() -> SocketAddr {
    static PORT: AtomicU16 = AtomicU16::new(9_000);
    let [_, a, b, c] = process::id().to_be_bytes();
    SocketAddr::from((Ipv4Addr::new(127, a, b, c), PORT.fetch_add(1, Ordering::SeqCst)))
}

/// Something in the database that every mutation waits for, held by the owner of the database.
pub(crate) struct Gate(Transaction<'static, Postgres>);

impl Gate {
    /// Shuts the way to the record of a mutation, which is the last that it writes.
    pub(crate) async fn before_the_record(owner: &PgPool) -> Self {
        let mut gate = owner.begin().await.unwrap();
        gate.execute("LOCK TABLE audit_record IN EXCLUSIVE MODE").await.unwrap();
        Self(gate)
    }

    /// Shuts the way into the commit of a mutation: all is written, and the database was told to commit.
    pub(crate) async fn in_the_commit(owner: &PgPool) -> Self {
        const KEY: i64 = 7_002;
        let wait = format!(
            "DROP TRIGGER IF EXISTS wait ON audit_record;
             CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM pg_advisory_xact_lock_shared({KEY}); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON audit_record DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION wait()"
        );
        owner.execute(AssertSqlSafe(wait)).await.unwrap();
        let mut gate = owner.begin().await.unwrap();
        gate.execute(AssertSqlSafe(format!("SELECT pg_advisory_xact_lock({KEY})"))).await.unwrap();
        Self(gate)
    }

    /// Waits until so many calls wait, for the gate or for each other.
    pub(crate) async fn reached_by(&mut self, calls: i64) {
        let waiting = format!(
            "SELECT count(*) >= {calls} FROM pg_locks JOIN pg_database ON pg_database.oid = database
             WHERE NOT granted AND datname = current_database()"
        );
        until(&mut self.0, &waiting).await;
    }

    /// Opens it.
    pub(crate) async fn open(self) {
        self.0.commit().await.unwrap();
    }
}

/// Waits until a query says yes.
pub(crate) async fn until(connection: &mut PgConnection, query: &str) {
    let says_yes = async {
        let mut looks = interval(LOOK);
        while !sqlx::query_scalar::<_, bool>(AssertSqlSafe(query)).fetch_one(&mut *connection).await.unwrap()
        {
            looks.tick().await;
        }
    };
    timeout(PATIENCE, says_yes).await.unwrap_or_else(|_| panic!("nothing has changed: {query}"));
}
