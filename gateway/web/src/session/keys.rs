//! The keys of cookies and forms. The first seals, all open: a new one is put before the old, which goes when the longest
//! session has ended.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    hmac,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::fmt;

/// The length of a key, and of what is derived from it, in bytes.
const KEY: usize = 32;
/// The length of a nonce, in bytes.
const NONCE: usize = 12;
/// The most keys at once.
const MOST: usize = 4;

/// The keys of cookies and forms.
pub struct Keys(Vec<Key>);

struct Key {
    cookies: RandomizedNonceKey,
    forms: hmac::Key,
}

struct Derived;

impl KeyType for Derived {
    fn len(&self) -> usize {
        KEY
    }
}

impl Keys {
    /// Makes them of one to four secrets of 32 bytes, the one that seals first.
    ///
    /// # Errors
    /// What is wrong with the secrets.
    pub fn new(secrets: &[Vec<u8>]) -> Result<Self, String> {
        if secrets.is_empty() || secrets.len() > MOST {
            return Err(format!("between 1 and {MOST} keys are needed"));
        }
        let keys = secrets.iter().map(|secret| {
            if secret.len() != KEY {
                return Err(format!("a key has {} bytes, not {KEY}", secret.len()));
            }
            let failed = |_| "a key cannot be used".to_owned();
            Ok(Key {
                cookies: RandomizedNonceKey::new(&AES_256_GCM, &derive(secret, b"cookies")?)
                    .map_err(failed)?,
                forms: hmac::Key::new(hmac::HMAC_SHA256, &derive(secret, b"forms")?),
            })
        });
        keys.collect::<Result<_, _>>().map(Self)
    }

    /// Encrypts a cookie's value. Another cookie's name does not open it.
    pub(crate) fn seal(&self, name: &str, value: &[u8]) -> Option<String> {
        let key = self.0.first()?;
        let mut sealed = value.to_vec();
        let nonce = key.cookies.seal_in_place_append_tag(Aad::from(name.as_bytes()), &mut sealed).ok()?;
        Some(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &sealed].concat()))
    }

    /// Decrypts a cookie's value, if one of the keys sealed it under this name.
    pub(crate) fn open(&self, name: &str, value: &str) -> Option<Vec<u8>> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        self.0.iter().find_map(|key| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut sealed = sealed.to_vec();
            let opened = key.cookies.open_in_place(nonce, Aad::from(name.as_bytes()), &mut sealed).ok()?;
            Some(opened.to_vec())
        })
    }

    /// Signs a text.
    pub(crate) fn sign(&self, text: &str) -> String {
        let tag = self.0.first().map(|key| hmac::sign(&key.forms, text.as_bytes()));
        tag.map(|tag| BASE64_URL_SAFE_NO_PAD.encode(tag)).unwrap_or_default()
    }

    /// Whether one of the keys signed a text so, in a time that tells nothing.
    pub(crate) fn has_signed(&self, text: &str, signature: &str) -> bool {
        let Ok(tag) = BASE64_URL_SAFE_NO_PAD.decode(signature) else { return false };
        self.0.iter().any(|key| hmac::verify(&key.forms, text.as_bytes(), &tag).is_ok())
    }
}

fn derive(secret: &[u8], purpose: &[u8]) -> Result<[u8; KEY], String> {
    let mut derived = [0; KEY];
    let key = Salt::new(HKDF_SHA256, b"concordat pages").extract(secret);
    key.expand(&[purpose], Derived)
        .and_then(|expanded| expanded.fill(&mut derived))
        .map_err(|_| "a key cannot be derived".to_owned())?;
    Ok(derived)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    fn keys(secrets: &[u8]) -> Keys {
        Keys::new(&secrets.iter().map(|byte| vec![*byte; 32]).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_cookie_opens_under_its_own_name_unchanged_and_never_looks_the_same_twice() {
        let keys = keys(&[1]);
        let sealed = keys.seal("a", b"value").unwrap();
        assert_eq!(keys.open("a", &sealed).unwrap(), b"value");
        assert_ne!(keys.seal("a", b"value").unwrap(), sealed);
        assert!(keys.open("b", &sealed).is_none(), "another cookie");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(keys.open("a", std::str::from_utf8(&changed).unwrap()).is_none(), "{at}");
        }
        assert!(keys.open("a", "").is_none() && keys.open("a", "AAAA").is_none());
    }

    #[test]
    fn an_old_key_opens_what_it_sealed_until_it_is_taken_away() {
        let (old, both, new) = (keys(&[1]), keys(&[2, 1]), keys(&[2]));
        let (cookie, form) = (old.seal("a", b"value").unwrap(), old.sign("text"));
        assert!(both.open("a", &cookie).is_some() && both.has_signed("text", &form));
        assert!(new.open("a", &cookie).is_none() && !new.has_signed("text", &form));
        assert!(old.open("a", &both.seal("a", b"value").unwrap()).is_none(), "the first seals");
        assert!(
            !both.has_signed("other", &form) && !both.has_signed("text", "") && !both.has_signed("text", "x")
        );
    }

    #[test]
    fn a_key_is_32_bytes_and_there_are_one_to_four() {
        assert!(Keys::new(&[]).is_err());
        assert!(Keys::new(&[vec![1; 31]]).is_err());
        assert!(Keys::new(&[const { [0; 32] }; 5].map(Vec::from)).is_err());
    }
}
