//! The governance calendar: what is due again and again, when, and the records that it was done. `edition` is which duties there
//! are, `recurrence` when they fall due, `model` what may happen to a record, `reminders` who is told of what was not done.

mod asks;
mod edition;
mod model;
mod recurrence;
pub(crate) mod reminders;
mod service;
mod store;

pub use edition::Agenda;
pub(crate) use edition::KeptPost;
pub(crate) use model::Completion;
pub(crate) use service::CalendarHandlers;
