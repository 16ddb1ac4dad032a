//! Calls that meet: one waits for the other, as they would under load, and no test waits for a time.

use sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres, Transaction, query_scalar};
use std::time::Duration;

/// Lets no row of a table be written.
///
/// # Panics
/// If the database does not do as it is told.
pub async fn shut(owner: &PgPool, table: &str) -> Transaction<'static, Postgres> {
    let mut gate = owner.begin().await.expect("the test database does as it is told");
    gate.execute(AssertSqlSafe(format!("LOCK TABLE {table} IN EXCLUSIVE MODE")))
        .await
        .expect("the test database does as it is told");
    gate
}

/// Lets rows be written again once two calls wait, for that or for each other.
///
/// # Panics
/// If the database does not do as it is told.
pub async fn open_for_two(gate: Transaction<'static, Postgres>) {
    open_for(gate, 2).await;
}

/// Commits once so many calls wait, for that or for each other.
///
/// # Panics
/// If the database does not do as it is told.
pub async fn open_for(mut gate: Transaction<'static, Postgres>, calls: i64) {
    let waiting = "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
                   WHERE NOT granted AND datname = current_database()";
    while query_scalar::<_, i64>(waiting)
        .fetch_one(&mut *gate)
        .await
        .expect("the test database does as it is told")
        < calls
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    gate.commit().await.expect("the test database does as it is told");
}
