//! The platform as its users meet it: through the gateway, over TCP, with tokens of the development issuer.

#![expect(clippy::unwrap_used, reason = "tests, and the people who act in them")]
#![expect(clippy::large_futures, reason = "a journey holds whole records, and there is one at a time")]

mod browser;
mod crash;
mod exchanges;
mod forgeries;
mod independence;
mod journeys;
mod matrix;
mod measure;
mod oidc;
mod pages;
mod planted;
mod process;
mod python;
mod readme;
mod rows;
mod scenarios;
mod telemetry;
mod unauthorised;
mod walks;
