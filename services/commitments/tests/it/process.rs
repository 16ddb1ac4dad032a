//! The service as a process.

use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_commitments");

#[test]
fn the_readme_lists_the_settings_of_its_own() {
    const README: &str = include_str!("../../README.md");
    let settings = Command::new(BINARY).env_clear().arg("settings").output().unwrap();
    let table = String::from_utf8(settings.stdout).unwrap();
    for setting in
        ["CONCORDAT_REGISTER", "CONCORDAT_CALENDAR", "CONCORDAT_REMINDERS", "CONCORDAT_REMINDERS_EVERY"]
    {
        let row = table.lines().find(|line| line.contains(&format!("`{setting}`")));
        assert!(README.contains(row.unwrap()), "{table}");
    }
}
