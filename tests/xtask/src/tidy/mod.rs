//! The house rules as a program.
//!
//! Rules on Rust code read tokens ([`rust`]), so that a rule's own text and its tests do not break it. Rules on text
//! read lines ([`text`]), and what READMEs show is looked for in all of it ([`readmes`]). Rules on the repository ask git
//! ([`tree`]).

mod code;
mod readmes;
mod rust;
mod text;
mod tree;

use crate::run::Outcome;
use rust::Rust;
use std::{fmt, fs, path::Path};

/// A rule broken at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1; 0 is the file as a whole.
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// A file of the repository.
struct Source {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into() }
    }
}

/// Checks every rule on every file that is committed or about to be.
pub(crate) fn check() -> Outcome<String> {
    let here = Path::new(".");
    let paths = tree::paths(here)?;
    let mut findings = tree::check_names(&paths);
    findings.extend(tree::check_migrations(here)?);
    // What is not UTF-8 holds no rule's text.
    let read = |path| Some(Source { text: fs::read_to_string(&path).ok()?, path });
    let sources: Vec<_> = paths.into_iter().filter_map(read).collect();
    findings.extend(readmes::check(&sources));
    let mut expectations = 0;
    for source in &sources {
        findings.extend(text::check(source));
        if is_of_type(&source.path, "rs") {
            match Rust::read(source) {
                Ok(rust) => {
                    findings.extend(code::check(source, &rust));
                    expectations += code::expectations(&rust);
                }
                Err(finding) => findings.push(finding),
            }
        }
    }
    if findings.is_empty() {
        return Ok(format!("{} files, {expectations} uses of expect outside tests", sources.len()));
    }
    let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
    Err(format!("{}\n{} house rules broken", lines.join("\n"), lines.len()))
}

fn is_of_type(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == extension)
}

fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
