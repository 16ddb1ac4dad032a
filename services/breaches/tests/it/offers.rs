//! What callers are told that they may do. `machine` holds it to what they are refused, for every act on a breach.

use crate::{
    actions::plan,
    actors::{Actor, Cast, HMRC, Reply, at, regulators},
    cases::{acknowledges, answers, asks, closes, issues, opened},
    machine::{
        actor,
        acts::does,
        situations::{Situation, reach},
    },
};
use chassis_testing::{id, reason};
use contracts::breaches::{self as pb, Breach, Case, DecisionTaken};

const DEEDS: [&str; 6] = [
    "AcknowledgeCase",
    "RequestInformation",
    "AnswerInformationRequest",
    "IssueOutcome",
    "OrderCommunication",
    "CloseCase",
];

async fn deals(actor: &Actor, deed: &str, case: &Case) -> Reply<Option<Case>> {
    Ok(match deed {
        "AcknowledgeCase" => actor.acknowledge_case(acknowledges(case)).await?.case,
        "RequestInformation" => actor.request_information(asks(case, "2026-05-08T16:00:00Z")).await?.case,
        "AnswerInformationRequest" => {
            actor.answer_information_request(answers(case, &["No.", "Yes."])).await?.case
        }
        "IssueOutcome" => actor.issue_outcome(issues(case, DecisionTaken::NoFurtherAction)).await?.case,
        "OrderCommunication" => {
            let request = pb::OrderCommunicationRequest {
                name: case.name.clone(),
                etag: case.etag.clone(),
                letter: "Tell them.".to_owned(),
                due: at("2026-05-12T09:00:00Z"),
                request_id: id(),
                ..Default::default()
            };
            actor.order_communication(request).await?.case
        }
        _ => actor.close_case(closes(case)).await?.case,
    })
}

#[tokio::test]
async fn in_a_case_each_side_is_offered_what_it_is_not_refused() {
    let cast = Cast::new().await;
    let sides = [cast.dpo(), cast.lead(), cast.dpo().as_system(), cast.lead().as_system()];
    let mut offered = 0;
    for way in [
        &[][..],
        &["AcknowledgeCase"],
        &["RequestInformation"],
        &["RequestInformation", "AnswerInformationRequest"],
        &["OrderCommunication"],
        &["IssueOutcome"],
        &["IssueOutcome", "CloseCase"],
        &["RequestInformation", "IssueOutcome", "CloseCase"],
    ] {
        for side in &sides {
            for deed in DEEDS {
                let (ours, _, _) = opened(&cast).await;
                for step in way {
                    let (who, name) = match *step {
                        "AnswerInformationRequest" => (cast.dpo(), ours.clone()),
                        _ => (cast.lead(), regulators(&ours)),
                    };
                    let case = who.reads_case(&name).await.unwrap();
                    deals(&who, step, &case).await.unwrap();
                }
                let own =
                    if side.person.caller.organisation.as_str() == "ico" { regulators(&ours) } else { ours };
                let case = side.reads_case(&own).await.unwrap();
                let offers = case.possible_acts.iter().any(|act| act == deed);
                match deals(side, deed, &case).await {
                    Ok(done) => {
                        assert!(offers, "{way:?}, then {deed}");
                        let read = side.reads_case(&own).await.unwrap();
                        assert_eq!(done.unwrap().possible_acts, read.possible_acts);
                        offered += 1;
                    }
                    Err(refusal) => {
                        assert!(["STATE", "ACTING_ROLE"].contains(&reason(&refusal).as_str()));
                        assert!(!offers, "{way:?}, then {deed}: {refusal:?}");
                    }
                }
            }
        }
    }
    assert!(offered > DEEDS.len(), "something is");
}

#[tokio::test]
async fn a_list_offers_nothing() {
    let cast = Cast::new().await;
    opened(&cast).await;
    assert!(cast.dpo().lists_own().await[0].possible_acts.is_empty());
    let request = pb::ListCasesRequest { parent: HMRC.to_owned(), ..Default::default() };
    assert!(cast.dpo().list_cases(request).await.unwrap().cases[0].possible_acts.is_empty());
}

#[tokio::test]
async fn an_act_answers_with_what_may_be_done_next() {
    let cast = Cast::new().await;
    let hal = cast.handler();
    let draft = hal.drafts("A letter").await;
    assert_eq!(draft.possible_acts, ["UpdateBreach", "LogBreach", "VoidBreach"]);
    let logged = hal.logs_draft(&draft, &id()).await.unwrap();
    assert_eq!(logged.possible_acts, hal.reads(&draft.name).await.unwrap().possible_acts);
    assert_ne!(logged.possible_acts, draft.possible_acts);
}

fn offers(breach: &Breach, act: &str) -> bool {
    breach.possible_acts.iter().any(|possible| possible == act)
}

#[tokio::test]
async fn a_system_is_offered_no_act_of_a_persons() {
    let cast = Cast::new().await;
    let breach = reach(&cast, Situation::Assessed).await;
    let seen = cast.handler().as_system().reads(&breach.name).await.unwrap();
    let expected = [
        "UpdateBreach",
        "DraftAssessment",
        "NotifyRegulator",
        "RecordContainment",
        "RecordCommunication",
        "CreateAction",
        "PrepareDisclosure",
    ];
    assert_eq!(seen.possible_acts, expected);
}

#[tokio::test]
async fn nobody_is_offered_to_judge_what_they_said_themselves() {
    let cast = Cast::new().await;
    for (situation, subject, role, act) in [
        (Situation::DismissalProposed, "hal", "dept.dpo", "ConfirmDismissal"),
        (Situation::AssessmentAdvised, "dee", "dept.siro", "DecideAssessment"),
    ] {
        let breach = reach(&cast, situation).await;
        let same = cast.actor("hmrc", subject, role, &["org", "reports", "handlers"]);
        assert!(!offers(&same.reads(&breach.name).await.unwrap(), act), "{act}");
        assert_eq!(reason(&does(&same, act, &breach).await.unwrap_err()), "ACTING_ROLE", "{act}");
        let other = cast.actor("hmrc", "olu", role, &["org", "reports", "handlers"]);
        assert!(offers(&other.reads(&breach.name).await.unwrap(), act), "{act}");
    }
}

#[tokio::test]
async fn whoever_handles_no_breach_is_offered_nothing_that_tells_how_one_is_handled() {
    let cast = Cast::new().await;
    let (told, untold) = (Situation::RemediationTold, Situation::RemediationUntold);
    let (told, untold) = (reach(&cast, told).await, reach(&cast, untold).await);
    for role in ["dept.reporter", "dept.ao", "dept.comms"] {
        let who = actor(&cast, role);
        let seen = who.reads(&told.name).await.unwrap().possible_acts;
        assert_eq!(seen, who.reads(&untold.name).await.unwrap().possible_acts, "{role}");
        let own =
            if role == "dept.comms" { &["RecordMediaLines", "CreateAction"][..] } else { &["CreateAction"] };
        assert_eq!(seen, own, "{role}");
    }
}

#[tokio::test]
async fn what_the_regulator_decided_since_makes_a_breach_the_siros_to_close() {
    let cast = Cast::new().await;
    let breach = reach(&cast, Situation::LearningTold).await;
    let closes = async |who: &Actor| offers(&who.reads(&breach.name).await.unwrap(), "CloseBreach");
    assert_eq!((closes(&cast.dpo()).await, closes(&cast.siro()).await), (true, false));
    let case = cast.lead().reads_case(&regulators(&breach.case)).await.unwrap();
    cast.lead().issue_outcome(issues(&case, DecisionTaken::InvestigationPursued)).await.unwrap();
    assert_eq!((closes(&cast.dpo()).await, closes(&cast.siro()).await), (false, true));
    assert_eq!(reason(&does(&cast.dpo(), "CloseBreach", &breach).await.unwrap_err()), "ACTING_ROLE");
}

#[tokio::test]
async fn an_action_is_offered_where_one_can_be_added() {
    let cast = Cast::new().await;
    for (situation, expected) in [
        (Situation::Logged, false),
        (Situation::NearMiss, false),
        (Situation::Confirmed, true),
        (Situation::LeftUnnotified, true),
        (Situation::LearningTold, true),
        (Situation::ClosedTold, false),
        (Situation::Voided, false),
    ] {
        let breach = reach(&cast, situation).await;
        assert_eq!(offers(&breach, "CreateAction"), expected, "{situation:?}");
        let added = cast.handler().create_action(plan(&breach.name)).await;
        assert_eq!(added.is_ok(), expected, "{situation:?}");
    }
}
