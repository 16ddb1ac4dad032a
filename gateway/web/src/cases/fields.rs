//! What a submission says, field by field, in words.

use super::Reader;
use crate::{
    form::{Field, Form, Kind, put, schema, take},
    frame,
    govuk::SummaryListRow,
};
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage as _, Value};

/// The message that a submission is.
const SUBMISSION: &str = "concordat.breaches.v1.SubmissionContent";
/// What the catalogue knows its fields by.
const WORDS: &str = "submission";

/// Fields that belong together, under a heading of the catalogue's.
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) rows: Vec<SummaryListRow>,
}

/// The message that a submission is.
pub(super) fn message() -> Option<MessageDescriptor> {
    schema::message(SUBMISSION)
}

/// What a submission says, in the order of the contract, part by part; parts that say nothing are left out.
pub(super) fn parts(reader: &Reader<'_>, mut submission: DynamicMessage) -> Vec<Part> {
    name(reader, &mut submission);
    let mut parts: Vec<(&'static str, Vec<Field>)> = Vec::new();
    for field in schema::fields(&submission.descriptor()) {
        let part = part(&field.path);
        // What was written on several lines is read on several lines.
        let kind = if matches!(field.kind, Kind::Line) { Kind::Text } else { field.kind };
        let field = Field { kind, ..field };
        match parts.iter_mut().find(|(own, _)| *own == part) {
            Some((_, fields)) => fields.push(field),
            None => parts.push((part, vec![field])),
        }
    }
    let told = parts.into_iter().map(|(part, fields)| {
        let message = submission.descriptor();
        let form = Form { id: WORDS.to_owned(), message, fields, called: Vec::new(), draft: true };
        Part { heading: reader.say(part), rows: form.told(reader.words(), &submission, false) }
    });
    told.filter(|part| !part.rows.is_empty()).collect()
}

/// The part that a field is in.
pub(super) fn part(path: &str) -> &'static str {
    let mut names = path.split('.');
    match (names.next().unwrap_or_default(), names.next()) {
        ("facts", Some("incident")) => "submitted-part-incident",
        ("facts", Some("data")) => "submitted-part-data",
        ("facts", Some("people")) => "submitted-part-people",
        ("facts", Some("cyber")) => "submitted-part-cyber",
        ("facts", Some("prevention")) => "submitted-part-prevention",
        ("facts", Some("response")) => "submitted-part-response",
        ("facts", Some("contact")) => "submitted-part-contact",
        (
            "number" | "phase" | "controller" | "processor" | "joint_controllers" | "legal_regime" | "title"
            | "detected_at" | "detected_how" | "aware_at" | "aware_delay_reason" | "corrections",
            _,
        ) => "submitted-part-about",
        _ => "submitted-part-notice",
    }
}

/// Says what organisations and roles are called instead of how they are known to the platform.
fn name(reader: &Reader<'_>, submission: &mut DynamicMessage) {
    let organisation = |name: &str| Value::String(reader.organisation(name, reader.now));
    for field in ["controller", "processor"] {
        if let Some(Value::String(code)) = take(submission, field) {
            put(submission, field, organisation(&code));
        }
    }
    if let Some(Value::List(codes)) = take(submission, "joint_controllers") {
        let named = codes.iter().filter_map(Value::as_str).map(organisation).collect();
        put(submission, "joint_controllers", Value::List(named));
    }
    if let Some(Value::String(role)) = take(submission, "decision_maker_role") {
        put(submission, "decision_maker_role", Value::String(frame::role(reader.language, &role)));
    }
}
