//! Assessing the risk: who drafts, who advises, who decides, and what none of them can.

use crate::actors::Cast;
use chassis_testing::{details, reason};
use contracts::breaches::{
    Answer, AssessmentState, Breach, BreachState, DataInvolved, DataType, Facts, RiskLevel,
};
use tonic::Code;

#[tokio::test]
async fn a_risk_is_drafted_advised_on_and_decided_and_the_decision_is_kept() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    let drafted = cast.handler().assesses(&breach, RiskLevel::Risk, Answer::No).await.unwrap();
    let again = cast.handler().assesses(&drafted, RiskLevel::HighRisk, Answer::No).await.unwrap();
    assert_eq!(again.assessment.as_ref().unwrap().version, 1, "drafted again");
    let advised = cast.dpo().advises(&again, RiskLevel::HighRisk).await.unwrap();
    assert_eq!(advised.state(), BreachState::Confirmed);
    let decided = cast.siro().decides(&advised, RiskLevel::HighRisk, "").await.unwrap();
    assert_eq!(decided.state(), BreachState::Assessed);
    let assessment = decided.assessment.clone().unwrap();
    assert_eq!((assessment.version, assessment.state()), (1, AssessmentState::Decided));
    assert_eq!(assessment.draft.unwrap().risk_level(), RiskLevel::HighRisk);
    assert_eq!(assessment.decision.unwrap().decision_maker_role, "dept.siro");
    assert_eq!(decided.deadline, breach.deadline, "the clock runs on");
    assert_eq!(cast.siro().reads(&breach.name).await.unwrap(), decided);

    let told = "SELECT payload ->> 'roles' FROM outbox WHERE act = 'assessment.decided' ORDER BY event_id";
    let told: Vec<String> =
        sqlx::query_scalar(told).fetch_all(&cast.world.database.owner().await).await.unwrap();
    assert_eq!(
        told,
        [r#"["dept.handler", "dept.dpo"]"#, r#"["dept.ao"]"#],
        "a high risk is the accounting officer's"
    );

    let second = cast.handler().assesses(&decided, RiskLevel::Risk, Answer::No).await.unwrap();
    assert_eq!((second.assessment.clone().unwrap().version, second.state()), (2, BreachState::Assessed));
}

#[tokio::test]
async fn the_steps_come_in_their_order() {
    let cast = Cast::new().await;
    let logged = cast.handler().logs("Lost phone").await;
    let refused = cast.handler().assesses(&logged, RiskLevel::Risk, Answer::No).await.unwrap_err();
    assert_eq!(reason(&refused), "STATE");
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    assert_eq!(reason(&cast.dpo().advises(&breach, RiskLevel::Risk).await.unwrap_err()), "STATE");
    assert_eq!(reason(&cast.siro().decides(&breach, RiskLevel::Risk, "").await.unwrap_err()), "STATE");
    let drafted = cast.handler().assesses(&breach, RiskLevel::Risk, Answer::No).await.unwrap();
    assert_eq!(reason(&cast.siro().decides(&drafted, RiskLevel::Risk, "").await.unwrap_err()), "STATE");
    let advised = cast.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    assert_eq!(
        reason(&cast.dpo().advises(&advised, RiskLevel::HighRisk).await.unwrap_err()),
        "STATE",
        "it never changes"
    );
    let redraft = cast.handler().assesses(&advised, RiskLevel::HighRisk, Answer::No).await.unwrap_err();
    assert_eq!(reason(&redraft), "STATE");
    let decided = cast.siro().decides(&advised, RiskLevel::Risk, "").await.unwrap();
    assert_eq!(reason(&cast.siro().decides(&decided, RiskLevel::Risk, "").await.unwrap_err()), "STATE");
    assert_eq!(cast.siro().decides(&advised, RiskLevel::Risk, "").await.unwrap_err().code(), Code::Aborted);
}

#[tokio::test]
async fn a_person_advises_and_another_decides() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    let mut system = cast.handler();
    system.person = system.person.as_system();
    let drafted = system.assesses(&breach, RiskLevel::Risk, Answer::No).await.expect("a system may prepare");
    let mut system = cast.dpo();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.advises(&drafted, RiskLevel::Risk).await.unwrap_err()), "ACTING_ROLE");
    let advised = cast.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let both = cast.actor("hmrc", "dee", "dept.siro", &["org", "reports", "handlers"]);
    let refusal = details(&both.decides(&advised, RiskLevel::Risk, "").await.unwrap_err());
    assert_eq!(
        (refusal.code, refusal.reason.as_str()),
        (Code::PermissionDenied, "ACTING_ROLE"),
        "the adviser"
    );
    let mut system = cast.siro();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.decides(&advised, RiskLevel::Risk, "").await.unwrap_err()), "ACTING_ROLE");
    cast.iao().decides(&advised, RiskLevel::Risk, "").await.unwrap();
}

#[tokio::test]
async fn a_threat_to_life_is_a_high_risk_whatever_anybody_says() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A list of names").await;
    let drafted = cast.handler().assesses(&breach, RiskLevel::Risk, Answer::Yes).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    for level in [RiskLevel::Risk, RiskLevel::UnlikelyRisk] {
        let refusal = details(&cast.siro().decides(&advised, level, "It is over.").await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "THREAT_TO_LIFE"));
    }
    cast.siro().decides(&advised, RiskLevel::HighRisk, "Lives are in danger.").await.unwrap();
}

#[tokio::test]
async fn a_decision_other_than_the_advice_says_why() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Lost laptop").await;
    let drafted = cast.handler().assesses(&breach, RiskLevel::Risk, Answer::No).await.unwrap();
    let advised = cast.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let refusal = details(&cast.iao().decides(&advised, RiskLevel::UnlikelyRisk, " ").await.unwrap_err());
    assert_eq!(
        (refusal.reason.as_str(), refusal.fields),
        ("OVERRIDE_REASON_REQUIRED", vec!["override_reason".to_owned()])
    );
    cast.iao().decides(&advised, RiskLevel::UnlikelyRisk, "The laptop was found, sealed.").await.unwrap();
}

#[tokio::test]
async fn that_special_category_data_bring_no_risk_is_the_siros_decision() {
    for (kind, special) in [
        (DataType::CriminalConvictions, true),
        (DataType::RacialOrEthnicOrigin, true),
        (DataType::GeneticOrBiometricData, true),
        (DataType::HealthData, true),
        (DataType::PoliticalOpinions, true),
        (DataType::ReligiousOrPhilosophicalBeliefs, true),
        (DataType::SexLifeData, true),
        (DataType::SexualOrientationData, true),
        (DataType::TradeUnionMembership, true),
        (DataType::EconomicAndFinancialData, false),
        (DataType::GenderReassignmentData, false),
    ] {
        let cast = Cast::new().await;
        let breach = cast.handler().logs_and_confirms("Lost laptop").await;
        let types = vec![DataType::BasicPersonalIdentifiers.into(), kind.into()];
        let facts = Facts { data: Some(DataInvolved { types, ..Default::default() }), ..Default::default() };
        let change = Breach { facts: Some(facts), ..Breach::default() };
        let breach = cast.handler().changes(&breach, change, &["facts.data"]).await.unwrap();
        let drafted = cast.handler().assesses(&breach, RiskLevel::UnlikelyRisk, Answer::No).await.unwrap();
        let advised = cast.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
        let decided = cast.iao().decides(&advised, RiskLevel::UnlikelyRisk, "").await;
        if special {
            assert_eq!(reason(&decided.unwrap_err()), "ACTING_ROLE", "{kind:?}");
            cast.siro().decides(&advised, RiskLevel::UnlikelyRisk, "").await.unwrap();
        } else {
            decided.unwrap();
        }
    }
}
