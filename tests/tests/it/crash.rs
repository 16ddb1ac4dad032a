//! What a caller may rely on when the service is killed between its request and the answer, or answers it twice at once.

use crate::process::{Breaches, Gate, until};
use chassis::SystemClock;
use chassis_testing::TestDb;
use contracts::{Mutation, breaches::RiskLevel};
use e2e::{Actor, Answer, Wire, World, deeds::Stage, refused, requests};
use gateway::Gateway;
use prost::Message as _;
use sqlx::PgPool;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{net::TcpListener, time::interval};
use tonic::Code;

/// How long a caller waits before it tries again.
const AGAIN: Duration = Duration::from_millis(50);

/// The platform with the breaches service as a process of its own.
struct Beside {
    world: World,
    process: Breaches,
    owner: PgPool,
}

impl Beside {
    async fn new() -> Self {
        let (database, data) = (TestDb::of::<breaches::Breaches>().await, tempfile::tempdir().unwrap());
        let (process, owner) = (Breaches::start(&database, data.path()), database.owner().await);
        let elsewhere = BTreeMap::from([("breaches", process.url())]);
        Self { world: World::start(database, data, elsewhere).await, process, owner }
    }

    /// Rows that tell what was done: breaches, cases' acts, audit records, remembered requests.
    async fn counts(&self) -> (i64, i64, i64, i64) {
        let counts = "SELECT (SELECT count(*) FROM breach), (SELECT count(*) FROM case_act),
                             (SELECT count(*) FROM audit_record), (SELECT count(*) FROM request_memory)";
        sqlx::query_as(counts).fetch_one(&self.owner).await.unwrap()
    }

    /// What is remembered as the last answer.
    async fn remembered(&self) -> Vec<u8> {
        let last = "SELECT response FROM request_memory ORDER BY at DESC LIMIT 1";
        sqlx::query_scalar(last).fetch_one(&self.owner).await.unwrap()
    }
}

/// Calls as integrators are told to: again, with the same request id, for as long as the platform is not available.
async fn persists<R: Mutation + Clone>(who: &Actor, request: &R) -> Answer<R::Response> {
    let mut tries = interval(AGAIN);
    loop {
        tries.tick().await;
        match who.wire.calls(request.clone()).await {
            Err(status) if status.code() == Code::Unavailable => {}
            answer => return answer,
        }
    }
}

fn broken_off() -> (Code, String) {
    (Code::Unavailable, "UNAVAILABLE".to_owned())
}

/// Kills the service when it has asked for all that a request writes but the record, and so before the commit; then sends
/// the request again.
async fn killed_before_the_commit<R: Mutation + Clone>(beside: &mut Beside, who: &Actor, request: R) {
    let before = beside.counts().await;
    let mut gate = Gate::before_the_record(&beside.owner).await;
    let process = &mut beside.process;
    let (answer, ()) = tokio::join!(who.wire.calls(request.clone()), async {
        gate.reached_by(1).await;
        process.kill().await;
        gate.open().await;
    });
    assert_eq!(refused(answer), broken_off());
    // What it had asked for is done, for nobody, and rolled back with its connection.
    let gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity
                                   WHERE usename = 'breaches_app' AND datname = current_database())";
    until(&mut beside.owner.acquire().await.unwrap(), gone).await;
    assert_eq!(beside.counts().await, before, "what was not committed is not there");
    beside.process.restart();
    let answer = persists(who, &request).await.unwrap();
    assert_eq!(beside.remembered().await, answer.encode_to_vec());
}

/// Kills the service when a request is committed but not yet answered; then sends the request again.
async fn killed_after_the_commit<R: Mutation + Clone>(beside: &mut Beside, who: &Actor, request: R) {
    let (_, _, records, _) = beside.counts().await;
    let mut gate = Gate::in_the_commit(&beside.owner).await;
    let (mut owner, process) = (beside.owner.acquire().await.unwrap(), &mut beside.process);
    let (answer, ()) = tokio::join!(who.wire.calls(request.clone()), async {
        gate.reached_by(1).await;
        // So that it does not hear that it is committed.
        process.freeze().await;
        gate.open().await;
        let committed = format!("SELECT count(*) > {records} FROM audit_record");
        until(&mut owner, &committed).await;
        process.kill().await;
    });
    assert_eq!(refused(answer), broken_off());
    let (done, remembered) = (beside.counts().await, beside.remembered().await);
    beside.process.restart();
    let answer = persists(who, &request).await.unwrap();
    assert_eq!(answer.encode_to_vec(), remembered, "what would have been answered is answered");
    assert_eq!(beside.counts().await, done, "and nothing is done again");
}

#[tokio::test]
async fn a_request_whose_service_is_killed_before_or_after_the_commit_is_done_once() {
    let mut beside = Beside::new().await;
    let (parent, handler) = (beside.world.hmrc().name(), beside.world.hmrc().handler());
    let create = |title| requests::create(&parent, requests::report(title));
    Box::pin(killed_before_the_commit(&mut beside, &handler, create("Lost laptop"))).await;
    assert_eq!(beside.counts().await, (1, 0, 1, 1));
    Box::pin(killed_after_the_commit(&mut beside, &handler, create("Lost phone"))).await;
    assert_eq!(beside.counts().await, (2, 0, 2, 2));

    for killed_after in [false, true] {
        let hmrc = beside.world.hmrc();
        let breach = hmrc.brings(&handler, "Told", Stage::Assessed, RiskLevel::Risk).await;
        let (dpo, (breaches, acts, records, memories)) = (hmrc.dpo(), beside.counts().await);
        if killed_after {
            killed_after_the_commit(&mut beside, &dpo, requests::notify(&breach)).await;
        } else {
            killed_before_the_commit(&mut beside, &dpo, requests::notify(&breach)).await;
        }
        // An act has a copy for each side.
        assert_eq!(beside.counts().await, (breaches, acts + 2, records + 1, memories + 1));
    }
    let told = beside.world.ico().case_officer().lists_cases().await.unwrap();
    assert_eq!(told.iter().map(|case| case.submissions).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn of_equal_requests_at_once_through_two_gateways_to_two_replicas_one_is_done() {
    let beside = Beside::new().await;
    let second = Breaches::start(&beside.world.database, beside.world.data());
    let mut config = beside.world.gateway_config();
    config.services[0].upstreams = vec![second.url()];
    let gateway = Gateway::load(config, Arc::new(SystemClock)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let other = Wire::to(&format!("http://{}", listener.local_addr().unwrap()));
    let serving = tokio::spawn(gateway.serve(listener, std::future::pending()));

    let hmrc = beside.world.hmrc();
    let here = hmrc.handler();
    let there = Actor { wire: other.with_token(beside.world.token("hmrc-handler")), ..here.clone() };
    // The second replica serves before the race.
    persists(&there, &requests::create(&hmrc.name(), requests::report("Before"))).await.unwrap();
    let request = requests::create(&hmrc.name(), requests::report("Lost laptop"));
    let mut gate = Gate::before_the_record(&beside.owner).await;
    let (one, other, ()) =
        tokio::join!(here.wire.calls(request.clone()), there.wire.calls(request.clone()), async {
            gate.reached_by(2).await;
            gate.open().await;
        });
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(beside.counts().await, (2, 0, 2, 2));
    serving.abort();
}
