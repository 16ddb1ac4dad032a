//! What the standard variables `OTEL_…` ask for, and what is wrong with them. The SDK reads them again by itself, and takes
//! its default for what it does not understand: here that is a problem, so that a typing error does not pass for it.

use std::collections::BTreeMap;

/// Variables of numbers above zero, with a place for the signal where each has its own.
const NUMBERS: [&str; 8] = [
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_BSP_EXPORT_TIMEOUT",
    "OTEL_BSP_MAX_QUEUE_SIZE",
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
    "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
];
/// Variables of few words.
const WORDS: [(&str, &[&str]); 9] = [
    ("OTEL_TRACES_EXPORTER", &EXPORTERS),
    ("OTEL_METRICS_EXPORTER", &EXPORTERS),
    ("OTEL_EXPORTER_OTLP_PROTOCOL", &["grpc"]),
    ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", &["grpc"]),
    ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", &["grpc"]),
    ("OTEL_EXPORTER_OTLP_COMPRESSION", &COMPRESSIONS),
    ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", &COMPRESSIONS),
    ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", &COMPRESSIONS),
    (
        "OTEL_TRACES_SAMPLER",
        &[
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio",
        ],
    ),
];
const EXPORTERS: [&str; 2] = ["otlp", "none"];
const COMPRESSIONS: [&str; 2] = ["gzip", "none"];
/// Variables of pairs `key=value` with commas between them.
const PAIRS: [&str; 4] = [
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
    "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
];
const SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";

/// What is exported.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signal {
    Traces,
    Metrics,
}

/// The variables `OTEL_…` that say something.
#[derive(Debug)]
pub(super) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every variable that the export would not follow, if there is one. No value is told: a header may be a secret.
    pub(super) fn read(environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let says = |(name, value): &(String, String)| name.starts_with("OTEL_") && !value.is_empty();
        let settings = Self(environment.into_iter().filter(says).collect());
        let problems = if settings.is_silent() { Vec::new() } else { settings.problems() };
        if problems.is_empty() { Ok(settings) } else { Err(problems.join("\n")) }
    }

    /// Whether a signal is to be exported: if it has an endpoint, or its exporter is named.
    pub(super) fn exports(&self, signal: Signal) -> bool {
        let exporter = self.get(match signal {
            Signal::Traces => "OTEL_TRACES_EXPORTER",
            Signal::Metrics => "OTEL_METRICS_EXPORTER",
        });
        let disabled = self.get("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let wanted = exporter.map_or(self.endpoint(signal).is_some(), |exporter| exporter != "none");
        wanted && !disabled
    }

    /// Whether a signal goes over TLS.
    pub(super) fn over_tls(&self, signal: Signal) -> bool {
        self.endpoint(signal).is_some_and(|endpoint| endpoint.starts_with("https://"))
    }

    /// What the process is called.
    pub(super) fn service_name(&self) -> Option<&str> {
        self.get("OTEL_SERVICE_NAME")
    }

    fn is_silent(&self) -> bool {
        !self.exports(Signal::Traces) && !self.exports(Signal::Metrics)
    }

    fn endpoint(&self, signal: Signal) -> Option<&str> {
        let own = self.get(match signal {
            Signal::Traces => "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            Signal::Metrics => "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        });
        own.or_else(|| self.get("OTEL_EXPORTER_OTLP_ENDPOINT"))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn problems(&self) -> Vec<String> {
        self.0.iter().filter_map(|(name, value)| Some(format!("{name} {}", problem(name, value)?))).collect()
    }
}

/// What is wrong with a variable.
fn problem(name: &str, value: &str) -> Option<String> {
    let is_number = || value.parse::<u32>().is_ok_and(|number| number > 0);
    let is_ratio = || value.parse().is_ok_and(|ratio| (0.0..=1.0).contains(&ratio));
    let is_url = || ["http://", "https://"].iter().any(|scheme| value.starts_with(scheme));
    let is_pair = |pair: &str| pair.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty());
    if let Some((_, words)) = WORDS.iter().find(|(word, _)| *word == name) {
        return (!words.contains(&value)).then(|| format!("must be one of {}", words.join(", ")));
    }
    let must = if NUMBERS.contains(&name) {
        (!is_number()).then_some("must be a whole number above zero")
    } else if PAIRS.contains(&name) {
        (!value.split(',').all(is_pair)).then_some("must be pairs key=value with commas between them")
    } else if name == SAMPLER_ARG {
        (!is_ratio()).then_some("must be a number from 0 to 1")
    } else if name.starts_with("OTEL_EXPORTER_OTLP_") && name.ends_with("ENDPOINT") {
        (!is_url()).then_some("must be a URL of http:// or https://")
    } else if name.starts_with("OTEL_EXPORTER_OTLP_") && is_certificate(name) {
        Some("is not read: authorities are the system's, or those of SSL_CERT_FILE")
    } else {
        None
    };
    must.map(str::to_owned)
}

fn is_certificate(name: &str) -> bool {
    name.ends_with("CERTIFICATE") || name.ends_with("CLIENT_KEY")
}

#[cfg(test)]
mod tests {
    use super::{Settings, Signal};

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317");

    fn read(environment: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::read(environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn nothing_is_exported_unless_an_endpoint_or_an_exporter_is_named() {
        for (environment, traces, metrics) in [
            (vec![], false, false),
            (vec![("OTEL_EXPORTER_OTLP_ENDPOINT", "")], false, false),
            (vec![("OTEL_SERVICE_NAME", "x")], false, false),
            (vec![ENDPOINT], true, true),
            (vec![("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a")], true, false),
            (vec![("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a")], false, true),
            (vec![("OTEL_METRICS_EXPORTER", "otlp")], false, true),
            (vec![ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")], false, true),
            (vec![ENDPOINT, ("OTEL_METRICS_EXPORTER", "none")], true, false),
            (vec![ENDPOINT, ("OTEL_SDK_DISABLED", "TRUE")], false, false),
            (vec![ENDPOINT, ("OTEL_SDK_DISABLED", "false")], true, true),
        ] {
            let settings = read(&environment).unwrap();
            let exports = [Signal::Traces, Signal::Metrics].map(|signal| settings.exports(signal));
            assert_eq!(exports, [traces, metrics], "{environment:?}");
        }
    }

    #[test]
    fn tls_is_for_the_signal_whose_endpoint_asks_for_it() {
        let settings = read(&[ENDPOINT, ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://a")]).unwrap();
        assert!(settings.over_tls(Signal::Traces) && !settings.over_tls(Signal::Metrics));
    }

    #[test]
    fn what_would_not_be_followed_is_refused_by_name_and_without_its_value() {
        for (name, value) in [
            ("OTEL_BSP_SCHEDULE_DELAY", "5s"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "-1"),
            ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5"),
            ("OTEL_TRACES_SAMPLER_ARG", "half"),
            ("OTEL_TRACES_EXPORTER", "console"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "zstd"),
            ("OTEL_RESOURCE_ATTRIBUTES", "a=b,c"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "hush-hush"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "=hush-hush"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector:4317"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/ca.pem"),
            ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "/key.pem"),
        ] {
            let problem = read(&[ENDPOINT, (name, value)]).unwrap_err();
            assert!(problem.starts_with(&format!("{name} ")) && !problem.contains("hush"), "{problem}");
            assert!(read(&[(name, value), ("OTEL_SDK_DISABLED", "true")]).is_ok(), "{name} is not used");
        }
        let two = read(&[ENDPOINT, ("OTEL_BSP_SCHEDULE_DELAY", "x"), ("OTEL_TRACES_SAMPLER", "x")]);
        assert_eq!(two.unwrap_err().lines().count(), 2);
        let good = [
            ENDPOINT,
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,k8s.pod.name=a"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20x"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "4096"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ];
        assert!(read(&good).is_ok());
    }
}
