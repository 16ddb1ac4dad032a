use super::{DOMAINS, Files};
use crate::{
    Error, Loopback,
    issuer::{Issuer, Organisation, Settings},
};
use breaches::Breaches;
use contracts::access::Party;
use gateway::config::Subjects;
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _, path::Path, sync::Arc};

/// Each file's text, by name.
fn texts(files: &Files) -> BTreeMap<String, String> {
    let entries = fs::read_dir(&files.folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

async fn issuer() -> Issuer {
    let settings = Settings {
        address: Loopback::ANY,
        redirects: Vec::new(),
        redirects_after_logout: Vec::new(),
        backchannel_logouts: Vec::new(),
    };
    Issuer::bind(settings, Arc::new(|| jiff::Timestamp::UNIX_EPOCH)).await.unwrap().0
}

#[test]
fn every_file_is_its_users_alone_and_is_the_same_in_the_next_run() {
    let data = tempfile::tempdir().unwrap();
    let files = Files::prepare(data.path()).unwrap();
    files.environment("breaches").unwrap();
    let first = texts(&files);
    let secrets = [
        "breaches-page.key",
        "hmg-permit.pem",
        "ico-pairwise.key",
        "ico-permit.pem",
        "ncsc-permit.pem",
        "pages.key",
    ];
    let others = ["bank-holidays.json", "directory.toml", "permit-keys.toml", "web-client.secret"];
    let mut names = [&secrets[..], &others[..]].concat();
    names.sort_unstable();
    assert_eq!(first.keys().collect::<Vec<_>>(), names);
    for name in names {
        let mode = fs::metadata(files.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(&files.folder).unwrap().permissions().mode() & 0o777, 0o700);
    let different: std::collections::BTreeSet<_> = secrets.map(|name| &first[name]).into();
    assert_eq!(different.len(), secrets.len());

    let again = Files::prepare(data.path()).unwrap();
    again.environment("breaches").unwrap();
    assert_eq!(texts(&again), first);
}

#[test]
fn reference_data_are_this_versions_whatever_an_earlier_one_left() {
    let data = tempfile::tempdir().unwrap();
    let files = Files::prepare(data.path()).unwrap();
    fs::write(files.path("directory.toml"), "old").unwrap();
    Files::prepare(data.path()).unwrap();
    assert_ne!(fs::read_to_string(files.path("directory.toml")).unwrap(), "old");
}

#[test]
fn a_key_that_is_none_is_named_and_not_replaced() {
    let data = tempfile::tempdir().unwrap();
    let files = Files::prepare(data.path()).unwrap();
    let key = files.path("ico-permit.pem");
    fs::write(&key, "no key").unwrap();
    let Err(Error::Part { part, problem }) = Files::prepare(data.path()) else { panic!("it was taken") };
    assert_eq!(part, "data directory");
    assert_eq!(problem, format!("{}: not an Ed25519 key; remove the file", key.display()));
    assert_eq!(fs::read_to_string(&key).unwrap(), "no key");
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Files::prepare(file.path()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("data directory: {}/files: ", file.path().display())), "{error}");
}

#[tokio::test]
async fn each_organisation_has_an_issuer_of_its_party_and_each_party_one_trust_domain() {
    let data = tempfile::tempdir().unwrap();
    let (files, issuer) = (Files::prepare(data.path()).unwrap(), issuer().await);
    let upstream =
        super::Upstream { serves: &["a.v1.A"], upstreams: ["http://127.0.0.1:1".parse().unwrap()] };
    let config = files.gateway("http://127.0.0.1:8080", &issuer, &[upstream]).unwrap();
    let issuers: Vec<_> =
        config.issuers.iter().map(|issuer| issuer.organisation.as_deref().unwrap()).collect();
    assert_eq!(issuers, Organisation::ALL.map(|organisation| organisation.to_string()));
    for issuer in &config.issuers {
        let domains = config.trust_domains.iter().filter(|domain| domain.parties.contains(&issuer.party));
        assert_eq!(domains.count(), 1, "{}", issuer.url);
    }
    let public = config.trust_domains.iter().filter(|domain| domain.parties.contains(&Party::Public));
    assert_eq!(public.map(|domain| domain.id.as_str()).collect::<Vec<_>>(), ["hmg"]);
    let pairwise = config.trust_domains.iter().filter(|domain| domain.subjects == Subjects::Pairwise);
    assert_eq!(pairwise.map(|domain| domain.id.as_str()).collect::<Vec<_>>(), ["ico"]);
    assert_eq!(config.services[0].serves, ["a.v1.A"]);
    assert_eq!(config.trust_domains.len(), DOMAINS.len());
}

#[test]
fn here_a_submission_is_notice_to_the_regulator() {
    let data = tempfile::tempdir().unwrap();
    let files = Files::prepare(data.path()).unwrap();
    let settings = files.settings::<Breaches>("postgres://a@127.0.0.1/b").unwrap();
    assert!(settings.own.regulator_accepts_platform_notice);
    assert_eq!(settings.every.database_url.expose(), "postgres://a@127.0.0.1/b");
    assert_eq!(settings.every.page_key.expose().len(), 44);
}
