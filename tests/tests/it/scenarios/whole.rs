//! One breach, from its report to its second closing.

use super::{affecting, assessed, confirmed, done, facts, known, planned};
use contracts::{
    breaches::{
        self as pb, ActionKind, ActionState, Breach, BreachState, CaseState, CountBasis, DataSubjectType,
        DataType, IncidentCategory, IncidentType, OutstandingItem, RiskLevel, SubmissionPhase,
    },
    time::DeadlineState,
};
use e2e::{
    World, refused,
    requests::{self, as_named_by, in_hours, owed},
};
use tonic::Code;

#[tokio::test]
async fn a_breach_goes_through_every_state_and_is_opened_and_closed_again_with_its_history() {
    let world = World::new().await;
    let (hmrc, officer) = (world.hmrc(), world.ico().case_officer());
    let lost = facts(
        IncidentCategory::NonCyber,
        IncidentType::LossTheftOfPaperwork,
        &[DataType::EconomicAndFinancialData],
        &[DataSubjectType::Employees],
    );
    let lost = affecting(lost, Some(30), CountBasis::Estimate);
    let known = known(hmrc, requests::report("Folder left in a café"), lost.clone()).await;
    let confirmed = confirmed(hmrc, &known, 2).await;
    let assessed = assessed(hmrc, &confirmed, RiskLevel::Risk).await;
    let in_part = pb::NotifyRegulatorRequest {
        items_outstanding: vec![owed(OutstandingItem::NumberOfPeople)],
        expected_by: in_hours(72),
        ..requests::notify(&assessed)
    };
    let told = hmrc.dpo().wire.calls(in_part).await.unwrap();
    assert_eq!(told.submission.unwrap().content.unwrap().phase(), SubmissionPhase::Initial);
    let partial = told.breach.unwrap();
    assert_eq!(partial.state(), BreachState::NotifiedPartial);
    let contained = hmrc.handler().contains(&partial).await.unwrap();
    assert_eq!(refused(hmrc.handler().begins_remediation(&contained).await).1, "STATE", "not all is told");
    let full = hmrc.dpo().supplements(&contained).await.unwrap().breach.unwrap();
    assert_eq!((full.state(), full.deadline_state()), (BreachState::NotifiedFull, DeadlineState::Met));
    assert_eq!(refused(hmrc.dpo().voids(&full).await).1, "NOTIFIED_ALREADY");
    assert_eq!(refused(hmrc.dpo().withdraws_confirmation(&full).await).1, "NOTIFIED_ALREADY");

    let none = pb::BeginRemediationRequest { no_action_rationale: String::new(), ..requests::remedy(&full) };
    assert_eq!(refused(hmrc.handler().wire.calls(none.clone()).await).1, "NO_ACTION");
    let training = planned(hmrc, &full, ActionKind::Training, "Papers stay in the office").await;
    let remedied = hmrc.handler().wire.calls(none).await.unwrap().breach.unwrap();
    let completed = hmrc.handler().completes(&training).await.unwrap();
    let returned = hmrc.dpo().wire.calls(requests::return_action(&completed)).await.unwrap().action.unwrap();
    assert_eq!((returned.state(), returned.returns.len()), (ActionState::Open, 1));
    assert_eq!(done(hmrc, &returned).await.state(), ActionState::Verified);

    // What was found out meanwhile, the regulator is told from here too.
    let more =
        hmrc.handler().finds_out(&remedied, affecting(lost, Some(41), CountBasis::Exact)).await.unwrap();
    let told = hmrc.dpo().supplements(&more).await.unwrap();
    let (remedied, third) = (told.breach.unwrap(), told.submission.unwrap());
    assert_eq!(remedied.state(), BreachState::Remediation);
    assert_eq!(third.content.unwrap().phase(), SubmissionPhase::FollowUp);
    assert_eq!(
        third
            .changes
            .iter()
            .map(|change| change.path.as_str())
            .filter(|path| path.contains("affected"))
            .collect::<Vec<_>>(),
        ["facts.people.affectedApprox", "facts.people.affectedBasis"]
    );
    let learning = hmrc.handler().begins_learning(&remedied).await.unwrap();
    assert_eq!(learning.state(), BreachState::Learning);

    let case = officer.reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    officer.asks(&case).await.unwrap();
    let asked = hmrc.dpo().reads(&learning.name).await.unwrap();
    assert_eq!((asked.case_state(), &asked.etag), (CaseState::InfoRequested, &learning.etag));
    assert_eq!(refused(hmrc.dpo().closes_breach(&learning).await).1, "ANSWER_OWED");
    hmrc.dpo().answers(&hmrc.dpo().reads_case(&told.case).await.unwrap()).await.unwrap();
    let closed = hmrc.dpo().closes_breach(&learning).await.unwrap();
    assert_eq!(closed.state(), BreachState::Closed);
    let late = hmrc.handler().plans(&closed).await;
    assert_eq!(refused(late), (Code::FailedPrecondition, "STATE".to_owned()), "it is closed");

    let reopened = hmrc.dpo().reopens(&closed).await.unwrap();
    assert_eq!(reopened.state(), BreachState::Remediation);
    let bags = planned(hmrc, &reopened, ActionKind::Other, "Lockable bags").await;
    assert_eq!(refused(hmrc.handler().begins_learning(&reopened).await).1, "ACTION_OPEN");
    let borne = hmrc.siro().wire.calls(requests::accept_risk(&bags)).await.unwrap().action.unwrap();
    assert_eq!(borne.state(), ActionState::RiskAccepted);
    let learning = hmrc.handler().begins_learning(&reopened).await.unwrap();
    assert_eq!(refused(hmrc.dpo().closes_breach(&learning).await).1, "FOLLOW_UP_OWED", "it was opened again");
    let learning = hmrc.dpo().supplements(&learning).await.unwrap().breach.unwrap();
    let again = hmrc.dpo().closes_breach(&learning).await.unwrap();
    let course = again.course.clone().unwrap();
    assert_eq!(course.reopenings[0].closure, closed.course.unwrap().closure, "how it had ended is kept");
    assert!(course.closure.is_some());

    assert_eq!(acts(&hmrc.siro().recalls(&again).await.unwrap()), EVERY_ACT);
    let case = officer.reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    assert_eq!((case.state(), case.submissions), (CaseState::InfoSupplied, 4), "which is the regulator's");
    assert_eq!(hmrc.reporter().reads(&again.name).await.unwrap().state(), BreachState::Closed);
    assert_eq!(states(&hmrc.dpo().lists().await.unwrap()), [BreachState::Closed]);
}

const EVERY_ACT: [(&str, &str, BreachState); 19] = {
    use BreachState::{
        Assessed, Closed, Confirmed, Draft, Learning, Logged, NotifiedFull, NotifiedPartial, Remediation,
    };
    [
        ("breach.started", "dept.reporter", Draft),
        ("breach.logged", "dept.reporter", Logged),
        ("breach.updated", "dept.handler", Logged),
        ("breach.confirmed", "dept.handler", Confirmed),
        ("assessment.drafted", "dept.handler", Confirmed),
        ("assessment.advised", "dept.dpo", Confirmed),
        ("assessment.decided", "dept.siro", Assessed),
        ("breach.notified", "dept.dpo", NotifiedPartial),
        ("breach.containment_recorded", "dept.handler", NotifiedPartial),
        ("notification.supplemented", "dept.dpo", NotifiedFull),
        ("breach.remediation_begun", "dept.handler", Remediation),
        ("breach.updated", "dept.handler", Remediation),
        ("notification.supplemented", "dept.dpo", Remediation),
        ("breach.learning_begun", "dept.handler", Learning),
        ("breach.closed", "dept.dpo", Closed),
        ("breach.reopened", "dept.dpo", Remediation),
        ("breach.learning_begun", "dept.handler", Learning),
        ("notification.supplemented", "dept.dpo", Learning),
        ("breach.closed", "dept.dpo", Closed),
    ]
};

fn acts(events: &[pb::BreachEvent]) -> Vec<(&str, &str, BreachState)> {
    events.iter().map(|event| (event.act.as_str(), event.role.as_str(), event.to())).collect()
}

fn states(breaches: &[Breach]) -> Vec<BreachState> {
    breaches.iter().map(Breach::state).collect()
}
