//! Signing keys, and the JSON that they sign.

use super::Organisation;
use aws_lc_rs::{
    rand::{self, SystemRandom},
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
        RsaPublicKeyComponents,
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::{mem, sync::Arc};

const NO_RANDOMNESS: &str = "the machine gives random bytes";

/// An organisation's present key, and those before it that are still published.
pub(crate) struct Keys {
    present: Arc<Key>,
    past: Vec<(Timestamp, Arc<Key>)>,
}

/// A key pair with its id.
pub(crate) struct Key {
    id: String,
    pair: Pair,
}

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

impl Keys {
    pub(crate) fn new(organisation: Organisation) -> Self {
        Self { present: Arc::new(Key::new(organisation)), past: Vec::new() }
    }

    pub(crate) fn present(&self) -> Arc<Key> {
        Arc::clone(&self.present)
    }

    pub(crate) fn rotate(&mut self, organisation: Organisation, now: Timestamp, overlap: SignedDuration) {
        let past = mem::replace(&mut self.present, Arc::new(Key::new(organisation)));
        self.past.push((now + overlap, past));
    }

    pub(crate) fn published(&self, now: Timestamp) -> Value {
        let past = self.past.iter().filter(|(until, _)| *until > now).map(|(_, key)| key);
        let keys: Vec<_> = [&self.present].into_iter().chain(past).map(|key| key.public()).collect();
        json!({ "keys": keys })
    }
}

impl Key {
    /// Makes a key: RSA for the ICO, so that both algorithms are met wherever a case is, ECDSA for the others.
    fn new(organisation: Organisation) -> Self {
        let pair = match organisation {
            Organisation::Ico => RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rs256),
            _ => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Pair::Es256),
        };
        Self { id: random_text(), pair: pair.expect(NO_RANDOMNESS) }
    }

    /// Names the algorithm, as `alg` does.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Es256(_) => "ES256",
            Pair::Rs256(_) => "RS256",
        }
    }

    /// Signs `claims` as a JSON Web Token of type `typ`, with `header` put over the usual header.
    pub(crate) fn sign(&self, typ: &str, header: &Value, claims: &Value) -> String {
        let mut usual = Map::from_iter(
            [("alg", self.algorithm()), ("typ", typ), ("kid", &self.id)]
                .map(|(name, value)| (name.to_owned(), value.into())),
        );
        usual.extend(
            header.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())),
        );
        usual.retain(|_, value| !value.is_null());
        let [header, claims] = [&Value::Object(usual), claims].map(|part| encoded(part.to_string()));
        let message = format!("{header}.{claims}");
        format!("{message}.{}", encoded(self.signature(message.as_bytes())))
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Es256(pair) => pair.sign(&random, message).expect(NO_RANDOMNESS).as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).expect(NO_RANDOMNESS);
                signature
            }
        }
    }

    fn public(&self) -> Value {
        let mut key = match &self.pair {
            Pair::Es256(pair) => {
                // An uncompressed point: 4, then two coordinates of 32 bytes.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y) })
            }
            Pair::Rs256(pair) => {
                let RsaPublicKeyComponents { n, e } =
                    RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({ "kty": "RSA", "n": encoded(n), "e": encoded(e) })
            }
        };
        key["kid"] = self.id.as_str().into();
        key["alg"] = self.algorithm().into();
        key["use"] = "sig".into();
        key
    }
}

/// Makes up a name of 256 random bits.
pub(crate) fn random_text() -> String {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).expect(NO_RANDOMNESS);
    encoded(bytes)
}

/// Writes bytes as text that URLs and tokens take: base64url without padding.
pub(crate) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
