//! House rules on Rust code.

use super::{
    Finding, Source, name_of,
    rust::{Rust, Token},
};

/// Where SQL may stand besides a service's files `store.rs`, folders `store/` and `tests/`: what all stores stand on, what starts
/// databases, and what tests them.
const MAY_USE_SQL: [&str; 3] = ["services/chassis/", "deploy/local/", "tests/"];
/// Where programs live whose interface is the terminal, besides every `main.rs`, and where processes start: what they
/// print, they print to the operator who typed the command.
const MAY_PRINT: [&str; 4] =
    ["deploy/local/", "gateway/src/process.rs", "services/chassis/src/service.rs", "tests/xtask/"];
/// Tests that may sleep, between two looks at what tells nobody that it has changed.
const MAY_SLEEP: [&str; 1] = ["services/breaches/tests/it/actors.rs"];

const SQL_CRATES: [&str; 2] = ["sqlx", "jiff_sqlx"];
const PRINTING: [&str; 4] = ["print", "println", "eprint", "eprintln"];
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];
const SLEEPING: [&str; 2] = ["sleep", "sleep_until"];

/// Checks all rules on code.
pub(super) fn check(source: &Source, rust: &Rust) -> Vec<Finding> {
    let rules = [
        sql_in_stores,
        no_unwrap,
        reasoned_expect,
        finished,
        quiet,
        no_sleep,
        no_silenced_lint,
        no_skipped_test,
    ];
    rules.iter().flat_map(|rule| rule(source, rust)).collect()
}

/// Counts the places outside tests that claim not to fail.
pub(super) fn expectations(rust: &Rust) -> usize {
    expect_calls(rust).count()
}

fn sql_in_stores(source: &Source, rust: &Rust) -> Vec<Finding> {
    let path = &source.path;
    let may = ["/store.rs", "/store/", "/tests/"].iter().any(|place| path.contains(place));
    if (path.starts_with("services/") && may) || is_under(path, &MAY_USE_SQL) {
        return Vec::new();
    }
    let uses = SQL_CRATES.iter().flat_map(|name| rust.places(&[name, ":", ":", ""]));
    // A crate may embed its migrations: they are files of SQL already.
    let uses = uses.filter(|tokens| tokens[3].text != "migrate");
    uses.map(|tokens| source.finding(tokens[0].line, "SQL stands in a service's store.rs or store/ only"))
        .collect()
}

fn no_unwrap(source: &Source, rust: &Rust) -> Vec<Finding> {
    let calls = rust.places(&[".", "unwrap", "(", ")"]).into_iter().filter(|tokens| !tokens[0].tested);
    calls
        .map(|tokens| source.finding(tokens[1].line, "return an error, or use expect to say why not"))
        .collect()
}

fn reasoned_expect(source: &Source, rust: &Rust) -> Vec<Finding> {
    let calls = expect_calls(rust).filter(|tokens| !is_reason(&tokens[3].text) || tokens[4].text != ")");
    calls
        .map(|tokens| source.finding(tokens[1].line, "expect says in a sentence why it cannot fail"))
        .collect()
}

/// Whether an argument is a literal of more than one word, or the name of a constant that holds one.
fn is_reason(argument: &str) -> bool {
    let literal = argument.contains('"') && argument.trim_matches(['"', ' ']).contains(' ');
    let constant = argument.contains('_') && !argument.contains(char::is_lowercase);
    literal || constant
}

fn expect_calls(rust: &Rust) -> impl Iterator<Item = &[Token]> {
    rust.places(&[".", "expect", "(", "", ""]).into_iter().filter(|tokens| !tokens[0].tested)
}

fn finished(source: &Source, rust: &Rust) -> Vec<Finding> {
    let calls = UNFINISHED.iter().flat_map(|name| rust.places(&[name, "!"]));
    calls.map(|tokens| source.finding(tokens[0].line, format!("no {}!", tokens[0].text))).collect()
}

fn quiet(source: &Source, rust: &Rust) -> Vec<Finding> {
    if is_under(&source.path, &MAY_PRINT) || ["main.rs", "build.rs"].contains(&name_of(&source.path)) {
        return Vec::new();
    }
    let calls = PRINTING.iter().flat_map(|name| rust.places(&[name, "!"])).filter(|tokens| !tokens[0].tested);
    calls.map(|tokens| source.finding(tokens[0].line, format!("log it, no {}!", tokens[0].text))).collect()
}

fn no_sleep(source: &Source, rust: &Rust) -> Vec<Finding> {
    if is_under(&source.path, &MAY_SLEEP) {
        return Vec::new();
    }
    let calls = SLEEPING.iter().flat_map(|name| rust.places(&[name, "("])).filter(|tokens| tokens[0].tested);
    calls
        .map(|tokens| source.finding(tokens[0].line, "a test waits for what it needs, not for time"))
        .collect()
}

fn no_silenced_lint(source: &Source, rust: &Rust) -> Vec<Finding> {
    let allows = |words: &[String]| words[0] == "allow" && words[1] == "(";
    let silenced = rust.attributes.iter().filter(|attribute| attribute.words.windows(2).any(allows));
    silenced.map(|attribute| source.finding(attribute.line, "expect the lint, with a reason")).collect()
}

fn no_skipped_test(source: &Source, rust: &Rust) -> Vec<Finding> {
    let ignores = |word: &String| word == "ignore" || (word.contains("```") && word.contains("ignore"));
    let skipped = rust.attributes.iter().filter(|attribute| attribute.words.iter().any(ignores));
    skipped.map(|attribute| source.finding(attribute.line, "a test runs or is removed")).collect()
}

fn is_under(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

#[cfg(test)]
mod tests {
    use super::{check, expectations};
    use crate::tidy::{Source, rust::Rust};

    fn findings(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.into(), text: text.into() };
        let rust = Rust::read(&source).unwrap();
        check(&source, &rust)
            .into_iter()
            .map(|finding| format!("{}: {}", finding.line, finding.what))
            .collect()
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

    const MODEL: &str = "services/breaches/src/model.rs";

    #[test]
    fn sql_stands_in_stores_only() {
        breaks(MODEL, "\nuse sqlx::PgPool;", "2: SQL stands");
        breaks("gateway/src/lib.rs", "fn a() { jiff_sqlx::x() }", "SQL stands");
        for path in [
            "services/breaches/src/store.rs",
            "services/breaches/src/store/cases.rs",
            "services/breaches/src/case/store.rs",
            "services/breaches/tests/it/main.rs",
            "services/chassis/src/db.rs",
            "deploy/local/src/lib.rs",
            "tests/src/lib.rs",
        ] {
            keeps(path, "use sqlx::PgPool;");
        }
        keeps(
            "services/breaches/src/lib.rs",
            "fn a() { sqlx::migrate!() } fn b() -> sqlx::migrate::Migrator {}",
        );
        breaks("gateway/src/store.rs", "use sqlx::PgPool;", "SQL stands");
        breaks("services/breaches/src/restore.rs", "use sqlx::PgPool;", "SQL stands");
    }

    #[test]
    fn unwrap_is_for_tests() {
        breaks(MODEL, "fn a() {\n b()\n .unwrap() }", "3: return an error");
        keeps(MODEL, "fn a() { b().unwrap_or(1); } #[cfg(test)] mod tests { fn a() { b().unwrap() } }");
    }

    #[test]
    fn expect_gives_its_reason_outside_tests() {
        breaks(MODEL, "fn a() { b().expect(\"\") }", "why it cannot fail");
        breaks(MODEL, "fn a() { b().expect(\" impossible \") }", "why it cannot fail");
        breaks(MODEL, "fn a() { b().expect(MESSAGE) }", "why it cannot fail");
        breaks(MODEL, "fn a() { b().expect(the_reason) }", "why it cannot fail");
        keeps(MODEL, "fn a() { b().expect(NEVER_EMPTY) }");
        breaks(MODEL, "fn a() { b().expect(\"a word\".x()) }", "why it cannot fail");
        keeps(
            MODEL,
            "fn a() { b().expect(\"the list is never empty\") } #[test] fn t() { b().expect(\"b\"); }",
        );
    }

    #[test]
    fn expectations_outside_tests_are_counted() {
        let text = "fn a() { b().expect(\"one reason\").expect(\"two reasons\") } #[test] fn t() { b().expect(\"\"); }";
        let source = Source { path: MODEL.into(), text: text.into() };
        assert_eq!(expectations(&Rust::read(&source).unwrap()), 2);
    }

    #[test]
    fn code_is_finished_even_in_tests() {
        for name in ["todo", "unimplemented", "dbg"] {
            breaks("tests/src/lib.rs", &format!("fn a() {{ {name}!(x) }}"), "no ");
        }
    }

    #[test]
    fn only_programs_for_the_terminal_print() {
        for name in ["print", "println", "eprint", "eprintln"] {
            let text = format!("fn a() {{ {name}!(\"x\") }}");
            breaks(MODEL, &text, "log it");
            for path in [
                "services/breaches/src/main.rs",
                "deploy/local/src/lib.rs",
                "tests/xtask/src/x.rs",
                "services/chassis/src/service.rs",
                "proto/build.rs",
            ] {
                keeps(path, &text);
            }
        }
        keeps(MODEL, "#[test] fn t() { println!() }");
    }

    #[test]
    fn tests_do_not_sleep() {
        breaks(MODEL, "#[test] fn t() { std::thread::sleep(x) }", "not for time");
        breaks("tests/src/lib.rs", "async fn a() { sleep_until(x).await }", "not for time");
        keeps(MODEL, "async fn a() { sleep(x).await }");
        keeps(super::MAY_SLEEP[0], "async fn a() { sleep(x).await }");
    }

    #[test]
    fn lints_are_expected_and_not_silenced() {
        breaks(MODEL, "#[allow(clippy::all)] fn a() {}", "expect the lint");
        breaks(MODEL, "#![allow(dead_code)]", "expect the lint");
        breaks(MODEL, "#[cfg_attr(unix, allow(dead_code))] fn a() {}", "expect the lint");
        breaks(MODEL, "fn a() { #[allow(unused)] let b = 1; }", "expect the lint");
        keeps(
            MODEL,
            "/// Rules may allow (some).\n#[expect(unused, reason = \"allow(x)\")] fn a() { allow(x) }",
        );
    }

    #[test]
    fn tests_are_not_skipped() {
        breaks(MODEL, "#[test]\n#[ignore = \"slow\"] fn t() {}", "2: a test runs");
        breaks(MODEL, "#[test]\n#[cfg_attr(unix, ignore)] fn t() {}", "2: a test runs");
        breaks(MODEL, "/// ```ignore\n/// x\n/// ```\nfn a() {}", "1: a test runs");
        keeps(MODEL, "/// Ignores it: `ignore`.\n/// ```no_run\n/// ```\nfn ignore() {}");
    }
}
