//! What boards are presented with: sealed copies of how commitments stand and of what is planned, that one person prepares and
//! another presents; what a board asks of it, and what it is told.

mod asks;
mod content;
mod model;
mod service;
mod store;

pub(crate) use model::{Pack, body_of};
pub(crate) use service::PackHandlers;
