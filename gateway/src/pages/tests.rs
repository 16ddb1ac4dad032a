use super::Pages;
use crate::{Config, Gateway};
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use chassis::SystemClock;
use contracts::directory::{GetOrganisationRequest, GetOrganisationResponse};
use prost::Message as _;
use std::{fs, path::Path, sync::Arc};
use tonic::{Code, Status};
use web::Platform as _;

const DIRECTORY: &str = "/concordat.directory.v1.DirectoryService";

/// The pages of a gateway whose policy lets the public read organisations, and whose trust domain speaks for these.
async fn pages(parties: &str) -> Pages {
    let dir = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let der = BASE64_STANDARD.encode(Ed25519KeyPair::generate().unwrap().to_pkcs8v1().unwrap());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    fs::write(dir.path().join("permit.pem"), pem).unwrap();
    fs::write(dir.path().join("policy.csv"), "p, public, directory.read").unwrap();
    let config = format!(
        r#"
        directory = "{root}/../deploy/reference/directory.toml"
        policy = ["{root}/policy", "."]
        [[trust_domain]]
        id = "key"
        parties = {parties}
        permit_key_file = "permit.pem"
        [[issuer]]
        url = "http://127.0.0.1:9"
        audience = "concordat"
        party = "DEPARTMENT"
        organisation = "hmrc"
        [[service]]
        serves = ["concordat.breaches.v1"]
        upstreams = ["http://127.0.0.1:9"]
        "#,
        root = root.display()
    );
    let config = Config::parse(&config, dir.path()).unwrap();
    let directory = chassis::Directory::parse(&fs::read_to_string(&config.directory).unwrap()).unwrap();
    let clock = Arc::new(SystemClock);
    let proxy = Gateway::load(config, clock.clone()).await.unwrap().proxy;
    Pages {
        proxy,
        directory: Arc::new(directory),
        doors: Vec::new(),
        peers: Vec::new(),
        http: reqwest::Client::new(),
        clock,
    }
}

async fn asks(pages: &Pages, rpc: &str) -> Result<Bytes, Status> {
    let question = GetOrganisationRequest { name: "organisations/hmrc".to_owned() };
    pages.call_publicly(&format!("{DIRECTORY}/{rpc}"), question.encode_to_vec().into()).await
}

#[tokio::test]
async fn a_page_asks_as_the_public_what_the_public_may_and_nothing_else() {
    let pages = pages(r#"["DEPARTMENT", "PUBLIC"]"#).await;
    let answer = GetOrganisationResponse::decode(asks(&pages, "GetOrganisation").await.unwrap()).unwrap();
    assert_eq!(answer.organisation.unwrap().name, "organisations/hmrc");
    for (rpc, code) in
        [("ListOrganisations", Code::Unauthenticated), ("GetOrganization", Code::Unimplemented)]
    {
        assert_eq!(asks(&pages, rpc).await.unwrap_err().code(), code, "{rpc}");
    }
}

#[tokio::test]
async fn where_no_trust_domain_speaks_for_the_public_a_page_asks_nothing_as_it() {
    let pages = pages(r#"["DEPARTMENT"]"#).await;
    assert_eq!(asks(&pages, "GetOrganisation").await.unwrap_err().code(), Code::Unauthenticated);
}
