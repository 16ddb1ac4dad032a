//! How each party sees the commitments, and how they stand.

use crate::actors::{Cast, YEAR, facts};
use chassis_testing::reason;
use contracts::commitments::{
    ListReceivedAssessmentsRequest, ListStandingsRequest, Standing, View, ViewState,
};

const EVERYBODY: [bool; 3] = [true, true, true];
const COUNTERPART: [bool; 3] = [false, true, false];
const REGULATORS: &str = "commitments/ICO-02/periods/2026-01-08-P12M";

#[tokio::test]
async fn a_view_is_its_party_s_own_until_another_person_of_it_issues_it_and_then_nobody_changes_it() {
    let cast = Cast::new().await;
    let drafted = cast.analyst().forms_view(YEAR, View::OnTrack).await.unwrap();
    assert_eq!(
        (drafted.state(), drafted.possible_acts.as_slice()),
        (ViewState::Draft, ["UpdateAssessment".to_owned()].as_slice())
    );
    assert_eq!(reason(&cast.analyst().issues(&drafted, EVERYBODY).await.unwrap_err()), "ACTING_ROLE");
    for stranger in [cast.dpo(), cast.regulator(), cast.liaison(), cast.public()] {
        let name = drafted.name.replace("gcdo", &stranger.person.caller.organisation);
        assert_eq!(reason(&stranger.sees_view(&name).await.unwrap_err()), "NOT_FOUND");
        assert_eq!(stranger.received().await, []);
    }
    // A system is none of two who look at it.
    let mut system = cast.lead();
    system.person = system.person.as_system();
    for refused in
        [system.reforms_view(&drafted, View::AtRisk).await, system.forms_view(YEAR, View::AtRisk).await]
    {
        assert_eq!(reason(&refused.unwrap_err()), "ACTING_ROLE");
    }
    let redrafted = cast.lead().reforms_view(&drafted, View::AtRisk).await.unwrap();
    let issued = cast.analyst().issues(&redrafted, EVERYBODY).await.unwrap();
    assert_eq!(
        (issued.state(), issued.view(), issued.issued_by.as_str()),
        (ViewState::Issued, View::AtRisk, "gcdo.analyst")
    );
    assert_eq!(issued.possible_acts, [""; 0]);
    for late in
        [cast.lead().reforms_view(&issued, View::OnTrack).await, cast.lead().issues(&issued, EVERYBODY).await]
    {
        assert_eq!(reason(&late.unwrap_err()), "STATE");
    }
}

#[tokio::test]
async fn those_whom_a_view_is_issued_to_have_a_sealed_copy_of_it_and_nobody_else_has() {
    let cast = Cast::new().await;
    let drafted = cast.analyst().forms_view(YEAR, View::AtRisk).await.unwrap();
    let issued = cast.lead().issues(&drafted, COUNTERPART).await.unwrap();
    assert_eq!(issued.recipients, ["organisations/ico"]);
    let [received] = <[_; 1]>::try_from(cast.regulator().received().await).unwrap();
    assert_eq!(
        (received.assessor.as_str(), received.view(), received.period.as_str()),
        ("organisations/gcdo", View::AtRisk, YEAR)
    );
    let whole = cast.regulator().sees_received(&received.name).await.unwrap();
    assert!(std::str::from_utf8(&whole.sealed).unwrap().contains("By what was shown so far."));
    for stranger in [cast.dpo(), cast.moj(), cast.liaison(), cast.public()] {
        assert_eq!(stranger.received().await, []);
        let name = received.name.replace("ico", &stranger.person.caller.organisation);
        assert_eq!(reason(&stranger.sees_received(&name).await.unwrap_err()), "NOT_FOUND");
    }
    cast.world.set("2026-05-05T10:00:00Z");
    let again = cast.analyst().forms_view(YEAR, View::OnTrack).await.unwrap();
    let published = cast.lead().issues(&again, EVERYBODY).await.unwrap();
    assert!(
        published.recipients.len() > 3 && !published.recipients.contains(&"organisations/gcdo".to_owned())
    );
    assert_eq!(
        (
            cast.dpo().received().await.len(),
            cast.public().received().await.len(),
            cast.liaison().received().await.len()
        ),
        (1, 1, 0)
    );
    assert_eq!(
        cast.regulator()
            .received()
            .await
            .iter()
            .map(contracts::commitments::ReceivedAssessment::view)
            .collect::<Vec<_>>(),
        [View::OnTrack, View::AtRisk]
    );
}

#[tokio::test]
async fn views_that_were_issued_are_listed_by_period_and_by_commitment() {
    let cast = Cast::new().await;
    let periods =
        [YEAR, "commitments/JNT-03/periods/2026-04-08-P3M", "commitments/JNT-03/periods/2026-01-08-P3M"];
    for period in periods {
        cast.regulator().enters_view(period, View::OnTrack, COUNTERPART).await.unwrap();
    }
    let listed = async |period: &str, commitment: &str| {
        let (period, commitment) = (period.to_owned(), commitment.to_owned());
        let request = ListReceivedAssessmentsRequest { period, commitment, ..Default::default() };
        let mut found: Vec<_> =
            cast.lead().receives(request).await.into_iter().map(|view| view.period).collect();
        found.sort();
        found
    };
    assert_eq!(listed("", "").await.len(), 3);
    assert_eq!(listed(YEAR, "").await, [YEAR]);
    assert_eq!(listed("", "commitments/HMG-02").await, [YEAR]);
    assert_eq!(listed("", "commitments/JNT-03").await, [periods[2], periods[1]]);
    assert_eq!(listed(periods[1], "commitments/JNT-03").await, [periods[1]]);
    assert_eq!(listed("", "commitments/JNT-02").await, [""; 0]);
}

#[tokio::test]
async fn government_never_scores_what_the_regulator_promised_and_what_the_regulator_says_of_government_is_an_observation()
 {
    let cast = Cast::new().await;
    for who in [cast.analyst(), cast.dpo(), cast.liaison()] {
        assert_eq!(reason(&who.forms_view(REGULATORS, View::Evidenced).await.unwrap_err()), "ACTING_ROLE");
    }
    let enters =
        async |period: &str, view| cast.regulator().enters_view(period, view, COUNTERPART).await.unwrap();
    assert!(!enters(REGULATORS, View::OnTrack).await.observation);
    assert!(enters(YEAR, View::NotEvidenced).await.observation);
    assert!(cast.lead().received().await.iter().any(|view| view.period == YEAR && view.observation));
    let joint = "commitments/JNT-03/periods/2026-04-08-P3M";
    assert!(!enters(joint, View::OnTrack).await.observation);
    assert!(!cast.analyst().forms_view(joint, View::OnTrack).await.unwrap().observation);
}

#[tokio::test]
async fn a_department_has_a_view_of_what_it_keeps_and_shows_it_to_the_centre_alone() {
    let cast = Cast::new().await;
    let centre_s = "commitments/HMG-06/periods/2026-01-08-P12M";
    assert_eq!(reason(&cast.dpo().forms_view(centre_s, View::OnTrack).await.unwrap_err()), "ACTING_ROLE");
    let drafted = cast.dpo().forms_view(YEAR, View::AtRisk).await.unwrap();
    for to in [[true, false, false], [false, false, true]] {
        assert_eq!(reason(&cast.siro().issues(&drafted, to).await.unwrap_err()), "ACTING_ROLE");
    }
    assert_eq!(reason(&cast.board().sees_view(&drafted.name).await.unwrap_err()), "NOT_FOUND");
    cast.siro().issues(&drafted, COUNTERPART).await.unwrap();
    assert!(cast.board().sees_view(&drafted.name).await.is_ok());
    assert_eq!(cast.board().views().await.len(), 1);
    assert_eq!(cast.analyst().received().await.len(), 1);
    assert_eq!(cast.regulator().received().await, []);
}

#[tokio::test]
async fn how_a_commitment_stands_follows_from_what_was_accepted() {
    let cast = Cast::new().await;
    let standing = async || cast.dpo().standing("HMG-02").await;
    assert_eq!(standing().await.standing(), Standing::NotEvidenced);
    let submitted = cast.dpo().shows(YEAR, facts("A lead was appointed")).await;
    assert_eq!(standing().await.standing(), Standing::NotEvidenced);
    cast.analyst().accepts(&cast.analyst().sees(&submitted).await.unwrap()).await.unwrap();
    let stands = standing().await;
    assert_eq!(
        (stands.standing(), stands.explanation.as_str()),
        (Standing::Evidenced, "one piece of evidence was accepted")
    );
    let accepted = cast.dpo().sees(&submitted).await.unwrap();
    cast.dpo().takes_back(&accepted).await.unwrap();
    assert_eq!(standing().await.standing(), Standing::NotEvidenced);
    cast.world.set("2026-12-09T09:00:00Z");
    assert_eq!(standing().await.standing(), Standing::AtRisk);
    cast.world.set("2027-01-08T09:00:00Z");
    let of = |on: &str| ListStandingsRequest {
        on: on.to_owned(),
        commitment: "commitments/HMG-02".to_owned(),
        ..Default::default()
    };
    assert_eq!(cast.dpo().standings(of("2027-01-07")).await[0].standing(), Standing::Overdue);
    assert_eq!(
        cast.dpo().standings(of("")).await[0].standing(),
        Standing::NotEvidenced,
        "the next year has begun"
    );
}

#[tokio::test]
async fn a_party_s_own_view_puts_a_commitment_at_risk_and_others_views_stand_beside_it() {
    let cast = Cast::new().await;
    let own = cast.analyst().forms_view(YEAR, View::AtRisk).await.unwrap();
    assert_eq!(
        cast.analyst().standing("HMG-02").await.standing(),
        Standing::NotEvidenced,
        "a draft says nothing"
    );
    cast.lead().issues(&own, [false; 3]).await.unwrap();
    cast.regulator().enters_view(YEAR, View::OnTrack, COUNTERPART).await.unwrap();
    let stands = cast.analyst().standing("HMG-02").await;
    assert_eq!((stands.standing(), stands.own_view.unwrap().view()), (Standing::AtRisk, View::AtRisk));
    let [other] = <[_; 1]>::try_from(stands.other_views).unwrap();
    assert_eq!(
        (other.assessor.as_str(), other.view(), other.observation),
        ("organisations/ico", View::OnTrack, true)
    );
}

#[tokio::test]
async fn each_party_lists_what_it_has_to_keep_and_what_is_urgent_first() {
    let cast = Cast::new().await;
    cast.world.set("2026-07-01T09:00:00Z");
    let codes = async |who: &crate::actors::Actor| {
        let all = who.standings(ListStandingsRequest::default()).await;
        let code = |one: &contracts::commitments::CommitmentStanding| {
            let name = one.period.as_ref().unwrap().name.clone();
            (one.standing(), name.split('/').nth(1).unwrap().to_owned())
        };
        all.iter().map(code).collect::<Vec<_>>()
    };
    let departments = codes(&cast.dpo()).await;
    assert!(departments.iter().all(|(_, code)| code.starts_with("HMG")), "{departments:?}");
    let regulators = codes(&cast.regulator()).await;
    assert!(
        regulators
            .iter()
            .all(|(_, code)| ["ICO", "JNT", "NCSC"].iter().any(|prefix| code.starts_with(prefix)))
    );
    assert!(regulators.contains(&(Standing::AtRisk, "ICO-12".to_owned())), "due by 7 July");
    let urgent = regulators.iter().position(|(standing, _)| *standing != Standing::AtRisk).unwrap();
    assert!(regulators[urgent..].iter().all(|(standing, _)| *standing == Standing::NotEvidenced));
    assert_eq!(codes(&cast.public()).await, []);
}

#[tokio::test]
async fn the_centre_alone_sees_how_departments_stand_and_of_each_only_what_it_submitted() {
    let cast = Cast::new().await;
    cast.dpo().drafts(YEAR, facts("A draft")).await.unwrap();
    let submitted = cast.moj().shows(YEAR, facts("A lead was appointed")).await;
    cast.analyst().accepts(&cast.analyst().sees(&submitted).await.unwrap()).await.unwrap();
    let all = cast.analyst().department_standings(YEAR).await.unwrap();
    let of = |organisation: &str| {
        all.iter().find(|one| one.organisation == format!("organisations/{organisation}")).unwrap()
    };
    assert_eq!((of("moj").standing(), of("hmrc").standing()), (Standing::Evidenced, Standing::NotEvidenced));
    assert_eq!(of("hmrc").evidence, []);
    assert!(all.iter().all(|one| one.organisation != "organisations/gcdo"));
    for stranger in [cast.dpo(), cast.regulator()] {
        assert_eq!(reason(&stranger.department_standings(YEAR).await.unwrap_err()), "ACTING_ROLE");
    }
    let none =
        cast.analyst().department_standings("commitments/HMG-06/periods/2026-01-08-P12M").await.unwrap_err();
    assert_eq!(reason(&none), "NOT_OWED");
}
