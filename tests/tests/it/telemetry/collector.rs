//! A collector, which keeps what it is sent.

use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::{metric::Data, number_data_point},
    resource::v1::Resource,
    trace::v1::{self, span::SpanKind, status::StatusCode},
};
use prost::Message;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

type Attributes = BTreeMap<String, String>;

/// A collector on loopback.
pub(super) struct Collector {
    url: String,
    kept: Kept,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<(Vec<ExportTraceServiceRequest>, Vec<ExportMetricsServiceRequest>)>>);

/// All that was sent.
pub(super) struct Exported {
    bytes: Vec<u8>,
    /// In the order in which they began.
    pub(super) spans: Vec<Span>,
    measured: Vec<(String, String, Attributes, u64)>,
}

/// A span, as far as tests look at it.
#[derive(Debug, PartialEq)]
pub(super) struct Span {
    service: String,
    pub(super) trace: String,
    id: String,
    parent: String,
    kind: SpanKind,
    pub(super) name: String,
    pub(super) attributes: Attributes,
    pub(super) failed: bool,
    begun: u64,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let kept = Kept::default();
        let server = Server::builder()
            .add_service(TraceServiceServer::new(kept.clone()))
            .add_service(MetricsServiceServer::new(kept.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { url, kept }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// What was sent by processes that have ended: each waited for the collector to say that it has it.
    pub(super) fn end(&self) -> Exported {
        let (traces, metrics) = std::mem::take(&mut *self.kept.0.lock().unwrap());
        let bytes = traces.iter().map(Message::encode_to_vec);
        let bytes = bytes.chain(metrics.iter().map(Message::encode_to_vec)).flatten().collect();
        let mut spans: Vec<_> = traces.into_iter().flat_map(spans).collect();
        spans.sort_by_key(|span| span.begun);
        Exported { bytes, spans, measured: metrics.into_iter().flat_map(measured).collect() }
    }
}

#[tonic::async_trait]
impl TraceService for Kept {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.lock().unwrap().0.push(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Kept {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.0.lock().unwrap().1.push(request.into_inner());
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

impl Exported {
    /// The spans of a trace.
    pub(super) fn trace(&self, trace: &str) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.trace == trace).collect()
    }

    /// The spans of a trace below a span, each with its depth, service, kind and name, depth first.
    pub(super) fn tree(&self, trace: &str, root: &str) -> Vec<(usize, &str, SpanKind, &str)> {
        let mut tree = Vec::new();
        let mut ahead = vec![(0, root)];
        while let Some((depth, id)) = ahead.pop() {
            let spans = || self.spans.iter().filter(|span| span.trace == trace);
            let this = spans().find(|span| span.id == id);
            tree.extend(this.map(|span| (depth - 1, span.service.as_str(), span.kind, span.name.as_str())));
            let below = spans().filter(|span| span.parent == id).map(|span| (depth + 1, span.id.as_str()));
            ahead.extend(below.collect::<Vec<_>>().into_iter().rev());
        }
        tree
    }

    /// What a process measured: how often, or how many.
    pub(super) fn measured(&self, service: &str, name: &str, attributes: &Attributes) -> Option<u64> {
        let mut points = self
            .measured
            .iter()
            .filter(|(of, called, told, _)| of == service && called == name && told == attributes);
        let (point, other) = (points.next(), points.next());
        assert_eq!(other, None, "each process exports once");
        point.map(|(.., value)| *value)
    }

    /// Whether a text stands in nothing of it.
    pub(super) fn nowhere_holds(&self, text: &str) -> bool {
        !self.bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes())
    }
}

fn spans(request: ExportTraceServiceRequest) -> Vec<Span> {
    let resources = request.resource_spans.into_iter();
    let spans = resources.flat_map(|of| {
        let service = service(of.resource.as_ref());
        let spans = of.scope_spans.into_iter().flat_map(|scope| scope.spans);
        spans.map(|span| read(span, service.clone())).collect::<Vec<_>>()
    });
    spans.collect()
}

fn read(span: v1::Span, service: String) -> Span {
    assert!(span.events.is_empty() && span.links.is_empty() && span.trace_state.is_empty(), "{span:?}");
    let status = span.status.clone().unwrap_or_default();
    assert_eq!(status.message, "");
    Span {
        service,
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        kind: span.kind(),
        name: span.name,
        attributes: attributes(&span.attributes),
        failed: status.code() == StatusCode::Error,
        begun: span.start_time_unix_nano,
    }
}

fn measured(request: ExportMetricsServiceRequest) -> Vec<(String, String, Attributes, u64)> {
    let mut measured = Vec::new();
    for of in request.resource_metrics {
        let service = service(of.resource.as_ref());
        for metric in of.scope_metrics.into_iter().flat_map(|scope| scope.metrics) {
            let points = match metric.data.unwrap() {
                Data::Histogram(histogram) => {
                    let points = histogram.data_points.into_iter();
                    points.map(|point| (attributes(&point.attributes), point.count)).collect::<Vec<_>>()
                }
                Data::Sum(sum) => {
                    let points = sum.data_points.into_iter();
                    points.map(|point| (attributes(&point.attributes), whole(point.value))).collect()
                }
                other => panic!("{other:?}"),
            };
            let named = |(attributes, value)| (service.clone(), metric.name.clone(), attributes, value);
            measured.extend(points.into_iter().map(named));
        }
    }
    measured
}

fn whole(value: Option<number_data_point::Value>) -> u64 {
    match value {
        Some(number_data_point::Value::AsInt(value)) => value.try_into().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn service(resource: Option<&Resource>) -> String {
    attributes(&resource.unwrap().attributes).remove("service.name").unwrap()
}

fn attributes(pairs: &[KeyValue]) -> Attributes {
    let text = |pair: &KeyValue| match pair.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    pairs.iter().map(|pair| (pair.key.clone(), text(pair))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
