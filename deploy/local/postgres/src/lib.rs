//! A private PostgreSQL cluster, for a local run and for tests: made where it is asked for, reached on loopback only,
//! gone when its owner is.
//!
//! It stands on PostgreSQL 15 or later as Debian packages it (installed when missing, if we are root). The server
//! listens on 127.0.0.1, where roles log in with a password (SCRAM-SHA-256), and on a socket in a folder that only its
//! own user may enter, through which the superuser comes.
//!
//! PostgreSQL refuses to run as root. A root process runs it as user `postgres`, who must be able to enter every
//! parent of the directory. Where that is not so (a clone under `/root`, which is closed to all), the cluster is kept
//! under `/var/lib/concordat` instead, a line on standard error says so, and a link stands in the directory's place.
//!
//! Everything here blocks: from asynchronous code, call it on a thread for blocking work.

mod account;
mod binaries;
mod error;
mod home;
mod process;
mod server;

pub use error::Error;
pub use server::{SERVICE_PASSWORD, Server};

use account::Account;
use binaries::Binaries;
use home::Home;
use process::Process;
use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    ops::Deref,
    path::{Path, PathBuf},
};

/// How often another port is tried when somebody takes the one that was free a moment ago.
const PORT_TRIES: usize = 5;

/// Where a cluster lives and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory for the data, the server's log, its socket and the file `port`. Made if need be.
    pub directory: PathBuf,
    /// Whether what was committed must survive a crash. If not, nothing waits for the disk: for tests.
    pub durable: bool,
    /// The port on 127.0.0.1, or `None` for any that is free.
    pub port: Option<u16>,
}

/// A running cluster that this process owns. Dropping it stops the server and waits for its end; if the process is
/// killed, the server ends too, or at the latest when the next owner starts.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    process: Process,
    home: Home,
}

impl Cluster {
    /// Starts the cluster, having made it first if the directory holds none, and waits until it serves. Returns
    /// [`Error::InUse`] if a live process owns it; what a dead owner left running is stopped.
    pub fn start(settings: &Settings) -> Result<Self, Error> {
        // First of all: the package brings the user.
        Binaries::find_or_install(account::is_root()?)?;
        let account = Account::choose()?;
        let home = Home::claim(&settings.directory, &account)?;
        let data = home.data();
        let binaries = Binaries::for_data(&data)?;
        if !data.exists() {
            initialise(&binaries, &account, &home, settings.durable)?;
        }
        process::stop_leftovers(&binaries, &account, &data)?;
        let sockets = home::sockets(home.directory());
        home::renew(&sockets, &account)?;
        for _ in 0..PORT_TRIES {
            let port = free_port(settings.port)?;
            let options = options(settings, &sockets, port);
            let Some(process) = Process::start(&binaries, &account, &home, &options)? else { continue };
            let cluster = Self { server: Server { binaries, account, sockets, port }, process, home };
            let file = home::port_file(cluster.directory());
            fs::write(&file, format!("{port}\n")).map_err(Error::io(format!("write {}", file.display())))?;
            return Ok(cluster);
        }
        Err(Error::PortInUse(settings.port.unwrap_or_default()))
    }

    /// The directory in which the cluster is kept, which may not be the one asked for.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.home.directory()
    }

    /// Says whether the server has ended, which it does not by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.process.has_ended()
    }

    /// Stops the server and waits for its end. Connections are closed, open transactions rolled back.
    pub fn stop(self) -> Result<(), Error> {
        self.shut_down()
    }

    fn shut_down(&self) -> Result<(), Error> {
        // Whoever looks for the cluster is told at once; what cannot be removed is renewed by the next start.
        let _ = fs::remove_file(home::port_file(self.home.directory()));
        self.process.stop(&self.server.binaries, &self.server.account, &self.home.data())?;
        let _ = home::remove(&self.server.sockets);
        Ok(())
    }
}

impl Deref for Cluster {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nobody to tell; the next start ends what is left.
        let _ = self.shut_down();
    }
}

/// Makes the data directory beside its place and moves it there, so that an interrupted start leaves no half of one.
fn initialise(binaries: &Binaries, account: &Account, home: &Home, durable: bool) -> Result<(), Error> {
    let unfinished = home.directory().join("data.unfinished");
    home::renew(&unfinished, account)?;
    let mut initdb = account.command(binaries.program("initdb"));
    initdb.args([
        "--username=postgres",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--data-checksums",
    ]);
    initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]);
    if !durable {
        initdb.arg("--no-sync");
    }
    initdb.arg("--pgdata").arg(&unfinished);
    account::run(initdb)?;
    let data = home.data();
    fs::rename(&unfinished, &data).map_err(Error::io(format!("create {}", data.display())))
}

fn options(settings: &Settings, sockets: &Path, port: u16) -> Vec<String> {
    let mut options = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        // A list; quoted, it is one folder whatever its name.
        format!("unix_socket_directories=\"{}\"", sockets.display()),
        "unix_socket_permissions=0700".to_owned(),
        "max_connections=200".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
    ];
    if !settings.durable {
        options.extend(["fsync", "synchronous_commit", "full_page_writes"].map(|name| format!("{name}=off")));
    }
    options
}

fn free_port(fixed: Option<u16>) -> Result<u16, Error> {
    let asked = fixed.unwrap_or_default();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked)).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Error::PortInUse(asked),
        _ => Error::io(format!("listen on 127.0.0.1:{asked}"))(error),
    })?;
    let address = listener.local_addr().map_err(Error::io("ask for a free port"))?;
    Ok(address.port())
}
