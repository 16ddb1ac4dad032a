//! Requests that are safe to repeat: what was answered once is answered again, and not done again.

use crate::Caller;
use aws_lc_rs::digest::{Context, SHA256};
use contracts::{Action, Mutation};
use std::{fmt::Write as _, mem};
use uuid::Uuid;

/// The id of a mutation, and a hash of what it asks for.
#[derive(Debug)]
pub struct Once {
    id: Uuid,
    /// SHA-256 of the request without its id.
    pub(crate) payload: Vec<u8>,
}

/// What was answered to a request before.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) payload: Vec<u8>,
    pub(crate) resource: String,
    pub(crate) response: Vec<u8>,
}

/// A request's place in the memory: one for each caller, RPC and id.
#[derive(Clone, Debug)]
pub(crate) struct MemoryKey(pub(crate) Vec<u8>);

impl Once {
    /// Takes the request id out of a request, unless it is not a UUID, and hashes the rest.
    pub fn take<R: Mutation>(request: &mut R) -> Option<Self> {
        let id = Uuid::parse_str(&mem::take(request.request_id())).ok()?;
        Some(Self { id, payload: hash(&[&request.encode_to_vec()]) })
    }

    pub(crate) fn key<A: Action>(&self, caller: &Caller) -> MemoryKey {
        let organisation = caller.organisation.as_str();
        // The subject comes last: it alone may hold any character.
        let key =
            [organisation, "\n", A::SERVICE, "/", A::RPC, "\n", &self.id.to_string(), "\n", &caller.subject];
        MemoryKey(hash(&key.map(str::as_bytes)))
    }
}

impl MemoryKey {
    /// A number that repetitions of a request share, and others hardly ever.
    pub(crate) fn lock(&self) -> i64 {
        self.0.iter().take(8).fold(0, |lock, byte| lock << 8 | i64::from(*byte))
    }

    /// The key as an SQL literal.
    pub(crate) fn literal(&self) -> String {
        let mut literal = r"'\x".to_owned();
        for byte in &self.0 {
            let _ = write!(literal, "{byte:02x}");
        }
        literal + "'::bytea"
    }
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}
