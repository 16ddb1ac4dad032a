//! A toy service, which notes what it is asked and with which permit.

use chassis::permit::{METADATA, Verifier};
use contracts::access::{Permit, SignedPermit};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use prost::Message as _;
use std::{
    convert::Infallible,
    future::pending,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc, watch},
    task::{JoinHandle, JoinSet},
};
use tokio_stream::Stream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Response, Status, Streaming, body::Body, metadata::MetadataMap, server::Grpc,
    service::Interceptor as _,
};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

/// What the service was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) metadata: MetadataMap,
    pub(crate) key_id: String,
    pub(crate) permit: Permit,
}

/// A replica of the toy service.
pub(crate) struct Toy {
    pub(crate) address: SocketAddr,
    handler: Handler,
    connections: Arc<AtomicUsize>,
    stop: CancellationToken,
    go: Arc<Notify>,
    server: Option<JoinHandle<()>>,
    broken_off: mpsc::UnboundedReceiver<()>,
}

#[derive(Clone)]
struct Handler {
    asked: watch::Sender<Vec<Asked>>,
    verifier: Verifier,
    broken_off: mpsc::UnboundedSender<()>,
}

impl Toy {
    pub(crate) async fn start(verifier: Verifier) -> Self {
        let (send, broken_off) = mpsc::unbounded_channel();
        let mut toy = Self {
            address: ([127, 0, 0, 1], 0).into(),
            handler: Handler { asked: watch::Sender::default(), verifier, broken_off: send },
            connections: Arc::default(),
            stop: CancellationToken::new(),
            go: Arc::default(),
            server: None,
            broken_off,
        };
        toy.restart().await;
        toy
    }

    /// Starts it, where it was before if it was.
    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.address = listener.local_addr().unwrap();
        self.stop = CancellationToken::new();
        let (made, go) = (self.connections.clone(), self.go.clone());
        let server = serve(listener, self.handler.clone(), made, self.stop.clone(), go);
        self.server = Some(tokio::spawn(server));
    }

    /// Asks its callers to go elsewhere, and closes its port and its connections once they have.
    pub(crate) async fn stop(&mut self) {
        self.stop.cancel();
        self.server.take().unwrap().await.unwrap();
    }

    /// Asks its callers to make another connection.
    pub(crate) fn ask_to_go(&self) {
        self.go.notify_waiters();
    }

    /// Breaks its connections off.
    pub(crate) async fn kill(&mut self) {
        let server = self.server.take().unwrap();
        server.abort();
        let _ = server.await;
    }

    /// How many calls it had.
    pub(crate) fn calls(&self) -> usize {
        self.handler.asked.borrow().len()
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The last thing it was asked.
    pub(crate) fn asked(&self) -> Asked {
        self.handler.asked.borrow().last().unwrap().clone()
    }

    /// Waits until it had so many calls.
    pub(crate) async fn called(&self, times: usize) {
        self.handler.asked.subscribe().wait_for(|asked| asked.len() >= times).await.unwrap();
    }

    /// Waits until a call is broken off.
    pub(crate) async fn broken_off(&mut self) {
        self.broken_off.recv().await.unwrap();
    }
}

async fn serve(
    listener: TcpListener,
    handler: Handler,
    made: Arc<AtomicUsize>,
    stop: CancellationToken,
    go: Arc<Notify>,
) {
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted.unwrap().0,
            () = stop.cancelled() => break,
        };
        made.fetch_add(1, Ordering::SeqCst);
        let (handler, stop, go) = (TowerToHyperService::new(handler.clone()), stop.clone(), go.clone());
        connections.spawn(async move {
            let builder = Builder::new(TokioExecutor::new());
            let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), handler));
            tokio::select! {
                _ = &mut connection => return,
                () = stop.cancelled() => {}
                () = go.notified() => {}
            }
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        });
    }
    drop(listener);
    connections.join_all().await;
}

impl Service<http::Request<Incoming>> for Handler {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Incoming>) -> Self::Future {
        let handler = self.clone();
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<String, String>::default());
            let echo = |request| {
                let handler = handler.clone();
                async move { handler.echo(request).await }
            };
            let play = |request| {
                let handler = handler.clone();
                async move { handler.play(request) }
            };
            Ok(match request.uri().path() {
                "/toy.v1.ToyService/Echo" | "/toy.v1.ToyService/GetEcho" => {
                    grpc.unary(service_fn(echo), request).await
                }
                "/toy.v1.ToyService/Play" => grpc.streaming(service_fn(play), request).await,
                _ => Status::unimplemented("no such toy").into_http(),
            })
        })
    }
}

impl Handler {
    /// Answers with what it was asked, except `fail`, which fails, and `wait`, which takes for ever.
    async fn echo(&self, request: Request<String>) -> Result<Response<String>, Status> {
        self.note(request.metadata())?;
        let text = request.get_ref().as_str();
        if text == "fail" {
            return Err(failure());
        }
        let mut guard = Guard(Some(self.broken_off.clone()));
        if text == "wait" {
            return pending().await;
        }
        guard.0 = None;
        let mut response = Response::new(request.get_ref().clone());
        response.metadata_mut().insert("x-told", "initial".parse().unwrap());
        Ok(response)
    }

    /// Answers each message with itself; `fail` fails.
    fn play(&self, request: Request<Streaming<String>>) -> Result<Response<Playing>, Status> {
        self.note(request.metadata())?;
        let guard = Guard(Some(self.broken_off.clone()));
        Ok(Response::new(Playing { messages: request.into_inner(), guard }))
    }

    fn note(&self, metadata: &MetadataMap) -> Result<(), Status> {
        let mut request = Request::new(());
        *request.metadata_mut() = metadata.clone();
        self.verifier.clone().call(request)?;
        let signed = metadata.get_bin(METADATA).unwrap().to_bytes().unwrap();
        let signed = SignedPermit::decode(signed).unwrap();
        let permit = Permit::decode(signed.permit.as_slice()).unwrap();
        let asked = Asked { metadata: metadata.clone(), key_id: signed.key_id, permit };
        self.asked.send_modify(|all| all.push(asked));
        Ok(())
    }
}

/// What the toy fails with.
fn failure() -> Status {
    let mut metadata = MetadataMap::new();
    metadata.insert("x-told", "at the end".parse().unwrap());
    metadata.insert_bin("x-told-bin", tonic::metadata::BinaryMetadataValue::from_bytes(&[0, 255]));
    let details = bytes::Bytes::from_static(b"\x08\x09");
    Status::with_details_and_metadata(tonic::Code::FailedPrecondition, "not so", details, metadata)
}

/// Tells when it is dropped while it still holds the sender.
struct Guard(Option<mpsc::UnboundedSender<()>>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(broken_off) = self.0.take() {
            let _ = broken_off.send(());
        }
    }
}

struct Playing {
    messages: Streaming<String>,
    guard: Guard,
}

impl Stream for Playing {
    type Item = Result<String, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let message = ready!(Pin::new(&mut self.messages).poll_next(cx));
        match message {
            Some(Ok(text)) if text == "fail" => {
                self.guard.0 = None;
                Poll::Ready(Some(Err(failure())))
            }
            None => {
                self.guard.0 = None;
                Poll::Ready(None)
            }
            message => Poll::Ready(message),
        }
    }
}
