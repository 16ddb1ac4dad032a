//! The platform as a process, in the foreground of somebody's terminal.

use crate::{
    Databases, Error, Loopback, Options, Platform,
    issuer::{Organisation, PERSONAS, SECRET},
    platform::{GATEWAY_ADDR, ISSUER_ADDR},
    samples,
};
use chassis::{Clock as _, SystemClock, config, telemetry};
use clap::{ArgAction, Parser, builder::BoolishValueParser};
use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{self, ExitCode},
};
use tokio::{
    runtime::Runtime,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// How a process ends that was interrupted, by the custom of shells: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// The settings of the local platform.
#[derive(Clone, Debug, Parser)]
#[command(name = "local")]
pub struct Settings {
    /// Where the gateway listens, for gRPC and HTTP alike; loopback only
    #[arg(long, env = GATEWAY_ADDR, default_value = "127.0.0.1:8080")]
    pub gateway_addr: Loopback,
    /// Where the development identity provider listens, and the host and port in its issuers' names; loopback only
    #[arg(long, env = ISSUER_ADDR, default_value = "127.0.0.1:8090")]
    pub issuer_addr: Loopback,
    /// The directory of everything that is kept between runs
    #[arg(long, env = "CONCORDAT_DATA_DIR", default_value = ".concordat")]
    pub data_dir: PathBuf,
    /// Whether sample data is submitted to a platform that has none, `on` or `off`
    #[arg(
        long = "no-samples",
        env = "CONCORDAT_SAMPLES",
        action = ArgAction::SetFalse,
        value_parser = BoolishValueParser::new(),
        default_value = "on"
    )]
    pub samples: bool,
    /// What is logged, such as `warn`, or `info` for a line a call
    #[arg(long, env = "CONCORDAT_LOG", default_value = "warn")]
    pub log: String,
}

/// Runs the platform's process to its end.
#[must_use]
pub fn main() -> ExitCode {
    let settings = config::load::<Settings>();
    let runtime = Runtime::new().map_err(|error| error.to_string());
    match runtime.and_then(|runtime| runtime.block_on(run(settings))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("local: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> Result<(), String> {
    let _telemetry = telemetry::start("concordat-local", &settings.log)?;
    let stop = CancellationToken::new();
    tokio::spawn(Signals::listen().map_err(|error| error.to_string())?.obey(stop.clone()));
    let options = Options {
        gateway: settings.gateway_addr,
        issuer: settings.issuer_addr,
        data: settings.data_dir,
        databases: Databases::Private,
        elsewhere: BTreeMap::new(),
    };
    let data = std::path::absolute(&options.data).unwrap_or_else(|_| options.data.clone());
    let mut platform = Platform::start(options).await.map_err(|error| error.to_string())?;
    let ended = serve(&mut platform, settings.samples, &data, &stop).await;
    let stopped = platform.stop().await;
    ended.and(stopped).map_err(|error| error.to_string())
}

/// Says that the platform is ready, once it has its samples, and waits until it is to stop or a part fails.
async fn serve(
    platform: &mut Platform,
    samples: bool,
    data: &Path,
    stop: &CancellationToken,
) -> Result<(), Error> {
    if samples {
        let (gateway, issuer) = (platform.gateway_url().to_owned(), platform.issuer().clone());
        tokio::select! {
            () = stop.cancelled() => {}
            failure = platform.failed() => return Err(failure),
            submitted = samples::submit(&gateway, &issuer, SystemClock.now()) => drop(submitted?),
        }
    }
    if !stop.is_cancelled() {
        say(&summary(platform, data));
    }
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        failure = platform.failed() => Err(failure),
    }
}

/// What ends the process: an interrupt from the terminal, the terminal's end, or a request to terminate.
struct Signals([Signal; 3]);

impl Signals {
    fn listen() -> io::Result<Self> {
        let [interrupt, hangup, terminate] =
            [SignalKind::interrupt(), SignalKind::hangup(), SignalKind::terminate()].map(signal);
        Ok(Self([interrupt?, hangup?, terminate?]))
    }

    /// Asks the platform to stop at the first, and ends the process at the second. PostgreSQL ends with it.
    async fn obey(mut self, stop: CancellationToken) {
        self.next().await;
        say("stopping; once more ends it at once");
        stop.cancel();
        self.next().await;
        process::exit(INTERRUPTED);
    }

    async fn next(&mut self) {
        let [interrupt, hangup, terminate] = &mut self.0;
        tokio::select! { _ = interrupt.recv() => {}, _ = hangup.recv() => {}, _ = terminate.recv() => {} }
    }
}

/// What somebody needs to know to call the platform. Its last line says that it is ready.
fn summary(platform: &Platform, data: &Path) -> String {
    let issuer = platform.issuer();
    let mut lines = vec![format!("data    {}", data.display())];
    for organisation in Organisation::ALL {
        let personas = PERSONAS.iter().filter(|persona| persona.organisation == organisation);
        let personas: Vec<_> = personas.map(|persona| persona.client_id).collect();
        lines.push(format!("issuer  {:<38} {}", issuer.url(organisation), personas.join(" ")));
    }
    let token = format!("{}/token", issuer.url(Organisation::Hmrc));
    lines.push(format!("token   curl -s -u hmrc-dpo:{SECRET} -d grant_type=client_credentials {token}"));
    lines.push(format!("concordat is ready: {}", platform.gateway_url()));
    lines.join("\n")
}

/// Tells whoever reads standard output. Nobody need: a closed pipe is no reason to end.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::issuer::{Kind, PERSONAS};
    use chassis::config::{self, reference};

    const README: &str = include_str!("../README.md");

    #[test]
    fn the_readme_lists_every_setting() {
        assert!(README.contains(&reference::<Settings>()), "{}", reference::<Settings>());
    }

    #[test]
    fn samples_are_submitted_unless_a_variable_or_an_argument_says_no() {
        for (argument, variable, samples) in [
            (None, None, true),
            (None, Some("on"), true),
            (None, Some("off"), false),
            (Some("--no-samples"), None, false),
            (Some("--no-samples"), Some("on"), false),
        ] {
            let arguments = [Some("local"), argument].into_iter().flatten().map(Into::into);
            let environment = variable.map(|value| ("CONCORDAT_SAMPLES".to_owned(), value.to_owned()));
            let settings: Settings = config::parse(arguments, environment).unwrap();
            assert_eq!(settings.samples, samples, "{argument:?} {variable:?}");
        }
    }

    #[test]
    fn the_readme_lists_every_persona() {
        for persona in PERSONAS {
            let (id, organisation, roles) =
                (persona.client_id, persona.organisation, persona.roles.join("`, `"));
            let who = match persona.kind {
                Kind::Person(name) => name,
                Kind::System => "a system",
            };
            let row = format!("| `{id}` | `{organisation}` | `{roles}` | {who} |\n");
            assert!(README.contains(&row), "{row}");
        }
    }
}
