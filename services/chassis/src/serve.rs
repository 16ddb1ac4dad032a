//! A service on the network: the layers before it, its health, and its end.

use crate::{
    Clock, Db, Directory, Error, Violation,
    deadline::Calendar,
    permit::Verifier,
    telemetry::{Served, Trace, method},
    worker::Work,
};
use bytes::Bytes;
use http::{Request, Response};
use std::{any::Any, error::Error as StdError, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet, time};
use tonic::{
    Code, Status,
    body::Body,
    service::{InterceptorLayer, Routes},
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::{ServiceBuilder, layer::layer_fn, util::MapResponseLayer};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use tracing::Span;

/// The longest that a call may take. A caller's own deadline can only be shorter.
const DEADLINE: Duration = Duration::from_secs(20);
/// The largest request message, in bytes.
pub const LARGEST_MESSAGE: usize = 4 << 20;
/// How many calls may be under way on one connection. A gateway keeps one connection to a replica.
const STREAMS: u32 = 1_000;
/// The most bytes of metadata.
const METADATA: u32 = 16 << 10;
/// How often a silent connection is asked whether it is still there, and how long it may take to say so.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));
/// How old a connection gets before its peer is asked to make another, so that load spreads over new replicas.
const CONNECTION_AGE: Duration = Duration::from_mins(10);
/// How long calls under way may take to end once the process was asked to.
const DRAIN: Duration = Duration::from_secs(25);
/// How often the database is asked whether it is there, and how far its clock may be off.
const PROBE: Duration = Duration::from_secs(5);
const SKEW_MILLIS: i64 = 2_000;
/// How often requests are forgotten that need not be remembered any longer.
const SWEEP: Duration = Duration::from_mins(10);

/// What a service is given to serve with.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The organisations.
    pub directory: Arc<Directory>,
    /// The bank holidays.
    pub calendar: Arc<Calendar>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A listener on which a service may be reached. Without TLS that is loopback only: permits travel on it.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Listens on `address`.
    ///
    /// # Errors
    /// If the address is not loopback, or is taken.
    pub async fn bind(address: SocketAddr) -> Result<Self, Error> {
        if !address.ip().is_loopback() {
            return Err(Error::internal(format!(
                "{address} is not loopback, and there is no TLS to listen there with"
            )));
        }
        let listener = TcpListener::bind(address).await;
        listener.map(Self).map_err(|error| Error::internal(format!("cannot listen on {address}: {error}")))
    }

    /// Where it listens.
    ///
    /// # Errors
    /// If the operating system does not say.
    pub fn address(&self) -> Result<SocketAddr, Error> {
        self.0.local_addr().map_err(Error::internal)
    }
}

/// Serves `routes`, each call with a verified permit only, and has the `workers` work, until `shutdown`; then ends what is
/// under way. Answers health checks for the `names` of the services, and for `live`, without a permit.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: Listener,
    routes: Routes,
    workers: Vec<Work>,
    names: &[&str],
    parts: Parts,
    verifier: Verifier,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter.set_service_status("live", ServingStatus::Serving).await;
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).chain([String::new()]).collect();
    for name in &names {
        reporter.set_service_status(name, ServingStatus::NotServing).await;
    }
    let mut background = JoinSet::new();
    background.spawn(probe(parts.db.clone(), reporter.clone(), names.clone()));
    background.spawn(sweep(parts.db));
    let mut working: JoinSet<()> = workers.into_iter().map(Work::run).collect();

    let (draining, drained) = tokio::sync::oneshot::channel();
    let stop = async move {
        shutdown.await;
        // What a worker has not committed is rolled back, and done by another replica or after the restart.
        working.abort_all();
        for name in &names {
            reporter.set_service_status(name, ServingStatus::NotServing).await;
        }
        let _ = draining.send(());
    };
    tracing::info!(address = %listener.address()?, "listening");
    let incoming = TcpIncoming::from(listener.0).with_nodelay(Some(true));
    // Health checks pass no layer: they carry no permit.
    let guarded = stack(routes, verifier).into_axum_router();
    let routes = Routes::from(guarded.merge(Routes::new(health).into_axum_router().reset_fallback()));
    let server = server().add_routes(routes).serve_with_incoming_shutdown(incoming, stop);
    tokio::select! {
        ended = server => ended.map_err(Error::internal),
        () = async { let _ = drained.await; time::sleep(DRAIN).await; } => {
            tracing::warn!(limit_s = DRAIN.as_secs(), "calls under way were cut off");
            Ok(())
        }
    }
}

/// The layers that a call passes, from the outside in.
#[must_use]
pub fn stack(routes: Routes, verifier: Verifier) -> Routes {
    let layers = ServiceBuilder::new()
        .layer(layer_fn(Served))
        .layer(
            TraceLayer::new_for_grpc()
                .make_span_with(span)
                .on_request(())
                .on_response(outcome)
                .on_failure(()),
        )
        .layer(MapResponseLayer::new(in_our_words))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(InterceptorLayer::new(verifier));
    Routes::from(routes.into_axum_router().layer(layers))
}

fn server() -> Server {
    Server::builder()
        .http2_keepalive_interval(Some(KEEP_ALIVE.0))
        .http2_keepalive_timeout(Some(KEEP_ALIVE.1))
        .max_connection_age(CONNECTION_AGE)
        .max_concurrent_streams(STREAMS)
        .http2_max_header_list_size(METADATA)
        .timeout(DEADLINE)
}

fn span<B>(request: &Request<B>) -> Span {
    let rpc = method(request.uri().path());
    let trace = Trace::of(request.headers());
    tracing::info_span!("call", rpc, trace.id = trace.map(|trace| tracing::field::display(trace.id())))
}

/// Logs a line a call. A refusal's status stands in the headers; other answers' in trailers, and is OK.
fn outcome<B>(response: &Response<B>, latency: Duration, _: &Span) {
    let status = response.headers().get("grpc-status").and_then(|value| value.to_str().ok()).unwrap_or("0");
    let code = Code::from_bytes(status.as_bytes());
    tracing::info!(grpc.status = ?code, duration_us = latency.as_micros(), "answered");
}

/// Refuses what the framework refuses, which never reached a handler, as everything else is refused: with its reason.
fn in_our_words<B>(response: Response<B>) -> Response<Body>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let header = |name| response.headers().get(name);
    let code = header("grpc-status").map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()));
    if header("grpc-status-details-bin").is_some() {
        return response.map(Body::new);
    }
    let refusal = match code {
        Code::Internal => Error::Invalid(vec![Violation::new("", "the message cannot be decoded")]),
        Code::OutOfRange | Code::ResourceExhausted => Error::TooLarge,
        Code::Cancelled => Error::Deadline,
        _ => return response.map(Body::new),
    };
    Status::from(refusal).into_http()
}

/// Answers for a handler that panicked. What it panicked with may hold content, and goes nowhere.
fn panicked(_: Box<dyn Any + Send>) -> Response<Body> {
    Status::from(Error::internal("a handler panicked")).into_http()
}

async fn probe(db: Db, reporter: HealthReporter, names: Vec<String>) {
    let mut ticks = time::interval(PROBE);
    loop {
        ticks.tick().await;
        let status = match db.skew().await {
            Ok(skew) if skew.abs() <= SKEW_MILLIS => ServingStatus::Serving,
            Ok(skew) => {
                tracing::error!(skew_ms = skew, "the database's clock is off");
                ServingStatus::NotServing
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
                ServingStatus::NotServing
            }
        };
        for name in &names {
            reporter.set_service_status(name, status).await;
        }
    }
}

async fn sweep(db: Db) {
    let mut ticks = time::interval(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = db.sweep().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "requests were not forgotten");
        }
    }
}
