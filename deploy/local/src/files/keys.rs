//! Keys, made once and kept.

use super::Files;
use aws_lc_rs::{
    rand,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use std::io;

impl Files {
    /// Makes sure that there is a secret of 32 bytes, in base64.
    pub(super) fn keep_secret(&self, name: &str) -> io::Result<()> {
        let make = || {
            let mut bytes = [0; 32];
            rand::fill(&mut bytes).map_err(|_| io::Error::other("the machine has no randomness"))?;
            Ok(BASE64.encode(bytes))
        };
        self.kept(name, make).map(drop)
    }

    /// Makes sure that there is a key that signs permits, and returns its public half in base64.
    pub(super) fn keep_permit_key(&self, name: &str) -> io::Result<String> {
        let make = || {
            let key = Ed25519KeyPair::generate().and_then(|key| key.to_pkcs8v1());
            let key = key.map_err(|_| io::Error::other("no key could be made"))?;
            let der = BASE64.encode(key);
            Ok(format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n"))
        };
        let pem = self.kept(name, make)?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).ok();
        let key = key.and_then(|der| Ed25519KeyPair::from_pkcs8(der.secret_pkcs8_der()).ok());
        let key = key.ok_or_else(|| {
            io::Error::other(format!("{}: not an Ed25519 key; remove the file", self.path(name).display()))
        })?;
        Ok(BASE64.encode(key.public_key()))
    }
}
