//! Breaches whose risk is weighed: one that the regulator need not be told of, and one that looked like it.

use super::{affecting, assessed, confirmed, facts, individuals, known, planned};
use contracts::{
    breaches::{
        self as pb, ActionKind, AffectedBand, BreachState, CountBasis, DataSubjectType, DataType, Exemption,
        IncidentCategory, IncidentType, IndividualsState, LibraryChoice, RetentionClass, RiskLevel,
    },
    time::DeadlineState,
};
use e2e::{
    World, refused,
    requests::{self, as_named_by, lesson},
};
use tonic::Code;

/// The Ministry of Defence: mail to a domain that another country has, for want of a letter.
#[tokio::test]
async fn what_the_regulator_need_not_be_told_is_advised_on_put_right_and_learnt_from_without_it() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let mistyped = facts(
        IncidentCategory::NonCyber,
        IncidentType::DataEmailedToIncorrectRecipient,
        &[DataType::BasicPersonalIdentifiers],
        &[DataSubjectType::Employees],
    );
    let mistyped = affecting(mistyped, Some(6), CountBasis::Exact);
    let known = known(hmrc, requests::report("Mail to a mistyped domain"), mistyped).await;
    assert_eq!(known.affected_band(), AffectedBand::From1);
    let assessed = assessed(hmrc, &confirmed(hmrc, &known, 2).await, RiskLevel::UnlikelyRisk).await;
    assert_eq!(individuals(&assessed), IndividualsState::NotRequired);
    assert_eq!(refused(hmrc.handler().leaves_unnotified(&assessed).await).1, "PERMISSION");
    let left = hmrc.siro().leaves_unnotified(&assessed).await.unwrap();
    assert_eq!(
        (left.state(), left.deadline_state()),
        (BreachState::NotNotifiable, DeadlineState::NotRequired)
    );
    let (decision, assessment) = (left.not_notifiable.clone().unwrap(), left.assessment.clone().unwrap());
    assert_eq!(
        (decision.rationale.as_str(), decision.decision_maker_role.as_str()),
        ("It came back unopened.", "dept.siro")
    );
    assert_eq!(assessment.advice.unwrap().risk_level(), RiskLevel::UnlikelyRisk, "as it was advised");

    let contained = hmrc.handler().contains(&left).await.unwrap();
    let block = planned(hmrc, &contained, ActionKind::TechnicalControl, "Block the mistyped domain").await;
    let remedied = hmrc.handler().begins_remediation(&contained).await.unwrap();
    assert_eq!(refused(hmrc.handler().begins_learning(&remedied).await).1, "ACTION_OPEN");
    let completed = hmrc.handler().completes(&block).await.unwrap();
    assert_eq!(
        refused(hmrc.handler().begins_learning(&remedied).await).1,
        "ACTION_OPEN",
        "nobody looked yet"
    );
    hmrc.dpo().verifies(&completed).await.unwrap();
    let learning = hmrc.handler().begins_learning(&remedied).await.unwrap();
    let closing = pb::CloseBreachRequest {
        lessons: vec![pb::Lesson { theme: "Mistyped domains".to_owned(), ..lesson() }],
        library_choice: LibraryChoice::Share.into(),
        ..requests::close_breach(&learning)
    };
    assert_eq!(refused(hmrc.siro().wire.calls(closing.clone()).await).1, "ACTING_ROLE", "it is no high risk");
    let closed = hmrc.dpo().wire.calls(closing).await.unwrap().breach.unwrap();
    let closure = closed.course.clone().unwrap().closure.unwrap();
    assert_eq!((closure.lessons.len(), closure.closed_by_role.as_str()), (1, "dept.dpo"));
    assert_eq!(
        (closed.state(), closed.deadline_state(), closed.retention_class()),
        (BreachState::Closed, DeadlineState::NotRequired, RetentionClass::Breach),
        "it stays in the register"
    );
    assert_eq!(closed.not_notifiable, Some(decision), "with why the regulator was not told");
    let seen = hmrc.reporter().reads(&closed.name).await.unwrap();
    assert_eq!((seen.state(), seen.not_notifiable, seen.course), (BreachState::Closed, None, None));

    let (officer, as_case) = (world.ico().case_officer(), closed.name.replace("breaches", "cases"));
    assert_eq!(officer.lists_cases().await.unwrap(), []);
    assert_eq!(refused(officer.reads(&closed.name).await).1, "PERMISSION");
    for name in [as_case.clone(), as_named_by("ico", &as_case)] {
        assert_eq!(refused(officer.reads_case(&name).await).0, Code::NotFound);
    }
}

/// People who claim a benefit for a disability: that they do tells of their health, though the message does not.
#[tokio::test]
async fn that_special_data_bring_no_risk_is_the_siros_to_say_and_the_regulators_order_stands_above_it() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let people = [DataSubjectType::CustomersOrProspectiveCustomers, DataSubjectType::VulnerableAdults];
    let of = |data: &[DataType]| {
        let visible = facts(IncidentCategory::NonCyber, IncidentType::FailureToUseBcc, data, &people);
        affecting(visible, Some(6_000), CountBasis::Maximum)
    };
    let plain = of(&[DataType::BasicPersonalIdentifiers]);
    let known = known(hmrc, requests::report("Claimants' addresses visible"), plain).await;
    assert_eq!(known.affected_band(), AffectedBand::From1k);
    let confirmed = confirmed(hmrc, &known, 2).await;
    let inferred = of(&[DataType::BasicPersonalIdentifiers, DataType::HealthData]);
    let special = hmrc.handler().finds_out(&confirmed, inferred).await.unwrap();
    let drafted = hmrc.handler().assesses(&special, RiskLevel::UnlikelyRisk).await.unwrap();
    let early = hmrc.siro().decides(&drafted, RiskLevel::UnlikelyRisk).await;
    assert_eq!(refused(early), (Code::FailedPrecondition, "STATE".to_owned()), "not without advice");
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
    let owner = hmrc.role("dept.iao").decides(&advised, RiskLevel::UnlikelyRisk).await;
    assert_eq!(refused(owner), (Code::PermissionDenied, "ACTING_ROLE".to_owned()));
    let decided = hmrc.siro().decides(&advised, RiskLevel::UnlikelyRisk).await.unwrap();
    assert_eq!(individuals(&decided), IndividualsState::NotRequired);

    // Recipients wrote back, in public.
    let high = assessed(hmrc, &decided, RiskLevel::HighRisk).await;
    assert_eq!(high.assessment.as_ref().unwrap().version, 2);
    assert_eq!(high.deadline, decided.deadline, "another assessment starts no clock again");
    assert_eq!(individuals(&high), IndividualsState::Required);
    assert_eq!(refused(hmrc.siro().leaves_unnotified(&high).await).1, "MUST_BE_NOTIFIED");
    let effort = pb::ClaimExemptionRequest {
        exemption: Exemption::Disproportionate.into(),
        rationale: "Many claimants have no address on file; a public announcement reaches them.".to_owned(),
        ..requests::exempt(&high)
    };
    assert_eq!(refused(hmrc.dpo().wire.calls(effort.clone()).await).1, "PERMISSION", "the SIRO signs");
    let exempt = hmrc.siro().wire.calls(effort).await.unwrap().breach.unwrap();
    assert_eq!(individuals(&exempt), IndividualsState::Exempt);
    let told = hmrc.dpo().notifies(&exempt).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!(content.risk_level(), RiskLevel::HighRisk);
    assert!(content.facts.unwrap().data.unwrap().types().any(|kind| kind == DataType::HealthData));

    let lead = world.ico().lead();
    let case = lead.reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    assert_eq!(refused(world.ico().case_officer().orders_communication(&case).await).1, "PERMISSION");
    let order = requests::order(&case);
    lead.wire.calls(order.clone()).await.unwrap();
    let (ours, before) = (hmrc.dpo().reads(&high.name).await.unwrap(), told.breach.unwrap());
    assert_eq!((&ours.etag, ours.state()), (&before.etag, before.state()), "an order moves no record");
    assert_eq!(individuals(&ours), IndividualsState::OrderedByRegulator);
    let read = hmrc.dpo().reads_case(&told.case).await.unwrap().acts.pop().unwrap().order.unwrap();
    assert_eq!((read.letter, read.due), (order.letter, order.due));
    let obeyed = hmrc.handler().tells_people(&ours).await.unwrap();
    assert_eq!(individuals(&obeyed), IndividualsState::Communicated);
}
