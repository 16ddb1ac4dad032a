//! How the register changes.

use super::fixtures::{ID, amendment, commitment};
use crate::platform::tests::{World, says, says_none};
use contracts::{
    action::commitments::RefuseAmendment,
    commitments::{
        Amendment, AmendmentState, GetAmendmentRequest, GetAmendmentResponse, ListAmendmentsRequest,
        ListAmendmentsResponse, ListCommitmentVersionsRequest, ListCommitmentVersionsResponse,
    },
};

fn known(world: World, amendment: Amendment) -> World {
    world
        .answers::<GetAmendmentRequest>(&GetAmendmentResponse { amendment: Some(amendment) })
        .answers::<ListCommitmentVersionsRequest>(&ListCommitmentVersionsResponse {
        commitments: vec![commitment()],
        next_page_token: String::new(),
    })
}

#[tokio::test]
async fn amendments_are_listed_with_how_they_stand() {
    let listed = ListAmendmentsResponse {
        amendments: vec![amendment(AmendmentState::Proposed), amendment(AmendmentState::Refused)],
        next_page_token: "more".to_owned(),
    };
    let world = World::of("ico", "ico.lead").answers::<ListAmendmentsRequest>(&listed);
    let page = world.get("/amendments?state=AMENDMENT_STATE_PROPOSED").await;
    says(
        page.shown(),
        &[
            &format!("href=\"/amendments/{ID}\">HMG-17: Reports four times a year"),
            "Proposed",
            "Proposed by Government Chief Data Officer, in force from 1 July 2026",
            "Refused",
            "href=\"/amendments?state=AMENDMENT_STATE_PROPOSED&#38;page=more\"",
        ],
    );
    assert!(world.asked::<ListAmendmentsRequest>()[0].1.states().eq([AmendmentState::Proposed]));
    let none =
        World::of("ico", "ico.lead").answers::<ListAmendmentsRequest>(&ListAmendmentsResponse::default());
    says(
        none.get("/amendments").await.shown(),
        &["No amendment was proposed by your organisation or to it."],
    );
    let narrowed = none.get("/amendments?state=AMENDMENT_STATE_AGREED").await;
    says(narrowed.shown(), &["No amendment matches these filters."]);
}

#[tokio::test]
async fn an_amendment_shows_what_differs_and_nothing_that_does_not() {
    let world = known(World::of("ico", "ico.lead"), amendment(AmendmentState::Proposed));
    let page = world.denies::<RefuseAmendment>().get(&format!("/amendments/{ID}")).await;
    says(
        page.shown(),
        &[
            "HMG-17: Reports four times a year",
            "Proposed",
            &format!("href=\"/amendments/{ID}/agree-amendment\""),
            "Somebody with another role in your organisation can do this: Refuse this amendment.",
            "1 July 2026",
            "Half a year is too long",
            "Government Chief Data Officer",
            "Information Commissioner",
            "href=\"/register/HMG-17\"",
            "What differs",
            "The title",
            "Reports &#60;twice&#62; a year",
            "Reports four times a year",
            "10:00am on 1 May 2026 (BST)",
            "abababab",
        ],
    );
    says_none(page.shown(), &["Departments report", "/refuse-amendment\"", "Settled", "Every six months"]);
}

#[tokio::test]
async fn a_refusal_is_told_with_why_and_what_cannot_be_compared_is_said_to_be_so() {
    let settled = Amendment { possible_acts: Vec::new(), ..amendment(AmendmentState::Refused) };
    let world = known(World::of("gcdo", "gcdo.lead"), settled)
        .answers::<ListCommitmentVersionsRequest>(&ListCommitmentVersionsResponse::default());
    let page = world.get(&format!("/amendments/{ID}")).await;
    says(
        page.shown(),
        &[
            "Refused",
            "The version that it replaces is not there",
            "Settled",
            "Lead officer",
            "Twice is enough",
        ],
    );
    says_none(page.shown(), &["What you can do", "It would say"]);
}
