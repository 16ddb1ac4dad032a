//! Private clusters, as their owners and clients meet them.

use postgres_cluster::{Cluster, Error, SERVICE_PASSWORD, Server, Settings};
use std::{
    env,
    fs::{self, Permissions},
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// A directory of a test's own, gone afterwards.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Self {
        let path = env::temp_dir().join(format!("cluster-{test}-{}", std::process::id()));
        fs::create_dir(&path).expect("the directory is new");
        Self(path)
    }

    fn start(&self, durable: bool) -> Cluster {
        Cluster::start(&self.settings(durable)).expect("it starts")
    }

    fn settings(&self, durable: bool) -> Settings {
        Settings { directory: self.0.join("postgres"), durable, port: None }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn postmaster(cluster: &Cluster) -> String {
    let state = fs::read_to_string(cluster.directory().join("data/postmaster.pid")).expect("it runs");
    state.lines().next().expect("a process id").to_owned()
}

fn kill(process: &str) {
    assert!(
        Command::new("sh")
            .args(["-c", &format!("kill -9 {process}")])
            .status()
            .expect("there is a shell")
            .success()
    );
}

fn wait_for_the_end_of(process: &str) {
    let limit = Instant::now() + Duration::from_mins(1);
    while Path::new("/proc").join(process).exists() {
        assert!(Instant::now() < limit, "process {process} goes on");
        std::thread::yield_now();
    }
}

/// Asks over TCP, as a service does.
fn ask(cluster: &Server, role: &str, password: &str, database: &str, sql: &str) -> Result<String, String> {
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]);
    let output = psql.arg(cluster.url(role, password, database)).output().expect("psql is installed");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8").trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn a_cluster_starts_serves_and_stops() {
    let directory = Directory::new("serves");
    // As an interrupted start leaves it.
    fs::create_dir_all(directory.0.join("postgres/data.unfinished/base")).unwrap();
    let cluster = directory.start(false);
    let settings = "SELECT current_setting('server_encoding'), current_setting('data_checksums'),
        current_setting('listen_addresses'), current_setting('TimeZone'), current_setting('fsync'),
        current_setting('full_page_writes'), current_setting('synchronous_commit')";
    assert_eq!(cluster.psql("postgres", settings).unwrap(), "UTF8|on|127.0.0.1|UTC|off|off|off");
    let (port, process) = (cluster.port(), postmaster(&cluster));
    // So that an interrupt from the terminal reaches its owner only.
    let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    assert_eq!(state.split(' ').nth(4), Some(&*process), "it leads its process group: {state}");
    cluster.stop().unwrap();
    assert!(!Path::new("/proc").join(process).exists());
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
}

#[test]
fn dropping_a_cluster_stops_it() {
    let directory = Directory::new("dropped");
    let process = postmaster(&directory.start(false));
    assert!(!Path::new("/proc").join(process).exists());
}

#[test]
fn what_was_committed_survives_a_restart() {
    let directory = Directory::new("restart");
    let cluster = directory.start(true);
    assert_eq!(cluster.psql("postgres", "SHOW fsync").unwrap(), "on");
    assert_eq!(cluster.psql("postgres", "SHOW full_page_writes").unwrap(), "on");
    assert_eq!(cluster.psql("postgres", "SHOW synchronous_commit").unwrap(), "on");
    cluster.psql("postgres", "CREATE TABLE kept AS SELECT 'committed' AS word").unwrap();
    cluster.stop().unwrap();
    assert_eq!(directory.start(true).psql("postgres", "SELECT word FROM kept").unwrap(), "committed");
}

#[test]
fn a_cluster_starts_again_after_its_server_was_killed() {
    let directory = Directory::new("killed");
    let cluster = directory.start(true);
    cluster.psql("postgres", "CREATE TABLE kept AS SELECT 'committed' AS word").unwrap();
    let process = postmaster(&cluster);
    assert!(!cluster.has_ended());
    kill(&process);
    while !cluster.has_ended() {
        std::thread::yield_now();
    }
    drop(cluster);
    assert_eq!(directory.start(true).psql("postgres", "SELECT word FROM kept").unwrap(), "committed");
}

#[test]
fn a_server_ends_with_its_killed_owner_and_the_next_owner_finds_the_data() {
    const OWNER: &str = "CLUSTER_TEST_OWNER";
    if let Some(directory) = env::var_os(OWNER) {
        let settings = Settings { directory: directory.into(), durable: true, port: None };
        // On a thread that ends: the server is to live as long as the process.
        let cluster = std::thread::spawn(move || Cluster::start(&settings).unwrap()).join().unwrap();
        cluster.psql("postgres", "CREATE TABLE kept AS SELECT 'committed' AS word").unwrap();
        println!("\nserved by {}", postmaster(&cluster));
        loop {
            std::thread::park();
        }
    }
    let directory = Directory::new("owner");
    let settings = directory.settings(true);
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["--nocapture", "--exact", std::thread::current().name().unwrap()])
        .env(OWNER, &settings.directory)
        // Which neither the server nor its tools are to see.
        .envs([("PGPORT", "1"), ("PGHOST", "nowhere"), ("PGOPTIONS", "-c nonsense=1"), ("LC_ALL", "de_DE")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines().map(Result::unwrap);
    let server = lines.find_map(|line| line.strip_prefix("served by ").map(str::to_owned)).unwrap();

    assert!(matches!(
        Cluster::start(&settings).unwrap_err(),
        Error::InUse { owner: process, .. } if process == owner.id().to_string()
    ));
    let found = Server::find(&settings.directory).unwrap();
    assert_eq!(found.psql("postgres", "SELECT word FROM kept").unwrap(), "committed");

    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_for_the_end_of(&server);
    assert_eq!(directory.start(true).psql("postgres", "SELECT word FROM kept").unwrap(), "committed");
}

#[test]
fn two_clusters_run_at_once_on_ports_of_their_own() {
    let directories = [Directory::new("one"), Directory::new("two")];
    let [one, two] = directories.each_ref().map(|directory| directory.start(false));
    assert_ne!(one.port(), two.port());
    for cluster in [&one, &two] {
        assert_eq!(cluster.psql("postgres", "SHOW port").unwrap(), cluster.port().to_string());
        assert_eq!(Server::find(cluster.directory()).unwrap().port(), cluster.port());
    }
}

#[test]
fn a_fixed_port_is_used_or_named_as_taken() {
    let directory = Directory::new("port");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = Settings { port: Some(port), ..directory.settings(false) };
    assert!(matches!(Cluster::start(&settings).unwrap_err(), Error::PortInUse(taken) if taken == port));
    drop(listener);
    assert_eq!(Cluster::start(&settings).unwrap().port(), port);
}

#[test]
fn a_stopped_cluster_is_not_found() {
    let directory = Directory::new("stopped");
    directory.start(false).stop().unwrap();
    assert!(matches!(Server::find(&directory.settings(false).directory).unwrap_err(), Error::NotRunning(_)));
}

#[test]
fn a_service_gets_a_database_with_two_roles_however_often_it_asks() {
    let directory = Directory::new("service");
    let cluster = directory.start(false);
    std::thread::scope(|scope| {
        let calls = [(); 4].map(|()| scope.spawn(|| cluster.ensure_service("breaches")));
        for call in calls {
            call.join().unwrap().unwrap();
        }
    });
    cluster.ensure_service("training").unwrap();

    let roles =
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
        EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)
        FROM pg_roles WHERE rolname LIKE 'breaches%' ORDER BY rolname";
    assert_eq!(
        cluster.psql("postgres", roles).unwrap(),
        "breaches_app|t|f|f|f|f|f|f\nbreaches_owner|t|f|t|f|f|f|f"
    );
    let as_role = |role, database, sql| ask(&cluster, role, SERVICE_PASSWORD, database, sql);
    as_role("breaches_owner", "breaches", "CREATE TABLE kept (word text)").unwrap();
    assert_eq!(as_role("breaches_app", "breaches", "SELECT 1").unwrap(), "1");
    for (role, database, sql) in [
        ("breaches_app", "breaches", "CREATE TABLE public.own (word text)"),
        ("breaches_app", "breaches", "CREATE TEMPORARY TABLE own (word text)"),
        ("breaches_app", "breaches", "CREATE SCHEMA own"),
        ("breaches_app", "breaches", "SELECT * FROM kept"),
        ("breaches_app", "training", "SELECT 1"),
        ("training_owner", "breaches", "SELECT 1"),
    ] {
        let refusal = as_role(role, database, sql).unwrap_err();
        assert!(refusal.contains("permission denied"), "{role} in {database}: {sql}: {refusal}");
    }
}

#[test]
fn nobody_comes_in_over_tcp_without_a_role_s_password() {
    let directory = Directory::new("password");
    let cluster = directory.start(false);
    cluster.ensure_service("breaches").unwrap();
    for (role, password) in [("breaches_app", "wrong"), ("postgres", "postgres"), ("postgres", "local")] {
        let refusal = ask(&cluster, role, password, "postgres", "SELECT 1").unwrap_err();
        assert!(refusal.contains("password authentication failed"), "{refusal}");
    }
    let stored = "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'breaches_app'";
    assert_eq!(cluster.psql("postgres", stored).unwrap(), "t");
    let sockets =
        PathBuf::from(cluster.psql("postgres", "SHOW unix_socket_directories").unwrap().trim_matches('"'));
    assert_eq!(fs::metadata(sockets).unwrap().mode() & 0o777, 0o700);
}

#[test]
fn a_name_that_is_no_plain_identifier_is_refused() {
    let directory = Directory::new("name");
    let cluster = directory.start(false);
    for name in ["", "Breaches", "1st", "_x", "a b", "a;b", "a\"b", "é", &"a".repeat(41)] {
        assert!(matches!(cluster.ensure_service(name).unwrap_err(), Error::Name(refused) if refused == name));
    }
    cluster.ensure_service(&"a".repeat(40)).unwrap();
}

#[test]
fn sql_stops_at_the_first_error_and_says_where() {
    let directory = Directory::new("sql");
    let cluster = directory.start(false);
    let sql = "SELECT 'before';\nSELECT nonsense;\nCREATE TABLE after ();";
    let error = cluster.psql("postgres", sql).unwrap_err().to_string();
    assert!(error.contains("<stdin>:2: ERROR:  column \"nonsense\" does not exist"), "{error}");
    assert_eq!(cluster.psql("postgres", "SELECT to_regclass('after') IS NULL").unwrap(), "t");
    // More than a pipe holds, both ways.
    let long = format!("SELECT '{}';\n", "x".repeat(100_000)).repeat(10);
    assert_eq!(cluster.psql("postgres", &long).unwrap().len(), 10 * 100_001 - 1);
}

#[test]
fn a_cluster_runs_in_a_directory_with_a_long_and_odd_name() {
    let directory = Directory::new(&format!("long, \"odd\" {}", "x".repeat(100)));
    let cluster = directory.start(false);
    assert_eq!(cluster.psql("postgres", "SELECT 1").unwrap(), "1");
    assert_eq!(Server::find(cluster.directory()).unwrap().psql("postgres", "SELECT 1").unwrap(), "1");
    let sockets = cluster.psql("postgres", "SHOW unix_socket_directories").unwrap();
    let sockets = Path::new(sockets.trim_matches('"'));
    assert!(sockets.starts_with("/tmp") && sockets.exists());
    cluster.stop().unwrap();
    assert!(!sockets.exists());
}

#[test]
fn a_server_that_does_not_come_up_says_why() {
    let directory = Directory::new("broken");
    let cluster = directory.start(false);
    let control = cluster.directory().join("data/global/pg_control");
    cluster.stop().unwrap();
    fs::remove_file(control).unwrap();
    let error = Cluster::start(&directory.settings(false)).unwrap_err().to_string();
    assert!(error.contains("ended while it started") && error.contains("pg_control"), "{error}");
}

#[test]
fn data_of_a_version_that_is_not_installed_are_left_alone() {
    let directory = Directory::new("version");
    let data = directory.0.join("postgres/data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(&directory.settings(true)).unwrap_err();
    assert!(matches!(error, Error::OtherVersion { version: 9, .. }), "{error}");
    assert_eq!(fs::read_to_string(data.join("PG_VERSION")).unwrap(), "9\n");
}

/// Only root runs the server as somebody else, so to anybody else a closed parent is no matter.
#[test]
fn behind_a_closed_parent_the_cluster_lives_elsewhere_until_the_link_to_it_is_removed() {
    let directory = Directory::new("closed");
    let closed = directory.0.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let requested = closed.join("postgres");
    let settings = Settings { directory: requested.clone(), durable: false, port: None };
    let cluster = Cluster::start(&settings).unwrap();
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        assert_eq!(cluster.directory(), requested);
        return;
    }
    let elsewhere = Directory(cluster.directory().to_owned());
    assert!(elsewhere.0.starts_with("/var/lib/concordat"), "{}", elsewhere.0.display());
    assert_eq!(fs::read_link(&requested).unwrap(), elsewhere.0);
    assert_eq!(Server::find(&requested).unwrap().port(), cluster.port());
    cluster.psql("postgres", "CREATE TABLE kept AS SELECT 'committed' AS word").unwrap();
    cluster.stop().unwrap();

    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.psql("postgres", "SELECT word FROM kept").unwrap(), "committed");
    cluster.stop().unwrap();

    fs::remove_file(&requested).unwrap();
    let cluster = Cluster::start(&settings).unwrap();
    assert_eq!(cluster.psql("postgres", "SELECT to_regclass('kept') IS NULL").unwrap(), "t");
    cluster.stop().unwrap();
    fs::remove_file(&requested).unwrap();

    fs::create_dir(&requested).unwrap();
    let error = Cluster::start(&settings).unwrap_err();
    assert!(matches!(&error, Error::NotTraversable { parent, .. } if *parent == closed), "{error}");
}
