//! Access tokens by client credentials.

use crate::world::{World, body, text};
use local::issuer::{Kind, Organisation, PERSONAS, SECRET, WEB_CLIENT};
use serde_json::json;
use std::collections::HashSet;

const CREDENTIALS: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn every_persona_gets_a_token_of_the_platform_s_kind() {
    let world = World::new().await;
    let mut ids = HashSet::new();
    for persona in &PERSONAS {
        let token = world.access_token(persona.organisation, persona.client_id).await;
        let header = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(header.typ.as_deref(), Some("at+jwt"));
        let claims = world.verified(persona.organisation, &token).await.unwrap();
        let (sub, jti) = (text(&claims["sub"]), text(&claims["jti"]));
        let now = world.now().as_second();
        assert_eq!(
            claims,
            json!({
                "iss": world.issuer.url(persona.organisation),
                "sub": sub,
                "aud": "concordat",
                "client_id": persona.client_id,
                "iat": now,
                "nbf": now,
                "exp": now + 600,
                "jti": jti,
                "roles": persona.roles,
            })
        );
        match persona.kind {
            Kind::System => assert_eq!(sub, persona.client_id),
            Kind::Person(name) => {
                let opaque = sub.len() == 32 && sub.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(opaque, "{name}: {sub}");
            }
        }
        assert!(ids.insert(sub) && ids.insert(jti), "{} shares an id", persona.client_id);
    }
}

#[tokio::test]
async fn a_subject_is_the_same_and_a_token_s_id_another_each_time() {
    let [one, two] = [World::new().await, World::new().await];
    let mut seen = Vec::new();
    for world in [&one, &one, &two] {
        let token = world.access_token(Organisation::Hmrc, "hmrc-dpo").await;
        seen.push(world.verified(Organisation::Hmrc, &token).await.unwrap());
    }
    let [first, second, third] = &seen[..] else { unreachable!() };
    assert_eq!(first["sub"], second["sub"]);
    assert_eq!(first["sub"], third["sub"]);
    assert_ne!(first["jti"], second["jti"]);
}

#[tokio::test]
async fn a_client_may_show_its_secret_in_either_way() {
    let world = World::new().await;
    let basic = world.token(Organisation::Hmrc, &[CREDENTIALS]);
    // As a thorough client encodes it: `hmrc%2Ddpo:l%6Fcal`.
    let encoded = "Basic aG1yYyUyRGRwbzpsJTZGY2Fs";
    let post = [CREDENTIALS, ("client_id", "hmrc-dpo"), ("client_secret", SECRET)];
    for call in [
        world.token(Organisation::Hmrc, &[CREDENTIALS]).basic_auth("hmrc-dpo", Some(SECRET)),
        world.token(Organisation::Hmrc, &post),
        basic.header("authorization", encoded),
    ] {
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let answer = body(answer).await;
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"], 600);
        let claims = world.verified(Organisation::Hmrc, &text(&answer["access_token"])).await.unwrap();
        assert_eq!(claims["client_id"], "hmrc-dpo");
    }
}

#[tokio::test]
async fn whoever_is_not_a_client_of_the_issuer_is_turned_away() {
    let world = World::new().await;
    let call = |organisation| world.token(organisation, &[CREDENTIALS]);
    for call in [
        call(Organisation::Hmrc).basic_auth("hmrc-dpo", Some("wrong")),
        call(Organisation::Hmrc).basic_auth("hmrc-dpo", None::<&str>),
        call(Organisation::Hmrc).basic_auth("nobody", Some(SECRET)),
        call(Organisation::Hmrc).basic_auth("ico-case", Some(SECRET)),
        call(Organisation::Ico).basic_auth("hmrc-dpo", Some(SECRET)),
        call(Organisation::Moj).basic_auth("hmrc-system", Some(SECRET)),
        call(Organisation::Hmrc).bearer_auth("aG1yYy1kcG86bG9jYWw="),
        call(Organisation::Hmrc).header("authorization", "Basic !"),
        call(Organisation::Hmrc),
        world.token(Organisation::Hmrc, &[CREDENTIALS, ("client_id", "hmrc-dpo")]),
        world.token(Organisation::Hmrc, &[CREDENTIALS, ("client_id", "hmrc-dpo"), ("client_secret", "x")]),
    ] {
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers()["www-authenticate"], "Basic realm=\"concordat\"");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(body(answer).await["error"], "invalid_client");
    }
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_named_for_what_it_is() {
    let world = World::new().await;
    let secret = [("client_id", "hmrc-dpo"), ("client_secret", SECRET)];
    let web = [("client_id", WEB_CLIENT), ("client_secret", SECRET)];
    let call = |client: &[(&str, &str)], form: &[(&str, &str)]| {
        world.token(Organisation::Hmrc, &[client, form].concat())
    };
    let code = ("grant_type", "authorization_code");
    for (call, error) in [
        (call(&secret, &[]), "invalid_request"),
        (call(&secret, &[CREDENTIALS, CREDENTIALS]), "invalid_request"),
        (call(&secret, &[CREDENTIALS]).basic_auth("hmrc-dpo", Some(SECRET)), "invalid_request"),
        (world.http.post(world.url(Organisation::Hmrc, "/token")).json(&json!({})), "invalid_request"),
        (call(&secret, &[CREDENTIALS, ("padding", &"x".repeat(20_000))]), "invalid_request"),
        (call(&secret, &[("grant_type", "password")]), "unsupported_grant_type"),
        (call(&secret, &[code, ("code", "a")]), "unauthorized_client"),
        (call(&web, &[CREDENTIALS]), "unauthorized_client"),
        (call(&web, &[code]), "invalid_request"),
    ] {
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 400, "{error}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(body(answer).await["error"], error);
    }
}
