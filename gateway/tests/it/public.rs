//! Whoever says nothing of who they are.

use crate::{
    caller::{Answer, Caller, refused},
    issuer::Token,
    world::{Plan, World},
};
use contracts::access::{self, Party, PrincipalKind};
use gateway::ACTING_ROLE;
use tonic::Code;

/// A gateway that lets the public in, where the policy does.
async fn open(limits: &'static str) -> World {
    let mut plan = Plan::new().await;
    plan.limits = limits;
    plan.start_with(|config| config.trust_domains[0].parties.push(Party::Public)).await
}

async fn reads(caller: &Caller) -> Answer<String> {
    caller.call("/toy.v1.ToyService/GetEcho", "x".to_owned()).await
}

fn rejected() -> (Code, String) {
    (Code::Unauthenticated, "TOKEN_REJECTED".to_owned())
}

/// Everything that a refusal says.
fn said(answer: Answer<String>) -> (Code, String, Vec<u8>) {
    let status = answer.unwrap_err();
    (status.code(), status.message().to_owned(), status.details().to_vec())
}

#[tokio::test]
async fn whoever_brings_no_token_may_read_what_the_public_may_and_nothing_else() {
    let world = open("").await;
    let stranger = world.stranger().await;
    assert_eq!(reads(&stranger).await.unwrap().into_inner(), "x");
    let asked = world.toy().asked();
    assert_eq!((asked.key_id.as_str(), asked.permit.permission.as_str()), ("hmg", "toys.read"));
    let public = access::Caller {
        subject: "public".to_owned(),
        kind: PrincipalKind::System.into(),
        party: Party::Public.into(),
        organisation: "public".to_owned(),
        acting_role: "public".to_owned(),
        needs: vec!["org".to_owned()],
    };
    assert_eq!(asked.permit.caller, Some(public));

    let refusal = said(stranger.echo("x").await);
    assert_eq!(refusal.0, Code::Unauthenticated);
    assert_eq!(refusal, said(stranger.clone().with_token("x").echo("x").await), "byte for byte");
    let named = stranger.clone().with(ACTING_ROLE, "dept.dpo");
    assert_eq!(refused(reads(&named).await), (Code::PermissionDenied, "PERMISSION".to_owned()));
    reads(&stranger.with(ACTING_ROLE, "public")).await.unwrap();
    assert_eq!(world.toy().calls(), 2);
}

#[tokio::test]
async fn a_token_that_does_not_count_is_not_the_same_as_none() {
    let world = open("").await;
    let stranger = world.stranger().await;
    let good = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo"]);
    let signed = |token: &Token| world.plan.issuer.sign(token);
    for (what, caller) in [
        ("none", stranger.clone().with_token("x")),
        ("an empty header", stranger.clone().with("authorization", "")),
        ("another scheme", stranger.clone().with("authorization", "Basic eDp5")),
        ("two", stranger.clone().with_token(&signed(&good)).with_token(&signed(&good))),
        ("for another audience", stranger.clone().with_token(&signed(&good.clone().claim("aud", "x")))),
        ("with the public's role", stranger.clone().with_token(&signed(&good.clone().roles(&["public"])))),
        (
            "with the public's role besides",
            stranger.clone().with_token(&signed(&good.clone().roles(&["dept.dpo", "public"]))),
        ),
    ] {
        assert_eq!(refused(reads(&caller).await), rejected(), "{what}");
    }
    assert_eq!(world.toy().calls(), 0);
}

#[tokio::test]
async fn whoever_signs_in_reads_in_their_own_role_or_not_at_all() {
    let world = open("").await;
    reads(&world.caller("hmrc", &["dept.dpo"]).await).await.unwrap();
    let caller = world.toy().asked().permit.caller.unwrap();
    assert_eq!((caller.party(), caller.acting_role.as_str()), (Party::Department, "dept.dpo"));
    let siro = world.caller("hmrc", &["dept.siro"]).await;
    assert_eq!(refused(reads(&siro).await), (Code::PermissionDenied, "PERMISSION".to_owned()));
}

#[tokio::test]
async fn where_no_trust_domain_speaks_for_the_public_it_is_nobody() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    assert_eq!(said(reads(&stranger).await), said(stranger.echo("x").await), "byte for byte");
    assert_eq!(refused(reads(&stranger).await), rejected());
}

#[tokio::test]
async fn the_public_has_no_limit_in_common_but_each_address_has_its_own() {
    let limits = "caller = { per_minute = 1, burst = 1 }\naddress = { per_minute = 1, burst = 3 }";
    let world = open(limits).await;
    let (one, other) = (world.stranger().await, world.stranger().await);
    for caller in [&one, &other, &one] {
        reads(caller).await.unwrap();
    }
    assert_eq!(refused(reads(&other).await), (Code::ResourceExhausted, "RATE_LIMITED".to_owned()));
}
