//! What every service of the platform stands on.
//!
//! The life of a call: [`permit::Verifier`] checks the permit's signature, [`permit::redeem`] trades the request for a
//! [`Permit`], [`Db`] trades the permit for a transaction, and [`WriteTx::commit`] ends it with a [`Record`].
//! [`Db::answer`] and [`Db::act`] are that life in one piece, for handlers.

pub mod call;
pub mod clock;
pub mod config;
pub mod database;
mod db;
pub mod deadline;
pub mod directory;
pub mod disclosure;
pub mod error;
pub mod etag;
pub mod exchange;
pub mod message;
mod name;
mod once;
mod page;
pub mod permit;
pub mod personal_data;
pub mod recent;
pub mod sdc;
pub mod seal;
pub mod serve;
pub mod service;
pub mod telemetry;
mod tx;
pub mod worker;

pub use call::{Answer, Ask, Asker, Target};
pub use clock::{Clock, Ids, SystemClock};
pub use db::{Begun, Db, Replay};
pub use directory::Directory;
pub use error::{Error, Fields, Violation};
pub use name::{Label, Name};
pub use once::Once;
pub use page::{Key, Page, Pages};
pub use permit::{Caller, Permit};
pub use tx::{Effect, ReadTx, Record, WriteTx};
