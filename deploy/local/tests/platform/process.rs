//! The platform's own process, and what is left of it.

use crate::caller::{Caller, Data};
use local::issuer::Persona;
use std::{
    fs,
    io::{BufRead as _, BufReader, Lines, Read as _},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

/// A platform in a process of its own, on any free ports. Killed, if a test forgets it.
pub(crate) struct Process {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    /// What it printed until it was ready.
    pub(crate) printed: Vec<String>,
}

/// The binary, on free ports and without samples, with nothing of the test's environment that it would refuse.
pub(crate) fn binary(data: &Data) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.env_remove("CONCORDAT_TEST_POSTGRES").env("CONCORDAT_DATA_DIR", data.path());
    command.env("CONCORDAT_GATEWAY_ADDR", "127.0.0.1:0").env("CONCORDAT_ISSUER_ADDR", "127.0.0.1:0");
    command.env("CONCORDAT_SAMPLES", "off");
    command
}

impl Process {
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, stdout, printed: Vec::new() }
    }

    /// Starts it, and waits until it says that it is ready.
    pub(crate) fn start(data: &Data) -> Self {
        Self::start_as(binary(data))
    }

    pub(crate) fn start_as(command: Command) -> Self {
        let mut process = Self::spawn(command);
        while !process.printed.last().is_some_and(|line| line.starts_with("concordat is ready: ")) {
            let Some(line) = process.line() else { panic!("it ended: {}", process.ends().1) };
            process.printed.push(line);
        }
        process
    }

    /// Reads the next line that it prints.
    pub(crate) fn line(&mut self) -> Option<String> {
        self.stdout.next().map(Result::unwrap)
    }

    /// Somebody who found in what it printed where to call.
    pub(crate) async fn caller(&self, persona: &str) -> Caller {
        let words = self.printed.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let issuer = words.clone().find(|words| words[0] == "issuer" && words.contains(&persona)).unwrap()[1];
        assert!(issuer.ends_with(&format!("/{}", Persona::named(persona).unwrap().organisation)));
        Caller::new(self.gateway(), issuer, persona).await
    }

    pub(crate) fn gateway(&self) -> &str {
        self.printed.last().unwrap().strip_prefix("concordat is ready: ").unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(name, &self.child.id().to_string());
    }

    /// Waits for its end, and tells how it ended and what it complained of.
    pub(crate) fn ends(&mut self) -> (ExitStatus, String) {
        let mut complaints = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        (self.child.wait().unwrap(), complaints)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(name: &str, process: &str) {
    let kill = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status();
    assert!(kill.unwrap().success());
}

/// The process id of the platform's PostgreSQL.
pub(crate) fn postmaster(data: &Data) -> String {
    let state = fs::read_to_string(data.path().join("postgres/data/postmaster.pid")).unwrap();
    state.lines().next().unwrap().to_owned()
}

/// The processes that work in the data directory, as PostgreSQL's do.
pub(crate) fn left_in(data: &Data) -> Vec<String> {
    let works_there = |process: &Path| {
        fs::read_link(process.join("cwd")).is_ok_and(|folder| folder.starts_with(data.path()))
    };
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    processes.filter(|process| works_there(process)).map(|process| process.display().to_string()).collect()
}
