//! What tests of a service stand on: a database of their own, permits from keys of their own, people who call the
//! service in the wire form, through every layer but the network, and plans of its lists.
//!
//! Tests need a PostgreSQL cluster that they may make databases and roles in: `cargo xtask test` starts one and says
//! where in `CONCORDAT_TEST_POSTGRES`.

mod database;
mod gate;
mod plans;
mod world;

pub use database::{TestDb, pool};
pub use gate::{open_for, open_for_two, shut};
pub use plans::{Asker, List, Order, Plans};
pub use world::{Person, Refusal, Settled, World, calendar, details, directory, id, reason};
