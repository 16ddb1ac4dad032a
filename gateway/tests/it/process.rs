//! The gateway as a process.

use crate::world::{Plan, TOY_POLICY};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Output, Stdio},
};

/// The process with these variables and no others.
fn gateway(variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.env_clear().envs(variables.iter().copied()).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn ends(variables: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = gateway(variables, arguments).output().unwrap();
    (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[tokio::test]
async fn the_process_takes_no_more_connections_than_it_may_have_files() {
    let plan = Plan::new().await;
    let file = plan.dir.path().join("gateway.toml");
    fs::write(&file, plan.config()).unwrap();
    let limited = "ulimit -n 200 && exec \"$0\" --config \"$1\" --addr 127.0.0.1:0";
    let mut serving = Command::new("sh");
    serving.args(["-c", limited, env!("CARGO_BIN_EXE_gateway"), file.to_str().unwrap()]);
    let mut serving = serving.env_clear().stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap()).lines().map(Result::unwrap);
    let said = log.find(|line| line.contains("fewer connections")).unwrap();
    assert!(said.contains(r#""files":200,"connections":136,"wanted":10000"#), "{said}");
    assert!(log.any(|line| line.contains("the gateway serves")));
    signal(&serving, "-TERM");
    assert!(serving.wait().unwrap().success());
}

#[tokio::test]
async fn the_process_checks_its_settings_serves_reloads_and_ends() {
    let mut plan = Plan::new().await;
    plan.settings = "policy_interval = '1h'";
    let file = plan.dir.path().join("gateway.toml");
    fs::write(&file, plan.config()).unwrap();
    let config = ("CONCORDAT_GATEWAY_CONFIG", file.to_str().unwrap());
    let address = ("CONCORDAT_GATEWAY_ADDR", "127.0.0.1:0");

    let (good, said) = ends(&[config], &["--check-config"]);
    assert!(good && said.contains("the settings are good"), "{said}");
    let (good, said) = ends(&[config, ("CONCORDAT_GATEWAY_ADRR", "x")], &["--check-config"]);
    assert!(!good && said.contains("CONCORDAT_GATEWAY_ADRR"), "{said}");
    let export = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    let (good, said) = ends(&[config, export, ("OTEL_TRACES_SAMPLER", "sometimes")], &["--check-config"]);
    assert!(!good && said.contains("OTEL_TRACES_SAMPLER must be one of always_on"), "{said}");
    let (good, said) = ends(&[("CONCORDAT_GATEWAY_CONFIG", "/nowhere")], &[]);
    assert!(!good && said.contains("gateway: /nowhere: No such file"), "{said}");
    let taken = plan.toys[0].address.to_string();
    let (good, said) = ends(&[config, ("CONCORDAT_GATEWAY_ADDR", &taken)], &[]);
    assert!(!good && said.contains(&format!("cannot listen on {taken}: Address already in use")), "{said}");

    let mut serving = gateway(&[config, address], &[]).spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap()).lines().map(Result::unwrap);
    let serves = log.find(|line| line.contains("the gateway serves")).unwrap();
    assert!(serves.contains("127.0.0.1:"), "{serves}");
    plan.write("toy/policy.csv", &format!("{TOY_POLICY}\np, dept.siro, toys.echo"));
    signal(&serving, "-HUP");
    assert!(log.any(|line| line.contains("the policy was reloaded")));
    signal(&serving, "-TERM");
    assert!(serving.wait().unwrap().success());
}
