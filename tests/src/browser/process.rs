//! Chromium and what drives it, as processes.

use super::PATIENCE;
use serde_json::{Value, json};
use std::process::{self, Stdio};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// Where Debian has both programs.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";
/// What the driver says once it listens, before the port.
const LISTENS: &str = "started successfully on port ";
/// Chromium without a screen, that root may run, and that talks to nobody on its own account.
const ARGUMENTS: [&str; 16] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--lang=en-GB",
];
/// A setting of Chromium: for 1 pages' scripts run, for 2 they do not. Whoever drives it still runs theirs.
const SCRIPTS: &str = "profile.managed_default_content_settings.javascript";

/// The driver, in a process group that Chromium joins; with a home of their own, in which all is that they write.
pub(super) struct Process {
    driver: Child,
    home: TempDir,
    _output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts the driver, and returns its URL, too.
    pub(super) async fn start() -> (Self, String) {
        let home = tempfile::Builder::new().prefix("concordat-browser-").tempdir().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env_clear().env("PATH", PATH).env("HOME", home.path());
        command.env("TMPDIR", home.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let spawned = command.process_group(0).kill_on_drop(true).spawn();
        let mut driver = spawned.expect("chromedriver, which `cargo xtask test` installs");
        let mut output = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = output.next_line().await.unwrap() {
                if let Some((_, port)) = line.trim_end_matches('.').split_once(LISTENS) {
                    return port.to_owned();
                }
            }
            panic!("chromedriver ended");
        });
        let url = format!("http://127.0.0.1:{}", port.await.expect("chromedriver listens"));
        (Self { driver, home, _output: output }, url)
    }

    /// What the driver is to start.
    pub(super) fn capabilities(&self, javascript: bool) -> Value {
        let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", self.home.path().join("profile").display()));
        let chromium = json!({ "args": arguments, "prefs": { SCRIPTS: if javascript { 1 } else { 2 } } });
        json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": chromium,
            "unhandledPromptBehavior": "ignore",
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Chromium does not end with its driver, but with the driver's group.
        if let Some(id) = self.driver.id() {
            let _ = process::Command::new("kill").args(["-KILL", "--", &format!("-{id}")]).status();
        }
    }
}
