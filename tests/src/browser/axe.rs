//! The faults that axe finds in pages, which keep people from using them.

use super::Browser;
use serde::Deserialize;
use serde_json::json;
use std::{fmt, fs};

/// What `cargo xtask test` installs.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.tools/npm/axe-core-4.14.1/axe.min.js");
/// The rules: WCAG 2.2 up to AA, and what axe's authors hold to be good practice.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/// Lets axe go on at once where it would give way: where pages' scripts are off, no timer of theirs ever rings. Those with
/// which it bounds its waiting may not ring either.
const TIMERS: &str = "const setTimeout = (run, wait) => wait ? 0 : Promise.resolve().then(run)";
/// Looks at the page. Nothing is loaded anew: a page's policy may forbid it.
const RUN: &str = "const [rules] = arguments;
    const options = { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'], preload: false };
    return axe.run(document, options).then(results => results.violations)";

/// A rule that a page breaks.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Violation {
    /// The rule, such as `image-alt`.
    pub id: String,
    /// How much it matters, from `minor` to `critical`.
    pub impact: Option<String>,
    /// What the rule says.
    pub help: String,
    /// What breaks it.
    pub nodes: Vec<Node>,
}

/// An element that breaks a rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Node {
    /// The element as it is written.
    pub html: String,
    /// Where it is: CSS selectors, one inside the other where there are frames.
    pub target: Vec<String>,
}

impl Browser {
    /// The rules that the page breaks as it is shown now.
    pub async fn axe(&self) -> Vec<Violation> {
        // It stays in a page that it has looked at before.
        let found = self.driver.run(&format!("if (!window.axe) return null;{RUN}"), &json!([RULES])).await;
        let mut found = found.unwrap();
        if found.is_null() {
            let axe = fs::read_to_string(AXE).expect("axe-core, which `cargo xtask test` installs");
            found = self.driver.run(&format!("{TIMERS};{axe};{RUN}"), &json!([RULES])).await.unwrap();
        }
        serde_json::from_value(found).unwrap()
    }
}

/// Writes a line for the rule, and one for each element that breaks it.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.id, self.impact.as_deref().unwrap_or("unknown"), self.help)?;
        self.nodes.iter().try_for_each(|node| write!(f, "\n  {}: {}", node.target.join(" "), node.html))
    }
}
