//! The server's process: started, awaited, stopped.

use crate::{Account, Binaries, Error, account, home::Home};
use std::{
    fs::{self, File},
    io,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

/// The longest that a server may take to serve, recovery from a crash included.
const START_LIMIT: Duration = Duration::from_mins(2);
/// The longest that a server may take to disconnect everyone and write what it holds, in seconds.
const STOP_LIMIT_SECONDS: &str = "60";
/// How long what a killed owner left running may take to end.
const LEFTOVER_LIMIT: Duration = Duration::from_secs(30);
/// How often a state is looked at that the server tells nobody about.
const POLL: Duration = Duration::from_millis(20);
const LOG_TAIL_LINES: usize = 10;
const SETPRIV: &str = "/usr/bin/setpriv";

/// A postmaster that we started.
#[derive(Debug)]
pub(crate) struct Process {
    id: u32,
    ended: Mutex<Receiver<()>>,
}

impl Process {
    /// Starts the server on `home`'s data with `settings` and waits until it serves. Returns `None` if the port was
    /// taken in the meantime.
    pub(crate) fn start(
        binaries: &Binaries,
        account: &Account,
        home: &Home,
        settings: &[String],
    ) -> Result<Option<Self>, Error> {
        let path = home.log();
        let log = File::create(&path).map_err(Error::io(format!("create {}", path.display())))?;
        let also = log.try_clone().map_err(Error::io(format!("share {}", path.display())))?;
        let mut command = dies_with_us(account, &binaries.program("postgres"));
        command.arg("-D").arg(home.data()).args(settings.iter().flat_map(|setting| ["-c", setting]));
        // A process group of its own: an interrupt from the terminal is for us, who stop it when nobody needs it.
        command.stdin(Stdio::null()).stdout(log).stderr(also).process_group(0);
        let process = Self::spawn(command)?;
        match process.wait_until_serving(&home.data()) {
            Ok(()) => Ok(Some(process)),
            Err(_) if tail(&path).contains("Address already in use") => Ok(None),
            Err(what) => {
                process.stop(binaries, account, &home.data())?;
                Err(Error::NotServing { what: what.into(), tail: tail(&path), log: path })
            }
        }
    }

    /// Spawns from a thread that lives as long as the child: the kernel's signal to the child is due when the
    /// *thread* that started it ends.
    fn spawn(mut command: Command) -> Result<Self, Error> {
        let (tell_id, id) = mpsc::channel();
        let (lives, ended) = mpsc::channel();
        thread::spawn(move || {
            let child = command.spawn();
            let _ = tell_id.send(child.as_ref().map(std::process::Child::id).map_err(io::Error::kind));
            let _ = child.and_then(|mut child| child.wait());
            // Nothing is ever sent: that nobody can any longer says that it has ended, and goes on saying so.
            drop(lives);
        });
        let id = id.recv().unwrap_or(Err(io::ErrorKind::Other));
        let id = id.map_err(|kind| Error::io("start postgres")(kind.into()))?;
        Ok(Self { id, ended: Mutex::new(ended) })
    }

    fn wait_until_serving(&self, data: &Path) -> Result<(), &'static str> {
        let limit = Instant::now() + START_LIMIT;
        while Instant::now() < limit {
            // The server writes its state where pg_ctl looks for it too: the eighth line, beneath its process id.
            let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            let mut lines = state.lines().map(str::trim);
            if lines.next() == Some(&self.id.to_string()) && lines.nth(6) == Some("ready") {
                return Ok(());
            }
            if self.ends_within(POLL) {
                return Err("ended while it started");
            }
        }
        Err("did not serve in time")
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ends_within(Duration::ZERO)
    }

    fn ends_within(&self, limit: Duration) -> bool {
        self.ended().recv_timeout(limit) == Err(RecvTimeoutError::Disconnected)
    }

    fn ended(&self) -> MutexGuard<'_, Receiver<()>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the server, unless it has ended already, and waits for its end. Connections are closed, open
    /// transactions rolled back.
    pub(crate) fn stop(&self, binaries: &Binaries, account: &Account, data: &Path) -> Result<(), Error> {
        if self.has_ended() {
            return Ok(());
        }
        let stopped = stop(binaries, account, data);
        if stopped.is_err() && self.has_ended() {
            return Ok(());
        }
        // The file that pg_ctl waits for goes a moment before the process does.
        if stopped.is_ok() {
            let _ = self.ended().recv();
        }
        stopped
    }
}

/// Ends whatever a killed owner left running on `data`, at once: the next server recovers what was committed.
pub(crate) fn stop_leftovers(binaries: &Binaries, account: &Account, data: &Path) -> Result<(), Error> {
    let lock = data.join("postmaster.pid");
    let limit = Instant::now() + LEFTOVER_LIMIT;
    loop {
        let left = serving(data);
        if left.is_empty() {
            break;
        }
        if Instant::now() > limit {
            return Err(Error::InUse { directory: data.to_owned(), owner: left.join(", ") });
        }
        for id in left {
            let mut kill = account.command(binaries.program("pg_ctl"));
            kill.args(["kill", "QUIT", &id]);
            // Refused if the process has just ended of itself, as it should once its server is gone.
            let _ = account::run(kill);
        }
        thread::sleep(POLL);
    }
    // Left alone, the server would take any process of its user's for its predecessor that has the number by now.
    match fs::remove_file(&lock) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("remove {}", lock.display()))(error))
        }
        _ => Ok(()),
    }
}

fn stop(binaries: &Binaries, account: &Account, data: &Path) -> Result<(), Error> {
    let stop = |mode| {
        let mut command = account.command(binaries.program("pg_ctl"));
        command.args(["stop", "--silent", "--wait", "--timeout", STOP_LIMIT_SECONDS, "--mode", mode]);
        command.arg("--pgdata").arg(data);
        account::run(command).map(drop)
    };
    stop("fast").or_else(|_| stop("immediate"))
}

/// Lists the processes of PostgreSQL that work in `data`, as a server and its children do. (Somebody's shell may, too.)
fn serving(data: &Path) -> Vec<String> {
    let link = |process: &fs::DirEntry, name| fs::read_link(process.path().join(name)).unwrap_or_default();
    let serves = |process: &fs::DirEntry| {
        link(process, "cwd") == data
            && link(process, "exe").file_name().is_some_and(|name| name == "postgres")
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().filter(serves);
    processes.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}

/// Prepares to run `program` so that it ends when we are killed: by an interrupt, which disconnects clients, unlike
/// the usual signal to terminate. Without util-linux it is left behind, and the next start ends it.
fn dies_with_us(account: &Account, program: &Path) -> Command {
    if !Path::new(SETPRIV).exists() {
        return account.command(program);
    }
    let mut command = account.command(SETPRIV);
    command.args(["--pdeathsig", "INT", "--"]).arg(program);
    command
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::serving;
    use crate::{Account, Binaries, Cluster, Settings, home};
    use std::{
        fs,
        io::Read as _,
        path::PathBuf,
        process::{Command, Stdio},
    };

    /// A directory whose cluster has been made, used and stopped.
    struct Used(Settings);

    impl Used {
        fn new(test: &str) -> Self {
            let directory = std::env::temp_dir().join(format!("cluster-{test}-{}", std::process::id()));
            let settings = Settings { directory, durable: true, port: None };
            let cluster = Cluster::start(&settings).unwrap();
            cluster.psql("postgres", "CREATE TABLE kept AS SELECT 'committed' AS word").unwrap();
            Self(settings)
        }

        fn data(&self) -> PathBuf {
            self.0.directory.join("data")
        }

        fn serves_again(&self) {
            let cluster = Cluster::start(&self.0).unwrap();
            assert_eq!(cluster.psql("postgres", "SELECT word FROM kept").unwrap(), "committed");
        }
    }

    impl Drop for Used {
        fn drop(&mut self) {
            let _ = home::remove(&self.0.directory);
        }
    }

    fn program(used: &Used, name: &str) -> Command {
        let binaries = Binaries::for_data(&used.data()).unwrap();
        Account::choose().unwrap().command(binaries.program(name))
    }

    #[test]
    fn an_orphaned_server_is_stopped_and_its_data_are_served_again() {
        let used = Used::new("orphan");
        let mut orphan = program(&used, "pg_ctl");
        let options = "-c listen_addresses= -c unix_socket_directories=.";
        orphan.args(["start", "--silent", "--wait", "--log=/dev/null", "--options", options, "--pgdata"]);
        orphan.arg(used.data()).stdout(Stdio::null());
        assert!(orphan.status().unwrap().success());
        assert!(!serving(&used.data()).is_empty());
        used.serves_again();
        assert!(serving(&used.data()).is_empty());
    }

    #[test]
    fn a_backend_without_its_server_is_ended_before_the_next_starts() {
        let used = Used::new("backend");
        let mut backend = program(&used, "postgres");
        backend.arg("--single").arg("-D").arg(used.data()).arg("postgres");
        let mut backend = backend.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut prompt = [0; "\nPostgreSQL stand-alone backend".len()];
        backend.stdout.as_mut().unwrap().read_exact(&mut prompt).unwrap();
        assert_eq!(serving(&used.data()), [backend.id().to_string()]);
        used.serves_again();
        assert!(!backend.wait().unwrap().success());
    }

    #[test]
    fn a_stranger_that_was_given_the_killed_server_s_number_is_left_alone() {
        let used = Used::new("stranger");
        let mut stranger = Account::choose().unwrap().command("/usr/bin/sleep");
        let mut stranger = stranger.arg("600").current_dir(used.data()).spawn().unwrap();
        fs::write(used.data().join("postmaster.pid"), format!("{}\n", stranger.id())).unwrap();
        used.serves_again();
        assert!(stranger.try_wait().unwrap().is_none());
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }
}
