//! The pages as browsers without scripts meet them: who gets in and how, and what everybody is answered.

mod front;
mod html;
mod places;

mod about;
mod answers;
mod away;
mod back_channel;
mod crawl;
mod forged;
mod recent;
mod sessions;
mod sign_in;
mod walk;
