//! Pictures of the pages, to look at: made, never judged.

use crate::{
    measure::Profile,
    run::{Outcome, run},
    tools,
};
use std::process::Command;

const SCREENSHOTS: &str = "screenshots";

/// Builds the platform, and takes pictures of its pages into a folder of that name beside the programs'.
pub(crate) fn screenshots() -> Outcome<String> {
    tools::browser()?;
    let built = Profile::Dev.programs()?;
    run(&mut Profile::Dev.build(&[SCREENSHOTS]))?;
    let folder = built.with_file_name(SCREENSHOTS);
    run(Command::new(built.join(SCREENSHOTS)).arg(&folder))?;
    Ok(format!("pictures are in {}", folder.display()))
}
