//! What shows that commitments are kept.

use super::fixtures::{ID, evidence};
use crate::platform::tests::{World, says, says_none};
use axum::http::{StatusCode, header::CONTENT_DISPOSITION};
use contracts::{
    action::commitments::{ResubmitEvidence, WithdrawEvidence},
    commitments::{
        Evidence, EvidenceActKind, EvidenceState, GetEvidenceRequest, GetEvidenceResponse,
        ListEvidenceRequest, ListEvidenceResponse,
    },
};

fn known(world: World, evidence: Evidence) -> World {
    world.answers::<GetEvidenceRequest>(&GetEvidenceResponse { evidence: Some(evidence) })
}

fn listed(world: World, evidence: Vec<Evidence>, next: &str) -> World {
    let next_page_token = next.to_owned();
    world.answers::<ListEvidenceRequest>(&ListEvidenceResponse { evidence, next_page_token })
}

#[tokio::test]
async fn evidence_is_listed_with_how_it_stands_and_whose_it_is() {
    let world = listed(World::of("gcdo", "gcdo.lead"), vec![evidence(EvidenceState::Returned)], "more");
    let page = world.get("/evidence?state=EVIDENCE_STATE_RETURNED&state=lost&with=hmrc").await;
    says(
        page.shown(),
        &[
            &format!("href=\"/evidence/{ID}\""),
            "Told in &#60;time&#62;",
            "Returned",
            "HMG-17, HM Revenue and Customs",
            "href=\"/evidence?state=EVIDENCE_STATE_RETURNED&#38;with=hmrc&#38;page=more\"",
            "value=\"EVIDENCE_STATE_RETURNED\" checked",
            "value=\"hmrc\" selected",
            "Clear filters",
        ],
    );
    let (who, asked) = world.asked::<ListEvidenceRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("gcdo", "organisations/gcdo"));
    assert!(asked.states().eq([EvidenceState::Returned]));
    assert_eq!(asked.counterpart, "organisations/hmrc");
}

#[tokio::test]
async fn where_there_is_no_evidence_it_is_said_whether_the_filters_are_why() {
    let world = listed(World::of("hmrc", "dept.dpo"), Vec::new(), "");
    says(world.get("/evidence").await.shown(), &["There is no evidence yet."]);
    let narrowed = world.get("/evidence?state=EVIDENCE_STATE_DRAFT").await;
    says(narrowed.shown(), &["No evidence matches these filters."]);
}

#[tokio::test]
async fn evidence_says_what_it_shows_what_was_done_and_what_can_be() {
    let world = known(World::of("hmrc", "dept.dpo"), evidence(EvidenceState::Returned));
    let page = world.denies::<WithdrawEvidence>().get(&format!("/evidence/{ID}")).await;
    says(
        page.shown(),
        &[
            "Told in &#60;time&#62;",
            "Returned",
            &format!("href=\"/evidence/{ID}/resubmit-evidence\""),
            "Somebody with another role in your organisation can do this: Withdraw this evidence.",
            "href=\"/register/HMG-17\"",
            "href=\"/commitments/HMG-17/2026-01-08-P6M\">6 months from 8 January 2026",
            "HM Revenue and Customs",
            "Government Chief Data Officer",
            "The figure of March is missing",
            "Figure",
            "Of all breaches",
            "30 April 2026",
            "8 January 2026",
            "31 March 2026",
            "told within 72 hours, in per cent",
            "97.5",
            "Personal data breaches",
            "2026-Q1",
            "OFFICIAL",
            "Government Chief Data Officer, Lead",
            "March is missing",
            &format!("href=\"/evidence/{ID}/acts/2/sealed\""),
            "HM Revenue and Customs, Data protection officer",
            "application/json; of=a-test",
            "abababab",
            &format!("href=\"/evidence/{ID}/acts/1/sealed\""),
        ],
    );
    says_none(page.shown(), &["/accept-evidence", "/withdraw-evidence\"", "<time>", "hash of the document"]);
}

#[tokio::test]
async fn where_nothing_can_be_done_nothing_is_offered() {
    let settled = Evidence { possible_acts: Vec::new(), ..evidence(EvidenceState::Withdrawn) };
    let page = known(World::of("hmrc", "dept.dpo"), settled).get(&format!("/evidence/{ID}")).await;
    says_none(page.shown(), &["What you can do", "-evidence\""]);
    let other = known(World::of("hmrc", "dept.board"), evidence(EvidenceState::Returned));
    let other = other.denies::<WithdrawEvidence>().denies::<ResubmitEvidence>();
    let page = other.get(&format!("/evidence/{ID}")).await;
    says(page.shown(), &["can do this: Submit this evidence again; Withdraw this evidence."]);
    says_none(page.shown(), &["-evidence\""]);
}

#[tokio::test]
async fn the_sealed_bytes_of_an_act_are_handed_out_as_they_are() {
    let world = known(World::of("hmrc", "dept.dpo"), evidence(EvidenceState::Returned));
    let file = world.get(&format!("/evidence/{ID}/acts/2/sealed")).await;
    assert_eq!(file.shown(), "act 2");
    assert_eq!(file.headers[CONTENT_DISPOSITION], format!("attachment; filename=\"act-2-{ID}.json\""));
    for path in [
        format!("/evidence/{ID}/acts/3/sealed"),
        format!("/evidence/{ID}/acts/02/sealed"),
        "/evidence/x".into(),
    ] {
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn of_what_was_issued_it_is_said_to_whom_and_not_that_somebody_accepts_it() {
    let page = async |kind: EvidenceActKind| {
        let mut shown = evidence(EvidenceState::Issued);
        shown.acts.truncate(1);
        shown.acts[0].kind = kind.into();
        known(World::of("gcdo", "gcdo.lead"), shown).get(&format!("/evidence/{ID}")).await
    };
    for kind in [EvidenceActKind::Issue, EvidenceActKind::Disclosure] {
        let page = page(kind).await;
        says(page.shown(), &["Whom it was issued to"]);
        says_none(page.shown(), &["Who accepts it"]);
    }
    let submitted = page(EvidenceActKind::Submission).await;
    says(submitted.shown(), &["Who accepts it"]);
    says_none(submitted.shown(), &["Whom it was issued to"]);
}
