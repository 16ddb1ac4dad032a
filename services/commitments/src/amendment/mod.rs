//! Amendments of the register: each a new version of one commitment, proposed by one person and agreed by another, of the other
//! party wherever the meaning changes.

mod asks;
mod model;
mod service;

pub(crate) use model::Amendment;
pub(crate) use service::AmendmentHandlers;

/// Everybody in the organisations that amend may see what is proposed.
const NEED: &str = "org";
