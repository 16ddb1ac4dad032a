//! A message as it is told: what the fields are called, and what they say, in words.

use super::{Field, Form, Kind, read, schema};
use crate::{
    caller::Caller,
    frame,
    govuk::{Content, Markup, SummaryListRow},
    language::Language,
    when,
};
use askama::Template;
use chassis::{
    Directory, Label,
    deadline::{self, london_day},
};
use jiff::Timestamp;
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

/// What a message is told in.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) language: Language,
    /// What organisations are called.
    pub(crate) directory: &'a Directory,
    /// When it is told.
    pub(crate) now: Timestamp,
}

impl Words<'_> {
    /// What the organisation that `organisations/hmrc` names is called.
    pub(crate) fn organisation(self, name: &str) -> String {
        organisation(self, name).unwrap_or_else(|| name.to_owned())
    }
}

impl<'a> From<&'a Caller> for Words<'a> {
    fn from(caller: &'a Caller) -> Self {
        Self { language: caller.language(), directory: caller.site.platform.directory(), now: caller.now }
    }
}

/// A text of several lines, as it was typed.
#[derive(Template)]
#[template(path = "form/text.html")]
struct Text {
    text: String,
}

impl askama::filters::HtmlSafe for Text {}

/// Texts that belong together.
#[derive(Template)]
#[template(path = "form/list.html")]
struct List {
    texts: Vec<String>,
}

impl askama::filters::HtmlSafe for List {}

impl Form {
    /// What a message says, a line a field. For whoever is asked to check `all`, each question is repeated, and it is said
    /// what is not given; everybody else reads what is given, by its name.
    pub(crate) fn told(&self, words: Words<'_>, message: &DynamicMessage, all: bool) -> Vec<SummaryListRow> {
        let mut lines = Vec::new();
        for field in &self.fields {
            let value = read::take(message, &field.path);
            if let (Kind::Rows(columns), Some(Value::List(rows))) = (&field.kind, &value) {
                for (row, message) in rows.iter().filter_map(Value::as_message).enumerate() {
                    self.row_told(words, field, columns, (row, all), message, &mut lines);
                }
                continue;
            }
            let answer = value.as_ref().and_then(|value| said(words, field, value));
            let answer = answer.or_else(|| all.then(|| words.language.say("not-given").into()));
            lines.extend(answer.map(|answer| SummaryListRow::new(self.heading(words, field, all), answer)));
        }
        lines
    }

    fn row_told(
        &self,
        words: Words<'_>,
        field: &Field,
        columns: &[Field],
        (row, all): (usize, bool),
        message: &DynamicMessage,
        lines: &mut Vec<SummaryListRow>,
    ) {
        for column in columns {
            let placed = Field { path: format!("{}.{row}.{}", field.path, column.path), ..column.clone() };
            if let Some(answer) =
                read::take(message, &column.path).and_then(|value| said(words, column, &value))
            {
                let heading = self.heading(words, &placed, all);
                let known = self.called.iter().any(|(path, _)| *path == placed.path);
                let heading = if known { heading } else { format!("{heading} ({})", row + 1) };
                lines.push(SummaryListRow::new(heading, answer));
            }
        }
    }

    fn heading(&self, words: Words<'_>, field: &Field, asked: bool) -> String {
        let language = words.language;
        if asked { self.question(language, field) } else { self.told_as(language, field) }
    }
}

/// What a message says, a line a field, in the words that the catalogue has for `id`.
pub(crate) fn told(words: Words<'_>, id: &str, message: &DynamicMessage) -> Vec<SummaryListRow> {
    told_of(words, id, message, schema::fields(&message.descriptor()))
}

/// What a message says at a path.
pub(crate) fn told_at(
    words: Words<'_>,
    id: &str,
    message: &DynamicMessage,
    path: &str,
) -> Vec<SummaryListRow> {
    told_of(words, id, message, schema::at(&message.descriptor(), path))
}

/// What a sealed message says in those of its fields whose paths are `own`. Contracts do not bound what was sealed: any text
/// of it may stand on several lines.
pub(crate) fn told_sealed(
    words: Words<'_>,
    id: &str,
    message: &DynamicMessage,
    own: impl Fn(&str) -> bool,
) -> Vec<SummaryListRow> {
    let fields = schema::fields(&message.descriptor()).into_iter().filter(|field| own(&field.path));
    let several_lines = |field: Field| Field {
        kind: if matches!(field.kind, Kind::Line) { Kind::Text } else { field.kind },
        ..field
    };
    told_of(words, id, message, fields.map(several_lines).collect())
}

fn told_of(words: Words<'_>, id: &str, message: &DynamicMessage, fields: Vec<Field>) -> Vec<SummaryListRow> {
    let form =
        Form { id: id.to_owned(), fields, message: message.descriptor(), called: Vec::new(), draft: true };
    form.told(words, message, false)
}

/// What a field's value says; none if it says nothing.
fn said(words: Words<'_>, field: &Field, value: &Value) -> Option<Content> {
    let text = match (&field.kind, value) {
        (Kind::Moment, Value::Message(time)) => deadline::words(read::time_of(time)?),
        (Kind::Day, Value::Message(time)) => {
            london_day(read::time_of(time)?).strftime("%-d %B %Y").to_string()
        }
        (Kind::Date, Value::String(day)) => when::day(day),
        (Kind::One(vocabulary), Value::EnumNumber(number)) => schema::term(vocabulary, *number),
        (Kind::Many(vocabulary), Value::List(numbers)) => {
            let texts = numbers
                .iter()
                .filter_map(Value::as_enum_number)
                .map(|number| schema::term(vocabulary, number));
            return list(texts.collect());
        }
        (Kind::Several(texts), Value::List(chosen)) => {
            let called =
                |text: &str| texts.iter().find(|(value, _)| value == text).map(|(_, called)| called.clone());
            return list(chosen.iter().filter_map(Value::as_str).filter_map(called).collect());
        }
        (Kind::Numbers, Value::List(numbers)) => schema::numbers(numbers),
        (Kind::Lines, Value::List(lines)) => {
            let named = |line: &str| organisation(words, line).unwrap_or_else(|| line.to_owned());
            return list(lines.iter().filter_map(Value::as_str).map(named).collect());
        }
        (Kind::Flag, Value::Bool(flag)) => words.language.say(if *flag { "yes" } else { "no" }),
        (Kind::Text, Value::String(text)) if !text.is_empty() => match organisation(words, text) {
            Some(name) => name,
            None => return Some(Markup::of(&Text { text: text.clone() }).into()),
        },
        (Kind::Role(_), Value::String(code)) => frame::role(words.language, code),
        (Kind::Among(texts), Value::String(text)) => texts
            .iter()
            .find(|(value, _)| value == text)
            .map_or_else(|| text.clone(), |(_, called)| called.clone()),
        (_, Value::String(code)) if field.path.ends_with("_role") => frame::role(words.language, code),
        (_, Value::String(text)) => organisation(words, text).unwrap_or_else(|| text.clone()),
        (_, Value::I64(number)) => grouped(*number),
        (_, Value::I32(number)) => grouped(i64::from(*number)),
        _ => String::new(),
    };
    (!text.is_empty()).then(|| text.into())
}

/// What an organisation is called, if a text is the name of one.
fn organisation(words: Words<'_>, text: &str) -> Option<String> {
    let code = Label::parent(text)?;
    let known = words.directory.get(&code)?;
    Some(known.name_on(london_day(words.now)).to_owned())
}

fn list(texts: Vec<String>) -> Option<Content> {
    match texts.len() {
        0 => None,
        1 => texts.into_iter().next().map(Content::from),
        _ => Some(Markup::of(&List { texts }).into()),
    }
}

/// A number with a comma before every three digits.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("-{grouped}") } else { grouped }
}
