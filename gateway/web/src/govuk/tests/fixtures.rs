//! Holds the components to the fixtures of GOV.UK Frontend: the options of its macros, and the HTML they must give.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::govuk::{
    BackLink, Breadcrumbs, Button, CharacterCount, Checkboxes, DateInput, Details, ErrorMessage,
    ErrorSummary, FieldsetGroup, Footer, Hint, Input, InsetText, Label, NotificationBanner, Pagination,
    Panel, PhaseBanner, Radios, Select, ServiceNavigation, SkipLink, SummaryList, Table, Tag, TaskList,
    Textarea, WarningText,
};

use super::html::{self, Token};
use super::options;

const COMPONENTS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/npm/govuk-frontend-6.6.0/dist/govuk/components");

/// What is rendered, what is skipped and why: changed only knowingly, by hand.
const COVERAGE: &str = include_str!("../../../tests/govuk_fixtures.txt");

#[derive(Deserialize)]
struct Fixtures {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

pub(super) type Render = fn(Value) -> serde_json::Result<String>;

fn render<C: DeserializeOwned + Display>(options: Value) -> serde_json::Result<String> {
    serde_json::from_value::<C>(options).map(|component| component.to_string())
}

/// Gives how a component is rendered, if there is one of the name.
pub(super) fn renders(component: &str) -> Option<Render> {
    Some(match component {
        "back-link" => render::<BackLink>,
        "breadcrumbs" => render::<Breadcrumbs>,
        "button" => render::<Button>,
        "character-count" => render::<CharacterCount>,
        "checkboxes" => render::<Checkboxes>,
        "date-input" => render::<DateInput>,
        "details" => render::<Details>,
        "error-message" => render::<ErrorMessage>,
        "error-summary" => render::<ErrorSummary>,
        "fieldset" => render::<FieldsetGroup>,
        "footer" => render::<Footer>,
        "hint" => render::<Hint>,
        "input" => render::<Input>,
        "inset-text" => render::<InsetText>,
        "label" => render::<Label>,
        "notification-banner" => render::<NotificationBanner>,
        "pagination" => render::<Pagination>,
        "panel" => render::<Panel>,
        "phase-banner" => render::<PhaseBanner>,
        "radios" => render::<Radios>,
        "select" => render::<Select>,
        "service-navigation" => render::<ServiceNavigation>,
        "skip-link" => render::<SkipLink>,
        "summary-list" => render::<SummaryList>,
        "table" => render::<Table>,
        "tag" => render::<Tag>,
        "task-list" => render::<TaskList>,
        "textarea" => render::<Textarea>,
        "warning-text" => render::<WarningText>,
        _ => return None,
    })
}

/// Gives the fixtures of every component of the package by the component's name.
fn package() -> BTreeMap<String, Vec<Fixture>> {
    let missing = |_| panic!("GOV.UK Frontend is not in {COMPONENTS}: run `cargo xtask setup`");
    let folders = std::fs::read_dir(COMPONENTS).unwrap_or_else(missing);
    let folders = folders.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    folders
        .map(|folder: PathBuf| (folder.file_name().unwrap().to_str().unwrap().to_owned(), fixtures(&folder)))
        .collect()
}

fn fixtures(folder: &Path) -> Vec<Fixture> {
    let fixtures = std::fs::read(folder.join("fixtures.json")).unwrap();
    serde_json::from_slice::<Fixtures>(&fixtures).unwrap().fixtures
}

/// Gives what a fixture expects of us: of a footer, all but the crown and the Royal Arms.
fn expected(component: &str, html: &str) -> Vec<Token> {
    let tokens = html::tokens(html);
    match component {
        "footer" => html::without(tokens, &["govuk-footer__crown", "govuk-footer__meta-item"]),
        _ => tokens,
    }
}

/// Gives the option for which a fixture is skipped.
fn unsupported(error: &serde_json::Error) -> String {
    let error = error.to_string();
    let reason = error.split(", expected").next().unwrap_or_default();
    reason.trim_start_matches("unknown field ").replace('`', "")
}

#[test]
fn every_component_is_rendered_as_its_fixtures_say() {
    let mut coverage = String::new();
    let mut differences = String::new();
    for (component, fixtures) in package() {
        let Some(render) = renders(&component) else {
            writeln!(coverage, "{component}: not built").unwrap();
            continue;
        };
        let (mut rendered, mut skipped) = (0, String::new());
        for Fixture { name, options, html } in fixtures {
            match render(options::ours(&component, options)) {
                Ok(actual) => {
                    rendered += 1;
                    if let Some(difference) =
                        html::difference(&expected(&component, &html), &html::tokens(&actual))
                    {
                        writeln!(differences, "{component}, {name}: {difference}\n{actual}").unwrap();
                    }
                }
                Err(error) => writeln!(skipped, "  skipped {name}: {}", unsupported(&error)).unwrap(),
            }
        }
        write!(coverage, "{component}: {rendered} rendered\n{skipped}").unwrap();
    }
    assert!(differences.is_empty(), "{differences}");
    assert!(coverage == COVERAGE, "tests/govuk_fixtures.txt should be:\n{coverage}");
}
