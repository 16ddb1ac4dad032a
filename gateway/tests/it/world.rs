//! A gateway with everything around it, in one process.

use crate::{
    caller::Caller,
    issuer::{Issuer, Signer},
    toy::Toy,
};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use chassis::{
    Clock, Directory,
    permit::{PermitKey, Verifier},
};
use contracts::access::Party;
use gateway::{Config, Gateway, Problems};
use jiff::{SignedDuration, Timestamp};
use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A clock that moves only when it is told to.
#[derive(Debug)]
pub(crate) struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

impl Hands {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0
            .fetch_add(SignedDuration::from_secs(seconds).as_micros().try_into().unwrap(), Ordering::SeqCst);
    }
}

/// What stands around a gateway, to be changed before it starts.
pub(crate) struct Plan {
    pub(crate) dir: TempDir,
    pub(crate) clock: Arc<Hands>,
    pub(crate) issuer: Issuer,
    pub(crate) toys: Vec<Toy>,
    pub(crate) limits: &'static str,
    pub(crate) settings: &'static str,
    keys: Vec<PermitKey>,
}

/// A gateway that serves.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

pub(crate) const PROTO: &str = r#"
    syntax = "proto3";
    package toy.v1;
    import "concordat/access/v1/access.proto";
    import "google/protobuf/wrappers.proto";
    service ToyService {
      rpc Echo(google.protobuf.StringValue) returns (google.protobuf.StringValue) {
        option (concordat.access.v1.permission) = "toys.echo";
      }
      rpc GetEcho(google.protobuf.StringValue) returns (google.protobuf.StringValue) {
        option (concordat.access.v1.permission) = "toys.read";
      }
      rpc Play(stream google.protobuf.StringValue) returns (stream google.protobuf.StringValue) {
        option (concordat.access.v1.permission) = "toys.play";
      }
    }
    enum Colour {
      COLOUR_UNSPECIFIED = 0;
      COLOUR_RED = 1 [(concordat.access.v1.label) = "Red, as a pillar box"];
    }"#;
pub(crate) const TOY_POLICY: &str = "
    p, dept.handler, toys.echo
    p, dept.dpo, toys.echo
    p, ico.case, toys.echo
    p, dept.handler, toys.play
    p, dept.dpo, toys.read
    p, public, toys.read";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

impl Plan {
    /// A plan with one replica of the toy service.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let start: Timestamp = "2026-05-03T09:00:00Z".parse().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(start.as_microsecond())));
        let keys = [("hmg", [Party::Department, Party::Public].as_slice()), ("ico", &[Party::Ico])];
        let keys = keys.map(|(id, parties)| {
            let pair = Ed25519KeyPair::generate().unwrap();
            let der = BASE64_STANDARD.encode(pair.to_pkcs8v1().unwrap());
            let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
            fs::write(dir.path().join(format!("{id}.pem")), pem).unwrap();
            let public = pair.public_key().as_ref().to_vec();
            PermitKey { id: id.to_owned(), public, parties: parties.to_vec() }
        });
        fs::write(dir.path().join("pairwise"), BASE64_STANDARD.encode([7; 32])).unwrap();
        fs::create_dir(dir.path().join("policy")).unwrap();
        for file in ["model.conf", "policy.csv", "roles.toml", "examples.csv"] {
            fs::copy(root().join("policy").join(file), dir.path().join("policy").join(file)).unwrap();
        }
        fs::create_dir(dir.path().join("toy")).unwrap();
        fs::write(dir.path().join("toy/policy.csv"), TOY_POLICY).unwrap();
        fs::write(dir.path().join("toy.binpb"), descriptors(PROTO)).unwrap();
        let issuer = Issuer::start(Signer::es256("first")).await;
        let mut plan =
            Self { dir, clock, issuer, toys: Vec::new(), limits: "", settings: "", keys: keys.to_vec() };
        plan.add_toy().await;
        plan
    }

    pub(crate) async fn add_toy(&mut self) {
        self.toys.push(Toy::start(self.verifier()).await);
    }

    pub(crate) fn verifier(&self) -> Verifier {
        let directory = fs::read_to_string(root().join("../deploy/reference/directory.toml")).unwrap();
        let directory = Arc::new(Directory::parse(&directory).unwrap());
        Verifier::new(self.keys.clone(), directory, self.clock.clone())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.path().join(file), text).unwrap();
    }

    pub(crate) fn config(&self) -> String {
        let issuer = &self.issuer.url;
        let upstreams: Vec<_> = self.toys.iter().map(|toy| format!("http://{}", toy.address)).collect();
        let mut config = format!(
            r#"
            directory = "{}"
            policy = ["policy", "toy"]
            {}
            [limits]
            {}
            [[trust_domain]]
            id = "hmg"
            parties = ["DEPARTMENT"]
            permit_key_file = "hmg.pem"
            [[trust_domain]]
            id = "ico"
            parties = ["ICO"]
            permit_key_file = "ico.pem"
            subjects = "pairwise"
            pairwise_key_file = "pairwise"
            [[service]]
            serves = ["toy.v1"]
            descriptors = "toy.binpb"
            upstreams = {upstreams:?}
            [[issuer]]
            url = "{issuer}/shared"
            audience = "concordat"
            party = "DEPARTMENT"
            organisation_claim = "org"
            organisations = {{ "MOJ-1" = "moj", "HO-1" = "home-office" }}
            roles_claim = "groups"
            roles = {{ "g-dpo" = "dept.dpo", "g-case" = "dept.handler" }}
            "#,
            root().join("../deploy/reference/directory.toml").display(),
            self.settings,
            self.limits,
        );
        for (organisation, party) in [("hmrc", "DEPARTMENT"), ("ico", "ICO")] {
            write!(
                config,
                r#"
                [[issuer]]
                url = "{issuer}/{organisation}"
                audience = "concordat"
                party = "{party}"
                organisation = "{organisation}"
                "#
            )
            .unwrap();
        }
        config
    }

    /// Loads a gateway whose configuration was changed.
    pub(crate) async fn load(&self, change: impl FnOnce(&mut Config)) -> Result<Gateway, Problems> {
        let mut config = Config::parse(&self.config(), self.dir.path())?;
        change(&mut config);
        Gateway::load(config, self.clock.clone()).await
    }

    pub(crate) async fn start(self) -> World {
        self.start_with(|_| {}).await
    }

    pub(crate) async fn start_with(self, change: impl FnOnce(&mut Config)) -> World {
        let gateway = self.load(change).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(gateway.serve(listener, async move {
            let _ = stopped.await;
        }));
        World { plan: self, address, stop: Some(stop), serving }
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Plan::new().await.start().await
    }

    /// A caller from outside, without any metadata.
    pub(crate) async fn stranger(&self) -> Caller {
        Caller::connect(self.address).await
    }

    /// A caller of an organisation with a token that claims these roles.
    pub(crate) async fn caller(&self, organisation: &str, roles: &[&str]) -> Caller {
        let token = self.plan.issuer.token(organisation, self.plan.clock.now()).roles(roles);
        self.stranger().await.with_token(&self.plan.issuer.sign(&token))
    }

    pub(crate) fn toy(&self) -> &Toy {
        &self.plan.toys[0]
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("http://{}{path}", self.address)).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Asks the gateway to end.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has.
    pub(crate) async fn stopped(self) {
        self.serving.await.unwrap();
    }
}

/// Compiles a contract that imports the platform's.
pub(crate) fn descriptors(proto: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("toy.proto"), proto).unwrap();
    let mut compiler = protox::Compiler::new([dir.path(), &root().join("../proto")]).unwrap();
    compiler.include_imports(true).open_file("toy.proto").unwrap();
    compiler.encode_file_descriptor_set()
}
