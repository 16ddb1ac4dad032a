//! Somebody of an organisation, with a token of its issuer.

use contracts::{
    breaches::{Breach, CreateBreachRequest, GetBreachRequest, breach_service_client::BreachServiceClient},
    directory::directory_service_client::DirectoryServiceClient,
    handling::{Classification, Handling},
};
use local::issuer::{Persona, SECRET};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

pub(crate) const HMRC: &str = "organisations/hmrc";

/// A connection to the gateway, with somebody's token.
pub(crate) struct Caller {
    channel: InterceptedService<Channel, Bearer>,
}

#[derive(Clone)]
pub(crate) struct Bearer(MetadataValue<Ascii>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

impl Caller {
    /// Gets a token as scripts do, by client credentials.
    pub(crate) async fn new(gateway: &str, issuer: &str, persona: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let call = http.post(format!("{issuer}/token")).form(&[("grant_type", "client_credentials")]);
        let answer = call.basic_auth(persona, Some(SECRET)).send().await.unwrap();
        let answer: Value = answer.error_for_status().unwrap().json().await.unwrap();
        Self::with_token(gateway, answer["access_token"].as_str().unwrap()).await
    }

    pub(crate) async fn with_token(gateway: &str, token: &str) -> Self {
        let token = format!("Bearer {token}").parse().unwrap();
        let channel = Endpoint::from_shared(gateway.to_owned()).unwrap().connect().await.unwrap();
        Self { channel: InterceptedService::new(channel, Bearer(token)) }
    }

    pub(crate) async fn of(platform: &local::Platform, persona: &str) -> Self {
        let organisation = Persona::named(persona).unwrap().organisation;
        Self::new(platform.gateway_url(), &platform.issuer().url(organisation), persona).await
    }

    pub(crate) fn directory(&self) -> DirectoryServiceClient<InterceptedService<Channel, Bearer>> {
        DirectoryServiceClient::new(self.channel.clone())
    }

    pub(crate) fn breaches(&self) -> BreachServiceClient<InterceptedService<Channel, Bearer>> {
        BreachServiceClient::new(self.channel.clone())
    }

    /// Reports a breach of HMRC's.
    pub(crate) async fn reports(&self, title: &str) -> Breach {
        let breach = Breach {
            title: title.to_owned(),
            handling: Some(Handling {
                classification: Classification::Official.into(),
                ..Handling::default()
            }),
            ..Breach::default()
        };
        let request = CreateBreachRequest {
            parent: HMRC.to_owned(),
            breach: Some(breach),
            request_id: request_id(),
            ..CreateBreachRequest::default()
        };
        Box::pin(self.breaches().create_breach(request)).await.unwrap().into_inner().breach.unwrap()
    }

    pub(crate) async fn gets(&self, breach: &Breach) -> Result<Breach, Status> {
        let request = GetBreachRequest { name: breach.name.clone() };
        let answer = self.breaches().get_breach(request).await?;
        Ok(answer.into_inner().breach.unwrap())
    }
}

#[expect(clippy::disallowed_methods, reason = "tests stand outside, where callers make ids")]
fn request_id() -> String {
    Uuid::new_v4().to_string()
}

/// A data directory of a test's own, gone afterwards; and the directory that it is in, which PostgreSQL can enter.
pub(crate) struct Data(TempDir);

impl Data {
    pub(crate) fn new() -> Self {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};
        let open = Permissions::from_mode(0o755);
        Self(tempfile::Builder::new().prefix("platform-").permissions(open).tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }
}
