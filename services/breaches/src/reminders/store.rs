//! What there may be to say something of, as identifiers and times.

use super::{Of, Task};
use crate::exchange::Quarter;
use chassis::{
    Directory, Error,
    deadline::Calendar,
    worker::{Batch, Blind},
};
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use uuid::Uuid;

/// Reads a batch of clocks that run, due first first.
pub(super) async fn clocks(blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
    let (due, id) = after(&batch);
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", breach_id AS "breach_id!", started_at AS "started_at!: Stored",
                  due_at AS "due_at!: Stored"
           FROM clocks_to_remind_of($1, coalesce($2::timestamptz, '-infinity'), $3, $4)"#,
        batch.now.to_sqlx() as _,
        due as _,
        id,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Clock { breach_id: row.breach_id, started_at: row.started_at.to_jiff() },
    });
    Ok(rows.collect())
}

/// Reads a batch of pointers whose clocks run, due first first.
pub(super) async fn pointers(blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
    let (due, id) = after(&batch);
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", pointer_id AS "pointer_id!", started_at AS "started_at!: Stored",
                  due_at AS "due_at!: Stored"
           FROM pointers_to_remind_of($1, coalesce($2::timestamptz, '-infinity'), $3, $4)"#,
        batch.now.to_sqlx() as _,
        due as _,
        id,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Pointer { pointer_id: row.pointer_id, started_at: row.started_at.to_jiff() },
    });
    Ok(rows.collect())
}

/// Reads a batch of actions that are late or will be soon, due first first.
pub(super) async fn actions(blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
    let (due, id) = after(&batch);
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", breach_id AS "breach_id!", action_id AS "action_id!",
                  due_at AS "due_at!: Stored", since AS "since!: Stored"
           FROM actions_to_remind_of($1, coalesce($2::timestamptz, '-infinity'), $3, $4)"#,
        batch.now.to_sqlx() as _,
        due as _,
        id,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Action { breach_id: row.breach_id, action_id: row.action_id, since: row.since.to_jiff() },
    });
    Ok(rows.collect())
}

/// Reads a batch of cases in which the regulator waits for something that is late or will be soon, due first first.
pub(super) async fn cases(blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
    let (due, id) = after(&batch);
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", case_id AS "case_id!", due_at AS "due_at!: Stored",
                  since AS "since!: Stored"
           FROM cases_to_remind_of($1, coalesce($2::timestamptz, '-infinity'), $3, $4)"#,
        batch.now.to_sqlx() as _,
        due as _,
        id,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Case { case_id: row.case_id, since: row.since.to_jiff() },
    });
    Ok(rows.collect())
}

/// Reads a batch of reports that are owed to the centre, due first first.
pub(super) async fn reports(blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
    let after = batch.after.and_then(|task| match task.of {
        Of::Report { breach_id, .. } => Some((task.due_at.to_sqlx(), breach_id)),
        _ => None,
    });
    let (due, id) = after.map_or((None, Uuid::nil()), |(due, id)| (Some(due), id));
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", breach_id AS "breach_id!", report_id AS "report_id!",
                  due_at AS "due_at!: Stored"
           FROM reports_to_remind_of($1, coalesce($2::timestamptz, '-infinity'), $3, $4)"#,
        batch.now.to_sqlx() as _,
        due as _,
        id,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Report { breach_id: row.breach_id, report_id: row.report_id },
    });
    Ok(rows.collect())
}

/// Reads a batch of returns that departments owe of the last quarter that is over, by department. The directory knows who owes
/// them: the database knows only who returned.
pub(super) async fn returns(
    blind: &mut Blind,
    batch: Batch<'_, Task>,
    directory: &Directory,
    calendar: &Calendar,
) -> Result<Vec<Task>, Error> {
    let Some(quarter) = Quarter::over(batch.now).next() else { return Ok(Vec::new()) };
    let after = batch.after.map(|task| task.organisation.as_str());
    let owing = quarter.owing(directory).filter(|(department, _)| Some(department.as_str()) > after);
    let owing = owing.filter_map(|(department, whose)| {
        Some((department.to_string(), quarter.due_at(whose, calendar)?.to_sqlx()))
    });
    let (owing, due): (Vec<String>, Vec<Stored>) = owing.unzip();
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", due_at AS "due_at!: Stored"
           FROM returns_to_remind_of($1, $2, $3, $4, $5, $6)"#,
        batch.now.to_sqlx() as _,
        quarter.to_string(),
        quarter.id(),
        &owing,
        &due as _,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter().map(|row| Task {
        organisation: row.organisation,
        due_at: row.due_at.to_jiff(),
        of: Of::Return { quarter },
    });
    Ok(rows.collect())
}

/// Where a batch begins.
fn after(batch: &Batch<'_, Task>) -> (Option<Stored>, Uuid) {
    batch.after.map_or((None, Uuid::nil()), |task| (Some(task.due_at.to_sqlx()), task.subject()))
}
