//! House rules on the repository: what lies where, and what may no longer change.

use super::Finding;
use crate::run::{Outcome, read};
use std::{path::Path, process::Command};

/// All that the top level holds. A new name there is a decision.
const TOP_LEVEL: [&str; 17] = [
    ".cargo",
    ".ci",
    ".config",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "deploy",
    "gateway",
    "proto",
    "rustfmt.toml",
    "services",
    "tests",
];
/// Where a reader finds words of welcome, besides each service's.
const READMES: [&str; 5] =
    ["README.md", "deploy/README.md", "gateway/README.md", "proto/README.md", "services/README.md"];
/// The branch that others have.
const LANDED: &str = "origin/main";

/// Lists the files that are committed or about to be.
pub(super) fn paths(root: &Path) -> Outcome<Vec<String>> {
    let list = read(&mut git(root, &["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))?;
    // What was removed stays in the index until the next commit.
    let paths = list.split_terminator('\0').filter(|path| root.join(path).is_file());
    let mut paths: Vec<_> = paths.map(str::to_owned).collect();
    paths.sort();
    Ok(paths)
}

/// Checks what lies where.
pub(super) fn check_names(paths: &[String]) -> Vec<Finding> {
    let strangers = paths.iter().filter(|path| {
        let top = path.split('/').next().unwrap_or(path);
        !TOP_LEVEL.contains(&top)
    });
    let strangers = strangers.map(|path| whole(path, "the top level holds nothing else"));
    let services =
        paths.iter().filter_map(|path| service(path)).map(|name| format!("services/{name}/README.md"));
    let readmes = READMES.iter().map(|readme| (*readme).to_owned()).chain(services);
    let missing = readmes.filter(|readme| !paths.contains(readme));
    strangers.chain(missing.map(|readme| whole(&readme, "is missing"))).collect()
}

/// The service that a file makes one: what has a `main.rs` is one program.
fn service(path: &str) -> Option<&str> {
    path.strip_prefix("services/")?.strip_suffix("/src/main.rs").filter(|name| !name.contains('/'))
}

/// Checks that the migrations that others have, or else those committed here, are as they were.
pub(super) fn check_migrations(root: &Path) -> Outcome<Vec<Finding>> {
    let exists = |commit: &&str| {
        let mut verify = git(root, &["rev-parse", "--quiet", "--verify", &format!("{commit}^{{commit}}")]);
        verify.output().is_ok_and(|output| output.status.success())
    };
    let Some(base) = [LANDED, "HEAD"].into_iter().find(exists) else { return Ok(Vec::new()) };
    let files = read(&mut git(root, &["ls-tree", "-r", "-z", base]))?;
    let mut findings = Vec::new();
    for (hash, path) in files.split_terminator('\0').filter_map(migration) {
        let now = root.join(path).is_file().then(|| read(&mut git(root, &["hash-object", "--", path])));
        findings.extend(changed(path, hash, now.transpose()?.as_deref().map(str::trim)));
    }
    Ok(findings)
}

fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(arguments);
    // Set where a hook calls us, and then stronger than the folder.
    for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        git.env_remove(variable);
    }
    git
}

/// Reads a migration's hash and path from a line such as `100644 blob 1f2e…<tab>services/a/migrations/0001.sql`.
fn migration(line: &str) -> Option<(&str, &str)> {
    let (about, path) = line.split_once('\t')?;
    let hash = about.split(' ').nth(2)?;
    path.contains("/migrations/").then_some((hash, path))
}

fn changed(path: &str, landed: &str, now: Option<&str>) -> Option<Finding> {
    match now {
        Some(hash) if hash == landed => None,
        Some(_) => Some(whole(path, "has landed and may not change: add another migration")),
        None => Some(whole(path, "has landed and may not be removed")),
    }
}

fn whole(path: &str, what: &str) -> Finding {
    Finding { path: path.to_owned(), line: 0, what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{READMES, check_migrations, check_names, git, migration, paths};
    use crate::run::read;
    use std::{fs, path::PathBuf};

    fn findings(paths: &[&str]) -> Vec<String> {
        let paths: Vec<_> = paths.iter().map(|path| (*path).to_owned()).collect();
        check_names(&paths).into_iter().map(|finding| format!("{} {}", finding.path, finding.what)).collect()
    }

    /// A repository in a folder of its own, removed with the value.
    struct Repository(PathBuf);

    impl Repository {
        fn new(name: &str) -> Self {
            let repository = Self(std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id())));
            fs::create_dir_all(repository.0.join("a/migrations")).unwrap();
            repository.git(&["init", "--quiet"]);
            repository
        }

        fn git(&self, arguments: &[&str]) {
            read(&mut git(&self.0, arguments)).unwrap();
        }

        fn commit(&self) {
            self.git(&["add", "--all"]);
            let identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
            self.git(&[&identity[..], &["commit", "--quiet", "--message=a"]].concat());
        }

        fn write(&self, path: &str, text: &str) {
            fs::write(self.0.join(path), text).unwrap();
        }

        fn migrations(&self) -> Vec<String> {
            let findings = check_migrations(&self.0).unwrap().into_iter();
            findings.map(|finding| format!("{} {}", finding.path, finding.what)).collect()
        }
    }

    impl Drop for Repository {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    const OLD: &str = "a/migrations/0001 old.sql";

    #[test]
    fn the_top_level_holds_only_what_is_listed() {
        assert_eq!(
            findings(&[&READMES[..], &["gateway/src/lib.rs", "gateway.md", "docs/a.md"]].concat()),
            ["gateway.md the top level holds nothing else", "docs/a.md the top level holds nothing else",]
        );
    }

    #[test]
    fn a_missing_readme_is_named() {
        assert_eq!(findings(&READMES[1..]), ["README.md is missing"]);
        let services = [
            "services/a/src/main.rs",
            "services/a/README.md",
            "services/b/src/main.rs",
            "services/c/src/lib.rs",
        ];
        assert_eq!(findings(&[&READMES[..], &services].concat()), ["services/b/README.md is missing"]);
    }

    #[test]
    fn files_count_once_they_are_written_and_until_they_are_removed_unless_they_are_ignored() {
        let repository = Repository::new("files");
        repository.write("removed", "");
        repository.write(".gitignore", "ignored");
        repository.commit();
        repository.write("new", "");
        repository.write("ignored", "");
        fs::remove_file(repository.0.join("removed")).unwrap();
        assert_eq!(paths(&repository.0).unwrap(), [".gitignore", "new"]);
    }

    #[test]
    fn only_migrations_are_fixed() {
        let line = |path: &str| format!("100644 blob 1f2e\t{path}");
        assert_eq!(migration(&line(OLD)), Some(("1f2e", OLD)));
        assert_eq!(migration(&line("services/a/src/migrations.rs")), None);
    }

    #[test]
    fn a_committed_migration_neither_changes_nor_goes_and_others_may_follow() {
        let repository = Repository::new("committed");
        repository.write(OLD, "SELECT 1");
        assert_eq!(repository.migrations(), [""; 0]);
        repository.commit();
        repository.write("a/migrations/0002.sql", "SELECT 2");
        assert_eq!(repository.migrations(), [""; 0]);
        repository.write(OLD, "SELECT 2");
        assert_eq!(
            repository.migrations(),
            [format!("{OLD} has landed and may not change: add another migration")]
        );
        fs::remove_file(repository.0.join(OLD)).unwrap();
        assert_eq!(repository.migrations(), [format!("{OLD} has landed and may not be removed")]);
    }

    #[test]
    fn a_migration_is_fixed_as_others_have_it_and_until_then_is_free() {
        let repository = Repository::new("landed");
        repository.write(OLD, "SELECT 1");
        repository.commit();
        repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        repository.write(OLD, "SELECT 2");
        repository.write("a/migrations/0002.sql", "SELECT 2");
        repository.commit();
        repository.write("a/migrations/0002.sql", "SELECT 3");
        assert_eq!(
            repository.migrations(),
            [format!("{OLD} has landed and may not change: add another migration")]
        );
    }
}
