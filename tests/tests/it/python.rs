//! The platform as integrators meet it who write in another language: a Python client whose stubs are made from the
//! contracts.

use contracts::breaches::BreachState;
use e2e::{World, requests};
use local::issuer::Organisation;
use sqlx::Executor as _;
use tokio::process::Command;

/// The environment that `cargo xtask tools` makes.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.tools/python/bin/python");
const INTEGRATOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/integrator.py");

#[tokio::test]
async fn a_client_in_python_finds_what_the_contracts_promise() {
    let world = World::new().await;
    let handler = world.hmrc().handler();
    let held = handler.starts(requests::report("Held")).await.unwrap();
    let log = requests::log(&held);
    let mut hold = world.database.owner().await.begin().await.unwrap();
    hold.execute("SELECT FROM breach FOR UPDATE").await.unwrap();

    let issuer = world.issuer().url(Organisation::Hmrc);
    let client = Command::new(PYTHON)
        .args(["-B", INTEGRATOR])
        .env("GATEWAY", world.gateway_url().trim_start_matches("http://"))
        .env("ISSUERS", issuer.trim_end_matches("/hmrc"))
        .env("HELD", &held.name)
        .env("REQUEST_ID", &log.request_id)
        .env("no_proxy", "127.0.0.1")
        .kill_on_drop(true)
        .output()
        .await
        .expect("`cargo xtask tools` installs Python's packages");
    let printed = String::from_utf8_lossy(&[client.stdout, client.stderr].concat()).into_owned();
    assert!(client.status.success(), "{printed}");

    hold.rollback().await.unwrap();
    let logged = handler.wire.calls(log).await.unwrap().breach.unwrap();
    assert_eq!(logged.state(), BreachState::Logged, "what was given up can be sent again");
}
