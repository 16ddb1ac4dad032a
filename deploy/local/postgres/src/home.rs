//! Where a cluster lives, and who owns it.

use crate::{Account, Error};
use std::{
    fs::{self, File, Permissions, TryLockError},
    io::{ErrorKind, Write as _},
    os::unix::{
        ffi::OsStrExt as _,
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
    },
    path::{Path, PathBuf},
};

/// Where a cluster goes whose directory user `postgres` cannot reach, such as a clone under `/root`.
const ELSEWHERE: &str = "/var/lib/concordat";
/// The most that a UNIX socket's path may measure in bytes (`sun_path`, less its final zero).
const SOCKET_PATH_LIMIT: usize = 107;
const LONGEST_SOCKET_NAME: &str = "/.s.PGSQL.65535";

/// A cluster's directory, held by this process alone for as long as the value lives.
#[derive(Debug)]
pub(crate) struct Home {
    directory: PathBuf,
    lock: File,
}

impl Home {
    /// Takes hold of the directory `requested`, or of the one that stands in for it.
    pub(crate) fn claim(requested: &Path, account: &Account) -> Result<Self, Error> {
        let place = Place::choose(requested, account)?;
        let directory = place.directory;
        open_to_all(&directory)?;
        let file = directory.join("lock");
        let what = || format!("lock {}", file.display());
        let mut lock = File::options().create(true).append(true).open(&file).map_err(Error::io(what()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let owner = fs::read_to_string(&file).unwrap_or_default().trim().to_owned();
                return Err(Error::InUse { directory, owner });
            }
            Err(TryLockError::Error(source)) => return Err(Error::Io { what: what(), source }),
        }
        lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id())).map_err(Error::io(what()))?;
        let home = Self { directory, lock };
        if let Some(link) = place.link_from {
            remove(&home.data())?;
            let what = format!("link {} to {}", link.display(), home.directory.display());
            symlink(&home.directory, &link).map_err(Error::io(what))?;
        }
        Ok(home)
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.directory.join("server.log")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Closing alone would leave the lock with a child that another thread is just starting.
        let _ = self.lock.unlock();
    }
}

struct Place {
    directory: PathBuf,
    /// Where to leave a link to the directory, when it stands in for another for the first time.
    link_from: Option<PathBuf>,
}

impl Place {
    /// Settles where the cluster lives. When that is elsewhere, a link in the requested place says so and stands for
    /// the data: if it is removed, the next start begins anew.
    fn choose(requested: &Path, account: &Account) -> Result<Self, Error> {
        let absolute =
            std::path::absolute(requested).map_err(Error::io(format!("find {}", requested.display())))?;
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            let source = ErrorKind::InvalidInput.into();
            return Err(Error::Io { what: format!("keep a cluster in {}", absolute.display()), source });
        };
        let what = || format!("create {}", parent.display());
        fs::create_dir_all(parent).map_err(Error::io(what()))?;
        let wanted = parent.canonicalize().map_err(Error::io(what()))?.join(name);
        let barred_by = if account.switches() { account.barred_by(&wanted)? } else { None };
        let Some(parent) = barred_by else {
            return Ok(Self { directory: wanted.canonicalize().unwrap_or(wanted), link_from: None });
        };
        let parent = parent.to_owned();
        let directory = Path::new(ELSEWHERE).join(digest(&wanted));
        eprintln!(
            "user postgres cannot enter {}: the database is in {}",
            parent.display(),
            directory.display()
        );
        match wanted.read_link() {
            Ok(target) if target == directory => Ok(Self { directory, link_from: None }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                open_to_all(Path::new(ELSEWHERE))?;
                Ok(Self { directory, link_from: Some(wanted) })
            }
            _ => Err(Error::NotTraversable { parent, directory: wanted }),
        }
    }
}

/// Chooses the folder for the server's socket: inside `directory`, unless its path would then be too long.
pub(crate) fn sockets(directory: &Path) -> PathBuf {
    let inside = directory.join("run");
    if inside.as_os_str().len() + LONGEST_SOCKET_NAME.len() <= SOCKET_PATH_LIMIT {
        return inside;
    }
    Path::new("/tmp").join(format!("concordat-{}", digest(directory)))
}

/// Names the file that tells other processes the port.
pub(crate) fn port_file(directory: &Path) -> PathBuf {
    directory.join("port")
}

/// Makes `folder` anew, as the server's alone. In `/tmp` somebody else may have been there first: then it is refused.
pub(crate) fn renew(folder: &Path, account: &Account) -> Result<(), Error> {
    remove(folder)?;
    fs::create_dir(folder).map_err(Error::io(format!("create {}", folder.display())))?;
    account.own_folder(folder)
}

/// Removes `folder` and all in it, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::io(format!("remove {}", folder.display()))(error))
        }
        _ => Ok(()),
    }
}

fn open_to_all(folder: &Path) -> Result<(), Error> {
    let what = || format!("create {}", folder.display());
    fs::create_dir_all(folder).map_err(Error::io(what()))?;
    let mode = fs::metadata(folder).map_err(Error::io(what()))?.mode();
    if mode & 0o111 == 0o111 {
        return Ok(());
    }
    fs::set_permissions(folder, Permissions::from_mode(0o755)).map_err(Error::io(what()))
}

/// Shortens a path to 16 hexadecimal digits (FNV-1a): the same in every build, unlike the standard library's hashes.
fn digest(path: &Path) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::{SOCKET_PATH_LIMIT, digest, sockets};
    use std::path::{Path, PathBuf};

    #[test]
    fn a_path_always_shortens_to_the_same_digits() {
        // Published test vectors of 64-bit FNV-1a.
        assert_eq!(digest(Path::new("")), "cbf29ce484222325");
        assert_eq!(digest(Path::new("foobar")), "85944171f73967e8");
    }

    #[test]
    fn sockets_stay_inside_as_long_as_every_port_fits() {
        let of_length = |length: usize| PathBuf::from(format!("/{}", "d".repeat(length - 1)));
        let longest = SOCKET_PATH_LIMIT - "/run/.s.PGSQL.65535".len();
        assert!(sockets(&of_length(longest)).starts_with(of_length(longest)));
        assert!(sockets(&of_length(longest + 1)).starts_with("/tmp"));
    }
}
