//! From what is typed to a message, and back.

use super::{CHECKED, Field, Form, Kind, Problem, moment, rows, schema};
use crate::{language::Language, posted::Values};
use jiff::Timestamp;
use prost_reflect::{DynamicMessage, EnumDescriptor, MessageDescriptor, ReflectMessage as _, Value};
use std::borrow::Cow;

/// What separates texts that stand one on each line.
const LINE_BREAK: char = '\n';

impl Form {
    /// Makes the form's message of what is typed, with what is wrong in itself: no day, no number, nothing where something
    /// must be given. What else the service will say it says itself.
    pub(crate) fn read(&self, language: Language, values: &Values) -> (DynamicMessage, Vec<Problem>) {
        let mut message = DynamicMessage::new(self.message.clone());
        let mut reading = Reading { form: self, language, values, problems: Vec::new() };
        for field in &self.fields {
            let given = reading.field(field, &field.path, &mut message);
            if field.required && !given && !self.draft {
                reading.misses(field, &field.path);
            }
        }
        (message, reading.problems)
    }

    /// Whether the record asks for the rows at a path, such as an answer to each question: there are these and no others.
    pub(super) fn is_fixed(&self, path: &str) -> bool {
        let within = |called: &str| called.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        self.called.iter().any(|(called, _)| within(called))
    }

    /// Leaves out rows in which nothing was typed, so that the service counts those that are left as the form does. The
    /// rows that a record asks for stay where they are.
    pub(crate) fn compact(&self, values: &Values) -> Values {
        let mut compacted = values.clone();
        for field in self.fields.iter().filter(|field| matches!(field.kind, Kind::Rows(_))) {
            if !self.is_fixed(&field.path) {
                compacted = without_empty_rows(&compacted, &field.path);
            }
        }
        // A browser sends nothing of a row in which nothing was chosen.
        for (path, _) in &self.called {
            if !compacted.has(path) {
                compacted.push(path.clone(), "");
            }
        }
        compacted
    }

    /// What would have to be typed to make a message what it is.
    pub(crate) fn fill(&self, message: &DynamicMessage) -> Values {
        let mut values = Values::default();
        for field in &self.fields {
            if let Some(value) = take(message, &field.path) {
                write(&mut values, field, &field.path, &value);
            }
        }
        values
    }
}

/// A form on its way to a message.
struct Reading<'a> {
    form: &'a Form,
    language: Language,
    values: &'a Values,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    /// Reads the field whose values are called `name` into its place in a message; says whether anything was given.
    fn field(&mut self, field: &Field, name: &str, message: &mut DynamicMessage) -> bool {
        let (path, text) = (field.path.as_str(), self.values.get(name));
        let value = match &field.kind {
            Kind::Line => Some(Value::String(on_one_line(text))).filter(|_| !text.is_empty()),
            Kind::Text | Kind::Email | Kind::Role(_) | Kind::Among(_) => {
                Some(Value::String(text.to_owned())).filter(|_| !text.is_empty())
            }
            Kind::Lines => {
                let lines = text.split(LINE_BREAK).map(str::trim).filter(|line| !line.is_empty());
                Some(Value::List(lines.map(|line| Value::String(line.to_owned())).collect()))
            }
            Kind::Numbers => {
                let numbers = text.split([',', ' ']).filter(|part| !part.is_empty());
                let numbers: Option<Vec<_>> = numbers.map(|part| part.parse().ok().map(Value::I32)).collect();
                if numbers.is_none() {
                    self.problem("problem-numbers", field, name);
                }
                numbers.map(Value::List)
            }
            Kind::Several(texts) => {
                let known = |value: &&str| texts.iter().any(|(text, _)| text == value);
                let chosen = self.values.all(name).filter(known);
                Some(Value::List(chosen.map(|value| Value::String(value.to_owned())).collect()))
            }
            Kind::Flag => Some(Value::Bool(true)).filter(|_| text == "true"),
            Kind::Number if text.is_empty() => None,
            Kind::Number => {
                let number = text.replace([',', ' '], "").parse::<i64>().ok();
                let number = number.and_then(|number| number_value(message, path, number));
                if number.is_none() {
                    self.problem("problem-number", field, name);
                }
                number
            }
            Kind::Moment | Kind::Day => {
                let day_only = matches!(field.kind, Kind::Day);
                let read =
                    if day_only { moment::day(self.values, name) } else { moment::moment(self.values, name) };
                match read {
                    Ok(time) => time.and_then(|time| timestamp(message, path, time)),
                    Err(unreadable) => {
                        self.problem(unreadable.0, field, name);
                        None
                    }
                }
            }
            Kind::Date => match moment::date(self.values, name) {
                Ok(day) => day.map(|day| Value::String(day.to_string())),
                Err(unreadable) => {
                    self.problem(unreadable.0, field, name);
                    None
                }
            },
            Kind::One(vocabulary) => {
                let known = number_of(vocabulary, text);
                if known.is_none() && !text.is_empty() {
                    self.problem("problem-choice", field, name);
                }
                known.map(Value::EnumNumber)
            }
            Kind::Many(vocabulary) => {
                let chosen = self.values.all(name).filter_map(|value| number_of(vocabulary, value));
                Some(Value::List(chosen.map(Value::EnumNumber).collect()))
            }
            Kind::Rows(columns) => {
                let rows = rows(self.values, name);
                let read =
                    (0..rows).filter_map(|row| self.row(field, columns, row, row_message(message, path)?));
                Some(Value::List(read.collect()))
            }
        };
        let value = value.filter(|value| value.as_list().is_none_or(|list| !list.is_empty()));
        let given = value.is_some();
        if let Some(value) = value {
            put(message, path, value);
        }
        given
    }

    /// Reads a row, unless nothing was typed into it that need not be there: the service counts rows as the form does.
    fn row(
        &mut self,
        field: &Field,
        columns: &[Field],
        row: usize,
        mut own: DynamicMessage,
    ) -> Option<Value> {
        let before = self.problems.len();
        let mut missing = Vec::new();
        for column in columns {
            let name = format!("{}.{row}.{}", field.path, column.path);
            let given = self.field(column, &name, &mut own);
            if column.required && !given {
                missing.push((column, name));
            }
        }
        let fixed = self.form.is_fixed(&field.path);
        let typed = own.fields().next().is_some() || self.problems.len() > before;
        if let Ok(number) = i32::try_from(row + 1) {
            put(&mut own, schema::ROW, Value::I32(number));
        }
        // Where one row at least must be there, it is the first.
        let only = !self.form.draft && field.required && rows(self.values, &field.path) == 1;
        if typed || fixed || only {
            for (column, name) in missing {
                self.misses(column, &name);
            }
        }
        (typed || fixed).then_some(Value::Message(own))
    }

    /// Says that a field must be given, unless something else is said of it, or of what is in it.
    fn misses(&mut self, field: &Field, name: &str) {
        let of_it =
            |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if !self.problems.iter().any(|problem| of_it(&problem.path)) {
            self.problem("problem-missing", field, name);
        }
    }

    /// Says what is wrong with the field whose values are called `name`.
    fn problem(&mut self, id: &str, field: &Field, name: &str) {
        let called = Field { path: name.to_owned(), ..field.clone() };
        let it = self.form.name(self.language, &called);
        let text = self.language.say_with(id, &[("it", it.into())]);
        self.problems.push(Problem { path: name.to_owned(), text, suspected: false });
    }
}

/// Writes a value as it would be typed.
fn write(values: &mut Values, field: &Field, name: &str, value: &Value) {
    match (&field.kind, value) {
        (Kind::Moment | Kind::Day, Value::Message(time)) => {
            if let Some(time) = time_of(time) {
                moment::write(values, name, time, matches!(field.kind, Kind::Moment));
            }
        }
        (Kind::Date, Value::String(day)) => {
            if let Ok(day) = day.parse() {
                moment::write_date(values, name, day);
            }
        }
        (Kind::Rows(columns), Value::List(rows)) => {
            for (row, message) in rows.iter().filter_map(Value::as_message).enumerate() {
                for column in columns {
                    if let Some(value) = take(message, &column.path) {
                        write(values, column, &format!("{name}.{row}.{}", column.path), &value);
                    }
                }
            }
        }
        (Kind::Many(vocabulary), Value::List(chosen)) => {
            for number in chosen.iter().filter_map(Value::as_enum_number) {
                if let Some(value) = vocabulary.get_value(number) {
                    values.push(name, value.name());
                }
            }
        }
        (Kind::One(vocabulary), Value::EnumNumber(number)) if *number != 0 => {
            if let Some(value) = vocabulary.get_value(*number) {
                values.push(name, value.name());
            }
        }
        (Kind::Numbers, Value::List(numbers)) => values.push(name, schema::numbers(numbers)),
        (Kind::Lines, Value::List(lines)) => {
            let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
            values.push(name, lines.join("\n"));
        }
        (Kind::Several(_), Value::List(chosen)) => {
            for text in chosen.iter().filter_map(Value::as_str) {
                values.push(name, text);
            }
        }
        (Kind::Flag, Value::Bool(true)) => values.push(name, "true"),
        (_, Value::String(text)) => values.push(name, text),
        (_, Value::I64(number)) => values.push(name, number.to_string()),
        (_, Value::I32(number)) => values.push(name, number.to_string()),
        _ => {}
    }
}

/// Puts a value at a path, making the messages on the way.
pub(crate) fn put(message: &mut DynamicMessage, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            // A value of another type than the contract's would be a mistake of ours; it is left out, and refused as absent.
            let _ = message.try_set_field_by_name(path, value);
        }
        Some((first, rest)) => {
            if let Some(Value::Message(within)) = message.get_field_by_name_mut(first) {
                put(within, rest, value);
            }
        }
    }
}

/// The value at a path, if there is one.
pub(crate) fn take(message: &DynamicMessage, path: &str) -> Option<Value> {
    match path.split_once('.') {
        None => {
            message.has_field_by_name(path).then(|| message.get_field_by_name(path).map(Cow::into_owned))?
        }
        Some((first, rest)) => {
            let within = message.has_field_by_name(first).then(|| message.get_field_by_name(first))??;
            take(within.as_message()?, rest)
        }
    }
}

/// The message that a path leads into, and the last name of the path.
fn parent<'a>(message: &MessageDescriptor, path: &'a str) -> Option<(MessageDescriptor, &'a str)> {
    match path.split_once('.') {
        None => Some((message.clone(), path)),
        Some((first, rest)) => parent(message.get_field_by_name(first)?.kind().as_message()?, rest),
    }
}

fn row_message(message: &DynamicMessage, path: &str) -> Option<DynamicMessage> {
    let (within, name) = parent(&message.descriptor(), path)?;
    let kind = within.get_field_by_name(name)?.kind();
    Some(DynamicMessage::new(kind.as_message()?.clone()))
}

fn number_value(message: &DynamicMessage, path: &str, number: i64) -> Option<Value> {
    let (within, name) = parent(&message.descriptor(), path)?;
    match within.get_field_by_name(name)?.kind() {
        prost_reflect::Kind::Int32 => i32::try_from(number).ok().map(Value::I32),
        prost_reflect::Kind::Int64 => Some(Value::I64(number)),
        _ => None,
    }
}

fn timestamp(message: &DynamicMessage, path: &str, time: Timestamp) -> Option<Value> {
    let mut stamp = row_message(message, path)?;
    stamp.try_set_field_by_name("seconds", Value::I64(time.as_second())).ok()?;
    stamp.try_set_field_by_name("nanos", Value::I32(time.subsec_nanosecond())).ok()?;
    Some(Value::Message(stamp))
}

/// The time that a message says.
pub(crate) fn time_of(message: &DynamicMessage) -> Option<Timestamp> {
    let seconds = message.get_field_by_name("seconds")?.as_i64()?;
    let nanos = message.get_field_by_name("nanos")?.as_i32()?;
    Timestamp::new(seconds, nanos).ok()
}

/// A text on one line, whatever it was typed into: lists show it on one.
fn on_one_line(text: &str) -> String {
    const SEPARATORS: [char; 2] = ['\u{2028}', '\u{2029}'];
    let breaks = |one: char| one.is_control() || SEPARATORS.contains(&one);
    text.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn number_of(vocabulary: &EnumDescriptor, name: &str) -> Option<i32> {
    vocabulary.get_value_by_name(name).map(|value| value.number()).filter(|number| *number != 0)
}

/// Renumbers the rows at a path, those left out in which nothing was typed.
fn without_empty_rows(values: &Values, path: &str) -> Values {
    let row_of = |name: &str| {
        let (row, rest) = name.strip_prefix(path)?.strip_prefix('.')?.split_once('.')?;
        Some((row.parse::<usize>().ok()?, rest.to_owned()))
    };
    let typed = |row: usize| {
        values
            .iter()
            .any(|(name, value)| row_of(name).is_some_and(|(own, _)| own == row) && !value.trim().is_empty())
    };
    let kept: Vec<usize> = (0..rows(values, path)).filter(|row| typed(*row)).collect();
    let renamed = |name: &str| match row_of(name) {
        None => Some(name.to_owned()),
        Some((row, rest)) => {
            let place = kept.iter().position(|kept| *kept == row)?;
            Some(format!("{path}.{place}.{rest}"))
        }
    };
    let moved = values.iter().filter_map(|(name, value)| {
        // What somebody has looked into is named by its field.
        let value = if name == CHECKED { renamed(value)? } else { value.to_owned() };
        Some((renamed(name)?, value))
    });
    moved.collect()
}

#[cfg(test)]
mod tests;
