//! On what grounds something is disclosed: by the regulator, and by whoever received it.

use super::lines::draft;
use super::*;
use crate::actors::{HMRC, at, regulators};
use chassis_testing::{details, reason};
use contracts::{
    breaches::{ExchangeState, LawfulBasis},
    exchange::OnwardSharing,
};
use tonic::Code;

/// What the regulator discloses of a case to another, on a ground.
fn of_case(case: &str, recipient: &str, basis: LawfulBasis, harm: &str) -> pb::PrepareDisclosureRequest {
    pb::PrepareDisclosureRequest {
        lawful_basis: basis.into(),
        harm_reduction_reason: harm.to_owned(),
        ..disclosure(case, recipient, &[BreachPart::Title, BreachPart::Incident])
    }
}

#[tokio::test]
async fn the_regulator_says_on_what_ground_it_discloses_what_it_was_told() {
    let cast = Cast::new().await;
    let (none, public) = (LawfulBasis::Unspecified, LawfulBasis::PublicInterest);
    let case = regulators(&cast.dpo().notifies(&cast, "A letter").await);
    let lead = cast.lead();
    for (recipient, basis, harm, missing) in [
        (NCSC, none, "", &["lawful_basis", "harm_reduction_reason"][..]),
        (NCSC, public, "", &["harm_reduction_reason"]),
        (NCSC, none, "It warns others.", &["lawful_basis"]),
        (GCDO, none, "", &["lawful_basis"]),
        (MOJ, none, "", &["lawful_basis"]),
    ] {
        let refusal = details(&lead.enters(of_case(&case, recipient, basis, harm)).await.unwrap_err());
        assert_eq!(refusal.code, Code::FailedPrecondition);
        assert_eq!(
            (refusal.reason.as_str(), refusal.fields),
            ("LAWFUL_BASIS_REQUIRED", missing.iter().map(|field| (*field).to_owned()).collect())
        );
    }
    let entered = lead.enters(of_case(&case, NCSC, public, "It warns others.")).await.unwrap();
    assert_eq!((entered.state(), entered.acts.len()), (ExchangeState::Disclosed, 1));
    let content = cast.incident().has(&entered).await.unwrap().acts.remove(0).disclosure.unwrap();
    assert_eq!(
        (content.lawful_basis(), content.harm_reduction_reason.as_str()),
        (public, "It warns others.")
    );
    let copy = content.copy.unwrap();
    assert_eq!(copy.parts, [BreachPart::Title, BreachPart::Incident].map(i32::from));
    assert_eq!((copy.title.as_str(), copy.facts.clone().unwrap().people), ("A letter", None));
    assert!(copy.facts.unwrap().incident.is_some());
    lead.enters(of_case(&case, MOJ, public, "")).await.expect("only the technical authority is told why");

    let own = lead.enters(of_case(&case, HMRC, none, "")).await.unwrap();
    assert_eq!(cast.dpo().has(&own).await.unwrap().acts.len(), 1, "whose it is needs no ground to read it");
    let grounded = details(&lead.enters(of_case(&case, HMRC, public, "")).await.unwrap_err());
    assert_eq!((grounded.code, grounded.fields), (Code::InvalidArgument, vec!["lawful_basis".to_owned()]));
}

#[tokio::test]
async fn of_a_case_there_is_no_more_to_disclose_than_was_submitted() {
    let cast = Cast::new().await;
    let case = regulators(&cast.dpo().notifies(&cast, "A letter").await);
    for part in [BreachPart::Advice, BreachPart::Lessons, BreachPart::Containment, BreachPart::Major] {
        let ask = disclosure(&case, HMRC, &[BreachPart::Title, part]);
        let refusal = details(&cast.lead().enters(ask).await.unwrap_err());
        assert_eq!((refusal.reason.as_str(), refusal.fields), ("INCOMPLETE", vec!["parts[1]".to_owned()]));
    }
    let held = [
        BreachPart::Title,
        BreachPart::Detection,
        BreachPart::Awareness,
        BreachPart::Controllers,
        BreachPart::Notice,
        BreachPart::Risk,
    ];
    let shown = cast.lead().enters(disclosure(&case, HMRC, &held)).await.unwrap();
    let copy = shown.acts[0].disclosure.clone().unwrap().copy.unwrap();
    assert!(copy.first_notice.is_some() && copy.aware_at.is_some() && copy.detected_at.is_some());
    assert_eq!((copy.risk_level(), copy.due_at, copy.facts), (RiskLevel::Risk, None, None));
}

#[tokio::test]
async fn each_side_discloses_what_is_its_own() {
    let cast = Cast::new().await;
    let name = cast.dpo().notifies(&cast, "A letter").await;
    let case = disclosure(&name, MOJ, &[BreachPart::Title]);
    assert_eq!(
        reason(&cast.dpo().prepares(case.clone()).await.unwrap_err()),
        "ACTING_ROLE",
        "it has the breach"
    );
    let breach = cast.dpo().lists_own().await.remove(0);
    let theirs = breach.name.replace("hmrc", "ico");
    let refusal = cast.lead().enters(disclosure(&theirs, HMRC, &[BreachPart::Title])).await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound, "the regulator has no breach");
    let others = pb::PrepareDisclosureRequest { source: name, parent: ICO.to_owned(), ..case };
    let refusal = details(&cast.lead().enters(others).await.unwrap_err());
    assert_eq!((refusal.code, refusal.fields), (Code::InvalidArgument, vec!["source".to_owned()]));
    let mo = cast.moj();
    let moj =
        mo.prepares(disclosure(&regulators(&breach.case).replace("ico", "moj"), GCDO, &[BreachPart::Title]));
    assert_eq!(moj.await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_was_received_is_shared_onward_only_where_its_discloser_left_that_free() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let title = [BreachPart::Title];
    for (onward, refused) in [
        (OnwardSharing::Unspecified, Some("ONWARD_SHARING")),
        (OnwardSharing::None, Some("ONWARD_SHARING")),
        (OnwardSharing::WithConsent, Some("ONWARD_SHARING")),
        (OnwardSharing::Free, None),
    ] {
        let ask = pb::PrepareDisclosureRequest {
            onward_sharing: onward.into(),
            ..disclosure(&breach.name, MOJ, &[BreachPart::Title, BreachPart::People])
        };
        let disclosed = cast.siro().approves(&cast.handler().prepares(ask).await.unwrap()).await.unwrap();
        let theirs = named_by("moj", &disclosed);
        let shared = cast.moj().prepares(disclosure(&theirs, GCDO, &title)).await;
        assert_eq!(shared.as_ref().err().map(reason).as_deref(), refused, "{onward:?}");
        let back = cast.handler().prepares(disclosure(&disclosed.name, GCDO, &title)).await.unwrap_err();
        assert_eq!(reason(&back), "STATE", "whoever disclosed it has the record");
        let Ok(shared) = shared else { continue };
        let entry = cast.moj().register().await.remove(0);
        assert_eq!(entry.onward_sharing(), onward);
        let more = disclosure(&theirs, GCDO, &[BreachPart::Risk, BreachPart::Title]);
        let more = details(&cast.moj().prepares(more).await.unwrap_err());
        assert_eq!((more.reason.as_str(), more.fields), ("INCOMPLETE", vec!["parts[0]".to_owned()]));
        let siro = cast.actor("moj", "max", "dept.siro", &["org", "reports", "handlers"]);
        siro.approves(&shared).await.unwrap();
        let content = cast.analyst().has(&shared).await.unwrap().acts.remove(0).disclosure.unwrap();
        assert_eq!((content.discloser.as_str(), content.copy.unwrap().title.as_str()), (MOJ, "A letter"));
        let again = cast.moj().prepares(disclosure(&theirs, GCDO, &title)).await.unwrap();
        cast.siro().recalls(&disclosed).await.unwrap();
        assert_eq!(reason(&siro.approves(&again).await.unwrap_err()), "STATE", "it was asked back since");
        let recalled = cast.moj().prepares(disclosure(&theirs, GCDO, &title)).await.unwrap_err();
        assert_eq!(reason(&recalled), "STATE");
    }
}

#[tokio::test]
async fn what_was_received_is_shared_onward_on_no_easier_terms() {
    let cast = Cast::new().await;
    let breach = cast.known_breach().await;
    let sensitive =
        Handling { classification: Classification::OfficialSensitive.into(), ..Handling::default() };
    let ask = pb::PrepareDisclosureRequest {
        onward_sharing: OnwardSharing::Free.into(),
        expires_at: at("2026-05-06T09:00:00Z"),
        handling: Some(sensitive.clone()),
        ..disclosure(&breach.name, MOJ, &[BreachPart::Title])
    };
    let disclosed = cast.siro().approves(&cast.handler().prepares(ask).await.unwrap()).await.unwrap();
    let shared = pb::PrepareDisclosureRequest {
        expires_at: at("2026-05-06T09:00:00Z"),
        handling: Some(sensitive),
        ..disclosure(&named_by("moj", &disclosed), GCDO, &[BreachPart::Title])
    };
    for (eased, field) in [
        (pb::PrepareDisclosureRequest { expires_at: None, ..shared.clone() }, "expires_at"),
        (
            pb::PrepareDisclosureRequest { expires_at: at("2026-05-06T09:00:01Z"), ..shared.clone() },
            "expires_at",
        ),
        (
            pb::PrepareDisclosureRequest {
                handling: disclosure(&breach.name, MOJ, &[]).handling,
                ..shared.clone()
            },
            "handling.classification",
        ),
    ] {
        let refusal = details(&cast.moj().prepares(eased).await.unwrap_err());
        assert_eq!((refusal.reason.as_str(), refusal.fields), ("ONWARD_SHARING", vec![field.to_owned()]));
    }
    cast.moj().prepares(shared).await.unwrap();
}

#[tokio::test]
async fn the_regulator_prepares_no_disclosure_and_drafts_no_lines_here_and_nobody_else_enters_any() {
    let cast = Cast::new().await;
    let case = regulators(&cast.dpo().notifies(&cast, "A letter").await);
    for who in [cast.caseworker(), cast.lead()] {
        let ask = of_case(&case, HMRC, LawfulBasis::Unspecified, "");
        assert_eq!(reason(&who.prepares(ask).await.unwrap_err()), "ACTING_ROLE");
        assert_eq!(reason(&who.drafts_lines(draft(&case, HMRC)).await.unwrap_err()), "ACTING_ROLE");
    }
    let system = cast.lead().as_system();
    let ask = of_case(&case, HMRC, LawfulBasis::Unspecified, "");
    assert_eq!(reason(&system.enters(ask).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&system.enters_lines(draft(&case, HMRC)).await.unwrap_err()), "ACTING_ROLE");
    let breach = cast.dpo().lists_own().await.remove(0).name;
    let ask = disclosure(&breach, MOJ, &[BreachPart::Title]);
    assert_eq!(reason(&cast.siro().enters(ask).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(reason(&cast.siro().enters_lines(draft(&breach, ICO)).await.unwrap_err()), "ACTING_ROLE");
    assert!(cast.lead().exchanges().await.is_empty(), "nothing was kept of it");
}
