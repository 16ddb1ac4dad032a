//! Evidence that commitments are kept: drafted by whoever owes it, submitted, and accepted or returned by somebody else.

mod asks;
mod model;
mod service;

pub(crate) use asks::period;
pub(crate) use model::{Evidence, seal};
pub(crate) use service::EvidenceHandlers;
