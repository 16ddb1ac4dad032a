//! What is done about commitments: forms begin with what is known, and ask for what their place says.

use super::fixtures::{ID, amended, amendment, assessment, commitment, evidence, half_year, standing};
use crate::platform::tests::{World, says, says_none};
use axum::http::{StatusCode, header::LOCATION};
use contracts::commitments::{
    Amendment, AmendmentState, CreateAssessmentRequest, CreateAssessmentResponse, CreateEvidenceRequest,
    CreateEvidenceResponse, Evidence, EvidenceKind, EvidenceState, GetAmendmentRequest, GetAmendmentResponse,
    GetAssessmentRequest, GetAssessmentResponse, GetCommitmentRequest, GetCommitmentResponse,
    GetEvidenceRequest, GetEvidenceResponse, IssueAssessmentRequest, ListCommitmentVersionsRequest,
    ListCommitmentVersionsResponse, ListStandingsRequest, ListStandingsResponse, ProposeAmendmentRequest,
    ProposeAmendmentResponse, Standing, SubmitEvidenceRequest, SubmitEvidenceResponse, View, ViewState,
};
use contracts::{access::Party, commitments::PlatformArea};

const PERIOD: &str = "/commitments/HMG-17/2026-01-08-P6M";

fn period(world: World) -> World {
    let standings = vec![standing(Standing::AtRisk)];
    world
        .answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(commitment()) })
        .answers::<ListStandingsRequest>(&ListStandingsResponse { standings })
}

fn of_evidence(world: World, evidence: Evidence) -> World {
    world.answers::<GetEvidenceRequest>(&GetEvidenceResponse { evidence: Some(evidence) })
}

#[tokio::test]
async fn evidence_is_drafted_for_the_period_of_its_place_with_days_as_days() {
    let made = CreateEvidenceResponse { evidence: Some(evidence(EvidenceState::Draft)) };
    let world = period(World::of("hmrc", "dept.dpo")).answers::<CreateEvidenceRequest>(&made);
    let typed = [
        ("facts.kind", "EVIDENCE_KIND_ATTESTATION"),
        ("facts.title", "A statement"),
        ("facts.received_on-day", "30"),
        ("facts.received_on-month", "4"),
        ("facts.received_on-year", "2026"),
        ("facts.effective_from-day", "8"),
        ("facts.effective_from-month", "January"),
        ("facts.effective_from-year", "2026"),
        ("facts.effective_to-day", "31"),
        ("facts.effective_to-month", "3"),
        ("facts.effective_to-year", "2026"),
        ("facts.attestation.statement", "It was kept"),
        ("facts.attestation.role", "Accounting Officer"),
        ("facts.handling.classification", "CLASSIFICATION_OFFICIAL"),
    ];
    let page = world.post(&format!("{PERIOD}/draft-evidence"), &typed).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(page.headers[LOCATION].to_str().unwrap().starts_with(&format!("/evidence/{ID}?done=")));
    let (_, asked) = world.asked::<CreateEvidenceRequest>().remove(0);
    assert_eq!((asked.parent.as_str(), asked.period), ("organisations/hmrc", half_year().name));
    let facts = asked.facts.unwrap();
    assert_eq!((facts.kind(), facts.received_on.as_str()), (EvidenceKind::Attestation, "2026-04-30"));
    assert_eq!((facts.effective_from.as_str(), facts.effective_to.as_str()), ("2026-01-08", "2026-03-31"));
    assert_eq!((facts.metric, facts.document, facts.event), (None, None, None));
}

#[tokio::test]
async fn a_day_that_there_is_not_is_complained_of_where_it_was_typed() {
    let world = period(World::of("hmrc", "dept.dpo"));
    let typed = [
        ("facts.received_on-day", "31"),
        ("facts.received_on-month", "2"),
        ("facts.received_on-year", "2026"),
    ];
    let page = world.post(&format!("{PERIOD}/draft-evidence"), &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&page.body, &["href=\"#facts-received-on-day\"", "facts-received-on-error", "value=\"31\""]);
    assert!(world.asked::<CreateEvidenceRequest>().is_empty());
}

#[tokio::test]
async fn a_view_is_drafted_for_the_period_of_its_place() {
    let made = CreateAssessmentResponse { assessment: Some(assessment(ViewState::Draft)) };
    let world = period(World::of("hmrc", "dept.dpo")).answers::<CreateAssessmentRequest>(&made);
    let typed = [
        ("view", "VIEW_AT_RISK"),
        ("rationale", "Half of it is there"),
        ("handling.classification", "CLASSIFICATION_OFFICIAL"),
    ];
    let page = world.post(&format!("{PERIOD}/draft-view"), &typed).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(page.headers[LOCATION].to_str().unwrap().starts_with(&format!("/assessments/{ID}?done=")));
    let (_, asked) = world.asked::<CreateAssessmentRequest>().remove(0);
    assert_eq!((asked.view(), asked.period.as_str()), (View::AtRisk, half_year().name.as_str()));
    assert_eq!(asked.parent, "organisations/hmrc");
}

#[tokio::test]
async fn whoever_submits_evidence_reads_it_and_who_will_read_it_first() {
    let done = SubmitEvidenceResponse { evidence: Some(evidence(EvidenceState::Submitted)) };
    let world = of_evidence(World::of("hmrc", "dept.dpo"), evidence(EvidenceState::Draft));
    let world = world.answers::<SubmitEvidenceRequest>(&done);
    let path = format!("/evidence/{ID}/submit-evidence");
    let page = world.get(&path).await;
    says(
        page.shown(),
        &[
            "Who will read this",
            "Your organisation, its boards among them, and Government Chief Data Officer",
            "97.5",
        ],
    );
    let page = world.post(&path, &[("etag", "e1")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let (_, asked) = world.asked::<SubmitEvidenceRequest>().remove(0);
    assert_eq!((asked.name, asked.etag.as_str()), (format!("organisations/hmrc/evidence/{ID}"), "e1"));
    let own = Evidence { accepter: "organisations/hmrc".into(), ..evidence(EvidenceState::Draft) };
    let page = of_evidence(World::of("hmrc", "dept.dpo"), own).get(&path).await;
    says(page.shown(), &["Another person of it than you accepts or returns it."]);
}

#[tokio::test]
async fn what_was_returned_is_submitted_again_from_what_it_said() {
    let world = of_evidence(World::of("hmrc", "dept.dpo"), evidence(EvidenceState::Returned));
    for act in ["resubmit-evidence", "redraft-evidence"] {
        let page = world.get(&format!("/evidence/{ID}/{act}")).await;
        says(
            page.shown(),
            &[
                "value=\"EVIDENCE_KIND_METRIC\" checked",
                "Told in &#60;time&#62;",
                "value=\"30\"",
                "value=\"97.5\"",
            ],
        );
    }
}

#[tokio::test]
async fn a_department_issues_its_view_to_the_centre_only_and_others_to_whom_they_choose() {
    let page = async |organisation, role| {
        let view = GetAssessmentResponse { assessment: Some(assessment(ViewState::Draft)) };
        let world = World::of(organisation, role).answers::<GetAssessmentRequest>(&view);
        world.get(&format!("/assessments/{ID}/issue-view")).await
    };
    let department = page("hmrc", "dept.siro").await;
    says(
        department.shown(),
        &["cannot be changed or taken back", "Half of it is there", "name=\"to_counterpart\""],
    );
    says_none(department.shown(), &["to_public", "to_departments"]);
    says(page("ico", "ico.lead").await.shown(), &["to_departments", "to_counterpart", "to_public"]);
}

#[tokio::test]
async fn whoever_issues_a_view_checks_whom_it_is_for_before_it_is_issued() {
    let view = GetAssessmentResponse { assessment: Some(assessment(ViewState::Draft)) };
    let world = World::of("ico", "ico.lead").answers::<GetAssessmentRequest>(&view);
    let page = world.post(&format!("/assessments/{ID}/issue-view"), &[("to_public", "true")]).await;
    says(
        page.shown(),
        &["Those whom you chose will read a sealed copy of this view", "Anybody reads it", "Yes"],
    );
    assert!(world.asked::<IssueAssessmentRequest>().is_empty());
}

#[tokio::test]
async fn an_amendment_begins_with_what_the_register_says_last_and_replaces_that() {
    let versions = ListCommitmentVersionsResponse {
        commitments: vec![amended(), commitment()],
        next_page_token: String::new(),
    };
    let made = ProposeAmendmentResponse { amendment: Some(amendment(AmendmentState::Proposed)) };
    let world = World::of("gcdo", "gcdo.lead")
        .answers::<ListCommitmentVersionsRequest>(&versions)
        .answers::<ProposeAmendmentRequest>(&made);
    let path = "/register/HMG-17/propose-amendment";
    let form = world.get(path).await;
    says(
        form.shown(),
        &[
            "Reports four times a year",
            "Departments report &#38; the centre sums it up.",
            "value=\"CADENCE_SIX_MONTHLY\" checked",
            "A report of each half-year",
        ],
    );
    says_none(form.shown(), &["PARTY_PUBLIC", "name=\"replaces\"", "name=\"commitment\""]);
    let typed = [
        ("content.instrument", "INSTRUMENT_MOU"),
        ("content.section", "SECTION_REPORTING"),
        ("content.place", "2"),
        ("content.owners", "OWNER_HMG"),
        ("content.owed_by", "PARTY_DEPARTMENT"),
        ("content.owed_by", "PARTY_GCDO"),
        ("content.bodies", "BODY_TRANSFORMATION_BOARD"),
        ("content.areas", "PLATFORM_AREA_COMMITMENTS"),
        ("content.title", "Reports every month"),
        ("content.text", "It reports."),
        ("content.kinds", "COMMITMENT_KIND_CONTINUOUS"),
        ("content.met_on-day", "2"),
        ("content.met_on-month", "5"),
        ("content.met_on-year", "2026"),
        ("effective_from-day", "1"),
        ("effective_from-month", "7"),
        ("effective_from-year", "2026"),
        ("reason", "It is time"),
    ];
    let check = world.post(path, &typed).await;
    says(check.shown(), &["Once it is agreed, anybody does.", "Reports every month", "1 July 2026"]);
    assert!(world.asked::<ProposeAmendmentRequest>().is_empty());
    let done = world.post(path, &[typed.as_slice(), &[("step", "do")]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.headers[LOCATION].to_str().unwrap().starts_with(&format!("/amendments/{ID}?done=")));
    let (_, asked) = world.asked::<ProposeAmendmentRequest>().remove(0);
    assert_eq!(
        (asked.parent.as_str(), asked.commitment.as_str()),
        ("organisations/gcdo", "commitments/HMG-17")
    );
    assert_eq!((asked.replaces, asked.effective_from.as_str()), (2, "2026-07-01"));
    let content = asked.content.unwrap();
    // What was chosen as the register says it stays in its order there.
    assert!(content.owed_by().eq([Party::Gcdo, Party::Department]));
    assert!(content.areas().eq([PlatformArea::Commitments]));
    assert_eq!((content.title.as_str(), content.met_on.as_str()), ("Reports every month", "2026-05-02"));
}

#[tokio::test]
async fn whoever_agrees_reads_what_and_that_anybody_will() {
    let asked: Amendment = amendment(AmendmentState::Proposed);
    let world = World::of("ico", "ico.lead")
        .answers::<GetAmendmentRequest>(&GetAmendmentResponse { amendment: Some(asked) });
    let page = world.get(&format!("/amendments/{ID}/agree-amendment")).await;
    says(
        page.shown(),
        &[
            "It can only be replaced by another.",
            "Who will read this",
            "Anybody. The register is public, with the reason.",
            "1 July 2026",
            "Half a year is too long",
            "Reports four times a year",
            "Departments report",
        ],
    );
}
