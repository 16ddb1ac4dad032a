//! The gateway between a toy issuer and a toy service, over real connections.

#![expect(clippy::unwrap_used, reason = "a test fails where it panics")]

mod caller;
mod issuer;
mod toy;
mod world;

mod calls;
mod grants;
mod keys;
mod life;
mod limits;
mod loading;
mod log;
mod own;
mod pages;
mod process;
mod public;
mod streams;
mod tokens;
mod upstreams;
