//! How to reach a running cluster.

use crate::{Account, Binaries, Error, home};
use std::{
    fmt::Write as _,
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
};

/// The password of every service's roles. Not a secret: the server listens on loopback only and holds made-up data.
pub const SERVICE_PASSWORD: &str = "local";

const LONGEST_NAME: usize = 40;

/// A running cluster, as its clients see it.
#[derive(Clone, Debug)]
pub struct Server {
    pub(crate) binaries: Binaries,
    pub(crate) account: Account,
    pub(crate) sockets: PathBuf,
    pub(crate) port: u16,
}

impl Server {
    /// Finds the cluster that another process started in `directory`.
    pub fn find(directory: &Path) -> Result<Self, Error> {
        let not_running = || Error::NotRunning(directory.to_owned());
        let directory = directory.canonicalize().map_err(|_| not_running())?;
        let port = fs::read_to_string(home::port_file(&directory)).map_err(|_| not_running())?;
        let port = port.trim().parse().map_err(|_| not_running())?;
        let binaries = Binaries::for_data(&directory.join("data"))?;
        Ok(Self { binaries, account: Account::choose()?, sockets: home::sockets(&directory), port })
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Writes the URL under which `role` reaches `database` over TCP.
    #[must_use]
    pub fn url(&self, role: &str, password: &str, database: &str) -> String {
        let [role, password, database] = [role, password, database].map(percent_encoded);
        format!("postgres://{role}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs SQL (or psql's own commands) in `database` as the superuser, stops at the first error, and returns the
    /// rows: one a line, columns separated by `|`.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, Error> {
        let mut psql = self.account.command(self.binaries.program("psql"));
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--file=-",
        ]);
        psql.args(["--username=postgres", "--dbname", database, "--port", &self.port.to_string()]);
        psql.arg("--host").arg(&self.sockets);
        psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = psql.spawn().map_err(Error::io("run psql"))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let mut rows = String::new();
        thread::scope(|scope| {
            // Beside the reading, as psql may answer before it has read all. What it would not read, it tells of.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(sql.as_bytes())));
            stdout.map(|mut stdout| stdout.read_to_string(&mut rows)).transpose()
        })
        .map_err(Error::io("read what psql prints"))?;
        let output = child.wait_with_output().map_err(Error::io("wait for psql"))?;
        if output.status.success() {
            return Ok(rows.trim_end().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Program { name: "psql".into(), said })
    }

    /// Makes sure that a service has its database and two roles, as in production: `<service>_owner`, which owns the
    /// database and bypasses row-level security (migrations only), and `<service>_app`, which owns nothing and is
    /// bound by it. Both log in with [`SERVICE_PASSWORD`]; nobody else may connect. Idempotent, also when several
    /// processes call it at once.
    pub fn ensure_service(&self, service: &str) -> Result<(), Error> {
        let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let named = service.starts_with(|c: char| c.is_ascii_lowercase())
            && service.len() <= LONGEST_NAME
            && service.chars().all(usual);
        if !named {
            return Err(Error::Name(service.to_owned()));
        }
        let sql = include_str!("service.sql").replace("{service}", service);
        self.psql("postgres", &sql).map(drop)
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn what_has_a_meaning_in_a_url_is_encoded() {
        assert_eq!(percent_encoded("a-Z_0.~"), "a-Z_0.~");
        assert_eq!(percent_encoded("p@ss:/é"), "p%40ss%3A%2F%C3%A9");
    }
}
