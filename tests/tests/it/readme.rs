//! The README's commands, run as they are written, by the shell that its readers have.

use chassis::{Clock as _, SystemClock};
use e2e::World;
use local::{issuer::Organisation, samples};
use std::{fmt::Write as _, fs, process::Stdio};
use tokio::process::Command;
use xtask::readme::{Block, commands};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Where the README's platform listens.
const GATEWAY: &str = "127.0.0.1:8080";
const ISSUER: &str = "127.0.0.1:8090";
/// What the gate that runs the tests has done before: a test builds nothing.
const DONE: &str =
    r#"cargo() { [ "$*" = "xtask tools" ] || { echo "the test knows no: cargo $*"; return 1; }; }"#;
/// Marks the end of a block among what the commands print.
const MARK: &str = "--- end of block";

/// Runs the blocks of a README in one shell, with `instead` in the place of addresses; says what is not as it is written.
async fn run(readme: &str, instead: &[(&str, &str)]) -> String {
    let written =
        |text: &str| instead.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let blocks = commands(&written(readme)).unwrap();
    let mut script = format!("exec 2>&1\n{DONE}\n");
    for block in &blocks {
        let _ = writeln!(script, "{}printf '\\n%s %s\\n' '{MARK}' $?", block.text);
    }
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-c", &script]).current_dir(ROOT).stdin(Stdio::null());
    let printed = shell.kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    let mut rest = printed.as_str();
    let mut problems = String::new();
    for block in &blocks {
        let end = rest.split_once(MARK).and_then(|(output, after)| Some((output, after.split_once('\n')?)));
        let Some((output, (status, after))) = end else {
            let _ = writeln!(problems, "the shell ended in the block on line {}:\n{rest}", block.line);
            break;
        };
        rest = after;
        if let Err(problem) = judge(block, output, status.trim()) {
            let _ = writeln!(problems, "{problem}");
        }
    }
    problems
}

/// A block that says what it prints must print that; another must succeed.
fn judge(block: &Block, output: &str, status: &str) -> Result<(), String> {
    block.accepts(output)?;
    if block.expects.is_none() && status != "0" {
        return Err(format!(
            "the block on line {} failed with status {status} and printed\n{output}",
            block.line
        ));
    }
    Ok(())
}

#[tokio::test]
async fn the_readmes_commands_do_what_it_says() {
    let readme = fs::read_to_string(format!("{ROOT}/README.md")).unwrap();
    assert!(readme.contains(GATEWAY) && readme.contains(ISSUER), "the platform is where it always is");
    let world = World::new().await;
    samples::submit(world.gateway_url(), world.issuer(), SystemClock.now()).await.unwrap();
    let bare = |url: &str| url.split('/').nth(2).unwrap().to_owned();
    let gateway = bare(world.gateway_url());
    let issuer = bare(&world.issuer().url(Organisation::Hmrc));
    let problems = run(&readme, &[(GATEWAY, &gateway), (ISSUER, &issuer)]).await;
    assert!(problems.is_empty(), "{problems}");
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
        sh("cargo xtask tools", None),
        sh("echo 127.0.0.1:8080 >&2", Some("127.0.0.1:8080")),
        sh("printf three", Some("th…ee")),
    ];
    assert_eq!(run(&good.concat(), &[(GATEWAY, "127.0.0.1:1")]).await, "");
    for (commands, prints, problem) in [
        ("false", None, "the block on line 2 failed with status 1"),
        ("echo a", Some("b"), "the block on line 2 should print\nb"),
        ("cargo build", None, "the test knows no: cargo build"),
        ("exit 0", None, "the shell ended in the block on line 2"),
    ] {
        let problems = run(&sh(commands, prints), &[]).await;
        assert!(problems.contains(problem), "{problems}");
    }
}
