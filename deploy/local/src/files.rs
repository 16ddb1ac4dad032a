//! The files that the platform's parts read, in its data directory: what operators mount in production.

mod keys;

use crate::{
    Error,
    issuer::{AUDIENCE, Issuer, Organisation, SECRET, WEB_CLIENT},
};
use chassis::{
    config,
    service::{Serve, Service},
};
use clap::{Args, Parser};
use gateway::Config;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};
use url::Url;

const DIRECTORY: &str = "directory.toml";
const BANK_HOLIDAYS: &str = "bank-holidays.json";
const PERMIT_KEYS: &str = "permit-keys.toml";
const GATEWAY: &str = "gateway.toml";
const PAGES_KEY: &str = "pages.key";
const WEB_SECRET: &str = "web-client.secret";

/// What services are told otherwise than by default, by their names. Here a submission is notice to the regulator.
const LOCALLY: [(&str, &str, &str); 1] =
    [("breaches", "CONCORDAT_REGULATOR_ACCEPTS_PLATFORM_NOTICE", "true")];

/// A trust domain: parties for whom one key signs permits.
struct Domain {
    id: &'static str,
    parties: &'static [&'static str],
    permit_key: &'static str,
    /// The key of its pseudonyms, if services are not to be told what its people are called.
    pairwise_key: Option<&'static str>,
}

/// As in production, where each of them runs a gateway of its own.
const DOMAINS: [Domain; 3] = [
    Domain {
        id: "hmg",
        parties: &["DEPARTMENT", "GCDO", "PUBLIC"],
        permit_key: "hmg-permit.pem",
        pairwise_key: None,
    },
    Domain {
        id: "ico",
        parties: &["ICO"],
        permit_key: "ico-permit.pem",
        pairwise_key: Some("ico-pairwise.key"),
    },
    Domain { id: "ncsc", parties: &["NCSC"], permit_key: "ncsc-permit.pem", pairwise_key: None },
];

/// The files that the platform's parts read: reference data, keys, and the gateway's configuration.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

/// A service's settings.
#[derive(Debug, Parser)]
#[group(skip)]
pub(crate) struct Settings<O: Args> {
    #[command(flatten)]
    pub(crate) every: Serve,
    #[command(flatten)]
    pub(crate) own: O,
}

/// A service, as the gateway is told of it.
#[derive(Serialize)]
pub(crate) struct Upstream {
    /// The full names of its gRPC services.
    pub(crate) serves: &'static [&'static str],
    /// Its one replica.
    pub(crate) upstreams: [Url; 1],
}

impl Files {
    /// Writes the files into a platform's data directory. Keys that are there from an earlier run are kept, so that
    /// page tokens and pseudonyms serve on.
    ///
    /// # Errors
    /// If one cannot be written, or a key that is there is none.
    pub fn prepare(data: &Path) -> Result<Self, Error> {
        Self::try_prepare(data).map_err(failed)
    }

    fn try_prepare(data: &Path) -> io::Result<Self> {
        let files = Self { folder: std::path::absolute(data)?.join("files") };
        // Closed to everyone else, and so is what is in it.
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true).mode(0o700).create(&files.folder).map_err(about(&files.folder))?;
        files.write(DIRECTORY, include_str!("../../reference/directory.toml"))?;
        files.write(BANK_HOLIDAYS, include_str!("../../reference/bank-holidays.json"))?;
        let mut keys = Vec::new();
        for Domain { id, parties, permit_key, pairwise_key } in &DOMAINS {
            let public = files.keep_permit_key(permit_key)?;
            keys.push(json!({ "id": id, "public": public, "parties": parties }));
            pairwise_key.iter().try_for_each(|name| files.keep_secret(name))?;
        }
        files.keep_secret(PAGES_KEY)?;
        files.write(WEB_SECRET, SECRET)?;
        files.write_toml(PERMIT_KEYS, &json!({ "key": keys }))?;
        Ok(files)
    }

    /// Lists the variables that a service's process is started with. What it needs besides is its address
    /// (`CONCORDAT_ADDR`) and its database (`CONCORDAT_DATABASE_URL`).
    ///
    /// # Errors
    /// If the key of the service's page tokens cannot be written.
    pub fn environment(&self, service: &str) -> Result<Vec<(String, String)>, Error> {
        let page_key = format!("{service}-page.key");
        self.keep_secret(&page_key).map_err(failed)?;
        let files = [
            ("CONCORDAT_PERMIT_KEYS", PERMIT_KEYS),
            ("CONCORDAT_PAGE_KEY_FILE", &page_key),
            ("CONCORDAT_DIRECTORY", DIRECTORY),
            ("CONCORDAT_BANK_HOLIDAYS", BANK_HOLIDAYS),
        ];
        let files = files.map(|(name, file)| (name, self.path(file).to_string_lossy().into_owned()));
        let locally = LOCALLY.iter().filter(|(of, ..)| *of == service);
        let locally = locally.map(|(_, name, value)| (*name, (*value).to_owned()));
        Ok(files.into_iter().chain(locally).map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Reads a service's settings as its process would from its environment.
    pub(crate) fn settings<S: Service>(&self, database_url: &str) -> Result<Settings<S::Settings>, Error> {
        let mut environment = self.environment(S::NAME)?;
        environment.push(("CONCORDAT_DATABASE_URL".to_owned(), database_url.to_owned()));
        config::parse([S::NAME.into()], environment).map_err(|error| Error::of(S::NAME, error))
    }

    /// Writes the gateway's configuration, and reads it as the gateway does.
    pub(crate) fn gateway(
        &self,
        pages: &str,
        issuer: &Issuer,
        services: &[Upstream],
    ) -> Result<Config, Error> {
        let issuers = Organisation::ALL.map(|organisation| {
            json!({
                "url": issuer.url(organisation),
                "audience": AUDIENCE,
                "party": party(organisation),
                "organisation": organisation.to_string(),
                "client_id": WEB_CLIENT,
                "client_secret_file": WEB_SECRET,
            })
        });
        let configuration = json!({
            "directory": DIRECTORY,
            "pages": { "url": pages, "key_files": [PAGES_KEY] },
            "trust_domain": DOMAINS.each_ref().map(trust_domain),
            "issuer": issuers,
            "service": services,
        });
        self.write_toml(GATEWAY, &configuration).map_err(failed)?;
        Config::read(&self.path(GATEWAY)).map_err(|problems| Error::of("gateway", problems))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Reads a file, having made it first if there is none.
    fn kept(&self, name: &str, make: impl FnOnce() -> io::Result<String>) -> io::Result<String> {
        match fs::read_to_string(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = make()?;
                self.write(name, &text)?;
                Ok(text)
            }
            read => read.map_err(about(&self.path(name))),
        }
    }

    fn write_toml(&self, name: &str, value: &Value) -> io::Result<()> {
        self.write(name, &toml::to_string(value).map_err(io::Error::other)?)
    }

    /// Writes a file for this user alone: whole or, if the process is killed, not at all.
    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let (path, unfinished) = (self.path(name), self.path(&format!("{name}.unfinished")));
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished);
        let written =
            file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
        written.and_then(|()| fs::rename(&unfinished, &path)).map_err(about(&path))
    }
}

fn trust_domain(domain: &Domain) -> Value {
    let mut entry =
        json!({ "id": domain.id, "parties": domain.parties, "permit_key_file": domain.permit_key });
    if let Some(key) = domain.pairwise_key {
        entry["subjects"] = "pairwise".into();
        entry["pairwise_key_file"] = key.into();
    }
    entry
}

fn party(organisation: Organisation) -> &'static str {
    match organisation {
        Organisation::Hmrc | Organisation::Moj | Organisation::HomeOffice => "DEPARTMENT",
        Organisation::Gcdo => "GCDO",
        Organisation::Ico => "ICO",
        Organisation::Ncsc => "NCSC",
    }
}

fn about(path: &Path) -> impl FnOnce(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn failed(error: io::Error) -> Error {
    Error::of("data directory", error)
}

#[cfg(test)]
mod tests;
