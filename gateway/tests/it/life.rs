//! A gateway's life: probes, reload, and its end.

use crate::{
    caller::Caller,
    world::{Plan, TOY_POLICY, World, root},
};
use chassis::Directory;
use serde_json::Value;
use std::fs;
use tokio::{net::TcpStream, sync::mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Streaming};

/// A stream through the gateway that goes on.
pub(crate) struct Playing {
    send: mpsc::Sender<String>,
    answers: Streaming<String>,
}

impl Playing {
    pub(crate) async fn begin(caller: &Caller) -> Self {
        let (send, messages) = mpsc::channel(1);
        let answers = caller.play(ReceiverStream::new(messages)).await.unwrap().into_inner();
        let mut playing = Self { send, answers };
        playing.goes_on().await;
        playing
    }

    pub(crate) async fn goes_on(&mut self) {
        self.send.send("x".to_owned()).await.unwrap();
        assert_eq!(self.answers.message().await.unwrap().unwrap(), "x");
    }

    pub(crate) async fn ends(mut self) {
        drop(self.send);
        assert_eq!(self.answers.message().await.unwrap(), None);
    }
}

async fn ready(world: &World) -> (u16, Value) {
    let (status, text) = world.get("/readyz").await;
    (status, serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn a_gateway_says_that_it_is_alive_and_what_it_serves_with() {
    let world = World::new().await;
    assert_eq!(world.get("/healthz").await, (200, "ok".to_owned()));
    let (status, report) = ready(&world).await;
    assert_eq!((status, &report["ready"]), (200, &Value::Bool(true)));
    assert_eq!(report["policy"]["version"].as_str().unwrap().len(), 12);
    assert_eq!(report["policy"]["stale"], false);
    let directory = fs::read_to_string(root().join("../deploy/reference/directory.toml")).unwrap();
    let directory = Directory::parse(&directory).unwrap();
    assert_eq!(report["directory"]["hash"], directory.hash());
    assert_eq!(report["directory"]["version"], directory.version());
    for path in ["/", "/toy.v1.ToyService/Echo", "/grpc.health.v1.Health/Check"] {
        assert_eq!(world.get(path).await.0, 404, "{path} is nothing for a browser");
    }
}

#[tokio::test]
async fn a_policy_is_reloaded_when_its_files_change_and_a_bad_one_is_not() {
    let mut plan = Plan::new().await;
    plan.settings = "policy_interval = '10ms'";
    let world = plan.start().await;
    let (dpo, siro) = (world.caller("hmrc", &["dept.dpo"]).await, world.caller("hmrc", &["dept.siro"]).await);
    let (_, before) = ready(&world).await;
    assert_eq!(siro.echo("x").await.unwrap_err().code(), Code::PermissionDenied);

    let bad = format!("{TOY_POLICY}\np, dept.siro, toys.sell");
    world.plan.write("toy/policy.csv", &bad);
    while ready(&world).await.1["policy"]["stale"] == false {}
    assert_eq!(ready(&world).await.1["policy"]["version"], before["policy"]["version"]);
    dpo.echo("x").await.unwrap();
    assert_eq!(siro.echo("x").await.unwrap_err().code(), Code::PermissionDenied);

    let good = TOY_POLICY.replace("p, dept.dpo, toys.echo", "p, dept.siro, toys.echo");
    assert_ne!(good, TOY_POLICY);
    world.plan.write("toy/policy.csv", &good);
    while ready(&world).await.1["policy"]["version"] == before["policy"]["version"] {}
    siro.echo("x").await.unwrap();
    assert_eq!(world.toy().asked().permit.policy_version, ready(&world).await.1["policy"]["version"]);
    assert_eq!(dpo.echo("x").await.unwrap_err().code(), Code::PermissionDenied);
    while ready(&world).await.1["policy"]["stale"] == true {}
}

#[tokio::test]
async fn calls_under_way_end_in_peace_and_no_new_ones_come() {
    let mut world = World::new().await;
    let caller = world.caller("hmrc", &["dept.handler"]).await;
    let mut playing = Playing::begin(&caller).await;
    world.stop();
    caller.asked_to_go().await;
    assert!(TcpStream::connect(world.address).await.is_err());
    playing.goes_on().await;
    playing.ends().await;
    world.stopped().await;
}

#[tokio::test]
async fn calls_that_do_not_end_in_time_are_cut_off() {
    let mut plan = Plan::new().await;
    plan.limits = "drain = '50ms'";
    let mut world = plan.start().await;
    let caller = world.caller("hmrc", &["dept.handler"]).await;
    let mut playing = Playing::begin(&caller).await;
    world.stop();
    world.stopped().await;
    assert!(playing.answers.message().await.is_err());
}

#[tokio::test]
async fn a_gateway_that_was_asked_to_end_says_so_while_it_gives_notice() {
    let mut plan = Plan::new().await;
    plan.limits = "notice = '1h'";
    let mut world = plan.start().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await;
    world.stop();
    while ready(&world).await.0 == 200 {}
    assert_eq!((ready(&world).await.0, &ready(&world).await.1["ready"]), (503, &Value::Bool(false)));
    assert_eq!(world.get("/healthz").await.0, 200);
    caller.echo("x").await.unwrap();
    assert_eq!(crate::own::health(&caller, "").await, crate::own::NOT_SERVING);
}

#[tokio::test]
async fn an_old_connection_is_asked_to_go_and_its_calls_go_on() {
    let mut plan = Plan::new().await;
    plan.limits = "connection_age = '50ms'";
    let world = plan.start().await;
    let caller = world.caller("hmrc", &["dept.handler"]).await;
    let mut playing = Playing::begin(&caller).await;
    caller.asked_to_go().await;
    playing.goes_on().await;
    world.caller("hmrc", &["dept.dpo"]).await.echo("x").await.unwrap();
    playing.ends().await;
}
