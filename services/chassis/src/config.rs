//! Settings: one struct a binary, read once, from the environment and mounted files.
//!
//! A setting is a `clap` argument with an environment variable `CONCORDAT_…`. One that hides its value
//! (`hide_env_values`) is a secret, and can be given as `…_FILE`, the path of a file that holds it. A variable
//! `CONCORDAT_…` that no setting reads is refused: a typing error must not pass for a default.

use clap::{Arg, Command, CommandFactory, FromArgMatches, error::ErrorKind};
use jiff::SignedDuration;
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fmt::{self, Debug, Formatter, Write as _},
    fs,
    str::FromStr,
    time::Duration,
};

const PREFIX: &str = "CONCORDAT_";
const FILE: &str = "_FILE";

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text, for its one use.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is empty".to_owned()) } else { Ok(Self(text.to_owned())) }
    }
}

impl Debug for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Reads a binary's settings from its arguments and the environment, or ends the process with what is wrong with them.
#[must_use]
pub fn load<C: CommandFactory + FromArgMatches>() -> C {
    parse(std::env::args_os(), std::env::vars_os()).unwrap_or_else(|error| error.exit())
}

/// Reads settings from `arguments`, the first of which is the binary's name, and from `environment`.
///
/// # Errors
/// Variables `CONCORDAT_…` that no setting reads or that are not UTF-8, secrets given twice, files that cannot be read,
/// and whatever `clap` finds wrong.
pub fn parse<C: CommandFactory + FromArgMatches>(
    arguments: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
) -> Result<C, clap::Error> {
    let mut command = C::command();
    let values = variables(environment, |name| name.starts_with(PREFIX))
        .and_then(|given| values(&command, &given))
        .map_err(|problems| command.error(ErrorKind::InvalidValue, problems))?;
    let matches = supply(command.clone(), &values).try_get_matches_from(arguments)?;
    C::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The variables that are `ours`. Others may hold anything.
///
/// # Errors
/// Names ours that are not UTF-8. No value is told: it may be a secret.
pub(crate) fn variables(
    environment: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ours: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, String>, String> {
    let (mut variables, mut problems) = (BTreeMap::new(), Vec::new());
    for (name, value) in environment {
        let name = name.into().to_string_lossy().into_owned();
        match value.into().into_string() {
            _ if !ours(&name) => {}
            Ok(value) => drop(variables.insert(name, value)),
            Err(_) => problems.push(format!("{name} is not UTF-8")),
        }
    }
    if problems.is_empty() { Ok(variables) } else { Err(problems.join("\n")) }
}

/// What each variable says, secrets' files read.
fn values(command: &Command, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let (mut values, mut problems) = (BTreeMap::new(), String::new());
    let known: BTreeMap<String, bool> =
        arguments(command).filter_map(|arg| Some((variable(arg)?, arg.is_hide_env_values_set()))).collect();
    for (name, value) in given {
        let file = name.strip_suffix(FILE).filter(|name| known.get(*name) == Some(&true));
        match file {
            _ if known.contains_key(name) => {
                values.insert(name.clone(), value.clone());
            }
            Some(secret) if given.contains_key(secret) => {
                let _ = writeln!(problems, "{secret} and {name} are both set; set one");
            }
            Some(secret) => match fs::read_to_string(value) {
                Ok(text) => {
                    values.insert(secret.to_owned(), text.trim_end_matches(['\r', '\n']).to_owned());
                }
                Err(error) => {
                    let _ = writeln!(problems, "{name}: {value}: {error}");
                }
            },
            None => {
                let _ = writeln!(problems, "{name} is no setting of {}", command.get_name());
            }
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems.trim_end().to_owned()) }
}

/// Gives every setting its value from the environment, as a default that an argument overrides.
fn supply(command: Command, values: &BTreeMap<String, String>) -> Command {
    let command = command.mut_args(|arg| {
        let value = variable(&arg).and_then(|name| values.get(&name).cloned());
        let arg = arg.env(None::<&str>);
        match value {
            Some(value) => arg.default_value(value).required(false),
            None => arg,
        }
    });
    command.mut_subcommands(|command| supply(command, values))
}

fn variable(arg: &Arg) -> Option<String> {
    arg.get_env().and_then(|name| name.to_str()).map(str::to_owned)
}

fn arguments(command: &Command) -> Box<dyn Iterator<Item = &Arg> + '_> {
    Box::new(command.get_arguments().chain(command.get_subcommands().flat_map(arguments)))
}

/// Reads a length of time, such as `60s` or `5m`, for a setting. There is none of zero.
///
/// # Errors
/// If the text is none.
pub fn period(text: &str) -> Result<Duration, String> {
    let period = text.parse::<SignedDuration>().ok().filter(SignedDuration::is_positive);
    let period = period.and_then(|period| Duration::try_from(period).ok());
    period.ok_or_else(|| "must be a length of time, such as 60s or 5m".to_owned())
}

/// Lists a binary's settings as a Markdown table.
#[must_use]
pub fn reference<C: CommandFactory>() -> String {
    let mut command = C::command();
    // Only then do flags have their default.
    command.build();
    let mut table = "| variable | default | meaning |\n|---|---|---|\n".to_owned();
    let mut seen = BTreeSet::new();
    for arg in arguments(&command) {
        let Some(name) = variable(arg).filter(|name| seen.insert(name.clone())) else { continue };
        let secret = arg.is_hide_env_values_set();
        let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let default = if defaults.is_empty() { String::new() } else { format!("`{}`", defaults.join(",")) };
        let file = if secret { format!(" A secret: or `{name}{FILE}`.") } else { String::new() };
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(table, "| `{name}` | {default} | {help}.{file} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Secret, parse, period, reference};
    use clap::{Args, Parser, Subcommand};
    use std::{env::temp_dir, ffi::OsString, fs, os::unix::ffi::OsStringExt as _, process, time::Duration};

    #[derive(Debug, Parser)]
    #[command(name = "toy")]
    struct Toy {
        #[command(subcommand)]
        command: Verb,
    }

    #[derive(Debug, Subcommand)]
    enum Verb {
        Serve(Serve),
    }

    #[derive(Args, Debug)]
    struct Serve {
        /// Where it listens
        #[arg(long, env = "CONCORDAT_TOY_ADDR", default_value = "127.0.0.1:1")]
        addr: String,
        /// What nobody may know
        #[arg(long, env = "CONCORDAT_TOY_KEY", hide_env_values = true)]
        key: Secret,
        /// Whether it plays
        #[arg(long, env = "CONCORDAT_TOY_PLAYS")]
        plays: bool,
    }

    fn toy(environment: &[(&str, &str)]) -> Result<Serve, String> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let toy: Toy =
            parse(["toy".into(), "serve".into()], environment).map_err(|error| error.to_string())?;
        let Verb::Serve(serve) = toy.command;
        Ok(serve)
    }

    #[test]
    fn settings_come_from_the_environment_and_secrets_also_from_files() {
        let file = temp_dir().join(format!("concordat-secret-{}", process::id()));
        fs::write(&file, "hush\n").unwrap();
        let path = file.to_str().unwrap();
        let serve = toy(&[("CONCORDAT_TOY_KEY_FILE", path), ("CONCORDAT_TOY_ADDR", "[::1]:2")]).unwrap();
        assert_eq!((serve.addr.as_str(), serve.key.expose()), ("[::1]:2", "hush"));
        assert!(!format!("{serve:?}").contains("hush"));
        let both = toy(&[("CONCORDAT_TOY_KEY_FILE", path), ("CONCORDAT_TOY_KEY", "x")]).unwrap_err();
        assert!(both.contains("both set"), "{both}");
        fs::remove_file(file).unwrap();
        let few = toy(&[("CONCORDAT_TOY_KEY", "x"), ("HOME", "/")]).unwrap();
        assert_eq!((few.addr.as_str(), few.plays), ("127.0.0.1:1", false));
        assert!(toy(&[("CONCORDAT_TOY_KEY", "x"), ("CONCORDAT_TOY_PLAYS", "true")]).unwrap().plays);
    }

    #[test]
    fn what_is_not_utf8_is_refused_by_name_and_does_not_matter_where_it_is_not_ours() {
        let read = |name: &[u8]| {
            let environment = [(&b"CONCORDAT_TOY_KEY"[..], &b"x"[..]), (name, b"hush\xff")];
            let environment =
                environment.map(|(name, value)| [name, value].map(|text| OsString::from_vec(text.to_vec())));
            let environment = environment.map(|[name, value]| (name, value));
            parse::<Toy>(["toy".into(), "serve".into()], environment).map_err(|error| error.to_string())
        };
        for name in [&b"LANG"[..], b"A\xffB", b"\xffCONCORDAT_TOY_ADDR"] {
            assert!(read(name).is_ok(), "{name:?}");
        }
        for (name, said) in [
            (&b"CONCORDAT_TOY_ADDR"[..], "CONCORDAT_TOY_ADDR is not UTF-8"),
            (b"CONCORDAT_TOY_KEY_FILE", "CONCORDAT_TOY_KEY_FILE is not UTF-8"),
            (b"CONCORDAT_\xff", "CONCORDAT_\u{fffd} is not UTF-8"),
        ] {
            let refused = read(name).unwrap_err();
            assert!(refused.contains(said) && !refused.contains("hush"), "{refused}");
        }
    }

    #[test]
    fn what_no_setting_reads_is_refused_and_so_is_what_is_missing() {
        for (environment, problem) in [
            (
                [("CONCORDAT_TOY_KEY", "x"), ("CONCORDAT_TOY_ADRR", "y")],
                "CONCORDAT_TOY_ADRR is no setting of toy",
            ),
            ([("CONCORDAT_TOY_KEY", "x"), ("CONCORDAT_TOY_ADDR_FILE", "y")], "CONCORDAT_TOY_ADDR_FILE is no"),
            ([("CONCORDAT_TOY_KEY_FILE", "/nowhere/at/all"), ("A", "b")], "/nowhere/at/all: No such file"),
            ([("CONCORDAT_TOY_ADDR", "x"), ("A", "b")], "--key"),
            ([("CONCORDAT_TOY_KEY", ""), ("A", "b")], "is empty"),
        ] {
            let refused = toy(&environment).unwrap_err();
            assert!(refused.contains(problem), "{refused}");
        }
    }

    #[test]
    fn a_length_of_time_has_a_unit_and_is_longer_than_nothing() {
        assert_eq!(period("60s"), Ok(Duration::from_mins(1)));
        assert_eq!(period("1m 500ms"), Ok(Duration::from_millis(60_500)));
        for text in ["", "60", "0s", "-1s", "soon"] {
            assert!(period(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_reference_lists_every_setting_once() {
        assert_eq!(
            reference::<Toy>(),
            "| variable | default | meaning |\n|---|---|---|\n\
             | `CONCORDAT_TOY_ADDR` | `127.0.0.1:1` | Where it listens. |\n\
             | `CONCORDAT_TOY_KEY` |  | What nobody may know. A secret: or `CONCORDAT_TOY_KEY_FILE`. |\n\
             | `CONCORDAT_TOY_PLAYS` | `false` | Whether it plays. |\n"
        );
    }
}
