//! Runs other programs and says plainly which of them failed.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, ExitStatus},
};

/// What a step returns: a value, or a text that tells a person what is wrong and what to do about it.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// Prepares a cargo command that compiles queries as committed, whatever database the caller's environment names.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).env("SQLX_OFFLINE", "true").env_remove("SQLX_OFFLINE_DIR");
    command
}

/// Runs `command` to its end, with its output among ours.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_run(command, &error))?;
    succeeded(command, status)
}

/// Runs `command` to its end and returns what it wrote to standard output. What it wrote to standard error is shown
/// only if it failed.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| cannot_run(command, &error))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout).map_err(|error| format!("`{}`: {error}", line_of(command)))
}

/// Runs `command` to its end, shows what it writes as it writes it, and returns that with whether it succeeded.
pub(crate) fn watch(mut command: Command) -> Outcome<(bool, String)> {
    let line = line_of(&command);
    let because = |error: std::io::Error| format!("cannot run `{line}`: {error}");
    let (reader, writer) = std::io::pipe().map_err(because)?;
    command.stdout(writer.try_clone().map_err(because)?).stderr(writer);
    let mut child = command.spawn().map_err(because)?;
    // It holds the ends of the pipe that would keep us reading.
    drop(command);
    let mut seen = String::new();
    for written in BufReader::new(reader).split(b'\n') {
        let written = written.map_err(because)?;
        let written = String::from_utf8_lossy(&written);
        println!("{written}");
        seen.push_str(&written);
        seen.push('\n');
    }
    let status = child.wait().map_err(because)?;
    Ok((status.success(), seen))
}

fn succeeded(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line_of(command))) }
}

fn cannot_run(command: &Command, error: &std::io::Error) -> String {
    format!("cannot run `{}`: {error}", line_of(command))
}

fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{read, run, watch};
    use std::process::Command;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_arguments() {
        let error = run(&mut shell("exit 3")).unwrap_err();
        assert!(error.contains("sh -c exit 3") && error.contains('3'), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(error.starts_with("cannot run `no-such-program`"), "{error}");
    }

    #[test]
    fn only_standard_output_is_read() {
        assert_eq!(read(&mut shell("echo said; echo grumbled >&2")), Ok("said\n".into()));
    }

    #[test]
    fn what_a_program_read_from_fails_is_an_error() {
        read(&mut shell("echo said; exit 1")).unwrap_err();
    }

    #[test]
    fn a_watched_program_is_read_on_both_channels_and_may_fail() {
        let (succeeded, seen) = watch(shell("echo one; echo two >&2; exit 1")).unwrap();
        assert!(!succeeded);
        assert_eq!(seen, "one\ntwo\n");
    }
}
