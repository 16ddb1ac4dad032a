//! Golden files: what a test found, kept so that a change of it is read by a person before it is accepted.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

/// The variable that has golden files rewritten.
const ACCEPT: &str = "CONCORDAT_ACCEPT";

/// The path of a golden file, or of a folder of them.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Compares what was found, by name, with all the files of a folder.
pub fn check(folder: &str, found: &[(String, String)]) {
    check_those(folder, |_| true, found);
}

/// Compares what was found, by name, with those of a folder's files that it was looked for in. With `CONCORDAT_ACCEPT=1` the folder is made what
/// was found; the test fails all the same, so that nothing is accepted in passing.
pub fn check_those(folder: &str, those: impl Fn(&str) -> bool, found: &[(String, String)]) {
    let all = fs::read_dir(path(folder)).into_iter().flatten().map(file_name);
    let kept: BTreeSet<String> = all.filter(|name| those(name)).collect();
    let names = found.iter().map(|(name, _)| name.clone()).collect();
    let mut problems = String::new();
    for name in kept.difference(&names) {
        let _ = writeln!(problems, "{folder}/{name} stands for nothing any longer");
    }
    for (name, text) in found {
        let before = fs::read_to_string(path(folder).join(name)).unwrap_or_default();
        if before != *text {
            let _ = writeln!(problems, "{folder}/{name} differs:\n{}", difference(&before, text));
        }
    }
    if problems.is_empty() {
        return;
    }
    if accepts() {
        kept.difference(&names).for_each(|name| fs::remove_file(path(folder).join(name)).unwrap());
        fs::create_dir_all(path(folder)).unwrap();
        for (name, text) in found {
            fs::write(path(folder).join(name), text).unwrap();
        }
        panic!("{problems}\naccepted: read the change, and run again without {ACCEPT}");
    }
    panic!("{problems}\nif it should be so, accept it with {ACCEPT}=1 cargo xtask test -p e2e");
}

fn file_name(entry: std::io::Result<fs::DirEntry>) -> String {
    entry.unwrap().file_name().into_string().unwrap()
}

/// The lines of which one text has more than the other.
fn difference(before: &str, after: &str) -> String {
    let only = |sign: char, these: &str, those: &str| {
        let those: Vec<_> = those.lines().collect();
        let lines = these.lines().filter(|line| !those.contains(line));
        lines.map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [only('-', before, after), only('+', after, before)].concat().join("\n")
}

#[expect(clippy::disallowed_methods, reason = "whoever accepts says so on the command line")]
fn accepts() -> bool {
    std::env::var(ACCEPT).is_ok_and(|value| value == "1")
}
