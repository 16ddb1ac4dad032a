//! How commitments stand, worked out of evidence and views whenever it is asked.

mod model;
mod service;
pub(crate) mod store;

pub(crate) use model::{Counts, stands};
pub(crate) use service::StandingHandlers;
