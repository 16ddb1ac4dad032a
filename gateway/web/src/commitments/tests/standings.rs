//! How what one's own party keeps stands.

use super::fixtures::{
    ID, assessment, commitment, content, evidence, half_year, once, other_commitment, received, standing,
};
use crate::platform::tests::{World, says, says_none};
use axum::http::StatusCode;
use contracts::{
    action::commitments::{
        CreateEvidence, EnterEvidence, ListAmendments, ListDepartmentStandings, ListStandings,
    },
    commitments::{
        Commitment, CommitmentStanding, EvidenceState, GetCommitmentRequest, GetCommitmentResponse,
        ListAssessmentsRequest, ListAssessmentsResponse, ListDepartmentStandingsRequest,
        ListDepartmentStandingsResponse, ListEvidenceRequest, ListEvidenceResponse,
        ListReceivedAssessmentsRequest, ListReceivedAssessmentsResponse, ListStandingsRequest,
        ListStandingsResponse, Standing, View, ViewState,
    },
};

const PAGE: &str = "/commitments/HMG-17/2026-01-08-P6M";

fn stands(world: World, standings: Vec<CommitmentStanding>) -> World {
    world.answers::<ListStandingsRequest>(&ListStandingsResponse { standings })
}

/// What is answered of one commitment in a period.
fn known(world: World, standings: Vec<CommitmentStanding>) -> World {
    let assessments = vec![
        assessment(ViewState::Draft),
        assessment(ViewState::Issued),
        // Issued before.
        contracts::commitments::Assessment { rationale: "Before".into(), ..assessment(ViewState::Issued) },
    ];
    stands(world, standings)
        .answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(commitment()) })
        .answers::<ListEvidenceRequest>(&ListEvidenceResponse {
            evidence: vec![evidence(EvidenceState::Submitted)],
            next_page_token: String::new(),
        })
        .answers::<ListAssessmentsRequest>(&ListAssessmentsResponse {
            assessments,
            next_page_token: String::new(),
        })
        .answers::<ListReceivedAssessmentsRequest>(&ListReceivedAssessmentsResponse {
            received_assessments: vec![received("ico", View::OnTrack, "As far as we see")],
            next_page_token: String::new(),
        })
        .answers::<ListDepartmentStandingsRequest>(&ListDepartmentStandingsResponse {
            standings: vec![standing(Standing::Overdue)],
        })
}

#[tokio::test]
async fn what_is_kept_is_listed_as_it_was_answered_with_why_and_what_shows_it() {
    let other = CommitmentStanding {
        title: "Done once".into(),
        period: Some(once()),
        evidence: Vec::new(),
        explanation: "no day is set for it; no evidence was accepted yet".into(),
        ..standing(Standing::NotEvidenced)
    };
    let world = stands(World::of("hmrc", "dept.dpo"), vec![standing(Standing::Overdue), other]);
    let page = world.get("/commitments").await;
    says(
        page.shown(),
        &[
            "A commitment is a promise, not law.",
            "href=\"/amendments\"",
            "href=\"/commitments/HMG-17/2026-01-08-P6M\"",
            "HMG-17: Reports &#60;twice&#62; a year",
            "Overdue",
            "due by 7 July 2026; no evidence was accepted yet",
            "8 January 2026 to 7 July 2026 · Due by 7 July 2026",
            "Submitted: 2",
            "href=\"/commitments/CAB-12/once\"",
            "CAB-12: Done once",
            "Not evidenced",
            "There is no evidence yet.",
        ],
    );
    assert_eq!(world.asked::<ListStandingsRequest>()[0].1.on, "");
    world.get("/commitments?on=2026-07-08").await;
    assert_eq!(world.asked::<ListStandingsRequest>()[1].1.on, "2026-07-08");
    let board = world.denies::<ListAmendments>().get("/commitments?on=soon").await;
    says_none(board.shown(), &["href=\"/amendments\"", "The periods of"]);
    let none = stands(World::of("ncsc", "ncsc.liaison"), Vec::new()).get("/commitments").await;
    says(none.shown(), &["There is nothing that your organisation has to keep."]);
}

#[tokio::test]
async fn whoever_may_not_see_how_commitments_stand_is_told_that() {
    let world = known(World::of("hmrc", "dept.reporter"), Vec::new()).denies::<ListStandings>();
    assert_eq!(world.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert!(world.asked::<GetCommitmentRequest>().is_empty());
}

#[tokio::test]
async fn a_period_shows_how_it_stands_what_shows_it_and_the_views_side_by_side() {
    let world = known(World::of("hmrc", "dept.dpo"), vec![standing(Standing::AtRisk)]);
    let world = world.denies::<ListDepartmentStandings>();
    let page = world.get(PAGE).await;
    says(
        page.shown(),
        &[
            "HMG-17, 8 January 2026 to 7 July 2026",
            "At risk",
            "due by 7 July 2026; no evidence was accepted yet",
            "Due by 7 July 2026",
            &format!("href=\"{PAGE}/draft-evidence\""),
            &format!("href=\"{PAGE}/draft-view\""),
            "Departments report &#38; the centre sums it up.",
            "A report of each half-year",
            "href=\"/register/HMG-17\"",
            "Told in &#60;time&#62;",
            "Submitted",
            "HM Revenue and Customs",
            "At risk",
            "Half of it is there",
            "Information Commissioner",
            "On track",
            "As far as we see",
            "An observation, which is no regulatory decision.",
            &format!("href=\"/assessments/{ID}\">At risk"),
        ],
    );
    says_none(page.shown(), &["Before", "How departments stand", "does not keep this commitment"]);
    assert_eq!(page.body.matches("An observation").count(), 1);
    assert!(world.asked::<ListDepartmentStandingsRequest>().is_empty());
    assert_eq!(world.asked::<GetCommitmentRequest>()[0].1.on, "2026-01-08");
    assert_eq!(world.asked::<ListEvidenceRequest>()[0].1.period, half_year().name);
    assert_eq!(world.asked::<ListAssessmentsRequest>()[0].1.period, half_year().name);
    assert_eq!(world.asked::<ListReceivedAssessmentsRequest>()[0].1.period, half_year().name);
}

#[tokio::test]
async fn the_centre_sees_how_it_stands_for_each_department_that_keeps_it() {
    let world = known(World::of("gcdo", "gcdo.lead"), vec![standing(Standing::AtRisk)]);
    let page = world.get(PAGE).await;
    says(page.shown(), &["How departments stand", "HM Revenue and Customs", "Overdue", "Submitted: 2"]);
    assert_eq!(world.asked::<ListDepartmentStandingsRequest>()[0].1.period, half_year().name);
    let others = Commitment { periods: vec![half_year()], ..other_commitment() };
    let others = Commitment {
        content: others.content.map(|content| contracts::commitments::CommitmentContent {
            owed_by: vec![contracts::access::Party::Gcdo.into()],
            ..content
        }),
        ..others
    };
    let world = world.answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(others) });
    says_none(world.get(PAGE).await.shown(), &["How departments stand"]);
}

#[tokio::test]
async fn who_does_not_keep_it_drafts_no_evidence_and_a_view_only_of_what_government_promised() {
    let begins = |page: &str| {
        let offers = |acts: [&str; 2]| acts.map(|act| page.contains(&format!("/{act}\"")));
        let (drafted, entered) =
            (offers(["draft-evidence", "draft-view"]), offers(["enter-evidence", "enter-view"]));
        assert_eq!(drafted, entered, "what is drafted here is what would be entered");
        drafted
    };
    for (organisation, role, commitment, expected) in [
        ("ico", "ico.policy", commitment(), [false, true]),
        ("gcdo", "gcdo.lead", commitment(), [false, true]),
        ("hmrc", "dept.dpo", commitment(), [false, false]),
        ("ncsc", "ncsc.liaison", commitment(), [false, false]),
        ("gcdo", "gcdo.lead", other_commitment(), [false, false]),
    ] {
        let world = known(World::of(organisation, role), Vec::new());
        let answer = GetCommitmentResponse { commitment: Some(commitment) };
        let world = world.answers::<GetCommitmentRequest>(&answer);
        let page = world.get(PAGE).await;
        says(page.shown(), &["Your organisation does not keep this commitment itself."]);
        assert_eq!(begins(page.shown()), expected, "{organisation}");
    }
    let board = known(World::of("hmrc", "dept.board"), vec![standing(Standing::Overdue)]);
    let board = board.denies::<CreateEvidence>().denies::<EnterEvidence>().get(PAGE).await;
    assert_eq!(begins(board.shown()), [false, true]);
}

#[tokio::test]
async fn a_period_that_the_commitment_has_not_is_not_found() {
    let world = known(World::of("hmrc", "dept.dpo"), vec![standing(Standing::AtRisk)]);
    for period in ["once", "2026-01-08-P3M", "2026-07-08-P6M", "x", "%27", "ééééééé"] {
        let page = world.get(&format!("/commitments/HMG-17/{period}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{period}");
    }
    let nowhere = World::of("hmrc", "dept.dpo").get("/commitments/HMG-99/once").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_done_once_is_looked_up_as_it_stands_today() {
    let content = content();
    let single = Commitment {
        name: "commitments/CAB-12".into(),
        periods: vec![once()],
        content: Some(content),
        ..commitment()
    };
    let world = known(World::of("hmrc", "dept.dpo"), Vec::new());
    let world = world.answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(single) });
    says(world.get("/commitments/CAB-12/once").await.shown(), &["Once, since 8 January 2026"]);
    assert_eq!(world.asked::<GetCommitmentRequest>()[0].1.on, "");
}
