//! SC-01, and SC-14.

use super::{pointer, theirs};
use crate::actors::{Cast, HMRC, at, facts, notification, report};
use chassis_testing::{details, id, reason};
use contracts::{
    breaches::{
        self as pb, Answer, BreachState, DecisionTaken, ExchangeState, LegalRegime, NoticeChannel,
        PointerReason, PointerState,
    },
    exchange::Direction,
    time::{ClockEventKind, DeadlineState},
};
use tonic::Code;

const AWARE: &str = "2023-08-15T08:00:00Z";

type Change = fn(&mut pb::LiftPointerRequest);

/// What SC-01 is lifted to.
fn lift(pointer: &pb::Pointer) -> pb::LiftPointerRequest {
    let breach = pb::Breach {
        detected_at: at("2023-08-14T18:00:00Z"),
        detected_how: "An extract was seen on social media.".to_owned(),
        facts: Some(facts()),
        ..report("Hidden rows in a release")
    };
    pb::LiftPointerRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        breach: Some(breach),
        incident_type: pb::IncidentType::DataEmailedToIncorrectRecipient.into(),
        incident_category: pb::IncidentCategory::NonCyber.into(),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn under_a_court_order_there_is_a_pointer_until_it_is_lifted_and_then_a_record_with_the_same_clock() {
    let cast = Cast::new().await;
    cast.world.set("2023-08-16T09:00:00Z");
    let (siro, lead, principal) = (cast.siro(), cast.lead(), cast.principal());
    let made = siro.points(AWARE).await;
    assert_eq!((made.state(), made.deadline_state()), (PointerState::Open, DeadlineState::Running));
    assert_eq!(made.deadline.clone().unwrap().rule, "uk-gdpr-33/v1");
    assert_eq!(made.controller, HMRC);

    cast.world.set("2023-08-17T12:00:00Z");
    let informed = siro.informs(&made, "2023-08-17T10:00:00Z").await.unwrap();
    assert_eq!(informed.deadline_state(), DeadlineState::Met);
    let (released, sent) = siro.releases(&informed, &lead).await.unwrap();
    let (released, _) = siro.releases(&released, &principal).await.unwrap();
    assert_eq!(released.releases.len(), 2);
    assert_eq!(cast.dpo().reads_pointer(&made.name).await.unwrap().releases, released.releases);

    let read = lead.reads_exchange(&theirs(&sent)).await.unwrap();
    assert_eq!((read.state(), read.source.as_str()), (ExchangeState::Released, ""));
    assert_eq!(read.possible_acts, ["RecordDecisionStub"]);
    let content = read.acts[0].pointer.clone().unwrap();
    assert_eq!((content.aware_at, content.informed_at), (at(AWARE), at("2023-08-17T10:00:00Z")));
    assert_eq!(content.due_at, at("2023-08-18T08:00:00Z"));
    assert_eq!((content.reference, content.reason_code), (made.reference.clone(), made.reason_code));

    cast.world.set("2023-11-01T09:00:00Z");
    lead.stubs(&read, "2023-10-31T00:00:00Z").await.unwrap();
    let decided = siro.reads_pointer(&made.name).await.unwrap();
    let decision = decided.releases[0].decision.clone().unwrap();
    assert_eq!(
        (decision.decision(), decision.rationale_location.as_str()),
        (DecisionTaken::NoFurtherAction, "ICO/SAFE/7")
    );
    assert_eq!(decided.releases[1].decision, None);
    for entry in lead.register().await.iter().chain(&siro.register().await) {
        assert_eq!(entry.purpose, "personal data breach");
    }
    assert_eq!(siro.register().await.len(), 3, "two were given and one was received");
    let directions: Vec<_> =
        lead.register().await.iter().map(contracts::exchange::Disclosure::direction).collect();
    assert_eq!(directions, [Direction::Given, Direction::Received]);
    assert_eq!(cast.problems().await, Vec::<String>::new());

    cast.world.set("2025-07-15T11:00:00Z");
    assert!(cast.handler().lists_own().await.is_empty());
    let lifted = siro.lift_pointer(lift(&decided)).await.unwrap();
    let (after, breach) = (lifted.pointer.unwrap(), lifted.breach.unwrap());
    assert_eq!((after.state(), &after.breach), (PointerState::Lifted, &breach.name));
    assert_eq!(after.possible_acts, Vec::<String>::new());
    assert_eq!((breach.state(), breach.deadline_state()), (BreachState::Confirmed, DeadlineState::Met));
    let confirmation = breach.confirmation.clone().unwrap();
    assert_eq!((confirmation.aware_at, confirmation.controller.as_str()), (at(AWARE), HMRC));
    assert_eq!(confirmation.confirmed_at, at("2025-07-15T11:00:00Z"));
    assert_eq!(breach.deadline, decided.deadline, "to the second, and in the same words");
    let question = pb::ExplainDeadlineRequest { name: breach.name.clone() };
    let events = cast.handler().explain_deadline(question).await.unwrap().events;
    let history: Vec<_> = events.iter().map(|event| (event.kind(), event.at, event.recorded_at)).collect();
    let start = (ClockEventKind::Start, at(AWARE), at("2023-08-16T09:00:00Z"));
    let satisfied = (ClockEventKind::Satisfy, at("2023-08-17T10:00:00Z"), at("2023-08-17T12:00:00Z"));
    assert_eq!(history, [start, satisfied]);
    for told in [&lead, &principal] {
        let exchanges = told.exchanges().await;
        assert_eq!(exchanges.len(), 1);
        assert_eq!(exchanges[0].state(), ExchangeState::Lifted);
    }
    let again = lead.reads_exchange(&theirs(&sent)).await.unwrap();
    assert_eq!(again.acts.last().unwrap().pointer_lifted.clone().unwrap().reference, made.reference);
    lead.stubs(&again, "2025-07-15T10:00:00Z").await.expect("it is recordable after that too");

    assert_eq!(cast.handler().lists_own().await.len(), 1, "now everybody sees it who handles breaches");
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_the_regulator_was_told_of_a_pointer_is_the_first_notice_of_the_record_that_follows() {
    let cast = Cast::new().await;
    cast.world.set("2023-08-17T12:00:00Z");
    let made = cast.siro().points(AWARE).await;
    let informed = cast.siro().informs(&made, "2023-08-17T10:00:00Z").await.unwrap();
    cast.world.set("2025-07-15T11:00:00Z");
    let breach = cast.siro().lift_pointer(lift(&informed)).await.unwrap().breach.unwrap();
    let drafted = cast.handler().assesses(&breach, pb::RiskLevel::HighRisk, Answer::Yes).await.unwrap();
    let advised = cast.dpo().advises(&drafted, pb::RiskLevel::HighRisk).await.unwrap();
    let assessed = cast.siro().decides(&advised, pb::RiskLevel::HighRisk, "").await.unwrap();
    let told = cast.dpo().notify_regulator(notification(&assessed)).await.unwrap();
    assert_eq!(told.deadline_state(), DeadlineState::Met, "without reasons for a delay that was none");
    assert_eq!(told.breach.unwrap().deadline_state(), DeadlineState::Met);
    let first = told.submission.unwrap().content.unwrap().first_notice.unwrap();
    assert_eq!((first.channel(), first.received_at), (NoticeChannel::Telephone, at("2023-08-17T10:00:00Z")));
    assert_eq!(first.reference, "IC-123456-A1B2");
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_nobody_told_the_regulator_of_is_as_overdue_after_it_was_lifted_as_before() {
    let cast = Cast::new().await;
    cast.world.set("2023-08-16T09:00:00Z");
    let made = cast.siro().points(AWARE).await;
    cast.world.set("2023-08-18T08:00:00.000001Z");
    assert_eq!(cast.dpo().lists_pointers().await[0].deadline_state(), DeadlineState::Overdue);
    let breach = cast.siro().lift_pointer(lift(&made)).await.unwrap().breach.unwrap();
    assert_eq!(breach.deadline_state(), DeadlineState::Overdue);
    let late =
        notification(&cast.handler().assesses(&breach, pb::RiskLevel::Risk, Answer::No).await.unwrap());
    let owed = vec![crate::actors::owes(pb::OutstandingItem::RiskAssessment)];
    let late = pb::NotifyRegulatorRequest {
        items_outstanding: owed,
        expected_by: at("2023-08-30T09:00:00Z"),
        ..late
    };
    assert_eq!(reason(&cast.dpo().notify_regulator(late).await.unwrap_err()), "DELAY_REASONS_REQUIRED");
}

#[tokio::test]
async fn what_must_be_reported_to_the_centre_is_owed_from_when_it_was_lifted() {
    let cast = Cast::new().await;
    cast.world.set("2026-05-04T09:00:00Z");
    let made = cast.siro().points("2026-05-04T08:00:00Z").await;
    let mut lift = lift(&made);
    let breach = lift.breach.as_mut().unwrap();
    breach.detected_at = at("2026-05-04T07:00:00Z");
    let people = breach.facts.as_mut().unwrap().people.as_mut().unwrap();
    people.affected_approx = Some(20_000);
    people.set_affected_basis(pb::CountBasis::Exact);
    let breach = cast.siro().lift_pointer(lift).await.unwrap().breach.unwrap();
    assert_eq!(breach.course.unwrap().centre.unwrap().due_at, at("2026-05-05T09:00:00Z"));
    let owner = cast.world.database.owner().await;
    let owed = "SELECT count(*) FROM breach WHERE report_due_at = '2026-05-05T09:00:00Z'";
    assert_eq!(sqlx::query_scalar::<_, i64>(owed).fetch_one(&owner).await.unwrap(), 1);
}

#[tokio::test]
async fn under_part_4_there_is_a_pointer_and_no_other_record_and_nothing_is_due_where_nothing_is_serious() {
    let cast = Cast::new().await;
    let part_4 = |reference: &str, serious: Answer| pb::CreatePointerRequest {
        reference: reference.to_owned(),
        legal_regime: LegalRegime::DpaPart4.into(),
        reason_code: PointerReason::Part4.into(),
        serious_interference: serious.into(),
        ..pointer("2026-05-04T09:00:00Z")
    };
    for (reference, serious, state) in [
        ("A-1", Answer::Yes, DeadlineState::Running),
        ("A-2", Answer::NotYetKnown, DeadlineState::Running),
        ("A-3", Answer::No, DeadlineState::NotRequired),
    ] {
        let made = cast.siro().create_pointer(part_4(reference, serious)).await.unwrap().pointer.unwrap();
        assert_eq!((made.deadline_state(), made.serious_interference()), (state, serious));
        assert_eq!(made.deadline.clone().unwrap().rule, "dpa-part4-108/v1");
        assert_eq!(made.possible_acts, ["RecordRegulatorInformed", "ReleasePointer"]);
        let (_, sent) = cast.siro().releases(&made, &cast.lead()).await.unwrap();
        let content = sent.acts[0].pointer.clone().unwrap();
        assert_eq!(content.due_at.is_none(), serious == Answer::No);
        let pointer = cast.siro().reads_pointer(&made.name).await.unwrap();
        let refusal = details(&cast.siro().lift_pointer(lift(&pointer)).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "POINTER_ONLY"));
    }
    assert!(cast.handler().lists_own().await.is_empty());
    let mixed = [
        (part_4("A-4", Answer::Unspecified), "serious_interference"),
        (
            pb::CreatePointerRequest {
                reason_code: PointerReason::CourtOrder.into(),
                ..part_4("A-5", Answer::Yes)
            },
            "reason_code",
        ),
        (
            pb::CreatePointerRequest { reason_code: PointerReason::Part4.into(), ..pointer(AWARE) },
            "reason_code",
        ),
        (
            pb::CreatePointerRequest { serious_interference: Answer::No.into(), ..pointer(AWARE) },
            "serious_interference",
        ),
    ];
    for (request, field) in mixed {
        let refusal = details(&cast.siro().create_pointer(request).await.unwrap_err());
        assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec![field.to_owned()]));
    }
    assert_eq!(cast.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_pointer_is_lifted_only_to_a_record_that_could_have_been_confirmed() {
    let cast = Cast::new().await;
    cast.world.set("2023-08-17T12:00:00Z");
    let made = cast.siro().points(AWARE).await;
    let with = |change: Change| {
        let mut request = lift(&made);
        change(&mut request);
        request
    };
    let wrong: [(Change, &str); 5] = [
        (|lift| lift.breach.as_mut().unwrap().title = String::new(), "INCOMPLETE"),
        (
            |lift| lift.breach.as_mut().unwrap().detected_at = at("2023-08-15T08:00:01Z"),
            "AWARE_BEFORE_DETECTED",
        ),
        (
            |lift| lift.breach.as_mut().unwrap().detected_at = at("2023-08-14T07:59:59Z"),
            "AWARE_DELAY_REASON_REQUIRED",
        ),
        (
            |lift| lift.breach.as_mut().unwrap().title = "Letter to jo.bloggs@example.org".to_owned(),
            "PERSONAL_DATA_SUSPECTED",
        ),
        (|lift| lift.incident_type = 0, "FIELD_INVALID"),
    ];
    for (change, why) in wrong {
        assert_eq!(reason(&cast.siro().lift_pointer(with(change)).await.unwrap_err()), why);
    }
    let late = with(|lift| {
        lift.breach.as_mut().unwrap().detected_at = at("2023-08-01T08:00:00Z");
        lift.aware_delay_reason = "The extract had to be found.".to_owned();
        lift.processor = "A printer".to_owned();
        lift.joint_controllers = vec!["Another".to_owned()];
    });
    let confirmed = cast.siro().lift_pointer(late).await.unwrap().breach.unwrap().confirmation.unwrap();
    assert_eq!(confirmed.aware_delay_reason, "The extract had to be found.");
    assert_eq!(
        (confirmed.processor.as_str(), confirmed.joint_controllers),
        ("A printer", vec!["Another".to_owned()])
    );
}
