//! Third parties' identity providers in place of the development one: whose tokens count, how keys change while calls
//! go on, and what happens while a provider is away.
//!
//! They are npm's oidc-provider, which the OpenID Foundation certified: one that several departments share, and the
//! ICO's.

mod provider;

use chassis::SystemClock;
use contracts::{
    access::Party,
    breaches::{CaseState, RiskLevel},
};
use e2e::{Actor, Wire, World, refused, requests};
use gateway::{Gateway, config::Issuer};
use local::issuer::Organisation;
use provider::{AUDIENCE, Provider};
use reqwest::{Client, StatusCode};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};
use tonic::Code;

/// A gateway with this interval fetches keys at its start, and then if it is asked to.
const SELDOM: Duration = Duration::from_hours(1);
/// A gateway with this one fetches keys all the time.
const OFTEN: Duration = Duration::from_millis(20);

const HMRC: &str = "HM Revenue and Customs";
const ICO: &str = "Information Commissioner's Office";

/// The platform behind a gateway that knows no issuers but these two.
struct Platform {
    world: World,
    departments: Provider,
    ico: Provider,
}

/// A gateway, until it is dropped.
struct Running {
    url: String,
    serving: JoinHandle<()>,
}

impl Platform {
    async fn new() -> Self {
        let departments = json!({
            "hmrc-casework": { "department": HMRC, "groups": ["Breach handlers"] },
            "priya": { "department": HMRC, "groups": ["Breach handlers", "Everybody"] },
            "gareth": { "department": HMRC, "groups": ["Data protection officers"] },
            "fiona": { "department": HMRC, "groups": ["Senior risk owners"] },
            "an officer of no department": { "department": ICO, "groups": ["Case officers"] },
            "a handler of no department": { "department": ICO, "groups": ["Breach handlers"] },
            "an officer at HMRC": { "department": HMRC, "groups": ["Case officers"] },
        });
        let ico = json!({
            "sian": { "department": ICO, "groups": ["Case officers"] },
            "a handler of HMRC": { "department": HMRC, "groups": ["Breach handlers"] },
            "an officer of HMRC": { "department": HMRC, "groups": ["Case officers"] },
            "a handler at the ICO": { "department": ICO, "groups": ["Breach handlers"] },
        });
        let (departments, ico) =
            tokio::join!(Provider::start("ES256", departments), Provider::start("RS256", ico));
        Self { world: World::new().await, departments, ico }
    }

    /// Starts a gateway beside the platform's own.
    async fn gateway(&self, keys_interval: Duration) -> Running {
        let departments = [(HMRC, "hmrc"), ("Ministry of Justice", "moj")];
        let groups = [
            ("Breach handlers", "dept.handler"),
            ("Data protection officers", "dept.dpo"),
            ("Senior risk owners", "dept.siro"),
        ];
        let issuers = vec![
            issuer(&self.departments, Party::Department, &departments, &groups),
            issuer(&self.ico, Party::Ico, &[(ICO, "ico")], &[("Case officers", "ico.case")]),
        ];
        let config = gateway::Config { issuers, keys_interval, ..self.world.gateway_config() };
        let gateway = Gateway::load(config, Arc::new(SystemClock)).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        Running { url, serving: tokio::spawn(gateway.serve(listener, std::future::pending())) }
    }
}

/// A provider, as the gateway is told of it: what it calls organisations and roles is its own affair.
fn issuer(
    provider: &Provider,
    party: Party,
    organisations: &[(&str, &str)],
    roles: &[(&str, &str)],
) -> Issuer {
    let texts = |pairs: &[(&str, &str)]| -> BTreeMap<_, _> {
        pairs.iter().map(|(value, code)| ((*value).to_owned(), (*code).to_owned())).collect()
    };
    Issuer {
        url: provider.url.clone(),
        audience: AUDIENCE.to_owned(),
        party,
        organisation: None,
        organisation_claim: Some("department".to_owned()),
        organisations: texts(organisations),
        roles_claim: "groups".to_owned(),
        roles: texts(roles),
        client_id: None,
        client_secret_file: None,
        longest_token_life: Duration::from_hours(1),
    }
}

impl Running {
    /// Whoever has a token, at HMRC.
    fn at_hmrc(&self, token: &str) -> Actor {
        Actor { wire: Wire::to(&self.url).with_token(token), organisation: Organisation::Hmrc }
    }

    /// Whoever has a token, at the ICO.
    fn at_the_ico(&self, token: &str) -> Actor {
        Actor { organisation: Organisation::Ico, ..self.at_hmrc(token) }
    }

    async fn is_ready(&self) -> bool {
        let http = Client::builder().no_proxy().build().unwrap();
        http.get(format!("{}/readyz", self.url)).send().await.unwrap().status() == StatusCode::OK
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn rejected() -> (Code, String) {
    (Code::Unauthenticated, "TOKEN_REJECTED".to_owned())
}

#[tokio::test]
async fn a_department_reports_a_breach_and_a_caseworker_finds_it_with_tokens_of_third_parties() {
    let platform = Platform::new().await;
    let (gateway, departments) = (platform.gateway(SELDOM).await, &platform.departments);
    let system = gateway.at_hmrc(&departments.system("hmrc-casework").await);
    let handler = gateway.at_hmrc(&departments.person("priya").await.access);
    let dpo = gateway.at_hmrc(&departments.person("gareth").await.access);
    let siro = gateway.at_hmrc(&departments.person("fiona").await.access);
    let officer = gateway.at_the_ico(&platform.ico.person("sian").await.access);

    let breach = system.starts(requests::report("Lost letters")).await.unwrap();
    let breach = system.finds_out(&breach, requests::facts()).await.unwrap();
    let breach = handler.logs(&breach).await.unwrap();
    let breach = handler.confirms(&breach).await.unwrap();
    let breach = handler.assesses(&breach, RiskLevel::Risk).await.unwrap();
    let breach = dpo.advises(&breach, RiskLevel::Risk).await.unwrap();
    let breach = siro.decides(&breach, RiskLevel::Risk).await.unwrap();
    let told = dpo.notifies(&breach).await.unwrap();

    let cases = officer.lists_cases().await.unwrap();
    let [case] = cases.as_slice() else { panic!("{cases:?}") };
    assert_eq!(case.name, requests::as_named_by("ico", &told.case));
    let case = officer.acknowledges(case).await.unwrap();
    assert_eq!(case.state(), CaseState::Acknowledged);
}

#[tokio::test]
async fn a_provider_vouches_for_nobody_of_another_party() {
    let platform = Platform::new().await;
    let gateway = platform.gateway(SELDOM).await;
    for name in ["an officer of no department", "a handler of no department"] {
        let impostor = gateway.at_the_ico(&platform.departments.person(name).await.access);
        assert_eq!(refused(impostor.lists_cases().await), rejected(), "{name}");
    }
    for name in ["a handler of HMRC", "an officer of HMRC"] {
        let impostor = gateway.at_hmrc(&platform.ico.person(name).await.access);
        assert_eq!(refused(impostor.lists_cases().await), rejected(), "{name}");
    }
    // What one provider calls a role means nothing when the other says it.
    let powerless = [
        gateway.at_hmrc(&platform.departments.person("an officer at HMRC").await.access),
        gateway.at_the_ico(&platform.ico.person("a handler at the ICO").await.access),
    ];
    for somebody in powerless {
        let refusal = refused(somebody.lists_cases().await);
        assert_eq!(refusal, (Code::PermissionDenied, "PERMISSION".to_owned()));
    }
}

#[tokio::test]
async fn an_id_token_or_an_opaque_token_is_no_access_token() {
    let platform = Platform::new().await;
    let (gateway, departments) = (platform.gateway(SELDOM).await, &platform.departments);
    let tokens = departments.person("priya").await;
    gateway.at_hmrc(&tokens.access).lists().await.unwrap();
    assert_eq!(refused(gateway.at_hmrc(&tokens.id).lists().await), rejected());
    gateway.at_hmrc(&departments.system("hmrc-casework").await).lists().await.unwrap();
    let opaque = departments.opaque("hmrc-casework").await;
    assert_eq!(refused(gateway.at_hmrc(&opaque).lists().await), rejected());
}

#[tokio::test]
async fn a_key_that_is_new_serves_at_once_for_one_fetch_and_the_one_before_while_it_is_published() {
    let mut platform = Platform::new().await;
    let gateway = platform.gateway(SELDOM).await;
    assert_eq!(platform.departments.fetched().await, 1);
    let old = platform.departments.system("hmrc-casework").await;
    let unused = platform.departments.system("hmrc-casework").await;
    gateway.at_hmrc(&old).lists().await.unwrap();

    platform.departments.rotates().await;
    let mut callers = Vec::new();
    for _ in 0..10 {
        callers.push(gateway.at_hmrc(&platform.departments.system("hmrc-casework").await));
    }
    // All at once, before any of them can have made the new key known.
    let calls: JoinSet<_> = callers.into_iter().map(|caller| async move { caller.lists().await }).collect();
    for answer in calls.join_all().await {
        answer.unwrap();
    }
    for old in [old, unused] {
        gateway.at_hmrc(&old).lists().await.unwrap();
    }
    assert_eq!(platform.departments.fetches().await, 2);
}

#[tokio::test]
async fn a_key_that_is_withdrawn_serves_no_longer_once_the_keys_were_fetched_anew() {
    let mut platform = Platform::new().await;
    let gateway = platform.gateway(OFTEN).await;
    let mut unused = Vec::new();
    for _ in 0..2 {
        unused.push(platform.ico.person("sian").await.access);
    }
    platform.ico.rotates().await;
    platform.ico.fetched_anew().await;
    gateway.at_the_ico(&unused[0]).lists_cases().await.unwrap();

    platform.ico.retires_old_keys().await;
    platform.ico.fetched_anew().await;
    assert_eq!(refused(gateway.at_the_ico(&unused[1]).lists_cases().await), rejected());
    let new = platform.ico.person("sian").await.access;
    gateway.at_the_ico(&new).lists_cases().await.unwrap();
}

#[tokio::test]
async fn calls_go_on_while_a_provider_is_away() {
    let mut platform = Platform::new().await;
    let stale = platform.departments.system("hmrc-casework").await;
    platform.departments.kill().await;
    platform.departments.restart().await;
    let used = platform.departments.system("hmrc-casework").await;
    let unused = platform.departments.system("hmrc-casework").await;
    let gateway = platform.gateway(OFTEN).await;
    gateway.at_hmrc(&used).lists().await.unwrap();

    platform.departments.kill().await;
    // A token of an unknown key makes the gateway ask for keys, and this one's answer tells that none were to be had.
    assert_eq!(refused(gateway.at_hmrc(&stale).lists().await), rejected());
    gateway.at_hmrc(&used).lists().await.unwrap();
    gateway.at_hmrc(&unused).lists().await.unwrap();
    let officer = platform.ico.person("sian").await.access;
    gateway.at_the_ico(&officer).lists_cases().await.unwrap();
    assert!(gateway.is_ready().await);

    platform.departments.restart().await;
    let new = platform.departments.system("hmrc-casework").await;
    platform.departments.fetched_anew().await;
    gateway.at_hmrc(&new).lists().await.unwrap();
}

#[tokio::test]
async fn a_gateway_that_starts_while_a_provider_is_away_takes_its_tokens_when_it_comes() {
    let mut platform = Platform::new().await;
    let early = platform.departments.system("hmrc-casework").await;
    platform.departments.kill().await;
    let gateway = platform.gateway(OFTEN).await;
    assert!(gateway.is_ready().await);
    let unavailable = (Code::Unavailable, "UNAVAILABLE".to_owned());
    assert_eq!(refused(gateway.at_hmrc(&early).lists().await), unavailable);
    let officer = platform.ico.person("sian").await.access;
    gateway.at_the_ico(&officer).lists_cases().await.unwrap();

    platform.departments.restart().await;
    let token = platform.departments.system("hmrc-casework").await;
    platform.departments.fetched_anew().await;
    gateway.at_hmrc(&token).lists().await.unwrap();
}
