//! Links that calendar programs follow: made by somebody, revocable, and with no content but titles and days.

mod asks;
mod model;
mod service;
mod store;

pub(crate) use service::FeedHandlers;
