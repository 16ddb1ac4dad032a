//! The user that the server and its tools run as.

use crate::Error;
use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::Command,
};

/// Ourselves, or the unprivileged user `postgres` when we are root.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The user and group to change to.
    switch: Option<(u32, u32)>,
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> Result<bool, Error> {
    let process = fs::metadata("/proc/self").map_err(Error::io("ask /proc/self who we are"))?;
    Ok(process.uid() == 0)
}

impl Account {
    /// Chooses the account for the server.
    pub(crate) fn choose() -> Result<Self, Error> {
        if !is_root()? {
            return Ok(Self { switch: None });
        }
        let users = fs::read_to_string("/etc/passwd").map_err(Error::io("read /etc/passwd"))?;
        Ok(Self { switch: Some(ids_of_postgres(&users).ok_or(Error::NoAccount)?) })
    }

    /// Whether the server runs as somebody else than we do.
    pub(crate) fn switches(&self) -> bool {
        self.switch.is_some()
    }

    /// Prepares to run `program` as this account, in the root directory (ours may be closed to it) and with none of
    /// our environment (`PGHOST` and its like would change what it does).
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").current_dir("/");
        if let Some((user, group)) = self.switch {
            command.uid(user).gid(group);
        }
        command
    }

    /// Creates `folder`, if need be, as this account's alone.
    pub(crate) fn own_folder(&self, folder: &Path) -> Result<(), Error> {
        let what = || format!("make {} the server's", folder.display());
        fs::create_dir_all(folder).map_err(Error::io(what()))?;
        if let Some((user, group)) = self.switch {
            chown(folder, Some(user), Some(group)).map_err(Error::io(what()))?;
        }
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(Error::io(what()))
    }

    /// Finds the topmost of the parents of `directory` that this account cannot enter.
    pub(crate) fn barred_by<'a>(&self, directory: &'a Path) -> Result<Option<&'a Path>, Error> {
        let mut parents: Vec<_> = directory.ancestors().skip(1).collect();
        parents.reverse();
        for parent in parents {
            let mut test = self.command("/usr/bin/test");
            test.arg("-x").arg(parent);
            if !test.status().map_err(Error::io("run /usr/bin/test"))?.success() {
                return Ok(Some(parent));
            }
        }
        Ok(None)
    }
}

/// Runs `command` to its end and returns what it wrote to standard output.
pub(crate) fn run(mut command: Command) -> Result<String, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(Error::io(format!("run {name}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Program { name, said })
}

fn ids_of_postgres(users: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut ids = line.split(':').skip(2).map(str::parse);
    Some((ids.next()?.ok()?, ids.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::ids_of_postgres;

    #[test]
    fn the_user_postgres_is_found_by_its_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:8::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(ids_of_postgres(users), Some((101, 104)));
        assert_eq!(ids_of_postgres("postgres2:x:7:8::/:/bin/sh\n"), None);
    }
}
