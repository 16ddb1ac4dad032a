//! Links in PostgreSQL: each is its maker's own, and of its secret there is the hash.

use super::model::{Feed, Secret};
use chassis::{Error, Label, ReadTx, WriteTx};
use contracts::action::commitments::{CreateFeed, ExportFeed, FeedRead, FeedWrite, RevokeFeed};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::{Date as StoredDate, Timestamp as Stored, ToSqlx as _};
use sqlx::PgExecutor;
use uuid::Uuid;

/// The most links that are listed.
const MOST: i64 = 100;

/// Keeps a link.
pub(super) async fn insert(
    tx: &mut WriteTx<CreateFeed>,
    feed: &Feed,
    need: &str,
    secret: &Secret,
) -> Result<(), Error> {
    let (own, author) = (tx.caller().organisation.clone(), tx.caller().author.clone());
    sqlx::query!(
        "INSERT INTO feed (organisation, reader, need, author, feed_id, secret_hash, role, at, ends_on)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8)",
        own.as_str(),
        need,
        author.as_str(),
        feed.id,
        secret.hash(),
        feed.role,
        feed.at.to_sqlx() as _,
        feed.ends_on.to_sqlx() as _,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Has a link count no longer.
pub(super) async fn revoke(tx: &mut WriteTx<RevokeFeed>, id: Uuid, at: Timestamp) -> Result<(), Error> {
    let revoked = sqlx::query!("UPDATE feed SET revoked_at = $2 WHERE feed_id = $1", id, at.to_sqlx() as _);
    revoked.execute(tx.connection()).await?;
    Ok(())
}

/// Reads a link of the caller's, and has whoever else changes it wait.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
pub(super) async fn take(tx: &mut WriteTx<impl FeedWrite>, id: Uuid) -> Result<Feed, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT feed_id, role, at AS "at: Stored", ends_on AS "ends_on: StoredDate", revoked_at AS "revoked_at: Stored"
           FROM feed WHERE feed_id = $1 FOR UPDATE"#,
        id,
    );
    Ok(row.fetch_optional(tx.connection()).await?.ok_or(Error::NotFound)?.into())
}

/// Reads the links of the caller's, latest first, and has whatever else they make meanwhile wait.
pub(super) async fn own(tx: &mut WriteTx<CreateFeed>) -> Result<Vec<Feed>, Error> {
    let author = tx.caller().author.to_string();
    let lock = sqlx::query_scalar!("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 1))", author);
    lock.fetch_one(tx.connection()).await?;
    all(tx.connection(), &author).await
}

/// Reads the links of the caller's, latest first.
pub(super) async fn list(tx: &mut ReadTx<impl FeedRead>) -> Result<Vec<Feed>, Error> {
    let author = tx.caller().author.to_string();
    all(tx.connection(), &author).await
}

async fn all(connection: impl PgExecutor<'_>, author: &str) -> Result<Vec<Feed>, Error> {
    let rows = sqlx::query_file_as!(Row, "queries/feeds.sql", author, MOST);
    Ok(rows.fetch_all(connection).await?.into_iter().map(Feed::from).collect())
}

/// Whose calendar a link shows, if it counts on a day.
pub(super) async fn of(
    tx: &mut ReadTx<ExportFeed>,
    secret: &Secret,
    today: Date,
) -> Result<Option<Label>, Error> {
    let organisation = sqlx::query_scalar!("SELECT feed_of($1, $2)", secret.hash(), today.to_sqlx() as _);
    let organisation = organisation.fetch_one(tx.connection()).await?;
    Ok(organisation.and_then(|code| Label::parse(&code)))
}

struct Row {
    feed_id: Uuid,
    role: String,
    at: Stored,
    ends_on: StoredDate,
    revoked_at: Option<Stored>,
}

impl From<Row> for Feed {
    fn from(row: Row) -> Self {
        Self {
            id: row.feed_id,
            role: row.role,
            at: row.at.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            revoked_at: row.revoked_at.map(Stored::to_jiff),
        }
    }
}
