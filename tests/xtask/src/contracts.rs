//! The contracts' gate: shape, and compatibility with what has landed.

use crate::{
    run::{Outcome, run},
    tools::buf,
};
use std::{fs, path::Path};

const CONTRACTS: &str = "proto";
const RULES: &str = "proto/buf.yaml";
/// The contracts as they were last published. What is in it can no longer be taken back.
const LANDED: &str = "proto/landed.binpb";
const NOW: &str = "target/xtask/contracts.binpb";

/// Lints the contracts and compares them with those that have landed.
pub(crate) fn check() -> Outcome<String> {
    run(&mut buf(&["lint", CONTRACTS])?)?;
    if !Path::new(LANDED).exists() {
        return Ok(format!("nothing has landed yet: `cargo xtask contracts --land` writes {LANDED}"));
    }
    build(NOW)?;
    run(&mut buf(&["breaking", NOW, "--against", LANDED, "--config", RULES])?)?;
    Ok(format!("compatible with {LANDED}"))
}

/// Makes the contracts as they are now the ones that later versions are compared with. They must pass the gate first.
pub(crate) fn land() -> Outcome<String> {
    check()?;
    build(LANDED)?;
    Ok(format!("wrote {LANDED}"))
}

/// Compiles contracts and vendored files into one image (two folders of sources could not be compared with it).
fn build(image: &str) -> Outcome {
    if let Some(folder) = Path::new(image).parent() {
        fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    run(&mut buf(&["build", CONTRACTS, "--exclude-source-info", "--output", image])?)
}
