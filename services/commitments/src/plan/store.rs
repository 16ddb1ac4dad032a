//! Plans in PostgreSQL.

use super::{
    PLANS,
    asks::{Filter, bare},
    model::Plan,
};
use crate::{between::DRAFTERS, register::Code};
use chassis::{
    Error, Label, Name, Page, ReadTx, Target, WriteTx, etag,
    message::{from_json, to_json},
    service::explain,
};
use contracts::{
    action::commitments::{CreatePlan, PackWrite, PlanRead, PlanWrite, UpdatePlan},
    commitments::{self as pb},
};
use jiff::civil::Date;
use jiff_sqlx::{Date as StoredDate, Timestamp as Stored, ToSqlx as _};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// Stores a new plan.
pub(super) async fn insert(tx: &mut WriteTx<CreatePlan>, plan: &Plan) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO plan (organisation, reader, need, plan_id, version, created_at, updated_at, code, due_on, first_due_on, progress,
                           facts, history)
         VALUES ($1, $1, $2, $3, $4, $5, $5, $6, $7, $7, $8, $9, $10)",
        plan.name.organisation.as_str(),
        DRAFTERS,
        plan.name.id,
        plan.version,
        plan.created_at.to_sqlx() as _,
        plan.code.to_string(),
        plan.due_on.to_sqlx() as _,
        bare(plan.facts.progress()),
        to_json(&plan.facts)?,
        history(plan)?,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Stores what changed of a plan.
pub(super) async fn save(tx: &mut WriteTx<UpdatePlan>, plan: &Plan) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE plan SET version = $2, updated_at = $3, due_on = $4, progress = $5, facts = $6, history = $7 WHERE plan_id = $1",
        plan.name.id,
        plan.version,
        plan.updated_at.to_sqlx() as _,
        plan.due_on.to_sqlx() as _,
        bare(plan.facts.progress()),
        to_json(&plan.facts)?,
        history(plan)?,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

fn history(plan: &Plan) -> Result<Value, Error> {
    to_json(&pb::Plan { reschedulings: plan.reschedulings.clone(), ..pb::Plan::default() })
}

/// Reads a plan.
pub(super) async fn get(tx: &mut ReadTx<impl PlanRead>, name: &Name) -> Result<Plan, Error> {
    read(tx.connection(), name.id).await
}

/// Reads a plan that is as its caller read it, and locks it until the transaction ends.
pub(super) async fn lock(tx: &mut WriteTx<UpdatePlan>, target: &Target) -> Result<Plan, Error> {
    let id = target.name.id;
    let version = sqlx::query_scalar!("SELECT version FROM plan WHERE plan_id = $1 FOR UPDATE", id);
    let version = version.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?;
    etag::check(&target.etag, version)?;
    read(tx.connection(), id).await
}

/// Finds a plan that was named before, if its caller may see it still.
pub(super) async fn see(tx: &mut WriteTx<impl PlanWrite>, name: &str) -> Result<(), Error> {
    let name = Name::parse(PLANS, name).ok_or_else(|| Error::internal("a remembered name is none"))?;
    read(tx.connection(), name.id).await.map(drop)
}

/// Reads one page of plans, due next first, and one more.
pub(super) async fn page(
    tx: &mut ReadTx<impl PlanRead>,
    filter: &Filter,
    page: &Page<(Date, Uuid)>,
) -> Result<Vec<Plan>, Error> {
    let (due_on, id) = page.after.unwrap_or((Date::ZERO, Uuid::nil()));
    let rows = sqlx::query_file_as!(
        Row,
        "queries/plans.sql",
        filter.code.map(|code| code.to_string()),
        &filter.progress,
        due_on.to_sqlx() as _,
        id,
        page.limit(),
    );
    rows.fetch_all(tx.connection()).await?.into_iter().map(Row::read).collect()
}

/// Reads the plans that a pack is to show, in the order in which they are named.
///
/// # Errors
/// [`Error::NotFound`] if one of them is not there.
pub(crate) async fn named(tx: &mut WriteTx<impl PackWrite>, names: &[Name]) -> Result<Vec<Plan>, Error> {
    let ids: Vec<_> = names.iter().map(|name| name.id).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT organisation, plan_id, version, created_at AS "created_at: _", updated_at AS "updated_at: _", code,
                  due_on AS "due_on: _", first_due_on AS "first_due_on: _", progress, facts, history
           FROM plan WHERE plan_id = ANY ($1)"#,
        &ids,
    );
    let found =
        rows.fetch_all(tx.connection()).await?.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    let plan = |name: &Name| found.iter().find(|plan| plan.name == *name).cloned().ok_or(Error::NotFound);
    names.iter().map(plan).collect()
}

async fn read(connection: impl PgExecutor<'_>, id: Uuid) -> Result<Plan, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT organisation, plan_id, version, created_at AS "created_at: _", updated_at AS "updated_at: _", code,
                  due_on AS "due_on: _", first_due_on AS "first_due_on: _", progress, facts, history
           FROM plan WHERE plan_id = $1"#,
        id,
    );
    row.fetch_optional(connection).await?.ok_or(Error::NotFound)?.read()
}

/// Reads every plan of every organisation, as the owner, and says what is wrong with each that cannot be read, or whose columns are
/// not what it says.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    let (mut problems, mut after) = (Vec::new(), (String::new(), Uuid::nil()));
    loop {
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT organisation, plan_id, version, created_at AS "created_at: _", updated_at AS "updated_at: _", code,
                      due_on AS "due_on: _", first_due_on AS "first_due_on: _", progress, facts, history
               FROM plan WHERE (reader, plan_id) > ($1, $2) ORDER BY reader, plan_id LIMIT 500"#,
            after.0,
            after.1,
        );
        let rows = rows.fetch_all(pool).await?;
        let Some(last) = rows.last() else { return Ok(problems) };
        after = (last.organisation.clone(), last.plan_id);
        problems.extend(rows.into_iter().filter_map(|row| row.read().err()).map(|error| explain(&error)));
    }
}

struct Row {
    organisation: String,
    plan_id: Uuid,
    version: i64,
    created_at: Stored,
    updated_at: Stored,
    code: String,
    due_on: StoredDate,
    first_due_on: StoredDate,
    progress: String,
    facts: Value,
    history: Value,
}

impl Row {
    fn read(self) -> Result<Plan, Error> {
        let id = self.plan_id;
        let bad = |what: &str| Error::internal(format!("plan {id}: {what}"));
        let facts: pb::PlanFacts = from_json(&self.facts)?;
        let pb::Plan { reschedulings, .. } = from_json(&self.history)?;
        let (due_on, first_due_on) = (self.due_on.to_jiff(), self.first_due_on.to_jiff());
        let last = reschedulings.last().map_or(first_due_on.to_string(), |last| last.to.clone());
        if facts.due_on != due_on.to_string()
            || last != facts.due_on
            || bare(facts.progress()) != self.progress
        {
            return Err(bad("its columns are not what it says"));
        }
        let organisation =
            Label::parse(&self.organisation).ok_or_else(|| bad("its organisation is no label"))?;
        Ok(Plan {
            name: Name { organisation, collection: PLANS, id },
            version: self.version,
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
            code: Code::parse(&self.code).ok_or_else(|| bad("its commitment is none"))?,
            due_on,
            first_due_on,
            facts,
            reschedulings,
        })
    }
}
