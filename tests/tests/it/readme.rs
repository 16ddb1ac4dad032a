//! The commands of every README, run as they are written, by the shell that its readers have, against a platform as
//! `make run` starts it.
//!
//! Two programs are stood in for: `cargo` and `make` build nothing here, but accept only what is a command. `breaches` and
//! `gateway` are the programs that cargo built with this test. Everything else is what it is.

use chassis::{Clock as _, SystemClock};
use local::{Databases, Options, Platform, issuer::Organisation, samples};
use std::{
    fmt::Write as _,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    process::Stdio,
};
use tokio::process::Command;
use xtask::{readme::commands, stand_in};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Where the READMEs' platform listens, and what it keeps.
const GATEWAY: &str = "127.0.0.1:8080";
const ISSUER: &str = "127.0.0.1:8090";
const DATA: &str = ".concordat/";
/// The programs that READMEs run, by the names that they have there.
const PROGRAMS: [(&str, &str); 2] =
    [("breaches", env!("CARGO_BIN_EXE_breaches-to-kill")), ("gateway", env!("CARGO_BIN_EXE_gateway-to-run"))];
/// Marks the end of a block among what the commands print.
const MARK: &str = "--- end of block";

/// Runs the blocks of a README in one shell, with `instead` in the place of addresses; says what is not as it is written.
async fn run(readme: &str, instead: &[(&str, &str)]) -> String {
    let written =
        |text: &str| instead.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let blocks = commands(&written(readme)).unwrap();
    let mut script = format!("exec 2>&1\n{}", functions());
    for block in &blocks {
        // What prints something else has failed; where nothing is said to be printed, no command may fail.
        let (strict, lax) = if block.expects.is_none() { ("set -e\n", "set +e\n") } else { ("", "") };
        let _ = writeln!(script, "{strict}{}{lax}printf '\\n%s\\n' '{MARK}'", block.text);
    }
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-c", &script]).current_dir(ROOT).stdin(Stdio::null());
    // The one setting of the tests themselves, which no program of the platform knows.
    shell.env_remove("CONCORDAT_TEST_POSTGRES");
    let printed = shell.kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let mut rest = printed.as_str();
    let mut problems = String::new();
    for block in &blocks {
        let Some((output, after)) = rest.split_once(MARK) else {
            let _ = writeln!(problems, "a command of the block on line {} failed:\n{rest}", block.line);
            break;
        };
        rest = after;
        if let Err(problem) = block.accepts(output.trim_start_matches('\n')) {
            let _ = writeln!(problems, "{problem}");
        }
    }
    problems
}

fn functions() -> String {
    let makefile = fs::read_to_string(format!("{ROOT}/Makefile")).unwrap();
    let programs = PROGRAMS.map(|(name, program)| format!("{name}() {{ '{program}' \"$@\"; }}\n"));
    stand_in::functions(&makefile) + programs.concat().as_str()
}

/// Every README that is committed or about to be.
async fn readmes() -> Vec<String> {
    let list =
        ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "README.md", "*/README.md"];
    let listed = Command::new("git").args(list).current_dir(ROOT).output().await.unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.split_terminator('\0').map(str::to_owned).collect()
}

#[tokio::test]
async fn the_commands_of_every_readme_do_what_it_says() {
    let data = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let options = Options::anywhere(data.path().to_owned(), Databases::Private);
    let platform = Platform::start(options).await.unwrap();
    samples::submit(platform.gateway_url(), platform.issuer(), SystemClock.now()).await.unwrap();
    let bare = |url: &str| url.split('/').nth(2).unwrap().to_owned();
    let (gateway, issuer) = (bare(platform.gateway_url()), bare(&platform.issuer().url(Organisation::Hmrc)));
    let instead = [(GATEWAY, &*gateway), (ISSUER, &*issuer), (DATA, &format!("{}/", data.path().display()))];

    let (mut problems, readmes) = (String::new(), readmes().await);
    assert!(readmes.iter().any(|path| path == "README.md") && readmes.len() > 6, "{readmes:?}");
    for path in readmes {
        let readme = fs::read_to_string(format!("{ROOT}/{path}")).unwrap();
        let found = run(&readme, &instead).await;
        if !found.is_empty() {
            let _ = writeln!(problems, "{path}: {found}");
        }
    }
    assert!(problems.is_empty(), "{problems}");
    platform.stop().await.unwrap();
}

fn sh(commands: &str, prints: Option<&str>) -> String {
    let prints = prints.map(|prints| format!("```text\n{prints}\n```\n")).unwrap_or_default();
    format!("```sh\n{commands}\n```\n{prints}")
}

#[tokio::test]
async fn commands_share_a_shell_and_are_judged_by_what_they_print_or_else_by_their_status() {
    let good = [
        sh("A=one; b() { echo \"$A $1\"; }", None),
        sh("b two; false", Some("one two")),
        sh("cargo xtask tools && make test", None),
        sh("echo 127.0.0.1:8080 >&2", Some("127.0.0.1:8080")),
        sh(
            "breaches settings | grep --count CONCORDAT_ADDR\ngateway --help | grep --count check-config",
            Some("1\n1"),
        ),
        sh("printf three", Some("th…ee")),
    ];
    assert_eq!(run(&good.concat(), &[(GATEWAY, "127.0.0.1:1")]).await, "");
    for (commands, prints, problem) in [
        ("false\necho b", None, "a command of the block on line 2 failed"),
        ("echo a", Some("b"), "the block on line 2 should print\nb"),
        ("cargo build\necho b", Some("b"), "there is no command: cargo build"),
        ("make\necho b", Some("b"), "there is no command: make"),
        ("exit 0", None, "a command of the block on line 2 failed"),
    ] {
        let problems = run(&sh(commands, prints), &[]).await;
        assert!(problems.contains(problem), "{problems}");
    }
}
