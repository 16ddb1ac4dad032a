//! What a submission says otherwise than the one before, field by field, in words.

use super::{
    Reader,
    fields::{message, parts},
};
use crate::govuk::{Cell, Content, Markup, Table};
use askama::{Template, filters::HtmlSafe};
use contracts::breaches::FieldChange;
use prost_reflect::DynamicMessage;
use serde::de::DeserializeSeed as _;
use serde_json::{Value, json};

/// A field as it was and as it is.
pub(super) struct Change {
    field: String,
    before: Option<Content>,
    after: Option<Content>,
}

/// What was said of a field, marked as gone or as new.
#[derive(Template)]
#[template(path = "cases/changed.html")]
struct Marked {
    removed: bool,
    /// What is read out before it.
    word: String,
    said: Content,
}

impl HtmlSafe for Marked {}

/// The changes as a table: the field, what it said, and what it says.
pub(super) fn table(reader: &Reader<'_>, changes: &[FieldChange]) -> Table {
    let rows = changes.iter().flat_map(|change| told(reader, change)).map(|change| row(reader, change));
    Table {
        caption: reader.say("submitted-changes.text"),
        head: ["submitted-field", "submitted-was", "submitted-is"]
            .map(|id| Cell::text(reader.say(id)))
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        classes: "c-changes".into(),
        ..Table::default()
    }
}

fn row(reader: &Reader<'_>, change: Change) -> Vec<Cell> {
    let side = |removed: bool, said: Option<Content>| {
        let word = reader.say(if removed { "submitted-removed" } else { "submitted-added" });
        let marked = said.map(|said| Markup::of(&Marked { removed, word, said }));
        Cell::text(marked.map_or_else(|| reader.say("submitted-not-there").into(), Content::from))
    };
    vec![Cell::text(change.field), side(true, change.before), side(false, change.after)]
}

/// A change in words; as the record has it, where the catalogue has no words for the field.
fn told(reader: &Reader<'_>, change: &FieldChange) -> Vec<Change> {
    let (before, after) =
        (said(reader, &change.path, &change.before), said(reader, &change.path, &change.after));
    let mut changes: Vec<Change> =
        before.into_iter().map(|(field, said)| Change { field, before: Some(said), after: None }).collect();
    for (field, said) in after {
        match changes.iter_mut().find(|change| change.field == field) {
            Some(change) => change.after = Some(said),
            None => changes.push(Change { field, before: None, after: Some(said) }),
        }
    }
    // What did not change of a list that did.
    let same = |change: &Change| {
        let said = |side: &Option<Content>| side.as_ref().map(ToString::to_string);
        said(&change.before) == said(&change.after)
    };
    changes.retain(|change| !same(change));
    if changes.is_empty() {
        let raw = |json: &str| (!json.is_empty()).then(|| Content::from(json));
        let (before, after) = (raw(&change.before), raw(&change.after));
        changes.push(Change { field: change.path.clone(), before, after });
    }
    changes
}

/// What the field at a path says, and every field within it: what each is called, and its value in words.
fn said(reader: &Reader<'_>, path: &str, json: &str) -> Vec<(String, Content)> {
    let submission = || -> Option<DynamicMessage> {
        let value: Value = serde_json::from_str(json).ok()?;
        let whole = path.rsplit('.').fold(value, |value, name| json!({ name: value }));
        message()?.deserialize(whole).ok()
    };
    let parts = submission().map(|submission| parts(reader, submission)).unwrap_or_default();
    let rows = parts.into_iter().flat_map(|part| part.rows);
    rows.map(|row| (text(&row.key.text), row.value.text)).collect()
}

/// A key's text, which is never markup.
fn text(key: &Content) -> String {
    match key {
        Content::Text(text) => text.clone(),
        Content::Html(markup) => markup.to_string(),
    }
}
