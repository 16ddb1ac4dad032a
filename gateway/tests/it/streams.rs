//! What passes through while a call goes on, and how it ends.

use crate::{
    caller::{Caller, refused},
    world::{Plan, World},
};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::Code;

/// The largest request, in bytes: five of them are the frame's.
const MOST: usize = 4 << 20;

async fn handler(world: &World) -> Caller {
    world.caller("hmrc", &["dept.handler"]).await
}

fn deadline() -> (Code, String) {
    (Code::DeadlineExceeded, "DEADLINE".to_owned())
}

#[tokio::test]
async fn messages_pass_both_ways_while_the_call_goes_on() {
    let world = World::new().await;
    let (send, messages) = mpsc::channel(1);
    let mut answers = handler(&world).await.play(ReceiverStream::new(messages)).await.unwrap().into_inner();
    for text in ["one", "two", "three"] {
        send.send(text.to_owned()).await.unwrap();
        assert_eq!(answers.message().await.unwrap().unwrap(), text);
    }
    drop(send);
    assert_eq!(answers.message().await.unwrap(), None);
    assert!(answers.trailers().await.unwrap().is_some());
}

#[tokio::test]
async fn a_status_and_its_metadata_pass_in_headers_and_in_trailers() {
    let world = World::new().await;
    let caller = handler(&world).await;
    let early = caller.echo("fail").await.unwrap_err();
    let messages = tokio_stream::iter(["one", "fail"].map(str::to_owned)).chain(tokio_stream::pending());
    let mut answers = caller.play(messages).await.unwrap().into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap(), "one");
    let late = answers.message().await.unwrap_err();
    for status in [early, late] {
        assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "not so"));
        assert_eq!(status.details(), b"\x08\x09");
        assert_eq!(status.metadata().get("x-told").unwrap(), "at the end");
        let bytes = status.metadata().get_bin("x-told-bin").unwrap().to_bytes().unwrap();
        assert_eq!(bytes.as_ref(), [0, 255]);
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_takes_the_call_with_it() {
    let mut world = World::new().await;
    let caller = handler(&world).await;
    let waiting = tokio::spawn({
        let caller = caller.clone();
        async move { caller.echo("wait").await }
    });
    world.toy().called(1).await;
    waiting.abort();
    world.plan.toys[0].broken_off().await;

    let (send, messages) = mpsc::channel(1);
    let mut answers = caller.play(ReceiverStream::new(messages)).await.unwrap().into_inner();
    send.send("one".to_owned()).await.unwrap();
    assert_eq!(answers.message().await.unwrap().unwrap(), "one");
    caller.hang_up();
    world.plan.toys[0].broken_off().await;
}

#[tokio::test]
async fn a_call_ends_at_its_callers_deadline_and_the_service_is_told() {
    let mut world = World::new().await;
    let caller = handler(&world).await.with_timeout(Duration::from_millis(200));
    assert_eq!(refused(caller.echo("wait").await), deadline());
    let told = world.toy().asked().metadata.get("grpc-timeout").unwrap().to_str().unwrap().to_owned();
    let told: u64 = told.strip_suffix('m').unwrap().parse().unwrap();
    assert!((100..=300).contains(&told), "{told}");
    world.plan.toys[0].broken_off().await;

    let mut answers = caller.play(tokio_stream::pending()).await.unwrap().into_inner();
    assert_eq!(refused::<()>(Err(answers.message().await.unwrap_err())), deadline());
    world.plan.toys[0].broken_off().await;

    let malformed = handler(&world).await.with("grpc-timeout", "soon");
    assert_eq!(refused(malformed.echo("x").await), (Code::InvalidArgument, "FIELD_INVALID".to_owned()));
}

#[tokio::test]
async fn a_call_ends_at_the_platforms_deadline_whatever_its_caller_says() {
    let mut plan = Plan::new().await;
    plan.limits = "usual_deadline = '100ms'\nlongest_deadline = '200ms'";
    let world = plan.start().await;
    let caller = handler(&world).await;
    assert_eq!(refused(caller.echo("wait").await), deadline());
    let told = world.toy().asked().metadata.get("grpc-timeout").unwrap().to_str().unwrap().to_owned();
    assert!(told.len() <= "200m".len(), "{told}");
    assert_eq!(refused(caller.with_timeout(Duration::from_mins(1)).echo("wait").await), deadline());
}

#[tokio::test]
async fn a_stream_ends_with_its_permit() {
    let mut world = World::new().await;
    let token = world.plan.issuer.token("hmrc", world.plan.now()).roles(&["dept.handler"]);
    let token = world.plan.issuer.sign(&token);
    let caller = world.stranger().await.with_token(&token);
    // A second before the token's end and leeway: the stream has that second, on a real clock.
    world.plan.clock.advance(600 + 59);
    let mut answers = caller
        .play(tokio_stream::once("one".to_owned()).chain(tokio_stream::pending()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap(), "one");
    let told = world.toy().asked().metadata.get("grpc-timeout").unwrap().to_str().unwrap().to_owned();
    assert!(told.len() <= "1100m".len(), "{told}");
    assert_eq!(refused::<()>(Err(answers.message().await.unwrap_err())), deadline());
    world.plan.toys[0].broken_off().await;
}

#[tokio::test]
async fn a_large_request_passes_up_to_the_limit_and_not_a_byte_more() {
    let world = World::new().await;
    let caller = handler(&world).await;
    // A text's own frame in the message takes five bytes, the message's in the stream five more.
    let largest = "x".repeat(MOST - 10);
    assert_eq!(caller.echo(&largest).await.unwrap().get_ref().len(), MOST - 10);
    let too_large = format!("{largest}x");
    assert_eq!(refused(caller.echo(&too_large).await), (Code::ResourceExhausted, "TOO_LARGE".to_owned()));
    assert_eq!(world.toy().calls(), 1);
    caller.echo("x").await.unwrap();

    // A stream is as long as it is.
    let messages = tokio_stream::iter((0..6).map(|_| "x".repeat(1 << 20)));
    let answers = caller.play(messages).await.unwrap().into_inner();
    let lengths: Vec<_> = answers.map(|answer| answer.unwrap().len()).collect().await;
    assert_eq!(lengths, [1 << 20; 6]);
}

#[tokio::test]
async fn headers_have_a_limit_too() {
    let world = World::new().await;
    let caller = handler(&world).await;
    caller.clone().with("x-ask", &"x".repeat(12 << 10)).echo("x").await.unwrap();
    assert!(caller.clone().with("x-ask", &"x".repeat(17 << 10)).echo("x").await.is_err());
    assert_eq!(world.toy().calls(), 1);
    caller.echo("x").await.unwrap();
}

#[tokio::test]
async fn many_calls_share_a_connection_to_the_service() {
    let world = World::new().await;
    let caller = handler(&world).await;
    let calls = (0..100).map(|number| {
        let caller = caller.clone();
        tokio::spawn(async move { caller.echo(&number.to_string()).await.map(tonic::Response::into_inner) })
    });
    let calls: Vec<_> = calls.collect();
    for (number, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap(), number.to_string());
    }
    assert_eq!(world.toy().calls(), 100);
    assert_eq!(world.toy().connections(), 1);
}

#[tokio::test]
async fn a_service_that_breaks_off_leaves_a_status() {
    let mut world = World::new().await;
    let caller = handler(&world).await;
    let (send, messages) = mpsc::channel(1);
    let mut answers = caller.play(ReceiverStream::new(messages)).await.unwrap().into_inner();
    send.send("one".to_owned()).await.unwrap();
    assert_eq!(answers.message().await.unwrap().unwrap(), "one");
    let waiting = tokio::spawn(async move { caller.echo("wait").await });
    world.toy().called(2).await;
    world.plan.toys[0].kill().await;
    let unavailable = (Code::Unavailable, "UNAVAILABLE".to_owned());
    assert_eq!(refused::<()>(Err(answers.message().await.unwrap_err())), unavailable);
    assert_eq!(refused(waiting.await.unwrap()), unavailable);
}
