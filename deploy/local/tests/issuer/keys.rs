//! Keys, tokens that no issuer would sign, and outages.

use crate::world::World;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use local::{
    Loopback,
    issuer::{Issuer, Organisation, Persona, Settings},
};
use serde_json::{Value, json};
use std::{collections::HashSet, sync::Arc};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn every_organisation_signs_with_a_key_of_its_own_and_shows_its_public_half() {
    let world = World::new().await;
    let mut seen = HashSet::new();
    for organisation in Organisation::ALL {
        let keys: Value = world.get(organisation, "/jwks").await.json().await.unwrap();
        assert_eq!(keys, world.issuer.jwks(organisation));
        let [key] = &keys["keys"].as_array().unwrap()[..] else { panic!("{keys}") };
        let mut members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        if organisation == Organisation::Ico {
            assert_eq!(
                (&key["kty"], &key["alg"], &key["use"]),
                (&json!("RSA"), &json!("RS256"), &json!("sig"))
            );
            assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
        } else {
            assert_eq!(
                (&key["kty"], &key["alg"], &key["use"]),
                (&json!("EC"), &json!("ES256"), &json!("sig"))
            );
            assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        }
        let half = key.get("x").unwrap_or(&key["n"]).to_string();
        assert!(seen.insert(half) && seen.insert(key["kid"].to_string()), "{organisation} shares a key");
    }
}

#[tokio::test]
async fn an_organisation_s_token_is_not_another_s() {
    let world = World::new().await;
    let persona = Persona::named("moj-dpo").unwrap();
    let kid = &world.issuer.jwks(Organisation::Hmrc)["keys"][0]["kid"];
    let token = world.issuer.mint(Organisation::Moj, &json!({ "kid": kid }), &world.issuer.claims(persona));
    assert_eq!(world.verified(Organisation::Hmrc, &token).await.unwrap_err(), "InvalidSignature");
}

#[tokio::test]
async fn a_minted_token_says_what_it_is_told_to_under_a_true_signature() {
    let world = World::new().await;
    for organisation in [Organisation::Hmrc, Organisation::Ico] {
        let claims = json!({ "anything": [1, "goes"] });
        let token = world.issuer.mint(organisation, &json!({ "typ": null, "extra": 1 }), &claims);
        assert_eq!(world.verified(organisation, &token).await.unwrap(), claims);
        let header: Value = decoded(&token);
        let key = &world.issuer.jwks(organisation)["keys"][0];
        assert_eq!(header, json!({ "alg": key["alg"], "kid": key["kid"], "extra": 1 }));
    }
    let forged =
        world.issuer.mint(Organisation::Hmrc, &json!({ "alg": "none", "kid": "../key" }), &json!({}));
    assert_eq!(decoded(&forged), json!({ "alg": "none", "kid": "../key", "typ": "at+jwt" }));
}

fn decoded(token: &str) -> Value {
    let header =
        BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a header")).expect("base64url");
    serde_json::from_slice(&header).expect("JSON")
}

#[tokio::test]
async fn the_key_before_stays_published_for_the_overlap() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let before = world.access_token(hmrc, "hmrc-dpo").await;
    world.issuer.rotate(hmrc, HOUR);
    let after = world.access_token(hmrc, "hmrc-dpo").await;
    world.pass(HOUR - SignedDuration::from_secs(1));
    world.verified(hmrc, &before).await.unwrap();
    world.verified(hmrc, &after).await.unwrap();
    world.pass(SignedDuration::from_secs(1));
    assert_eq!(world.verified(hmrc, &before).await.unwrap_err(), "unknown kid");
    world.verified(hmrc, &after).await.unwrap();
}

#[tokio::test]
async fn without_overlap_the_key_before_is_dropped_at_once_and_other_organisations_keep_theirs() {
    let world = World::new().await;
    let moj = world.access_token(Organisation::Moj, "moj-dpo").await;
    let hmrc = world.access_token(Organisation::Hmrc, "hmrc-dpo").await;
    world.issuer.rotate(Organisation::Hmrc, SignedDuration::ZERO);
    assert_eq!(world.verified(Organisation::Hmrc, &hmrc).await.unwrap_err(), "unknown kid");
    world.verified(Organisation::Moj, &moj).await.unwrap();
}

#[tokio::test]
async fn an_issuer_goes_down_and_comes_up_alone() {
    let world = World::new().await;
    let paths = ["/jwks", "/.well-known/openid-configuration", "/authorize", "/logout"];
    world.issuer.set_available(Organisation::Hmrc, false);
    for path in paths {
        assert_eq!(world.get(Organisation::Hmrc, path).await.status(), 503, "{path}");
        assert_ne!(world.get(Organisation::Moj, path).await.status(), 503, "{path}");
    }
    assert_eq!(world.token(Organisation::Hmrc, &[]).send().await.unwrap().status(), 503);
    world.issuer.set_available(Organisation::Hmrc, true);
    world.access_token(Organisation::Hmrc, "hmrc-dpo").await;
}

#[tokio::test]
async fn an_organisation_without_an_issuer_is_not_found() {
    let world = World::new().await;
    let url = world.url(Organisation::Hmrc, "/jwks").replace("hmrc", "dsit");
    assert_eq!(world.http.get(url).send().await.unwrap().status(), 404);
}

fn settings() -> Settings {
    Settings {
        address: Loopback::ANY,
        redirects: Vec::new(),
        redirects_after_logout: Vec::new(),
        backchannel_logouts: Vec::new(),
    }
}

#[tokio::test]
async fn a_request_that_never_comes_in_full_does_not_keep_the_provider() {
    let (issuer, listener) = Issuer::bind(settings(), Arc::new(|| Timestamp::UNIX_EPOCH)).await.unwrap();
    let url = issuer.url(Organisation::Hmrc);
    let address = url.replace("http://", "").replace("/hmrc", "");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn(issuer.serve(listener, async { stopped.await.unwrap() }));
    let mut client = TcpStream::connect(&address).await.unwrap();
    client.write_all(b"GET /hmrc/jw").await.unwrap();
    // By the time that it answers somebody else it has begun to read.
    assert_eq!(reqwest::get(format!("{url}/jwks")).await.unwrap().status(), 200);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    TcpStream::connect(&address).await.unwrap_err();
}

#[tokio::test]
async fn a_provider_that_is_told_to_stop_gives_its_port_back() {
    let (issuer, listener) = Issuer::bind(settings(), Arc::new(|| Timestamp::UNIX_EPOCH)).await.unwrap();
    let url = issuer.url(Organisation::Hmrc);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn(issuer.serve(listener, async { stopped.await.unwrap() }));
    assert_eq!(reqwest::get(format!("{url}/jwks")).await.unwrap().status(), 200);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(reqwest::get(format!("{url}/jwks")).await.unwrap_err().is_connect());
}
