//! Passes calls on to the services, frame by frame: messages are not decoded, and nothing here knows what one means.

mod body;
mod deadline;
mod headers;
mod upstream;

pub(crate) use upstream::Upstream;

use crate::{
    Principal, Refusal,
    authorise::{Authoriser, Grant, STREAM_LIFE},
    config::Limits,
    contract::Rpc,
    decision,
    issuer::Issuers,
    limits::{Limit, network},
    refusal::ACTING_ROLE,
    trace,
};
use axum::body::Body;
pub(crate) use body::Asked;
use body::{Answer, Call, Question};
use bytes::{BufMut as _, Bytes, BytesMut};
use chassis::{
    Clock,
    telemetry::{self, Trace},
};
use contracts::access::Party;
use deadline::Deadline;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, TE},
};
use http_body_util::{BodyExt as _, Either, Full, Limited};
use hyper::body::Incoming;
use std::{collections::HashMap, net::IpAddr, sync::Arc};
use tokio::time;
use tonic::Status;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const TRAILERS: HeaderValue = HeaderValue::from_static("trailers");
/// The length of what stands before a message: whether it is compressed, and how long it is.
const PREFIX: usize = 5;
/// The largest answer to a page, in bytes: what a client of gRPC takes by default.
const LARGEST_ANSWER: usize = 4 << 20;

/// An RPC and who answers it.
pub(crate) struct Route {
    pub(crate) rpc: Rpc,
    pub(crate) upstream: Upstream,
}

/// Everything between a caller and the services.
pub(crate) struct Proxy {
    pub(crate) routes: HashMap<String, Route>,
    pub(crate) issuers: Issuers,
    pub(crate) authoriser: Authoriser,
    pub(crate) limits: Limits,
    pub(crate) by_address: Limit,
    pub(crate) by_caller: Limit,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Proxy {
    /// Answers a gRPC call, whatever becomes of it.
    pub(crate) async fn call(&self, from: IpAddr, mut request: Request<Incoming>) -> Response<Body> {
        let (mut call, trace) = trace::begin(request.headers_mut());
        let mut decision = decision::Decision::begin(&trace, &mut call);
        let answer = match self.admit(from, request.uri().path(), request.headers(), &mut decision).await {
            Ok((route, grant)) => {
                decision.allowed();
                let request = request.map(Either::Left);
                self.relay(route, grant.as_ref(), (&call, &trace), request).await.unwrap_or_else(|refusal| {
                    decision::failed(&trace, &route.rpc, &refusal);
                    refusal.into_response()
                })
            }
            Err(refusal) => {
                decision.refused(&refusal);
                refusal.into_response()
            }
        };
        call.watch(answer).map(Body::new)
    }

    /// Calls an RPC of one message in a role of whoever is at a page, within the page's trace.
    pub(crate) async fn call_as(
        &self,
        caller: &Principal,
        role: &str,
        path: &str,
        message: Bytes,
        page: &Trace,
    ) -> Result<Bytes, Status> {
        let mut request = Request::new(Either::Right(Full::new(framed(&message))));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = path.parse().map_err(|_| Refusal::UnknownRpc)?;
        request.headers_mut().insert(CONTENT_TYPE, GRPC);
        request.headers_mut().insert(TE, TRAILERS);
        page.put(request.headers_mut());
        let (mut call, trace) = trace::begin(request.headers_mut());
        let mut decision = decision::Decision::begin(&trace, &mut call);
        let route = self.route(path)?;
        decision.known(&route.rpc);
        decision.caller(caller);
        let grant = match self.authorise(caller, Some(role), &route.rpc) {
            Ok(grant) => grant,
            Err(refusal) => {
                decision.refused(&refusal);
                return Err(refusal.into());
            }
        };
        decision.granted(&grant);
        decision.allowed();
        let answer = self.relay(route, Some(&grant), (&call, &trace), request).await;
        let answer = answer.inspect_err(|refusal| decision::failed(&trace, &route.rpc, refusal))?;
        unframed(call.watch(answer)).await
    }

    /// Decides whether a call is made, in the order in which a refusal may tell something.
    async fn admit(
        &self,
        from: IpAddr,
        path: &str,
        headers: &HeaderMap,
        decision: &mut decision::Decision<'_>,
    ) -> Result<(&Route, Option<Grant>), Refusal> {
        self.by_address.count(network(from))?;
        let route = self.route(path)?;
        decision.known(&route.rpc);
        if route.rpc.permission.is_none() {
            return Ok((route, None));
        }
        let caller = self.caller(headers, &route.rpc).await?;
        decision.caller(&caller);
        let acting_role = headers::single(headers, ACTING_ROLE).map_err(|()| Refusal::Permission)?;
        let grant = self.authorise(&caller, acting_role, &route.rpc)?;
        decision.granted(&grant);
        Ok((route, Some(grant)))
    }

    /// Finds out who calls: whoever says nothing of it is the public, where that may call. A token that does not count is
    /// not the same as none.
    async fn caller(&self, headers: &HeaderMap, rpc: &Rpc) -> Result<Arc<Principal>, Refusal> {
        let public = if headers.contains_key(AUTHORIZATION) { None } else { self.authoriser.public(rpc) };
        match public {
            Some(public) => Ok(public),
            None => self.issuers.authenticate(headers).await,
        }
    }

    pub(crate) fn route(&self, path: &str) -> Result<&Route, Refusal> {
        self.routes.get(path).ok_or(Refusal::UnknownRpc)
    }

    /// Counts a caller's call, and grants it.
    pub(crate) fn authorise(
        &self,
        caller: &Principal,
        acting_role: Option<&str>,
        rpc: &Rpc,
    ) -> Result<Grant, Refusal> {
        // The public is everybody: a limit in common would let one shut out all. Their addresses were counted.
        if caller.party != Party::Public {
            self.by_caller.count((&caller.issuer, &caller.subject))?;
        }
        self.authoriser.authorise(caller, acting_role, rpc)
    }

    /// Passes an admitted call on and its answer back.
    async fn relay(
        &self,
        route: &Route,
        grant: Option<&Grant>,
        (served, trace): (&telemetry::Call, &Trace),
        request: Request<Asked>,
    ) -> Result<Response<Body>, Refusal> {
        let now = self.clock.now();
        let until = grant.map_or_else(|| now + STREAM_LIFE, Grant::until);
        let asked = deadline::asked(request.headers())?;
        let deadline = Deadline::of(&route.rpc, asked, until.duration_since(now), &self.limits);
        let most = (!route.rpc.takes_stream).then_some(self.limits.request_bytes);
        let (call, end) = Call::begin();
        let mut sent = if route.upstream.is_remote() { served.sent() } else { telemetry::Call::default() };
        let (mut parts, incoming) = request.into_parts();
        headers::pass_on(
            &mut parts.headers,
            grant.map(Grant::permit),
            sent.trace().as_ref().unwrap_or(trace),
            deadline,
        );
        let question = Request::from_parts(parts, Question::new(incoming, most, call.clone()));
        let answer = time::timeout_at(deadline.at(), route.upstream.send(question)).await;
        let answer = match answer {
            _ if call.is_too_large() => Err(Refusal::TooLarge),
            Ok(answer) => answer,
            Err(_) => Err(Refusal::Deadline),
        };
        let answer = answer.inspect_err(|refusal| sent.end(refusal.code()))?;
        Ok(sent.watch(answer).map(|body| Body::new(Answer::new(body, deadline, call, end))))
    }
}

/// Writes a message as a call's one (gRPC over HTTP/2).
fn framed(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(PREFIX + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.put_slice(message);
    frame.freeze()
}

/// Reads an answer of one message, or the status that stands in its place.
async fn unframed<B>(answer: Response<B>) -> Result<Bytes, Status>
where
    B: http_body::Body<Data = Bytes, Error: Into<axum::BoxError>>,
{
    let (parts, body) = answer.into_parts();
    if let Some(status) =
        Status::from_header_map(&parts.headers).filter(|status| status.code() != tonic::Code::Ok)
    {
        return Err(status);
    }
    let broken = || Status::from(Refusal::Unavailable("the answer broke off"));
    let collected = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|_| broken())?;
    let status = collected.trailers().and_then(Status::from_header_map);
    if let Some(status) = status.filter(|status| status.code() != tonic::Code::Ok) {
        return Err(status);
    }
    let mut message = collected.to_bytes();
    if message.len() < PREFIX || message[0] != 0 {
        return Err(broken());
    }
    Ok(message.split_off(PREFIX))
}
