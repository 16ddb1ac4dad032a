//! A vacancy, from the day on which nobody is accountable to the day on which somebody acts; and a link to the calendar.

use chassis_testing::id;
use contracts::commitments::{
    ListAppointmentsRequest, Post, RecordAppointmentRequest, RevokeFeedRequest, Vacancy,
};
use e2e::{
    Actor, World, refused,
    requests::{self, AsRead, last_part, today},
};
use jiff::ToSpan as _;
use reqwest::StatusCode;

/// The vacancies of a department that somebody sees, of those that last.
async fn vacant(who: &Actor, department: &str) -> Vec<Vacancy> {
    let all = who.wire.calls(requests::list_vacancies(&who.parent())).await.unwrap().vacancies;
    all.into_iter().filter(|one| one.organisation == department && one.until.is_empty()).collect()
}

#[tokio::test]
async fn a_post_stands_vacant_from_the_day_itself_until_somebody_acts_and_the_centre_learns_of_both() {
    let world = World::new().await;
    let (hmrc, dpo, centre) = (world.hmrc(), world.hmrc().dpo(), world.gcdo().role("gcdo.analyst"));
    let since_ever = RecordAppointmentRequest {
        from: "2026-01-08".to_owned(),
        until: String::new(),
        ..requests::record_appointment(&hmrc.name())
    };
    let held = dpo.wire.calls(since_ever).await.unwrap().appointment.unwrap();
    assert_eq!(held.post(), Post::DepartmentLead);
    for who in [&dpo, &centre] {
        assert_eq!(vacant(who, &hmrc.name()).await, [], "{}", who.parent());
    }
    let mut visitor = world.visitor("hmrc-dpo", "dept.dpo").await;
    assert!(!visitor.get("/appointments").await.body.contains("Vacant now"));

    let end = requests::end_appointment(&(&held).into());
    let today = today();
    let end = contracts::commitments::EndAppointmentRequest { until: today.to_string(), ..end };
    assert_eq!(refused(world.hmrc().handler().wire.calls(end.clone()).await).1, "PERMISSION");
    dpo.wire.calls(end).await.unwrap();
    for who in [&dpo, &centre] {
        let [vacancy] = vacant(who, &hmrc.name()).await.try_into().unwrap();
        assert_eq!((vacancy.since, vacancy.days), (today.to_string(), 1), "{}", who.parent());
    }
    let page = visitor.get("/appointments").await;
    assert!(page.body.contains("Vacant now") && page.body.contains("today counted"), "{}", page.body);
    assert_eq!(
        refused(world.ico().lead().wire.calls(requests::list_vacancies("organisations/ico")).await).1,
        "PERMISSION"
    );
    assert_eq!(
        refused(
            world.moj().dpo().wire.calls(requests::get_appointment(&held.name.replace("hmrc", "moj"))).await
        )
        .1,
        "NOT_FOUND"
    );

    let acting = RecordAppointmentRequest {
        acting: true,
        from: today.to_string(),
        until: String::new(),
        ..requests::record_appointment(&hmrc.name())
    };
    dpo.wire.calls(acting).await.unwrap();
    for who in [&dpo, &centre] {
        assert_eq!(vacant(who, &hmrc.name()).await, [], "{}", who.parent());
    }
    let request = ListAppointmentsRequest { parent: centre.parent(), ..Default::default() };
    let seen = centre.wire.calls(request).await.unwrap().appointments;
    let acts: Vec<_> =
        seen.iter().filter(|one| one.organisation == hmrc.name()).map(|one| one.acting).collect();
    assert_eq!(acts, [true, false], "the centre reads who acts");
}

#[tokio::test]
async fn whoever_follows_a_link_reads_titles_and_days_until_it_is_revoked() {
    let world = World::new().await;
    let mut visitor = world.visitor("hmrc-dpo", "dept.dpo").await;
    let links = visitor.get("/calendar/links").await;
    let made = visitor.submits(&links, &[]).await;
    let begin = made.body.find("/calendar/feed/").expect("the link is shown");
    let path: String = made.body[begin..].chars().take_while(|character| *character != '<').collect();
    assert!(!visitor.get("/calendar/links").await.body.contains("/calendar/feed/"), "once");

    let mut nobody = world.passer_by();
    let answer = nobody.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(
        answer.body.starts_with("BEGIN:VCALENDAR\r\n")
            && answer.body.contains("SUMMARY:Return on breaches\r\n")
    );
    let own = ["hmrc", "HM Revenue", "dpo", "verdue", "Done"];
    assert!(own.iter().all(|word| !answer.body.contains(word)), "{}", answer.body);
    assert_eq!(answer.header("set-cookie"), "");

    let dpo = world.hmrc().dpo();
    let feeds = dpo.wire.calls(requests::list_feeds(&dpo.parent())).await.unwrap().feeds;
    let [feed] = feeds.as_slice() else { panic!("{feeds:?}") };
    let AsRead { name, etag, .. } = feed.into();
    dpo.wire.calls(RevokeFeedRequest { name, etag, request_id: id() }).await.unwrap();
    let revoked = nobody.get(&path).await;
    let never = nobody.get(&format!("/calendar/feed/{}.ics", "a".repeat(43))).await;
    let other = nobody.get("/calendar/feed/x").await;
    for page in [&revoked, &never, &other] {
        assert_eq!((page.status, page.header("set-cookie")), (StatusCode::NOT_FOUND, ""));
        assert_eq!(page.lasting(), revoked.lasting(), "the same words, whatever there was");
    }
}

#[tokio::test]
async fn what_is_recorded_on_a_page_is_done_and_the_year_shows_it() {
    let world = World::new().await;
    let mut visitor = world.visitor("hmrc-dpo", "dept.dpo").await;
    let due = requests::occurrence_of(&world.hmrc().name());
    let path = format!("/calendar/{}", last_part(&due));
    let agenda = visitor.get("/calendar").await;
    assert!(agenda.body.contains(&path) && agenda.body.contains("Overdue"));
    let yesterday = today().saturating_sub(1.day());
    let dpo = world.hmrc().dpo();
    let read = AsRead { name: due, ..AsRead::default() };
    let done_on = yesterday.to_string();
    let request = contracts::commitments::RecordDoneRequest { done_on, ..requests::record_done(&read) };
    dpo.wire.calls(request).await.unwrap();
    let page = visitor.get(&path).await;
    assert!(page.body.contains("Done") && page.body.contains("Minutes"), "{}", page.body);
    assert!(!visitor.get("/calendar?state=OCCURRENCE_STATE_OVERDUE").await.body.contains(&path));
}
