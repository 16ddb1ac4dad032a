//! Transactions and statements as they are traced: which tables each statement touches, never what it says.

use super::export::active;
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanBuilder, SpanKind, Status, TraceContextExt as _},
};
use sqlx::{
    Describe, Either, Error, Execute, Executor, PgConnection, Postgres, SqlStr,
    error::{BoxDynError, DatabaseError},
    postgres::{PgArguments, PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};
use std::{mem, pin::Pin};
use tokio_stream::{Stream, StreamExt as _};

/// The most characters of a summary.
const LONGEST: usize = 255;

/// The span of a transaction, from before there is a connection until it is given back.
#[derive(Debug)]
pub(crate) struct Transaction(Context);

impl Transaction {
    /// Begins one under the call that is being served.
    pub(crate) fn begin() -> Self {
        let Some(export) = active() else { return Self(Context::new()) };
        let span = SpanBuilder::from_name("transaction").with_attributes([system()]);
        Self(export.span(span, &Context::current()))
    }

    /// Traces what is said on `connection`.
    pub(crate) fn on<'c>(&'c self, connection: &'c mut PgConnection) -> Statements<'c> {
        Statements { connection, transaction: &self.0 }
    }
}

/// The connection of a transaction, on which each statement leaves a span.
#[derive(Debug)]
pub struct Statements<'c> {
    connection: &'c mut PgConnection,
    transaction: &'c Context,
}

impl Statements<'_> {
    fn is_traced(&self) -> bool {
        self.transaction.span().is_recording()
    }

    /// Begins the span of a statement. What stands without arguments was put together and may hold anything: only its
    /// first word is told.
    fn span(&self, statement: &Statement) -> Span {
        let sql = statement.sql.as_str();
        let summary = match statement.arguments {
            Ok(None) => {
                sql.split(|end: char| !end.is_ascii_alphabetic()).next().unwrap_or_default().to_owned()
            }
            _ => summary(sql),
        };
        let span = SpanBuilder::from_name(summary.clone())
            .with_kind(SpanKind::Client)
            .with_attributes([system(), KeyValue::new("db.query.summary", summary)]);
        Span(active().map_or_else(Context::new, |export| export.span(span, self.transaction)))
    }
}

/// The span of a statement, which ends when it is dropped.
struct Span(Context);

impl Span {
    /// Notes that a statement failed, by its SQLSTATE: what the database says besides may quote a value.
    fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        let Err(error) = &result else { return result };
        let span = self.0.span();
        let state = error.as_database_error().and_then(DatabaseError::code);
        let kind = state.as_ref().map_or_else(|| "_OTHER".to_owned(), ToString::to_string);
        if let Some(state) = state {
            span.set_attribute(KeyValue::new("db.response.status_code", state.into_owned()));
        }
        span.set_attribute(KeyValue::new("error.type", kind));
        span.set_status(Status::error(""));
        result
    }
}

type Steps<'e> = Pin<Box<dyn Stream<Item = Result<Either<PgQueryResult, PgRow>, Error>> + Send + 'e>>;
type Later<'e, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'e>>;

impl<'c> Executor<'c> for Statements<'c> {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Steps<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if !self.is_traced() {
            return self.connection.fetch_many(query);
        }
        let statement = Statement::of(query);
        let span = self.span(&statement);
        Box::pin(self.connection.fetch_many(statement).map(move |step| span.note(step)))
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> Later<'e, Option<PgRow>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if !self.is_traced() {
            return self.connection.fetch_optional(query);
        }
        let statement = Statement::of(query);
        let span = self.span(&statement);
        let row = self.connection.fetch_optional(statement);
        Box::pin(async move { span.note(row.await) })
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> Later<'e, PgStatement>
    where
        'c: 'e,
    {
        self.connection.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> Later<'e, Describe<Postgres>>
    where
        'c: 'e,
    {
        self.connection.describe(sql)
    }
}

/// A statement whose text was looked at.
struct Statement {
    sql: SqlStr,
    arguments: Result<Option<PgArguments>, BoxDynError>,
    persistent: bool,
}

impl Statement {
    fn of<'q>(mut query: impl Execute<'q, Postgres>) -> Self {
        let (arguments, persistent) = (query.take_arguments(), query.persistent());
        Self { sql: query.sql(), arguments, persistent }
    }
}

impl Execute<'_, Postgres> for Statement {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&PgStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        mem::replace(&mut self.arguments, Ok(None))
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}

/// The attribute of every span that tells of the database.
fn system() -> KeyValue {
    KeyValue::new("db.system.name", "postgresql")
}

/// What a statement does to which tables, in its order, as the conventions summarise it: `SELECT breach`.
fn summary(sql: &str) -> String {
    let lines = sql.lines().filter_map(|line| line.split("--").next());
    let words = lines.flat_map(|line| line.split([' ', ',', ')', '=']));
    let words = words.map(|word| word.trim_start_matches('(')).filter(|word| !word.is_empty());
    let (mut summary, mut before) = (String::new(), "");
    for word in words {
        let named = match word {
            "SELECT" | "INSERT" | "DELETE" => Some(word),
            "UPDATE" if !["FOR", "DO"].contains(&before) => Some(word),
            _ if ["FROM", "JOIN", "INTO", "UPDATE"].contains(&before) && is_table(word) => Some(word),
            _ => None,
        };
        if let Some(named) = named.filter(|named| summary.len() + named.len() < LONGEST) {
            summary.extend((!summary.is_empty()).then_some(' '));
            summary.push_str(named);
        }
        before = word;
    }
    summary
}

/// Whether a word can be a table's name: no function's, no keyword.
fn is_table(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, summary};

    #[test]
    fn a_statement_is_summarised_by_what_it_does_to_which_tables() {
        for (sql, expected) in [
            ("SELECT version FROM breach WHERE breach_id = $1 FOR UPDATE", "SELECT breach"),
            (
                "-- All from\nSELECT\n    a, (SELECT b FROM two AS c\n WHERE c.d = 'FROM e') AS \"f\"\nFROM one",
                "SELECT SELECT two one",
            ),
            ("UPDATE breach SET version = $2 WHERE a = $1", "UPDATE breach"),
            ("INSERT INTO a (b) SELECT $1 FROM unnest($2::text[]) AS c", "INSERT a SELECT"),
            ("WITH a AS (\n INSERT INTO b (c) VALUES ($1)) DELETE FROM d JOIN e ON f", "INSERT b DELETE d e"),
            ("INSERT INTO a (b) VALUES ($1) ON CONFLICT DO UPDATE SET c = 1", "INSERT a"),
            ("", ""),
        ] {
            assert_eq!(summary(sql), expected, "{sql}");
        }
        assert!(summary(&"SELECT FROM a_table ".repeat(99)).len() <= LONGEST);
    }
}
