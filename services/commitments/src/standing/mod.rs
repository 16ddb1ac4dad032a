//! How commitments stand, worked out of evidence and views whenever it is asked.

mod model;
mod service;
mod store;

pub(crate) use service::StandingHandlers;
