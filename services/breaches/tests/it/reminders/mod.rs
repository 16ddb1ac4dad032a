//! What people are reminded of: once each, whoever looks and how often.

mod fences;

use crate::{
    actions::{brought, does},
    actors::{Cast, NOW, SETTINGS, at, confirmation, notification, owes, supplement},
};
use breaches::Breaches;
use chassis_testing::{World, id, open_for, shut};
use contracts::breaches::{self as pb, Breach, RiskLevel};
use sqlx::Executor as _;

/// When departments become aware of the breaches of these tests. They are due three days later.
const AWARE: &str = "2026-05-03T08:14:00Z";

impl Cast {
    /// What people were told of deadlines and actions that are due, in order.
    async fn told(&self) -> Vec<String> {
        let told = "SELECT concat_ws(' ', act, payload ->> 'point', payload ->> 'roles') FROM outbox
                    WHERE payload ? 'point' ORDER BY event_id";
        sqlx::query_scalar(told).fetch_all(&self.world.database.owner().await).await.unwrap()
    }

    /// The points that people were told of since there were `before`.
    async fn points(&self, before: usize) -> Vec<String> {
        let told = self.told().await.into_iter().skip(before);
        told.map(|told| told.split(' ').nth(1).unwrap().to_owned()).collect()
    }

    async fn looks_at(&self, time: &str) -> (usize, usize) {
        self.world.set(time);
        let pass = self.world.works().await;
        (pass.done, pass.failed)
    }
}

fn corrects(breach: &Breach, aware_at: &str) -> pb::CorrectAwarenessRequest {
    pb::CorrectAwarenessRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        aware_at: at(aware_at),
        reason: "The log says otherwise.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// A breach that is confirmed as soon as its department is aware.
async fn confirmed(cast: &Cast) -> Breach {
    cast.world.set(AWARE);
    cast.handler().logs_and_confirms("Lost laptop").await
}

#[tokio::test]
async fn each_point_of_a_running_clock_is_told_once_when_it_has_passed_and_not_before() {
    let cast = Cast::new().await;
    let breach = confirmed(&cast).await;
    let mut before = 0;
    for (time, points) in [
        ("2026-05-04T08:13:59Z", &[][..]),
        ("2026-05-04T08:14:00Z", &["elapsed:24h"]),
        ("2026-05-05T08:13:59Z", &[]),
        ("2026-05-05T08:14:00Z", &["elapsed:48h", "due_soon"]),
        ("2026-05-05T20:14:00Z", &["elapsed:60h"]),
        ("2026-05-06T04:14:00Z", &["elapsed:68h"]),
        ("2026-05-06T08:14:00Z", &["elapsed:72h"]),
        ("2026-05-06T08:14:00.000001Z", &["overdue"]),
        ("2026-05-07T08:14:00Z", &["overdue:1d"]),
        ("2026-05-08T08:14:00Z", &["overdue:2d"]),
    ] {
        assert_eq!(cast.looks_at(time).await, (usize::from(!points.is_empty()), 0), "{time}");
        assert_eq!(cast.points(before).await, points, "{time}");
        assert_eq!(cast.looks_at(time).await, (0, 0), "{time}, again");
        before += points.len();
    }
    let owner = cast.world.database.owner().await;
    let event = "SELECT concat_ws(' ', organisation, reader, need, act, resource, at = '2026-05-05T08:14:00Z', payload)
                 FROM outbox WHERE payload ->> 'point' = 'elapsed:48h'";
    assert_eq!(
        sqlx::query_scalar::<_, String>(event).fetch_one(&owner).await.unwrap(),
        format!(
            "hmrc hmrc handlers deadline.reminder {} t {{\"point\": \"elapsed:48h\", \"roles\": [\"dept.handler\", \
             \"dept.dpo\"], \"due_at\": \"2026-05-06T08:14:00Z\"}}",
            breach.name
        ),
        "it is thin"
    );
    let audit = "SELECT DISTINCT concat_ws(' ', organisation, reader, need, subject, kind, acting_role, permission, resource)
                 FROM audit_record WHERE act = 'deadline.reminded'";
    assert_eq!(
        sqlx::query_scalar::<_, String>(audit).fetch_all(&owner).await.unwrap(),
        [format!(
            "hmrc hmrc handlers worker PRINCIPAL_KIND_SYSTEM platform.worker platform.remind {}",
            breach.name
        )]
    );
}

#[tokio::test]
async fn after_a_time_in_which_nobody_looked_people_are_told_how_it_stands_and_not_how_it_stood() {
    let cast = Cast::new().await;
    confirmed(&cast).await;
    assert_eq!(cast.looks_at("2026-05-14T09:00:00Z").await, (1, 0));
    let late = [
        r#"deadline.overdue overdue:8d ["dept.handler", "dept.dpo"]"#,
        r#"deadline.overdue overdue:1w ["dept.siro"]"#,
    ];
    assert_eq!(cast.told().await, late);
    let skipped = "SELECT point FROM reminder WHERE NOT sent ORDER BY point";
    let owner = cast.world.database.owner().await;
    assert_eq!(
        sqlx::query_scalar::<_, String>(skipped).fetch_all(&owner).await.unwrap(),
        [
            "due_soon",
            "elapsed:24h",
            "elapsed:48h",
            "elapsed:60h",
            "elapsed:68h",
            "elapsed:72h",
            "overdue",
            "overdue:7d"
        ]
    );
    // However often that is asked, by whoever whose clock is behind.
    owner.execute("UPDATE reminder SET next_at = '2026-05-01T00:00:00Z'").await.unwrap();
    for time in
        ["2026-05-04T08:14:00Z", "2026-05-05T08:14:00Z", "2026-05-06T08:15:00Z", "2026-05-14T08:00:00Z"]
    {
        assert_eq!(cast.looks_at(time).await, (0, 0), "{time}");
    }
    assert_eq!(cast.told().await, late);
}

#[tokio::test]
async fn an_overdue_clock_is_told_to_its_owners_daily_and_to_the_siro_at_once_and_weekly() {
    let cast = Cast::new().await;
    confirmed(&cast).await;
    cast.looks_at("2026-05-06T08:14:01Z").await;
    let before = cast.told().await;
    assert_eq!(before.last().unwrap(), r#"deadline.overdue overdue ["dept.siro"]"#);
    for day in 7..=20 {
        assert_eq!(cast.looks_at(&format!("2026-05-{day:02}T08:14:00Z")).await, (1, 0));
    }
    let mut expected = Vec::new();
    for day in 1..=14 {
        expected.push(format!(r#"deadline.overdue overdue:{day}d ["dept.handler", "dept.dpo"]"#));
        if day % 7 == 0 {
            expected.push(format!(r#"deadline.overdue overdue:{}w ["dept.siro"]"#, day / 7));
        }
    }
    assert_eq!(cast.told().await[before.len()..], expected);
}

#[tokio::test]
async fn of_two_replicas_that_look_at_once_one_tells_and_after_a_restart_nobody_does() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    confirmed(&here).await;
    here.world.set(NOW);
    let gate = shut(&here.world.database.owner().await, "reminder").await;
    let (one, other, ()) = tokio::join!(here.world.works(), there.world.works(), open_for(gate, 2));
    assert_eq!((one.done + other.done, one.failed + other.failed), (1, 0));
    assert_eq!(here.points(0).await, ["elapsed:48h", "due_soon"]);

    let database = here.world.database.clone();
    let again = Cast { world: World::over::<Breaches>(&SETTINGS, database, NOW).await };
    assert_eq!(again.looks_at(NOW).await, (0, 0));
    assert_eq!(again.looks_at("2026-05-05T20:14:00Z").await, (1, 0), "but it goes on");
    assert_eq!(again.points(2).await, ["elapsed:60h"]);
    let kept = "SELECT count(*) FROM audit_record WHERE act = 'deadline.reminded'";
    let owner = here.world.database.owner().await;
    assert_eq!(sqlx::query_scalar::<_, i64>(kept).fetch_one(&owner).await.unwrap(), 2);
}

#[tokio::test]
async fn nobody_is_reminded_of_a_clock_that_does_not_run() {
    let cast = Cast::new().await;
    let (hal, dpo, siro) = (cast.handler(), cast.dpo(), cast.siro());
    let notified = hal.assesses_whole(&cast, "Notified", RiskLevel::Risk).await;
    dpo.notify_regulator(notification(&notified)).await.unwrap();
    let unlikely = hal.assesses_whole(&cast, "Not notifiable", RiskLevel::UnlikelyRisk).await;
    let settled = pb::DecideNotToNotifyRequest {
        name: unlikely.name.clone(),
        etag: unlikely.etag.clone(),
        rationale: "Nobody can read it.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    siro.decide_not_to_notify(settled).await.unwrap();
    let withdrawn = hal.logs_and_confirms("Withdrawn").await;
    let withdrawal = pb::WithdrawConfirmationRequest {
        name: withdrawn.name.clone(),
        etag: withdrawn.etag.clone(),
        rationale: "It was never lost.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    dpo.withdraw_confirmation(withdrawal).await.unwrap();
    hal.logs("Logged").await;
    for time in [NOW, "2026-05-06T04:14:00Z", "2026-05-20T08:14:00Z"] {
        assert_eq!(cast.looks_at(time).await, (0, 0), "{time}");
    }
    assert_eq!(cast.told().await, Vec::<String>::new());

    let runs = hal.logs("Runs").await;
    let late = pb::ConfirmBreachRequest {
        aware_delay_reason: "The inquiry took a day.".to_owned(),
        ..confirmation(&runs)
    };
    hal.confirm_breach(late).await.unwrap();
    assert_eq!(cast.looks_at("2026-05-20T08:14:00Z").await, (1, 0), "one that runs is found among them");
}

#[tokio::test]
async fn a_deadline_that_was_moved_reminds_anew() {
    let cast = Cast::new().await;
    let breach = confirmed(&cast).await;
    assert_eq!(cast.looks_at("2026-05-05T20:14:00Z").await, (1, 0));
    assert_eq!(cast.points(0).await, ["elapsed:60h", "due_soon"]);
    let moved = cast.dpo().correct_awareness(corrects(&breach, "2026-05-03T07:14:00Z")).await.unwrap();
    assert_eq!(cast.looks_at("2026-05-05T20:14:00Z").await, (1, 0));
    assert_eq!(cast.points(2).await, ["elapsed:60h", "due_soon"], "of another deadline");
    let due = "SELECT DISTINCT payload ->> 'due_at' FROM outbox WHERE payload ? 'point' ORDER BY 1";
    let owner = cast.world.database.owner().await;
    let due: Vec<String> = sqlx::query_scalar(due).fetch_all(&owner).await.unwrap();
    assert_eq!(due, ["2026-05-06T07:14:00Z", "2026-05-06T08:14:00Z"]);

    cast.dpo().correct_awareness(corrects(&moved.breach.unwrap(), AWARE)).await.unwrap();
    assert_eq!(cast.looks_at("2026-05-05T20:14:00Z").await, (0, 0), "moved back, it was told already");
    assert_eq!(cast.looks_at("2026-05-06T04:14:00Z").await, (1, 0));
}

impl Cast {
    /// What people are told of what is due in days when somebody looks at this time: of which, what and who.
    async fn hears_of_days(&self, time: &str) -> Vec<String> {
        let owner = self.world.database.owner().await;
        let last: i64 = sqlx::query_scalar("SELECT coalesce(max(event_id), 0) FROM outbox")
            .fetch_one(&owner)
            .await
            .unwrap();
        let (_, failed) = self.looks_at(time).await;
        assert_eq!(failed, 0);
        let told =
            "SELECT concat_ws(' ', resource, act, payload ->> 'point', payload ->> 'roles') FROM outbox
                    WHERE event_id > $1 AND payload ? 'point' AND act NOT LIKE 'return.%' ORDER BY event_id";
        sqlx::query_scalar(told).bind(last).fetch_all(&owner).await.unwrap()
    }
}

fn owners(resource: &str, act: &str, point: &str) -> String {
    format!(r#"{resource} {act} {point} ["dept.handler", "dept.dpo"]"#)
}

fn siro(resource: &str, act: &str, point: &str) -> String {
    format!(r#"{resource} {act} {point} ["dept.siro"]"#)
}

fn all(resource: &str, act: &str) -> String {
    format!(r#"{resource} {act} escalated:30d ["dept.handler", "dept.dpo", "dept.siro"]"#)
}

#[tokio::test]
async fn an_open_action_is_told_of_before_it_is_due_and_escalates_afterwards() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "Lost laptop", RiskLevel::Risk).await;
    cast.dpo().notify_regulator(notification(&breach)).await.unwrap();
    let open = brought(&cast, &breach, &[]).await.name;
    let completed = brought(&cast, &breach, &["complete"]).await;
    brought(&cast, &breach, &["complete", "verify"]).await;
    let resting = brought(&cast, &breach, &["accept"]).await;
    let moved = brought(&cast, &breach, &["move"]).await.name;
    let (due, overdue, quiet) = ("action.due", "action.overdue", Vec::<String>::new());
    assert_eq!(cast.hears_of_days("2026-05-10T22:59:59Z").await, quiet);
    assert_eq!(cast.hears_of_days("2026-05-10T23:00:00Z").await, [owners(&open, due, "before:1wd")]);
    assert_eq!(cast.hears_of_days("2026-05-10T23:00:01Z").await, quiet, "once");
    assert_eq!(cast.hears_of_days("2026-05-11T23:00:00Z").await, [owners(&moved, due, "before:5wd")]);
    assert_eq!(cast.hears_of_days("2026-05-12T09:00:01Z").await, [owners(&open, overdue, "overdue")]);
    assert_eq!(
        cast.hears_of_days("2026-05-19T09:00:00Z").await,
        [
            owners(&open, overdue, "overdue:7d"),
            siro(&open, overdue, "overdue:1w"),
            owners(&resting.name, overdue, "overdue:7d"),
            siro(&resting.name, overdue, "overdue:1w"),
            owners(&moved, due, "before:1wd"),
        ],
        "what was accepted until now rests no longer; what is said to be done waits for another"
    );
    does(&cast, "return", &completed).await.unwrap();
    assert_eq!(
        cast.hears_of_days("2026-05-19T09:00:01Z").await,
        [
            owners(&completed.name, overdue, "overdue:7d"),
            siro(&completed.name, overdue, "overdue:1w"),
            owners(&moved, overdue, "overdue"),
        ],
        "not done after all"
    );
    does(&cast, "complete", &resting).await.unwrap();
    let month = |name: &str| {
        [owners(name, overdue, "overdue:30d"), siro(name, overdue, "overdue:4w"), all(name, overdue)]
    };
    let late = [owners(&moved, overdue, "overdue:23d"), siro(&moved, overdue, "overdue:3w")];
    assert_eq!(
        cast.hears_of_days("2026-06-11T09:00:00Z").await,
        [&month(&open)[..], &month(&completed.name), &late].concat()
    );
}

#[tokio::test]
async fn what_the_regulator_waits_for_is_told_of_before_it_is_due_and_afterwards_until_it_is_there() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "Lost laptop", RiskLevel::Risk).await;
    let owing = pb::NotifyRegulatorRequest {
        items_outstanding: vec![owes(pb::OutstandingItem::Measures)],
        expected_by: at("2026-05-20T09:00:00Z"),
        ..notification(&breach)
    };
    let told = cast.dpo().notify_regulator(owing).await.unwrap();
    let (case, quiet) = (told.case, Vec::<String>::new());
    assert_eq!(cast.hears_of_days("2026-05-05T22:59:59Z").await, quiet, "ten working days before lie behind");
    assert_eq!(cast.hears_of_days("2026-05-12T23:00:00Z").await, [owners(&case, "case.due", "before:5wd")]);
    assert_eq!(cast.hears_of_days("2026-05-20T09:00:00Z").await, [owners(&case, "case.due", "before:1wd")]);
    assert_eq!(cast.hears_of_days("2026-05-20T09:00:01Z").await, [owners(&case, "case.overdue", "overdue")]);
    cast.dpo().supplement_notification(supplement(&told.breach.unwrap())).await.unwrap();
    assert_eq!(cast.hears_of_days("2026-07-20T09:00:01Z").await, quiet, "nothing is waited for");
    let readers = "SELECT DISTINCT reader || ' ' || need FROM outbox WHERE act LIKE 'case.%due%'";
    let readers: Vec<String> =
        sqlx::query_scalar(readers).fetch_all(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(readers, ["hmrc handlers"], "the regulator is told nothing of what the department is");
}

#[tokio::test]
async fn nobody_is_reminded_of_an_action_whose_breach_goes_on_no_longer() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    brought(&cast, &breach, &[]).await;
    let void = pb::WithdrawConfirmationRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        rationale: "It was never lost.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    cast.dpo().withdraw_confirmation(void).await.unwrap();
    assert_eq!(cast.looks_at("2026-07-01T09:00:00Z").await, (0, 0));
}
