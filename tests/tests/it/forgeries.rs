//! Tokens and permits with one thing wrong with each.

use aws_lc_rs::{hmac, signature::Ed25519KeyPair};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chassis::{
    Clock as _, SystemClock,
    permit::{Mint, PERMIT_LIFE},
};
use contracts::access::{Caller, Party, Permit, PrincipalKind, SignedPermit};
use e2e::{Rpc, Side, Wire, World};
use jiff::Timestamp;
use local::issuer::Organisation;
use prost::Message as _;
use serde_json::{Value, json};
use std::fs;

/// Callers whose tokens do not count, each with what is wrong with it. They claim `role`; `foreign` is one of another
/// party.
pub(crate) fn bad_tokens(
    world: &World,
    side: Side<'_>,
    role: &str,
    foreign: &str,
) -> Vec<(&'static str, Wire)> {
    let (issuer, own) = (world.issuer(), side.organisation);
    let other = if own == Organisation::Moj { Organisation::Hmrc } else { Organisation::Moj };
    let claims = side.claims(&[role], "somebody", "a-client");
    let now = claims["iat"].as_i64().unwrap();
    let sign = |header: Value, changed: Value| issuer.mint(own, &header, &with(&claims, &changed));
    let good = sign(Value::Null, json!({}));
    let key = issuer.jwks(own)["keys"][0].clone();
    let kid = key["kid"].clone();
    let tokens = [
        ("a token that is none", "x".to_owned()),
        (
            "an expired token",
            sign(Value::Null, json!({ "iat": now - 900, "nbf": now - 900, "exp": now - 120 })),
        ),
        ("a token that is not valid yet", sign(Value::Null, json!({ "nbf": now + 300 }))),
        ("a token for another audience", sign(Value::Null, json!({ "aud": "elsewhere" }))),
        ("a token of another type", sign(json!({ "typ": "JWT" }), json!({}))),
        ("a token of no type", sign(json!({ "typ": null }), json!({}))),
        ("a token of another organisation's key", issuer.mint(other, &Value::Null, &claims)),
        (
            "a token of another organisation's key by this one's name",
            issuer.mint(other, &json!({ "kid": kid }), &claims),
        ),
        ("a token in another issuer's name", sign(Value::Null, json!({ "iss": issuer.url(other) }))),
        ("a token of an unknown issuer", sign(Value::Null, json!({ "iss": "http://127.0.0.1:9/hmrc" }))),
        ("a token signed by nobody", unsigned(&sign(json!({ "alg": "none" }), json!({})))),
        ("a token that lost its signature", unsigned(&good)),
        (
            "a token signed with the public key as a secret",
            confused(&claims, &kid, key.to_string().as_bytes()),
        ),
        ("a token signed with the public number as a secret", confused(&claims, &kid, &public_number(&key))),
        ("a token of an unknown key", sign(json!({ "kid": "unknown" }), json!({}))),
        ("a token whose key is a path", sign(json!({ "kid": "../../../../dev/null" }), json!({}))),
        ("a token without a key", sign(json!({ "kid": null }), json!({}))),
        ("a token whose claims were changed", tampered(&good, &json!({ "sub": "somebody-else" }))),
        ("a token with roles of two parties", sign(Value::Null, json!({ "roles": [role, foreign] }))),
        ("a token with a role of another party", sign(Value::Null, json!({ "roles": [foreign] }))),
        ("a token that lives too long", sign(Value::Null, json!({ "exp": now + 7_200 }))),
    ];
    let nobody = world.stranger();
    let wires = tokens.into_iter().map(|(what, token)| (what, nobody.clone().with_token(&token)));
    let bare = ("a token without its scheme", nobody.clone().with("authorization", &good));
    let twice = ("two tokens", nobody.clone().with_token(&good).with_token(&good));
    wires.chain([bare, twice]).collect()
}

fn with(claims: &Value, changed: &Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn unsigned(token: &str) -> String {
    format!("{}.", token.rsplit_once('.').unwrap().0)
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// A token whose header has the verifier take its public key for a shared secret.
fn confused(claims: &Value, kid: &Value, secret: &[u8]) -> String {
    let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": kid });
    let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", encoded(tag))
}

fn public_number(key: &Value) -> Vec<u8> {
    decoded(key["x"].as_str().or(key["n"].as_str()).unwrap())
}

fn tampered(token: &str, changed: &Value) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let claims: Value = serde_json::from_slice(&decoded(parts[1])).unwrap();
    format!("{}.{}.{}", parts[0], encoded(with(&claims, changed).to_string()), parts[2])
}

/// HMRC's data protection officer, as the gateway speaks of them.
fn caller() -> Caller {
    Caller {
        subject: "hmrc-dpo".to_owned(),
        kind: PrincipalKind::Person.into(),
        party: Party::Department.into(),
        organisation: "hmrc".to_owned(),
        acting_role: "dept.dpo".to_owned(),
        needs: ["org", "reports", "handlers", "dpo"].map(str::to_owned).to_vec(),
    }
}

/// The key with which the gateway signs for departments, and what permits call it.
fn key(world: &World) -> (String, Ed25519KeyPair) {
    let domains = world.gateway_config().trust_domains;
    let domain = domains.into_iter().find(|domain| domain.parties.contains(&Party::Department)).unwrap();
    let pem = fs::read_to_string(domain.permit_key_file).unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    (domain.id, Ed25519KeyPair::from_pkcs8(&BASE64_STANDARD.decode(der).unwrap()).unwrap())
}

fn mint(mint: &Mint, caller: Caller, service: &str, permission: &str, at: Timestamp) -> Vec<u8> {
    mint.permit(caller, service, permission, "policy-1", at, at)
}

/// The permit that the gateway would give HMRC's data protection officer for an RPC.
pub(crate) fn good_permit(world: &World, rpc: &Rpc) -> Vec<u8> {
    let (id, pair) = key(world);
    mint(&Mint::new(&id, pair), caller(), &rpc.service, &rpc.permission, SystemClock.now())
}

/// Permits that do not serve for an RPC, each with what is wrong with it.
pub(crate) fn bad_permits(world: &World, rpc: &Rpc) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let now = SystemClock.now();
    let (id, pair) = key(world);
    let real = Mint::new(&id, pair);
    let stranger = Mint::new(&id, Ed25519KeyPair::generate().unwrap());
    let unknown = Mint::new("nobody", key(world).1);
    let permit = |mint_by: &Mint, caller| mint(mint_by, caller, &rpc.service, &rpc.permission, now);
    let good = permit(&real, caller());
    let one = |permit: Vec<u8>| vec![permit];
    let of = |party: Party, organisation: &str| Caller {
        party: party.into(),
        organisation: organisation.to_owned(),
        ..caller()
    };
    vec![
        ("no permit", vec![]),
        ("two permits", vec![good.clone(), good.clone()]),
        ("a permit that is none", one(vec![0xff; 64])),
        ("a permit for another permission", one(mint(&real, caller(), &rpc.service, "elsewhere.read", now))),
        (
            "a permit for another service",
            one(mint(&real, caller(), "elsewhere.v1.Service", &rpc.permission, now)),
        ),
        ("an expired permit", one(mint(&real, caller(), &rpc.service, &rpc.permission, now - PERMIT_LIFE))),
        ("a permit of another key", one(permit(&stranger, caller()))),
        ("a permit of an unknown key", one(permit(&unknown, caller()))),
        ("a permit for another party", one(permit(&real, of(Party::Ico, "ico")))),
        ("a permit for another party's organisation", one(permit(&real, of(Party::Department, "ico")))),
        ("a permit of the public's in an organisation's name", one(permit(&real, of(Party::Public, "hmrc")))),
        (
            "a permit of a department's in the public's name",
            one(permit(&real, of(Party::Department, "public"))),
        ),
        ("a permit for no organisation", one(permit(&real, of(Party::Department, "nobody")))),
        ("a permit for nobody", one(permit(&real, Caller { subject: String::new(), ..caller() }))),
        ("a permit that was changed", one(changed(&good))),
    ]
}

/// The same permit in another organisation's name, under the signature of the first.
fn changed(permit: &[u8]) -> Vec<u8> {
    let mut signed = SignedPermit::decode(permit).unwrap();
    let mut permit = Permit::decode(signed.permit.as_slice()).unwrap();
    permit.caller = permit.caller.map(|caller| Caller { organisation: "moj".to_owned(), ..caller });
    signed.permit = permit.encode_to_vec();
    signed.encode_to_vec()
}
