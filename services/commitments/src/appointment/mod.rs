//! Who is accountable: appointments to posts that somebody holds at all times, and the days on which nobody does. `vacancy` is what
//! follows from appointments, and `watch` says it without being asked.

mod asks;
mod model;
mod service;
mod store;
mod vacancy;
pub(crate) mod watch;

pub(crate) use model::Appointment;
pub(crate) use service::AppointmentHandlers;
pub(crate) use store::check;
