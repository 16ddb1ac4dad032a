//! What can go wrong with a private cluster, and what to do about it.

use crate::binaries::OLDEST;
use std::{fmt, io, path::PathBuf};

/// Why a cluster could not be started, reached or stopped. Each text says what failed, where, and what to do.
#[derive(Debug)]
pub enum Error {
    /// No usable PostgreSQL is on this machine, and none could be installed.
    NotInstalled {
        /// What the package manager said, if it was asked.
        attempt: Option<String>,
    },
    /// The data are another major version's, which is not on this machine.
    OtherVersion {
        /// The version that wrote them.
        version: u32,
        /// Where they are.
        data: PathBuf,
    },
    /// A root process found no user to run the server as, which refuses to run as root.
    NoAccount,
    /// The server's user cannot reach the directory, and data that are there already cannot be moved.
    NotTraversable {
        /// The parent that is closed to the user.
        parent: PathBuf,
        /// The directory asked for.
        directory: PathBuf,
    },
    /// Another live process owns the cluster.
    InUse {
        /// The cluster's directory.
        directory: PathBuf,
        /// The owner's process id, as it wrote it.
        owner: String,
    },
    /// The fixed port is taken on 127.0.0.1.
    PortInUse(u16),
    /// No running cluster has left its port here.
    NotRunning(PathBuf),
    /// A service's name that is not a lower-case SQL identifier of at most 40 characters.
    Name(String),
    /// The server did not come up, or did not go down, in time.
    NotServing {
        /// What happened instead.
        what: String,
        /// The server's log.
        log: PathBuf,
        /// The last lines of it.
        tail: String,
    },
    /// One of PostgreSQL's programs failed.
    Program {
        /// The program's name.
        name: String,
        /// What it wrote to standard error.
        said: String,
    },
    /// The operating system refused.
    Io {
        /// What was being done, and where.
        what: String,
        /// The refusal.
        source: io::Error,
    },
}

impl Error {
    /// Wraps an input or output error in what was being done.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what: what.into(), source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled { attempt } => {
                write!(f, "PostgreSQL {OLDEST} or later is not installed: run `apt-get install postgresql`")?;
                attempt.iter().try_for_each(|said| write!(f, " (tried, and it said: {said})"))
            }
            Self::OtherVersion { version, data } => write!(
                f,
                "{} was written by PostgreSQL {version}, which is not installed: install it, or remove the folder",
                data.display()
            ),
            Self::NoAccount => write!(
                f,
                "the server does not run as root and there is no user postgres: run `adduser --system --group postgres`"
            ),
            Self::NotTraversable { parent, directory } => write!(
                f,
                "user postgres cannot enter {}, so the data in {} cannot be served: run `chmod o+x {0}`",
                parent.display(),
                directory.display()
            ),
            Self::InUse { directory, owner } => {
                write!(f, "{} is in use by process {owner}: stop that first", directory.display())
            }
            Self::PortInUse(port) => {
                write!(
                    f,
                    "port {port} on 127.0.0.1 is in use: stop what listens there, or choose another port"
                )
            }
            Self::NotRunning(directory) => {
                write!(f, "no cluster runs in {}: start it first", directory.display())
            }
            Self::Name(name) => write!(
                f,
                "`{name}` cannot name a service: use at most 40 lower-case letters, digits and underscores"
            ),
            Self::NotServing { what, log, tail } => {
                write!(f, "PostgreSQL {what}; the end of {} says:\n{tail}", log.display())
            }
            Self::Program { name, said } => write!(f, "{name} failed: {said}"),
            Self::Io { what, source } => write!(f, "could not {what}: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
