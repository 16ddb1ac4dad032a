//! On what was measured.

use chassis::{Clock as _, SystemClock};
use std::{fmt, fs, process::Command, thread::available_parallelism};

/// Without it, figures mean nothing.
#[derive(Clone, Debug)]
pub struct Machine(String);

impl Machine {
    /// Describes this machine, and how busy it is with other things.
    pub(super) fn here() -> Self {
        let cpu = read("/proc/cpuinfo");
        let cpu =
            cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
        let parts = [
            format!("{} cores", available_parallelism().unwrap()),
            cpu.map_or("a processor without a name", |(_, model)| model).to_owned(),
            format!("Linux {}", read("/proc/sys/kernel/osrelease")),
            rustc(),
            format!("profile {}", if cfg!(debug_assertions) { "dev" } else { "release" }),
            SystemClock.now().strftime("%F %H:%MZ").to_string(),
            format!("load before {}", read("/proc/loadavg").split(' ').next().unwrap_or_default()),
        ];
        Self(parts.join(" · "))
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn rustc() -> String {
    let version = Command::new("rustc").arg("--version").output();
    version.map_or_else(
        |_| "no rustc".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
