//! What keeps a worker from what it need not see, and one organisation's reminders from another's.

use super::{AWARE, confirmed};
use crate::actors::Cast;
use sqlx::{AssertSqlSafe, Executor as _};

#[tokio::test]
async fn each_organisation_is_reminded_of_its_own_and_one_that_fails_stops_no_other() {
    let cast = Cast::new().await;
    cast.world.set(AWARE);
    cast.handler().logs_and_confirms("Lost laptop").await;
    let moj = cast.moj().logs_and_confirms("Lost phone").await;
    let owner = cast.world.database.owner().await;
    // As many as are asked for at a time, of an organisation that nobody knows, and due before all others.
    let unknown = "INSERT INTO breach
                   SELECT (jsonb_populate_record(breach, jsonb_build_object(
                       'organisation', 'nowhere', 'reader', 'nowhere', 'breach_id', gen_random_uuid(),
                       'due_at', breach.due_at - interval '1 hour'))).*
                   FROM breach, generate_series(1, 100) WHERE organisation = 'hmrc'";
    assert_eq!(owner.execute(unknown).await.unwrap().rows_affected(), 100);
    assert_eq!(cast.looks_at("2026-05-04T08:14:00Z").await, (2, 100));
    let told = "SELECT concat_ws(' ', organisation, reader, need, split_part(resource, '/', 2)) FROM outbox
                WHERE payload ? 'point' ORDER BY 1";
    let told: Vec<String> = sqlx::query_scalar(told).fetch_all(&owner).await.unwrap();
    assert_eq!(told, ["hmrc hmrc handlers hmrc", "moj moj handlers moj"]);
    let kept =
        "SELECT concat_ws(' ', organisation, reader, need, subject) FROM reminder WHERE organisation = 'moj'";
    let kept: Vec<String> = sqlx::query_scalar(kept).fetch_all(&owner).await.unwrap();
    let id = moj.name.rsplit('/').next().unwrap();
    assert_eq!(kept, [format!("moj moj handlers {id}")]);
}

#[tokio::test]
async fn whoever_reminds_sees_identifiers_and_times_and_no_row_of_any_table() {
    let cast = Cast::new().await;
    confirmed(&cast).await;
    cast.looks_at("2026-05-04T08:14:00Z").await;
    let owner = cast.world.database.owner().await;
    let columns = "SELECT concat_ws(': ', proname, pg_get_function_result(oid)) FROM pg_proc
                   WHERE proname LIKE '%_to_remind_of' ORDER BY proname";
    let id = "organisation text, breach_id uuid";
    assert_eq!(
        sqlx::query_scalar::<_, String>(columns).fetch_all(&owner).await.unwrap(),
        [
            format!(
                "actions_to_remind_of: TABLE({id}, action_id uuid, due_at timestamp with time zone, since timestamp with time zone)"
            ),
            "cases_to_remind_of: TABLE(organisation text, case_id uuid, due_at timestamp with time zone, since timestamp with time zone)".to_owned(),
            format!(
                "clocks_to_remind_of: TABLE({id}, started_at timestamp with time zone, due_at timestamp with time zone)"
            ),
            "pointers_to_remind_of: TABLE(organisation text, pointer_id uuid, started_at timestamp with time zone, due_at timestamp with time zone)".to_owned(),
            format!("reports_to_remind_of: TABLE({id}, report_id uuid, due_at timestamp with time zone)"),
            "returns_to_remind_of: TABLE(organisation text, due_at timestamp with time zone)".to_owned(),
        ]
    );
    let definers = "SELECT count(*) FROM pg_proc WHERE prosecdef AND NOT has_function_privilege('public', oid, 'EXECUTE')
                    AND proname LIKE '%_to_remind_of'";
    assert_eq!(sqlx::query_scalar::<_, i64>(definers).fetch_one(&owner).await.unwrap(), 6);

    let app = &cast.world.app;
    for table in ["breach", "breach_action", "clock_event", "pointer", "reminder"] {
        let all = format!("SELECT FROM {table}");
        assert!(app.execute(AssertSqlSafe(all.clone())).await.is_err(), "{table}, without a context");
        // As the worker's transaction is: in an organisation's name, with no need.
        let mut tx = app.begin().await.unwrap();
        tx.execute(r#"SELECT set_config('concordat.context', '{"hmrc","by:worker"}', true)"#).await.unwrap();
        let seen = tx.execute(AssertSqlSafe(all)).await;
        assert!(seen.is_err() || seen.unwrap().rows_affected() == 0, "{table}, with the worker's");
    }
    for (organisation, allowed) in [("hmrc", true), ("moj", false)] {
        let mut tx = app.begin().await.unwrap();
        let context = format!(
            r#"SELECT set_config('concordat.context', '{{"{organisation}","by:worker","handlers"}}', true)"#
        );
        tx.execute(AssertSqlSafe(context)).await.unwrap();
        let planted = "INSERT INTO reminder (organisation, reader, need, subject, due_at, point, at, sent)
                       VALUES ('hmrc', 'hmrc', 'handlers', gen_random_uuid(), now(), 'elapsed:24h', now(), true)";
        assert_eq!(tx.execute(planted).await.is_ok(), allowed, "{organisation}");
    }
    for statement in ["SELECT FROM reminder", "UPDATE reminder SET sent = false", "DELETE FROM reminder"] {
        let mut tx = app.begin().await.unwrap();
        tx.execute(r#"SELECT set_config('concordat.context', '{"hmrc","by:x","handlers"}', true)"#)
            .await
            .unwrap();
        assert!(tx.execute(statement).await.is_err(), "{statement}: what was said stays said");
    }
}
