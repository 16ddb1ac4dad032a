//! What the standard variables `OTEL_…` ask for, and what is wrong with them. The SDK reads them again by itself, and takes
//! its default for what it does not understand: here that is a problem, so that a typing error does not pass for it.

use crate::config;
use http::{HeaderName, HeaderValue, Uri, uri::Authority};
use std::{collections::BTreeMap, ffi::OsString};

/// What a variable must be.
enum Must {
    /// A whole number above zero.
    Number,
    /// A number of spans, for which there is room from the start.
    Spans,
    /// `true` or `false`, in whatever case.
    Truth,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A share of all traces.
    Ratio,
    /// Where a collector is. Nobody logs in there by the URL: it may be told to whoever reads the log.
    Endpoint,
    /// Pairs `key=value` with commas between them.
    Pairs,
    /// Pairs again, of a header's name and its percent-encoded text.
    Headers,
    /// Any text.
    Text,
    /// Absent: it would do nothing, for this reason, and the export would be less safe than it looks.
    Absent(&'static str),
}

/// Every variable that is read, here or by the SDK. Those of OTLP also have a form for each signal, which counts more.
const VARIABLES: [(&str, Must); 22] = [
    (DISABLED, Must::Truth),
    ("OTEL_SERVICE_NAME", Must::Text),
    ("OTEL_RESOURCE_ATTRIBUTES", Must::Pairs),
    ("OTEL_TRACES_EXPORTER", Must::Word(&["otlp", "none"])),
    ("OTEL_METRICS_EXPORTER", Must::Word(&["otlp", "none"])),
    (SAMPLER, Must::Word(&SAMPLERS)),
    (SAMPLER_ARG, Must::Ratio),
    ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", Must::Number),
    ("OTEL_BSP_SCHEDULE_DELAY", Must::Number),
    (QUEUE, Must::Spans),
    (BATCH, Must::Spans),
    ("OTEL_METRIC_EXPORT_INTERVAL", Must::Number),
    ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", Must::Word(&["cumulative", "delta", "lowmemory"])),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", Must::Endpoint),
    ("OTEL_EXPORTER_OTLP_PROTOCOL", Must::Word(&["grpc"])),
    ("OTEL_EXPORTER_OTLP_HEADERS", Must::Headers),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", Must::Number),
    ("OTEL_EXPORTER_OTLP_COMPRESSION", Must::Word(&["gzip", "none"])),
    ("OTEL_EXPORTER_OTLP_INSECURE", Must::Absent("the scheme of the endpoint says so")),
    ("OTEL_EXPORTER_OTLP_CERTIFICATE", Must::Absent(AUTHORITIES)),
    ("OTEL_EXPORTER_OTLP_CLIENT_KEY", Must::Absent(AUTHORITIES)),
    ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Must::Absent(AUTHORITIES)),
];
const AUTHORITIES: &str = "authorities are the system's, or those of SSL_CERT_FILE";
const OTLP: &str = "OTEL_EXPORTER_OTLP_";
const DISABLED: &str = "OTEL_SDK_DISABLED";
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";
const QUEUE: &str = "OTEL_BSP_MAX_QUEUE_SIZE";
const BATCH: &str = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE";
const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];
/// The longest queue, in spans, and the one without a word of the environment's.
const LONGEST_QUEUE: u32 = 1_000_000;
const USUAL_QUEUE: u32 = 2_048;

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
    pub(super) fn read(
        environment: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Result<Self, String> {
        let mut settings = Self(config::variables(environment, |name| Must::of(name).is_some())?);
        settings.0.retain(|_, value| !value.is_empty());
        let silent = settings.is_silent();
        let problems = settings.problems().filter(|(name, _)| !silent || *name == DISABLED);
        let problems: Vec<_> = problems.map(|(name, problem)| format!("{name} {problem}")).collect();
        if problems.is_empty() { Ok(settings) } else { Err(problems.join("\n")) }
    }

    /// Whether a signal is to be exported: if it has an endpoint, or its exporter is named.
    pub(super) fn exports(&self, signal: Signal) -> bool {
        let exporter = self.get(match signal {
            Signal::Traces => "OTEL_TRACES_EXPORTER",
            Signal::Metrics => "OTEL_METRICS_EXPORTER",
        });
        let disabled = self.get(DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true"));
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

    /// The variables with which something is wrong, and what.
    fn problems(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().filter_map(|(name, value)| {
            let problem = Must::of(name)?.problem(value);
            Some((name.as_str(), problem.or_else(|| self.contradiction(name))?))
        })
    }

    /// What is wrong with a variable beside others.
    fn contradiction(&self, name: &str) -> Option<String> {
        let number = |name| self.get(name).and_then(|value| value.parse::<u32>().ok());
        let of_a_ratio = || self.get(SAMPLER).is_some_and(|sampler| sampler.ends_with("ratio"));
        match name {
            BATCH if number(BATCH) > number(QUEUE).or(Some(USUAL_QUEUE)) => {
                Some(format!("must not be more than {QUEUE}"))
            }
            SAMPLER_ARG if !of_a_ratio() => {
                Some("is for OTEL_TRACES_SAMPLER=traceidratio or parentbased_traceidratio".to_owned())
            }
            _ => None,
        }
    }
}

impl Must {
    /// What the variable `name` must be, if it is read.
    fn of(name: &str) -> Option<&'static Self> {
        let of_every_signal = ["TRACES_", "METRICS_"].iter().find_map(|signal| {
            let rest = name.strip_prefix(OTLP)?.strip_prefix(signal)?;
            Some(format!("{OTLP}{rest}"))
        });
        let named =
            |(variable, _): &&(&str, Self)| *variable == name || of_every_signal.as_deref() == Some(variable);
        VARIABLES.iter().find(named).map(|(_, must)| must)
    }

    /// What is wrong with a value.
    fn problem(&self, value: &str) -> Option<String> {
        let number = value.parse::<u32>().ok().filter(|number| *number > 0);
        let (good, must) = match self {
            Self::Text => return None,
            Self::Absent(why) => return Some(format!("is not read: {why}")),
            Self::Truth => {
                let good = ["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(value));
                (good, "true or false".to_owned())
            }
            Self::Word(words) => (words.contains(&value), format!("one of {}", words.join(", "))),
            Self::Number => (number.is_some(), "a whole number above zero".to_owned()),
            Self::Spans => {
                let good = number.is_some_and(|number| number <= LONGEST_QUEUE);
                (good, format!("a whole number from 1 to {LONGEST_QUEUE}"))
            }
            Self::Ratio => {
                let good = value.parse().is_ok_and(|ratio| (0.0..=1.0).contains(&ratio));
                (good, "a number from 0 to 1".to_owned())
            }
            Self::Endpoint => (
                is_endpoint(value),
                "a URL of http:// or https:// with a host, a port and no more".to_owned(),
            ),
            Self::Pairs => {
                let good = pairs(value).all(|pair| pair.is_some_and(|(key, _)| !key.is_empty()));
                (good, "pairs key=value with commas between them".to_owned())
            }
            Self::Headers => {
                let good = pairs(value).all(|pair| pair.is_some_and(|(name, text)| is_header(name, text)));
                (good, "headers name=text, percent-encoded, with commas between them".to_owned())
            }
        };
        (!good).then(|| format!("must be {must}"))
    }
}

fn pairs(value: &str) -> impl Iterator<Item = Option<(&str, &str)>> {
    value.split(',').map(|pair| pair.split_once('=').map(|(key, value)| (key.trim(), value.trim())))
}

fn is_header(name: &str, text: &str) -> bool {
    let text = decoded(text).filter(|text| !text.is_empty());
    name.parse::<HeaderName>().is_ok() && text.is_some_and(|text| HeaderValue::try_from(text).is_ok())
}

/// What a percent-encoded text stands for.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

fn is_endpoint(value: &str) -> bool {
    let Some(uri) = value.parse::<Uri>().ok().filter(|_| !value.contains('#')) else { return false };
    let (host, authority) = (uri.host().unwrap_or_default(), uri.authority().map_or("", Authority::as_str));
    let is_port = |rest: &str| rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let bare = authority.strip_prefix(host).is_some_and(|rest| rest.is_empty() || is_port(rest));
    let schemed = ["http://", "https://"].iter().any(|scheme| value.starts_with(scheme));
    schemed && !host.is_empty() && bare && uri.path() == "/" && uri.query().is_none()
}

#[cfg(test)]
mod tests {
    use super::{Settings, Signal, VARIABLES};
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    const README: &str = include_str!("../../../README.md");

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317");

    fn read(environment: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::read(environment.iter().copied())
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
            ("OTEL_BSP_MAX_QUEUE_SIZE", "1000001"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1000001"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2049"),
            ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "many"),
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
            ("OTEL_EXPORTER_OTLP_HEADERS", "a="),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=hush"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=hush%0Ab"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=hush%"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=hush%zz"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=%ff"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b,"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "low"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector:4317"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://:4317"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://user:hush@a:4317"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://user:hush@a b"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a:4317/hush"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a:4317?key=hush"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a:4317/#hush"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a:hush"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/ca.pem"),
            ("OTEL_EXPORTER_OTLP_TRACES_INSECURE", "true"),
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
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20x, x-tenant = a"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://[::1]:4317/"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "4096"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096"),
            ("OTEL_PYTHON_EXCLUDED_URLS", "what others read"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ];
        assert!(read(&good).is_ok());
    }

    #[test]
    fn a_variable_that_goes_with_another_is_refused_without_it() {
        for sampler in ["always_on", "parentbased_always_off"] {
            let arg = ("OTEL_TRACES_SAMPLER_ARG", "0.5");
            let problem = read(&[ENDPOINT, ("OTEL_TRACES_SAMPLER", sampler), arg]).unwrap_err();
            assert!(problem.starts_with("OTEL_TRACES_SAMPLER_ARG is for "), "{problem}");
        }
        let ratio = ("OTEL_TRACES_SAMPLER", "traceidratio");
        for (arg, good) in [("0", true), ("1.0", true), ("1.1", false), ("-0.1", false), ("NaN", false)] {
            assert_eq!(read(&[ENDPOINT, ratio, ("OTEL_TRACES_SAMPLER_ARG", arg)]).is_ok(), good, "{arg}");
        }
        let queue = ("OTEL_BSP_MAX_QUEUE_SIZE", "100");
        let problem = read(&[ENDPOINT, queue, ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "101")]).unwrap_err();
        assert_eq!(problem, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE must not be more than OTEL_BSP_MAX_QUEUE_SIZE");
    }

    #[test]
    fn whether_all_is_disabled_is_asked_of_everybody() {
        for value in ["yes", "1", "ture"] {
            let problem = read(&[("OTEL_SDK_DISABLED", value)]).unwrap_err();
            assert_eq!(problem, "OTEL_SDK_DISABLED must be true or false");
        }
    }

    #[test]
    fn what_is_not_utf8_is_refused_if_it_is_read() {
        let not_utf8 = || OsString::from_vec(b"hush\xff".to_vec());
        let problem = Settings::read([("OTEL_EXPORTER_OTLP_HEADERS", not_utf8())]).unwrap_err();
        assert_eq!(problem, "OTEL_EXPORTER_OTLP_HEADERS is not UTF-8");
        assert!(Settings::read([("OTEL_SOMEBODY_ELSES", not_utf8())]).is_ok());
    }

    #[test]
    fn the_readme_names_every_variable_that_is_read() {
        for (name, _) in &VARIABLES {
            assert!(README.contains(name), "{name}");
        }
    }
}
