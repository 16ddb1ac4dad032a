//! How each party sees the commitments: a view that one person of it drafts and another issues, and the sealed copies of it that
//! others have.

mod asks;
mod model;
mod service;
pub(crate) mod store;

pub(crate) use model::{Assessment, listed};
pub(crate) use service::AssessmentHandlers;
