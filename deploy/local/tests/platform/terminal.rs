//! The platform in somebody's terminal: started, interrupted, killed, started again.

use crate::{
    caller::{Caller, Data},
    process::{Process, binary, left_in, postmaster, signal},
};
use contracts::directory::ListOrganisationsRequest;
use local::issuer::PERSONAS;
use serde_json::Value;
use std::{net::TcpListener, path::Path, process::Command};

#[test]
fn whatever_ends_the_process_politely_leaves_nothing_of_it() {
    let data = Data::new();
    for polite in ["INT", "TERM", "HUP"] {
        let mut platform = Process::start(&data);
        assert!(!left_in(&data).is_empty());
        platform.signal(polite);
        assert_eq!(platform.line().unwrap(), "stopping; once more ends it at once");
        let (status, complaints) = platform.ends();
        assert!(status.success(), "{polite}: {complaints}");
        assert_eq!(left_in(&data), [""; 0], "{polite}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_prints_is_enough_to_call_it() {
    let data = Data::new();
    let mut platform = Process::start(&data);
    let names = platform.printed.iter().filter_map(|line| line.strip_prefix("issuer  "));
    let mut names: Vec<_> = names.flat_map(|line| line.split_whitespace().skip(1)).collect();
    let mut personas: Vec<_> = PERSONAS.iter().map(|persona| persona.client_id).collect();
    names.sort_unstable();
    personas.sort_unstable();
    assert_eq!(names, personas);

    let command = platform.printed.iter().find_map(|line| line.strip_prefix("token   ")).unwrap();
    let printed = Command::new("sh").args(["-c", command]).output().unwrap().stdout;
    let token: Value = serde_json::from_slice(&printed).unwrap();
    let caller = Caller::with_token(platform.gateway(), token["access_token"].as_str().unwrap()).await;
    caller.directory().list_organisations(ListOrganisationsRequest::default()).await.unwrap();

    drop(caller);
    platform.signal("INT");
    assert!(platform.ends().0.success());
}

// The callers' connections end while the test waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_platform_starts_again_with_all_that_it_had_acknowledged() {
    let data = Data::new();
    let mut killed = Process::start(&data);
    let breach = killed.caller("hmrc-reporter").await.reports("Payslips in the wrong envelopes").await;
    killed.signal("KILL");
    assert!(!killed.ends().0.success());

    let mut platform = Process::start(&data);
    assert_eq!(platform.caller("hmrc-reporter").await.gets(&breach).await.unwrap(), breach);
    platform.signal("INT");
    assert!(platform.ends().0.success());
    assert_eq!(left_in(&data), [""; 0]);
}

#[test]
fn an_interrupted_start_ends_and_leaves_nothing() {
    let data = Data::new();
    let mut platform = Process::spawn(binary(&data));
    // It listens for signals before it makes the directory.
    while !data.path().exists() {
        std::thread::yield_now();
    }
    platform.signal("INT");
    let (status, complaints) = platform.ends();
    assert!(status.success(), "{complaints}");
    assert_eq!(left_in(&data), [""; 0]);
}

#[test]
fn a_second_interrupt_ends_the_process_at_once() {
    let data = Data::new();
    let mut platform = Process::start(&data);
    let server = postmaster(&data);
    // It cannot end now, and the platform waits for it.
    signal("STOP", &server);
    platform.signal("INT");
    assert!(platform.line().unwrap().starts_with("stopping"));
    platform.signal("INT");
    assert_eq!(platform.ends().0.code(), Some(130));
    signal("CONT", &server);
    while Path::new("/proc").join(&server).exists() {
        std::thread::yield_now();
    }
}

#[test]
fn the_end_of_postgresql_is_the_end_of_the_platform_and_it_says_so() {
    let data = Data::new();
    let mut platform = Process::start(&data);
    signal("KILL", &postmaster(&data));
    let (status, complaints) = platform.ends();
    assert_eq!(status.code(), Some(1));
    let complaint = complaints.lines().last().unwrap();
    assert!(complaint.starts_with("local: PostgreSQL: ended by itself; see "), "{complaints}");
    let log = complaint.rsplit(' ').next().unwrap();
    assert!(Path::new(log).is_file(), "{log}");
}

#[test]
fn a_port_in_use_is_one_line_and_a_failure() {
    let (data, taken) = (Data::new(), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = taken.local_addr().unwrap();
    let output = binary(&data).env("CONCORDAT_ISSUER_ADDR", address.to_string()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "local: port {} is in use: stop what listens on {address}, or set CONCORDAT_ISSUER_ADDR to another address\n",
            address.port()
        )
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn an_export_that_it_would_not_follow_is_refused() {
    let data = Data::new();
    let output = binary(&data).env("OTEL_EXPORTER_OTLP_ENDPOINT", "somewhere").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("local: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL"), "{complaint}");
    assert!(!data.path().exists());
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    let data = Data::new();
    for variable in ["CONCORDAT_GATEWAY_ADDR", "CONCORDAT_ISSUER_ADDR"] {
        let output = binary(&data).env(variable, "0.0.0.0:0").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains("0.0.0.0:0 is not a loopback address"), "{complaint}");
    }
    assert!(!data.path().exists());
}
