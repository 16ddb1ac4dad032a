//! The platform's wire contracts, and the action type of each RPC.

use prost_protovalidate::Validate;

#[cfg(test)]
#[path = "../actions.rs"]
mod actions;
mod reads;

pub use concordat::{
    access::v1 as access, breaches::v1 as breaches, commitments::v1 as commitments,
    directory::v1 as directory, exchange::v1 as exchange, handling::v1 as handling, time::v1 as time,
};
pub use generated::concordat;
#[doc(hidden)]
pub use generated::google;

#[expect(clippy::allow_attributes, clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/contracts.rs"));
    include!(concat!(env!("OUT_DIR"), "/validate_impl.rs"));
}

/// What callers may be permitted to do: a type for each RPC, by area.
pub mod action {
    include!(concat!(env!("OUT_DIR"), "/actions.rs"));
}

/// The contracts as a serialised `FileDescriptorSet`, with their options.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.binpb"));

/// Says whether an RPC changes nothing, which its own name tells.
#[must_use]
pub fn is_read(rpc: &str) -> bool {
    reads::is_read(rpc)
}

/// Something that a caller may be permitted to do: one per RPC, generated from its `permission` option.
pub trait Action: Send + Sync + 'static {
    /// The full name of the service.
    const SERVICE: &'static str;
    /// The RPC's own name.
    const RPC: &'static str;
    /// The permission's name in the policy.
    const PERMISSION: &'static str;
}

/// An action that changes nothing.
pub trait Read: Action {}

/// An action that changes something.
pub trait Write: Action {}

/// A request message, tied to the one action that it asks for and to the answer.
pub trait Authorised: prost::Message + prost::Name + Validate {
    /// What the request asks to do.
    type Action: Action;
    /// What answers it.
    type Response: prost::Message + Default;
}

/// A request that is safe to repeat under one id, which is no part of what it asks.
pub trait Mutation: Authorised<Action: Write> {
    /// The request's id.
    fn request_id(&mut self) -> &mut String;
    /// Says whether the request only asks what would happen. Such a one needs no id.
    fn validate_only(&self) -> bool;
    /// The paths of free text whose warning of personal data a person has looked into.
    fn personal_data_checked(&self) -> &[String];
}

/// A mutation of something that is there: by its name, and its etag as it was read.
pub trait Targeted: Mutation {
    /// The name and the etag.
    fn target(&self) -> (&str, &str);
}

/// A request for one page of a list, by a size and a token that are no part of what it asks.
pub trait Paged: Authorised<Action: Read> {
    /// The page's size and token.
    fn page(&mut self) -> (&mut i32, &mut String);
}
