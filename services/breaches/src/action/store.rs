//! Actions in PostgreSQL. No query names a reader, since the policies do.

use super::{
    ActionName,
    asks::Target,
    model::{Action, OfBreach, State, Step},
};
use crate::{
    model::{BREACHES, HANDLERS, Undone},
    store::wire_state,
};
use chassis::{
    Error, Label, Name, Page, ReadTx, WriteTx, clock, etag,
    message::{from_json, to_json},
    service::explain,
};
use contracts::{
    action::breaches::{ActionWrite, BreachWrite, CreateAction, GetAction, ListActions},
    breaches::{self as pb, ActionKind},
};
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// Stores a new action.
pub(crate) async fn insert(tx: &mut WriteTx<CreateAction>, action: &Action) -> Result<(), Error> {
    let kind = action.kind.as_str_name();
    sqlx::query!(
        "INSERT INTO breach_action (organisation, reader, need, breach_id, action_id, version, created_at, updated_at, kind,
                                    title, owner_role, due_at, original_due_at, state, history)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, 'OPEN', $12)",
        action.name.breach.organisation.as_str(),
        HANDLERS,
        action.name.breach.id,
        action.name.id,
        action.version,
        action.created_at.to_sqlx() as _,
        kind.strip_prefix(KIND).unwrap_or(kind),
        action.title,
        action.owner_role,
        action.due_at.to_sqlx() as _,
        action.original_due_at.to_sqlx() as _,
        to_json(&action.history())?,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Reads an action.
pub(crate) async fn get(tx: &mut ReadTx<GetAction>, name: &ActionName) -> Result<Action, Error> {
    read(tx.connection(), name).await
}

/// Reads one page of the actions of a breach, oldest first, and one action more.
pub(crate) async fn page(
    tx: &mut ReadTx<ListActions>,
    breach: &Name,
    page: &Page<Uuid>,
) -> Result<Vec<Action>, Error> {
    let seen = sqlx::query_scalar!("SELECT version FROM breach WHERE breach_id = $1", breach.id);
    seen.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT organisation, breach_id, action_id, version, created_at AS "created_at: _",
                  updated_at AS "updated_at: _", kind, title, owner_role, due_at AS "due_at: _",
                  original_due_at AS "original_due_at: _", state, completed_by, verified_by,
                  accepted_until AS "accepted_until: _", history
           FROM breach_action WHERE breach_id = $1 AND ($2::uuid IS NULL OR action_id > $2)
           ORDER BY action_id LIMIT $3"#,
        breach.id,
        page.after,
        page.limit(),
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(Row::read).collect()
}

/// Keeps a breach where it is until the transaction ends, so that it is not closed while its actions change.
pub(crate) async fn hold(tx: &mut WriteTx<impl ActionWrite>, breach: &Name) -> Result<OfBreach, Error> {
    let state = sqlx::query_scalar!("SELECT state FROM breach WHERE breach_id = $1 FOR SHARE", breach.id);
    let state = state.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    Ok(OfBreach { state: wire_state(&state)? })
}

/// Reads an action that is as its caller read it, and locks it until the transaction ends; its breach is held.
pub(crate) async fn lock(
    tx: &mut WriteTx<impl ActionWrite>,
    target: &Target,
) -> Result<(Action, OfBreach), Error> {
    let name = &target.name;
    let breach = hold(tx, &name.breach).await?;
    let version = sqlx::query_scalar!(
        "SELECT version FROM breach_action WHERE breach_id = $1 AND action_id = $2 FOR UPDATE",
        name.breach.id,
        name.id,
    );
    let version = version.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    etag::check(&target.etag, version)?;
    Ok((read(tx.connection(), name).await?, breach))
}

/// Finds an action that was named before, if its caller may see it still.
pub(crate) async fn see(tx: &mut WriteTx<impl ActionWrite>, name: &str) -> Result<(), Error> {
    let name = ActionName::parse(name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    read(tx.connection(), &name).await?;
    Ok(())
}

/// Stores what changed of an action.
pub(crate) async fn save(tx: &mut WriteTx<impl ActionWrite>, action: &Action) -> Result<(), Error> {
    let (state, verified_by) = match &action.state {
        State::Open => ("OPEN", None),
        State::Completed(_) => ("COMPLETED", None),
        State::Verified { verified, .. } => ("VERIFIED", Some(verified.by.as_str())),
    };
    sqlx::query!(
        "UPDATE breach_action
         SET version = $3, updated_at = $4, due_at = $5, state = $6, completed_by = $7, verified_by = $8,
             accepted_until = $9, history = $10
         WHERE breach_id = $1 AND action_id = $2",
        action.name.breach.id,
        action.name.id,
        action.version,
        action.updated_at.to_sqlx() as _,
        action.due_at.to_sqlx() as _,
        state,
        action.completed().map(|step| step.by.as_str()),
        verified_by,
        action.accepted_until().map(Timestamp::to_sqlx) as _,
        to_json(&action.history())?,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Reads how the first 500 actions of a breach go: their kinds and times, and nothing that was written of them.
pub(crate) async fn progress(
    tx: &mut WriteTx<impl BreachWrite>,
    name: &Name,
) -> Result<Vec<pb::ActionProgressContent>, Error> {
    let now = tx.now();
    let rows = sqlx::query!(
        r#"SELECT kind, due_at AS "due_at: Stored", original_due_at AS "original_due_at: Stored",
                  CASE WHEN state <> 'VERIFIED' AND accepted_until > $2 THEN 'RISK_ACCEPTED' ELSE state END AS "state!"
           FROM breach_action WHERE breach_id = $1 ORDER BY action_id LIMIT 500"#,
        name.id,
        now.to_sqlx() as _,
    );
    let state = |state: &str| pb::ActionState::from_str_name(&format!("ACTION_STATE_{state}"));
    let action = |kind: &str, at: &str, due: Stored, first: Stored| pb::ActionProgressContent {
        kind: ActionKind::from_str_name(&format!("ACTION_KIND_{kind}")).unwrap_or_default().into(),
        state: state(at).unwrap_or_default().into(),
        due_at: Some(clock::to_wire(due.to_jiff())),
        original_due_at: Some(clock::to_wire(first.to_jiff())),
    };
    let rows = rows.fetch_all(tx.connection()).await?.into_iter();
    Ok(rows.map(|row| action(&row.kind, &row.state, row.due_at, row.original_due_at)).collect())
}

/// Reads what is left to do of the actions of a breach.
pub(crate) async fn undone(tx: &mut WriteTx<impl BreachWrite>, name: &Name) -> Result<Undone, Error> {
    let now = tx.now();
    let row = sqlx::query!(
        r#"SELECT count(*) AS "actions!",
                  coalesce(array_agg(action_id ORDER BY action_id)
                      FILTER (WHERE state <> 'VERIFIED' AND (accepted_until IS NULL OR accepted_until <= $2)), '{}') AS "open!"
           FROM breach_action WHERE breach_id = $1"#,
        name.id,
        now.to_sqlx() as _,
    );
    let row = row.fetch_one(tx.connection()).await?;
    let open = row.open.into_iter().map(|id: Uuid| format!("{name}/actions/{id}"));
    Ok(Undone { actions: row.actions, open: open.collect() })
}

/// Reads every action of every organisation, as the owner, and says what is wrong with each that cannot be read: its state,
/// or the acceptance of its risk, is not what its history says.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (String::new(), Uuid::nil(), Uuid::nil()));
    loop {
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT organisation, breach_id, action_id, version, created_at AS "created_at: _",
                      updated_at AS "updated_at: _", kind, title, owner_role, due_at AS "due_at: _",
                      original_due_at AS "original_due_at: _", state, completed_by, verified_by,
                      accepted_until AS "accepted_until: _", history
               FROM breach_action WHERE (organisation, breach_id, action_id) > ($1, $2, $3)
               ORDER BY organisation, breach_id, action_id LIMIT 500"#,
            after.0,
            after.1,
            after.2,
        );
        let rows = rows.fetch_all(pool).await?;
        let Some(last) = rows.last() else { return Ok(problems) };
        after = (last.organisation.clone(), last.breach_id, last.action_id);
        problems.extend(rows.into_iter().filter_map(|row| row.read().err()).map(|error| explain(&error)));
    }
}

/// Reads an action of a breach, both of which must be the caller's to see.
async fn read(connection: impl PgExecutor<'_>, name: &ActionName) -> Result<Action, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT organisation, breach_id, action_id, version, created_at AS "created_at: _",
                  updated_at AS "updated_at: _", kind, title, owner_role, due_at AS "due_at: _",
                  original_due_at AS "original_due_at: _", state, completed_by, verified_by,
                  accepted_until AS "accepted_until: _", history
           FROM breach_action WHERE breach_id = $1 AND action_id = $2
               AND EXISTS (SELECT FROM breach WHERE breach.breach_id = $1)"#,
        name.breach.id,
        name.id,
    );
    row.fetch_optional(connection).await?.ok_or(Error::NotFound)?.read()
}

/// How the names of kinds begin on the wire.
const KIND: &str = "ACTION_KIND_";

struct Row {
    organisation: String,
    breach_id: Uuid,
    action_id: Uuid,
    version: i64,
    created_at: Stored,
    updated_at: Stored,
    kind: String,
    title: String,
    owner_role: String,
    due_at: Stored,
    original_due_at: Stored,
    state: String,
    completed_by: Option<String>,
    verified_by: Option<String>,
    accepted_until: Option<Stored>,
    history: Value,
}

impl Row {
    fn read(self) -> Result<Action, Error> {
        let id = self.action_id;
        let bad = |what: &str| Error::internal(format!("breach_action {id}: {what}"));
        let label =
            |text: &str| Label::parse(text).ok_or_else(|| bad("an organisation or author is no label"));
        let pb::Action { reschedulings, evidence, verification, returns, risk_acceptances, .. } =
            from_json(&self.history)?;
        let step = |said: Option<pb::ActionStep>, by: Option<String>| match (said, by) {
            (Some(said), Some(by)) => Ok(Some(Step { said, by: label(&by)? })),
            (None, None) => Ok(None),
            _ => Err(bad("a step is half there")),
        };
        let steps = (step(evidence, self.completed_by)?, step(verification, self.verified_by)?);
        let state = match (self.state.as_str(), steps) {
            ("OPEN", (None, None)) => State::Open,
            ("COMPLETED", (Some(completed), None)) => State::Completed(completed),
            ("VERIFIED", (Some(completed), Some(verified))) => State::Verified { completed, verified },
            _ => return Err(bad("its state is not what its history says")),
        };
        let breach =
            Name { organisation: label(&self.organisation)?, collection: BREACHES, id: self.breach_id };
        let action = Action {
            name: ActionName { breach, id },
            version: self.version,
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
            kind: ActionKind::from_str_name(&format!("{KIND}{}", self.kind))
                .ok_or_else(|| bad("its kind is none"))?,
            title: self.title,
            owner_role: self.owner_role,
            due_at: self.due_at.to_jiff(),
            original_due_at: self.original_due_at.to_jiff(),
            state,
            reschedulings,
            returns,
            acceptances: risk_acceptances,
        };
        if action.accepted_until() != self.accepted_until.map(Stored::to_jiff) {
            return Err(bad("the acceptance of its risk is not what its history says"));
        }
        Ok(action)
    }
}
