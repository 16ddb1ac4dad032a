//! Services that come and go.

use crate::{
    caller::{Caller, refused},
    issuer::Manner,
    life::Playing,
    world::{Plan, World},
};
use tonic::Code;

async fn dpo(world: &World) -> Caller {
    world.caller("hmrc", &["dept.dpo"]).await
}

fn calls(world: &World) -> Vec<usize> {
    world.plan.toys.iter().map(crate::toy::Toy::calls).collect()
}

#[tokio::test]
async fn replicas_take_turns() {
    let mut plan = Plan::new().await;
    plan.add_toy().await;
    plan.add_toy().await;
    let world = plan.start().await;
    let caller = dpo(&world).await;
    for _ in 0..9 {
        caller.echo("x").await.unwrap();
    }
    assert_eq!(calls(&world), [3, 3, 3]);
}

#[tokio::test]
async fn a_replica_that_cannot_be_reached_costs_no_call() {
    let mut plan = Plan::new().await;
    plan.add_toy().await;
    plan.toys[0].kill().await;
    let mut world = plan.start().await;
    let caller = dpo(&world).await;
    for _ in 0..4 {
        caller.echo("x").await.unwrap();
    }
    assert_eq!(calls(&world), [0, 4]);
    // With the other one gone too, the first is tried although it was not there a moment ago.
    world.plan.toys[0].restart().await;
    world.plan.toys[1].stop().await;
    caller.echo("x").await.unwrap();
    assert_eq!(calls(&world), [1, 4]);
}

#[tokio::test]
async fn a_service_that_restarts_is_found_again_and_one_that_is_away_is_unavailable() {
    let mut world = World::new().await;
    let caller = dpo(&world).await;
    caller.echo("x").await.unwrap();
    // One restart asks the gateway to go, as a deployment does; another breaks the connection.
    world.plan.toys[0].stop().await;
    world.plan.toys[0].restart().await;
    caller.echo("x").await.unwrap();
    world.plan.toys[0].kill().await;
    let status = caller.echo("x").await.unwrap_err();
    assert!(tonic_types::StatusExt::get_details_retry_info(&status).unwrap().retry_delay.is_some());
    assert_eq!(refused::<()>(Err(status)), (Code::Unavailable, "UNAVAILABLE".to_owned()));
    world.plan.toys[0].restart().await;
    caller.echo("x").await.unwrap();
    assert_eq!(world.toy().calls(), 3);
    assert_eq!(world.toy().connections(), 3);
}

#[tokio::test]
async fn a_gateway_starts_without_its_services_and_issuers() {
    let mut plan = Plan::new().await;
    plan.toys[0].kill().await;
    plan.issuer.becomes(Manner::Away);
    let mut world = plan.start().await;
    assert_eq!(world.get("/readyz").await.0, 200);
    let caller = dpo(&world).await;
    let unavailable = (Code::Unavailable, "UNAVAILABLE".to_owned());
    assert_eq!(refused(caller.echo("x").await), unavailable, "nobody can tell who calls");
    world.plan.issuer.becomes(Manner::Good);
    world.plan.clock.advance(30);
    assert_eq!(refused(caller.echo("x").await), unavailable);
    world.plan.toys[0].restart().await;
    caller.echo("x").await.unwrap();
}

#[tokio::test]
async fn a_service_that_asks_its_connections_to_go_costs_no_call() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.handler"]).await;
    let mut playing = Playing::begin(&caller).await;
    world.toy().ask_to_go();
    while world.toy().connections() < 2 {
        caller.echo("x").await.unwrap();
    }
    playing.goes_on().await;
    playing.ends().await;
}
