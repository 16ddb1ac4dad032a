//! Entity tags: a resource's version, as an opaque text that changes with every write.

use crate::Error;

/// The tag of a version.
#[must_use]
pub fn of(version: i64) -> String {
    format!("v{version}")
}

/// Refuses a mutation of a resource that changed since its caller read it.
///
/// # Errors
/// [`Error::Stale`] if `given` is not the tag of `version`.
pub fn check(given: &str, version: i64) -> Result<(), Error> {
    if given == of(version) { Ok(()) } else { Err(Error::Stale) }
}
