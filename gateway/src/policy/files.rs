//! The files of a policy, of one directory or several.

use crate::Problems;
use aws_lc_rs::digest::{Context, SHA256};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

const NAMES: [&str; 4] = ["model.conf", "policy.csv", "roles.toml", "examples.csv"];
/// The platform's own policy, for a gateway that names no directory.
const OWN: [&str; 4] = [
    include_str!("../../policy/model.conf"),
    include_str!("../../policy/policy.csv"),
    include_str!("../../policy/roles.toml"),
    include_str!("../../policy/examples.csv"),
];
/// How many bytes of the hash make a version.
const VERSION: usize = 6;

/// Where a policy's files are.
#[derive(Clone, Debug)]
pub(crate) struct Sources(pub(crate) Vec<PathBuf>);

/// The texts of one of the files, a directory each.
type Texts = Vec<String>;

/// A policy's files as read.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    model: String,
    policy: Texts,
    roles: Texts,
    examples: Texts,
    version: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleEntry {
    pub(crate) party: String,
    pub(crate) needs: Vec<String>,
}

impl Sources {
    /// Reads the files. The model stands in exactly one of the directories, the others in any.
    pub(crate) fn read(&self) -> Result<Files, Problems> {
        let [models, policy, roles, examples] = if self.0.is_empty() {
            OWN.map(|text| vec![text.to_owned()])
        } else {
            let mut problems = Problems::default();
            let texts = NAMES.map(|name| problems.take(self.each(name)).unwrap_or_default());
            problems.finish(texts)?
        };
        let version = version([&models, &policy, &roles, &examples]);
        match <[String; 1]>::try_from(models) {
            Ok([model]) => Ok(Files { model, policy, roles, examples, version }),
            Err(models) => {
                Err(format!("policy: one directory has the model.conf, and not {}", models.len()).into())
            }
        }
    }

    fn each(&self, name: &str) -> Result<Texts, String> {
        let paths = self.0.iter().map(|directory| directory.join(name)).filter(|path| path.exists());
        paths
            .map(|path| fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display())))
            .collect()
    }
}

fn version(files: [&Texts; 4]) -> String {
    let mut hash = Context::new(&SHA256);
    for text in files.into_iter().flatten() {
        hash.update(&text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finish().as_ref()[..VERSION].iter().fold(String::new(), |mut version, byte| {
        let _ = write!(version, "{byte:02x}");
        version
    })
}

impl Files {
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    pub(crate) fn policy(&self) -> String {
        self.policy.join("\n")
    }

    /// The roles, by code.
    pub(crate) fn roles(&self) -> Result<BTreeMap<String, RoleEntry>, Problems> {
        let (mut roles, mut problems) = (BTreeMap::new(), Problems::default());
        for text in &self.roles {
            let entries = toml::from_str::<BTreeMap<String, RoleEntry>>(text);
            let entries = problems.take(entries.map_err(|error| format!("roles: {error}")));
            for (code, entry) in entries.into_iter().flatten() {
                if let Some(other) = roles.insert(code.clone(), entry) {
                    problems.note(format!("roles: {code} stands twice, once of party {}", other.party));
                }
            }
        }
        problems.finish(roles)
    }

    /// The lines of the policy, field by field.
    pub(crate) fn rules(&self) -> impl Iterator<Item = Vec<&str>> {
        lines(&self.policy).map(|line| line.split(',').map(str::trim).collect())
    }

    pub(crate) fn examples(&self) -> impl Iterator<Item = &str> {
        lines(&self.examples)
    }
}

fn lines(texts: &Texts) -> impl Iterator<Item = &str> {
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}
