//! What tests of the whole platform stand on: the platform itself over databases of their own, and the people and
//! systems who call it through the gateway with tokens of the development issuer.
//!
//! A test is a sentence about them: `world.hmrc().dpo().notifies(&breach)`. [`World`] is the platform, [`Side`] an
//! organisation, [`Actor`] somebody who acts for it; [`requests`] are what they say, and [`deeds`] what they do.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "nothing here runs outside tests"
)]

pub mod browser;
pub mod deeds;
pub mod golden;
pub mod measure;
mod people;
pub mod requests;
mod rpcs;
pub mod visitor;
mod wire;
mod world;

pub use people::{Actor, Side};

pub use rpcs::{Rpc, rpcs};
pub use visitor::{Page, Sender, Visitor};
pub use wire::{Answer, Question, Told, Wire, next_page_token, refused};
pub use world::{DISTANT, World, url};
