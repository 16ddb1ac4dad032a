//! Issuers' keys: rotation, and outages.

use crate::{
    caller::{Answer, Caller, refused},
    issuer::{Manner, Signer},
    world::{Plan, World},
};
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};
use tonic::Code;

const DAY: i64 = 24 * 3_600;

/// A world whose gateway fetches keys by itself once, at its start.
async fn world() -> World {
    let mut plan = Plan::new().await;
    plan.settings = "keys_interval = '1h'";
    let world = plan.start().await;
    world.plan.issuer.fetched(3).await;
    call(&world, &world.plan.issuer.signer()).await.unwrap();
    world
}

/// A caller with a token of its own that a key of the issuer signed just now.
async fn caller(world: &World, signer: &Signer) -> Caller {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let token = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo"]);
    let mut token = token.claim("jti", NEXT.fetch_add(1, Ordering::Relaxed).to_string());
    token.header.kid = Some(signer.kid.clone());
    world.stranger().await.with_token(&token.sign(&signer.key))
}

async fn call(world: &World, signer: &Signer) -> Answer<String> {
    caller(world, signer).await.echo("x").await
}

fn rejected() -> (Code, String) {
    (Code::Unauthenticated, "TOKEN_REJECTED".to_owned())
}

#[tokio::test]
async fn a_new_key_serves_at_once_and_one_that_is_withdrawn_no_longer() {
    let world = world().await;
    let (first, second) = (world.plan.issuer.signer(), Signer::es256("second"));
    let before = world.plan.issuer.fetches();
    world.plan.issuer.rotate(&[second.clone(), first.clone()]);
    call(&world, &second).await.unwrap();
    call(&world, &first).await.unwrap();
    assert_eq!(world.plan.issuer.fetches(), before + 1);
    let third = Signer::es256("third");
    world.plan.issuer.rotate(slice::from_ref(&third));
    world.plan.clock.advance(30);
    call(&world, &third).await.unwrap();
    assert_eq!(refused(call(&world, &second).await), rejected());
}

#[tokio::test]
async fn unknown_keys_make_the_gateway_ask_once_in_half_a_minute_however_many_call() {
    let world = world().await;
    let before = world.plan.issuer.fetches();
    let stranger = Signer::es256("stranger");
    let storm = async || {
        let mut calls = Vec::new();
        for number in 0..20 {
            let mut signer = stranger.clone();
            signer.kid = format!("stranger-{number}");
            let caller = caller(&world, &signer).await;
            calls.push(tokio::spawn(async move { caller.echo("x").await }));
        }
        for answer in calls {
            assert_eq!(refused(answer.await.unwrap()), rejected());
        }
        world.plan.issuer.fetches() - before
    };
    assert_eq!(storm().await, 1);
    world.plan.clock.advance(29);
    assert_eq!(storm().await, 1);
    world.plan.clock.advance(1);
    assert_eq!(storm().await, 2);
}

#[tokio::test]
async fn the_last_good_keys_serve_through_a_day_without_the_issuer() {
    let world = world().await;
    let signer = world.plan.issuer.signer();
    world.plan.issuer.becomes(Manner::Away);
    world.plan.clock.advance(DAY);
    call(&world, &signer).await.unwrap();
    assert_eq!(refused(call(&world, &Signer::es256("second")).await), rejected());
    world.plan.clock.advance(1);
    assert_eq!(refused(call(&world, &signer).await), (Code::Unavailable, "UNAVAILABLE".to_owned()));
    world.plan.issuer.becomes(Manner::Good);
    world.plan.clock.advance(30);
    call(&world, &signer).await.unwrap();
}

#[tokio::test]
async fn keys_are_fetched_without_being_asked_for_and_again_after_a_failure() {
    let mut plan = Plan::new().await;
    plan.settings = "keys_interval = '10ms'";
    plan.issuer.becomes(Manner::Away);
    let world = plan.start().await;
    let first = world.plan.issuer.signer();
    // This call asks for the keys, and no other does: the clock stands still.
    assert_eq!(refused(call(&world, &first).await), (Code::Unavailable, "UNAVAILABLE".to_owned()));
    world.plan.issuer.becomes(Manner::Good);
    while call(&world, &first).await.is_err() {}
    world.plan.issuer.rotate(&[Signer::es256("second")]);
    while call(&world, &first).await.is_ok() {}
}

#[tokio::test]
async fn keys_are_taken_from_the_issuer_itself_or_not_at_all() {
    for manner in [Manner::Elsewhere, Manner::Verbose, Manner::Careless, Manner::Impostor] {
        let plan = Plan::new().await;
        plan.issuer.becomes(manner);
        let world = plan.start().await;
        let signer = world.plan.issuer.signer();
        let unavailable = (Code::Unavailable, "UNAVAILABLE".to_owned());
        assert_eq!(refused(call(&world, &signer).await), unavailable, "{manner:?}");
        world.plan.issuer.becomes(Manner::Good);
        world.plan.clock.advance(30);
        call(&world, &signer).await.unwrap();
    }
}
