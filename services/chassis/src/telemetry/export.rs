//! The export of traces and metrics over OTLP, by gRPC, and its end.
//!
//! A call never waits for it: what ends goes into a queue of a fixed length, and what does not fit is dropped. The SDK
//! sends batches from threads of its own.

use super::{
    meters::Meters,
    settings::{Settings, Signal},
};
use crate::Ids;
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanBuilder, TraceContextExt as _, Tracer as _, TracerProvider as _},
};
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithTonicConfig};
use opentelemetry_sdk::{
    Resource,
    metrics::SdkMeterProvider,
    resource::{EnvResourceDetector, TelemetryResourceDetector},
    trace::{SdkTracer, SdkTracerProvider},
};
use std::{
    convert::Infallible,
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};
use tonic::transport::ClientTlsConfig;

/// The name under which spans and metrics are made.
pub(super) const SCOPE: &str = "concordat";
/// How long the last batches may take at the process's end.
const FLUSH: Duration = Duration::from_secs(3);

static ACTIVE: OnceLock<Export> = OnceLock::new();

/// What spans and metrics are made with.
#[derive(Debug)]
pub(super) struct Export {
    tracer: Option<SdkTracer>,
    pub(super) meters: Option<Meters>,
}

/// The export, if anything asked for one.
pub(super) fn active() -> Option<&'static Export> {
    ACTIVE.get()
}

impl Export {
    /// Begins a span under the one of `parent`, in a context of its own.
    pub(super) fn span(&self, span: SpanBuilder, parent: &Context) -> Context {
        match &self.tracer {
            Some(tracer) => parent.with_span(tracer.build_with_context(span, parent)),
            None => parent.clone(),
        }
    }
}

/// The export of traces and metrics, which ends when this is dropped: what is still to be sent is sent, unless that takes
/// more than three seconds.
#[derive(Debug)]
#[must_use = "dropping it ends the export"]
pub struct Telemetry {
    tracers: Option<SdkTracerProvider>,
    meters: Option<SdkMeterProvider>,
}

pub(super) fn start(process: &str, settings: &Settings) -> Result<Telemetry, String> {
    // What the builder says may quote the endpoint.
    let failed = |_: ExporterBuildError| "the variables OTEL_EXPORTER_OTLP_… make no exporter".to_owned();
    let resource = resource(process, settings);
    let (mut tracers, mut meters) = (None, None);
    if settings.exports(Signal::Traces) {
        let exporter = secured(SpanExporter::builder().with_tonic(), settings.over_tls(Signal::Traces));
        let exporter = exporter.build().map_err(failed)?;
        let provider = SdkTracerProvider::builder().with_resource(resource.clone());
        tracers = Some(provider.with_batch_exporter(exporter).build());
    }
    if settings.exports(Signal::Metrics) {
        let exporter = secured(MetricExporter::builder().with_tonic(), settings.over_tls(Signal::Metrics));
        let exporter = exporter.build().map_err(failed)?;
        let provider = SdkMeterProvider::builder().with_resource(resource);
        meters = Some(provider.with_periodic_exporter(exporter).build());
    }
    if tracers.is_some() || meters.is_some() {
        let _ = ACTIVE.set(Export {
            tracer: tracers.as_ref().map(|provider| provider.tracer(SCOPE)),
            meters: meters.as_ref().map(Meters::new),
        });
    }
    Ok(Telemetry { tracers, meters })
}

fn secured<E: WithTonicConfig>(exporter: E, over_tls: bool) -> E {
    if over_tls { exporter.with_tls_config(ClientTlsConfig::new().with_enabled_roots()) } else { exporter }
}

/// What says where telemetry is from. The environment's word counts before the process's own.
fn resource(process: &str, settings: &Settings) -> Resource {
    let own = [
        KeyValue::new("service.name", process.to_owned()),
        KeyValue::new("service.instance.id", Ids::Random.crossing().to_string()),
    ];
    let resource = Resource::builder_empty()
        .with_attributes(own)
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match settings.service_name() {
        Some(name) => resource.with_service_name(name.to_owned()).build(),
        None => resource.build(),
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // Nothing is ever sent: the channel closes when both threads have let go of it.
        let (sending, sent) = mpsc::channel::<Infallible>();
        let (tracers, meters) = (self.tracers.take(), self.meters.take());
        let spans = sending.clone();
        thread::spawn(move || {
            let _sending = spans;
            // What went wrong was logged by the SDK.
            let _ = tracers.map(|provider| provider.shutdown_with_timeout(FLUSH));
        });
        thread::spawn(move || {
            let _sending = sending;
            let _ = meters.map(|provider| provider.shutdown_with_timeout(FLUSH));
        });
        let _ = sent.recv_timeout(FLUSH);
    }
}
