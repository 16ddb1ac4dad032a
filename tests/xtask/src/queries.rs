//! Lints all code while every SQL query in it is checked against its own migrated database.
//!
//! sqlx's macros ask a database what a query returns when the variable that the crate's `sqlx.toml` names (such as
//! `BREACHES_DATABASE_URL`) is set, and write the answer into `SQLX_OFFLINE_DIR`; otherwise they read it from the crate's
//! folder `.sqlx`, so that a clone builds without a database. Here cargo calls this program in the compiler's place
//! ([`compile`]), which sets both variables for each crate that has migrations and becomes Clippy. The answers must then
//! be those committed: no other, none missing.

use crate::{
    cluster,
    run::{Outcome, cargo, run},
};
use postgres_cluster::{Cluster, SERVICE_PASSWORD};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    hash::{BuildHasher as _, RandomState},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// Names the folder of answers to the compiler's stand-in, and so tells it that it is one.
pub(crate) const ANSWERS: &str = "CONCORDAT_XTASK_ANSWERS";

const SERVICES: &str = "services";
/// Its migrations run before each service's.
const CHASSIS: &str = "chassis";
const FOLDER: &str = "target/xtask/answers";
/// In the folder of a crate's answers: the URL of its database.
const URL: &str = "url";
/// In the folder of a crate's answers: left by the stand-in, so that a crate that was not compiled is noticed.
const COMPILED: &str = "compiled";

/// Lints, and compares the queries' answers with those committed.
pub(crate) fn check() -> Outcome<String> {
    let services = lint()?;
    let mut count = 0;
    let mut differences = Vec::new();
    for service in &services {
        let (fresh, committed) = (answers(&fresh(service))?, answers(&committed(service))?);
        count += fresh.len();
        differences.extend(compare(&fresh, &committed).into_iter().map(|line| format!("{service}: {line}")));
    }
    if differences.is_empty() {
        return Ok(format!("{count} queries checked in {}", services.join(", ")));
    }
    Err(format!("run `cargo xtask sqlx --write`, as .sqlx is out of date:\n{}", differences.join("\n")))
}

/// Lints, and makes the committed answers those that the databases gave.
pub(crate) fn write() -> Outcome<String> {
    let mut count = 0;
    for service in lint()? {
        let (fresh, committed) = (answers(&fresh(&service))?, committed(&service));
        count += fresh.len();
        renew(&committed, !fresh.is_empty())?;
        for (name, answer) in fresh {
            write_file(&committed.join(name), &answer)?;
        }
    }
    Ok(format!("wrote {count} queries"))
}

/// Stands in for the compiler of one crate: Clippy, with a database if the crate has one. Returns only on failure.
pub(crate) fn compile(answers: &Path, arguments: impl Iterator<Item = OsString>) -> Outcome {
    let mut clippy = Command::new("clippy-driver");
    clippy.args(arguments).arg("-Dwarnings");
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    if let Some(service) = package.as_deref().and_then(service_in) {
        let answers = answers.join(service);
        if answers.exists() {
            let url =
                fs::read_to_string(answers.join(URL)).map_err(|error| format!("no database: {error}"))?;
            write_file(&answers.join(COMPILED), "")?;
            clippy.env(format!("{}_DATABASE_URL", service.to_uppercase()), url);
            clippy.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", answers);
        }
    }
    Err(format!("cannot run clippy-driver: {}", clippy.exec()))
}

/// Finds the service's name if a package is one.
fn service_in(package: &Path) -> Option<&str> {
    let of_services = package.parent()?.file_name()? == SERVICES;
    package.file_name()?.to_str().filter(|_| of_services)
}

fn lint() -> Outcome<Vec<String>> {
    let services = with_migrations()?;
    renew(Path::new(FOLDER), true)?;
    let cluster = cluster::start_empty()?;
    for service in &services {
        let url = migrated(&cluster, service)?;
        renew(&fresh(service), true)?;
        write_file(&fresh(service).join(URL), &url)?;
    }
    let own_path = std::env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
    let answers = std::path::absolute(FOLDER).map_err(|error| format!("cannot find {FOLDER}: {error}"))?;
    // Clippy tells cargo to compile again what was compiled with other arguments. This one changes nothing else, and
    // is new each time: the databases may have changed where the code has not.
    let this_run = format!("--cfg=xtask_run_{}", RandomState::new().hash_one(()));
    let mut check = cargo(&["check", "--workspace", "--all-targets"]);
    check.env("RUSTC_WORKSPACE_WRAPPER", own_path).env(ANSWERS, answers).env("CLIPPY_ARGS", this_run);
    run(&mut check)?;
    match services.iter().find(|service| !fresh(service).join(COMPILED).exists()) {
        Some(service) => Err(format!("{service} was not compiled, so its queries were not checked")),
        None => Ok(services),
    }
}

fn with_migrations() -> Outcome<Vec<String>> {
    let mut services = list(Path::new(SERVICES))?;
    services.retain(|service| migrations(service).is_dir());
    Ok(services)
}

/// Makes the service's database, runs its migrations as its owner does, and returns its URL.
fn migrated(cluster: &Cluster, service: &str) -> Outcome<String> {
    let owner = format!("{service}_owner");
    cluster.ensure_service(service).map_err(|error| error.to_string())?;
    let mut sources = vec![CHASSIS];
    sources.extend((service != CHASSIS).then_some(service));
    for source in sources {
        for file in list(&migrations(source))? {
            let path = migrations(source).join(file);
            let sql = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let sql = format!("SET SESSION AUTHORIZATION {owner};\n{sql}");
            cluster.psql(service, &sql).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(cluster.url(&owner, SERVICE_PASSWORD, service))
}

fn compare(fresh: &BTreeMap<String, String>, committed: &BTreeMap<String, String>) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, answer) in fresh {
        match committed.get(name) {
            None => lines.push(format!("{name} is missing: {}", query(answer))),
            Some(old) if old != answer => lines.push(format!("{name} has changed: {}", query(answer))),
            Some(_) => {}
        }
    }
    for (name, old) in committed.iter().filter(|(name, _)| !fresh.contains_key(*name)) {
        lines.push(format!("{name} is used no more: {}", query(old)));
    }
    lines
}

/// Finds the query in its answer, for a person to recognise.
fn query(answer: &str) -> &str {
    answer.lines().map(str::trim).find(|line| line.starts_with("\"query\"")).unwrap_or("(no query in it)")
}

fn answers(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    let names = list(folder)?.into_iter().filter(|name| name.starts_with("query-"));
    names
        .map(|name| {
            let path = folder.join(&name);
            let answer = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            Ok((name, answer))
        })
        .collect()
}

fn migrations(service: &str) -> PathBuf {
    Path::new(SERVICES).join(service).join("migrations")
}

fn committed(service: &str) -> PathBuf {
    Path::new(SERVICES).join(service).join(".sqlx")
}

fn fresh(service: &str) -> PathBuf {
    Path::new(FOLDER).join(service)
}

/// Lists the names in `folder`, in order.
fn list(folder: &Path) -> Outcome<Vec<String>> {
    let because = |error: std::io::Error| format!("{}: {error}", folder.display());
    let names = fs::read_dir(folder).map_err(because)?;
    let mut names = names
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()).map_err(because))
        .collect::<Outcome<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// Removes `folder` with all that is in it, and makes it anew if it is `wanted`.
fn renew(folder: &Path, wanted: bool) -> Outcome {
    let because = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(because)?;
    }
    if wanted {
        fs::create_dir_all(folder).map_err(because)?;
    }
    Ok(())
}

fn write_file(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{compare, service_in};
    use std::{collections::BTreeMap, path::Path};

    fn answers<const N: usize>(answers: [(&str, &str); N]) -> BTreeMap<String, String> {
        answers.map(|(name, answer)| (name.to_owned(), format!("{{\n  \"query\": \"{answer}\",\n}}"))).into()
    }

    #[test]
    fn a_service_is_a_package_right_under_services() {
        assert_eq!(service_in(Path::new("/clone/services/breaches")), Some("breaches"));
        assert_eq!(service_in(Path::new("/clone/services/chassis/testing")), None);
        assert_eq!(service_in(Path::new("/clone/gateway")), None);
    }

    #[test]
    fn equal_answers_make_no_difference() {
        let answers = answers([("a", "SELECT 1"), ("b", "SELECT 2")]);
        assert_eq!(compare(&answers, &answers), Vec::<String>::new());
    }

    #[test]
    fn a_new_a_changed_and_an_unused_query_are_each_named() {
        let fresh = answers([("changed", "SELECT 2"), ("new", "SELECT 3")]);
        let committed = answers([("changed", "SELECT 1"), ("unused", "SELECT 4")]);
        let lines = [
            "changed has changed: \"query\": \"SELECT 2\",",
            "new is missing: \"query\": \"SELECT 3\",",
            "unused is used no more: \"query\": \"SELECT 4\",",
        ];
        assert_eq!(compare(&fresh, &committed), lines);
    }
}
