//! Breaches that the named few alone may know of, and all that belongs to them.

use crate::{
    actions::plan,
    actors::{Cast, Reply, confirmation, facts, notification, regulators},
    cases::{answers, asks},
    exchange::lines::draft,
};
use chassis_testing::{details, id, open_for_two, reason, shut};
use contracts::breaches::{self as pb, Answer, Breach, PointerReason, RiskLevel};
use sqlx::{AssertSqlSafe, Executor as _, PgPool};
use tonic::Code;

/// The tables of which a breach, or what belongs to it, has rows.
const TABLES: [&str; 11] = [
    "breach",
    "breach_event",
    "assessment_step",
    "breach_action",
    "clock_event",
    "case_act",
    "case_view",
    "exchange_source",
    "exchange_act",
    "exchange_view",
    "disclosure",
];

/// How many rows of each table somebody of the department reads who has these needs.
async fn rows(app: &PgPool, needs: &str) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for table in TABLES {
        let mut tx = app.begin().await.unwrap();
        let context = format!(
            r#"SELECT set_config('concordat.context', '{{"hmrc","by:x",{needs}}}', true),
                      set_config('concordat.moment', '2026-05-05T09:00:00Z', true)"#
        );
        tx.execute(AssertSqlSafe(context)).await.unwrap();
        let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        counts.push((table, sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap()));
    }
    counts
}

const HANDLERS: &str = r#""org","reports","handlers","escalations","comms","dpo""#;
const FEW: &str = r#""org","reports","handlers","pointers""#;

/// A breach that the regulator was told of, with something in every table, and its case as the department names it.
async fn told(cast: &Cast) -> (Breach, String) {
    let breach = cast.handler().assesses_whole(cast, "Lost laptop", RiskLevel::Risk).await;
    cast.handler().create_action(plan(&breach.name)).await.unwrap();
    let told = cast.dpo().notify_regulator(notification(&breach)).await.unwrap();
    (cast.siro().reads(&breach.name).await.unwrap(), told.case)
}

/// The same, of which the regulator has asked something.
async fn whole(cast: &Cast) -> (Breach, String) {
    let (breach, case) = told(cast).await;
    let asked = cast.caseworker().reads_case(&regulators(&case)).await.unwrap();
    cast.caseworker().request_information(asks(&asked, "2026-05-08T16:00:00Z")).await.unwrap();
    (cast.siro().reads(&breach.name).await.unwrap(), case)
}

async fn refused<T: std::fmt::Debug>(reply: impl Future<Output = Reply<T>>) -> String {
    reason(&reply.await.unwrap_err())
}

#[tokio::test]
async fn a_breach_that_is_restricted_is_there_for_the_few_alone_with_all_that_belongs_to_it_until_that_is_lifted()
 {
    let cast = Cast::new().await;
    let (breach, case) = whole(&cast).await;
    let (siro, handler, app) = (cast.siro(), cast.handler(), &cast.world.app);
    let before = rows(app, HANDLERS).await;
    assert!(before.iter().all(|(_, count)| *count > 0), "{before:?}");
    let seen = handler.reads(&breach.name).await.unwrap();
    let restricted = siro.restricts(&breach).await.unwrap();
    let restriction = restricted.restriction.clone().unwrap();
    assert_eq!(
        (restriction.reason_code(), restriction.role.as_str()),
        (PointerReason::PoliceRequest, "dept.siro")
    );
    assert!(restricted.possible_acts.contains(&"LiftRestriction".to_owned()));
    assert!(!restricted.possible_acts.contains(&"RestrictBreach".to_owned()));
    assert!(rows(app, HANDLERS).await.iter().all(|(_, count)| *count == 0));
    let few = rows(app, FEW).await;
    for ((table, all), (_, left)) in before.iter().zip(&few) {
        let more = i64::from(*table == "breach_event");
        assert_eq!(all + more, *left, "{table}");
    }
    assert_eq!(refused(handler.reads(&breach.name)).await, "NOT_FOUND");
    assert_eq!(refused(handler.reads_case(&case)).await, "NOT_FOUND");
    assert_eq!(cast.dpo().reads(&breach.name).await.unwrap(), siro.reads(&breach.name).await.unwrap());
    assert_eq!(
        cast.caseworker().reads_case(&regulators(&case)).await.unwrap().acts.len(),
        2,
        "what it was told stays"
    );
    assert_eq!(cast.problems().await, Vec::<String>::new());

    let lifted = cast.dpo().unrestricts(&restricted).await.unwrap();
    assert_eq!(lifted.restriction, None);
    let after = rows(app, HANDLERS).await;
    for ((table, all), (_, now)) in before.iter().zip(&after) {
        let more = if *table == "breach_event" { 2 } else { 0 };
        assert_eq!(all + more, *now, "{table}");
    }
    let again = handler.reads(&breach.name).await.unwrap();
    assert_eq!(
        Breach { etag: String::new(), update_time: None, ..again },
        Breach { etag: String::new(), update_time: None, ..seen }
    );
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn whatever_is_added_to_a_breach_while_it_is_restricted_is_restricted_too_whoever_adds_it() {
    let cast = Cast::new().await;
    let (dpo, siro, app) = (cast.dpo(), cast.siro(), &cast.world.app);
    let logged = cast.reporter().logs("Lost laptop").await;
    let restricted = siro.restricts(&cast.siro().reads(&logged.name).await.unwrap()).await.unwrap();
    let confirmed = dpo.confirm_breach(confirmation(&restricted)).await.unwrap().breach.unwrap();
    dpo.create_action(plan(&confirmed.name)).await.unwrap();
    let change = Breach { facts: Some(facts()), ..Breach::default() };
    let known = dpo.changes(&confirmed, change, &["facts"]).await.unwrap();
    let drafted = dpo.assesses(&known, RiskLevel::Risk, Answer::No).await.unwrap();
    let advised = dpo.advises(&drafted, RiskLevel::Risk).await.unwrap();
    let assessed = siro.decides(&advised, RiskLevel::Risk, "").await.unwrap();
    let told = dpo.notify_regulator(notification(&assessed)).await.unwrap();
    let asked = cast.caseworker().reads_case(&regulators(&told.case)).await.unwrap();
    cast.caseworker().request_information(asks(&asked, "2026-05-08T16:00:00Z")).await.unwrap();
    let ours = dpo.reads_case(&told.case).await.unwrap();
    dpo.answer_information_request(answers(&ours, &["No.", "Yes."])).await.unwrap();
    let report = pb::ReportToCentreRequest {
        name: assessed.name.clone(),
        etag: told.breach.unwrap().etag,
        parts: vec![pb::BreachPart::Title.into()],
        request_id: id(),
        ..Default::default()
    };
    siro.report_to_centre(report).await.unwrap();

    assert!(rows(app, FEW).await.iter().all(|(_, count)| *count > 0));
    assert!(rows(app, HANDLERS).await.iter().all(|(_, count)| *count == 0));
    assert!(cast.handler().exchanges().await.is_empty() && cast.handler().register().await.is_empty());
    assert_eq!(cast.problems().await, Vec::<String>::new());
    let owner = cast.world.database.owner().await;
    let news = "SELECT DISTINCT need FROM outbox WHERE reader = 'hmrc'";
    assert_eq!(sqlx::query_scalar::<_, String>(news).fetch_all(&owner).await.unwrap(), ["pointers"]);
    let kept = "SELECT DISTINCT need FROM audit_record WHERE organisation = 'hmrc' AND act <> 'breach.started' AND act <> 'breach.logged'";
    assert_eq!(sqlx::query_scalar::<_, String>(kept).fetch_all(&owner).await.unwrap(), ["pointers"]);
    owner.execute("UPDATE breach_event SET need = 'handlers' WHERE number = 2").await.unwrap();
    owner
        .execute("UPDATE exchange_act SET need = 'handlers' WHERE reader = 'hmrc' AND number = 1")
        .await
        .unwrap();
    let problems = cast.problems().await;
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.ends_with("is not restricted as the breach is")));
}

#[tokio::test]
async fn who_knows_of_a_breach_is_changed_by_those_who_may_know_of_it_in_person_and_in_turn() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let (siro, dpo) = (cast.siro(), cast.dpo());
    assert_eq!(refused(cast.handler().restricts(&logged)).await, "ACTING_ROLE");
    assert_eq!(refused(siro.as_system().restricts(&logged)).await, "ACTING_ROLE");
    assert_eq!(refused(siro.unrestricts(&logged)).await, "STATE");
    let stale = Breach { etag: "v1".to_owned(), ..logged.clone() };
    assert_eq!(refused(siro.restricts(&stale)).await, "ETAG_STALE");
    assert_eq!(refused(cast.moj().restricts(&logged)).await, "NOT_FOUND");
    for reason in [PointerReason::Unspecified, PointerReason::AboveOfficial, PointerReason::Part4] {
        let request = pb::RestrictBreachRequest { reason_code: reason.into(), ..super::restriction(&logged) };
        let refusal = details(&siro.restrict_breach(request).await.unwrap_err());
        assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec!["reason_code".to_owned()]));
    }
    let request = super::restriction(&logged);
    let restricted = dpo.restrict_breach(request.clone()).await.unwrap();
    assert_eq!(dpo.restrict_breach(request).await.unwrap(), restricted);
    let restricted = restricted.breach.unwrap();
    assert_eq!(refused(siro.restricts(&restricted)).await, "STATE");
    assert_eq!(refused(cast.handler().unrestricts(&restricted)).await, "NOT_FOUND");
    assert_eq!(refused(siro.as_system().unrestricts(&restricted)).await, "ACTING_ROLE");
    siro.unrestricts(&restricted).await.unwrap();
}

#[tokio::test]
async fn the_rows_let_nobody_else_restrict_a_breach_or_see_what_is() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost laptop").await;
    let app = &cast.world.app;
    let tries = async |needs: &str, sql: &str| {
        let mut tx = app.begin().await.unwrap();
        let context = format!(r#"SELECT set_config('concordat.context', '{{"hmrc","by:x",{needs}}}', true)"#);
        tx.execute(AssertSqlSafe(context)).await.unwrap();
        let touched = tx.execute(AssertSqlSafe(sql.to_owned())).await.map(|done| done.rows_affected());
        tx.commit().await.unwrap();
        touched
    };
    let restrict = "UPDATE breach SET restriction = '{}' WHERE true OR version > 0";
    assert!(tries(HANDLERS, restrict).await.is_err(), "nobody hides what they could not see afterwards");
    assert!(tries(FEW, "UPDATE breach SET need = 'pointers'").await.is_err());
    assert_eq!(tries(FEW, restrict).await.unwrap(), 1);
    assert_eq!(tries(HANDLERS, "UPDATE breach SET restriction = NULL WHERE version > 0").await.unwrap(), 0);
    let (_, breach_id) = logged.name.rsplit_once('/').unwrap();
    let event = format!(
        "INSERT INTO breach_event (organisation, reader, need, breach_id, number, act, state_before, state_after, at, role,
                                   author, note)
         VALUES ('hmrc', 'hmrc', 'handlers', '{breach_id}', 9, 'x', 'LOGGED', 'LOGGED', now(), 'x', 'by:x', '')"
    );
    assert_eq!(tries(HANDLERS, &event).await.unwrap(), 1);
    assert_eq!(tries(HANDLERS, "SELECT FROM breach_event").await.unwrap(), 0, "whatever need was said");
    assert!(tries(FEW, "SELECT is_restricted('hmrc', 'x')").await.is_err(), "nobody asks that");
}

#[tokio::test]
async fn of_what_was_restricted_nobody_else_is_told_what_is_due() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    cast.siro().restricts(&cast.siro().reads(&breach.name).await.unwrap()).await.unwrap();
    cast.world.set("2026-05-07T09:00:00Z");
    let pass = cast.world.works().await;
    assert_eq!((pass.done, pass.failed), (1, 0));
    let told = "SELECT DISTINCT need FROM outbox WHERE payload ? 'point'";
    let owner = cast.world.database.owner().await;
    assert_eq!(sqlx::query_scalar::<_, String>(told).fetch_all(&owner).await.unwrap(), ["pointers"]);
}

#[tokio::test]
async fn what_is_said_in_public_of_a_restricted_breach_is_back_with_those_who_say_it_once_it_is_lifted() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    let lines = cast.press().drafts_lines(draft(&breach.name, "organisations/ico")).await.unwrap();
    let lines = cast.siro().approves_lines(&lines).await.unwrap();
    let restricted = cast.siro().restricts(&cast.siro().reads(&breach.name).await.unwrap()).await.unwrap();
    assert!(cast.press().reads_exchange(&lines.name).await.is_err());
    assert_eq!(cast.problems().await, Vec::<String>::new());
    cast.siro().unrestricts(&restricted).await.unwrap();
    cast.press().reads_exchange(&lines.name).await.expect("they said it");
    assert_eq!(cast.press().register().await.len(), 1);
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn of_a_pointer_whose_clock_runs_the_few_are_reminded_until_the_regulator_was_told_and_nobody_else() {
    let cast = Cast::new().await;
    cast.world.set("2026-05-04T09:00:00Z");
    let made = cast.siro().points("2026-05-04T08:00:00Z").await;
    let owner = cast.world.database.owner().await;
    let told =
        "SELECT need, payload ->> 'point', payload -> 'roles' = '[\"dept.dpo\", \"dept.siro\"]' FROM outbox
                WHERE payload ? 'point' AND resource = $1 ORDER BY 2";
    let told = async || {
        let told = sqlx::query_as::<_, (String, String, bool)>(told).bind(&made.name);
        told.fetch_all(&owner).await.unwrap()
    };
    let of_the_few = |point: &str| ("pointers".to_owned(), point.to_owned(), true);
    cast.world.works().await;
    assert_eq!(told().await, []);
    cast.world.set("2026-05-05T09:00:00Z");
    let pass = cast.world.works().await;
    assert_eq!((pass.done, pass.failed), (1, 0));
    assert_eq!(told().await, [of_the_few("elapsed:24h")]);
    cast.world.works().await;
    assert_eq!(told().await.len(), 1, "once");
    cast.siro().informs(&made, "2026-05-05T09:00:00Z").await.unwrap();
    cast.world.set("2026-05-06T09:00:00Z");
    cast.world.works().await;
    assert_eq!(told().await.len(), 1, "the regulator was told");
}

#[tokio::test]
async fn what_the_regulator_says_while_a_breach_is_being_restricted_slips_by_nobody() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let (breach, case) = told(&here).await;
    let owner = here.world.database.owner().await;
    let asked = there.caseworker().reads_case(&regulators(&case)).await.unwrap();
    // The caseworker's act waits before it commits, with its rows written; the restriction comes meanwhile.
    let gate = shut(&owner, "audit_record").await;
    let (asks_again, restricts) = (there.caseworker(), here.siro());
    let said = asks_again.request_information(asks(&asked, "2026-05-09T16:00:00Z"));
    let (said, done, ()) = tokio::join!(said, restricts.restricts(&breach), open_for_two(gate));
    assert!(said.is_ok() && done.is_ok(), "{said:?} {done:?}");
    assert_eq!(here.problems().await, Vec::<String>::new());
    assert!(rows(&here.world.app, HANDLERS).await.iter().all(|(_, count)| *count == 0));
}

#[tokio::test]
async fn of_two_restricted_breaches_the_regulator_is_told_at_once() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let mut breaches = Vec::new();
    for title in ["One", "Two"] {
        let breach = here.handler().assesses_whole(&here, title, RiskLevel::Risk).await;
        let breach = here.siro().reads(&breach.name).await.unwrap();
        breaches.push(here.siro().restricts(&breach).await.unwrap());
    }
    let owner = here.world.database.owner().await;
    let gate = shut(&owner, "disclosure").await;
    let (one, other) = (here.dpo(), there.dpo());
    let (one, other, ()) = tokio::join!(
        one.notify_regulator(notification(&breaches[0])),
        other.notify_regulator(notification(&breaches[1])),
        open_for_two(gate)
    );
    assert!(one.is_ok() && other.is_ok(), "neither waits for the other: {one:?} {other:?}");
    assert_eq!(here.problems().await, Vec::<String>::new());
    assert!(rows(&here.world.app, HANDLERS).await.iter().all(|(_, count)| *count == 0));
}

#[tokio::test]
async fn of_what_the_regulator_waits_for_in_a_restricted_case_the_few_are_reminded_and_nobody_else() {
    let cast = Cast::new().await;
    let (breach, case) = whole(&cast).await;
    let restricted = cast.siro().restricts(&breach).await.unwrap();
    let owner = cast.world.database.owner().await;
    let told = async || {
        let told = "SELECT concat_ws(' ', reader, need, act, payload ->> 'point', resource) FROM outbox
                    WHERE act ~ '^case[.](due|overdue)$' ORDER BY event_id";
        sqlx::query_scalar::<_, String>(told).fetch_all(&owner).await.unwrap()
    };
    cast.world.set("2026-05-07T23:00:00Z");
    assert_eq!(cast.world.works().await.failed, 0);
    let of_the_few = format!("hmrc pointers case.due before:1wd {case}");
    assert_eq!(told().await, std::slice::from_ref(&of_the_few));
    let kept = "SELECT DISTINCT need FROM audit_record WHERE act = 'case.reminded'";
    assert_eq!(sqlx::query_scalar::<_, String>(kept).fetch_all(&owner).await.unwrap(), ["pointers"]);
    cast.siro().reads_case(&case).await.expect("of what they read");
    assert_eq!(refused(cast.handler().reads_case(&case)).await, "NOT_FOUND");
    assert!(rows(&cast.world.app, HANDLERS).await.iter().all(|(_, count)| *count == 0));

    // What was said stays the few's, and what is said from now on is everybody's again.
    cast.siro().unrestricts(&restricted).await.unwrap();
    cast.world.set("2026-05-08T16:00:01Z");
    assert_eq!(cast.world.works().await.failed, 0);
    let of_all = format!("hmrc handlers case.overdue overdue {case}");
    assert_eq!(told().await, [of_the_few, of_all]);
}
