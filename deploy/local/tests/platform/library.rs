//! The platform inside a test's process.

use crate::{
    caller::{Caller, Data, HMRC},
    process::left_in,
};
use breaches::Breaches;
use chassis::{
    config,
    serve::Listener,
    service::{Prepared, Serve, Service, start},
};
use chassis_testing::TestDb;
use clap::Parser;
use commitments::Commitments;
use contracts::{
    breaches::{Breach, ListBreachesRequest},
    directory::ListOrganisationsRequest,
};
use local::{
    Database, Databases, Error, Files, Options, Platform, Role,
    issuer::{Organisation, WEB_CLIENT},
};
use reqwest::redirect::Policy;
use sqlx::{ConnectOptions as _, PgConnection};
use std::{collections::BTreeMap, fs, net::SocketAddr};
use tokio::{net::TcpListener, sync::oneshot};
use tonic::Code;

/// A migrated database of the test's own, as the platform takes it.
async fn database<S: Service>() -> Database {
    let database = TestDb::of::<S>().await;
    let url = |role| database.role(role).to_url_lossy().as_str().parse().unwrap();
    Database { owner: url("owner"), app: url("app") }
}

/// This database for breaches, and another for commitments.
async fn given(database: Database) -> Databases {
    Databases::Given([(Breaches::NAME, database), beside().await].into())
}

/// What the services besides breaches need.
async fn beside() -> (&'static str, Database) {
    (Commitments::NAME, database::<Commitments>().await)
}

async fn started(options: Options) -> Platform {
    Platform::start(options).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn refused(options: Options) -> Error {
    match Platform::start(options).await {
        Ok(_) => panic!("it started"),
        Err(error) => error,
    }
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").split('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_started_platform_answers_calls_with_its_issuers_tokens() {
    let (data, database) = (Data::new(), database::<Breaches>().await);
    let platform = started(Options::anywhere(data.path(), given(database).await)).await;
    for persona in ["hmrc-dpo", "moj-dpo", "home-office-dpo", "gcdo-lead", "ico-case", "ncsc-incident"] {
        let mut directory = Caller::of(&platform, persona).await.directory();
        let listed = directory.list_organisations(ListOrganisationsRequest::default()).await.unwrap();
        assert!(listed.into_inner().organisations.len() >= 6, "{persona}");
    }
    let reporter = Caller::of(&platform, "hmrc-reporter").await;
    let breach = reporter.reports("Letter sent to an old address").await;
    assert!(breach.name.starts_with("organisations/hmrc/breaches/"), "{}", breach.name);
    assert_eq!(reporter.gets(&breach).await.unwrap(), breach);
    let stranger = Caller::of(&platform, "moj-dpo").await;
    assert_eq!(stranger.gets(&breach).await.unwrap_err().code(), Code::NotFound);
    platform.stop().await.unwrap();
}

#[tokio::test]
async fn people_who_log_in_go_back_to_the_gateway_and_nowhere_else() {
    let (data, database) = (Data::new(), database::<Breaches>().await);
    let platform = started(Options::anywhere(data.path(), given(database).await)).await;
    let (gateway, issuer) = (platform.gateway_url(), platform.issuer().url(Organisation::Moj));
    let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    for (path, status) in [("/sign-in/callback", 200), ("/callback", 400)] {
        let redirect = format!("{gateway}{path}");
        let question = [
            ("response_type", "code"),
            ("client_id", WEB_CLIENT),
            ("redirect_uri", &redirect),
            ("scope", "openid"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        let url = url::Url::parse_with_params(&format!("{issuer}/authorize"), question).unwrap();
        assert_eq!(http.get(url).send().await.unwrap().status(), status, "{path}");
    }
    for (path, status) in [("/signed-out", 303), ("/", 400)] {
        let back = format!("{gateway}{path}");
        let question = [("client_id", WEB_CLIENT), ("post_logout_redirect_uri", &back)];
        let url = url::Url::parse_with_params(&format!("{issuer}/logout"), question).unwrap();
        assert_eq!(http.get(url).send().await.unwrap().status(), status, "{path}");
    }
    platform.stop().await.unwrap();
}

#[tokio::test]
async fn the_databases_that_a_test_gives_are_the_ones_that_serve() {
    let (data, database) = (Data::new(), database::<Breaches>().await);
    let platform = started(Options::anywhere(data.path(), given(database.clone()).await)).await;
    assert_eq!(platform.database_url("breaches", Role::App), Some(database.app.expose()));
    assert_eq!(platform.database_url("breaches", Role::Owner), Some(database.owner.expose()));
    assert_eq!(platform.database_url("other", Role::Owner), None);
    Caller::of(&platform, "hmrc-dpo").await.reports("Memory stick left in a taxi").await;
    let owner: sqlx::postgres::PgConnectOptions = database.owner.expose().parse().unwrap();
    let mut owner: PgConnection = owner.connect().await.unwrap();
    let titles: Vec<String> =
        sqlx::query_scalar("SELECT title FROM breach").fetch_all(&mut owner).await.unwrap();
    assert_eq!(titles, ["Memory stick left in a taxi"]);
    assert!(!data.path().join("postgres").exists());
    platform.stop().await.unwrap();
}

#[tokio::test]
async fn a_taken_port_is_named_with_the_variable_that_chooses_another() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, data) = (taken.local_addr().unwrap(), Data::new());
    for variable in ["CONCORDAT_GATEWAY_ADDR", "CONCORDAT_ISSUER_ADDR"] {
        let mut options = Options::anywhere(data.path(), Databases::Private);
        let place = if variable.contains("GATEWAY") { &mut options.gateway } else { &mut options.issuer };
        *place = address.try_into().unwrap();
        let error = refused(options).await;
        assert_eq!(
            error.to_string(),
            format!(
                "port {} is in use: stop what listens on {address}, or set {variable} to another address",
                address.port()
            )
        );
    }
    // It was found out before anything else was done.
    assert!(!data.path().exists());
}

#[tokio::test]
async fn a_platform_without_a_database_for_a_service_does_not_start() {
    let data = Data::new();
    let options = Options::anywhere(data.path(), Databases::Given(BTreeMap::new()));
    assert_eq!(refused(options).await.to_string(), "breaches: no database is given for it");
}

#[tokio::test]
async fn a_platform_that_does_not_start_leaves_nothing_running() {
    let data = Data::new();
    fs::create_dir_all(data.path().join("files")).unwrap();
    fs::write(data.path().join("files/ico-permit.pem"), "no key").unwrap();
    let error = refused(Options::anywhere(data.path(), Databases::Private)).await.to_string();
    assert!(error.ends_with("ico-permit.pem: not an Ed25519 key; remove the file"), "{error}");
    // PostgreSQL had been started by then.
    assert!(data.path().join("postgres/server.log").exists());
    assert_eq!(left_in(&data), [""; 0]);
}

#[tokio::test]
async fn a_stopped_platform_frees_its_ports_and_its_data_serve_again() {
    let data = Data::new();
    let mut options = Options::anywhere(data.path(), Databases::Private);
    // On an address of its own, where no other test takes the ports in between.
    options.gateway = "127.0.0.2:0".parse().unwrap();
    options.issuer = options.gateway;
    let platform = started(options.clone()).await;
    let dpo = Caller::of(&platform, "hmrc-dpo").await;
    let first = dpo.reports("First").await;
    dpo.reports("Second").await;
    let mut page = ListBreachesRequest { parent: HMRC.to_owned(), page_size: 1, ..Default::default() };
    page.page_token = dpo.breaches().list_breaches(page.clone()).await.unwrap().into_inner().next_page_token;

    options.gateway = address(platform.gateway_url()).try_into().unwrap();
    options.issuer = address(&platform.issuer().url(Organisation::Ico)).try_into().unwrap();
    platform.stop().await.unwrap();
    let platform = started(options).await;

    let dpo = Caller::of(&platform, "hmrc-dpo").await;
    assert_eq!(dpo.gets(&first).await.unwrap(), first);
    let rest = dpo.breaches().list_breaches(page).await.unwrap().into_inner().breaches;
    // A list does not say what may be done.
    assert_eq!(rest, [Breach { possible_acts: Vec::new(), ..first }]);
    platform.stop().await.unwrap();
}

/// A service's settings, as its own process reads them.
#[derive(Debug, Parser)]
#[group(skip)]
struct Settings {
    #[command(flatten)]
    every: Serve,
    #[command(flatten)]
    own: <Breaches as Service>::Settings,
}

#[tokio::test]
async fn a_service_that_is_a_process_of_its_own_is_waited_for_and_served() {
    let (data, database) = (Data::new(), database::<Breaches>().await);
    let mut environment = Files::prepare(&data.path()).unwrap().environment("breaches").unwrap();
    environment.push(("CONCORDAT_DATABASE_URL".to_owned(), database.app.expose().to_owned()));
    let settings: Settings = config::parse(["breaches".into()], environment).unwrap();

    // On an address of its own, where no other test takes the port in between.
    let absent = TcpListener::bind("127.0.0.3:0").await.unwrap();
    let address = absent.local_addr().unwrap();
    let mut options = Options::anywhere(data.path(), Databases::Given([beside().await].into()));
    options.elsewhere.insert("breaches", format!("http://{address}").parse().unwrap());
    let starting = tokio::spawn(Platform::start(options));
    // The platform has called, and found nobody in.
    drop(absent.accept().await.unwrap());
    assert!(!starting.is_finished());
    drop(absent);

    let listener = Listener::bind(address).await.unwrap();
    let prepared = Prepared::load(&settings.every).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let service = tokio::spawn(async move {
        let stopped = async { stopped.await.unwrap() };
        start::<Breaches>(&settings.every, &settings.own, prepared, listener, stopped).await
    });
    let platform = starting.await.unwrap().unwrap_or_else(|error| panic!("{error}"));
    Caller::of(&platform, "hmrc-reporter").await.reports("Case notes in a shared folder").await;
    assert_eq!(platform.database_url("breaches", Role::App), None);
    platform.stop().await.unwrap();
    stop.send(()).unwrap();
    service.await.unwrap().unwrap();
}
