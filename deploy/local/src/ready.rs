//! Whether the platform serves, as its callers find out: by calling it.

use contracts::Action;
use std::time::Duration;
use tokio::time;
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

/// How often a service is called again that does not serve yet, as one that is a process of its own may not.
const AGAIN: Duration = Duration::from_millis(50);

/// A list that a service answers with, to show that it serves.
pub(crate) struct List {
    path: PathAndQuery,
}

impl List {
    /// What `A` asks for: an RPC whose first field is the organisation, as every list's.
    pub(crate) fn of<A: Action>() -> Self {
        let path = format!("/{}/{}", A::SERVICE, A::RPC);
        Self { path: path.parse().expect("the name of an RPC is a path") }
    }
}

/// Waits until the gateway at `url` says that it is ready, and passes calls on to the services that answer with `lists`.
pub(crate) async fn wait(url: &str, token: &str, lists: &[List]) -> Result<(), String> {
    let http = reqwest::Client::builder().no_proxy().build().map_err(|error| error.to_string())?;
    let answer = http.get(format!("{url}/readyz")).send().await.map_err(|error| error.to_string())?;
    answer.error_for_status().map_err(|error| error.to_string())?;
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|error| error.to_string())?;
    let channel = endpoint.connect().await.map_err(|error| error.to_string())?;
    let token = format!("Bearer {token}").parse().map_err(|_| "the token is no header".to_owned())?;
    for list in lists {
        while let Err(status) = list.get(channel.clone(), &token).await {
            if status.code() != Code::Unavailable {
                return Err(format!("{} answered {}: {}", list.path, status.code(), status.message()));
            }
            time::sleep(AGAIN).await;
        }
    }
    Ok(())
}

impl List {
    async fn get(&self, channel: Channel, token: &MetadataValue<Ascii>) -> Result<(), Status> {
        let mut client = Grpc::new(channel);
        client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        // A message of one field, a string, is encoded like any other whose first field is that string.
        let mut request = Request::new("organisations/hmrc".to_owned());
        request.metadata_mut().insert("authorization", token.clone());
        client.unary::<String, (), _>(request, self.path.clone(), ProstCodec::default()).await.map(drop)
    }
}
