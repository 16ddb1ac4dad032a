//! Permits on the wire, as a service checks them.

use super::{Caller, METADATA, PERMIT_LIFE, Verified};
use crate::{Clock, Directory, Error, clock, recent::Recent};
use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ED25519, UnparsedPublicKey},
};
use contracts::access::{Party, Permit, SignedPermit};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use std::sync::Arc;
use tonic::{Request, Status, metadata::MetadataMap, service::Interceptor};

/// How many verified permits a service keeps, so as not to check a signature for every call.
const REMEMBERED: usize = 10_000;
/// By how much a gateway's clock may be ahead.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
/// The longest permit that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// A gateway's public key, pinned to the parties that it may speak for.
#[derive(Clone, Debug)]
pub struct PermitKey {
    /// What permits call it.
    pub id: String,
    /// Ed25519, 32 bytes.
    pub public: Vec<u8>,
    /// The parties.
    pub parties: Vec<Party>,
}

/// The interceptor before every service: lets a call through with a verified permit only.
#[derive(Clone)]
pub struct Verifier {
    keys: Arc<[PermitKey]>,
    directory: Arc<Directory>,
    clock: Arc<dyn Clock>,
    verified: Arc<Recent<[u8; 32], Verified>>,
}

impl Verifier {
    /// Makes a verifier that trusts `keys`, each for its parties' organisations in `directory`.
    pub fn new(keys: impl Into<Arc<[PermitKey]>>, directory: Arc<Directory>, clock: Arc<dyn Clock>) -> Self {
        Self { keys: keys.into(), directory, clock, verified: Arc::new(Recent::new(REMEMBERED)) }
    }

    fn verify(&self, metadata: &MetadataMap) -> Result<Verified, &'static str> {
        let mut values = metadata.get_all_bin(METADATA).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err("absent, or not alone") };
        let bytes = value.to_bytes().map_err(|_| "not base64")?;
        if bytes.len() > LONGEST {
            return Err("too long");
        }
        let now = self.clock.now();
        let hash = <[u8; 32]>::try_from(digest(&SHA256, &bytes).as_ref()).map_err(|_| "not hashed")?;
        if let Some(verified) = self.verified.get(&hash, now) {
            return Ok(verified);
        }
        let (verified, not_after) = self.check(&bytes, now)?;
        self.verified.put(hash, verified.clone(), not_after, now);
        Ok(verified)
    }

    fn check(&self, bytes: &[u8], now: Timestamp) -> Result<(Verified, Timestamp), &'static str> {
        let signed = SignedPermit::decode(bytes).map_err(|_| "not a signed permit")?;
        let key = self.keys.iter().find(|key| key.id == signed.key_id).ok_or("signed with an unknown key")?;
        let public = UnparsedPublicKey::new(&ED25519, &key.public);
        public.verify(&signed.permit, &signed.signature).map_err(|_| "not signed with its key")?;

        let permit = Permit::decode(signed.permit.as_slice()).map_err(|_| "not a permit")?;
        let not_after = permit.not_after.and_then(clock::from_wire).ok_or("without an end")?;
        if now >= not_after {
            return Err("expired");
        }
        if not_after.duration_since(now) > PERMIT_LIFE + SKEW {
            return Err("longer lived than a permit is");
        }
        let caller = permit.caller.and_then(|caller| Caller::read(caller, permit.policy_version));
        let caller = caller.ok_or("without a whole caller")?;
        if !key.parties.contains(&caller.party) {
            return Err("signed with another party's key");
        }
        // Rows are fenced by organisation, so a key that speaks for one party must not name another's.
        if self.directory.party_of(&caller.organisation) != Some(caller.party) {
            return Err("in the name of an organisation that is not its party's");
        }
        Ok((Verified { caller, service: permit.service, permission: permit.permission }, not_after))
    }
}

impl Interceptor for Verifier {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let verified = self.verify(request.metadata()).map_err(Error::PermitRejected)?;
        request.extensions_mut().insert(verified);
        Ok(request)
    }
}
