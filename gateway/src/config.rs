//! What the gateway is told: where to listen by its environment, all else by one file.

use crate::Problems;
use chassis::Label;
use contracts::access::Party;
use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};
use url::{Host, Url};

/// The settings of the gateway's process.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "gateway")]
pub struct Settings {
    /// Where it listens, for gRPC and HTTP alike
    #[arg(long, env = "CONCORDAT_GATEWAY_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    /// Its configuration file
    #[arg(long, env = "CONCORDAT_GATEWAY_CONFIG")]
    pub config: PathBuf,
    /// What is logged, such as `info` or `info,gateway=debug`
    #[arg(long, env = "CONCORDAT_LOG", default_value = "info")]
    pub log: String,
    /// Says whether the settings and the configuration are good, and ends
    #[arg(long)]
    pub check_config: bool,
}

/// The configuration file. `config.sample.toml` says what each entry means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The directory's file.
    pub directory: PathBuf,
    /// The directories of the policy's files; the platform's own policy if there is none.
    #[serde(default)]
    pub policy: Vec<PathBuf>,
    /// How often the policy's files are looked at.
    #[serde(default = "often", with = "duration")]
    pub policy_interval: Duration,
    /// How often the issuers' keys are fetched.
    #[serde(default = "now_and_then", with = "duration")]
    pub keys_interval: Duration,
    /// What a caller may ask for.
    #[serde(default)]
    pub limits: Limits,
    /// The pages; none are served if it says nothing of them.
    pub pages: Option<Pages>,
    /// The trust domains.
    #[serde(rename = "trust_domain", default)]
    pub trust_domains: Vec<TrustDomain>,
    /// The issuers.
    #[serde(rename = "issuer", default)]
    pub issuers: Vec<Issuer>,
    /// The services.
    #[serde(rename = "service", default)]
    pub services: Vec<Service>,
}

/// The pages that people work with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Where browsers find them, such as `https://concordat.example`.
    pub url: Url,
    /// The keys of their cookies and forms: 32 bytes in base64 each. The first seals, all open.
    pub key_files: Vec<PathBuf>,
    /// The other gateways of this one's issuers, which are told when somebody signs out at an issuer.
    #[serde(default)]
    pub peers: Vec<Url>,
}

/// What a caller may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The longest token, in bytes.
    pub token_bytes: usize,
    /// The largest request of an RPC that takes one message, in bytes.
    pub request_bytes: u64,
    /// The most bytes of headers.
    pub header_bytes: u32,
    /// How long a call may take whose caller does not say; streams have no such limit.
    #[serde(with = "duration")]
    pub usual_deadline: Duration,
    /// How long a call may take whatever its caller says; a stream ends with its permit.
    #[serde(with = "duration")]
    pub longest_deadline: Duration,
    /// The most connections, if the process may have so many files open.
    pub connections: usize,
    /// The most connections of one address.
    pub address_connections: usize,
    /// The most calls under way on one connection.
    pub connection_calls: u32,
    /// How old a connection gets, give or take a tenth, before its peer is asked to make another.
    #[serde(with = "duration")]
    pub connection_age: Duration,
    /// How long the process goes on accepting calls, saying that it is not ready, once it was asked to end: what a load
    /// balancer needs to notice.
    #[serde(with = "duration")]
    pub notice: Duration,
    /// How long calls under way may then take to end.
    #[serde(with = "duration")]
    pub drain: Duration,
    /// How many calls an address may make, before anything else is looked at.
    pub address: Rate,
    /// How many calls a caller may make.
    pub caller: Rate,
}

/// A rate: so many calls a minute, and so many at once.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Calls a minute.
    pub per_minute: NonZeroU32,
    /// Calls at once.
    pub burst: NonZeroU32,
}

/// A trust domain: parties for whom one key signs permits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustDomain {
    /// What permits call its key.
    pub id: String,
    /// Its parties.
    #[serde(deserialize_with = "parties")]
    pub parties: Vec<Party>,
    /// The key that signs permits: Ed25519, PKCS#8 in PEM.
    pub permit_key_file: PathBuf,
    /// What services are told its people are called.
    #[serde(default)]
    pub subjects: Subjects,
    /// The key of the pseudonyms: 32 bytes in base64.
    pub pairwise_key_file: Option<PathBuf>,
}

/// What services are told a trust domain's people are called.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Subjects {
    /// As their issuer calls them.
    #[default]
    Plain,
    /// By a pseudonym.
    Pairwise,
}

/// An issuer of tokens, for the people and systems of one party.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The claim `iss` of its tokens, character for character; discovery begins there.
    pub url: String,
    /// What the claim `aud` of its tokens must hold.
    pub audience: String,
    /// The party that it speaks for.
    #[serde(deserialize_with = "party")]
    pub party: Party,
    /// The organisation that it speaks for, if it is one.
    pub organisation: Option<String>,
    /// Else the claim that names the organisation.
    pub organisation_claim: Option<String>,
    /// The claim's values, each with the organisation's code.
    #[serde(default)]
    pub organisations: BTreeMap<String, String>,
    /// The claim that holds the roles.
    #[serde(default = "roles_claim")]
    pub roles_claim: String,
    /// The claim's values, each with the role's code; if there is none, the values are the codes.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    /// What it calls the pages, if people sign in at it.
    pub client_id: Option<String>,
    /// By what it knows them.
    pub client_secret_file: Option<PathBuf>,
    /// The longest that its tokens may live.
    #[serde(default = "an_hour", with = "duration")]
    pub longest_token_life: Duration,
}

/// A service, reached over gRPC.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The full names of the gRPC services that it serves, or of their packages.
    pub serves: Vec<String>,
    /// The file of its descriptor set, imports and options included; the platform's own contracts if there is none.
    pub descriptors: Option<PathBuf>,
    /// Its replicas, such as `http://127.0.0.1:9000`.
    pub upstreams: Vec<Url>,
}

impl Config {
    /// Reads the configuration from a file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads the configuration from a text, in which the paths of files begin at `base`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, base: &Path) -> Result<Self, Problems> {
        let mut config: Self = toml::from_str(text).map_err(|error| format!("configuration: {error}"))?;
        let domains = config.trust_domains.iter_mut();
        let keys =
            domains.flat_map(|domain| [Some(&mut domain.permit_key_file), domain.pairwise_key_file.as_mut()]);
        let descriptors = config.services.iter_mut().map(|service| service.descriptors.as_mut());
        let secrets = config.issuers.iter_mut().filter_map(|issuer| issuer.client_secret_file.as_mut());
        let cookies = config.pages.iter_mut().flat_map(|pages| &mut pages.key_files);
        let paths = config.policy.iter_mut().chain([&mut config.directory]).chain(secrets).chain(cookies);
        for path in paths.chain(keys.flatten()).chain(descriptors.flatten()) {
            *path = base.join(&*path);
        }
        let mut problems = Problems::default();
        config.check(&mut problems);
        problems.finish(config)
    }

    /// Checks what can be told without any other file.
    fn check(&self, problems: &mut Problems) {
        for (what, none) in [
            ("trust_domain", self.trust_domains.is_empty()),
            ("issuer", self.issuers.is_empty()),
            ("service", self.services.is_empty()),
        ] {
            if none {
                problems.note(format!("configuration: at least one [[{what}]] is needed"));
            }
        }
        let mut speaks_for = BTreeMap::new();
        for issuer in &self.issuers {
            issuer.check(problems);
            // Services know a subject by its organisation and name: two issuers could give two people one name.
            for code in issuer.codes() {
                if let Some(other) = speaks_for.insert(code, &issuer.url) {
                    problems.note(format!("issuer {}: {other} speaks for {code} already", issuer.url));
                }
            }
        }
        for service in &self.services {
            service.check(problems);
        }
        if let Some(pages) = &self.pages {
            pages.check(problems);
        }
    }
}

impl Issuer {
    /// The codes of the organisations that it speaks for.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &String> {
        self.organisation.iter().chain(self.organisations.values())
    }

    fn check(&self, problems: &mut Problems) {
        let mut note = |problem: &str| problems.note(format!("issuer {}: {problem}", self.url));
        match Url::parse(&self.url) {
            Ok(url) if is_safe(&url) => {}
            Ok(_) => note("its URL is not https, and not loopback"),
            Err(_) => note("its URL is not one"),
        }
        if self.audience.is_empty() {
            note("its audience is empty");
        }
        if self.party == Party::Public {
            note("nobody signs in for the public");
        }
        match (&self.organisation, &self.organisation_claim, self.organisations.is_empty()) {
            (Some(_), None, true) | (None, Some(_), false) => {}
            _ => note("it needs either an organisation, or an organisation_claim and its organisations"),
        }
        if self.client_id.is_some() != self.client_secret_file.is_some() {
            note("it needs both a client_id and a client_secret_file, or neither");
        }
        for code in self.codes().filter(|code| Label::parse(code).is_none()) {
            note(&format!("{code:?} is not an organisation's code"));
        }
    }
}

impl Pages {
    fn check(&self, problems: &mut Problems) {
        let bare = self.url.path() == "/" && self.url.query().is_none() && self.url.username().is_empty();
        if !bare || !is_safe(&self.url) {
            problems.note(format!("pages: {} is not an origin that is https, or loopback", self.url));
        }
        for peer in self.peers.iter().filter(|peer| !is_safe(peer)) {
            problems.note(format!("pages: the peer {peer} is not https, and not loopback"));
        }
    }
}

impl Service {
    fn check(&self, problems: &mut Problems) {
        let name = self.serves.join(", ");
        if self.serves.is_empty() || self.upstreams.is_empty() {
            problems.note(format!("service {name}: it needs something that it serves, and an upstream"));
        }
        for url in &self.upstreams {
            let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
            if url.scheme() != "http" || !is_loopback(url) || !bare {
                // Permits travel on it, and there is no TLS to keep them from whoever listens.
                problems.note(format!("service {name}: {url} is not http://<a loopback address>:<port>"));
            }
        }
    }
}

/// Says whether keys fetched from a URL are the issuer's: nobody on the way can have changed them.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl Default for Limits {
    fn default() -> Self {
        let rate = |per_minute, burst| Rate {
            per_minute: NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN),
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
        };
        Self {
            token_bytes: 8 << 10,
            request_bytes: 4 << 20,
            header_bytes: 16 << 10,
            usual_deadline: Duration::from_secs(10),
            longest_deadline: Duration::from_secs(15),
            connections: 10_000,
            address_connections: 256,
            connection_calls: 200,
            connection_age: Duration::from_mins(30),
            notice: Duration::ZERO,
            drain: Duration::from_secs(25),
            address: rate(120_000, 4_000),
            caller: rate(30_000, 1_000),
        }
    }
}

fn party<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Party, D::Error> {
    let name = String::deserialize(deserializer)?;
    Party::from_str_name(&format!("PARTY_{name}"))
        .filter(|party| *party != Party::Unspecified)
        .ok_or_else(|| D::Error::custom(format!("there is no party {name:?}")))
}

fn parties<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Party>, D::Error> {
    #[derive(Deserialize)]
    struct Named(#[serde(deserialize_with = "party")] Party);
    Ok(Vec::<Named>::deserialize(deserializer)?.into_iter().map(|named| named.0).collect())
}

fn often() -> Duration {
    Duration::from_secs(5)
}

fn now_and_then() -> Duration {
    Duration::from_mins(5)
}

fn an_hour() -> Duration {
    Duration::from_hours(1)
}

fn roles_claim() -> String {
    "roles".to_owned()
}

#[cfg(test)]
mod tests;
