//! What departments are reminded of that the centre waits for.

use super::*;

impl Cast {
    /// What was told of the centre's by when somebody looked at a time.
    async fn hears_of_the_centre(&self, time: &str, whose: &str) -> Vec<String> {
        let owner = self.world.database.owner().await;
        let last = "SELECT coalesce(max(event_id), 0) FROM outbox";
        let last: i64 = sqlx::query_scalar(last).fetch_one(&owner).await.unwrap();
        self.world.set(time);
        assert_eq!(self.world.works().await.failed, 0);
        let told = "SELECT concat_ws(' ', split_part(resource, '/', 3), act, payload ->> 'point', payload ->> 'roles') FROM outbox
                    WHERE event_id > $1 AND reader = $2 AND act ~ '^(return|report)[.]' ORDER BY event_id";
        sqlx::query_scalar(told).bind(last).bind(whose).fetch_all(&owner).await.unwrap()
    }
}

const OWNERS: &str = r#"["dept.handler", "dept.dpo"]"#;

#[tokio::test]
async fn a_return_is_reminded_of_until_it_is_there() {
    let cast = Cast::new().await;
    let quiet = Vec::<String>::new();
    assert_eq!(cast.hears_of_the_centre("2026-06-30T22:59:59Z", "hmrc").await, quiet);
    assert_eq!(cast.hears_of_the_centre(OVER, "hmrc").await, quiet);
    let due = |point: &str| vec![format!("returns return.due {point} {OWNERS}")];
    assert_eq!(cast.hears_of_the_centre("2026-07-06T23:00:00Z", "hmrc").await, due("before:5wd"));
    assert_eq!(cast.hears_of_the_centre("2026-07-06T23:00:01Z", "hmrc").await, quiet, "once");
    cast.dpo().returns_quarter("").await;
    assert_eq!(cast.hears_of_the_centre("2026-07-12T23:00:00Z", "hmrc").await, quiet, "it is there");
    let late = |point: &str| vec![format!("returns return.overdue {point} {OWNERS}")];
    assert_eq!(cast.hears_of_the_centre("2026-07-14T23:00:00Z", "moj").await, late("overdue"));
    assert_eq!(cast.hears_of_the_centre("2026-07-15T23:00:00Z", "moj").await, late("overdue:1d"));
    assert_eq!(cast.hears_of_the_centre("2026-07-15T23:00:00Z", "hmrc").await, quiet);
    for party in ["ico", "gcdo", "ncsc"] {
        let told = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM outbox WHERE reader = $1 AND payload ? 'point'",
        );
        assert_eq!(
            told.bind(party).fetch_one(&cast.world.database.owner().await).await.unwrap(),
            0,
            "{party}"
        );
    }
    assert_eq!(
        cast.hears_of_the_centre("2026-10-02T09:00:00Z", "moj").await,
        quiet,
        "the next quarter's is not due yet"
    );
}

#[tokio::test]
async fn a_report_that_is_owed_to_the_centre_is_reminded_of_until_it_is_made() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let quiet = Vec::<String>::new();
    assert_eq!(cast.hears_of_the_centre("2026-05-05T12:00:00Z", "hmrc").await, quiet, "nothing is owed");
    does(&cast.siro(), "DeclareMajor", &breach).await.unwrap();
    let told =
        |act: &str, point: &str| vec![format!(r#"breaches report.{act} {point} ["dept.dpo", "dept.siro"]"#)];
    for (time, act, point) in [
        ("2026-05-05T12:00:00Z", "due", "before:24h"),
        ("2026-05-06T00:00:00Z", "due", "before:12h"),
        ("2026-05-06T08:00:00Z", "due", "before:4h"),
        ("2026-05-06T12:00:00.000001Z", "overdue", "overdue"),
        ("2026-05-07T12:00:00Z", "overdue", "overdue:1d"),
    ] {
        assert_eq!(cast.hears_of_the_centre(time, "hmrc").await, told(act, point), "{time}");
        assert_eq!(cast.hears_of_the_centre(time, "hmrc").await, quiet, "{time}, again");
    }
    let breach = cast.dpo().reads(&breach.name).await.unwrap();
    does(&cast.dpo(), "ReportToCentre", &breach).await.unwrap();
    let owed = "SELECT count(*) FROM breach WHERE report_due_at IS NOT NULL";
    let owed: i64 = sqlx::query_scalar(owed).fetch_one(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(owed, 0);
    assert_eq!(cast.hears_of_the_centre("2026-05-08T12:00:00Z", "hmrc").await, told("made", "")[..0]);
}

#[tokio::test]
async fn nobody_is_reminded_of_a_report_of_what_is_no_breach() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    does(&cast.siro(), "DeclareMajor", &breach).await.unwrap();
    let breach = cast.dpo().reads(&breach.name).await.unwrap();
    does(&cast.dpo(), "WithdrawConfirmation", &breach).await.unwrap();
    assert_eq!(cast.hears_of_the_centre("2026-05-06T09:00:01Z", "hmrc").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_report_and_a_clock_that_are_due_at_the_same_instant_are_both_told_of() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let owner = cast.world.database.owner().await;
    let same = "UPDATE breach SET report_due_at = due_at WHERE breach_id = $1::text::uuid";
    let id = breach.name.rsplit('/').next().unwrap();
    sqlx::query(same).bind(id).execute(&owner).await.unwrap();
    cast.world.set("2026-05-06T08:14:01Z");
    cast.world.works().await;
    let told = "SELECT act FROM outbox WHERE payload ->> 'point' = 'overdue' ORDER BY act";
    let told: Vec<String> = sqlx::query_scalar(told).fetch_all(&owner).await.unwrap();
    assert_eq!(told, ["deadline.overdue", "report.overdue"]);
}
