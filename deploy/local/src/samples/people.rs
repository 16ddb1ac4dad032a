//! The personas as callers of the gateway, each with its own token.

use crate::issuer::{Issuer, Persona};
use contracts::breaches::{
    action_service_client::ActionServiceClient, breach_service_client::BreachServiceClient,
    case_service_client::CaseServiceClient,
};
use serde_json::Value;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

/// A connection to the gateway, and who vouches for those who use it.
pub(super) struct People<'a> {
    channel: Channel,
    issuer: &'a Issuer,
}

/// Puts a token on every call.
#[derive(Clone)]
pub(super) struct Bearer(MetadataValue<Ascii>);

/// What a persona calls through.
pub(super) type Called = InterceptedService<Channel, Bearer>;

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

impl<'a> People<'a> {
    pub(super) async fn connect(gateway_url: &str, issuer: &'a Issuer) -> Result<Self, String> {
        let endpoint = Endpoint::from_shared(gateway_url.to_owned()).map_err(|error| error.to_string())?;
        let channel = endpoint.connect().await.map_err(|error| error.to_string())?;
        Ok(Self { channel, issuer })
    }

    /// The register of breaches, as a persona calls it.
    pub(super) fn breaches(&self, persona: &str) -> BreachServiceClient<Called> {
        BreachServiceClient::new(self.called_by(persona))
    }

    /// The actions of breaches, as a persona calls them.
    pub(super) fn actions(&self, persona: &str) -> ActionServiceClient<Called> {
        ActionServiceClient::new(self.called_by(persona))
    }

    /// Cases, as a persona calls them.
    pub(super) fn cases(&self, persona: &str) -> CaseServiceClient<Called> {
        CaseServiceClient::new(self.called_by(persona))
    }

    /// What a persona calls through.
    pub(super) fn called_by(&self, persona: &str) -> Called {
        let persona = Persona::named(persona).expect("samples name personas that there are");
        let token = self.issuer.mint(persona.organisation, &Value::Null, &self.issuer.claims(persona));
        let bearer = format!("Bearer {token}").parse().expect("a token is base64url and full stops");
        InterceptedService::new(self.channel.clone(), Bearer(bearer))
    }
}
