//! Why there is no platform, in words for whoever wanted one.

use std::{fmt::Display, net::SocketAddr};

/// Why the platform did not start, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else listens where the platform should.
    #[error(
        "port {} is in use: stop what listens on {address}, or set {variable} to another address",
        address.port()
    )]
    PortInUse {
        /// Where.
        address: SocketAddr,
        /// The variable that chooses another address.
        variable: &'static str,
    },
    /// A part failed.
    #[error("{part}: {problem}")]
    Part {
        /// Its name.
        part: &'static str,
        /// What went wrong.
        problem: String,
    },
}

impl Error {
    /// Says what went wrong with a part.
    pub(crate) fn of(part: &'static str, problem: impl Display) -> Self {
        Self::Part { part, problem: problem.to_string() }
    }
}
