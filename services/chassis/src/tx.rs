//! Transactions, and the record without which none that writes is committed.

use crate::{Caller, Error, Label, db::Open, once::MemoryKey, telemetry::Statements};
use contracts::{Read, Write};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use prost::Message;
use serde_json::json;
use std::marker::PhantomData;
use uuid::Uuid;

/// A transaction that may do `A`, and sees only the rows that its caller may read.
#[derive(Debug)]
pub struct ReadTx<A: Read> {
    open: Open,
    action: PhantomData<fn() -> A>,
}

/// A transaction that may do `A`, and changes only the rows of its caller's organisation.
#[derive(Debug)]
#[must_use = "dropping a transaction rolls it back"]
pub struct WriteTx<A: Write> {
    open: Open,
    once: Option<(MemoryKey, Vec<u8>)>,
    action: PhantomData<fn() -> A>,
}

/// One act, and its effects.
#[derive(Debug)]
pub struct Record {
    /// What was done, such as `breach.confirmed`.
    pub act: &'static str,
    /// The name of what it was done to.
    pub resource: String,
    /// Who inside the organisation may see that it was done.
    pub need: &'static str,
    /// What follows for whom.
    pub effects: Vec<Effect>,
}

/// An event for one reader.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The organisation that is told.
    pub reader: Label,
    /// Who inside it.
    pub need: &'static str,
    /// What was done, in the reader's eyes.
    pub act: &'static str,
    /// What it was done to, as the reader names it: a reader learns no name of another's.
    pub resource: String,
    /// What it is told.
    pub payload: serde_json::Value,
}

impl<A: Read> ReadTx<A> {
    pub(crate) fn new(open: Open) -> Self {
        Self { open, action: PhantomData }
    }

    /// The connection, for store functions.
    pub fn connection(&mut self) -> Statements<'_> {
        self.open.connection()
    }

    /// Who reads.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.open.caller
    }

    /// The time, which stands still while the transaction runs.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.open.now
    }
}

impl<A: Write> WriteTx<A> {
    pub(crate) fn new(open: Open, once: Option<(MemoryKey, Vec<u8>)>) -> Self {
        Self { open, once, action: PhantomData }
    }

    /// The connection, for store functions.
    pub fn connection(&mut self) -> Statements<'_> {
        self.open.connection()
    }

    /// Who writes.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.open.caller
    }

    /// The time, which stands still while the transaction runs.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.open.now
    }

    /// Makes an id, in the order of time, for a row that only its organisation sees.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.open.ids.internal(self.now())
    }

    /// Makes an id that tells nothing, for what crosses a party boundary.
    #[must_use]
    pub fn new_crossing_id(&self) -> Uuid {
        self.open.ids.crossing()
    }

    /// Commits, together with the audit record, the events and the memory of the request, and lets the response go.
    /// There is no other way to commit. A transaction without a request id is rolled back: it only asked.
    ///
    /// ```compile_fail,E0061
    /// # use {chassis::WriteTx, contracts::action::breaches::CreateBreach};
    /// async fn silently(tx: WriteTx<CreateBreach>) { let _ = tx.commit().await; }
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] if the request was done before by the caller, who may no longer see what was done.
    pub async fn commit<R: Message>(mut self, record: Record, response: R) -> Result<R, Error> {
        let Some((key, payload)) = self.once.take() else { return Ok(response) };
        let memory = Memory { key, payload, response: response.encode_to_vec() };
        write(&mut self.open, A::PERMISSION, &record, Some(memory)).await?;
        self.open.commit().await?;
        Ok(response)
    }
}

/// What is remembered of a request.
pub(crate) struct Memory {
    key: MemoryKey,
    payload: Vec<u8>,
    response: Vec<u8>,
}

/// Writes the audit record, the events and, where a request asked for it, the memory of the request.
pub(crate) async fn write(
    open: &mut Open,
    permission: &str,
    record: &Record,
    memory: Option<Memory>,
) -> Result<(), Error> {
    let Caller { organisation, subject, acting_role, policy_version, kind, author, .. } = open.caller.clone();
    let effects = record.effects.iter().map(|Effect { reader, need, act, resource, payload }| {
        json!({ "reader": reader.as_str(), "need": need, "act": act, "resource": resource, "payload": payload })
    });
    let (key, payload, response) = match memory {
        Some(Memory { key, payload, response }) => (Some(key.0), Some(payload), Some(response)),
        None => (None, None, None),
    };
    sqlx::query!(
        "WITH audited AS (
            INSERT INTO audit_record (organisation, reader, need, subject, kind, acting_role, policy_version,
                                      permission, act, resource, at)
            VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ), told AS (
            INSERT INTO outbox (organisation, reader, need, act, resource, at, payload)
            SELECT $1, effect.reader, effect.need, effect.act, effect.resource, $10, effect.payload
            FROM jsonb_to_recordset($11)
                AS effect (reader text, need text, act text, resource text, payload jsonb)
         )
         INSERT INTO request_memory (memory_key, organisation, reader, need, author, payload, resource, response, at)
         SELECT $12, $1, $1, $2, $15, $13, $9, $14, $10 WHERE $12::bytea IS NOT NULL",
        organisation.as_str(),
        record.need,
        subject,
        kind.as_str_name(),
        acting_role.as_str(),
        policy_version,
        permission,
        record.act,
        record.resource,
        open.now.to_sqlx() as _,
        effects.collect::<serde_json::Value>(),
        key,
        payload,
        response,
        author.as_str(),
    )
    .execute(open.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        // Done before, but what was done is hidden from this caller now.
        Some("request_memory_key") => Error::NotFound,
        _ => error.into(),
    })?;
    Ok(())
}
