//! Telling the regulator: what it takes, what is sealed, and what it does to the clock.

use crate::actors::{Cast, SETTINGS, at, facts, notification, owes, regulators, supplement};
use breaches::{Breaches, Settings};
use chassis_testing::{World, details, id, reason};
use contracts::{
    breaches::{
        self as pb, Answer, Breach, BreachState, Notice, NoticeChannel, OutstandingItem, RiskLevel,
        SubmissionPhase,
    },
    time::DeadlineState,
};
use tonic::Code;

/// A precautionary notice, with all outstanding.
fn early(breach: &Breach) -> pb::NotifyRegulatorRequest {
    use OutstandingItem::{
        Consequences, Contact, Data, Measures, Nature, NumberOfPeople, NumberOfRecords, People,
    };
    let items = [Nature, Data, NumberOfRecords, People, NumberOfPeople, Consequences, Measures, Contact];
    pb::NotifyRegulatorRequest {
        items_outstanding: items.map(owes).to_vec(),
        expected_by: at("2026-05-12T09:00:00Z"),
        ..notification(breach)
    }
}

fn elsewhere(reference: &str, received_at: &str) -> Option<Notice> {
    let received_at = at(received_at);
    Some(Notice { channel: NoticeChannel::OnlineForm.into(), reference: reference.to_owned(), received_at })
}

#[tokio::test]
async fn a_full_notification_seals_what_the_regulator_reads_and_meets_the_deadline() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    let check = pb::NotifyRegulatorRequest {
        validate_only: true,
        request_id: String::new(),
        ..notification(&breach)
    };
    let shown = cast.dpo().notify_regulator(check).await.unwrap();
    assert_eq!(cast.dpo().reads(&breach.name).await.unwrap(), breach, "asking changes nothing");

    let done = cast.dpo().notify_regulator(notification(&breach)).await.unwrap();
    let told = done.breach.clone().unwrap();
    assert_eq!((told.state(), done.deadline_state()), (BreachState::NotifiedFull, DeadlineState::Met));
    assert_eq!((told.case.as_str(), told.deadline_state()), (done.case.as_str(), DeadlineState::Met));
    let submission = done.submission.unwrap();
    let content = submission.content.clone().unwrap();
    assert_eq!(Some(content.clone()), shown.submission.unwrap().content, "what was shown is what was sent");
    assert_eq!(
        (content.number, content.phase(), content.risk_level()),
        (1, SubmissionPhase::Full, RiskLevel::Risk)
    );
    assert_eq!((content.facts, content.decision_maker_role.as_str()), (told.facts.clone(), "dept.dpo"));

    let name = format!("{}/submissions/1", regulators(&done.case));
    let read =
        cast.caseworker().get_submission(pb::GetSubmissionRequest { name: name.clone() }).await.unwrap();
    let read = read.submission.unwrap();
    assert_eq!(read, pb::Submission { name, ..submission }, "both read the same bytes");
    assert!(!String::from_utf8(read.sealed).unwrap().contains(breach.name.rsplit('/').next().unwrap()));
    assert!(!done.case.contains(breach.name.rsplit('/').next().unwrap()), "ids that cross are new");
}

#[tokio::test]
async fn a_precautionary_notice_owes_what_is_missing_and_a_follow_up_completes_it() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let bare = details(&cast.dpo().notify_regulator(notification(&breach)).await.unwrap_err());
    assert_eq!((bare.code, bare.reason.as_str()), (Code::FailedPrecondition, "INCOMPLETE"));
    assert_eq!(
        bare.fields,
        [
            "facts.incident.description",
            "facts.incident.dimensions",
            "facts.data.types",
            "facts.data.records_approx",
            "facts.people.types",
            "facts.people.affected_approx",
            "facts.people.likely_consequences",
            "facts.response.measures_taken",
            "facts.contact",
            "assessment.decision"
        ]
    );
    let first = cast.dpo().notify_regulator(early(&breach)).await.unwrap();
    let breach = first.breach.unwrap();
    assert_eq!(
        (breach.state(), first.deadline_state),
        (BreachState::NotifiedPartial, DeadlineState::Met.into())
    );
    assert_eq!(first.submission.unwrap().content.unwrap().phase(), SubmissionPhase::Initial);

    let breach = cast
        .handler()
        .changes(&breach, Breach { facts: Some(facts()), ..Breach::default() }, &["facts"])
        .await
        .unwrap();
    let unassessed = details(&cast.dpo().supplement_notification(supplement(&breach)).await.unwrap_err());
    assert_eq!(unassessed.fields, ["assessment.decision"]);
    let again = pb::SupplementNotificationRequest {
        items_outstanding: vec![owes(OutstandingItem::RiskAssessment)],
        expected_by: at("2026-05-12T09:00:00Z"),
        ..supplement(&breach)
    };
    let again = cast.dpo().supplement_notification(again).await.unwrap();
    assert_eq!(again.submission.unwrap().content.unwrap().phase(), SubmissionPhase::FollowUp);
    let breach = again.breach.unwrap();
    assert_eq!(breach.state(), BreachState::NotifiedPartial);

    let drafted = cast.handler().assesses(&breach, RiskLevel::UnlikelyRisk, Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
    let decided = cast.siro().decides(&advised, RiskLevel::UnlikelyRisk, "").await.unwrap();
    assert_eq!(decided.state(), BreachState::NotifiedPartial, "assessed after a precautionary notice");
    cast.world.set("2026-05-20T09:00:00Z");
    let whole = cast.dpo().supplement_notification(supplement(&decided)).await.unwrap();
    let content = whole.submission.clone().unwrap().content.unwrap();
    assert_eq!(
        (content.number, content.phase(), content.reclassified_below_threshold),
        (3, SubmissionPhase::Full, true)
    );
    assert_eq!(
        (whole.breach.clone().unwrap().state(), whole.deadline_state()),
        (BreachState::NotifiedFull, DeadlineState::Met)
    );
    let changed: Vec<_> = whole.submission.unwrap().changes.into_iter().map(|change| change.path).collect();
    for path in ["itemsOutstanding", "expectedBy", "riskLevel", "reclassifiedBelowThreshold", "phase"] {
        assert!(changed.iter().any(|changed| changed == path), "{path} in {changed:?}");
    }
    assert!(!changed.iter().any(|path| path.starts_with("facts")), "{changed:?}");
}

#[tokio::test]
async fn late_notice_says_why_and_stays_late_whatever_follows() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    cast.world.set("2026-05-06T08:14:00.000001Z");
    let silent = details(&cast.dpo().notify_regulator(notification(&breach)).await.unwrap_err());
    assert_eq!(
        (silent.reason.as_str(), silent.fields),
        ("DELAY_REASONS_REQUIRED", vec!["delay_reasons".to_owned()])
    );
    let request = pb::NotifyRegulatorRequest {
        delay_reasons: "It was found late.".to_owned(),
        ..notification(&breach)
    };
    let done = cast.dpo().notify_regulator(request).await.unwrap();
    assert_eq!(done.deadline_state(), DeadlineState::MetLate);
    cast.world.set("2026-06-06T08:14:00Z");
    let follow = supplement(&done.breach.unwrap());
    let follow = cast.dpo().supplement_notification(follow).await.unwrap();
    assert_eq!(follow.deadline_state(), DeadlineState::MetLate);
    let content = follow.submission.unwrap().content.unwrap();
    assert_eq!((content.number, content.phase()), (2, SubmissionPhase::FollowUp));
    assert_eq!(content.first_notice.unwrap().received_at, at("2026-05-06T08:14:00.000001Z"));
}

#[tokio::test]
async fn notice_given_elsewhere_counts_from_when_it_was_received() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    cast.world.set("2026-05-07T09:00:00Z");
    for (received_at, expected) in
        [("2026-05-07T09:00:01Z", "NOTICE_TIME"), ("2026-05-03T06:59:59Z", "NOTICE_TIME")]
    {
        let request =
            pb::NotifyRegulatorRequest { notice: elsewhere("IC-1", received_at), ..notification(&breach) };
        assert_eq!(reason(&cast.dpo().notify_regulator(request).await.unwrap_err()), expected);
    }
    let without = Notice { channel: NoticeChannel::Telephone.into(), ..Notice::default() };
    let request = pb::NotifyRegulatorRequest { notice: Some(without), ..notification(&breach) };
    let refusal = details(&cast.dpo().notify_regulator(request).await.unwrap_err());
    assert_eq!(refusal.fields, ["notice.reference", "notice.received_at"]);
    let both = Notice {
        channel: NoticeChannel::Platform.into(),
        ..elsewhere("IC-1", "2026-05-06T08:00:00Z").unwrap()
    };
    let request = pb::NotifyRegulatorRequest { notice: Some(both), ..notification(&breach) };
    assert_eq!(
        details(&cast.dpo().notify_regulator(request).await.unwrap_err()).fields,
        ["notice.reference", "notice.received_at"]
    );

    let notice = elsewhere("IC-1", "2026-05-06T08:14:00Z");
    let request = pb::NotifyRegulatorRequest { notice, ..notification(&breach) };
    let done = cast.dpo().notify_regulator(request).await.unwrap();
    assert_eq!(done.deadline_state(), DeadlineState::Met, "recorded a day later, received in time");
    let case = cast.caseworker().reads_case(&regulators(&done.case)).await.unwrap();
    assert_eq!(case.first_notice.unwrap().reference, "IC-1");
}

#[tokio::test]
async fn a_platform_that_is_no_notice_in_law_does_not_pretend_to_be() {
    let off = Settings { regulator_accepts_platform_notice: false, ..SETTINGS };
    let cast = Cast { world: World::at::<Breaches>(&off, crate::actors::NOW).await };
    let breach = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    let refusal = details(&cast.dpo().notify_regulator(notification(&breach)).await.unwrap_err());
    assert_eq!(
        (refusal.code, refusal.reason.as_str()),
        (Code::FailedPrecondition, "PLATFORM_NOTICE_NOT_ACCEPTED")
    );
    let notice = elsewhere("IC-1", "2026-05-05T08:00:00Z");
    cast.dpo()
        .notify_regulator(pb::NotifyRegulatorRequest { notice, ..notification(&breach) })
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_submits_names_who_decided() {
    let cast = Cast::new().await;
    let breach = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    let mut system = cast.handler();
    system.person = system.person.as_system();
    let mut officer = cast.dpo();
    officer.person = officer.person.as_system();
    for who in [cast.handler(), system.clone(), officer] {
        let refusal = details(&who.notify_regulator(notification(&breach)).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    }
    let by_reporter = pb::NotifyRegulatorRequest {
        decision_maker_role: "dept.reporter".to_owned(),
        ..notification(&breach)
    };
    assert_eq!(
        details(&system.notify_regulator(by_reporter).await.unwrap_err()).fields,
        ["decision_maker_role"]
    );
    let request =
        pb::NotifyRegulatorRequest { decision_maker_role: "dept.siro".to_owned(), ..notification(&breach) };
    let done = system.notify_regulator(request).await.unwrap();
    assert_eq!(done.submission.unwrap().content.unwrap().decision_maker_role, "dept.siro");
}

#[tokio::test]
async fn what_is_outstanding_is_expected_at_a_time_to_come() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let undated = pb::NotifyRegulatorRequest { expected_by: None, ..early(&breach) };
    assert_eq!(details(&cast.dpo().notify_regulator(undated).await.unwrap_err()).fields, ["expected_by"]);
    let dated = pb::NotifyRegulatorRequest { items_outstanding: vec![], ..early(&breach) };
    assert_eq!(details(&cast.dpo().notify_regulator(dated).await.unwrap_err()).fields, ["expected_by"]);
    let past = pb::NotifyRegulatorRequest { expected_by: at("2026-05-05T09:00:00Z"), ..early(&breach) };
    assert_eq!(reason(&cast.dpo().notify_regulator(past).await.unwrap_err()), "DUE_IN_THE_PAST");
    let logged = cast.handler().logs("Another").await;
    assert_eq!(reason(&cast.dpo().notify_regulator(early(&logged)).await.unwrap_err()), "STATE");
    let unnamed = pb::NotifyRegulatorRequest { request_id: String::new(), ..early(&breach) };
    assert_eq!(details(&cast.dpo().notify_regulator(unnamed).await.unwrap_err()).fields, ["request_id"]);
}

#[tokio::test]
async fn only_what_is_unlikely_to_be_a_risk_is_left_unnotified() {
    let cast = Cast::new().await;
    let ask = |breach: &Breach| pb::DecideNotToNotifyRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        rationale: "It came back unopened.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    let confirmed = cast.handler().logs_and_confirms("A letter").await;
    assert_eq!(reason(&cast.siro().decide_not_to_notify(ask(&confirmed)).await.unwrap_err()), "STATE");
    let risky = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::Risk).await;
    assert_eq!(reason(&cast.siro().decide_not_to_notify(ask(&risky)).await.unwrap_err()), "MUST_BE_NOTIFIED");
    let unlikely = cast.handler().assesses_whole(&cast, "A letter", RiskLevel::UnlikelyRisk).await;
    let mut system = cast.siro();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.decide_not_to_notify(ask(&unlikely)).await.unwrap_err()), "ACTING_ROLE");

    let left = cast.siro().decide_not_to_notify(ask(&unlikely)).await.unwrap().breach.unwrap();
    assert_eq!(
        (left.state(), left.deadline_state()),
        (BreachState::NotNotifiable, DeadlineState::NotRequired)
    );
    assert_eq!(left.not_notifiable.clone().unwrap().decision_maker_role, "dept.siro");
    assert_eq!(cast.siro().reads(&left.name).await.unwrap(), left);
    let officer = cast.actor("hmrc", "al", "dept.ao", &["org", "reports"]);
    assert_eq!(
        officer.reads(&left.name).await.unwrap().not_notifiable,
        None,
        "it is the handlers' deliberation"
    );
    assert_eq!(reason(&cast.dpo().notify_regulator(notification(&left)).await.unwrap_err()), "STATE");
    assert_eq!(
        reason(&cast.handler().assesses(&left, RiskLevel::Risk, Answer::No).await.unwrap_err()),
        "STATE"
    );
}
