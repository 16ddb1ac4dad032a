//! What keeps one organisation's rows from another, also where the code above them is wrong.

use crate::actors::{Actor, Cast, HMRC, NOW, SETTINGS, confirmation, report};
use breaches::Breaches;
use chassis::{Db, Error, Ids, Pages};
use chassis_testing::{TestDb, World, id, pool};
use contracts::breaches as pb;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, PgPool};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use tonic::Code;

const ALL: &str = r#""org","reports","handlers","dpo""#;

#[tokio::test]
async fn another_organisation_is_not_found_whatever_is_asked() {
    let cast = Cast::new().await;
    let (breach, moj) = (cast.handler().logs("Lost laptop").await, cast.moj());
    let absent = moj.reads(&format!("organisations/moj/breaches/{}", id())).await.unwrap_err();
    let list = pb::ListBreachesRequest { parent: HMRC.to_owned(), ..Default::default() };
    for status in [
        moj.reads(&breach.name).await.unwrap_err(),
        moj.list_breaches(list).await.unwrap_err(),
        moj.starts(HMRC, report("Planted"), &id()).await.unwrap_err(),
        moj.logs_draft(&breach, &id()).await.unwrap_err(),
        moj.changes(&breach, report("Changed"), &["title"]).await.unwrap_err(),
        moj.confirm_breach(confirmation(&breach)).await.unwrap_err(),
        moj.assesses(&breach, pb::RiskLevel::Risk, pb::Answer::No).await.unwrap_err(),
        moj.advises(&breach, pb::RiskLevel::Risk).await.unwrap_err(),
        moj.decides(&breach, pb::RiskLevel::Risk, "").await.unwrap_err(),
        moj.explain_deadline(pb::ExplainDeadlineRequest { name: breach.name.clone() }).await.unwrap_err(),
    ] {
        assert_eq!((status.code(), status.message()), (Code::NotFound, "not found"));
        assert_eq!(status.details(), absent.details());
    }
}

#[tokio::test]
async fn the_rows_refuse_what_the_names_let_through() {
    let cast = Cast::new().await;
    let (mut breach, moj) = (cast.handler().logs_and_confirms("Lost laptop").await, cast.moj());
    breach.name = breach.name.replace("hmrc", "moj");
    assert_eq!(moj.reads(&breach.name).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(moj.confirm_breach(confirmation(&breach)).await.unwrap_err().code(), Code::NotFound);
    let list = pb::ListBreachesRequest { parent: "organisations/moj".to_owned(), ..Default::default() };
    assert!(moj.list_breaches(list).await.unwrap().breaches.is_empty());
    let world = &cast.world;
    for table in ["breach", "clock_event", "assessment_step", "request_memory"] {
        assert_eq!(world.rows("moj", ALL, &format!("SELECT FROM {table}")).await.unwrap(), 0, "{table}");
    }
    for table in ["audit_record", "outbox"] {
        assert!(
            world.rows("hmrc", ALL, &format!("SELECT FROM {table}")).await.is_err(),
            "{table} is for nobody to read"
        );
    }
    let planted = "INSERT INTO breach (organisation, reader, need, author, breach_id, version, created_at, updated_at,
                                       state, title, detected_how, reporter_role, facts)
                   VALUES ('hmrc', 'hmrc', 'reports', 'by:x', gen_random_uuid(), 1, now(), now(), 'DRAFT', 'Planted', '', '', '{}')";
    let refused = world.rows("moj", ALL, planted).await.unwrap_err();
    assert!(matches!(Error::from(refused), Error::NotFound));
    assert_eq!(world.rows("hmrc", ALL, planted).await.unwrap(), 1, "it is good but for its organisation");
}

#[tokio::test]
async fn who_has_no_need_to_see_it_does_not() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    let assessed = cast.handler().assesses(&breach, pb::RiskLevel::Risk, pb::Answer::No).await.unwrap();
    assert!(assessed.assessment.is_some());
    let learning = cast.actor("hmrc", "lea", "dept.learning", &["org"]);
    assert_eq!(learning.reads(&breach.name).await.unwrap_err().code(), Code::NotFound);
    let officer = cast.actor("hmrc", "al", "dept.ao", &["org", "reports"]);
    assert_eq!(
        officer.reads(&breach.name).await.unwrap().assessment,
        None,
        "it is the handlers' deliberation"
    );
}

#[tokio::test]
async fn an_answer_is_remembered_for_whoever_asked_and_nobody_else() {
    let cast = Cast::new().await;
    cast.handler().logs("Lost laptop").await;
    let owner = cast.world.database.owner().await;
    let hal: String =
        sqlx::query_scalar("SELECT DISTINCT author FROM request_memory").fetch_one(&owner).await.unwrap();
    let seen = async |author: &str| {
        let mut tx = cast.world.app.begin().await.unwrap();
        let context =
            format!(r#"SELECT set_config('concordat.context', '{{"hmrc","{author}",{ALL}}}', true)"#);
        tx.execute(AssertSqlSafe(context)).await.unwrap();
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM request_memory").fetch_one(&mut *tx).await.unwrap()
    };
    assert_eq!((seen(&hal).await, seen("by:x").await), (2, 0));
}

#[tokio::test]
async fn a_reporter_sees_and_changes_only_what_they_wrote_themselves() {
    let cast = Cast::new().await;
    let (own, other) =
        (cast.reporter(), cast.actor("hmrc", "ray", "dept.reporter", &["org", "reports", "own"]));
    let (mine, theirs) = (own.drafts("Mine").await, other.drafts("Theirs").await);
    let list = pb::ListBreachesRequest { parent: HMRC.to_owned(), ..Default::default() };
    let titles = async |who: &Actor| {
        let breaches = who.list_breaches(list.clone()).await.unwrap().breaches;
        breaches.into_iter().map(|breach| breach.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(&own).await, ["Mine"]);
    assert_eq!(titles(&other).await, ["Theirs"]);
    assert_eq!(titles(&cast.handler()).await, ["Theirs", "Mine"]);
    assert_eq!(own.reads(&theirs.name).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(own.logs_draft(&theirs, &id()).await.unwrap_err().code(), Code::NotFound);
    cast.handler().logs_draft(&mine, &id()).await.unwrap();
    assert_eq!(
        own.reads(&mine.name).await.unwrap().state(),
        pb::BreachState::Logged,
        "it tells how it goes on"
    );
    assert_eq!(cast.world.rows("hmrc", r#""reports","own""#, "SELECT FROM breach").await.unwrap(), 0);
}

#[tokio::test]
async fn a_working_row_is_written_for_oneself_and_whose_a_row_is_changes_nobody() {
    let cast = Cast::new().await;
    cast.handler().logs("Lost laptop").await;
    let world = &cast.world;
    for reader in ["ico", "moj"] {
        let copy = format!(
            "INSERT INTO breach (organisation, reader, need, author, breach_id, version, created_at, updated_at, state,
                                 title, detected_how, reporter_role, facts)
             VALUES ('hmrc', '{reader}', 'reports', 'by:x', gen_random_uuid(), 1, now(), now(), 'DRAFT', 'Sent', '', '',
                     '{{}}')"
        );
        assert!(
            world.rows("hmrc", ALL, &copy).await.is_err(),
            "what others see is a sealed copy, and no working row"
        );
    }
    for column in [
        "organisation = 'moj'",
        "reader = 'ico'",
        "need = 'reports'",
        "author = 'by:y'",
        "created_at = now()",
    ] {
        assert!(world.rows("hmrc", ALL, &format!("UPDATE breach SET {column}")).await.is_err(), "{column}");
    }
    for statement in [
        "DELETE FROM breach",
        "TRUNCATE breach",
        "UPDATE clock_event SET at = now()",
        "DELETE FROM clock_event",
        "UPDATE assessment_step SET content = '{}'",
        "DELETE FROM assessment_step",
        "DELETE FROM request_memory",
        "ALTER TABLE breach DISABLE ROW LEVEL SECURITY",
    ] {
        assert!(world.rows("hmrc", ALL, statement).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn every_table_is_fenced() {
    let cast = Cast::new().await;
    let open = "SELECT relname FROM pg_class
                WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> '_sqlx_migrations'
                    AND NOT (relrowsecurity AND relforcerowsecurity
                             AND (SELECT array_agg(polname ORDER BY polname) @> '{inserts,reads,updates}'
                                  FROM pg_policy WHERE polrelid = pg_class.oid))";
    let open: Vec<String> =
        sqlx::query_scalar(open).fetch_all(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_carries_nobodys_identity_on() {
    let cast = Cast::new().await;
    let app = &cast.world.app;
    assert!(app.execute("SELECT FROM breach").await.is_err(), "without a context");
    let breach = cast.handler().logs("Lost laptop").await;
    assert!(app.execute("SELECT FROM breach").await.is_err(), "after a commit");
    cast.handler().reads(&breach.name).await.unwrap();
    assert!(app.execute("SELECT FROM breach").await.is_err(), "after a read");
    cast.handler().reads(&format!("{HMRC}/breaches/{}", id())).await.unwrap_err();
    assert!(app.execute("SELECT FROM breach").await.is_err(), "after a refusal");
}

#[tokio::test]
async fn a_beginning_that_fails_or_is_cancelled_spoils_no_connection() {
    let database = TestDb::of::<Breaches>().await;
    let path = [("search_path", "sabotage, pg_catalog, public")];
    let app = pool(database.role("app").options(path), 1).await;
    let cast = Cast { world: World::with::<Breaches>(&SETTINGS, database, app, NOW).await };
    let (hal, breach) = (cast.handler(), cast.handler().logs("Lost laptop").await);
    let superuser = pool(cast.world.database.superuser(), 1).await;
    superuser
        .execute("CREATE SCHEMA sabotage; GRANT USAGE ON SCHEMA sabotage TO breaches_app")
        .await
        .unwrap();
    for body in ["SELECT (1 / 0)::text", "SELECT pg_sleep(1) || pg_catalog.set_config($1, $2, $3)"] {
        let second = "CREATE FUNCTION sabotage.set_config(text, text, boolean) RETURNS text LANGUAGE sql";
        superuser.execute(AssertSqlSafe(format!("{second} AS '{body}'"))).await.unwrap();
        let answer = timeout(Duration::from_millis(300), hal.reads(&breach.name)).await;
        assert!(answer.is_err() || answer.unwrap().unwrap_err().code() == Code::Internal);
        superuser.execute("DROP FUNCTION sabotage.set_config").await.unwrap();
        assert!(cast.world.app.execute("SELECT FROM breach").await.is_err(), "in nobody's name");
        timeout(Duration::from_secs(10), hal.logs("The next one")).await.expect("served");
    }
}

#[tokio::test]
async fn a_role_serves_or_migrates_and_never_both() {
    let database = TestDb::of::<Breaches>().await;
    let superuser = pool(database.superuser(), 1).await;
    let serves = async |pool: PgPool| {
        let now: Timestamp = NOW.parse().unwrap();
        Db::new(pool, Arc::new(now), Arc::new(Ids::Random), Pages::new(&[7; 32])).await.is_ok()
    };
    let app = database.app().await;
    assert!(app.execute("CALL assert_owner()").await.is_err(), "would not see every row");
    assert!(serves(app.clone()).await);
    assert!(!serves(database.owner().await).await, "has BYPASSRLS");
    assert!(!serves(superuser.clone()).await, "is superuser");
    let member = format!("member_{}", id().replace('-', ""));
    let make = format!("CREATE ROLE {member} LOGIN PASSWORD 'local' IN ROLE breaches_owner");
    superuser.execute(AssertSqlSafe(make)).await.unwrap();
    assert!(
        !serves(pool(database.role("app").username(&member), 1).await).await,
        "may become one that has BYPASSRLS"
    );
    superuser.execute("GRANT CREATE ON SCHEMA public TO breaches_app").await.unwrap();
    app.execute("CREATE TABLE mine ()").await.unwrap();
    assert!(!serves(app).await, "owns a table");
}

#[tokio::test]
async fn a_need_called_null_or_an_emptied_context_shows_nothing() {
    let cast = Cast::new().await;
    cast.handler().logs("Lost laptop").await;
    assert_eq!(cast.world.rows("hmrc", r#""null""#, "SELECT FROM breach").await.unwrap(), 0);
    let mut tx = cast.world.app.begin().await.unwrap();
    tx.execute("SELECT set_config('concordat.context', '', true)").await.unwrap();
    assert!(tx.execute("SELECT FROM breach").await.is_err());
}
