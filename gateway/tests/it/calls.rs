//! What a call through the gateway carries, and what it does not.

use crate::{
    caller::{Caller, refused},
    world::World,
};
use chassis::permit::METADATA;
use contracts::access::{Party, PrincipalKind};
use gateway::ACTING_ROLE;
use std::collections::BTreeSet;
use tonic::Code;
use tonic_types::StatusExt as _;

#[tokio::test]
async fn a_call_reaches_the_service_with_a_permit_in_place_of_the_token() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await.with("x-ask", "kept");
    let answer = caller.echo("hello").await.unwrap();
    assert_eq!(answer.get_ref(), "hello");
    assert_eq!(answer.metadata().get("x-told").unwrap(), "initial");

    let asked = world.toy().asked();
    assert_eq!(asked.metadata.get("x-ask").unwrap(), "kept");
    assert!(asked.metadata.get("authorization").is_none());
    assert_eq!(asked.key_id, "hmg");
    let named = asked.permit.caller.unwrap();
    assert_eq!((named.kind(), named.party()), (PrincipalKind::Person, Party::Department));
    assert_eq!((named.subject.as_str(), named.organisation.as_str()), ("someone", "hmrc"));
    assert_eq!(named.acting_role, "dept.dpo");
    assert_eq!(named.needs, ["org", "reports", "handlers", "lines", "dpo", "pointers", "evidence", "boards"]);
    assert_eq!(
        (asked.permit.service.as_str(), asked.permit.permission.as_str()),
        ("toy.v1.ToyService", "toys.echo")
    );
}

#[tokio::test]
async fn nothing_that_says_who_calls_comes_in_from_outside() {
    let world = World::new().await;
    let mut caller = world.caller("hmrc", &["dept.dpo"]).await;
    for name in [
        "concordat-acting-role",
        "concordat-subject",
        "concordat-organisation",
        "x-forwarded-for",
        "x-forwarded-user",
        "x-forwarded-client-cert",
        "x-real-ip",
        "forwarded",
        "baggage",
        "cookie",
        "proxy-authorization",
        "host",
    ] {
        caller = caller.with(name, "dept.dpo");
    }
    caller.echo("x").await.unwrap();
    let own = world.toy().asked().metadata;
    let names: BTreeSet<_> = own.into_headers().keys().map(ToString::to_string).collect();
    let known = ["concordat-permit-bin", "content-type", "grpc-timeout", "te", "traceparent"];
    assert_eq!(names, known.map(str::to_owned).into());
}

#[tokio::test]
async fn what_breaks_the_rules_of_grpc_or_http_gets_no_reason() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await;
    let compressed = caller.clone().with("grpc-encoding", "zstd").echo("x").await.unwrap_err();
    assert_eq!((compressed.code(), compressed.details()), (Code::Unimplemented, &[][..]));
    let long = caller.with("x-long", &"a".repeat(17 << 10)).echo("x").await.unwrap_err();
    assert!(long.message().contains("431") && long.details().is_empty(), "{long}");
    assert_eq!(world.toy().calls(), 0);
}

#[tokio::test]
async fn a_permit_from_outside_is_neither_believed_nor_passed_on() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await;
    caller.echo("x").await.unwrap();
    let permit = world.toy().asked().metadata.get_bin(METADATA).unwrap().to_bytes().unwrap();

    let stranger = world.stranger().await.with_bytes(METADATA, &permit);
    assert_eq!(refused(stranger.echo("x").await), (Code::Unauthenticated, "TOKEN_REJECTED".to_owned()));
    let other = world.caller("hmrc", &["dept.handler"]).await.with_bytes(METADATA, &permit);
    other.echo("x").await.unwrap();
    let asked = world.toy().asked();
    assert_eq!(asked.metadata.get_all_bin(METADATA).iter().count(), 1);
    assert_eq!(asked.permit.caller.unwrap().acting_role, "dept.handler");
}

#[tokio::test]
async fn what_is_no_rpc_is_unimplemented_before_anything_else_is_looked_at() {
    let world = World::new().await;
    let nobody = world.stranger().await;
    let dpo = world.caller("hmrc", &["dept.dpo"]).await;
    for caller in [nobody, dpo] {
        for path in [
            "/toy.v1.ToyService/Ehco",
            "/toy.v1.ToyService",
            "/nothing.v1.Service/Get",
            "/",
            "/healthz",
            "/concordat.breaches.v1.BreachService/GetBreach",
            "/toy.v1.ToyService/Echo/",
        ] {
            let answer = caller.call::<String, String>(path, String::new()).await;
            assert_eq!(refused(answer), (Code::Unimplemented, "RPC_UNKNOWN".to_owned()), "{path}");
        }
    }
}

#[tokio::test]
async fn a_caller_acts_in_one_role_that_holds_the_permission() {
    let world = World::new().await;
    let denied = (Code::PermissionDenied, "PERMISSION".to_owned());
    let acting = async |roles: &[&str], named: Option<&str>| {
        let caller = world.caller("hmrc", roles).await;
        let caller = if let Some(named) = named { caller.with(ACTING_ROLE, named) } else { caller };
        let answer = caller.echo("x").await;
        answer.map(|_| world.toy().asked().permit.caller.unwrap().acting_role)
    };
    assert_eq!(acting(&["dept.dpo"], None).await.unwrap(), "dept.dpo");
    assert_eq!(acting(&["dept.siro", "dept.dpo"], None).await.unwrap(), "dept.dpo", "the only one that may");
    assert_eq!(acting(&["dept.dpo"], Some("dept.dpo")).await.unwrap(), "dept.dpo");
    assert_eq!(acting(&["dept.handler", "dept.dpo"], Some("dept.handler")).await.unwrap(), "dept.handler");
    for (roles, named) in [
        (["dept.siro", "dept.ao"].as_slice(), None),
        (&[], None),
        (&["everyone"], None),
        (&["dept.dpo"], Some("dept.handler")),
        (&["dept.dpo", "dept.siro"], Some("dept.siro")),
        (&["dept.dpo"], Some("ico.case")),
        (&["dept.dpo"], Some("")),
    ] {
        let status = acting(roles, named).await.unwrap_err();
        assert_eq!(refused::<()>(Err(status)), denied, "{roles:?} {named:?}");
    }
    let twice =
        world.caller("hmrc", &["dept.dpo"]).await.with(ACTING_ROLE, "dept.dpo").with(ACTING_ROLE, "dept.dpo");
    assert_eq!(refused(twice.echo("x").await), denied);

    let status = acting(&["dept.handler", "dept.dpo", "dept.siro"], None).await.unwrap_err();
    let violations = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(violations[0].field, ACTING_ROLE);
    assert_eq!(violations[0].description, "must be one of dept.dpo, dept.handler");
    assert_eq!(refused::<()>(Err(status)), (Code::InvalidArgument, "ACTING_ROLE_REQUIRED".to_owned()));
}

#[tokio::test]
async fn a_client_that_got_a_token_for_itself_is_a_system() {
    let world = World::new().await;
    let token = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo"]);
    let token = token.claim("sub", "client");
    world.stranger().await.with_token(&world.plan.issuer.sign(&token)).echo("x").await.unwrap();
    assert_eq!(world.toy().asked().permit.caller.unwrap().kind(), PrincipalKind::System);
}

#[tokio::test]
async fn the_regulators_people_have_a_pseudonym_under_the_regulators_own_key() {
    let world = World::new().await;
    let subject = async |subject: &str| {
        let token = world.plan.issuer.token("ico", world.plan.now()).roles(&["ico.case"]);
        let token = world.plan.issuer.sign(&token.claim("sub", subject));
        world.stranger().await.with_token(&token).echo("x").await.unwrap();
        let asked = world.toy().asked();
        assert_eq!(asked.key_id, "ico");
        asked.permit.caller.unwrap().subject
    };
    let (one, other, again) = (subject("one").await, subject("other").await, subject("one").await);
    assert_eq!(one, again);
    assert_ne!(one, other);
    assert!(one.len() >= 32 && !one.contains("one"));
}

#[tokio::test]
async fn a_permit_serves_again_for_twenty_seconds_and_never_for_another_token() {
    let world = World::new().await;
    let permit = async |caller: &Caller| {
        caller.echo("x").await.unwrap();
        world.toy().asked().metadata.get_bin(METADATA).unwrap().to_bytes().unwrap()
    };
    let token = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo", "dept.handler"]);
    let caller = world.stranger().await.with_token(&world.plan.issuer.sign(&token));
    let (dpo, handler) =
        (caller.clone().with(ACTING_ROLE, "dept.dpo"), caller.with(ACTING_ROLE, "dept.handler"));
    let first = permit(&dpo).await;
    assert_ne!(first, permit(&handler).await);
    world.plan.clock.advance(19);
    assert_eq!(first, permit(&dpo).await);
    let other = token.claim("jti", "2").claim("exp", world.plan.now().as_second() + 30);
    let other =
        world.stranger().await.with_token(&world.plan.issuer.sign(&other)).with(ACTING_ROLE, "dept.dpo");
    assert_ne!(first, permit(&other).await);
    // The token's end and the leeway, which is sooner than a quarter of an hour.
    let until = world.toy().asked().permit.until.unwrap().seconds;
    assert_eq!(until, world.plan.now().as_second() + 30 + 60);
    world.plan.clock.advance(1);
    assert_ne!(first, permit(&dpo).await);
}

#[tokio::test]
async fn a_call_keeps_its_trace_and_one_without_gets_one() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await;
    let traced = async |caller: Caller| {
        caller.echo("x").await.unwrap();
        let metadata = world.toy().asked().metadata;
        let text = |name| metadata.get(name).map(|value| value.to_str().unwrap().to_owned());
        (text("traceparent").unwrap(), text("tracestate"))
    };
    let given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let with = |parent: &str| caller.clone().with("traceparent", parent).with("tracestate", "a=b");
    assert_eq!(traced(with(given)).await, (given.to_owned(), Some("a=b".to_owned())));
    let mut made = Vec::new();
    for caller in [
        caller.clone(),
        with("00-00000000000000000000000000000000-b7ad6b7169203331-01"),
        with("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"),
        with("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"),
        with("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        with("humphrey"),
    ] {
        let (parent, state) = traced(caller).await;
        assert_eq!((parent.len(), state), (given.len(), None));
        assert!(!made.contains(&parent));
        made.push(parent);
    }
}
