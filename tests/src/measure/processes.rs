//! Processes to measure: started, awaited, gone with the value.

use super::{
    report::ProcessRow,
    usage::{self, Family},
};
use crate::{Question, Wire};
use std::{
    fs::{self, File, Permissions},
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{self, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{interval, timeout},
};

/// What orchestrators ask services and the gateway alike, and the bytes of the answer that they serve.
const HEALTH: &str = "/grpc.health.v1.Health/Check";
const SERVING: [u8; 2] = [8, 1];
/// How often somebody who starts is asked, and for how long.
const LOOK: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_mins(1);

/// Where the programs are that are measured.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The breaches service.
    pub breaches: PathBuf,
    /// The gateway.
    pub gateway: PathBuf,
    /// The whole platform in one process.
    pub local: PathBuf,
}

impl Programs {
    /// The programs that cargo built into one folder.
    pub fn beside(folder: &Path) -> Self {
        Self {
            breaches: folder.join("breaches"),
            gateway: folder.join("gateway"),
            local: folder.join("local"),
        }
    }
}

/// A process that serves.
pub(super) struct Serving {
    pub(super) url: String,
    pub(super) family: Family,
    pub(super) ready_after: Duration,
    _child: Child,
}

impl Serving {
    /// Starts `program` on an address of its own, which it is told in the variable `address`, and waits until its
    /// health is good. Its log goes into a file of `data`, called after the program.
    pub(super) async fn start(
        program: &Path,
        arguments: &[&str],
        address: &str,
        environment: &[(String, String)],
        data: &Path,
    ) -> Self {
        let at = own_address();
        let name = program.file_name().expect("a program is a file");
        let log = data.join(name).with_extension("log");
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(environment.iter().cloned()).env(address, at.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let start = Instant::now();
        let mut child = spawn(command);
        let (url, family) = (format!("http://{at}"), Family(child.id().expect("it was not awaited")));
        let serves = timeout(PATIENCE, serves(&url));
        tokio::select! {
            serves = serves => serves.unwrap_or_else(|_| panic!("{} does not serve", program.display())),
            _ = child.wait() => panic!("{} ended: {}", program.display(), fs::read_to_string(&log).unwrap()),
        }
        Self { url, family, ready_after: start.elapsed(), _child: child }
    }
}

/// Measures the whole platform in one process, as it starts with nothing in it.
pub(super) async fn local(programs: &Programs) -> ProcessRow {
    let data = folder();
    let mut command = Command::new(&programs.local);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("CONCORDAT_DATA_DIR", data.path());
    command.env("CONCORDAT_GATEWAY_ADDR", "127.0.0.1:0").env("CONCORDAT_ISSUER_ADDR", "127.0.0.1:0");
    command.env("CONCORDAT_SAMPLES", "off").stdin(Stdio::null()).stdout(Stdio::piped());
    let start = Instant::now();
    let mut child = spawn(command);
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let ready = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.starts_with("concordat is ready: ") {
                return;
            }
        }
        panic!("{} ended", programs.local.display());
    };
    timeout(PATIENCE, ready).await.expect("the platform starts");
    let ready_after = start.elapsed();
    let id = child.id().expect("it was not awaited");
    // Without its children, which are PostgreSQL's.
    let idle = usage::memory(id);
    let stopped = Command::new("kill").args(["-TERM", &id.to_string()]).status().await.unwrap();
    assert!(stopped.success());
    child.wait().await.unwrap();
    ProcessRow {
        name: "local: all of it but PostgreSQL in one, from nothing",
        ready_after,
        idle,
        after: None,
    }
}

/// A folder that PostgreSQL's user may enter, too.
pub(super) fn folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("concordat-measure-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
        .unwrap()
}

fn spawn(mut command: Command) -> Child {
    let program = command.as_std().get_program().to_owned();
    let child = command.kill_on_drop(true).spawn();
    child.unwrap_or_else(|error| panic!("cannot run {}: {error}", program.display()))
}

async fn serves(url: &str) {
    let (mut looks, health) = (interval(LOOK), Question::empty(HEALTH));
    while Wire::to(url).asks(&health).await.ok().as_deref() != Some(&SERVING) {
        looks.tick().await;
    }
}

/// An address that no other process uses: all of 127/8 is this machine's, and process ids fit into it.
fn own_address() -> SocketAddr {
    static PORT: AtomicU16 = AtomicU16::new(9_100);
    let [_, a, b, c] = process::id().to_be_bytes();
    SocketAddr::from((Ipv4Addr::new(127, a, b, c), PORT.fetch_add(1, Ordering::Relaxed)))
}
