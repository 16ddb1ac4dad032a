//! Meetings of boards, as whoever keeps them does, and what others know of them: invitations, each an exchange with one
//! organisation. `model` is what may happen to a meeting, `invitation` what may happen to an invitation.

mod asks;
mod invitation;
mod model;
mod service;
mod store;

pub(crate) use invitation::Invitation;
pub(crate) use model::Meeting;
pub(crate) use service::MeetingHandlers;
pub(crate) use store::{Held, attended};
