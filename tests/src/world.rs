//! The platform, over databases of a test's own, and a token for everybody whom the issuer knows.

use crate::{Side, Wire};
use breaches::Breaches;
use chassis_testing::TestDb;
use commitments::Commitments;
use local::{
    Database, Databases, Options, Platform,
    issuer::{Issuer, Organisation, PERSONAS, SECRET},
};
use reqwest::Client;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};
use tempfile::TempDir;
use url::Url;

/// An organisation for which no issuer speaks and nobody acts.
pub const DISTANT: &str = "legal-aid-agency";

/// The platform on free ports.
pub struct World {
    /// The database of the breaches service.
    pub database: TestDb,
    /// That of the commitments service.
    pub commitments: TestDb,
    platform: Platform,
    data: TempDir,
    gateway: Wire,
    tokens: BTreeMap<&'static str, String>,
}

impl World {
    /// Starts a platform with nothing in it.
    pub async fn new() -> Self {
        Self::start(TestDb::of::<Breaches>().await, tempfile::tempdir().unwrap(), BTreeMap::new()).await
    }

    /// Starts a platform whose services are `elsewhere`, by name, or else in this process: breaches over `database`.
    pub async fn start(database: TestDb, data: TempDir, elsewhere: BTreeMap<&'static str, Url>) -> Self {
        let commitments = TestDb::of::<Commitments>().await;
        let given = BTreeMap::from([("breaches", given(&database)), ("commitments", given(&commitments))]);
        let options = Options::anywhere(data.path().to_owned(), Databases::Given(given));
        let platform = Platform::start(Options { elsewhere, ..options }).await.unwrap();
        let (gateway, tokens) = (Wire::to(platform.gateway_url()), tokens(platform.issuer()).await);
        Self { database, commitments, platform, data, gateway, tokens }
    }

    /// Every service's database.
    pub fn databases(&self) -> [&TestDb; 2] {
        [&self.database, &self.commitments]
    }

    /// A caller without a token.
    pub fn stranger(&self) -> Wire {
        self.gateway.clone()
    }

    /// The token of a persona, as its issuer gave it.
    pub fn token(&self, persona: &str) -> &str {
        &self.tokens[persona]
    }

    /// The development identity provider.
    pub fn issuer(&self) -> &Issuer {
        self.platform.issuer()
    }

    /// Where the gateway is reached.
    pub fn gateway_url(&self) -> &str {
        self.platform.gateway_url()
    }

    /// The configuration that the gateway runs on, with the files that it names.
    pub fn gateway_config(&self) -> gateway::Config {
        gateway::Config::read(&self.data().join("files/gateway.toml")).unwrap()
    }

    /// The directory of everything that the platform keeps.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The people and systems of an organisation.
    pub fn side(&self, organisation: Organisation) -> Side<'_> {
        Side { world: self, organisation }
    }

    /// HM Revenue and Customs.
    pub fn hmrc(&self) -> Side<'_> {
        self.side(Organisation::Hmrc)
    }

    /// The Ministry of Justice.
    pub fn moj(&self) -> Side<'_> {
        self.side(Organisation::Moj)
    }

    /// The Home Office.
    pub fn home_office(&self) -> Side<'_> {
        self.side(Organisation::HomeOffice)
    }

    /// The Government Chief Data Officer's team.
    pub fn gcdo(&self) -> Side<'_> {
        self.side(Organisation::Gcdo)
    }

    /// The Information Commissioner's Office.
    pub fn ico(&self) -> Side<'_> {
        self.side(Organisation::Ico)
    }

    /// The National Cyber Security Centre.
    pub fn ncsc(&self) -> Side<'_> {
        self.side(Organisation::Ncsc)
    }
}

fn given(database: &TestDb) -> Database {
    let url = |role| url(database, role).parse().unwrap();
    Database { owner: url("owner"), app: url("app") }
}

/// The URL under which a role reaches a database.
pub fn url(database: &TestDb, role: &str) -> String {
    let options = database.role(role);
    let (user, port) = (options.get_username(), options.get_port());
    format!("postgres://{user}:local@127.0.0.1:{port}/{}", options.get_database().unwrap())
}

/// Gets everybody a token by client credentials.
async fn tokens(issuer: &Issuer) -> BTreeMap<&'static str, String> {
    let (http, mut tokens) = (Client::builder().no_proxy().build().unwrap(), BTreeMap::new());
    for persona in &PERSONAS {
        let request = http
            .post(format!("{}/token", issuer.url(persona.organisation)))
            .basic_auth(persona.client_id, Some(SECRET))
            .form(&[("grant_type", "client_credentials")]);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        let answer: Value = answer.json().await.unwrap();
        tokens.insert(persona.client_id, answer["access_token"].as_str().unwrap().to_owned());
    }
    tokens
}
