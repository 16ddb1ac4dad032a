//! What the regulator decided elsewhere, and enters: of its own deliberation nothing is kept here.

use crate::actors::{Cast, YEAR, draft, facts, planned};
use chassis_testing::{details, reason};
use contracts::commitments::{
    AmendmentState, Body, CommitmentContent, EvidenceActKind, EvidenceFacts, EvidenceState,
    ListEvidenceRequest, PackBody, PackDraft, Standing, View, ViewState,
};
use sqlx::Connection as _;

const OWN: &str = "commitments/ICO-02/periods/2026-01-08-P12M";
const WITH_NCSC: &str = "commitments/NCSC-01/periods/2025-09-12-P12M";
const COUNTERPART: [bool; 3] = [false, true, false];

fn ministers_watch(content: &mut CommitmentContent) {
    content.bodies.push(Body::Ministers.into());
}

#[tokio::test]
async fn the_regulator_drafts_and_plans_nothing_of_its_own_here() {
    let cast = Cast::new().await;
    let regulator = cast.regulator();
    assert_eq!(reason(&regulator.drafts(OWN, facts("A draft")).await.unwrap_err()), "ACTING_ROLE");
    for period in [OWN, YEAR] {
        assert_eq!(reason(&regulator.forms_view(period, View::OnTrack).await.unwrap_err()), "ACTING_ROLE");
    }
    assert_eq!(reason(&regulator.amends("ICO-05", ministers_watch).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.desk(cast.regulator()).link("2026-12-31").await.unwrap_err()), "ACTING_ROLE");
    // What is planned and presented is of departments and the centre alone.
    for (who, code) in [(cast.regulator(), "ICO-05"), (cast.liaison(), "NCSC-01")] {
        assert_eq!(
            reason(&who.plans(code, planned("Deliberate", "2026-06-30")).await.unwrap_err()),
            "ACTING_ROLE"
        );
        let pack = PackDraft { commitments: vec![format!("commitments/{code}")], ..draft(&[]) };
        let prepared = who.prepares(PackBody::TechnologyRiskGroup, pack).await;
        assert_eq!(reason(&prepared.unwrap_err()), "ACTING_ROLE");
    }
    assert_eq!(kept_of_the_regulator_alone(&cast).await, (0, 0));
}

#[tokio::test]
async fn nobody_else_enters_what_another_person_is_to_look_at_here() {
    let cast = Cast::new().await;
    for who in [cast.dpo(), cast.lead()] {
        let entered = who.enters(YEAR, facts("A lead was appointed")).await;
        assert_eq!(reason(&entered.unwrap_err()), "ACTING_ROLE");
        assert_eq!(
            reason(&who.enters_view(YEAR, View::OnTrack, COUNTERPART).await.unwrap_err()),
            "ACTING_ROLE"
        );
    }
    assert_eq!(
        reason(&cast.lead().enters_amendment("HMG-09", ministers_watch).await.unwrap_err()),
        "ACTING_ROLE"
    );
    let mut system = cast.regulator();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.enters(OWN, facts("It was done")).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(
        reason(&system.enters_view(OWN, View::OnTrack, COUNTERPART).await.unwrap_err()),
        "ACTING_ROLE"
    );
    assert_eq!(reason(&system.enters_amendment("ICO-05", ministers_watch).await.unwrap_err()), "ACTING_ROLE");
}

#[tokio::test]
async fn what_the_regulator_shows_the_other_party_of_the_document_reads_and_it_counts() {
    let cast = Cast::new().await;
    for (period, reads, others) in [
        (OWN, cast.analyst(), [cast.liaison(), cast.dpo()]),
        (WITH_NCSC, cast.liaison(), [cast.analyst(), cast.dpo()]),
    ] {
        let entered = cast.regulator().enters(period, facts("It was done")).await.unwrap();
        assert_eq!(
            (entered.state(), entered.possible_acts.as_slice(), entered.submit_time.is_some()),
            (EvidenceState::Issued, ["WithdrawEvidence".to_owned()].as_slice(), true)
        );
        let seen = reads.sees(&entered).await.unwrap();
        assert_eq!(
            (seen.owner.as_str(), seen.possible_acts.as_slice()),
            ("organisations/ico", [].as_slice())
        );
        assert_eq!(
            (seen.facts.clone(), seen.acts[0].kind()),
            (entered.facts.clone(), EvidenceActKind::Issue)
        );
        for judges in [reads.accepts(&seen).await, reads.returns(&seen).await] {
            assert_eq!(reason(&judges.unwrap_err()), "STATE");
        }
        for stranger in others {
            assert_eq!(reason(&stranger.sees(&entered).await.unwrap_err()), "NOT_FOUND");
        }
    }
    let stands = cast.regulator().standing("ICO-02").await;
    assert_eq!(
        (stands.standing(), stands.explanation.as_str()),
        (Standing::Evidenced, "one piece of evidence was issued")
    );
    let counted = ListEvidenceRequest { states: vec![EvidenceState::Issued.into()], ..Default::default() };
    assert_eq!(cast.analyst().lists_evidence(counted).await.len(), 1);
}

#[tokio::test]
async fn what_the_regulator_takes_back_no_longer_counts_and_its_reader_is_told() {
    let cast = Cast::new().await;
    let entered = cast.regulator().enters(OWN, facts("It was done")).await.unwrap();
    cast.regulator().takes_back(&entered).await.unwrap();
    assert_eq!(cast.regulator().standing("ICO-02").await.standing(), Standing::NotEvidenced);
    let seen = cast.analyst().sees(&entered).await.unwrap();
    assert_eq!((seen.state(), seen.acts.len()), (EvidenceState::Withdrawn, 2));
    assert!(!seen.reason.is_empty());
}

#[tokio::test]
async fn the_regulator_enters_nothing_that_is_not_its_to_keep_or_that_is_privileged() {
    let cast = Cast::new().await;
    let regulator = cast.regulator();
    let refused = async |period: &str, facts| reason(&regulator.enters(period, facts).await.unwrap_err());
    assert_eq!(refused("commitments/HMG-06/periods/2026-01-08-P12M", facts("Theirs")).await, "NOT_OWED");
    let privileged = EvidenceFacts { privileged: true, ..facts("What counsel said") };
    assert_eq!(refused(OWN, privileged).await, "PRIVILEGED");
    let (from, to) = ("2025-01-01".to_owned(), "2025-02-01".to_owned());
    let old = EvidenceFacts { effective_from: from, effective_to: to, ..facts("It was done") };
    assert_eq!(refused(OWN, old).await, "INCOMPLETE");
}

#[tokio::test]
async fn a_view_that_is_entered_is_issued_to_whom_it_says_and_to_somebody() {
    let cast = Cast::new().await;
    let nobody = cast.regulator().enters_view(YEAR, View::OnTrack, [false; 3]).await.unwrap_err();
    assert_eq!(details(&nobody).fields, ["to_counterpart"]);
    let entered = cast.regulator().enters_view(YEAR, View::AtRisk, COUNTERPART).await.unwrap();
    assert_eq!(
        (entered.state(), entered.recipients.as_slice(), entered.possible_acts.as_slice()),
        (ViewState::Issued, ["organisations/gcdo".to_owned()].as_slice(), [].as_slice())
    );
    assert_eq!(cast.regulator().sees_view(&entered.name).await.unwrap(), entered);
    assert_eq!(cast.analyst().received().await[0].view(), View::AtRisk);
    assert_eq!((cast.dpo().received().await, cast.liaison().received().await), (vec![], vec![]));
    cast.regulator().enters_view(WITH_NCSC, View::OnTrack, COUNTERPART).await.unwrap();
    assert_eq!(cast.liaison().received().await[0].period, WITH_NCSC);
    assert_eq!(cast.analyst().received().await.len(), 1, "of that document the centre is no party");
    cast.regulator().enters_view(YEAR, View::OnTrack, [true, false, true]).await.unwrap();
    assert_eq!((cast.dpo().received().await.len(), cast.public().received().await.len()), (1, 1));
}

#[tokio::test]
async fn an_amendment_that_is_entered_is_in_the_register_and_is_of_the_regulator_s_own_only() {
    let cast = Cast::new().await;
    let entered = cast.regulator().enters_amendment("ICO-05", ministers_watch).await.unwrap();
    assert_eq!(
        (entered.state(), entered.counterpart.as_str()),
        (AmendmentState::Agreed, "organisations/ico")
    );
    let says = cast.public().commitment("ICO-05", "2026-05-06").await.unwrap();
    assert_eq!((says.version, says.content.unwrap().bodies.contains(&Body::Ministers.into())), (2, true));
    assert_eq!(cast.public().commitment("ICO-05", "2026-05-05").await.unwrap().version, 1);
    let joint = cast.regulator().enters_amendment("JNT-03", ministers_watch).await.unwrap_err();
    assert_eq!(reason(&joint), "ACTING_ROLE");
    assert_eq!(kept_of_the_regulator_alone(&cast).await, (0, 0));
}

#[tokio::test]
async fn all_that_the_regulator_keeps_here_it_said_to_somebody() {
    let cast = Cast::new().await;
    let regulator = cast.regulator();
    let entered = regulator.enters(OWN, facts("It was done")).await.unwrap();
    regulator.enters(WITH_NCSC, facts("It was done")).await.unwrap();
    regulator.takes_back(&entered).await.unwrap();
    regulator.enters_view(YEAR, View::AtRisk, [true, true, true]).await.unwrap();
    regulator.enters_view(OWN, View::OnTrack, [false, false, true]).await.unwrap();
    regulator.enters_amendment("ICO-05", ministers_watch).await.unwrap();
    let joint = regulator.amends("JNT-03", ministers_watch).await.unwrap();
    cast.lead().agrees(&joint).await.unwrap();
    let (acts, alone) = (regulators_acts(&cast).await, kept_of_the_regulator_alone(&cast).await);
    assert_eq!((acts, alone), (8, (0, 0)), "each act has a copy that somebody else reads");
}

/// How many acts are the regulator's.
async fn regulators_acts(cast: &Cast) -> i64 {
    let mut superuser = sqlx::PgConnection::connect_with(&cast.world.database.superuser()).await.unwrap();
    let acts = "SELECT count(*) FROM exchange_act WHERE organisation = 'ico' AND reader = 'ico'";
    sqlx::query_scalar(acts).fetch_one(&mut superuser).await.unwrap()
}

/// How many acts of the regulator's, and how many answers that it was given, are about what nobody else can read of: neither the
/// same act, nor a copy of the view, nor the register.
async fn kept_of_the_regulator_alone(cast: &Cast) -> (i64, i64) {
    let mut superuser = sqlx::PgConnection::connect_with(&cast.world.database.superuser()).await.unwrap();
    let acts = "SELECT count(*) FROM exchange_act AS own WHERE organisation = 'ico' AND reader = 'ico'
         AND NOT EXISTS (SELECT FROM exchange_act AS copy WHERE copy.reader <> 'ico'
             AND (copy.exchange_id, copy.number, copy.hash) = (own.exchange_id, own.number, own.hash))
         AND NOT EXISTS (SELECT FROM received_assessment AS copy WHERE copy.organisation = 'ico'
             AND (copy.period, copy.at) = (own.subject, own.at))
         AND NOT EXISTS (SELECT FROM register_version AS copy WHERE copy.exchange_id = own.exchange_id)";
    let acts = sqlx::query_scalar(acts).fetch_one(&mut superuser).await.unwrap();
    let answers = "SELECT count(*) FROM request_memory WHERE organisation = 'ico'
         AND split_part(resource, '/', 4)::uuid NOT IN (SELECT exchange_id FROM exchange_act WHERE organisation = 'ico')";
    (acts, sqlx::query_scalar(answers).fetch_one(&mut superuser).await.unwrap())
}
