//! The breaches service over real PostgreSQL, as the serving role, through every layer but the network.

#![expect(
    clippy::unwrap_used,
    clippy::large_futures,
    clippy::needless_update,
    clippy::unnecessary_wraps,
    reason = "tests, and the people who act in them: they fail loudly, and read from top to bottom"
)]

mod actions;
mod actors;
mod assessment;
mod cases;
mod clock;
mod exchange;
mod export;
mod fences;
mod follow_up;
mod guards;
mod harm;
mod inbox;
mod lifecycle;
mod lists;
mod machine;
mod major;
mod notification;
mod offers;
mod plans;
mod pointers;
mod process;
mod register;
mod reminders;
mod repeats;
