//! The service as a process: what it refuses to start with, how it is asked whether it serves, and how it ends.

use crate::actors::Cast;
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{TestDb, pool};
use contracts::breaches::{GetBreachRequest, breach_service_client::BreachServiceClient};
use sqlx::{Executor as _, postgres::PgListener};
use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    os::unix::ffi::OsStrExt as _,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};
use tonic::{Code, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

const BINARY: &str = env!("CARGO_BIN_EXE_breaches");
const NOT_UTF8: &[u8] = b"\xff";
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/reference");

/// The settings of a process over a database.
fn settings(database: &TestDb, command: &mut Command) -> PathBuf {
    let keys = std::env::temp_dir().join(format!("concordat-keys-{}.toml", chassis_testing::id()));
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    fs::write(&keys, format!("[[key]]\nid = \"hmg\"\npublic = \"{key}\"\nparties = [\"DEPARTMENT\"]\n"))
        .unwrap();
    command
        .env_clear()
        .env("CONCORDAT_ADDR", "127.0.0.1:0")
        .env("CONCORDAT_DATABASE_URL", database.url("app"))
        .env("CONCORDAT_PERMIT_KEYS", &keys)
        .env("CONCORDAT_PAGE_KEY", key)
        .env("CONCORDAT_DIRECTORY", format!("{REFERENCE}/directory.toml"))
        .env("CONCORDAT_BANK_HOLIDAYS", format!("{REFERENCE}/bank-holidays.json"));
    keys
}

/// Runs the process to its end, and says what it said.
fn run(database: &TestDb, change: impl FnOnce(&mut Command)) -> (bool, String) {
    let mut command = Command::new(BINARY);
    let keys = settings(database, &mut command);
    change(&mut command);
    let Output { status, stdout, stderr } = command.output().unwrap();
    fs::remove_file(keys).unwrap();
    (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_said_at_once_and_nothing_is_served() {
    let database = TestDb::of::<Breaches>().await;
    let (good, said) = run(&database, |command| {
        command.args(["serve", "--check-config"]).env("SOMEBODY_ELSES", OsStr::from_bytes(NOT_UTF8));
    });
    assert!(good && said.contains("the settings are good"), "{said}");
    let refused = |change: fn(&mut Command), problems: &[&str]| {
        let (good, said) = run(&database, change);
        assert!(!good && problems.iter().all(|problem| said.contains(problem)), "{said}");
    };
    refused(
        |command| {
            command.arg("serve").env("CONCORDAT_ADRR", "127.0.0.1:1");
        },
        &["CONCORDAT_ADRR is no setting of breaches", "Usage: breaches"],
    );
    refused(
        |command| {
            command.arg("serve").env("CONCORDAT_LOG", OsStr::from_bytes(NOT_UTF8));
        },
        &["CONCORDAT_LOG is not UTF-8"],
    );
    refused(
        |command| {
            command
                .arg("serve")
                .env("CONCORDAT_PAGE_KEY", "c2hvcnQ=")
                .env("CONCORDAT_DIRECTORY", "/nowhere/at/all");
        },
        &["CONCORDAT_PAGE_KEY is not 32 bytes", "/nowhere/at/all"],
    );
    refused(
        |command| {
            command.arg("serve").env("CONCORDAT_REMINDERS_EVERY", "0s");
        },
        &["must be a length of time, such as 60s or 5m"],
    );
    refused(
        |command| {
            command.arg("serve").env("CONCORDAT_ADDR", "0.0.0.0:0");
        },
        &["0.0.0.0:0 is not loopback"],
    );
}

#[tokio::test]
async fn it_serves_the_schema_that_it_knows_and_no_other() {
    let database = TestDb::of::<Breaches>().await;
    let owner = database.owner().await;
    for (edit, problem) in [
        (
            "UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 1001",
            "the schema differs: migration 1001",
        ),
        ("DELETE FROM _sqlx_migrations WHERE version = 1001", "the schema is behind: migration 1001"),
    ] {
        owner.execute(edit).await.unwrap();
        let (good, said) = run(&database, |command| {
            command.arg("serve");
        });
        assert!(!good && said.contains(problem), "{said}");
    }
    let other = TestDb::of::<Breaches>().await;
    let ahead = "INSERT INTO _sqlx_migrations SELECT 9999, 'x', now(), true, 'x', 0";
    other.owner().await.execute(ahead).await.unwrap();
    let (good, said) = run(&other, |command| {
        command.arg("serve");
    });
    assert!(!good && said.contains("the schema is ahead: migration 9999"), "{said}");
}

#[tokio::test]
async fn the_owner_migrates_and_does_not_serve() {
    let database = TestDb::of::<Breaches>().await;
    let (good, said) = run(&database, |command| {
        command.arg("serve").env("CONCORDAT_DATABASE_URL", database.url("owner"));
    });
    assert!(!good && said.contains("row policies do not bind"), "{said}");
    let superuser = pool(database.superuser(), 1).await;
    let fresh = format!("fresh_{}", chassis_testing::id().replace('-', ""));
    superuser
        .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {fresh} OWNER breaches_owner")))
        .await
        .unwrap();
    let migrate = |role: &str| {
        let url = database.url(role).rsplit_once('/').map(|(server, _)| format!("{server}/{fresh}")).unwrap();
        run(&database, |command| {
            command
                .env_remove("CONCORDAT_DATABASE_URL")
                .arg("migrate")
                .env("CONCORDAT_OWNER_DATABASE_URL", url);
            for name in ["ADDR", "PERMIT_KEYS", "PAGE_KEY", "DIRECTORY", "BANK_HOLIDAYS"] {
                command.env_remove(format!("CONCORDAT_{name}"));
            }
        })
    };
    let (good, said) = migrate("app");
    assert!(!good, "{said}");
    let (good, said) = migrate("owner");
    assert!(good, "{said}");
    let (good, said) = migrate("owner");
    assert!(good, "again, which changes nothing: {said}");
}

/// A process that serves, and where.
struct Serving {
    child: Child,
    keys: PathBuf,
    address: String,
}

impl Serving {
    fn start(database: &TestDb) -> Self {
        let mut command = Command::new(BINARY);
        let keys = settings(database, &mut command);
        let mut child = command.arg("serve").stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let at = line.find("127.0.0.1:")?;
            Some(line[at..].chars().take_while(|one| !['"', ' ', ','].contains(one)).collect::<String>())
        });
        Self { child, keys, address: address.expect("it says where it listens") }
    }

    async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address)).unwrap().connect().await.unwrap()
    }

    /// Asks it to terminate; says whether it ended well.
    fn terminate(mut self) -> bool {
        let kill = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        fs::remove_file(&self.keys).unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Only where a test failed is it still there.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// Its connections live on while the test waits for the process to end.
#[tokio::test(flavor = "multi_thread")]
async fn it_says_whether_it_serves_takes_no_call_without_a_permit_and_ends_when_asked() {
    let database = TestDb::of::<Breaches>().await;
    let serving = Serving::start(&database);
    let mut health = HealthClient::new(serving.channel().await);
    for service in ["live", "", Breaches::SERVES[0], Breaches::SERVES[1]] {
        let mut watch =
            health.watch(HealthCheckRequest { service: service.to_owned() }).await.unwrap().into_inner();
        while watch.message().await.unwrap().expect("it says").status() != ServingStatus::Serving {}
    }
    let mut client = BreachServiceClient::new(serving.channel().await);
    let status = client.get_breach(GetBreachRequest::default()).await.unwrap_err();
    assert_eq!(
        (status.code(), chassis_testing::reason(&status).as_str()),
        (Code::Unavailable, "PERMIT_REJECTED")
    );
    assert!(serving.terminate(), "it ends well");
}

// Its connections live on while the test waits for the process to end.
#[tokio::test(flavor = "multi_thread")]
async fn while_it_serves_it_reminds_without_being_asked() {
    let cast = Cast::new().await;
    cast.handler().logs_and_confirms("Lost laptop").await;
    let owner = cast.world.database.owner().await;
    let tells = "CREATE FUNCTION tells() RETURNS trigger LANGUAGE plpgsql AS
                     $$ BEGIN PERFORM pg_notify('told', NEW.act); RETURN NULL; END $$;
                 CREATE TRIGGER tells AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION tells()";
    owner.execute(tells).await.unwrap();
    let mut told = PgListener::connect_with(&owner).await.unwrap();
    told.listen("told").await.unwrap();
    let serving = Serving::start(&cast.world.database);
    // It was due in May; of other things people are reminded too.
    while told.recv().await.unwrap().payload() != "deadline.overdue" {}
    assert!(serving.terminate(), "it ends well");
}

#[test]
fn the_readme_lists_the_settings_of_its_own() {
    const README: &str = include_str!("../../README.md");
    let settings = Command::new(BINARY).env_clear().arg("settings").output().unwrap();
    let table = String::from_utf8(settings.stdout).unwrap();
    for name in ["REGULATOR_ACCEPTS_PLATFORM_NOTICE", "REMINDERS_EVERY"] {
        let row = table.lines().find(|line| line.contains(&format!("`CONCORDAT_{name}`")));
        assert!(README.contains(row.unwrap()), "{table}");
    }
}
