//! What an organisation plans so that a commitment is kept: who does what by when, and how far it has come.

mod asks;
mod model;
mod service;
pub(crate) mod store;

pub(crate) use model::Plan;
pub(crate) use service::PlanHandlers;

/// The collection that plans are named in.
pub(crate) const PLANS: &str = "plans";
