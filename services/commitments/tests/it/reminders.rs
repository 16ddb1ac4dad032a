//! Who is told of what the calendar asks and nobody recorded.

use crate::{
    actors::Cast,
    meetings::{AFTER, commissioner, held},
};
use contracts::commitments::Attendance;

/// The department's share of key findings of the first quarter, which was due by 30 April.
const FINDINGS: &str = "CAL-07-2026-01-01";

/// What an organisation was told of an occurrence: the act, the point and the roles.
async fn told(cast: &Cast, organisation: &str, occurrence: &str) -> Vec<(String, String, String)> {
    let sql = "SELECT act, payload ->> 'point', payload ->> 'roles' FROM outbox
               WHERE act LIKE 'duty.%' AND reader = $1 AND resource = $2 ORDER BY event_id";
    let resource = format!("organisations/{organisation}/occurrences/{occurrence}");
    let told = sqlx::query_as(sql).bind(organisation).bind(resource);
    told.fetch_all(&cast.world.database.owner().await).await.unwrap()
}

fn said(act: &str, point: &str, roles: &str) -> (String, String, String) {
    (act.to_owned(), point.to_owned(), roles.to_owned())
}

const DPO: &str = r#"["dept.dpo"]"#;
const SIRO: &str = r#"["dept.siro"]"#;

#[tokio::test]
async fn whoever_owes_something_is_told_working_days_before_and_once_each_time() {
    let cast = Cast::new().await;
    let second = "CAL-07-2026-04-01";
    let at = async |time: &str| {
        cast.world.set(time);
        cast.world.works().await;
        cast.world.works().await;
        told(&cast, "hmrc", second).await
    };
    // It is due by 28 July, and can be done from 1 July on: twenty working days before then it could not.
    assert_eq!(at("2026-07-13T22:59:59Z").await, []);
    let ten = said("duty.due", "before:10wd", DPO);
    assert_eq!(at("2026-07-13T23:00:00Z").await, std::slice::from_ref(&ten), "the day begins in London");
    let five = said("duty.due", "before:5wd", DPO);
    assert_eq!(at("2026-07-21T09:00:00Z").await, [ten.clone(), five.clone()]);
    let done = cast.desk(cast.dpo()).records(second, "2026-07-21").await.unwrap();
    assert_eq!(at("2026-07-28T09:00:00Z").await, [ten.clone(), five.clone()], "it is done");
    cast.desk(cast.dpo()).takes_back(&done).await.unwrap();
    let one = said("duty.due", "before:1wd", DPO);
    assert_eq!(
        at("2026-07-28T22:59:59Z").await,
        [ten.clone(), five.clone(), one.clone()],
        "it is not, after all"
    );
    let late = said("duty.overdue", "overdue", DPO);
    assert_eq!(at("2026-07-28T23:00:00Z").await, [ten, five, one, late]);
}

#[tokio::test]
async fn what_is_overdue_its_owner_hears_of_daily_and_whoever_answers_for_it_weekly_until_it_is_done() {
    let cast = Cast::new().await;
    cast.world.works().await;
    let fourth = said("duty.overdue", "overdue:4d", DPO);
    assert_eq!(
        told(&cast, "hmrc", FINDINGS).await,
        std::slice::from_ref(&fourth),
        "how it stands, and not how it stood"
    );
    cast.world.set("2026-05-07T23:00:00Z");
    cast.world.works().await;
    let week = [said("duty.overdue", "overdue:7d", DPO), said("duty.overdue", "overdue:1w", SIRO)];
    assert_eq!(told(&cast, "hmrc", FINDINGS).await, [[fourth].as_slice(), &week].concat());
    cast.desk(cast.dpo()).records(FINDINGS, "2026-05-07").await.unwrap();
    cast.world.set("2026-05-20T09:00:00Z");
    cast.world.works().await;
    assert_eq!(told(&cast, "hmrc", FINDINGS).await.len(), 3);
    assert!(told(&cast, "moj", FINDINGS).await.len() > 1, "another department did not do it");
}

#[tokio::test]
async fn two_years_after_something_was_due_nobody_is_told_any_longer() {
    let cast = Cast::new().await;
    // It was due by 7 April 2026.
    let review = "CAL-09-2026-01-08";
    cast.world.set("2028-04-07T22:59:59Z");
    cast.world.works().await;
    let last = told(&cast, "hmrc", review).await;
    assert!(last.iter().any(|(act, point, _)| act == "duty.overdue" && point == "overdue:731d"), "{last:?}");
    cast.world.set("2028-04-08T23:00:00Z");
    cast.world.works().await;
    assert_eq!(told(&cast, "hmrc", review).await, last);
    assert!(!told(&cast, "hmrc", "CAL-09-2026-04-08").await.is_empty(), "of the next they are");
}

#[tokio::test]
async fn attendance_that_follows_from_a_meeting_is_reminded_of_until_one_was_held() {
    let cast = Cast::new().await;
    held(&cast, commissioner(), Attendance::Attended).await;
    cast.world.set(AFTER);
    cast.world.works().await;
    assert_eq!(told(&cast, "gcdo", "CAL-01-2026-01-08").await, [], "it was held");
    let keepers = r#"["gcdo.lead", "centre.secretariat"]"#;
    let other = [said("duty.due", "before:20wd", keepers)];
    assert_eq!(told(&cast, "gcdo", "CAL-02-2026-01-08").await, other, "of the other board none was");
    // Where it is contested that they came, it counts no longer.
    cast.regulator().contests(&cast.regulator().invitation().await).await.unwrap();
    cast.world.works().await;
    assert_eq!(told(&cast, "gcdo", "CAL-01-2026-01-08").await, other);
}

#[tokio::test]
async fn nobody_is_reminded_of_what_another_owes_of_what_just_happens_or_of_what_is_reminded_of_elsewhere() {
    let cast = Cast::new().await;
    for day in ["2026-05-05", "2026-07-07", "2026-09-20", "2027-01-12"] {
        cast.world.set(&format!("{day}T09:00:00Z"));
        cast.world.works().await;
    }
    let owner = cast.world.database.owner().await;
    let told: Vec<(String, String)> = sqlx::query_as(
        "SELECT DISTINCT reader, substring(resource FROM 'CAL-[0-9]+') FROM outbox WHERE act LIKE 'duty.%' ORDER BY 1, 2",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let of = |reader: &str| -> Vec<&str> {
        told.iter().filter(|(who, _)| who == reader).map(|(_, duty)| duty.as_str()).collect()
    };
    assert_eq!(of("ico"), [""; 0]);
    assert_eq!(of("ncsc"), [""; 0]);
    let departments = ["CAL-07", "CAL-09", "CAL-10", "CAL-11"];
    assert_eq!((of("hmrc"), of("moj")), (departments.to_vec(), departments.to_vec()));
    assert_eq!(of("gcdo"), ["CAL-01", "CAL-02", "CAL-03", "CAL-04", "CAL-05", "CAL-06", "CAL-13"]);
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM reminder WHERE organisation <> reader")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}
