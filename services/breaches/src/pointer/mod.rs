//! Pointers: breaches of which nothing may be written here, whose clocks run all the same.

mod asks;
mod model;
mod service;
pub(crate) mod store;

pub(crate) use service::PointerHandlers;

/// The collection that pointers are named in.
pub(crate) const POINTERS: &str = "pointers";
