//! The commitments service over real PostgreSQL, as the serving role, through every layer but the network.

#![expect(
    clippy::unwrap_used,
    reason = "tests, and the people who act in them: they fail loudly, and read from top to bottom"
)]

mod actors;
mod amendments;
mod appointments;
mod attendance;
mod calendar;
mod desk;
mod disclosures;
mod entered;
mod evidence;
mod feeds;
mod fences;
mod meeting_papers;
mod meetings;
mod pack_contents;
mod packs;
mod planning;
mod plans;
mod process;
mod register;
mod reminders;
mod views;
mod year;
