//! A published method beside the judgement: what is kept of it, and that it decides nothing.

use crate::actors::{Actor, Cast, Reply, factors};
use chassis_testing::{details, id};
use contracts::breaches::{
    self as pb, Answer, Breach, BreachState, EnisaInputs, HarmLevel, HarmScore, RiskLevel,
};
use tonic::Code;

/// Accounts of named customers, copied by an attacker.
fn stolen_accounts() -> EnisaInputs {
    EnisaInputs {
        data_class: pb::EnisaDataClass::Financial.into(),
        context_score: 3,
        identification_ease: pb::IdentificationEase::Significant.into(),
        confidentiality_loss: pb::EnisaConfidentialityLoss::UnknownRecipients.into(),
        integrity_loss: pb::EnisaIntegrityLoss::NoMisuse.into(),
        availability_loss: pb::EnisaAvailabilityLoss::Temporary.into(),
        malicious_intent: Answer::Yes.into(),
    }
}

async fn drafts(who: &Actor, breach: &Breach, enisa: Option<EnisaInputs>) -> Reply<Breach> {
    let request = pb::DraftAssessmentRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        risk_level: RiskLevel::UnlikelyRisk.into(),
        factors: Some(factors(Answer::No)),
        rationale: "Everything was encrypted.".to_owned(),
        enisa,
        request_id: id(),
        ..Default::default()
    };
    Ok(who.draft_assessment(request).await?.breach.unwrap())
}

fn harm(breach: &Breach) -> Vec<HarmScore> {
    breach.assessment.clone().unwrap().draft.unwrap().harm
}

#[tokio::test]
async fn a_score_is_kept_with_its_method_and_inputs_and_overrides_nobody() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Accounts").await;
    let drafted = drafts(&cast.handler(), &breach, Some(stolen_accounts())).await.unwrap();
    let score = HarmScore {
        method: "enisa-2013/v1".to_owned(),
        score_hundredths: 350,
        level: HarmLevel::High.into(),
        enisa: Some(stolen_accounts()),
    };
    assert_eq!(harm(&drafted), std::slice::from_ref(&score));
    assert_eq!(harm(&cast.dpo().reads(&breach.name).await.unwrap()), std::slice::from_ref(&score));
    assert_eq!(cast.reporter().reads(&breach.name).await.unwrap_err().code(), Code::NotFound);

    let advised = cast.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
    let decided = cast.siro().decides(&advised, RiskLevel::UnlikelyRisk, "").await.unwrap();
    assert_eq!(decided.state(), BreachState::Assessed, "whatever the method says, people decide");
    assert_eq!(harm(&decided), [score]);

    let second = drafts(&cast.handler(), &decided, None).await.unwrap();
    assert_eq!((second.assessment.clone().unwrap().version, harm(&second)), (2, vec![]), "it is optional");
}

#[tokio::test]
async fn a_method_is_given_all_of_its_inputs_within_its_bounds() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("Accounts").await;
    let refused = async |inputs: EnisaInputs| {
        let refusal = details(&drafts(&cast.handler(), &breach, Some(inputs)).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));
        refusal.fields
    };
    for (inputs, field) in [
        (EnisaInputs { context_score: 0, ..stolen_accounts() }, "enisa.context_score"),
        (EnisaInputs { context_score: 5, ..stolen_accounts() }, "enisa.context_score"),
        (EnisaInputs { data_class: 5, ..stolen_accounts() }, "enisa.data_class"),
        (
            EnisaInputs { malicious_intent: Answer::NotYetKnown.into(), ..stolen_accounts() },
            "enisa.malicious_intent",
        ),
    ] {
        assert_eq!(refused(inputs).await, [field]);
    }
    let mut missing = refused(EnisaInputs::default()).await;
    missing.dedup();
    assert_eq!(missing.len(), 7, "{missing:?}");
    assert_eq!(cast.handler().reads(&breach.name).await.unwrap(), breach);
}
