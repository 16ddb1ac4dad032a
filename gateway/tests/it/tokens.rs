//! Which tokens count.

use crate::{
    caller::{ECHO, refused},
    issuer::{Issuer, Signer, Token, encode},
    world::{Plan, World},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use tonic::Code;

fn rejected() -> (Code, String) {
    (Code::Unauthenticated, "TOKEN_REJECTED".to_owned())
}

/// A token of HMRC's issuer with which nothing is wrong.
fn good(world: &World) -> Token {
    world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo"])
}

/// Whether the gateway accepts a token, told by a call that a person with it may make.
async fn accepts(world: &World, token: &str) -> bool {
    match world.stranger().await.with_token(token).echo("x").await {
        Ok(_) => true,
        answer => {
            assert_eq!(refused(answer), rejected());
            false
        }
    }
}

/// Rewrites one part of a signed token, which no longer fits its signature.
fn tampered(token: &str, part: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    let mut value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(&parts[part]).unwrap()).unwrap();
    change(&mut value);
    parts[part] = encode(value.to_string().as_bytes());
    parts.join(".")
}

#[tokio::test]
async fn a_token_counts_only_if_everything_about_it_is_right() {
    let world = World::new().await;
    let issuer = &world.plan.issuer;
    let good = good(&world);
    let signed = issuer.sign(&good);
    assert!(accepts(&world, &signed).await);
    let now = world.plan.now().as_second();
    let header = |change: fn(&mut Token)| {
        let mut token = good.clone();
        change(&mut token);
        token
    };
    let wrong_claims = [
        ("expired by more than the leeway", good.clone().claim("exp", now - 60).claim("iat", now - 600)),
        ("not valid yet", good.clone().claim("nbf", now + 61)),
        ("issued in the future", good.clone().claim("iat", now + 61)),
        ("issued in the future but valid now", good.clone().claim("iat", now + 61).claim("nbf", now)),
        ("longer lived than an hour", good.clone().claim("exp", now + 3_601)),
        ("for another audience", good.clone().claim("aud", "discord")),
        ("for other audiences", good.clone().claim("aud", json!(["discord", "accord"]))),
        ("of an unknown issuer", good.clone().claim("iss", format!("{}/hm", issuer.url))),
        ("of another issuer by a slash", good.clone().claim("iss", format!("{}/hmrc/", issuer.url))),
        ("with an empty subject", good.clone().claim("sub", "")),
        ("with a subject that is too long", good.clone().claim("sub", "x".repeat(256))),
        ("with roles of two parties", good.clone().roles(&["dept.dpo", "ico.case"])),
        ("with roles of another party", good.clone().roles(&["gcdo.lead"])),
        ("with roles that are not texts", good.clone().claim("roles", json!([1]))),
        ("with roles that are no list", good.clone().claim("roles", json!({ "dept.dpo": true }))),
        ("with an end that is no time", good.clone().claim("exp", "tomorrow")),
        ("with an end beyond time", good.clone().claim("exp", 1e300).claim("iat", 1e300)),
        ("of the wrong type", header(|token| token.header.typ = Some("JWT".to_owned()))),
        ("of no type", header(|token| token.header.typ = None)),
        ("without a key id", header(|token| token.header.kid = None)),
        ("with an unknown key id", header(|token| token.header.kid = Some("second".to_owned()))),
        ("with a path as key id", header(|token| token.header.kid = Some("../../first".to_owned()))),
        (
            "with a key id that is a URL",
            header(|token| token.header.kid = Some("http://127.0.0.1:1/k".to_owned())),
        ),
        (
            "with an extension that must be understood",
            header(|token| token.header.crit = Some(vec!["exp".to_owned()])),
        ),
    ];
    for (what, token) in wrong_claims {
        assert!(!accepts(&world, &issuer.sign(&token)).await, "{what}");
    }
    for claim in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        assert!(!accepts(&world, &issuer.sign(&good.clone().without(claim))).await, "without {claim}");
    }

    let jwk = issuer.signer().jwk;
    let unsigned = encode(br#"{"alg":"none","typ":"at+jwt","kid":"first"}"#);
    let claims = signed.split('.').nth(1).unwrap();
    let (unsigned, bare) = (format!("{unsigned}.{claims}."), signed.rsplit_once('.').unwrap().0);
    let mut confused = good.clone();
    confused.header.alg = Algorithm::HS256;
    for (what, token) in [
        ("alg none", unsigned.clone()),
        ("alg none, in other capitals", tampered(&unsigned, 0, |header| header["alg"] = "nOnE".into())),
        ("without its signature", format!("{bare}.")),
        ("with its signature cut off", bare.to_owned()),
        ("with half its signature", signed[..signed.len() - 40].to_owned()),
        ("with another subject", tampered(&signed, 1, |claims| claims["sub"] = "sir humphrey".into())),
        ("with another role", tampered(&signed, 1, |claims| claims["roles"] = json!(["dept.handler"]))),
        ("with another header", tampered(&signed, 0, |header| header["x"] = 1.into())),
        ("signed with another key", good.sign(&Signer::es256("first").key)),
        (
            "signed with the public key as a secret",
            confused.sign(&EncodingKey::from_secret(jwk.to_string().as_bytes())),
        ),
        (
            "signed with a coordinate as a secret",
            confused.sign(&EncodingKey::from_secret(
                &BASE64_URL_SAFE_NO_PAD.decode(jwk["x"].as_str().unwrap()).unwrap(),
            )),
        ),
        ("with a key of its own", {
            let stranger = Signer::es256("first");
            let mut token = good.clone();
            token.header.jwk = Some(serde_json::from_value(stranger.jwk.clone()).unwrap());
            token.sign(&stranger.key)
        }),
        ("that is too long", issuer.sign(&good.clone().claim("padding", "x".repeat(9_000)))),
        ("that is none", "x".to_owned()),
        ("that is empty", String::new()),
        ("with a part too many", format!("{signed}.x")),
        ("of dots", "...".to_owned()),
    ] {
        assert!(!accepts(&world, &token).await, "{what}");
    }
    assert_eq!(world.toy().calls(), 1, "none of them reached the service");
    assert!(accepts(&world, &signed).await);
}

#[tokio::test]
async fn a_token_counts_to_the_second_within_the_leeway() {
    let world = World::new().await;
    let (issuer, now) = (&world.plan.issuer, world.plan.now().as_second());
    let good = good(&world);
    for token in [
        good.clone().claim("exp", now - 59).claim("iat", now - 600),
        good.clone().claim("nbf", now + 60),
        good.clone().claim("iat", now + 60),
        good.clone().claim("exp", now + 3_600),
        good.clone().claim("exp", serde_json::from_str::<Value>(&format!("{}.5", now + 600)).unwrap()),
        good.clone().claim("aud", json!(["discord", "concordat"])),
        good.clone().claim("roles", "dept.dpo"),
        good.clone().roles(&["dept.dpo", "all-staff", "dept.dpo"]),
        good.clone().claim("sub", "x".repeat(255)),
    ] {
        assert!(accepts(&world, &issuer.sign(&token)).await, "{}", token.claims);
    }
    let mut spelt = good.clone();
    spelt.header.typ = Some("application/AT+JWT".to_owned());
    assert!(accepts(&world, &issuer.sign(&spelt)).await);
}

#[tokio::test]
async fn a_token_that_was_accepted_is_not_once_it_has_ended() {
    let world = World::new().await;
    let token = world.plan.issuer.sign(&good(&world));
    for (seconds, accepted) in [(0, true), (599, true), (60, true), (1, false)] {
        world.plan.clock.advance(seconds);
        assert_eq!(accepts(&world, &token).await, accepted, "after {seconds} more seconds");
    }
}

#[tokio::test]
async fn one_bearer_token_is_needed_and_nothing_else_will_do() {
    let world = World::new().await;
    let token = world.plan.issuer.sign(&good(&world));
    let stranger = world.stranger().await;
    for caller in [
        stranger.clone(),
        stranger.clone().with("authorization", &token),
        stranger.clone().with("authorization", &format!("Basic {token}")),
        stranger.clone().with("authorization", "Bearer"),
        stranger.clone().with_token(&token).with_token(&token),
        stranger.clone().with("cookie", &format!("token={token}")),
        stranger.clone().with("x-forwarded-user", "sir humphrey"),
    ] {
        assert_eq!(refused(caller.echo("x").await), rejected());
    }
    assert!(stranger.with("authorization", &format!("bEaReR {token}")).echo("x").await.is_ok());
}

#[tokio::test]
async fn keys_of_every_accepted_algorithm_verify_and_of_no_other() {
    let world = World::new().await;
    let issuer = &world.plan.issuer;
    let mut encryption = Signer::es256("encryption");
    encryption.jwk["use"] = "enc".into();
    let mut secret = Signer::es256("secret");
    secret.jwk =
        json!({ "kty": "oct", "kid": "secret", "alg": "HS256", "use": "sig", "k": encode(&[7; 32]) });
    (secret.algorithm, secret.key) = (Algorithm::HS256, EncodingKey::from_secret(&[7; 32]));
    let mut unsaid = Signer::es256("unsaid");
    unsaid.jwk.as_object_mut().unwrap().remove("alg");
    unsaid.jwk.as_object_mut().unwrap().remove("use");
    // An RSA key serves for the algorithm that its issuer says, and the header cannot choose another.
    let mut other = Signer::rsa("other", Algorithm::PS256);
    other.algorithm = Algorithm::RS256;
    let signers = [
        (Signer::rsa("rs256", Algorithm::RS256), true),
        (Signer::rsa("ps256", Algorithm::PS256), true),
        (Signer::es256("es256"), true),
        (Signer::eddsa("eddsa"), true),
        (unsaid, true),
        (encryption, false),
        (secret, false),
        (other, false),
        (Signer::rsa("rs512", Algorithm::RS512), false),
    ];
    let published: Vec<_> = signers.iter().map(|(signer, _)| signer.clone()).collect();
    issuer.rotate(&published);
    for (signer, accepted) in &signers {
        let mut token = good(&world);
        (token.header.alg, token.header.kid) = (signer.algorithm, Some(signer.kid.clone()));
        assert_eq!(accepts(&world, &token.sign(&signer.key)).await, *accepted, "{}", signer.kid);
    }
}

#[tokio::test]
async fn a_refusal_holds_nothing_of_the_token() {
    let world = World::new().await;
    let token = good(&world).claim("sub", "sir humphrey").roles(&["dept.dpo", "ico.case"]);
    let caller = world.stranger().await.with_token(&world.plan.issuer.sign(&token));
    let status = caller.echo("x").await.unwrap_err();
    assert_eq!(status.message(), "a valid bearer token is needed");
    let sent = format!("{status:?}{}", String::from_utf8_lossy(status.details()));
    for part in ["humphrey", "ico.case", "hmrc", "two parties"] {
        assert!(!sent.contains(part), "{sent}");
    }
}

#[tokio::test]
async fn an_issuer_speaks_for_its_organisations_only() {
    let world = World::new().await;
    let issuer = &world.plan.issuer;
    let now = world.plan.now();
    let shared = issuer.token("shared", now).claim("groups", json!(["g-dpo", "everybody"]));
    let call = async |token: &Token| {
        let caller = world.stranger().await.with_token(&issuer.sign(token));
        let answer = caller.echo("x").await;
        answer.map(|_| world.toy().asked().permit.caller.unwrap())
    };
    for (claimed, code) in [("MOJ-1", "moj"), ("HO-1", "home-office")] {
        let caller = call(&shared.clone().claim("org", claimed)).await.unwrap();
        assert_eq!((caller.organisation.as_str(), caller.acting_role.as_str()), (code, "dept.dpo"));
    }
    for claimed in [json!("hmrc"), json!("moj"), json!(["MOJ-1"]), json!(""), json!(null)] {
        let answer = call(&shared.clone().claim("org", claimed.clone())).await;
        assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated, "{claimed}");
    }
    assert_eq!(call(&shared.clone()).await.unwrap_err().code(), Code::Unauthenticated);

    // A claim that another issuer's tokens are known by means nothing in these.
    let plain = issuer.token("hmrc", now).roles(&["dept.dpo"]).claim("org", "MOJ-1");
    assert_eq!(call(&plain).await.unwrap().organisation, "hmrc");
    // Where roles are mapped, a role's own code stands for nothing; and that of another party spoils the token.
    let unmapped = shared.clone().claim("org", "MOJ-1").claim("groups", json!(["dept.dpo"]));
    assert_eq!(call(&unmapped).await.unwrap_err().code(), Code::PermissionDenied);
    let foreign = shared.claim("org", "MOJ-1").claim("groups", json!(["g-dpo", "ico.lead"]));
    assert_eq!(call(&foreign).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn an_issuers_key_signs_for_no_other_issuer() {
    let plan = Plan::new().await;
    let other = Issuer::start(Signer::es256("first")).await;
    let world = plan.start().await;
    let token = good(&world).sign(&other.signer().key);
    assert!(!accepts(&world, &token).await);
    let theirs = other.token("hmrc", world.plan.now()).roles(&["dept.dpo"]);
    assert!(!accepts(&world, &other.sign(&theirs)).await, "an issuer that is not configured");
    assert_eq!(other.fetches(), 0, "and is not asked");
    let answer = world.stranger().await.call::<String, String>(ECHO, String::new()).await;
    assert_eq!(refused(answer), rejected());
}
