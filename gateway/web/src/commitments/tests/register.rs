//! The register and its commitments, for anybody.

use super::fixtures::{
    OTHER, amended, commitment, content, instruments, other_commitment, received, standing,
};
use crate::platform::tests::{World, says, says_none, words};
use crate::{
    commitments::{register::Asked, sides},
    posted::Values,
};
use axum::http::{StatusCode, header::CACHE_CONTROL};
use contracts::{
    action::commitments::{ListAmendments, ListStandings, ProposeAmendment},
    commitments::{
        Commitment, CommitmentContent, GetCommitmentRequest, GetCommitmentResponse, Instrument,
        ListCommitmentVersionsRequest, ListCommitmentVersionsResponse, ListCommitmentsRequest,
        ListCommitmentsResponse, ListReceivedAssessmentsRequest, ListReceivedAssessmentsResponse,
        ListStandingsRequest, ListStandingsResponse, Owner, Standing, View,
    },
};

const OBSERVATION: &str = "An observation, which is no regulatory decision.";

fn listed(commitments: Vec<Commitment>) -> ListCommitmentsResponse {
    ListCommitmentsResponse { commitments, instruments: instruments(), edition: "2026-01-08".to_owned() }
}

/// What is answered of one commitment.
fn known(world: World) -> World {
    let views = vec![
        received("ico", View::NotEvidenced, "Nothing <was> seen"),
        received("moj", View::OnTrack, "All is well"),
        received("ico", View::AtRisk, "Said before"),
    ];
    world
        .answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(commitment()) })
        .answers::<ListCommitmentVersionsRequest>(&ListCommitmentVersionsResponse {
            commitments: vec![amended(), commitment()],
            next_page_token: String::new(),
        })
        .answers::<ListReceivedAssessmentsRequest>(&ListReceivedAssessmentsResponse {
            received_assessments: views,
            next_page_token: String::new(),
        })
        .answers::<ListStandingsRequest>(&ListStandingsResponse {
            standings: vec![standing(Standing::AtRisk)],
        })
}

#[tokio::test]
async fn anybody_reads_the_register_by_document_and_section() {
    let world =
        World::default().answers::<ListCommitmentsRequest>(&listed(vec![commitment(), other_commitment()]));
    let page = world.get("/register").await;
    assert_eq!(page.headers[CACHE_CONTROL], "public, max-age=60");
    says(
        page.shown(),
        &[
            "href=\"/sign-in\"",
            "A commitment is a promise, not law. That it is evidenced is no defence, and that it is not is no finding.",
            "This is what the register says today.",
            "Edition of 8 January 2026.",
            "The memorandum",
            "8 January 2026",
            "Government Chief Data Officer",
            "A note on The memorandum.",
            "Reporting and accountability",
            "href=\"/register/HMG-17\"",
            "HMG-17: Reports &#60;twice&#62; a year",
            "HM Government · Every six months",
            "The other memorandum",
            "12 September 2023",
            "Shared principles and joint commitments",
            "href=\"/register/ICO-02\"",
            "The regulator, National Cyber Security Centre · Every six months",
        ],
    );
    says_none(page.shown(), &["The letter", "/amendments", "<twice>", "Ada"]);
    assert_eq!(world.asked::<ListCommitmentsRequest>()[0].0, "public");
}

#[tokio::test]
async fn whoever_is_signed_in_reads_the_register_in_their_own_frame() {
    let world = World::of("ico", "ico.lead").answers::<ListCommitmentsRequest>(&listed(vec![commitment()]));
    let page = world.get("/register").await;
    says(page.shown(), &["Ada", "href=\"/commitments\"", "href=\"/amendments\""]);
    assert_eq!(page.headers[CACHE_CONTROL], "no-store");
    assert_eq!(world.asked::<ListCommitmentsRequest>()[0].0, "ico");
    let reporter = world.denies::<ListAmendments>().denies::<ListStandings>().get("/register").await;
    says_none(reporter.shown(), &["href=\"/amendments\"", "href=\"/commitments\""]);
}

#[tokio::test]
async fn an_address_asks_for_a_document_an_owner_and_a_day() {
    let world = World::default().answers::<ListCommitmentsRequest>(&listed(Vec::new()));
    let address = "/register?instrument=INSTRUMENT_MOU&owner=OWNER_ICO&on=2026-07-08";
    let page = world.get(address).await;
    says(
        page.shown(),
        &[
            "on 8 July 2026",
            "No commitment of the register fits",
            "value=\"INSTRUMENT_MOU\" selected",
            "value=\"OWNER_ICO\" selected",
            "value=\"2026-07-08\"",
            "href=\"/register\">Clear filters",
        ],
    );
    let some = world.clone().answers::<ListCommitmentsRequest>(&listed(vec![commitment()]));
    says(some.get(address).await.shown(), &["href=\"/register/HMG-17?on=2026-07-08\""]);
    let (_, asked) = world.asked::<ListCommitmentsRequest>().remove(0);
    assert_eq!(asked.on, "2026-07-08");
    assert!(asked.instruments().eq([Instrument::Mou]) && asked.owners().eq([Owner::Ico]));
}

#[test]
fn a_document_or_an_owner_that_there_is_not_is_not_asked_for() {
    for query in ["instrument=INSTRUMENT_UNSPECIFIED&owner=OWNER_UNSPECIFIED", "instrument=MOU&owner=hmg", ""]
    {
        assert_eq!(Asked::read(&Values::parse(query.as_bytes()).unwrap()), Asked::default(), "{query}");
    }
}

#[tokio::test]
async fn what_is_no_day_is_complained_of_and_shown_as_it_was_typed() {
    for typed in ["8+July", "2026-02-30", "1999-01-01", "2026-7-8", "2026-07-08T00:00"] {
        let world = World::default().answers::<ListCommitmentsRequest>(&listed(vec![commitment()]));
        let page = world.get(&format!("/register?on={typed}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        says(
            &page.body,
            &[
                "<title>Error: ",
                "href=\"#on\"",
                "Enter a day such as 2026-07-08",
                "HMG-17",
                "id=\"on-error\"",
            ],
        );
        assert_eq!(world.asked::<ListCommitmentsRequest>()[0].1.on, "");
    }
}

#[tokio::test]
async fn anybody_reads_a_commitment_with_its_periods_versions_and_the_views_issued_to_all() {
    let world = known(World::default());
    let page = world.get("/register/HMG-17?on=2026-03-01").await;
    says(
        page.shown(),
        &[
            "HMG-17",
            "Reports &#60;twice&#62; a year",
            "on 1 March 2026",
            "Departments report &#38; the centre sums it up.",
            "A commitment is a promise, not law.",
            "Memorandum of Understanding, January 2026",
            "Reporting and accountability",
            "HM Government",
            "Government Chief Data Officer, Department",
            "Every six months",
            "Transformation Board",
            "Personal data breaches",
            "href=\"/register/CAB-03\"",
            "href=\"/register/HMG-18\">HMG-18</a>, <a class=\"govuk-link\" href=\"/register/ICO-02\"",
            "A report of each half-year",
            "8 January 2026 to 7 July 2026",
            "Due by 7 July 2026",
            "Information Commissioner",
            "Not evidenced",
            "Nothing &#60;was&#62; seen",
            OBSERVATION,
            "Ministry of Justice",
            "On track",
            "1 April 2026",
            "Half a year is too long",
            "abababab",
            "The first: what the document said",
            "Comes with this service",
        ],
    );
    // Of a party that said two things, only the last is shown; and what government says of its own is no observation.
    says_none(page.shown(), &["Said before", "/commitments/HMG-17/", "At risk", "Propose an amendment"]);
    assert_eq!(page.body.matches(OBSERVATION).count(), 1);
    let (who, asked) = world.asked::<ListReceivedAssessmentsRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("public", "organisations/public"));
    assert_eq!((asked.period.as_str(), asked.commitment.as_str()), ("", "commitments/HMG-17"));
    assert_eq!(world.asked::<ListReceivedAssessmentsRequest>().len(), 1, "once for all periods");
    assert_eq!(world.asked::<GetCommitmentRequest>()[0].1.on, "2026-03-01");
    assert!(world.asked::<ListStandingsRequest>().is_empty());
}

#[tokio::test]
async fn where_there_is_no_view_the_public_reads_that_none_was_published_and_others_that_they_have_none() {
    for (world, says_that, and_not) in [
        (World::default(), "No view of this period was published.", "issued to you"),
        (World::of("hmrc", "dept.dpo"), "No view of this period was issued to you.", "published"),
    ] {
        let none = ListReceivedAssessmentsResponse::default();
        let world = known(world).answers::<ListReceivedAssessmentsRequest>(&none);
        let page = world.get("/register/HMG-17").await;
        says(page.shown(), &[says_that]);
        says_none(page.shown(), &[and_not]);
    }
}

#[tokio::test]
async fn whoever_keeps_a_commitment_sees_how_it_stands_for_them() {
    let world = known(World::of("hmrc", "dept.dpo"));
    let page = world.get("/register/HMG-17").await;
    says(
        page.shown(),
        &[
            "Propose an amendment",
            "Your organisation keeps this commitment.",
            "href=\"/commitments/HMG-17/2026-01-08-P6M\"",
            "At risk",
            "due by 7 July 2026; no evidence was accepted yet",
        ],
    );
    let (who, asked) = world.asked::<ListStandingsRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("hmrc", "organisations/hmrc"));
    assert_eq!(asked.commitment, "commitments/HMG-17");
    let (who, asked) = world.asked::<ListReceivedAssessmentsRequest>().remove(0);
    assert_eq!((who.as_str(), asked.parent.as_str()), ("hmrc", "organisations/hmrc"));
    let reporter = known(World::of("hmrc", "dept.reporter"));
    let reporter = reporter.denies::<ListStandings>().denies::<ProposeAmendment>();
    let page = reporter.get("/register/HMG-17").await;
    says_none(page.shown(), &["At risk", "/commitments/HMG-17/", "Propose an amendment"]);
    assert!(reporter.asked::<ListStandingsRequest>().is_empty());
}

#[tokio::test]
async fn what_the_register_does_not_have_is_not_found() {
    for path in ["/register/HMG-99", "/register/x", "/register/HMG-17?on=soon"] {
        assert_eq!(World::default().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_commitment_that_says_little_has_no_lines_for_the_rest() {
    let bare = CommitmentContent {
        duplicate_of: String::new(),
        related: Vec::new(),
        evidence: Vec::new(),
        ..content()
    };
    let bare = Commitment { content: Some(bare), periods: Vec::new(), ..commitment() };
    let world = known(World::default())
        .answers::<GetCommitmentRequest>(&GetCommitmentResponse { commitment: Some(bare) });
    let page = world.get("/register/HMG-17").await;
    says(page.shown(), &["It has no periods around this day."]);
    says_none(page.shown(), &["Says the same as", "Goes with", "What would show", "Done on", "on <"]);
}

#[test]
fn each_partys_latest_view_is_shown_and_leads_to_the_whole() {
    let mut other = received("moj", View::Evidenced, "There");
    other.name = format!("organisations/hmrc/receivedAssessments/{OTHER}");
    let sides = sides::received(
        words(),
        &[received("ico", View::AtRisk, "Now"), other, received("ico", View::OnTrack, "Then")],
    );
    let told: Vec<_> = sides.iter().map(|side| (side.rationale.as_str(), side.observation)).collect();
    assert_eq!(told, [("Now", true), ("There", false)]);
    assert_eq!(sides[1].href, format!("/received-assessments/{OTHER}"));
    assert_eq!(sides[0].issued, "Issued 10:00am on 2 May 2026 (BST), Lead officer");
}
