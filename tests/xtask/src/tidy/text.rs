//! House rules on text, in whatever language.

use super::{Finding, Source, is_of_type, name_of};

/// The longest that a hand-written file may be.
const MOST_LINES: usize = 600;
/// What people write and read.
const HAND_WRITTEN: [&str; 11] =
    ["rs", "sql", "proto", "html", "md", "mjs", "py", "sh", "ts", "yaml", "toml"];
/// What they do not: third parties' files, tools' files, recorded answers.
const NOT_OURS: [&str; 5] = ["proto/vendor/", "Cargo.lock", "/golden/", "/snapshots/", "/.sqlx/"];
/// Marks of work left undone. In parts, as no rule exempts itself.
const UNDONE: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
/// Places that nobody has who has the repository.
const ELSEWHERE: [&str; 4] =
    [concat!("../", "shared"), concat!("/", "work/"), concat!("design", ".md"), concat!("domain", ".md")];
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Checks all rules on text.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if NOT_OURS.iter().any(|part| source.path.contains(part)) {
        return Vec::new();
    }
    let rules = [short, done, self_contained, introduced, uniform_manifest];
    rules.iter().flat_map(|rule| rule(source)).collect()
}

fn short(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    let long = HAND_WRITTEN.iter().any(|extension| is_of_type(&source.path, extension)) && lines > MOST_LINES;
    long.then(|| source.finding(lines, format!("{lines} lines: split it, {MOST_LINES} are the most")))
        .into_iter()
        .collect()
}

fn done(source: &Source) -> Vec<Finding> {
    let words = |line: &str| {
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| UNDONE.contains(&word))
    };
    lines_with(source, words, "finish it, or leave it out without a mark")
}

fn self_contained(source: &Source) -> Vec<Finding> {
    let mentions = |line: &str| ELSEWHERE.iter().any(|place| line.contains(place));
    lines_with(source, mentions, "points to a place that its readers do not have")
}

/// Every crate's root opens with what the crate is.
fn introduced(source: &Source) -> Vec<Finding> {
    let silent = is_crate_root(&source.path) && !source.text.starts_with("//!");
    silent.then(|| source.finding(1, "a crate's root begins with `//!`")).into_iter().collect()
}

fn is_crate_root(path: &str) -> bool {
    let folders: Vec<_> = path.split('/').collect();
    match folders.as_slice() {
        [.., "src", "lib.rs" | "main.rs"] | [.., "build.rs"] => true,
        [.., "src", "bin", file] | [.., "tests" | "benches" | "examples", file] => is_of_type(file, "rs"),
        [.., "bin" | "tests" | "benches" | "examples", _, "main.rs"] => true,
        _ => false,
    }
}

/// Every crate takes the workspace's lints and the workspace's versions.
fn uniform_manifest(source: &Source) -> Vec<Finding> {
    if name_of(&source.path) != "Cargo.toml" || source.path == "Cargo.toml" {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if !source.text.contains("\n[lints]\nworkspace = true\n") {
        findings.push(source.finding(0, "takes the lints of the workspace: `[lints]`, `workspace = true`"));
    }
    let mut section = "";
    for (line, number) in source.text.lines().zip(1..) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
        }
        let is_dependency = DEPENDENCIES.contains(&section) && line.contains('=');
        let own_table = section.split_once('.').is_some_and(|(kind, _)| DEPENDENCIES.contains(&kind));
        if own_table || (is_dependency && !line.contains("workspace = true")) {
            findings
                .push(source.finding(number, "takes the version that the root names: `x.workspace = true`"));
        }
    }
    findings
}

fn lines_with(source: &Source, has: impl Fn(&str) -> bool, what: &str) -> Vec<Finding> {
    let lines = source.text.lines().zip(1..).filter(|(line, _)| has(line));
    lines.map(|(_, number)| source.finding(number, what)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ELSEWHERE, MOST_LINES, UNDONE, check};
    use crate::tidy::Source;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.into(), text: text.into() };
        check(&source).into_iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect()
    }

    #[track_caller]
    fn breaks(path: &str, text: &str, rule: &str) {
        let findings = findings(path, text);
        assert!(matches!(findings.as_slice(), [one] if one.contains(rule)), "{findings:?}");
    }

    #[track_caller]
    fn keeps(path: &str, text: &str) {
        assert_eq!(findings(path, text), Vec::<String>::new());
    }

    #[test]
    fn files_are_short_unless_nobody_writes_them() {
        let (longest, too_long) = ("x\n".repeat(MOST_LINES), "x\n".repeat(MOST_LINES + 1));
        for extension in ["rs", "sql", "proto", "html", "md", "mjs", "py", "sh", "ts", "yaml", "toml"] {
            let path = format!("gateway/src/a.{extension}");
            keeps(&path, &longest);
            breaks(&path, &too_long, "split it");
        }
        for path in ["Cargo.lock", "proto/vendor/a.proto", "tests/golden/a.md", "gateway/a.json"] {
            keeps(path, &too_long);
        }
    }

    #[test]
    fn no_mark_says_that_work_is_left() {
        for mark in UNDONE {
            breaks("gateway/a.html", &format!("x\n<!-- {mark}: later -->"), "2: finish it");
            keeps("gateway/a.html", &format!("a{mark} {}", mark.to_lowercase()));
        }
    }

    #[test]
    fn no_text_points_outside_the_repository() {
        for place in ELSEWHERE {
            breaks("README.md", &format!("see {place}"), "do not have");
        }
    }

    #[test]
    fn every_crate_root_is_introduced() {
        for path in [
            "src/lib.rs",
            "a/src/main.rs",
            "a/build.rs",
            "a/src/bin/b.rs",
            "a/tests/b.rs",
            "a/tests/it/main.rs",
        ] {
            breaks(path, "fn a() {}", "begins with `//!`");
            keeps(path, "//! Does a.\nfn a() {}");
        }
        keeps("a/src/b.rs", "fn a() {}");
        keeps("a/tests/it/journeys.rs", "fn a() {}");
    }

    #[test]
    fn every_crate_takes_the_lints_and_versions_of_the_workspace() {
        let manifest = "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n\n[dependencies]\n";
        keeps("a/Cargo.toml", &format!("{manifest}b.workspace = true\nc = {{ workspace = true }}\n"));
        breaks("a/Cargo.toml", &format!("{manifest}b = \"1\"\n"), "8: takes the version");
        breaks("a/Cargo.toml", &format!("{manifest}[dev-dependencies.b]\n"), "8: takes the version");
        breaks("a/Cargo.toml", "[package]\nname = \"a\"\n", "takes the lints");
        keeps("Cargo.toml", "[workspace.dependencies]\na = \"1\"\n");
    }
}
