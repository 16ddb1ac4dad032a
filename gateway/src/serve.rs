//! The gateway on the network: one port for gRPC and HTTP, the life of its connections, and its end.

use crate::{
    Gateway,
    config::Limits,
    limits::{self, Addresses},
    pages::PAGE,
    probes,
    proxy::Proxy,
};
use axum::{Router, body::Body, response::IntoResponse as _};
use chassis::telemetry::Trace;
use http::{
    HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use std::{
    convert::Infallible,
    hash::{BuildHasher as _, RandomState},
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
    task::JoinSet,
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic_health::ServingStatus;
use tower::ServiceExt as _;
use web::TraceId;

/// How often a silent connection is asked whether it is there, and how long it may take to say so.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));
/// How long an HTTP/1.1 request's headers may take to arrive.
const HEADERS: Duration = Duration::from_secs(10);
/// How long to wait before accepting again after the operating system could not.
const BREATH: Duration = Duration::from_millis(100);

/// What every connection serves.
struct Server {
    proxy: Arc<Proxy>,
    router: Router,
    connections: Builder<TokioExecutor>,
    places: Arc<Semaphore>,
    addresses: Arc<Addresses>,
    open: TaskTracker,
    /// Asks every connection to end.
    draining: CancellationToken,
    /// Ends every connection.
    cut_off: CancellationToken,
}

pub(crate) async fn serve(gateway: Gateway, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let Gateway { proxy, pages, state, health, policy_interval, keys_interval } = gateway;
    let mut background = JoinSet::new();
    match signal(SignalKind::hangup()) {
        Ok(hangup) => drop(background.spawn(state.policies.clone().watch(policy_interval, hangup))),
        Err(error) => tracing::error!(%error, "the policy will not be reloaded"),
    }
    for keys in proxy.issuers.keys() {
        background.spawn(keys.refresh(keys_interval));
    }
    health.set_service_status("", ServingStatus::Serving).await;

    let (notice, drain) = (proxy.limits.notice, proxy.limits.drain);
    let server = Arc::new(Server {
        router: probes::router(state.clone()).merge(pages.unwrap_or_default()),
        connections: connections(&proxy.limits),
        places: Arc::new(Semaphore::new(limits::connections(proxy.limits.connections))),
        addresses: Addresses::new(proxy.limits.address_connections),
        open: TaskTracker::new(),
        draining: CancellationToken::new(),
        cut_off: CancellationToken::new(),
        proxy,
    });
    tracing::info!(address = ?listener.local_addr().ok(), "the gateway serves");
    server.accept_until(&listener, shutdown).await;
    state.drain();
    health.set_service_status("", ServingStatus::NotServing).await;
    server.accept_until(&listener, time::sleep(notice)).await;
    drop(listener);
    server.draining.cancel();
    server.open.close();
    if time::timeout(drain, server.open.wait()).await.is_err() {
        let connections = server.open.len();
        tracing::warn!(connections, limit_s = drain.as_secs(), "calls under way were cut off");
        server.cut_off.cancel();
        server.open.wait().await;
    }
}

/// Waits for a place, then for a connection to take it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, from) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, from, place))
}

fn connections(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(usize::try_from(limits.header_bytes).unwrap_or(usize::MAX).max(8_192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEP_ALIVE.0)
        .keep_alive_timeout(KEEP_ALIVE.1)
        .max_concurrent_streams(limits.connection_calls)
        .max_header_list_size(limits.header_bytes)
        .adaptive_window(true);
    builder
}

impl Server {
    async fn accept_until(self: &Arc<Self>, listener: &TcpListener, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return,
                accepted = accept(listener, &self.places) => match accepted {
                    Ok((stream, from, place)) => {
                        // It is closed without a word: whoever has so many must not cost more.
                        let Some(own) = self.addresses.place(from.ip()) else { continue };
                        let server = self.clone();
                        self.open.spawn(async move {
                            server.connection(stream, from).await;
                            drop((place, own));
                        });
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection was not accepted");
                        time::sleep(BREATH).await;
                    }
                },
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, from: SocketAddr) {
        let server = self.clone();
        let service = service_fn(move |request| {
            let server = server.clone();
            async move { Ok::<_, Infallible>(server.answer(from.ip(), request).await) }
        });
        let mut connection = pin!(self.connections.serve_connection(TokioIo::new(stream), service));
        tokio::select! {
            _ = &mut connection => return,
            () = time::sleep(jittered(self.proxy.limits.connection_age)) => {}
            () = self.draining.cancelled() => {}
        }
        // Sends GOAWAY; the calls under way go on, each to its own deadline.
        connection.as_mut().graceful_shutdown();
        tokio::select! { _ = connection => {}, () = self.cut_off.cancelled() => {} }
    }

    async fn answer(&self, from: IpAddr, request: Request<Incoming>) -> Response<Body> {
        if is_grpc(&request) {
            return self.proxy.call(from, request).await;
        }
        // What orchestrators ask is not counted: they ask often, and must be answered.
        if !probes::PATHS.contains(&request.uri().path())
            && let Err(refusal) = self.proxy.by_address.count(limits::network(from))
        {
            let soon = [(RETRY_AFTER, HeaderValue::from_static("1"))];
            return (StatusCode::TOO_MANY_REQUESTS, soon, refusal.to_string()).into_response();
        }
        let trace = Trace::begin();
        let mut request = request;
        request.extensions_mut().insert(TraceId(trace.id().to_string()));
        let Ok(response) = PAGE.scope(trace, self.router.clone().oneshot(request)).await;
        response
    }
}

/// Says whether a request is a gRPC call, which is a POST over HTTP/2 of a certain type.
fn is_grpc(request: &Request<Incoming>) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let rest = kind.strip_prefix("application/grpc");
    request.method() == Method::POST
        && request.version() == Version::HTTP_2
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['+', ';']))
}

/// A time within a tenth of `age`, so that connections made together do not end together.
fn jittered(age: Duration) -> Duration {
    let tenths = u32::try_from(RandomState::new().hash_one(0) % 21).unwrap_or_default();
    age * (90 + tenths) / 100
}

#[cfg(test)]
mod tests {
    use super::jittered;
    use std::{collections::BTreeSet, time::Duration};

    #[test]
    fn connections_end_within_a_tenth_of_their_age_and_not_together() {
        let ages: BTreeSet<_> = (0..200).map(|_| jittered(Duration::from_secs(100)).as_secs()).collect();
        assert!(ages.len() > 5 && ages.iter().all(|age| (90..=110).contains(age)), "{ages:?}");
    }
}
