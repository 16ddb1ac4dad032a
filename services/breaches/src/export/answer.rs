//! What an export consists of: answers, each of which says whether it is one.

use chassis::{deadline::words, message::label};
use contracts::breaches::CountBasis;
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;

/// An export. Its serialised form is part of the contract (`ExportFormat`).
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    pub(super) schema: &'static str,
    pub(super) name: String,
    pub(super) etag: String,
    pub(super) title: String,
    pub(super) record: Vec<Answer>,
    pub(super) parts: Vec<Part>,
}

/// A part of the regulator's form.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    pub(super) number: usize,
    pub(super) title: &'static str,
    pub(super) answers: Vec<Answer>,
}

/// What is known of one thing that the form asks.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// Its stable name: the field's path in the breach, as its JSON has it, or that of what is derived.
    pub(super) field: Cow<'static, str>,
    pub(super) question: &'static str,
    pub(super) status: Status,
    /// What is known. Something may be known while more is not yet.
    pub(super) values: Vec<Known>,
    /// The things that it lists, where it is a list of things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rows: Vec<Row>,
}

/// One of the things that an answer lists.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) answers: Vec<Answer>,
}

/// Whether there is an answer. That something is not yet known is one, and another than saying nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    Answered,
    NotYetKnown,
    Blank,
}

impl Status {
    /// What a person reads in place of an answer, or beside one that is not whole.
    pub(super) fn open(self) -> Option<&'static str> {
        match self {
            Self::Answered => None,
            Self::NotYetKnown => Some("Not yet known"),
            Self::Blank => Some("Not answered"),
        }
    }
}

/// Something known.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Known {
    /// What a person reads.
    pub(super) text: String,
    /// What a program reads, where that is another thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Machine>,
}

/// What a program reads.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Machine {
    Name(String),
    Time(Timestamp),
    Number(i64),
    Truth(bool),
}

impl Known {
    fn new(text: impl Into<String>, value: Machine) -> Self {
        Self { text: text.into(), value: Some(value) }
    }

    /// When it is, if it is a time, as a program reads it.
    pub(super) fn time(&self) -> Option<Timestamp> {
        match self.value {
            Some(Machine::Time(at)) => Some(at),
            _ => None,
        }
    }
}

impl Answer {
    fn new(field: impl Into<Cow<'static, str>>, question: &'static str, values: Vec<Known>) -> Self {
        let status = if values.is_empty() { Status::Blank } else { Status::Answered };
        Self { field: field.into(), question, status, values, rows: Vec::new() }
    }

    /// A text. One that is empty is no answer.
    pub(super) fn text(field: impl Into<Cow<'static, str>>, question: &'static str, text: &str) -> Self {
        Self::texts(field, question, &[text.to_owned()])
    }

    /// Several texts.
    pub(super) fn texts(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        texts: &[String],
    ) -> Self {
        let known = texts.iter().filter(|text| !text.is_empty());
        Self::new(field, question, known.map(|text| Known { text: text.clone(), value: None }).collect())
    }

    /// Something that has a name besides what it is called.
    pub(super) fn named(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        text: &str,
        name: &str,
    ) -> Self {
        let known = (!name.is_empty()).then(|| Known::new(text, Machine::Name(name.to_owned())));
        Self::new(field, question, known.into_iter().collect())
    }

    /// A value of a vocabulary, by its name.
    pub(super) fn choice(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        name: &'static str,
    ) -> Self {
        Self::choices(field, question, [name])
    }

    /// Several values of a vocabulary, by their names.
    pub(super) fn choices(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        names: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        let mut not_yet_known = false;
        let mut known = Vec::new();
        // What has no label is the value that stands for nothing.
        for (name, label) in names.into_iter().filter_map(|name| Some((name, label(name)?))) {
            if name.ends_with("_NOT_YET_KNOWN") || name.ends_with("_UNKNOWN") {
                not_yet_known = true;
            } else {
                known.push(Known::new(label, Machine::Name(name.to_owned())));
            }
        }
        let answer = Self::new(field, question, known);
        if not_yet_known { Self { status: Status::NotYetKnown, ..answer } } else { answer }
    }

    /// A time.
    pub(super) fn time(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        at: Option<Timestamp>,
    ) -> Self {
        let known = at.map(|at| Known::new(words(at), Machine::Time(at)));
        Self::new(field, question, known.into_iter().collect())
    }

    /// A number, and what it rests on.
    pub(super) fn number(
        field: impl Into<Cow<'static, str>>,
        question: &'static str,
        number: Option<i64>,
        basis: CountBasis,
    ) -> Self {
        let known = number.map(|number| Known::new(number.to_string(), Machine::Number(number)));
        let answer = Self::new(field, question, known.into_iter().collect());
        if basis == CountBasis::Unknown { Self { status: Status::NotYetKnown, ..answer } } else { answer }
    }

    /// Whether something is so.
    pub(super) fn flag(field: impl Into<Cow<'static, str>>, question: &'static str, is_so: bool) -> Self {
        let text = if is_so { "Yes" } else { "No" };
        Self::new(field, question, vec![Known::new(text, Machine::Truth(is_so))])
    }

    /// A list of things. An empty one is no answer.
    pub(super) fn list(field: &'static str, question: &'static str, rows: Vec<Row>) -> Self {
        let status = if rows.is_empty() { Status::Blank } else { Status::Answered };
        Self { field: field.into(), question, status, values: Vec::new(), rows }
    }
}
