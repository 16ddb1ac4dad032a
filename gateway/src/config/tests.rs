use super::{Config, Limits, Settings, Subjects};
use chassis::config::{parse, reference};
use contracts::access::Party;
use std::path::Path;

const SAMPLE: &str = include_str!("../../config.sample.toml");

fn sample(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("/base")).map_err(|problems| problems.to_string())
}

#[test]
fn the_sample_is_a_configuration_and_what_it_comments_out_are_the_defaults() {
    let defaults: String = SAMPLE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|entry| is_entry(entry)).unwrap_or(line))
        .filter(|line| !line.starts_with("descriptors"))
        .collect::<Vec<_>>()
        .join("\n");
    assert_ne!(defaults, SAMPLE);
    let debug = |config: Config| format!("{config:#?}");
    assert_eq!(debug(sample(&defaults).unwrap()), debug(sample(SAMPLE).unwrap()));
}

/// Says whether a comment is an entry rather than words.
fn is_entry(comment: &str) -> bool {
    let name = comment.split_once(" = ").map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[test]
fn the_sample_says_what_it_says() {
    let config = sample(SAMPLE).unwrap();
    assert_eq!(config.policy, [Path::new("/base/policy")]);
    assert_eq!(config.directory, Path::new("/base/../deploy/reference/directory.toml"));
    let [hmg, ico] = config.trust_domains.as_slice() else { panic!() };
    assert_eq!(hmg.parties, [Party::Department, Party::Gcdo, Party::Ncsc, Party::Public]);
    assert_eq!((hmg.subjects, ico.subjects), (Subjects::Plain, Subjects::Pairwise));
    assert_eq!(hmg.permit_key_file, Path::new("/run/secrets/hmg-permit.pem"));
    let [hmrc, shared] = config.issuers.as_slice() else { panic!() };
    assert_eq!((hmrc.party, hmrc.organisation.as_deref()), (Party::Department, Some("hmrc")));
    assert_eq!(shared.codes().collect::<Vec<_>>(), ["legal-aid-agency", "moj"]);
    assert_eq!(config.services[0].upstreams.len(), 2);
}

#[test]
fn the_readme_explains_the_limits_on_connections() {
    for name in ["connections", "address_connections"] {
        assert!(include_str!("../../README.md").contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_limit_has_a_default_that_can_be_changed_alone() {
    let limits: Limits = toml::from_str("caller = { per_minute = 1, burst = 2 }\ndrain = '3s'").unwrap();
    let others = Limits { caller: limits.caller, drain: limits.drain, ..Limits::default() };
    assert_eq!((limits.caller.per_minute.get(), limits.drain.as_secs()), (1, 3));
    assert_eq!(format!("{limits:?}"), format!("{others:?}"));
}

#[test]
fn a_configuration_that_is_not_safe_or_not_whole_is_refused() {
    for (from, to, problem) in [
        ("https://login.example/hmrc", "http://login.example/hmrc", "its URL is not https, and not loopback"),
        ("https://login.example/hmrc", "login.example", "its URL is not one"),
        ("organisation = \"hmrc\"", "", "it needs either an organisation, or an organisation_claim"),
        ("organisation = \"hmrc\"", "organisation = \"moj\"", "speaks for moj already"),
        ("organisation = \"hmrc\"", "organisation = \"HM RC\"", "\"HM RC\" is not an organisation's code"),
        (
            "organisation_claim = \"org\"",
            "organisation_claim = \"org\"\norganisation = \"x\"",
            "it needs either",
        ),
        ("organisation_claim = \"org\"", "", "it needs either"),
        ("audience = \"concordat\"", "audience = \"\"", "its audience is empty"),
        ("party = \"DEPARTMENT\"", "party = \"PUBLIC\"", "nobody signs in for the public"),
        ("http://127.0.0.1:9000", "http://10.0.0.1:9000", "http://10.0.0.1:9000/ is not http://<a loopback"),
        ("http://127.0.0.1:9000", "https://127.0.0.1:9000", "is not http://<a loopback"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/path", "is not http://<a loopback"),
        ("serves = [\"concordat.breaches.v1\"]", "serves = []", "it needs something that it serves"),
        ("parties = [\"ICO\"]", "parties = [\"OCI\"]", "there is no party \"OCI\""),
        ("parties = [\"ICO\"]", "parties = [\"UNSPECIFIED\"]", "there is no party"),
        ("subjects = \"pairwise\"", "subjects = \"plian\"", "plian"),
        ("# drain = \"25s\"", "drian = \"25s\"", "drian"),
        ("# connections = 10000", "connections = -1", "connections"),
        ("# address = { per_minute = 120000", "address = { per_minute = 0", "nonzero"),
    ] {
        assert!(SAMPLE.contains(from), "{from}");
        let refused = sample(&SAMPLE.replacen(from, to, 1)).map(|_| ()).expect_err(problem);
        assert!(refused.contains(problem), "{refused}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let text =
        SAMPLE.replace("https://login.example", "http://login.example").replace("127.0.0.1", "10.0.0.1");
    let refused = sample(&text).unwrap_err();
    assert_eq!(refused.lines().count(), 4, "{refused}");
    let nothing = sample("directory = 'd'").unwrap_err();
    assert_eq!(nothing.lines().count(), 3, "{nothing}");
}

#[test]
fn loopback_goes_without_tls_by_whatever_name() {
    for host in ["127.0.0.1", "[::1]", "localhost", "127.8.9.1"] {
        let text = SAMPLE
            .replace("https://login.example", &format!("http://{host}:8090"))
            .replace("127.0.0.1", host);
        assert!(sample(&text).is_ok(), "{host}");
    }
}

#[test]
fn the_process_listens_on_loopback_unless_it_is_told_otherwise() {
    let load = |environment: &[(&str, &str)]| {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        parse::<Settings>(["gateway".into()], environment)
    };
    let settings = load(&[("CONCORDAT_GATEWAY_CONFIG", "gateway.toml")]).unwrap();
    assert_eq!((settings.addr.to_string().as_str(), settings.log.as_str()), ("127.0.0.1:8080", "info"));
    assert!(load(&[]).is_err());
}

#[test]
fn the_readme_lists_the_settings() {
    let table = reference::<Settings>();
    assert!(include_str!("../../README.md").contains(&table), "{table}");
}
