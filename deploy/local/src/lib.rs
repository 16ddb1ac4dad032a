//! The whole platform in one process on loopback: a private PostgreSQL, every service, the gateway and a development
//! identity provider, run by the code that runs them in production.
//!
//! [`Platform`] is that, for whoever starts one: the binary ([`main`]), and tests. [`Files`] are the files that its
//! parts read; a service that runs as a process of its own reads the same.

mod databases;
mod error;
mod files;
pub mod issuer;
mod loopback;
mod parts;
mod platform;
mod process;
mod ready;
pub mod samples;

pub use databases::{Database, Databases, Role};
pub use error::Error;
pub use files::Files;
pub use loopback::{Loopback, NotLoopback};
pub use platform::{Options, Platform};
pub use process::{Settings, main};
