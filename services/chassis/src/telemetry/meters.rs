//! Everything that is measured. Each attribute is a name of the platform's own, so that the number of series is bounded.

use super::export::{SCOPE, active};
use opentelemetry::{
    KeyValue,
    metrics::{Counter, Histogram, Meter, MeterProvider as _},
};
use opentelemetry_sdk::metrics::SdkMeterProvider;

/// The bounds, in seconds, that the conventions advise for the durations of calls.
const SECONDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The process's instruments.
#[derive(Debug)]
pub(super) struct Meters {
    meter: Meter,
    /// Calls that were answered.
    pub(super) served: Histogram<f64>,
    /// Calls that were passed on.
    pub(super) sent: Histogram<f64>,
    /// What the gateway decided.
    pub(super) decisions: Counter<u64>,
    permits_rejected: Counter<u64>,
}

impl Meters {
    pub(super) fn new(provider: &SdkMeterProvider) -> Self {
        let meter = provider.meter(SCOPE);
        let seconds =
            |name| meter.f64_histogram(name).with_unit("s").with_boundaries(SECONDS.to_vec()).build();
        Self {
            served: seconds("rpc.server.call.duration"),
            sent: seconds("rpc.client.call.duration"),
            decisions: meter.u64_counter("concordat.decisions").with_unit("{call}").build(),
            permits_rejected: meter.u64_counter("concordat.permits.rejected").with_unit("{call}").build(),
            meter,
        }
    }
}

/// Counts a permit that was not accepted, which is an alert.
pub(crate) fn permit_rejected(why: &'static str) {
    if let Some(meters) = active().and_then(|export| export.meters.as_ref()) {
        meters.permits_rejected.add(1, &[KeyValue::new("concordat.reason", why)]);
    }
}

/// Watches the connections of a pool. `count` says how many are idle, and how many
/// there are.
pub(crate) fn connections(pool: &'static str, count: impl Fn() -> (usize, u32) + Send + Sync + 'static) {
    let Some(meters) = active().and_then(|export| export.meters.as_ref()) else { return };
    let of = move |state: &'static str| {
        [("db.client.connection.pool.name", pool), ("db.client.connection.state", state)]
            .map(|(key, value)| KeyValue::new(key, value))
    };
    meters
        .meter
        .i64_observable_up_down_counter("db.client.connection.count")
        .with_unit("{connection}")
        .with_callback(move |observer| {
            let (idle, all) = count();
            let idle = i64::try_from(idle).unwrap_or(i64::MAX).min(all.into());
            for (count, state) in [(idle, "idle"), (i64::from(all) - idle, "used")] {
                observer.observe(count, &of(state));
            }
        })
        .build();
}
