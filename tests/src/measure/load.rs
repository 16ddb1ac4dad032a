//! A load: so many calls, so many of them under way at once.

use super::figures::Latencies;
use crate::{Question, Wire, requests};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use chassis::permit::METADATA;
use gateway::{Gateway, Principal};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use tonic::{Code, Status};

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Reads a breach.
    Get,
    /// Lists breaches, on the longest page.
    List,
    /// Writes a breach, each under a request id of its own.
    Create,
    /// Reads a breach of another department's, and is not told of it.
    Anothers,
    /// Reads a breach that nobody has.
    Nobodys,
}

/// How it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// At the service, with a permit as the gateway grants them.
    Direct,
    /// At the gateway, with a token.
    Gateway,
}

/// Somebody who calls both ways, over one connection each.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) parent: String,
    /// The breach that is read.
    pub(super) breach: String,
    /// One of another department's, as if it were the caller's own.
    pub(super) anothers: String,
    /// One that nobody has.
    pub(super) nobodys: String,
    pub(super) direct: Wire,
    pub(super) gateway: Wire,
    /// Grants permits, in this process.
    pub(super) permits: Gateway,
    pub(super) principal: Arc<Principal>,
}

impl Caller {
    fn question(&self, call: Call) -> Question {
        match call {
            Call::Get => Question::of(&requests::get(&self.breach)),
            Call::Anothers => Question::of(&requests::get(&self.anothers)),
            Call::Nobodys => Question::of(&requests::get(&self.nobodys)),
            Call::List => Question::of(&requests::list(&self.parent)),
            Call::Create => Question::of(&requests::create(&self.parent, requests::report("Lost laptop"))),
        }
    }

    /// The connection, with what goes with a call. Permits are granted anew every 20 seconds, as to the gateway's callers.
    fn wire(&self, way: Way, question: &Question) -> Wire {
        match way {
            Way::Gateway => self.gateway.clone(),
            Way::Direct => {
                let grant = self.permits.authorise(&self.principal, None, question.path()).unwrap();
                let permit = BASE64_STANDARD_NO_PAD.decode(grant.permit()).expect("metadata is base64");
                self.direct.clone().with_bytes(METADATA, &permit)
            }
        }
    }

    async fn calls(&self, call: Call, way: Way) -> Duration {
        let question = self.question(call);
        let wire = self.wire(way, &question);
        let start = Instant::now();
        let answer = wire.asks(&question).await;
        let elapsed = start.elapsed();
        let expected = if matches!(call, Call::Anothers | Call::Nobodys) { Code::NotFound } else { Code::Ok };
        let code = answer.as_ref().err().map_or(Code::Ok, Status::code);
        assert_eq!(code, expected, "{}: {answer:?}", question.path());
        elapsed
    }
}

/// Makes `calls`, of which `in_flight` are under way at once, each followed by the next as soon as it is answered.
pub(super) async fn load(caller: &Caller, call: Call, way: Way, in_flight: usize, calls: usize) -> Latencies {
    let (left, mut workers) = (Arc::new(AtomicUsize::new(calls)), JoinSet::new());
    for _ in 0..in_flight {
        let (caller, left) = (caller.clone(), left.clone());
        workers.spawn(async move {
            let mut latencies = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            {
                latencies.push(caller.calls(call, way).await);
            }
            latencies
        });
    }
    Latencies::new(workers.join_all().await.concat())
}
