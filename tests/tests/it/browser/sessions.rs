//! Sessions as they are after a while, which no test waits for: the cookie is opened and sealed again, as the gateway does
//! it, with the gateway's own key.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use e2e::{World, browser::Browser};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::fs;

const COOKIE: &str = "__Host-concordat";
/// The lengths of a key and of a nonce, in bytes.
const KEY: usize = 32;
const NONCE: usize = 12;

struct Derived;

impl KeyType for Derived {
    fn len(&self) -> usize {
        KEY
    }
}

/// The key with which the gateway seals cookies.
fn key(world: &World) -> RandomizedNonceKey {
    let file = world.gateway_config().pages.unwrap().key_files.remove(0);
    let secret = BASE64_STANDARD.decode(fs::read_to_string(file).unwrap().trim()).unwrap();
    let mut derived = [0; KEY];
    let root = Salt::new(HKDF_SHA256, b"concordat pages").extract(&secret);
    root.expand(&[b"cookies"], Derived).unwrap().fill(&mut derived).unwrap();
    RandomizedNonceKey::new(&AES_256_GCM, &derived).unwrap()
}

/// Has whoever is signed in have typed what their issuer asks for an hour ago.
pub(super) async fn signed_in_an_hour_ago(browser: &Browser, world: &World) {
    let (key, cookies) = (key(world), browser.cookies().await);
    let cookie = cookies.iter().find(|cookie| cookie.name == COOKIE).expect("somebody is signed in");
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(&cookie.value).unwrap();
    let (nonce, sealed) = sealed.split_at(NONCE);
    let (nonce, mut session) = (Nonce::try_assume_unique_for_key(nonce).unwrap(), sealed.to_vec());
    let session = key.open_in_place(nonce, Aad::from(COOKIE.as_bytes()), &mut session).unwrap();
    let mut session: Value = serde_json::from_slice(session).unwrap();
    let at: Timestamp = session["authenticated_at"].as_str().unwrap().parse().unwrap();
    session["authenticated_at"] = (at - SignedDuration::from_hours(1)).to_string().into();
    let mut sealed = serde_json::to_vec(&session).unwrap();
    let nonce = key.seal_in_place_append_tag(Aad::from(COOKIE.as_bytes()), &mut sealed).unwrap();
    let sealed = BASE64_URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &sealed].concat());
    browser.change_cookie(cookie, &sealed).await;
}
