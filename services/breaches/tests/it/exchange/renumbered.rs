//! What was kept before drafts were counted by themselves.

use super::*;
use sqlx::{AssertSqlSafe, Executor as _};

/// Takes back what the migration made of the tables, and numbers each exchange through, as was done before it.
const AS_BEFORE: &str = "
    DROP POLICY parties ON exchange_act;
    DROP FUNCTION sees_exchange;
    DROP INDEX exchange_act_number, exchange_act_draft, exchange_act_by_reader;
    ALTER TABLE exchange_act DROP CONSTRAINT exchange_act_key, DROP CONSTRAINT exchange_act_counts,
        DROP CONSTRAINT exchange_act_drafts, DROP CONSTRAINT exchange_act_own;
    UPDATE exchange_act AS act SET number = act.number + coalesce(
        (SELECT max(draft) FROM exchange_act AS drafted WHERE drafted.exchange_id = act.exchange_id AND drafted.number = 0), 0)
    WHERE number > 0;
    UPDATE exchange_act SET number = draft WHERE number = 0;
    UPDATE exchange_view AS view SET number = (SELECT max(number) FROM exchange_act AS act
        WHERE (act.reader, act.exchange_id) = (view.reader, view.exchange_id));
    ALTER TABLE exchange_act DROP COLUMN draft, ADD CONSTRAINT exchange_act_counts CHECK (number > 0),
        ADD CONSTRAINT exchange_act_key PRIMARY KEY (exchange_id, number, reader);
    ALTER TABLE exchange_view DROP COLUMN draft;
    CREATE INDEX exchange_act_by_reader ON exchange_act (reader, exchange_id, number);
    CREATE FUNCTION sees_exchange(id uuid, number integer, opener text, recipient text) RETURNS boolean LANGUAGE sql STABLE
        RETURN false;
    CREATE POLICY parties ON exchange_act AS RESTRICTIVE FOR INSERT WITH CHECK (
        CASE number WHEN 1 THEN opener = me() ELSE sees_exchange(exchange_id, number - 1, opener, recipient) END);";

const MIGRATION: &str = include_str!("../../../../chassis/migrations/0007_drafts.sql");

#[tokio::test]
async fn what_was_kept_before_is_numbered_as_if_it_had_been_kept_since() {
    let cast = Cast::new().await;
    let disclosed = cast.disclosed(MOJ).await;
    cast.moj().acknowledges(&cast.moj().has(&disclosed).await.unwrap()).await.unwrap();
    cast.siro().declines(&cast.prepared(MOJ).await).await.unwrap();
    cast.prepared(MOJ).await;
    let proposed = cast.proposed(ICO).await;
    cast.lead().agrees(&cast.lead().has(&proposed).await.unwrap()).await.unwrap();
    let owner = cast.world.database.owner().await;
    let kept = async |columns: &str| {
        let kept = format!(
            "SELECT exchange_id || reader || {columns} FROM exchange_act AS kept
             UNION ALL SELECT exchange_id || reader || {columns} FROM exchange_view AS kept ORDER BY 1"
        );
        sqlx::query_scalar::<_, String>(AssertSqlSafe(kept)).fetch_all(&owner).await.unwrap()
    };
    let since = kept("to_jsonb(kept)").await;
    assert!(since.iter().any(|row| row.contains("\"draft\": 2")) && since.len() > 10, "{since:?}");
    owner.execute(AS_BEFORE).await.unwrap();
    assert_ne!(kept("(to_jsonb(kept) || '{\"draft\": 0}')").await, since);
    owner.execute(MIGRATION).await.unwrap();
    assert_eq!(kept("to_jsonb(kept)").await, since);
    assert_eq!(cast.problems().await, Vec::<String>::new());
    let again = cast.moj().has(&disclosed).await.unwrap();
    assert_eq!((again.etag.as_str(), again.acts.len()), ("v2", 2));
    cast.siro().approves(&cast.prepared(MOJ).await).await.unwrap();
}
