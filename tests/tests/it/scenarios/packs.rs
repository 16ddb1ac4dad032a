//! From what is planned to what a board is presented with, asks and is told.

use contracts::commitments::{PackBody, PackState, PlanProgress, Standing};
use e2e::{
    Actor, World, refused,
    requests::{self, pack_of, planned},
};

/// How many packs somebody is shown.
async fn shown(who: &Actor) -> usize {
    who.packs().await.unwrap().len()
}

#[tokio::test]
async fn a_board_reads_what_it_is_presented_with_asks_and_is_answered() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let (dpo, siro, board) = (hmrc.dpo(), hmrc.siro(), hmrc.role("dept.board"));
    let evidence = dpo.wire.calls(requests::create_evidence(&dpo.parent())).await.unwrap().evidence.unwrap();
    dpo.submits_evidence(&evidence).await.unwrap();
    world.gcdo().role("gcdo.analyst").accepts_evidence(&evidence).await.unwrap();
    let plan = dpo.plans_to(planned("Appoint a lead")).await.unwrap();
    assert!(plan.overdue, "it was due in January");
    assert_eq!(refused(board.wire.calls(requests::get_plan(&plan.name)).await).1, "PERMISSION");

    let pack = dpo.prepares_pack(PackBody::DepartmentBoard, pack_of(&[&plan])).await.unwrap();
    assert_eq!((shown(&dpo).await, shown(&siro).await, shown(&board).await), (1, 1, 0));
    assert_eq!(refused(board.reads_pack(&pack).await).1, "NOT_FOUND");
    assert_eq!(refused(dpo.presents(&pack).await).1, "ACTING_ROLE", "another person presents it");
    assert_eq!(refused(board.presents(&pack).await).1, "PERMISSION");
    siro.presents(&pack).await.unwrap();

    let read = board.reads_pack(&pack).await.unwrap();
    assert_eq!((read.state(), &read.seal), (PackState::Presented, &pack.seal));
    let content = read.content.clone().unwrap();
    let period = &content.commitments[0].periods[0];
    assert_eq!((period.standing(), period.evidence.len()), (Standing::Evidenced, 1));
    assert_eq!((content.plans[0].what.as_str(), content.plans[0].overdue), ("Appoint a lead", true));
    let mut done = planned("Appoint two leads");
    done.progress = PlanProgress::Done.into();
    done.done_on = "2026-01-31".to_owned();
    assert!(!dpo.replans(&plan, done).await.unwrap().overdue);
    assert_eq!(board.reads_pack(&pack).await.unwrap(), read, "it says what it said");

    board.challenges(&pack).await.unwrap();
    assert_eq!(refused(hmrc.role("dept.rab").challenges(&pack).await).1, "ACTING_ROLE", "it is the board's");
    let answered = siro.answers_challenge(&pack).await.unwrap();
    assert_eq!(answered.unanswered, 0);
    let told = board.reads_pack(&pack).await.unwrap().challenges;
    assert_eq!((told.len(), told[0].answer.as_str()), (1, "By the end of June."));
    let secretariat = world.gcdo().role("centre.secretariat");
    for other in [world.moj().dpo(), secretariat, world.gcdo().keeper()] {
        assert_eq!(refused(other.reads_pack(&pack).await).1, "NOT_FOUND", "{}", other.parent());
        assert_eq!(shown(&other).await, 0);
    }
}

#[tokio::test]
async fn the_technology_risk_group_reads_what_a_department_presents_to_it_and_no_other_department_does() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let (dpo, siro) = (hmrc.dpo(), hmrc.siro());
    let (secretariat, analyst) = (world.gcdo().role("centre.secretariat"), world.gcdo().role("gcdo.analyst"));
    let plan = dpo.plans_to(planned("Appoint a lead")).await.unwrap();
    let pack = dpo.prepares_pack(PackBody::TechnologyRiskGroup, pack_of(&[&plan])).await.unwrap();
    for centre in [&secretariat, &analyst] {
        assert_eq!(
            (shown(centre).await, refused(centre.reads_pack(&pack).await).1.as_str()),
            (0, "NOT_FOUND")
        );
    }
    let presented = siro.presents(&pack).await.unwrap();
    assert_eq!(presented.presented_to, "organisations/gcdo");
    for centre in [&secretariat, &analyst] {
        let read = centre.reads_pack(&pack).await.unwrap();
        assert_eq!((&read.seal, &read.sealed), (&pack.seal, &pack.sealed), "what was looked at, to the byte");
    }
    let others = [hmrc.role("dept.board"), world.moj().dpo(), world.moj().role("dept.board")];
    for other in &others {
        assert_eq!(refused(other.reads_pack(&pack).await).1, "NOT_FOUND", "{}", other.parent());
        assert_eq!(shown(other).await, 0);
    }
    for outside in [world.ico().lead(), world.ncsc().role("ncsc.liaison")] {
        assert_eq!(refused(outside.reads_pack(&pack).await).1, "PERMISSION");
    }

    assert_eq!(refused(analyst.challenges(&pack).await).1, "PERMISSION");
    secretariat.challenges(&pack).await.unwrap();
    assert_eq!(refused(world.gcdo().keeper().answers_challenge(&pack).await).1, "ACTING_ROLE");
    dpo.answers_challenge(&pack).await.unwrap();
    for reader in [&secretariat, &siro] {
        let told = reader.reads_pack(&pack).await.unwrap().challenges;
        let said = [told[0].organisation.as_str(), &told[0].challenge, &told[0].answer];
        assert_eq!(said, ["organisations/gcdo", "Why so late?", "By the end of June."]);
    }
}
