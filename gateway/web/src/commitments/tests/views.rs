//! How one party sees a commitment in a period.

use super::fixtures::{ID, assessment, received};
use crate::platform::tests::{World, says, says_none};
use axum::http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION},
};
use contracts::{
    action::commitments::{IssueAssessment, ListStandings},
    commitments::{
        Assessment, GetAssessmentRequest, GetAssessmentResponse, GetReceivedAssessmentRequest,
        GetReceivedAssessmentResponse, ReceivedAssessment, View, ViewState,
    },
};

const OBSERVATION: &str = "An observation, which is no regulatory decision.";

fn own(world: World, assessment: Assessment) -> World {
    world.answers::<GetAssessmentRequest>(&GetAssessmentResponse { assessment: Some(assessment) })
}

fn theirs(world: World, received: ReceivedAssessment) -> World {
    let received_assessment = Some(received);
    world.answers::<GetReceivedAssessmentRequest>(&GetReceivedAssessmentResponse { received_assessment })
}

#[tokio::test]
async fn a_draft_says_what_it_says_and_is_issued_by_whoever_may() {
    let world = own(World::of("hmrc", "dept.siro"), assessment(ViewState::Draft));
    let page = world.get(&format!("/assessments/{ID}")).await;
    says(
        page.shown(),
        &[
            "href=\"/commitments/HMG-17/2026-01-08-P6M\" class=\"govuk-back-link\"",
            "Your organisation&#39;s view",
            "A commitment is a promise, not law.",
            &format!("href=\"/assessments/{ID}/issue-view\""),
            "At risk",
            "Half of it is there",
            "OFFICIAL",
            "HMG-17",
            "Draft",
        ],
    );
    says_none(page.shown(), &["Issued to", "Issued by", "abab", OBSERVATION]);
    let page = world.denies::<IssueAssessment>().get(&format!("/assessments/{ID}")).await;
    says(page.shown(), &["Somebody with another role in your organisation can do this: Issue this view."]);
    says_none(page.shown(), &["/issue-view\""]);
}

#[tokio::test]
async fn what_was_issued_says_to_whom_by_whom_and_what_identifies_it() {
    let issued = Assessment { possible_acts: Vec::new(), observation: true, ..assessment(ViewState::Issued) };
    let page = own(World::of("ico", "ico.lead"), issued).get(&format!("/assessments/{ID}")).await;
    says(
        page.shown(),
        &[
            OBSERVATION,
            "Issued",
            "Senior information risk owner",
            "Government Chief Data Officer; Everybody",
            "abababab",
        ],
    );
    says_none(page.shown(), &["What you can do", "organisations/public"]);
}

#[tokio::test]
async fn anybody_reads_a_view_that_was_issued_to_everybody() {
    let world = theirs(World::default(), received("ico", View::OnTrack, "As <far> as we see"));
    let page = world.get(&format!("/received-assessments/{ID}")).await;
    says(
        page.shown(),
        &[
            "href=\"/register/HMG-17\" class=\"govuk-back-link\"",
            "View of Information Commissioner",
            OBSERVATION,
            "On track",
            "As &#60;far&#62; as we see",
            "6 months from 8 January 2026",
            "Lead officer",
            "abababab",
            &format!("href=\"/received-assessments/{ID}/sealed\""),
        ],
    );
    says_none(page.shown(), &["/commitments/", "What you can do"]);
    assert_eq!(page.headers[CACHE_CONTROL], "public, max-age=60");
    let (who, asked) = world.asked::<GetReceivedAssessmentRequest>().remove(0);
    let name = format!("organisations/public/receivedAssessments/{ID}");
    assert_eq!((who.as_str(), asked.name), ("public", name));
}

#[tokio::test]
async fn whoever_is_signed_in_reads_what_was_issued_to_their_organisation() {
    let world = theirs(World::of("hmrc", "dept.dpo"), received("moj", View::Evidenced, "There"));
    let page = world.get(&format!("/received-assessments/{ID}")).await;
    says(page.shown(), &["href=\"/commitments/HMG-17/2026-01-08-P6M\" class=\"govuk-back-link\"", "There"]);
    says_none(page.shown(), &[OBSERVATION]);
    let (who, asked) = world.asked::<GetReceivedAssessmentRequest>().remove(0);
    assert_eq!((who, asked.name), ("hmrc".into(), format!("organisations/hmrc/receivedAssessments/{ID}")));
    let reporter = world.denies::<ListStandings>().get(&format!("/received-assessments/{ID}")).await;
    says_none(reporter.shown(), &["href=\"/commitments/"]);
}

#[tokio::test]
async fn the_sealed_bytes_of_a_view_are_handed_out_as_they_are() {
    let world = theirs(World::default(), received("ico", View::OnTrack, "There"));
    let file = world.get(&format!("/received-assessments/{ID}/sealed")).await;
    assert_eq!(file.shown(), "{\"sealed\":true}");
    assert_eq!(file.headers[CONTENT_DISPOSITION], format!("attachment; filename=\"view-{ID}.json\""));
}

#[tokio::test]
async fn a_view_that_was_not_issued_to_the_reader_is_not_found() {
    for path in [
        format!("/received-assessments/{ID}"),
        "/received-assessments/x".into(),
        format!("/received-assessments/{ID}/sealed"),
    ] {
        assert_eq!(World::default().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
