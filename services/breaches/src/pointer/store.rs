//! Pointers in PostgreSQL. No query names a reader, since the policies do.

use super::{
    POINTERS as COLLECTION,
    asks::ListPointers,
    model::{Pointer, bare},
};
use crate::{exchange::Content, model::POINTERS};
use chassis::{
    Error, Label, Name, ReadTx, Target, Violation, WriteTx, clock,
    deadline::{self, Calendar, Clock},
    etag, exchange as kept,
    message::{from_json, to_json},
    seal::Sealed,
    service::explain,
};
use contracts::{
    action::breaches::{CreatePointer, GetPointer, ListPointers as Lists, PointerWrite},
    breaches as pb,
};
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// Stores a new pointer, with its clock.
pub(super) async fn insert(tx: &mut WriteTx<CreatePointer>, pointer: &Pointer) -> Result<(), Error> {
    let deadline = pointer.clock.deadline();
    sqlx::query!(
        "INSERT INTO pointer (organisation, reader, need, author, pointer_id, version, created_at, updated_at, state, reference,
                              content, rule, started_at, due_at, discharged_at)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13)",
        pointer.name.organisation.as_str(),
        POINTERS,
        pointer.author.as_str(),
        pointer.name.id,
        pointer.version,
        pointer.created_at.to_sqlx() as _,
        bare(pointer.state()),
        pointer.content.reference,
        to_json(&pointer.content)?,
        deadline.rule().id,
        deadline.started_at().to_sqlx() as _,
        deadline.due_at().map(Timestamp::to_sqlx) as _,
        deadline.discharged_at().map(Timestamp::to_sqlx) as _,
    )
    .execute(tx.connection())
    .await
    .map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        Some("pointer_reference_key") => {
            Error::Invalid(vec![Violation::new("reference", "must be one that no other pointer has")])
        }
        _ => error.into(),
    })?;
    deadline::append(tx, pointer.name.id, &pointer.author, POINTERS, &pointer.clock).await
}

/// Reads a pointer, with its releases.
pub(super) async fn get(
    tx: &mut ReadTx<GetPointer>,
    name: &Name,
    calendar: &Calendar,
) -> Result<Pointer, Error> {
    let pointer = read(tx.connection(), name, calendar).await?;
    Ok(Pointer { releases: releases(tx.connection(), name).await?, ..pointer })
}

/// Reads a pointer that is as its caller read it, with its releases, and locks it until the transaction ends.
pub(super) async fn lock(
    tx: &mut WriteTx<impl PointerWrite>,
    Target { name, etag }: &Target,
    calendar: &Calendar,
) -> Result<Pointer, Error> {
    // The row first: what is read with it must be what was there once it was locked.
    let version =
        sqlx::query_scalar!("SELECT version FROM pointer WHERE pointer_id = $1 FOR UPDATE", name.id);
    let version = version.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    etag::check(etag, version)?;
    let pointer = read(tx.connection(), name, calendar).await?;
    Ok(Pointer { releases: releases(tx.connection(), name).await?, ..pointer })
}

/// Finds a pointer that was named before, if its caller may see it still.
pub(super) async fn see(tx: &mut WriteTx<impl PointerWrite>, name: &str) -> Result<(), Error> {
    let name = Name::parse(COLLECTION, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    let seen = sqlx::query_scalar!("SELECT version FROM pointer WHERE pointer_id = $1", name.id);
    seen.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    Ok(())
}

/// Reads one page of pointers, newest first, and one pointer more.
pub(super) async fn page(
    tx: &mut ReadTx<Lists>,
    ask: &ListPointers,
    calendar: &Calendar,
) -> Result<Vec<Pointer>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT organisation, pointer_id, version, author, created_at AS "created_at: _", updated_at AS "updated_at: _", state,
                  reference, content, rule, due_at AS "due_at: _", satisfied_at AS "satisfied_at: _",
                  discharged_at AS "discharged_at: _", breach_id,
                  (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
                   WHERE event.organisation = pointer.organisation AND event.clock_id = pointer.pointer_id) AS "events"
           FROM pointer
           WHERE (cardinality($1::text[]) = 0 OR state = ANY ($1)) AND ($2::uuid IS NULL OR pointer_id < $2)
           ORDER BY pointer_id DESC LIMIT $3"#,
        &ask.states,
        ask.page.after,
        ask.page.limit(),
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(|row| row.read(calendar)).collect()
}

/// Stores what changed of a pointer, with its clock.
pub(super) async fn save(tx: &mut WriteTx<impl PointerWrite>, pointer: &Pointer) -> Result<(), Error> {
    deadline::append(tx, pointer.name.id, &pointer.author, POINTERS, &pointer.clock).await?;
    sqlx::query!(
        "UPDATE pointer SET version = $2, updated_at = $3, state = $4, content = $5, satisfied_at = $6, breach_id = $7
         WHERE pointer_id = $1",
        pointer.name.id,
        pointer.version,
        pointer.updated_at.to_sqlx() as _,
        bare(pointer.state()),
        to_json(&pointer.content)?,
        pointer.clock.deadline().satisfied_at().map(Timestamp::to_sqlx) as _,
        pointer.breach,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Reads every pointer of every organisation, as the owner, and says what is wrong with each that cannot be read: a history that
/// is none, or a deadline that is not what its history says.
pub(crate) async fn check(pool: &PgPool, calendar: &Calendar) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (String::new(), Uuid::nil()));
    loop {
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT organisation, pointer_id, version, author, created_at AS "created_at: _",
                      updated_at AS "updated_at: _", state, reference, content, rule, due_at AS "due_at: _",
                      satisfied_at AS "satisfied_at: _", discharged_at AS "discharged_at: _", breach_id,
                      (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
                       WHERE event.organisation = pointer.organisation AND event.clock_id = pointer.pointer_id) AS "events"
               FROM pointer WHERE (organisation, pointer_id) > ($1, $2)
               ORDER BY organisation, pointer_id LIMIT 500"#,
            after.0,
            after.1,
        );
        let rows = rows.fetch_all(pool).await?;
        let Some(last) = rows.last() else { return Ok(problems) };
        after = (last.organisation.clone(), last.pointer_id);
        let wrong = rows.into_iter().filter_map(|row| row.read(calendar).err());
        problems.extend(wrong.map(|error| explain(&error)));
    }
}

async fn read(connection: impl PgExecutor<'_>, name: &Name, calendar: &Calendar) -> Result<Pointer, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT organisation, pointer_id, version, author, created_at AS "created_at: _", updated_at AS "updated_at: _", state,
                  reference, content, rule, due_at AS "due_at: _", satisfied_at AS "satisfied_at: _",
                  discharged_at AS "discharged_at: _", breach_id,
                  (SELECT jsonb_agg(to_jsonb(event) ORDER BY event.seq) FROM clock_event AS event
                   WHERE event.organisation = pointer.organisation AND event.clock_id = pointer.pointer_id) AS "events"
           FROM pointer WHERE pointer_id = $1"#,
        name.id,
    );
    row.fetch_optional(connection).await?.ok_or(Error::NotFound)?.read(calendar)
}

/// Reads to whom a pointer was released, oldest first, from the acts of each exchange that is about it.
async fn releases(connection: impl PgExecutor<'_>, name: &Name) -> Result<Vec<pb::PointerRelease>, Error> {
    let rows = sqlx::query!(
        r#"SELECT act.exchange_id, act.recipient, act.at AS "at: Stored", act.content_type, act.content, act.hash
           FROM exchange_source AS source JOIN exchange_act AS act USING (reader, exchange_id)
           WHERE source.source = $1 ORDER BY act.at, act.number, act.exchange_id"#,
        name.to_string(),
    );
    let mut releases: Vec<pb::PointerRelease> = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let exchange = kept::name(&name.organisation, row.exchange_id);
        let sealed = Sealed::kept(row.content_type, row.content, &row.hash).map_err(Error::internal)?;
        match Content::open(&sealed)? {
            Content::Pointer(content) => releases.push(pb::PointerRelease {
                exchange,
                recipient: format!("organisations/{}", row.recipient),
                person: content.person,
                at: Some(clock::to_wire(row.at.to_jiff())),
                decision: None,
            }),
            Content::DecisionStub(content) => {
                let release = releases.iter_mut().find(|release| release.exchange == exchange);
                let release = release.ok_or_else(|| Error::internal("a decision on what nobody was told"))?;
                release.decision = Some(pb::DecisionStub {
                    decided_at: content.decided_at,
                    decision: content.decision,
                    rationale_location: content.rationale_location,
                });
            }
            _ => {}
        }
    }
    Ok(releases)
}

/// A pointer with the events of its clock.
struct Row {
    organisation: String,
    pointer_id: Uuid,
    version: i64,
    author: String,
    created_at: Stored,
    updated_at: Stored,
    state: String,
    reference: String,
    content: Value,
    rule: String,
    due_at: Option<Stored>,
    satisfied_at: Option<Stored>,
    discharged_at: Option<Stored>,
    breach_id: Option<Uuid>,
    events: Option<Value>,
}

impl Row {
    fn read(self, calendar: &Calendar) -> Result<Pointer, Error> {
        let id = self.pointer_id;
        let bad = |what: &str| Error::internal(format!("pointer {id}: {what}"));
        let label =
            |text: &str| Label::parse(text).ok_or_else(|| bad("an organisation or author is no label"));
        let events = self.events.ok_or_else(|| bad("its clock has no events"))?;
        let clock = Clock::read(&self.rule, &events, calendar).map_err(|problem| bad(&problem))?;
        let [due_at, satisfied_at, discharged_at] =
            [self.due_at, self.satisfied_at, self.discharged_at].map(|at| at.map(Stored::to_jiff));
        if !clock.deadline().is_projected(due_at, satisfied_at, discharged_at) {
            return Err(bad("its deadline is not what its clock says"));
        }
        let pointer = Pointer {
            name: Name { organisation: label(&self.organisation)?, collection: COLLECTION, id },
            version: self.version,
            author: label(&self.author)?,
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
            content: from_json(&self.content)?,
            clock,
            breach: self.breach_id,
            releases: Vec::new(),
        };
        if pointer.content.reference != self.reference || bare(pointer.state()) != self.state {
            return Err(bad("its content is not what its columns say"));
        }
        Ok(pointer)
    }
}
