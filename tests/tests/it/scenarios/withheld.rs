//! Breaches of which nothing may be written for a time, or ever: who knows of them, and what is left when that is lifted.

use super::{affecting, assessed, facts, individuals};
use chassis_testing::id;
use contracts::{
    breaches::{
        self as pb, Answer, Breach, BreachState, CountBasis, DataSubjectType, DataType, DecisionTaken,
        ExchangeState, Exemption, IncidentCategory, IncidentType, IndividualsState, LegalRegime,
        PointerReason, PointerState, RiskLevel,
    },
    time::DeadlineState,
};
use e2e::{
    Actor, Question, Side, World, refused,
    requests::{self, as_named_by, hours_ago},
};
use tonic::Code;

/// What somebody can see of their organisation's breaches and of what stands between it and others, to the byte: every list,
/// and every count.
async fn sees(who: &Actor) -> Vec<e2e::Told> {
    let parent = who.parent();
    let mut seen = Vec::new();
    for question in [
        Question::of(&requests::list(&parent)),
        Question::of(&requests::summarise(&parent)),
        Question::of(&requests::list_cases(&parent)),
        Question::of(&requests::summarise_cases(&parent)),
        Question::of(&requests::list_exchanges(&parent)),
        Question::of(&requests::list_disclosures(&parent)),
        Question::of(&requests::list_pointers(&parent)),
    ] {
        seen.push(who.wire.told(&question).await);
    }
    seen
}

/// Whoever must not learn that there is anything.
fn others(world: &World, department: Side<'_>) -> Vec<Actor> {
    let roles = ["dept.handler", "dept.reporter", "dept.ao", "dept.iao", "dept.legal", "dept.comms"];
    let own = roles.map(|role| department.role(role));
    let elsewhere = [
        world.ico().case_officer(),
        world.ico().colleague("ico.lead"),
        world.gcdo().role("gcdo.lead"),
        world.gcdo().colleague("gcdo.principal"),
        world.ncsc().role("ncsc.incident"),
        world.moj().dpo(),
    ];
    own.into_iter().chain(elsewhere).collect()
}

async fn all_see(others: &[Actor]) -> Vec<Vec<e2e::Told>> {
    let mut all = Vec::new();
    for who in others {
        all.push(sees(who).await);
    }
    all
}

/// Hidden rows of people whose lives depend on nobody knowing: a pointer under an order of the court, released to one person at the
/// regulator and to one at the centre, until the order is lifted; then the record, with the clock that ran all the while.
#[tokio::test]
async fn under_a_court_s_order_the_named_few_know_of_a_pointer_and_once_it_is_lifted_the_first_awareness_counts()
 {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let (siro, lead, principal) = (hmrc.siro(), world.ico().lead(), world.gcdo().role("gcdo.principal"));
    let others = others(&world, hmrc);
    let before = all_see(&others).await;

    let request = pb::CreatePointerRequest { aware_at: hours_ago(30), ..requests::point(&hmrc.name()) };
    let pointer = siro.wire.calls(request).await.unwrap().pointer.unwrap();
    let pointer = siro.wire.calls(requests::inform(&pointer)).await.unwrap().pointer.unwrap();
    assert_eq!(pointer.deadline_state(), DeadlineState::Met);
    let theirs = siro.releases(&pointer, &lead).await.unwrap();
    let pointer = siro.reads_pointer(&pointer.name).await.unwrap();
    let centre = siro.releases(&pointer, &principal).await.unwrap();
    assert_eq!((theirs.state(), centre.state()), (ExchangeState::Released, ExchangeState::Released));
    let stubbed = lead.wire.calls(requests::stub(&theirs)).await.unwrap().exchange.unwrap();
    assert_eq!(
        stubbed.acts.last().unwrap().decision_stub.as_ref().unwrap().decision(),
        DecisionTaken::NoFurtherAction
    );
    assert_eq!(all_see(&others).await, before, "nobody else can tell");
    for who in &others {
        let code =
            refused(who.reads_exchange(&as_named_by(&who.organisation.to_string(), &theirs.name)).await);
        assert!(matches!(code.0, Code::NotFound | Code::PermissionDenied), "{code:?}");
    }

    let pointer = hmrc.dpo().reads_pointer(&pointer.name).await.unwrap();
    assert_eq!(pointer.releases.len(), 2);
    let found = affecting(
        facts(
            IncidentCategory::NonCyber,
            IncidentType::DataEmailedToIncorrectRecipient,
            &[DataType::BasicPersonalIdentifiers],
            &[DataSubjectType::VulnerableAdults, DataSubjectType::Employees],
        ),
        Some(18_714),
        CountBasis::Estimate,
    );
    let lift = requests::lift(&pointer);
    let breach = Breach { detected_at: hours_ago(31), facts: Some(found), ..lift.breach.clone().unwrap() };
    let lift = pb::LiftPointerRequest {
        breach: Some(breach),
        incident_type: IncidentType::DataEmailedToIncorrectRecipient.into(),
        ..lift
    };
    let lifted = siro.wire.calls(lift).await.unwrap();
    let (after, breach) = (lifted.pointer.unwrap(), lifted.breach.unwrap());
    assert_eq!((after.state(), breach.state()), (PointerState::Lifted, BreachState::Confirmed));
    assert_eq!(breach.confirmation.as_ref().unwrap().aware_at, pointer.aware_at, "the original awareness");
    assert_eq!((breach.deadline.clone(), breach.deadline_state()), (pointer.deadline, DeadlineState::Met));
    for (who, had) in [(&lead, &theirs), (&principal, &centre)] {
        let read = who.reads_exchange(&had.name).await.unwrap();
        assert_eq!(read.state(), ExchangeState::Lifted);
    }

    let breach =
        assessed(hmrc, &hmrc.handler().reads(&breach.name).await.unwrap(), RiskLevel::HighRisk).await;
    let claim = pb::ClaimExemptionRequest {
        exemption: Exemption::Disproportionate.into(),
        rationale: "Telling each would show to others who they are.".to_owned(),
        ..requests::exempt(&breach)
    };
    let breach = siro.wire.calls(claim).await.unwrap().breach.unwrap();
    assert_eq!(individuals(&breach), IndividualsState::Exempt);
    let told = hmrc.dpo().wire.calls(requests::notify(&breach)).await.unwrap();
    assert_eq!(told.deadline_state(), DeadlineState::Met, "by what the regulator was told before");
}

/// A record that is there already, and that the police ask to be kept from all but the few.
#[tokio::test]
async fn what_the_police_ask_to_be_restricted_vanishes_for_everybody_else_and_comes_back() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let others: Vec<_> = others(&world, hmrc).into_iter().take(6).collect();
    let absent = all_see(&others).await;
    let breach =
        hmrc.brings(&hmrc.handler(), "Kept quiet", e2e::deeds::Stage::Confirmed, RiskLevel::Risk).await;
    let present = all_see(&others).await;
    assert_ne!(absent, present);
    let restricted = hmrc.dpo().restricts(&breach).await.unwrap();
    assert_eq!(all_see(&others).await, absent, "not even a count differs");
    let nowhere = breach.name.replace(requests::last_part(&breach.name), &id());
    for who in &others {
        let told = who.wire.told(&Question::of(&requests::get(&breach.name))).await;
        assert_eq!(told, who.wire.told(&Question::of(&requests::get(&nowhere))).await);
    }
    assert_eq!(hmrc.siro().lists().await.unwrap().len(), 1);
    let lifted = hmrc.siro().wire.calls(requests::lift_restriction(&restricted)).await.unwrap();
    assert_eq!(lifted.breach.unwrap().restriction, None);
    assert_eq!(hmrc.handler().lists().await.unwrap().len(), 1);
}

/// Part 4: where nothing interferes seriously with anybody's rights nothing is due, and there is a pointer and no other record.
#[tokio::test]
async fn under_part_4_there_is_a_pointer_only_and_a_clock_only_where_the_interference_is_serious() {
    let world = World::new().await;
    let siro = world.home_office().siro();
    for (serious, state) in [(Answer::No, DeadlineState::NotRequired), (Answer::Yes, DeadlineState::Running)]
    {
        let request = pb::CreatePointerRequest {
            legal_regime: LegalRegime::DpaPart4.into(),
            serious_interference: serious.into(),
            reason_code: PointerReason::Part4.into(),
            ..requests::point(&siro.parent())
        };
        let pointer = siro.wire.calls(request).await.unwrap().pointer.unwrap();
        assert_eq!(pointer.deadline_state(), state);
        let refusal = refused(siro.wire.calls(requests::lift(&pointer)).await);
        assert_eq!(refusal, (Code::FailedPrecondition, "POINTER_ONLY".to_owned()));
        assert!(!pointer.possible_acts.contains(&"LiftPointer".to_owned()));
    }
    assert_eq!(siro.lists_pointers().await.unwrap().len(), 2);
    assert!(world.home_office().handler().lists().await.unwrap().is_empty());
    let without = pb::CreatePointerRequest {
        legal_regime: LegalRegime::DpaPart4.into(),
        reason_code: PointerReason::Part4.into(),
        ..requests::point(&siro.parent())
    };
    assert_eq!(
        refused(siro.wire.calls(without).await).0,
        Code::InvalidArgument,
        "whether it is serious must be said"
    );
}
