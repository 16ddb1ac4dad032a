//! On which days posts are held, and of which vacancies there may be something to say.

use super::{
    vacancy::Held,
    watch::{Task, Watched},
};
use crate::between::Fold as _;
use chassis::{
    Error, Label, ReadTx, WriteTx, message,
    worker::{Batch, Blind},
};
use contracts::{
    access::Reason,
    action::commitments::{EndAppointment, ListVacancies, RecordAppointment},
    commitments::{self as pb, Post},
};
use jiff::civil::Date;
use jiff_sqlx::{Date as StoredDate, ToSqlx as _};
use sqlx::PgPool;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most appointments that vacancies are worked out of: those that changed last.
const MOST: i64 = 10_000;

/// Has a post be held from a day on, or on some days.
///
/// # Errors
/// [`Error::Refused`] if it is held by another appointment then.
pub(super) async fn hold(
    tx: &mut WriteTx<RecordAppointment>,
    id: Uuid,
    (post, need): (Post, &str),
    (from, until): Held,
) -> Result<(), Error> {
    let own = tx.caller().organisation.clone();
    let held = sqlx::query!(
        "INSERT INTO post_holding (organisation, reader, need, appointment_id, post, from_day, until_day)
         VALUES ($1, $1, $2, $3, $4, $5, $6)",
        own.as_str(),
        need,
        id,
        bare(post),
        from.to_sqlx() as _,
        until.map(Date::to_sqlx) as Option<StoredDate>,
    );
    held.execute(tx.connection()).await.map_err(|error| {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("post_holding_alone") => {
                Error::refused(Reason::State, "the post is held by another appointment then")
            }
            _ => error.into(),
        }
    })?;
    Ok(())
}

/// Has a post be held until a day only.
pub(super) async fn release(tx: &mut WriteTx<EndAppointment>, id: Uuid, until: Date) -> Result<(), Error> {
    let released = sqlx::query!(
        "UPDATE post_holding SET until_day = $2 WHERE appointment_id = $1",
        id,
        until.to_sqlx() as _
    );
    released.execute(tx.connection()).await?;
    Ok(())
}

/// Reads on which days posts are held, by organisation and post, as far as the caller may read it.
pub(super) async fn held(tx: &mut ReadTx<ListVacancies>) -> Result<BTreeMap<(Label, i32), Vec<Held>>, Error> {
    let rows = sqlx::query_scalar!(
        "SELECT summary FROM exchange_view WHERE kind = $1 ORDER BY place, exchange_id LIMIT $2",
        super::Appointment::KIND,
        MOST,
    );
    let mut found = BTreeMap::<_, Vec<Held>>::new();
    for summary in rows.fetch_all(tx.connection()).await? {
        let said: pb::Appointment = message::from_json(&summary)?;
        let bad = || Error::internal("an appointment that is none");
        let organisation = Label::parent(&said.organisation).ok_or_else(bad)?;
        let from = said.from.parse().map_err(|_| bad())?;
        found.entry((organisation, said.post)).or_default().push((from, said.until.parse().ok()));
    }
    Ok(found)
}

/// Reads a batch of vacancies of which there may be something to say.
pub(super) async fn vacant(
    blind: &mut Blind,
    batch: &Batch<'_, Task>,
    today: Date,
    watched: &[Watched],
) -> Result<Vec<Task>, Error> {
    let organisations: Vec<_> = watched.iter().map(|one| one.organisation.to_string()).collect();
    let posts: Vec<_> = watched.iter().map(|one| bare(one.post).to_owned()).collect();
    let subjects: Vec<_> = watched.iter().map(Watched::subject).collect();
    let begun: Vec<StoredDate> = watched.iter().map(|one| one.begun.to_sqlx()).collect();
    let rows = sqlx::query!(
        r#"SELECT organisation AS "organisation!", subject AS "subject!", since AS "since!: StoredDate"
           FROM vacancies_to_remind_of($1, $2, $3, $4, $5, $6, $7)"#,
        batch.now.to_sqlx() as _,
        today.to_sqlx() as _,
        &organisations,
        &posts,
        &subjects,
        &begun as _,
        batch.most,
    );
    let rows = rows.fetch_all(blind.connection()).await?.into_iter();
    let task = |(organisation, subject, since)| Task { organisation, subject, since };
    Ok(rows.map(|row| task((row.organisation, row.subject, row.since.to_jiff()))).collect())
}

/// Compares, as the owner, on which days posts are held with what the appointments come to, and says what differs.
pub(crate) async fn check(pool: &PgPool) -> Result<Vec<String>, Error> {
    let rows = sqlx::query_scalar!(
        r#"SELECT coalesce(held.appointment_id, view.exchange_id) AS "id!"
           FROM post_holding AS held
               FULL JOIN (SELECT * FROM exchange_view WHERE kind = $1 AND reader = opener) AS view
               ON view.exchange_id = held.appointment_id AND view.reader = held.reader
           WHERE ('POST_' || held.post, held.from_day, held.until_day) IS DISTINCT FROM
                 (view.summary ->> 'post', (view.summary ->> 'from')::date, nullif(view.summary ->> 'until', '')::date)
           ORDER BY 1"#,
        super::Appointment::KIND,
    );
    let rows = rows.fetch_all(pool).await?;
    Ok(rows.iter().map(|id| format!("post_holding {id}: it is not what the appointment comes to")).collect())
}

fn bare(post: Post) -> &'static str {
    post.as_str_name().strip_prefix("POST_").unwrap_or_default()
}
