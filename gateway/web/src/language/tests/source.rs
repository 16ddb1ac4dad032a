//! What the pages' own source says, and what the contracts and the policy name, as they are written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// How a key is said: what stands before it in Rust, and the places that it has values for; none where it cannot be known.
const IN_RUST: [(&str, Option<&[&str]>); 4] =
    [(".say(", Some(&[])), (".say_with(", None), ("language.find(", None), ("language().find(", None)];
/// The same in templates, where it stands after the key.
const IN_TEMPLATES: [(&str, Option<&[&str]>); 3] =
    [("|t", Some(&[])), ("|of(", Some(&["it"])), ("|n(", Some(&["n"]))];

/// How messages end that each party has its own of.
const SIDES: [&str; 2] = ["-regulator", "-department"];

/// What the source says.
pub(super) struct Source {
    /// Keys that are said by name, with the places that there are values for.
    pub(super) said: BTreeSet<(String, Option<&'static [&'static str]>)>,
    /// Every text in quotation marks.
    texts: BTreeSet<String>,
}

impl Source {
    /// Reads the pages' source and templates, without their tests.
    pub(super) fn read() -> Self {
        let (mut said, mut texts) = (BTreeSet::new(), BTreeSet::new());
        for file in files(&here("src"), "rs") {
            let code = fs::read_to_string(file).unwrap();
            let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            said.extend(IN_RUST.iter().flat_map(|(before, arguments)| {
                let calls = code.split(before).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
                calls.map(|rest| (until_quote(rest), *arguments))
            }));
            texts.extend(code.lines().flat_map(quoted));
        }
        for file in files(&here("templates"), "html") {
            let template = fs::read_to_string(file).unwrap();
            for (after, arguments) in IN_TEMPLATES {
                // `|t` ends there: another filter may begin so.
                let ends = |rest: &str| after.ends_with('(') || !rest.starts_with(char::is_alphanumeric);
                let parts: Vec<_> = template.split(&format!("\"{after}")).collect();
                let marks = parts.windows(2).filter(|pair| ends(pair[1]));
                said.extend(marks.map(|pair| (from_quote(pair[0]), arguments)));
            }
        }
        texts.extend(said.iter().map(|(key, _)| key.clone()));
        Self { said, texts }
    }

    /// Whether a text stands in the source.
    pub(super) fn has(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    /// Whether a key is said: as it is, or as one of many, such as `date-{name}`, `{page}-title`, `{page}-1`.
    pub(super) fn says(&self, key: &str) -> bool {
        let Some((message, attribute)) = key.split_once('.') else { return self.says_message(key) };
        // As it is written of one message, of many, or put together of its parts.
        let (of_many, part) = (format!("}}.{attribute}"), format!(".{attribute}"));
        let apart = |text: &String| text.ends_with(&of_many) || *text == part;
        self.has(key) || self.says_message(message) && self.texts.iter().any(apart)
    }

    fn says_message(&self, key: &str) -> bool {
        let numbered = key.rsplit_once('-').filter(|(_, number)| number.parse::<u32>().is_ok());
        let one_of_many = |text: &String| match text.split_once('{') {
            Some(("", rest)) => {
                let after = rest.split_once('}').map_or("", |(_, after)| after);
                let stem = key.strip_suffix(after).filter(|_| after.len() > 1);
                stem.is_some_and(|stem| self.has(stem))
            }
            Some((before, _)) => before.ends_with('-') && key.starts_with(before),
            None => false,
        };
        self.has(key)
            || numbered.is_some_and(|(stem, _)| self.has(stem))
            || SIDES.iter().filter_map(|side| key.strip_suffix(side)).any(|stem| self.has(stem))
            || self.texts.iter().any(one_of_many)
    }
}

/// The reasons, such as `STATE`, for which a form is shown again: of a request or a record that does not fit, or of a
/// role that may not on this record.
pub(super) fn refusals() -> Vec<String> {
    let reasons = fs::read_to_string(here("../../proto/concordat/access/v1/reason.proto")).unwrap();
    let mut shown = false;
    let mut refusals = Vec::new();
    for line in reasons.lines().map(str::trim) {
        if let Some((code, _)) = line.strip_prefix("// ").and_then(|comment| comment.split_once(". ")) {
            shown = match code {
                "FAILED_PRECONDITION" | "INVALID_ARGUMENT" => true,
                _ if code.chars().all(|one| one.is_ascii_uppercase() || one == '_') => false,
                _ => shown,
            };
        }
        let reason = line.strip_prefix("REASON_").and_then(|value| value.split_once(" = "));
        let shown = |reason: &&str| shown || *reason == "ACTING_ROLE";
        refusals.extend(reason.map(|(reason, _)| reason).filter(shown).map(str::to_owned));
    }
    refusals
}

/// The roles of the policy, such as `dept.dpo`.
pub(super) fn roles() -> Vec<String> {
    let roles = fs::read_to_string(here("../policy/roles.toml")).unwrap();
    let role = |line: &str| Some(line.strip_prefix("[\"")?.strip_suffix("\"]")?.to_owned());
    roles.lines().filter_map(role).collect()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a folder, in it or within, that are no tests.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path, extension) } else { vec![path] });
    let is_test = |path: &PathBuf| {
        path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
    };
    files.filter(|path| path.extension().is_some_and(|own| own == extension) && !is_test(path)).collect()
}

/// What stands in quotation marks on a line of Rust.
fn quoted(line: &str) -> Vec<String> {
    let line = line.replace("'\"'", "").replace("\\\"", "");
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn until_quote(text: &str) -> String {
    text.split('"').next().unwrap_or_default().to_owned()
}

fn from_quote(text: &str) -> String {
    text.rsplit('"').next().unwrap_or_default().to_owned()
}
