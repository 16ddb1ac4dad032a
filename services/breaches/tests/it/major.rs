//! Major breaches: what makes one, and what follows from it.

use crate::{
    actors::{Cast, SETTINGS, at, regulators},
    machine::{
        acts::does,
        situations::{Situation, reach},
    },
};
use breaches::{Breaches, Settings};
use chassis_testing::{World, id, reason};
use contracts::breaches::{
    self as pb, Breach, CaseActKind, MajorCriterion, NextDue, RetentionClass, RiskLevel,
};
use std::{fs, sync::Arc};

fn findings(breach: &Breach) -> Vec<MajorCriterion> {
    let major = breach.course.clone().unwrap_or_default().major.unwrap_or_default();
    major.findings.iter().map(pb::MajorFinding::criterion).collect()
}

/// The breach with so many people of whom such data are affected.
async fn affects(cast: &Cast, breach: &Breach, people: i64, data: pb::DataType) -> Breach {
    let mut facts = breach.facts.clone().unwrap();
    facts.people.as_mut().unwrap().affected_approx = Some(people);
    facts.data.as_mut().unwrap().types = vec![data.into()];
    let change = Breach { facts: Some(facts), ..Breach::default() };
    cast.handler().changes(breach, change, &["facts"]).await.unwrap()
}

#[tokio::test]
async fn a_breach_is_major_by_what_is_known_of_it_and_stays_so() {
    let cast = Cast::new().await;
    let (basic, health) = (pb::DataType::BasicPersonalIdentifiers, pb::DataType::HealthData);
    for (situation, people, data, found) in [
        (Situation::Confirmed, 9_999, basic, vec![]),
        (Situation::Confirmed, 10_000, basic, vec![MajorCriterion::VeryManyPeople]),
        (Situation::Confirmed, 99, health, vec![]),
        (Situation::Confirmed, 100, health, vec![MajorCriterion::SensitiveDataOfMany]),
        (Situation::AssessedAsHighRisk, 999, basic, vec![]),
        (Situation::AssessedAsHighRisk, 1_000, basic, vec![MajorCriterion::HighRiskToMany]),
        (Situation::Assessed, 1_000, basic, vec![]),
    ] {
        let breach = reach(&cast, situation).await;
        let known = affects(&cast, &breach, people, data).await;
        assert_eq!(findings(&known), found, "{situation:?} {people}");
        let retained = if found.is_empty() { RetentionClass::Breach } else { RetentionClass::MajorBreach };
        assert_eq!(known.retention_class(), retained);
        let fewer = affects(&cast, &known, 1, basic).await;
        assert_eq!(findings(&fewer), found, "what was found stays found");
    }
    let logged = reach(&cast, Situation::Logged).await;
    let many = affects(&cast, &logged, 1_000_000, health).await;
    assert_eq!(findings(&many), [], "what is not confirmed is no breach yet");
}

#[tokio::test]
async fn a_threat_to_life_and_a_declaration_make_a_breach_major_whatever_its_size() {
    let cast = Cast::new().await;
    let confirmed = reach(&cast, Situation::Confirmed).await;
    let drafted = cast.handler().assesses(&confirmed, RiskLevel::HighRisk, pb::Answer::Yes).await.unwrap();
    assert_eq!(findings(&drafted), [MajorCriterion::ThreatToLife]);
    let found = drafted.course.unwrap().major.unwrap().findings.remove(0);
    assert_eq!((found.criteria.as_str(), found.at), ("2026-01", drafted.update_time));

    let other = reach(&cast, Situation::LearningTold).await;
    does(&cast.siro(), "DeclareMajor", &other).await.unwrap();
    let declared = cast.dpo().reads(&other.name).await.unwrap();
    assert_eq!(findings(&declared), [MajorCriterion::Declared]);
    let major = declared.course.clone().unwrap().major.unwrap();
    assert_eq!(major.declaration.unwrap().role, "dept.siro");
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &declared).await.unwrap_err()), "ACTING_ROLE");
    does(&cast.siro(), "CloseBreach", &declared).await.unwrap();
}

#[tokio::test]
async fn the_regulators_decision_makes_it_major_at_the_next_act_of_the_department() {
    let cast = Cast::new().await;
    let told = reach(&cast, Situation::NotifiedInFull).await;
    let case = cast.lead().reads_case(&regulators(&told.case)).await.unwrap();
    let outcome = pb::IssueOutcomeRequest {
        name: case.name,
        etag: case.etag,
        decision_taken: pb::DecisionTaken::InvestigationPursued.into(),
        letter: "We look into it.".to_owned(),
        rationale_summary: "It is grave.".to_owned(),
        request_id: id(),
        ..Default::default()
    };
    cast.lead().issue_outcome(outcome).await.unwrap();
    let unmoved = cast.dpo().reads(&told.name).await.unwrap();
    assert_eq!((findings(&unmoved), unmoved.etag.as_str()), (vec![], told.etag.as_str()));
    does(&cast.handler(), "RecordContainment", &unmoved).await.unwrap();
    let moved = cast.dpo().reads(&told.name).await.unwrap();
    assert_eq!(findings(&moved), [MajorCriterion::RegulatorsDecision]);
}

fn update(breach: &Breach, next: Option<prost_types::Timestamp>) -> pb::SendRemediationUpdateRequest {
    pb::SendRemediationUpdateRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        progress: "The template is changed.".to_owned(),
        next_update_at: next,
        request_id: id(),
        ..Default::default()
    }
}

fn update_due(breach: &Breach) -> Option<prost_types::Timestamp> {
    breach.course.clone().unwrap().remediation.unwrap().update_due_at
}

#[tokio::test]
async fn the_regulator_hears_how_the_remediation_of_a_major_breach_goes_at_its_interval() {
    let cast = Cast::new().await;
    let plain = reach(&cast, Situation::RemediationTold).await;
    assert_eq!(update_due(&plain), None, "nothing is expected of what is not major");
    does(&cast.siro(), "DeclareMajor", &plain).await.unwrap();
    let major = cast.dpo().reads(&plain.name).await.unwrap();
    assert_eq!(update_due(&major), at("2026-06-04T09:00:00Z"), "thirty days from its beginning");
    let plan = pb::CreateActionRequest {
        parent: major.name.clone(),
        kind: pb::ActionKind::ProcessChange.into(),
        title: "Ask a second pair of eyes".to_owned(),
        owner_role: "Head of casework".to_owned(),
        due_at: at("2026-06-01T09:00:00Z"),
        request_id: id(),
        ..Default::default()
    };
    cast.handler().create_action(plan).await.unwrap();

    let past = cast.dpo().send_remediation_update(update(&major, at("2026-05-05T09:00:00Z"))).await;
    assert_eq!(reason(&past.unwrap_err()), "DUE_IN_THE_PAST");
    cast.world.set("2026-05-20T09:00:00Z");
    let told = cast.dpo().send_remediation_update(update(&major, None)).await.unwrap().breach.unwrap();
    assert_eq!(update_due(&told), at("2026-06-19T09:00:00Z"));
    let case = cast.lead().reads_case(&regulators(&told.case)).await.unwrap();
    assert_eq!((case.next_due(), case.next_due_at), (NextDue::RemediationUpdate, at("2026-06-19T09:00:00Z")));
    let act = case.acts.last().unwrap();
    assert_eq!(act.kind(), CaseActKind::RemediationUpdate);
    let content = act.remediation_update.clone().unwrap();
    assert_eq!(content.progress, "The template is changed.");
    let action = &content.actions[0];
    assert_eq!((action.kind(), action.state()), (pb::ActionKind::ProcessChange, pb::ActionState::Open));
    assert!(!format!("{case:?}").contains("second pair"), "what is to be done is not in it");

    let untold = reach(&cast, Situation::RemediationUntold).await;
    let refused = cast.dpo().send_remediation_update(update(&untold, None)).await.unwrap_err();
    assert_eq!(reason(&refused), "STATE");
}

#[tokio::test]
async fn other_criteria_can_stand_in_the_place_of_the_usual_ones_if_somebody_owns_them() {
    let file = std::env::temp_dir().join(format!("criteria-{}.toml", id()));
    let criteria = include_str!("../../criteria/major.toml");
    let read = |text: &str| {
        fs::write(&file, text).unwrap();
        let read = breaches::Criteria::read(file.to_str().unwrap());
        fs::remove_file(&file).unwrap();
        read
    };
    let (owned, thresholds) = (r#"owner = "gcdo.lead""#, "people = 10000");
    for (broken, problem) in [
        (criteria.replace(owned, r#"owner = """#), "criteria have a version and an owner"),
        (criteria.replace(thresholds, "people = 0"), "every threshold is at least 1"),
        (criteria.replace(thresholds, "folk = 1"), "unknown field"),
        (criteria.replace("what = \"First", "what = \"\" # \"First"), "every change says"),
    ] {
        let refused = read(&broken).unwrap_err();
        assert!(refused.contains(problem), "{refused}");
    }
    let stricter =
        read(&criteria.replace(thresholds, "people = 2").replace("2026-01\"", "2026-02\"")).unwrap();
    let settings = Settings { major_breach_criteria: Some(Arc::clone(&stricter)), ..SETTINGS };
    let cast = Cast { world: World::at::<Breaches>(&settings, crate::actors::NOW).await };
    let confirmed = reach(&cast, Situation::Confirmed).await;
    let two = affects(&cast, &confirmed, 2, pb::DataType::BasicPersonalIdentifiers).await;
    let found = two.course.unwrap().major.unwrap().findings.remove(0);
    assert_eq!((found.criterion(), found.criteria.as_str()), (MajorCriterion::VeryManyPeople, "2026-02"));
}
