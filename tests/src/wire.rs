//! Calls as they go over the network.

use bytes::{Buf as _, BufMut as _};
use chassis_testing::reason;
use contracts::{Action, Authorised};
use prost::Message as _;
use std::fmt;
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    metadata::{AsciiMetadataKey, BinaryMetadataValue, MetadataMap},
    transport::{Channel, Endpoint},
};

/// What is answered, or why nothing is.
pub type Answer<T> = Result<T, Status>;

/// All that an answer tells: its bytes, or the code, the words and the details of a refusal.
pub type Told = Result<Vec<u8>, (Code, String, Vec<u8>)>;

/// A request to one RPC, as its bytes: whoever sends it need not know its type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    path: String,
    message: Vec<u8>,
}

/// A connection, and the metadata that goes with each of its calls.
#[derive(Clone, Debug)]
pub struct Wire {
    channel: Channel,
    metadata: MetadataMap,
}

impl Question {
    /// Asks what `request` asks for.
    pub fn of<R: Authorised>(request: &R) -> Self {
        Self { path: Self::path_of::<R>(), message: request.encode_to_vec() }
    }

    /// The path of the RPC that requests of this type are for.
    pub fn path_of<R: Authorised>() -> String {
        format!("/{}/{}", <R::Action as Action>::SERVICE, <R::Action as Action>::RPC)
    }

    /// Asks the RPC at `path` for nothing in particular.
    pub fn empty(path: &str) -> Self {
        Self { path: path.to_owned(), message: Vec::new() }
    }

    /// Asks a list for the page that a token stands for.
    #[must_use]
    pub fn at(&self, page_token: &str) -> Self {
        let token = PageToken { page_token: page_token.to_owned() };
        // Of a field that is there twice, the last counts.
        Self { path: self.path.clone(), message: [self.message.clone(), token.encode_to_vec()].concat() }
    }

    /// The RPC's path, such as `/concordat.breaches.v1.BreachService/GetBreach`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.path, String::from_utf8_lossy(&self.message))
    }
}

impl Wire {
    /// Connects to whoever listens at `url`, with the first call.
    pub fn to(url: &str) -> Self {
        let channel = Endpoint::from_shared(url.to_owned()).unwrap().connect_lazy();
        Self { channel, metadata: MetadataMap::new() }
    }

    /// Sends a text along with each call.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.metadata.append(AsciiMetadataKey::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        self
    }

    /// Sends bytes along with each call.
    #[must_use]
    pub fn with_bytes(mut self, name: &'static str, value: &[u8]) -> Self {
        self.metadata.append_bin(name, BinaryMetadataValue::from_bytes(value));
        self
    }

    /// Sends a bearer token along with each call.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// Asks, and takes the answer as its bytes.
    pub async fn asks(&self, question: &Question) -> Answer<Vec<u8>> {
        let mut grpc = Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let mut request = Request::new(question.message.clone());
        *request.metadata_mut() = self.metadata.clone();
        grpc.unary(request, question.path.parse().unwrap(), Raw).await.map(tonic::Response::into_inner)
    }

    /// Asks, and takes all that the answer tells.
    pub async fn told(&self, question: &Question) -> Told {
        let answer = self.asks(question).await;
        answer.map_err(|status| (status.code(), status.message().to_owned(), status.details().to_vec()))
    }

    /// Calls the RPC that `request` is for.
    pub async fn calls<R: Authorised>(&self, request: R) -> Answer<R::Response> {
        let answer = self.asks(&Question::of(&request)).await?;
        Ok(R::Response::decode(answer.as_slice()).expect("an answer is of its type"))
    }

    /// The channel, for what is no call of the contracts.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }
}

/// The code of a refusal, and its reason.
#[track_caller]
pub fn refused<T>(answer: Answer<T>) -> (Code, String) {
    let status = answer.err().expect("it is refused");
    (status.code(), reason(&status))
}

/// A page of a list, as far as all lists are alike.
#[derive(prost::Message)]
struct Page {
    #[prost(string, tag = "2")]
    next_page_token: String,
}

/// What asks for a page of a list, as far as all lists are alike.
#[derive(prost::Message)]
struct PageToken {
    #[prost(string, tag = "3")]
    page_token: String,
}

/// The token of the page after one; empty if it is the last.
pub fn next_page_token(page: &[u8]) -> String {
    Page::decode(page).unwrap().next_page_token
}

/// Messages as their bytes.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining()).to_vec()))
    }
}
