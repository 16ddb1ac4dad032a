//! What operators are told, by OpenTelemetry and in logs: the gateway and the service as processes of their own, which export
//! over the network to a server of OTLP's own contracts that keeps all it is sent (no collector of somebody else's).

mod collector;

use crate::process::{Breaches, Gate, own_address, terminate};
use chassis_testing::{TestDb, id};
use collector::{Collector, Exported};
use contracts::breaches::GetBreachRequest;
use e2e::{Question, Wire, World, refused, requests};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use serde_json::Value;
use sqlx::Executor as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    process::Stdio,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStderr, Command},
};
use tonic::Code;

const CREATE: &str = "concordat.breaches.v1.BreachService/CreateBreach";
const GET: &str = "concordat.breaches.v1.BreachService/GetBreach";
const INSERT: &str = "INSERT breach";
const GATEWAY: &str = "concordat-gateway";
const BREACHES: &str = "concordat-breaches";
const DATABASE: (&str, &str) = ("db.system.name", "postgresql");
const ALLOWED: [(&str, &str); 2] =
    [("concordat.outcome", "allowed"), ("concordat.party", "PARTY_DEPARTMENT")];
/// Later than any test ends, in milliseconds.
const HOUR: &str = "3600000";
const TITLE: &str = "Payslips of Humphrey Appleby";
const CONSTRAINT: &str = "untitled";
const LOG: &str = "breaches.log";

/// The platform with a gateway and the breaches service as processes of their own, which export to one place.
struct Told {
    world: World,
    breaches: Breaches,
    gateway: Child,
    log: Lines<BufReader<ChildStderr>>,
    wire: Wire,
}

impl Told {
    /// Starts it with these variables of OpenTelemetry's.
    async fn start(variables: &[(&str, &str)]) -> Self {
        let (database, data) = (TestDb::of::<breaches::Breaches>().await, tempfile::tempdir().unwrap());
        // Whatever anybody might ask it to log.
        let told = [variables, &[("CONCORDAT_LOG", "trace")]].concat();
        let log = File::create(data.path().join(LOG)).unwrap();
        let breaches = Breaches::start_with(&database, data.path(), &told, log.into());
        let elsewhere = BTreeMap::from([("breaches", breaches.url())]);
        let world = World::start(database, data, elsewhere).await;
        let mut gateway = Command::new(env!("CARGO_BIN_EXE_gateway-to-run"))
            .env_clear()
            .env("CONCORDAT_GATEWAY_ADDR", own_address().to_string())
            .env("CONCORDAT_GATEWAY_CONFIG", world.data().join("files/gateway.toml"))
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut log = BufReader::new(gateway.stderr.take().unwrap()).lines();
        let serves = loop {
            let line = log.next_line().await.unwrap().expect("it says that it serves");
            if line.contains("the gateway serves") {
                break line;
            }
        };
        let address = serves.split(['(', ')']).nth(1).unwrap();
        let wire = Wire::to(&format!("http://{address}"));
        Self { world, breaches, gateway, log, wire }
    }

    fn handler(&self) -> Wire {
        self.wire.clone().with_token(self.world.token("hmrc-handler"))
    }

    /// Asks both processes to end, the gateway first.
    async fn end(mut self) -> Logs {
        terminate(&mut self.gateway).await;
        self.breaches.terminate().await;
        let mut gateway = Vec::new();
        while let Some(line) = self.log.next_line().await.unwrap() {
            gateway.push(line);
        }
        Logs { gateway, breaches: fs::read_to_string(self.world.data().join(LOG)).unwrap() }
    }
}

/// What the processes logged.
struct Logs {
    gateway: Vec<String>,
    breaches: String,
}

impl Logs {
    fn decisions(&self) -> Vec<Value> {
        let lines = self.gateway.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["target"] == "decision").collect()
    }

    fn nowhere_hold(&self, text: &str) -> bool {
        !self.breaches.contains(text) && !self.gateway.iter().any(|line| line.contains(text))
    }
}

/// A place in a trace.
struct Place {
    trace: String,
    span: String,
    sampled: bool,
}

impl Place {
    fn new(sampled: bool) -> Self {
        let [trace, span] = [id(), id()].map(|id| id.replace('-', ""));
        Self { trace, span: span[16..].to_owned(), sampled }
    }

    /// Calls from here.
    fn calls(&self, wire: &Wire) -> Wire {
        let Self { trace, span, sampled } = self;
        wire.clone().with("traceparent", &format!("00-{trace}-{span}-0{}", u8::from(*sampled)))
    }
}

/// Calls of all kinds, each from a place of its own.
struct Calls {
    done: Place,
    unsampled: Place,
    unknown: Place,
    failed: Place,
    given_up: Place,
    /// What nothing that is exported may hold.
    secrets: Vec<String>,
    /// What the call that was given up waits for, so that it cannot be done before the service hears of it.
    _gate: Gate,
}

impl Calls {
    async fn make(told: &Told) -> Self {
        let [done, unknown, failed, given_up] = [(); 4].map(|()| Place::new(true));
        let unsampled = Place::new(false);
        let (handler, hmrc) = (told.handler(), told.world.hmrc().name());
        let create = || requests::create(&hmrc, requests::report(TITLE));

        let curious = done.calls(&handler).with("tracestate", "hidden=in-the-state");
        let created = curious.with("baggage", "who=in-the-baggage").calls(create()).await.unwrap();
        let get = GetBreachRequest { name: created.breach.unwrap().name };
        unsampled.calls(&handler).calls(get.clone()).await.unwrap();
        let stranger = told.wire.clone().with_token(told.world.token("moj-dpo"));
        assert_eq!(refused(stranger.calls(get.clone()).await).0, Code::NotFound);
        let path = Question::empty("/Humphrey/Appleby");
        assert_eq!(refused(unknown.calls(&handler).asks(&path).await).0, Code::Unimplemented);
        let direct = Wire::to(told.breaches.url().as_str());
        let rejected = (Code::Unavailable, "PERMIT_REJECTED".to_owned());
        assert_eq!(refused(direct.calls(get.clone()).await), rejected);
        assert_eq!(refused(direct.asks(&path).await), rejected);

        // The database's refusal quotes the row, title and all.
        let owner = told.world.database.owner().await;
        owner
            .execute("ALTER TABLE breach ADD CONSTRAINT untitled CHECK (title = '') NOT VALID")
            .await
            .unwrap();
        assert_eq!(refused(failed.calls(&handler).calls(create()).await).0, Code::Internal);
        owner.execute("ALTER TABLE breach DROP CONSTRAINT untitled").await.unwrap();

        let mut gate = Gate::before_the_record(&owner).await;
        let (impatient, request) = (given_up.calls(&handler), create());
        let waits = tokio::spawn(async move { impatient.calls(request).await });
        gate.reached_by(1).await;
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());

        let token = told.world.token("hmrc-handler");
        let claims = token.split('.').nth(1).unwrap();
        let secrets =
            ["hmrc", "moj", "Humphrey", "Appleby", TITLE, CONSTRAINT, "organisations/", token, claims];
        let more = [
            "in-the-state",
            "in-the-baggage",
            requests::last_part(&get.name),
            "concordat.context",
            "memory_key",
        ];
        let secrets = secrets.iter().chain(&more).map(|text| (*text).to_owned()).collect();
        Self { done, unsampled, unknown, failed, given_up, secrets, _gate: gate }
    }
}

// Neither process exports before it ends: what arrives was flushed.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_one_trace_through_gateway_service_and_database_and_nothing_in_it_tells_of_anybody() {
    let collector = Collector::start().await;
    let told = Told::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()),
        ("OTEL_BSP_SCHEDULE_DELAY", HOUR),
        ("OTEL_METRIC_EXPORT_INTERVAL", HOUR),
    ])
    .await;
    let calls = Calls::make(&told).await;
    let logs = told.end().await;
    let exported = collector.end();
    a_trace_goes_from_the_gateway_to_the_database(&exported, &calls);
    what_went_wrong_is_told_by_its_code(&exported, &calls);
    calls_are_measured_by_method_and_code(&exported);
    let traces: BTreeSet<_> = exported.spans.iter().map(|span| span.trace.as_str()).collect();
    let decisions = logs.decisions();
    let logged: BTreeSet<_> = decisions.iter().map(|line| line["trace.id"].as_str().unwrap()).collect();
    assert_eq!(logged.len(), 6);
    assert_eq!(logged.difference(&traces).collect::<Vec<_>>(), [&calls.unsampled.trace]);
    for secret in &calls.secrets {
        assert!(exported.nowhere_holds(secret), "{secret}");
        // A constraint's name is the platform's own, and what an operator needs who looks for what went wrong.
        assert!(logs.nowhere_hold(secret) || secret == CONSTRAINT, "{secret}");
    }
    for said in ["permit rejected", r#""rpc":"_OTHER""#, CREATE, CONSTRAINT] {
        assert!(logs.breaches.contains(said), "{said}");
    }
}

fn a_trace_goes_from_the_gateway_to_the_database(exported: &Exported, Calls { done, unsampled, .. }: &Calls) {
    let (server, client) = (SpanKind::Server, SpanKind::Client);
    assert_eq!(
        exported.tree(&done.trace, &done.span),
        [
            (0, GATEWAY, server, CREATE),
            (1, GATEWAY, client, CREATE),
            (2, BREACHES, server, CREATE),
            (3, BREACHES, SpanKind::Internal, "transaction"),
            (4, BREACHES, client, "BEGIN"),
            (4, BREACHES, client, INSERT),
            (4, BREACHES, client, "INSERT breach_event"),
            (4, BREACHES, client, "INSERT audit_record INSERT outbox SELECT INSERT request_memory SELECT"),
            (4, BREACHES, client, "COMMIT"),
        ]
    );
    let spans = exported.trace(&done.trace);
    let done = call(CREATE, "OK");
    assert_eq!(spans[0].attributes, attributes(&[&done[..], &ALLOWED].concat()));
    assert_eq!(spans[1].attributes, attributes(&done));
    assert_eq!(spans[2].attributes, attributes(&done));
    assert_eq!(spans[3].attributes, attributes(&[DATABASE]));
    assert_eq!(spans[5].attributes, attributes(&[DATABASE, ("db.query.summary", INSERT)]));
    assert!(spans.iter().all(|span| !span.failed));
    assert!(exported.trace(&unsampled.trace).is_empty(), "who samples nothing is not sampled");
}

fn what_went_wrong_is_told_by_its_code(exported: &Exported, calls: &Calls) {
    let [unknown] = exported.trace(&calls.unknown.trace)[..] else { panic!("one span, the gateway's") };
    assert_eq!((unknown.name.as_str(), unknown.failed), ("grpc", true));
    let decided = [("concordat.outcome", "RPC_UNKNOWN"), ("concordat.party", "PARTY_UNSPECIFIED")];
    let unimplemented = failing("_OTHER", "UNIMPLEMENTED");
    assert_eq!(unknown.attributes, attributes(&[&unimplemented[..], &decided].concat()));

    let failed = exported.trace(&calls.failed.trace);
    let failed = failed.iter().find(|span| span.name == INSERT).unwrap();
    let violated = [("db.response.status_code", "23514"), ("error.type", "23514")];
    let insert = [DATABASE, ("db.query.summary", INSERT)];
    assert_eq!(failed.attributes, attributes(&[insert, violated].concat()));
    assert!(failed.failed);

    let Place { trace, span, .. } = &calls.given_up;
    let cancelled = exported.trace(trace).into_iter().filter(|span| span.name == CREATE);
    let ends = cancelled.map(|span| (&span.attributes["rpc.response.status_code"], span.failed));
    let cancelled = "CANCELLED".to_owned();
    assert_eq!(ends.collect::<Vec<_>>(), [(&cancelled, false), (&cancelled, true), (&cancelled, false)]);
    assert_eq!(exported.tree(trace, span).len(), 8, "all but the commit");
}

fn calls_are_measured_by_method_and_code(exported: &Exported) {
    let (served, sent) = ("rpc.server.call.duration", "rpc.client.call.duration");
    let why = vec![("concordat.reason", "absent, or not alone")];
    for (service, name, pairs, count) in [
        (GATEWAY, served, call(CREATE, "OK"), 1),
        (GATEWAY, served, failing(CREATE, "INTERNAL"), 1),
        (GATEWAY, served, call(CREATE, "CANCELLED"), 1),
        (GATEWAY, served, call(GET, "NOT_FOUND"), 1),
        (GATEWAY, served, failing("_OTHER", "UNIMPLEMENTED"), 1),
        (GATEWAY, sent, failing(GET, "NOT_FOUND"), 1),
        (GATEWAY, "concordat.decisions", ALLOWED.to_vec(), 5),
        (BREACHES, served, call(CREATE, "OK"), 1),
        (BREACHES, served, failing(GET, "UNAVAILABLE"), 1),
        (BREACHES, served, failing("_OTHER", "UNAVAILABLE"), 1),
        (BREACHES, "concordat.permits.rejected", why, 2),
    ] {
        let measured = exported.measured(service, name, &attributes(&pairs));
        assert_eq!(measured, Some(count), "{service} {name} {pairs:?}");
    }
    let connections = |state| {
        let of = [("db.client.connection.pool.name", "breaches"), ("db.client.connection.state", state)];
        exported.measured(BREACHES, "db.client.connection.count", &attributes(&of))
    };
    assert!(connections("idle").is_some() && connections("used").is_some());
}

/// The attributes of a call that went well, or wrong through its caller.
fn call(method: &'static str, code: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("rpc.system.name", "grpc"), ("rpc.method", method), ("rpc.response.status_code", code)]
}

/// The attributes of a call that went wrong.
fn failing(method: &'static str, code: &'static str) -> Vec<(&'static str, &'static str)> {
    [call(method, code), vec![("error.type", code)]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_never_answers_changes_nothing_for_callers_nor_keeps_processes_from_ending() {
    // It is connected to, and says nothing.
    let silent = TcpListener::bind(own_address()).await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let told = Told::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &url),
        ("OTEL_BSP_SCHEDULE_DELAY", "1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "2"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1"),
    ])
    .await;
    let hmrc = told.world.hmrc().name();
    for number in 0..20 {
        let request = requests::create(&hmrc, requests::report(&format!("Letter {number}")));
        told.handler().calls(request).await.unwrap();
    }
    assert_eq!(told.end().await.decisions().len(), 20);
}

fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
