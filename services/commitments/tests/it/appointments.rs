//! Who is accountable, and the days on which nobody is.

use crate::{actors::Cast, desk::Desk};
use chassis::service::Service as _;
use chassis_testing::{details, reason};
use commitments::Commitments;
use contracts::commitments::{AppointmentState, Post, RecordAppointmentRequest};
use sqlx::Executor as _;

const LEAD: Post = Post::DepartmentLead;

/// Who was told of what, since the beginning.
async fn told(cast: &Cast) -> Vec<(String, String, String)> {
    let owner = cast.world.database.owner().await;
    let rows = sqlx::query_as(
        "SELECT reader, act, payload ->> 'point' FROM outbox WHERE act = 'post.vacant' ORDER BY reader, event_id",
    );
    rows.fetch_all(&owner).await.unwrap()
}

async fn since(desk: &Desk) -> Vec<(String, String, String, i32)> {
    let found = desk.vacancies().await.unwrap();
    found.into_iter().map(|one| (one.organisation, one.since, one.until, one.days)).collect()
}

fn vacant(organisation: &str, since: &str, until: &str, days: i32) -> (String, String, String, i32) {
    (format!("organisations/{organisation}"), since.to_owned(), until.to_owned(), days)
}

#[tokio::test]
async fn a_post_is_vacant_on_every_day_without_an_appointment_and_from_the_day_itself() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    assert_eq!(since(&dpo).await, [vacant("hmrc", "2026-01-08", "", 118)]);
    let first = dpo.appoints(LEAD, "2026-01-08", "").await.unwrap();
    assert_eq!(since(&dpo).await, []);
    dpo.ends(&first, "2026-05-05").await.unwrap();
    assert_eq!(since(&dpo).await, [vacant("hmrc", "2026-05-05", "", 1)]);
    cast.world.set("2026-05-06T22:59:59Z");
    assert_eq!(since(&dpo).await, [vacant("hmrc", "2026-05-05", "", 2)]);
    cast.world.set("2026-05-06T23:00:00Z");
    assert_eq!(since(&dpo).await, [vacant("hmrc", "2026-05-05", "", 3)], "a day begins in London");
}

#[tokio::test]
async fn whoever_acts_until_somebody_is_appointed_ends_the_gap_on_that_day() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let first = dpo.appoints(LEAD, "2026-01-08", "").await.unwrap();
    dpo.ends(&first, "2026-05-03").await.unwrap();
    let acting = RecordAppointmentRequest {
        post: LEAD.into(),
        acting: true,
        from: "2026-05-05".to_owned(),
        ..Default::default()
    };
    let acting = dpo.appoint(acting).await.unwrap();
    assert!(acting.acting);
    assert_eq!(since(&dpo).await, [vacant("hmrc", "2026-05-03", "2026-05-05", 2)]);
}

#[tokio::test]
async fn a_post_is_held_by_one_appointment_at_a_time() {
    let cast = Cast::new().await;
    let (dpo, siro, moj) = (cast.desk(cast.dpo()), cast.desk(cast.siro()), cast.desk(cast.moj()));
    let first = dpo.appoints(LEAD, "2026-02-01", "").await.unwrap();
    assert_eq!(first.state(), AppointmentState::Held);
    for (from, until) in
        [("2026-02-01", ""), ("2026-03-01", "2026-03-02"), ("2026-01-08", "2026-02-02"), ("2026-01-08", "")]
    {
        assert_eq!(reason(&siro.appoints(LEAD, from, until).await.unwrap_err()), "STATE", "{from} {until}");
    }
    siro.appoints(LEAD, "2026-01-08", "2026-02-01").await.unwrap();
    moj.appoints(LEAD, "2026-02-01", "").await.unwrap();
    let ended = siro.ends(&first, "2026-03-01").await.unwrap();
    assert_eq!((ended.state(), ended.until.as_str()), (AppointmentState::Ended, "2026-03-01"));
    dpo.appoints(LEAD, "2026-03-01", "").await.unwrap();
    assert_eq!(since(&dpo).await, []);
}

#[tokio::test]
async fn an_end_is_recorded_once_and_after_the_beginning() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let held = dpo.appoints(LEAD, "2026-02-01", "").await.unwrap();
    assert_eq!(held.possible_acts, ["EndAppointment"]);
    let refusal = details(&dpo.ends(&held, "2026-02-01").await.unwrap_err());
    assert_eq!(
        (refusal.reason.as_str(), refusal.fields.as_slice()),
        ("INCOMPLETE", &["until".to_owned()][..])
    );
    let ended = dpo.ends(&held, "2026-02-02").await.unwrap();
    assert_eq!(ended.possible_acts, [""; 0]);
    assert_eq!(reason(&dpo.ends(&held, "2026-03-02").await.unwrap_err()), "ETAG_STALE");
    assert_eq!(reason(&dpo.ends(&ended, "2026-03-02").await.unwrap_err()), "STATE");
    let before = details(&dpo.appoints(LEAD, "2026-05-01", "2026-05-01").await.unwrap_err());
    assert_eq!(before.fields, ["until"]);
}

#[tokio::test]
async fn an_organisation_has_the_posts_of_its_own_kind_since_they_began() {
    let cast = Cast::new().await;
    let (dpo, centre) = (cast.desk(cast.dpo()), cast.desk(cast.principal()));
    for (desk, post, from) in [
        (&dpo, Post::AccountableIndividual, "2026-02-01"),
        (&centre, LEAD, "2026-02-01"),
        (&dpo, LEAD, "2026-01-07"),
    ] {
        assert_eq!(reason(&desk.appoints(post, from, "").await.unwrap_err()), "NOT_OWED", "{post:?} {from}");
    }
    assert_eq!(reason(&cast.system().appoints(LEAD, "2026-02-01", "").await.unwrap_err()), "ACTING_ROLE");
    let own = centre.appoints(Post::AccountableIndividual, "2026-01-08", "").await.unwrap();
    assert_eq!(centre.appointments().await.unwrap().len(), 1);
    assert_eq!(centre.appointment(&own).await.unwrap(), own);
}

#[tokio::test]
async fn the_centre_reads_who_is_accountable_as_it_was_recorded_and_nobody_else_does() {
    let cast = Cast::new().await;
    let (dpo, centre) = (cast.desk(cast.dpo()), cast.desk(cast.analyst()));
    let held = dpo.appoints(LEAD, "2026-01-08", "").await.unwrap();
    let copy = centre.appointment(&held).await.unwrap();
    assert_eq!((copy.organisation.as_str(), copy.seal.clone()), ("organisations/hmrc", held.seal.clone()));
    assert_eq!(copy.possible_acts, [""; 0]);
    assert_eq!(reason(&cast.desk(cast.lead()).ends(&copy, "2026-05-01").await.unwrap_err()), "ACTING_ROLE");
    for stranger in [cast.moj(), cast.regulator(), cast.liaison()] {
        let desk = cast.desk(stranger);
        assert_eq!(reason(&desk.appointment(&held).await.unwrap_err()), "NOT_FOUND");
        assert_eq!(desk.appointments().await.unwrap(), []);
    }
    dpo.ends(&held, "2026-05-01").await.unwrap();
    let seen = since(&centre).await;
    let departments = chassis_testing::directory();
    let departments =
        departments.iter().filter(|one| one.party == contracts::access::Party::Department).count();
    assert_eq!(seen.len(), departments + 1, "those of each department, and its own");
    assert_eq!(seen[0], vacant("hmrc", "2026-05-01", "", 5), "the newest first");
    assert!(
        seen.contains(&vacant("moj", "2026-01-08", "", 118))
            && seen.contains(&vacant("gcdo", "2026-01-08", "", 118))
    );
    let owner = cast.world.database.owner().await;
    let crossed: Vec<(String, String)> =
        sqlx::query_as("SELECT reader, resource FROM disclosure ORDER BY at, reader")
            .fetch_all(&owner)
            .await
            .unwrap();
    let readers: Vec<_> = crossed.iter().map(|(reader, _)| reader.as_str()).collect();
    assert_eq!(readers, ["gcdo", "gcdo", "hmrc", "hmrc"], "both registers, of both acts");
}

#[tokio::test]
async fn of_a_vacancy_people_are_told_on_its_first_day_and_once_a_week() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let held = dpo.appoints(LEAD, "2026-01-08", "").await.unwrap();
    cast.world.works().await;
    let mine =
        async || told(&cast).await.into_iter().filter(|(reader, ..)| reader == "hmrc").collect::<Vec<_>>();
    assert_eq!(mine().await, []);
    assert!(told(&cast).await.iter().any(|(reader, ..)| reader == "moj"), "nobody was ever recorded there");
    dpo.ends(&held, "2026-05-06").await.unwrap();
    cast.world.set("2026-05-05T22:59:59Z");
    cast.world.works().await;
    assert_eq!(mine().await, []);
    let said = |point: &str| ("hmrc".to_owned(), "post.vacant".to_owned(), point.to_owned());
    cast.world.set("2026-05-05T23:00:00Z");
    cast.world.works().await;
    cast.world.works().await;
    assert_eq!(mine().await, [said("vacant:0w")], "the day begins in London, and is told of once");
    cast.world.set("2026-05-12T23:00:00Z");
    cast.world.works().await;
    assert_eq!(mine().await, [said("vacant:0w"), said("vacant:1w")]);
    dpo.appoints(LEAD, "2026-05-13", "").await.unwrap();
    cast.world.set("2026-05-20T23:00:00Z");
    cast.world.works().await;
    assert_eq!(mine().await.len(), 2, "somebody holds it");
}

#[tokio::test]
async fn on_which_days_a_post_is_held_is_checked_against_the_appointments() {
    let cast = Cast::new().await;
    let dpo = cast.desk(cast.dpo());
    let held = dpo.appoints(LEAD, "2026-01-08", "").await.unwrap();
    dpo.ends(&held, "2026-05-01").await.unwrap();
    let owner = cast.world.database.owner().await;
    let problems = async || {
        let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
        Commitments::check(owner.clone(), &directory, &calendar).await.unwrap()
    };
    assert_eq!(problems().await, [""; 0]);
    for (statement, undo) in [
        ("UPDATE post_holding SET until_day = NULL", "UPDATE post_holding SET until_day = '2026-05-01'"),
        (
            "UPDATE post_holding SET from_day = '2026-01-09'",
            "UPDATE post_holding SET from_day = '2026-01-08'",
        ),
        ("UPDATE post_holding SET post = 'X'", "UPDATE post_holding SET post = 'DEPARTMENT_LEAD'"),
    ] {
        owner.execute(statement).await.unwrap();
        assert_eq!(problems().await.len(), 1, "{statement}");
        owner.execute(undo).await.unwrap();
    }
    owner.execute("DELETE FROM post_holding").await.unwrap();
    assert_eq!(problems().await.len(), 1);
}
