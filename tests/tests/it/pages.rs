//! The pages as browsers without scripts meet them: who gets in and how, and what everybody is answered.

mod front;
mod html;
pub(crate) mod places;

mod about;
mod answers;
mod away;
mod back_channel;
mod between;
mod crawl;
mod forged;
mod recent;
mod sessions;
mod sign_in;
mod walk;
