//! The breaches service over real PostgreSQL, as the serving role, through every layer but the network.

#![expect(
    clippy::unwrap_used,
    clippy::large_futures,
    clippy::unnecessary_wraps,
    reason = "tests, and the people who act in them: they fail loudly, and read from top to bottom"
)]

mod actors;
mod assessment;
mod cases;
mod clock;
mod fences;
mod lists;
mod notification;
mod process;
mod register;
mod repeats;
