//! The local platform, as its callers and whoever runs it meet it.

#![expect(clippy::unwrap_used, reason = "a test fails where it panics")]

mod caller;
mod library;
mod process;
mod samples;
mod terminal;
