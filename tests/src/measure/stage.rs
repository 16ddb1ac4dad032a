//! The platform as processes, and somebody who calls it.

use super::{
    figures::Sample,
    load::{Call, Caller, Way, load},
    processes::{Programs, Serving, folder},
    report::ProcessRow,
    usage::Family,
};
use crate::{Visitor, Wire, requests};
use chassis::SystemClock;
use gateway::{Config, Gateway};
use local::{
    Database, Databases, Files, Options, Platform,
    issuer::{Issuer, Persona},
};
use postgres_cluster::{Cluster, SERVICE_PASSWORD, Settings};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{process::Command, task::spawn_blocking};

/// Who calls: may read, list and write.
pub(super) const CALLER: &str = "hmrc-handler";
/// Who has something that the caller is not told of.
const STRANGER: &str = "moj-dpo";
const PARENT: &str = "organisations/hmrc";
/// How long the caller's token lives, in seconds: longer than all measuring, and no longer than a token may.
const TOKEN_SECONDS: i64 = 3_600;
/// Nobody is to be slowed down who measures.
const NO_LIMITS: &str = "\n[limits]\naddress = { per_minute = 100000000, burst = 10000000 }\n\
                         caller = { per_minute = 100000000, burst = 10000000 }\n";

/// The platform, each part a process. What is first here is stopped first.
pub(super) struct Stage {
    gateway: Serving,
    breaches: Serving,
    /// The identity provider, which the gateway takes its keys from.
    platform: Platform,
    postgres: Family,
    postgres_ready_after: Duration,
    caller: Caller,
    cluster: Cluster,
    _data: TempDir,
}

impl Stage {
    /// Starts every part, one after the other.
    pub(super) async fn set(programs: &Programs) -> Self {
        let data = folder();
        let (cluster, postgres_ready_after) = cluster(data.path()).await;
        let pid = fs::read_to_string(cluster.directory().join("data/postmaster.pid")).unwrap();
        let postgres = Family(pid.lines().next().and_then(|id| id.parse().ok()).expect("a process id"));
        let url = |service: &str, role| cluster.url(&format!("{service}_{role}"), SERVICE_PASSWORD, service);
        migrate(programs, &url("breaches", "owner")).await;

        let files = Files::prepare(data.path()).unwrap();
        let mut environment = files.environment("breaches").unwrap();
        environment.push(("CONCORDAT_DATABASE_URL".to_owned(), url("breaches", "app")));
        let (program, serve) = (&programs.breaches, ["serve"]);
        let breaches = Serving::start(program, &serve, "CONCORDAT_ADDR", &environment, data.path()).await;

        let elsewhere = BTreeMap::from([("breaches", breaches.url.parse().unwrap())]);
        let given = |role| url("commitments", role).parse().unwrap();
        let beside = Database { owner: given("owner"), app: given("app") };
        let databases = Databases::Given(BTreeMap::from([("commitments", beside)]));
        let options = Options::anywhere(data.path().to_owned(), databases);
        let platform = Platform::start(Options { elsewhere, ..options }).await.unwrap();
        let config = data.path().join("files/measured.toml");
        let usual = fs::read_to_string(data.path().join("files/gateway.toml")).unwrap();
        fs::write(&config, usual + NO_LIMITS).unwrap();
        let environment = [("CONCORDAT_GATEWAY_CONFIG".to_owned(), config.to_str().unwrap().to_owned())];
        let (program, address) = (&programs.gateway, "CONCORDAT_GATEWAY_ADDR");
        let gateway = Serving::start(program, &[], address, &environment, data.path()).await;

        let caller = caller(&config, platform.issuer(), &breaches, &gateway).await;
        Self { gateway, breaches, platform, postgres, postgres_ready_after, caller, cluster, _data: data }
    }

    /// Writes the breaches that are read and listed.
    pub(super) async fn fill(&self, rows: usize) {
        load(&self.caller, Call::Create, Way::Direct, 1, rows).await;
    }

    /// Makes `calls`, so many `in_flight` at once.
    pub(super) async fn load(&self, call: Call, way: Way, in_flight: usize, calls: usize) -> Sample {
        let families = [self.gateway.family, self.breaches.family, self.postgres];
        let before = families.map(Family::cpu);
        let start = Instant::now();
        let latencies = load(&self.caller, call, way, in_flight, calls).await;
        let elapsed = start.elapsed();
        let mut cpu = families.map(Family::cpu);
        cpu.iter_mut().zip(before).for_each(|(cpu, before)| *cpu = cpu.saturating_sub(before));
        Sample { latencies, elapsed, cpu }
    }

    /// Somebody at a browser, who signs in where the identity provider sends them back to.
    pub(super) fn visitor(&self) -> Visitor {
        Visitor::at(self.platform.gateway_url())
    }

    /// Where the gateway that is measured is found.
    pub(super) fn gateway_url(&self) -> &str {
        &self.gateway.url
    }

    /// The breach that is read.
    pub(super) fn breach(&self) -> &str {
        &self.caller.breach
    }

    /// The memory of PostgreSQL, the service and the gateway.
    pub(super) fn memory(&self) -> [u64; 3] {
        [self.postgres, self.breaches.family, self.gateway.family].map(Family::memory)
    }

    /// What the processes needed when they were `idle`, and need now.
    pub(super) fn rows(&self, idle: [u64; 3]) -> impl Iterator<Item = ProcessRow> {
        let names = ["PostgreSQL, on data that is there", "breaches", "gateway"];
        let ready = [self.postgres_ready_after, self.breaches.ready_after, self.gateway.ready_after];
        let after = self.memory();
        (0..names.len()).map(move |at| ProcessRow {
            name: names[at],
            ready_after: ready[at],
            idle: idle[at],
            after: Some(after[at]),
        })
    }

    /// Stops every part.
    pub(super) async fn clear(self) {
        drop((self.gateway, self.caller));
        self.platform.stop().await.unwrap();
        drop(self.breaches);
        spawn_blocking(move || self.cluster.stop()).await.unwrap().unwrap();
    }
}

/// Makes a cluster that waits for the disk, and measures how long it takes to start when it is there.
async fn cluster(data: &Path) -> (Cluster, Duration) {
    let settings = Settings { directory: data.join("postgres"), durable: true, port: None };
    let start = move || {
        Cluster::start(&settings).and_then(Cluster::stop).unwrap();
        let start = Instant::now();
        let cluster = Cluster::start(&settings).unwrap();
        let ready_after = start.elapsed();
        for service in ["breaches", "commitments"] {
            cluster.ensure_service(service).unwrap();
        }
        (cluster, ready_after)
    };
    spawn_blocking(start).await.unwrap()
}

async fn migrate(programs: &Programs, owner: &str) {
    let mut migrate = Command::new(&programs.breaches);
    migrate.arg("migrate").env_clear().env("CONCORDAT_OWNER_DATABASE_URL", owner).kill_on_drop(true);
    assert!(migrate.status().await.unwrap().success(), "the migrations apply");
}

async fn caller(config: &Path, issuer: &Issuer, breaches: &Serving, gateway: &Serving) -> Caller {
    let own = token(issuer, CALLER);
    let permits = Gateway::load(Config::read(config).unwrap(), Arc::new(SystemClock)).await.unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {own}").parse().unwrap());
    let principal = permits.authenticate(&headers).await.unwrap();
    let stranger = Wire::to(&gateway.url).with_token(&token(issuer, STRANGER));
    let (direct, gateway) = (Wire::to(&breaches.url), Wire::to(&gateway.url).with_token(&own));
    let breach = written(&gateway, PARENT).await;
    let anothers = requests::as_named_by("hmrc", &written(&stranger, "organisations/moj").await);
    let nobodys = breach.replace(requests::last_part(&breach), &chassis_testing::id());
    Caller { parent: PARENT.to_owned(), breach, anothers, nobodys, direct, gateway, permits, principal }
}

/// The name of a breach that is written.
async fn written(gateway: &Wire, parent: &str) -> String {
    let made = gateway.calls(requests::create(parent, requests::report("Read"))).await.unwrap();
    made.breach.expect("what was created is answered").name
}

fn token(issuer: &Issuer, who: &str) -> String {
    let persona = Persona::named(who).expect("the caller is a persona");
    let mut claims = issuer.claims(persona);
    claims["exp"] = (claims["iat"].as_i64().expect("a time") + TOKEN_SECONDS).into();
    issuer.mint(persona.organisation, &Value::Null, &claims)
}
