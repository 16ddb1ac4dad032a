//! Permits on the wire, as a gateway makes them.

use crate::clock;
use aws_lc_rs::signature::Ed25519KeyPair;
use contracts::access::{Caller, Permit, SignedPermit};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;

/// How long calls may begin with a permit after it was minted.
pub const PERMIT_LIFE: SignedDuration = SignedDuration::from_secs(30);

/// Signs permits. The gateway of one trust domain holds one, and nothing that serves does.
#[derive(Debug)]
pub struct Mint {
    key_id: String,
    key: Ed25519KeyPair,
}

impl Mint {
    /// Makes a mint that signs with `key`, which services know as `key_id`.
    #[must_use]
    pub fn new(key_id: &str, key: Ed25519KeyPair) -> Self {
        Self { key_id: key_id.to_owned(), key }
    }

    /// Signs that `caller` holds `permission` of `service` under a version of the policy, for calls that begin within
    /// [`PERMIT_LIFE`] of `now` and streams that end by `until`. The bytes are the value of [`super::METADATA`].
    #[must_use]
    pub fn permit(
        &self,
        caller: Caller,
        service: &str,
        permission: &str,
        policy_version: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Vec<u8> {
        let permit = Permit {
            caller: Some(caller),
            service: service.to_owned(),
            permission: permission.to_owned(),
            policy_version: policy_version.to_owned(),
            not_after: Some(clock::to_wire(now + PERMIT_LIFE)),
            until: Some(clock::to_wire(until)),
        }
        .encode_to_vec();
        let signature = self.key.sign(&permit).as_ref().to_vec();
        SignedPermit { key_id: self.key_id.clone(), permit, signature }.encode_to_vec()
    }
}
