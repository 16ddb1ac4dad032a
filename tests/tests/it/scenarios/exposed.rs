//! Breaches that put people in danger: addresses in the open, and a hidden worksheet.

use super::{affecting, assessed, confirmed, done, facts, individuals, known, planned};
use contracts::breaches::{
    self as pb, ActionKind, ActionState, AffectedBand, Answer, Breach, BreachState, CountBasis,
    DataSubjectType, DataType, DecisionTaken, IncidentCategory, IncidentType, IndividualsState,
    RetentionClass, ReviewTheme, RiskLevel,
};
use e2e::{
    World, refused,
    requests::{self, as_named_by, hours_ago, lesson},
};
use tonic::Code;

/// The Ministry of Defence's evacuation list: three messages, each with every address in the open.
#[tokio::test]
async fn three_messages_of_one_incident_are_linked_and_the_last_endangers_people_who_are_told() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let data = [DataType::BasicPersonalIdentifiers];
    let open = facts(
        IncidentCategory::NonCyber,
        IncidentType::FailureToUseBcc,
        &data,
        &[DataSubjectType::VulnerableAdults],
    );
    let mut messages = Vec::new();
    for (number, (detected, people)) in [(60, 10), (50, 10), (40, 245)].into_iter().enumerate() {
        let report = Breach {
            detected_at: hours_ago(detected),
            unit: "Relocation".to_owned(),
            incident_group: "evacuation-emails".to_owned(),
            ..requests::report(&format!("Addresses visible in message {}", number + 1))
        };
        let counted = affecting(open.clone(), Some(people), CountBasis::Exact);
        let known = known(hmrc, report, counted).await;
        messages.push(confirmed(hmrc, &known, detected - 1).await);
    }
    let linked = pb::ListBreachesRequest {
        incident_group: "evacuation-emails".to_owned(),
        ..requests::list(&hmrc.name())
    };
    let linked = hmrc.handler().wire.calls(linked).await.unwrap().breaches;
    assert_eq!(linked.len(), 3);
    for (message, before) in messages.iter().zip(0..) {
        let seen = hmrc.dpo().reads(&message.name).await.unwrap();
        assert_eq!(seen.recurrences, Some(before), "so often it had happened in this unit before");
    }

    let last = &messages[2];
    assert_eq!(last.affected_band(), AffectedBand::From100);
    let mut draft = requests::draft(last, RiskLevel::HighRisk);
    draft.factors.as_mut().unwrap().set_threat_to_life(Answer::Yes);
    let drafted = hmrc.handler().wire.calls(draft).await.unwrap().breach.unwrap();
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let lower = hmrc.siro().decides(&advised, RiskLevel::Risk).await;
    assert_eq!(refused(lower), (Code::FailedPrecondition, "THREAT_TO_LIFE".to_owned()), "whoever advises it");
    let overriding = pb::DecideAssessmentRequest {
        override_reason: "Lives are at stake.".to_owned(),
        ..requests::decide(&advised, RiskLevel::HighRisk)
    };
    let assessed = hmrc.siro().wire.calls(overriding).await.unwrap().breach.unwrap();
    assert_eq!(individuals(&assessed), IndividualsState::Required);
    let told = hmrc.dpo().notifies(&assessed).await.unwrap();

    let title = "A second pair of eyes before a message goes to many";
    let action = planned(hmrc, &told.breach.unwrap(), ActionKind::ProcessChange, title).await;
    let completed = hmrc.handler().completes(&action).await.unwrap();
    let own = hmrc.handler().verifies(&completed).await;
    assert_eq!(refused(own), (Code::PermissionDenied, "ACTING_ROLE".to_owned()), "not one's own work");
    let verified = hmrc.dpo().verifies(&completed).await.unwrap();
    let roles = [verified.evidence.as_ref(), verified.verification.as_ref()];
    assert_eq!(roles.map(|step| step.unwrap().role.as_str()), ["dept.handler", "dept.dpo"]);
    assert_eq!(verified.state(), ActionState::Verified);

    let settled = hmrc.handler().reads(&last.name).await.unwrap();
    assert_eq!(refused(hmrc.handler().begins_remediation(&settled).await).1, "NOT_CONTAINED");
    let contained = hmrc.handler().contains(&settled).await.unwrap();
    let remedied = hmrc.handler().begins_remediation(&contained).await.unwrap();
    let learning = hmrc.handler().begins_learning(&remedied).await.unwrap();
    assert_eq!(refused(hmrc.siro().closes_breach(&learning).await).1, "PEOPLE_NOT_TOLD");
    let told_people = hmrc.dpo().tells_people(&learning).await.unwrap();
    assert_eq!(individuals(&told_people), IndividualsState::Communicated);
    assert_eq!(refused(hmrc.dpo().closes_breach(&told_people).await).1, "ACTING_ROLE", "it is a high risk");
    let closed = hmrc.siro().closes_breach(&told_people).await.unwrap();
    assert_eq!(
        (closed.state(), closed.retention_class()),
        (BreachState::Closed, RetentionClass::MajorBreach)
    );

    let case = world.ico().lead().reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    let fined = pb::IssueOutcomeRequest {
        decision_taken: DecisionTaken::RegulatoryActionTaken.into(),
        ..requests::conclude(&case)
    };
    world.ico().lead().wire.calls(fined).await.unwrap();
    let ours = hmrc.dpo().reads_case(&told.case).await.unwrap();
    assert_eq!(ours.decision_taken(), DecisionTaken::RegulatoryActionTaken);
    let after = hmrc.siro().reads(&closed.name).await.unwrap();
    assert_eq!((&after.etag, after.state()), (&closed.etag, BreachState::Closed), "the record is its own");
}

/// A police service, whose release had a hidden worksheet: no party here. A department to which the same happened learns
/// from it.
#[tokio::test]
async fn what_happened_elsewhere_is_a_lesson_of_the_department_to_which_it_happened_too() {
    let world = World::new().await;
    let home_office = world.home_office();
    let data = [DataType::BasicPersonalIdentifiers];
    let mut hidden = facts(
        IncidentCategory::NonCyber,
        IncidentType::FailureToRedact,
        &data,
        &[DataSubjectType::Employees],
    );
    let incident = hidden.incident.as_mut().unwrap();
    incident.set_review_theme(ReviewTheme::HiddenDataInRelease);
    incident.set_disclosure_route(pb::DisclosureRoute::FoiRelease);
    let hidden = affecting(hidden, Some(9_483), CountBasis::Exact);
    let report = requests::report("Hidden worksheet in a release");
    let known = known(home_office, report, hidden).await;
    assert_eq!(known.affected_band(), AffectedBand::From1k);
    let assessed = assessed(home_office, &confirmed(home_office, &known, 2).await, RiskLevel::HighRisk).await;
    let told = home_office.dpo().notifies(&assessed).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    let incident = content.facts.unwrap().incident.unwrap();
    assert_eq!(
        (incident.r#type(), incident.review_theme(), content.affected_band),
        (IncidentType::FailureToRedact, ReviewTheme::HiddenDataInRelease, AffectedBand::From1k.into())
    );

    let breach = home_office.dpo().tells_people(&told.breach.unwrap()).await.unwrap();
    let title = "Releases are saved as plain values, and scanned for hidden data";
    done(home_office, &planned(home_office, &breach, ActionKind::TechnicalControl, title).await).await;
    let contained = home_office.handler().contains(&breach).await.unwrap();
    let remedied = home_office.handler().begins_remediation(&contained).await.unwrap();
    let learning = home_office.handler().begins_learning(&remedied).await.unwrap();
    let learnt = pb::Lesson {
        theme: "Hidden data in a release".to_owned(),
        what_happened: "As in 2023 at a police service, a worksheet behind the released table was published."
            .to_owned(),
        ..lesson()
    };
    let closing = pb::CloseBreachRequest {
        lessons: vec![learnt.clone()],
        library_choice: pb::LibraryChoice::Share.into(),
        ..requests::close_breach(&learning)
    };
    let closed = home_office.siro().wire.calls(closing).await.unwrap().breach.unwrap();
    let closure = closed.course.clone().unwrap().closure.unwrap();
    assert_eq!(
        (closure.lessons.as_slice(), closure.library_choice()),
        ([learnt].as_slice(), pb::LibraryChoice::Share)
    );
    assert_eq!(closure.closed_by_role, "dept.siro");
    for other in [world.hmrc().dpo(), world.moj().dpo()] {
        assert_eq!(refused(other.reads(&closed.name).await).0, Code::NotFound, "until it is released");
    }
    let case = world.ico().case_officer().reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    assert_eq!((case.submissions, case.acts.len()), (1, 1), "nor is the regulator told by the way");
}
