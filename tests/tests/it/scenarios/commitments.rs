//! Commitments, from what the register says to how each party sees what was shown.

use contracts::commitments::{EvidenceState, Standing};
use e2e::{
    Actor, World,
    deeds::Recipients,
    refused,
    requests::{self, YEAR, next_week},
};

/// What anybody reads of a commitment, without a token: its version and its title, on a day.
async fn says(world: &World, code: &str, on: &str) -> (i32, String) {
    let answer = world.stranger().calls(requests::get_commitment(code, on)).await.unwrap();
    let commitment = answer.commitment.unwrap();
    (commitment.version, commitment.content.unwrap().title)
}

#[tokio::test]
async fn what_the_centre_proposes_and_the_regulator_agrees_to_anybody_reads_from_its_day() {
    let world = World::new().await;
    let (centre, regulator) = (world.gcdo().role("gcdo.lead"), world.ico().lead());
    let (code, day) = ("JNT-03", next_week().to_string());
    let first = says(&world, code, "").await;
    assert_eq!(first.0, 1);
    let proposed =
        centre.amends(code, |content| "Meetings twice a year".clone_into(&mut content.title)).await.unwrap();
    assert_eq!(proposed.counterpart, "organisations/ico", "it is for the other party");
    assert_eq!(says(&world, code, &day).await, first, "nobody agreed yet");
    let versions = async || {
        let answer = world.stranger().calls(requests::list_versions(code)).await.unwrap();
        answer.commitments.iter().map(|one| one.version).collect::<Vec<_>>()
    };
    assert_eq!(versions().await, [1], "anybody reads of what was agreed only");

    assert_eq!(refused(centre.agrees_to(&proposed).await).1, "ACTING_ROLE", "nobody agrees with oneself");
    let liaison = world.ncsc().role("ncsc.liaison");
    assert_eq!(refused(liaison.agrees_to(&proposed).await).1, "NOT_FOUND");
    assert_eq!(refused(world.hmrc().dpo().agrees_to(&proposed).await).1, "PERMISSION");
    regulator.agrees_to(&proposed).await.unwrap();

    assert_eq!(says(&world, code, "").await, first, "until its day the register says what it said");
    assert_eq!(says(&world, code, &day).await, (2, "Meetings twice a year".to_owned()));
    assert_eq!(versions().await, [2, 1]);
    let latest = world.hmrc().reporter().latest(code).await.unwrap();
    assert_eq!(latest.seal, proposed.seal, "what was proposed, to the byte");
    assert!(!latest.reason.is_empty());
}

/// How the year stands at one's own organisation: with how much evidence, by state.
async fn stands(who: &Actor) -> (Standing, Vec<(EvidenceState, i32)>) {
    let standings = who.standings_of("HMG-02", "2026-06-01").await.unwrap();
    let [year] = standings.as_slice() else { panic!("{standings:?}") };
    assert_eq!(year.period.as_ref().unwrap().name, YEAR);
    (year.standing(), year.evidence.iter().map(|one| (one.state(), one.count)).collect())
}

/// Which departments evidenced the year, as the centre has it, and how much anybody showed of it.
async fn evidenced(centre: &Actor) -> (Vec<String>, i32) {
    let list = requests::list_departments(&centre.parent());
    let standings = centre.wire.calls(list).await.unwrap().standings;
    let counted = standings.iter().flat_map(|one| &one.evidence).map(|one| one.count).sum();
    let standings = standings.into_iter().filter(|one| one.standing() == Standing::Evidenced);
    (standings.map(|one| one.organisation).collect(), counted)
}

#[tokio::test]
async fn a_department_shows_that_it_keeps_a_commitment_and_the_centre_alone_learns_of_it() {
    let world = World::new().await;
    let (dpo, analyst) = (world.hmrc().dpo(), world.gcdo().role("gcdo.analyst"));
    let others = [world.moj().dpo(), world.ico().lead(), world.ncsc().role("ncsc.liaison")];
    assert_ne!(stands(&dpo).await.0, Standing::Evidenced);
    let request = requests::create_evidence(&dpo.parent());
    let drafted = dpo.wire.calls(request).await.unwrap().evidence.unwrap();
    assert_eq!(stands(&dpo).await.1, [(EvidenceState::Draft, 1)]);
    assert_eq!(refused(analyst.reads_evidence(&drafted.name).await).1, "NOT_FOUND");
    assert_eq!(evidenced(&analyst).await, (Vec::new(), 0), "the centre learns of no draft");

    dpo.submits_evidence(&drafted).await.unwrap();
    assert_eq!(evidenced(&analyst).await, (Vec::new(), 1));
    let returned = analyst.returns_evidence(&drafted).await.unwrap();
    assert!(!returned.reason.is_empty());
    assert_eq!(stands(&dpo).await.1, [(EvidenceState::Returned, 1)]);
    assert_eq!(refused(analyst.accepts_evidence(&drafted).await).1, "STATE", "it is the department's turn");
    let again = dpo.resubmits_evidence(&drafted).await.unwrap();
    assert_eq!(again.state(), EvidenceState::Submitted);
    assert_eq!(refused(world.hmrc().siro().returns_evidence(&drafted).await).1, "PERMISSION");
    analyst.accepts_evidence(&drafted).await.unwrap();

    assert_eq!(stands(&dpo).await, (Standing::Evidenced, vec![(EvidenceState::Accepted, 1)]));
    assert_eq!(evidenced(&analyst).await, (vec![dpo.parent()], 1));
    for other in &others {
        assert_eq!(refused(other.reads_evidence(&drafted.name).await).1, "NOT_FOUND", "{}", other.parent());
        let list = other.wire.calls(requests::list_evidence(&other.parent())).await.unwrap();
        assert!(list.evidence.is_empty(), "{}", other.parent());
    }
    assert_eq!(stands(&others[0]).await.1, [], "the Ministry of Justice stands as it stood");
}

#[tokio::test]
async fn the_regulator_chooses_who_reads_its_observation() {
    let world = World::new().await;
    let lead = world.ico().lead();
    let (centre, hmrc, moj) = (world.gcdo().role("gcdo.analyst"), world.hmrc().dpo(), world.moj().dpo());
    let issued = lead.enters_view(YEAR, &[Recipients::Counterpart]).await.unwrap();
    assert!(issued.observation);
    let [received] = centre.received().await.unwrap().try_into().unwrap();
    assert!(received.observation, "it says on its face that it is no decision");
    assert_eq!((received.rationale, received.assessor), (issued.rationale, lead.parent()));
    for department in [&hmrc, &moj] {
        assert!(department.received().await.unwrap().is_empty(), "it was issued to the centre");
    }
    let standings = async |who: &Actor| {
        let mut standings = who.standings_of("HMG-02", "2026-06-01").await.unwrap();
        standings.remove(0).other_views.len()
    };
    assert_eq!((standings(&centre).await, standings(&hmrc).await), (1, 0));

    lead.enters_view(YEAR, &[Recipients::Departments]).await.unwrap();
    for department in [&hmrc, &moj] {
        assert_eq!(department.received().await.unwrap().len(), 1);
        assert_eq!(standings(department).await, 1);
    }
    assert_eq!(centre.received().await.unwrap().len(), 1, "the second was not issued to the centre");
    let public = world.stranger().calls(requests::list_received("organisations/public")).await.unwrap();
    assert!(public.received_assessments.is_empty(), "nor to anybody");
    let theirs = world.gcdo().keeper().drafts_view("commitments/ICO-02/periods/2026-01-08-P12M").await;
    assert_eq!(refused(theirs).1, "ACTING_ROLE", "government has no view of what the regulator promised");
}
