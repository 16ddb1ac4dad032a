//! A gRPC client.

use hyper::{
    body::Incoming,
    client::conn::http2::{self, SendRequest},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::{
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::net::TcpStream;
use tokio_stream::Stream;
use tonic::{
    Code, Request, Response, Status, Streaming,
    body::Body,
    client::Grpc,
    metadata::{AsciiMetadataKey, BinaryMetadataValue, MetadataMap},
};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt as _;
use tower::Service;

pub(crate) const ECHO: &str = "/toy.v1.ToyService/Echo";
const PLAY: &str = "/toy.v1.ToyService/Play";

/// A client with the metadata that it sends with each call. Unlike tonic's own channel it has no deadlines, so that
/// those which end a call are the gateway's.
#[derive(Clone)]
pub(crate) struct Caller {
    address: SocketAddr,
    connection: Connection,
    socket: Arc<std::net::TcpStream>,
    metadata: MetadataMap,
}

#[derive(Clone)]
struct Connection(SendRequest<Body>);

impl Service<http::Request<Body>> for Connection {
    type Response = http::Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = hyper::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}

pub(crate) type Answer<T> = Result<Response<T>, Status>;

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let socket = std::net::TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        socket.set_nonblocking(true).unwrap();
        let stream = TcpStream::from_std(socket.try_clone().unwrap()).unwrap();
        let (sender, driver) =
            http2::Builder::new(TokioExecutor::new()).handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(driver);
        let connection = Connection(sender);
        Self { address, connection, socket: Arc::new(socket), metadata: MetadataMap::new() }
    }

    /// Closes the connection in the midst of whatever goes on.
    pub(crate) fn hang_up(&self) {
        self.socket.shutdown(std::net::Shutdown::Both).unwrap();
    }

    /// Calls until the gateway has asked the caller to go elsewhere.
    pub(crate) async fn asked_to_go(&self) {
        let mut connection = self.connection.0.clone();
        let url = format!("http://{}/healthz", self.address);
        while connection.send_request(http::Request::get(&url).body(Body::empty()).unwrap()).await.is_ok() {}
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.metadata.append(AsciiMetadataKey::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        self
    }

    pub(crate) fn with_bytes(mut self, name: &'static str, value: &[u8]) -> Self {
        self.metadata.append_bin(name, BinaryMetadataValue::from_bytes(value));
        self
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        self.with("grpc-timeout", &format!("{}m", timeout.as_millis()))
    }

    pub(crate) async fn echo(&self, text: &str) -> Answer<String> {
        self.call(ECHO, text.to_owned()).await
    }

    pub(crate) async fn call<Q, A>(&self, path: &'static str, request: Q) -> Answer<A>
    where
        Q: prost::Message + 'static,
        A: prost::Message + Default + 'static,
    {
        let mut grpc = self.grpc().max_decoding_message_size(usize::MAX);
        let codec = ProstCodec::<Q, A>::default();
        grpc.unary(self.request(request), path.parse().unwrap(), codec).await
    }

    pub(crate) async fn play(
        &self,
        messages: impl Stream<Item = String> + Send + 'static,
    ) -> Answer<Streaming<String>> {
        self.stream(PLAY, messages).await
    }

    pub(crate) async fn stream<Q, A>(
        &self,
        path: &'static str,
        messages: impl Stream<Item = Q> + Send + 'static,
    ) -> Answer<Streaming<A>>
    where
        Q: prost::Message + 'static,
        A: prost::Message + Default + 'static,
    {
        let codec = ProstCodec::<Q, A>::default();
        self.grpc().streaming(self.request(messages), path.parse().unwrap(), codec).await
    }

    fn grpc(&self) -> Grpc<Connection> {
        Grpc::with_origin(self.connection.clone(), format!("http://{}", self.address).parse().unwrap())
    }

    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        *request.metadata_mut() = self.metadata.clone();
        request
    }
}

/// The code of a refusal and its reason.
pub(crate) fn refused<T>(answer: Answer<T>) -> (Code, String) {
    let status = answer.err().expect("it is refused");
    let details = status.get_error_details();
    let info = details.error_info().expect("it has a reason");
    assert_eq!(info.domain, "concordat");
    assert!(!status.message().is_empty());
    (status.code(), info.reason.clone())
}
