//! Who answers an RPC: a service's replicas, or a service inside the gateway.

use super::body::Question;
use crate::Refusal;
use axum::BoxError;
use http::{
    Request, Response, Uri,
    uri::{Authority, PathAndQuery, Scheme},
};
use http_body_util::Either;
use hyper::{
    body::Incoming,
    client::conn::http2::{self, SendRequest},
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{
    sync::{
        Arc, Mutex as SyncMutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::Mutex,
    time::{Instant, timeout},
};
use tonic::service::Routes;
use tower::ServiceExt as _;
use url::Url;

/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// How often a silent connection is asked whether it is there, and how long it may take to say so.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(5));
/// How long a replica that could not be reached is passed over, while there are others.
const AVOIDED: Duration = Duration::from_secs(2);

type Answered = Result<Response<Either<Incoming, tonic::body::Body>>, Refusal>;

/// Who answers an RPC.
#[derive(Clone)]
pub(crate) enum Upstream {
    Remote(Arc<Replicas>),
    Local(Routes),
}

/// A service's replicas, which take turns.
pub(crate) struct Replicas {
    replicas: Vec<Replica>,
    next: AtomicUsize,
}

/// A replica, with one connection for all calls. HTTP/2 lets them pass side by side.
struct Replica {
    authority: Authority,
    connection: Mutex<Option<SendRequest<Question>>>,
    /// When it last could not be reached.
    failed: SyncMutex<Option<Instant>>,
}

impl Upstream {
    /// A service that is reached at these URLs.
    pub(crate) fn remote(urls: &[Url]) -> Result<Self, String> {
        let replicas = urls.iter().map(|url| {
            let authority = url.as_str().parse::<Uri>().ok().and_then(|uri| uri.into_parts().authority);
            let authority = authority.ok_or_else(|| format!("{url} has no authority"))?;
            Ok(Replica { authority, connection: Mutex::default(), failed: SyncMutex::default() })
        });
        let replicas = replicas.collect::<Result<_, String>>()?;
        Ok(Self::Remote(Arc::new(Replicas { replicas, next: AtomicUsize::default() })))
    }

    /// Whether who answers is another process.
    pub(super) fn is_remote(&self) -> bool {
        matches!(self, Self::Remote(_))
    }

    pub(super) async fn send(&self, request: Request<Question>) -> Answered {
        match self {
            Self::Remote(replicas) => replicas.send(request).await.map(|answer| answer.map(Either::Left)),
            Self::Local(routes) => {
                let answer = routes.clone().oneshot(request).await;
                answer
                    .map(|answer| answer.map(Either::Right))
                    .map_err(|_| Refusal::Unavailable("not served here"))
            }
        }
    }
}

impl Replicas {
    /// Sends a request to the replica whose turn it is; to the next one only if the first got none of it.
    async fn send(&self, mut request: Request<Question>) -> Result<Response<Incoming>, Refusal> {
        for replica in self.in_turn() {
            match replica.send(request).await {
                Ok(answer) => return Ok(answer),
                Err(Unsent::Whole(again)) => request = *again,
                Err(Unsent::Begun) => return Err(Refusal::Unavailable("the service broke off")),
            }
        }
        Err(Refusal::Unavailable("the service cannot be reached"))
    }

    /// All replicas, from the one whose turn it is; those that could not be reached a moment ago last.
    fn in_turn(&self) -> Vec<&Replica> {
        let count = self.replicas.len();
        let first = self.next.fetch_add(1, Ordering::Relaxed) % count;
        let mut turn: Vec<_> = (0..count).map(|step| &self.replicas[(first + step) % count]).collect();
        let lately = Instant::now().checked_sub(AVOIDED);
        turn.sort_by_key(|replica| replica.last_failed() > lately);
        turn
    }
}

/// Why a request has no answer.
enum Unsent {
    /// Nothing of it was sent; here it is again.
    Whole(Box<Request<Question>>),
    /// The service may have seen it.
    Begun,
}

impl Replica {
    async fn send(&self, mut request: Request<Question>) -> Result<Response<Incoming>, Unsent> {
        *request.uri_mut() = self.uri(request.uri());
        *request.version_mut() = http::Version::HTTP_2;
        // Twice, because a connection that is open still may be closing.
        for _ in 0..2 {
            let Ok(mut connection) = self.connection().await else { break };
            match connection.try_send_request(request).await {
                Ok(answer) => return Ok(answer),
                Err(mut error) => request = error.take_message().ok_or(Unsent::Begun)?,
            }
        }
        Err(Unsent::Whole(Box::new(request)))
    }

    fn uri(&self, asked: &Uri) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        parts.path_and_query =
            Some(asked.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")));
        Uri::from_parts(parts).unwrap_or_else(|_| asked.clone())
    }

    /// The open connection, or a new one: the first, or after the service closed the last or asked for another. Who
    /// waited while another failed to connect does not try again: the next would wait for both.
    async fn connection(&self) -> Result<SendRequest<Question>, BoxError> {
        let asked = Instant::now();
        let mut connection = self.connection.lock().await;
        if let Some(open) = connection.as_ref().filter(|open| !open.is_closed()) {
            return Ok(open.clone());
        }
        if self.last_failed() > Some(asked) {
            return Err("it could not be reached a moment ago".into());
        }
        match timeout(CONNECT, self.connect()).await.map_err(BoxError::from).flatten() {
            Ok(open) => Ok(connection.insert(open).clone()),
            Err(error) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                tracing::warn!(replica = self.authority.as_str(), error, "a replica cannot be reached");
                Err(error)
            }
        }
    }

    async fn connect(&self) -> Result<SendRequest<Question>, BoxError> {
        let stream = TcpStream::connect(self.authority.as_str()).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(KEEP_ALIVE.0)
            .keep_alive_timeout(KEEP_ALIVE.1)
            .keep_alive_while_idle(true)
            .adaptive_window(true)
            .handshake(TokioIo::new(stream))
            .await?;
        // It ends when the service closes it, or when nothing holds its sender any longer.
        tokio::spawn(connection);
        Ok(sender)
    }

    fn last_failed(&self) -> Option<Instant> {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{AVOIDED, Replica, Replicas, Upstream};
    use std::{net::SocketAddr, sync::Arc};
    use tokio::{net::TcpListener, task::yield_now, time::Instant};

    fn replicas(addresses: &[SocketAddr]) -> Arc<Replicas> {
        let urls: Vec<_> =
            addresses.iter().map(|address| format!("http://{address}").parse().unwrap()).collect();
        let Ok(Upstream::Remote(replicas)) = Upstream::remote(&urls) else { panic!("not remote") };
        replicas
    }

    #[test]
    fn a_replica_that_failed_lately_comes_last() {
        let replicas = replicas(&[1, 2, 3].map(|port| ([127, 0, 0, 1], port).into()));
        let turns =
            || [(); 3].map(|()| replicas.in_turn().iter().map(|replica| port(replica)).collect::<Vec<_>>());
        assert_eq!(turns(), [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
        *replicas.replicas[1].failed.lock().unwrap() = Some(Instant::now());
        assert_eq!(turns(), [[1, 3, 2], [3, 1, 2], [3, 1, 2]]);
        *replicas.replicas[1].failed.lock().unwrap() = Instant::now().checked_sub(AVOIDED * 2);
        assert_eq!(turns(), [[1, 2, 3], [2, 3, 1], [3, 1, 2]]);
    }

    fn port(replica: &Replica) -> u16 {
        replica.authority.port_u16().unwrap()
    }

    #[tokio::test]
    async fn who_waited_while_another_failed_to_connect_does_not_try_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let replicas = replicas(&[listener.local_addr().unwrap()]);
        let connecting = replicas.replicas[0].connection.lock().await;
        let waiting = tokio::spawn({
            let replicas = replicas.clone();
            async move { replicas.replicas[0].connection().await.is_ok() }
        });
        yield_now().await;
        *replicas.replicas[0].failed.lock().unwrap() = Some(Instant::now());
        drop(connecting);
        assert!(!waiting.await.unwrap());
        assert!(replicas.replicas[0].connection().await.is_ok(), "who comes later does");
    }
}
