//! PostgreSQL's programs: found, or installed where that is ours to do.

use crate::{Error, account};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest major version that serves: the one whose `public` schema is closed to everyone but its owner.
pub(crate) const OLDEST: u32 = 15;
/// Where Debian keeps one folder for each major version.
const DEBIAN: &str = "/usr/lib/postgresql";
const APT_GET: &str = "/usr/bin/apt-get";
/// Read by Debian's installer, which would otherwise create and start a cluster of its own on port 5432.
const NO_MAIN_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/concordat.conf";
const NEEDED: [&str; 4] = ["initdb", "pg_ctl", "postgres", "psql"];

/// One installed version's programs.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    folder: PathBuf,
    version: u32,
}

impl Binaries {
    /// Finds the newest version that serves. Where there is none, a root process with `apt-get` installs Debian's,
    /// having said so on standard error.
    pub(crate) fn find_or_install(root: bool) -> Result<Self, Error> {
        if let Some(found) = Self::newest() {
            return Ok(found);
        }
        if !root || !Path::new(APT_GET).exists() {
            return Err(Error::NotInstalled { attempt: None });
        }
        eprintln!("installing PostgreSQL with apt-get");
        let attempt = install().err().map(|error| error.to_string());
        Self::newest().ok_or(Error::NotInstalled { attempt })
    }

    /// Finds the version that wrote `data`, or the newest that serves if there are none.
    pub(crate) fn for_data(data: &Path) -> Result<Self, Error> {
        let Ok(version) = fs::read_to_string(data.join("PG_VERSION")) else {
            return Self::newest().ok_or(Error::NotInstalled { attempt: None });
        };
        let version = version.trim().parse().unwrap_or_default();
        let missing = Error::OtherVersion { version, data: data.to_owned() };
        installed().into_iter().find(|found| found.version == version).ok_or(missing)
    }

    fn newest() -> Option<Self> {
        installed().into_iter().filter(|found| found.version >= OLDEST).max_by_key(|found| found.version)
    }

    /// Names a program by its full path.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Lists the versions that are here with all their programs (a client's package brings some of them only).
fn installed() -> Vec<Binaries> {
    let folders = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let debian = folders.filter_map(|folder| {
        let version = folder.file_name().to_str()?.parse().ok()?;
        Some(Binaries { folder: folder.path().join("bin"), version })
    });
    let whole = |found: &Binaries| NEEDED.iter().all(|name| found.program(name).is_file());
    debian.chain(elsewhere()).filter(whole).collect()
}

/// Asks the `pg_config` of an installation that is not Debian's.
fn elsewhere() -> Option<Binaries> {
    let ask = |option| {
        let output = Command::new("pg_config").arg(option).output().ok()?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    // Such as `PostgreSQL 15.14 (Debian 15.14-0+deb12u1)`.
    let version = ask("--version")?.split([' ', '.']).nth(1)?.parse().ok()?;
    Some(Binaries { folder: ask("--bindir")?.into(), version })
}

fn install() -> Result<(), Error> {
    let policy = Path::new(NO_MAIN_CLUSTER);
    let folder = policy.parent().unwrap_or(policy);
    fs::create_dir_all(folder).map_err(Error::io(format!("create {}", folder.display())))?;
    fs::write(policy, "create_main_cluster = false\n")
        .map_err(Error::io(format!("write {NO_MAIN_CLUSTER}")))?;
    let installed = apt_get(&["update"])
        .and_then(|()| apt_get(&["install", "--yes", "--no-install-recommends", "postgresql"]));
    fs::remove_file(policy).map_err(Error::io(format!("remove {NO_MAIN_CLUSTER}")))?;
    installed
}

fn apt_get(arguments: &[&str]) -> Result<(), Error> {
    let mut command = Command::new(APT_GET);
    command.arg("--quiet").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    account::run(command).map(drop)
}
