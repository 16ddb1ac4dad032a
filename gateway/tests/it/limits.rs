//! How often one may call, and over how many connections.

use crate::{
    caller::{Caller, refused},
    world::{Plan, World},
};
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};
use tonic::Code;
use tonic_types::StatusExt as _;

fn limited() -> (Code, String) {
    (Code::ResourceExhausted, "RATE_LIMITED".to_owned())
}

async fn limited_to(limits: &'static str) -> World {
    let mut plan = Plan::new().await;
    plan.limits = limits;
    plan.start().await
}

async fn person(world: &World, subject: &str, id: &str) -> Caller {
    let token = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.dpo"]);
    let token = token.claim("sub", subject).claim("jti", id);
    world.stranger().await.with_token(&world.plan.issuer.sign(&token))
}

#[tokio::test]
async fn a_caller_has_its_own_limit_whatever_token_it_brings() {
    let world = limited_to("caller = { per_minute = 1, burst = 3 }").await;
    let (one, again, other) = (
        person(&world, "one", "1").await,
        person(&world, "one", "2").await,
        person(&world, "other", "3").await,
    );
    for caller in [&one, &again, &one] {
        caller.echo("x").await.unwrap();
    }
    for caller in [&one, &again] {
        let status = caller.echo("x").await.unwrap_err();
        let wait = status.get_details_retry_info().unwrap().retry_delay.unwrap().as_secs();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(refused::<()>(Err(status)), limited());
    }
    other.echo("x").await.unwrap();
    assert_eq!(world.toy().calls(), 4);
}

#[tokio::test]
async fn an_address_is_limited_before_anything_else_is_looked_at() {
    let world = limited_to("address = { per_minute = 1, burst = 3 }").await;
    let (stranger, dpo) = (world.stranger().await, world.caller("hmrc", &["dept.dpo"]).await);
    let unknown = async || stranger.call::<String, String>("/toy.v1.ToyService/None", String::new()).await;
    assert_eq!(refused(stranger.echo("x").await).0, Code::Unauthenticated);
    assert_eq!(refused(unknown().await).0, Code::Unimplemented);
    dpo.echo("x").await.unwrap();
    for answer in [stranger.echo("x").await, unknown().await, dpo.echo("x").await] {
        assert_eq!(refused(answer), limited());
    }
    assert_eq!(crate::own::health(&stranger, "").await, Err(Code::ResourceExhausted));
    assert_eq!(world.get("/healthz").await.0, 200, "probes are not calls");
}

/// A connection from an address, over which a probe is answered; none if it was closed.
async fn probed(world: &World, from: &str) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from.parse().unwrap(), 0)).unwrap();
    let mut stream = socket.connect(world.address).await.unwrap();
    let mut status = [0; 12];
    let answered: io::Result<_> = async {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await?;
        stream.read_exact(&mut status).await
    }
    .await;
    answered.ok().map(|_| assert_eq!(&status, b"HTTP/1.1 200"))?;
    Some(stream)
}

#[tokio::test]
async fn an_address_that_has_all_its_connections_gets_no_more_and_shuts_nobody_else_out() {
    let world = limited_to("address_connections = 2").await;
    let one = probed(&world, "127.0.0.2").await.unwrap();
    let _two = probed(&world, "127.0.0.2").await.unwrap();
    assert!(probed(&world, "127.0.0.2").await.is_none());
    let _other = probed(&world, "127.0.0.3").await.unwrap();
    drop(one);
    // The gateway hears of its end in its own time.
    while probed(&world, "127.0.0.2").await.is_none() {}
}
