//! Breaches of which more becomes known with time: told in part, and then again.

use super::{affecting, confirmation, facts};
use chassis_testing::details;
use contracts::{
    breaches::{
        self as pb, AffectedBand, Answer, BreachState, CountBasis, DataSubjectType, DataType,
        IncidentCategory, IncidentType, OutstandingItem, RiskLevel, SubmissionPhase,
    },
    time::DeadlineState,
};
use e2e::{
    World,
    requests::{self, as_named_by, hours_ago, in_hours},
};
use tonic::Code;

/// The Legal Aid Agency, part of the Ministry of Justice: its extent became known in weeks.
#[tokio::test]
async fn a_breach_that_turns_out_worse_is_told_in_part_in_time_and_then_told_again() {
    let world = World::new().await;
    let moj = world.moj();
    let data = [
        DataType::BasicPersonalIdentifiers,
        DataType::OfficialDocuments,
        DataType::CriminalConvictions,
        DataType::EconomicAndFinancialData,
    ];
    let people = [DataSubjectType::CustomersOrProspectiveCustomers, DataSubjectType::VulnerableAdults];
    let first = affecting(
        facts(IncidentCategory::Cyber, IncidentType::UnauthorisedAccess, &data, &people),
        Some(900),
        CountBasis::Estimate,
    );
    let report =
        pb::Breach { detected_at: hours_ago(30), ..requests::report("Theft from a service of the agency") };
    let draft = moj.handler().starts(report).await.unwrap();
    let logged = moj.handler().logs(&draft).await.unwrap();
    let known = moj.handler().finds_out(&logged, first.clone()).await.unwrap();

    let confirmation = confirmation(&known, 29);
    let of = |controller: &str| pb::ConfirmBreachRequest {
        controller: format!("organisations/{controller}"),
        ..confirmation.clone()
    };
    let stranger = details(&moj.handler().wire.calls(of("hmrc")).await.unwrap_err());
    assert_eq!((stranger.code, stranger.fields), (Code::InvalidArgument, vec!["controller".to_owned()]));
    let confirmed = moj.handler().wire.calls(of("legal-aid-agency")).await.unwrap().breach.unwrap();
    let outstanding = [OutstandingItem::NumberOfPeople, OutstandingItem::RiskAssessment].map(requests::owed);
    let initial = pb::NotifyRegulatorRequest {
        items_outstanding: outstanding.to_vec(),
        expected_by: in_hours(500),
        ..requests::notify(&confirmed)
    };
    let told = moj.dpo().wire.calls(initial).await.unwrap();
    let (partial, before) = (told.breach.unwrap(), told.submission.unwrap());
    assert_eq!(partial.state(), BreachState::NotifiedPartial, "as a precaution, before any assessment");
    assert_eq!(before.content.as_ref().unwrap().phase(), SubmissionPhase::Initial);

    let worse = affecting(first, Some(2_100_000), CountBasis::Maximum);
    let known = moj.handler().finds_out(&partial, worse).await.unwrap();
    let officer = world.ico().case_officer();
    let case = as_named_by("ico", &told.case);
    assert_eq!(
        officer.reads_case(&case).await.unwrap().affected_band(),
        AffectedBand::From100,
        "as it was told"
    );
    let drafted = moj.handler().assesses(&known, RiskLevel::HighRisk).await.unwrap();
    let advised = moj.dpo().advises(&drafted, RiskLevel::HighRisk).await.unwrap();
    let assessed = moj.siro().decides(&advised, RiskLevel::HighRisk).await.unwrap();
    let follow_up = pb::SupplementNotificationRequest {
        items_outstanding: vec![requests::owed(OutstandingItem::PeopleTold)],
        expected_by: in_hours(900),
        ..requests::supplement(&assessed)
    };
    let told = moj.dpo().wire.calls(follow_up).await.unwrap();
    assert_eq!(told.breach.unwrap().deadline_state(), DeadlineState::Met, "judged on the first notice");

    let after = officer.reads_submission(&case, 2).await.unwrap();
    assert_eq!(after.content.as_ref().unwrap().phase(), SubmissionPhase::FollowUp);
    let change = |path: &str| {
        let change = after.changes.iter().find(|change| change.path == path);
        change.map(|change| (change.before.as_str(), change.after.as_str()))
    };
    assert_eq!(change("affectedBand"), Some((r#""AFFECTED_BAND_FROM_100""#, r#""AFFECTED_BAND_FROM_100K""#)));
    assert_eq!(change("facts.people.affectedApprox"), Some((r#""900""#, r#""2100000""#)));
    assert_eq!(change("riskLevel").map(|(_, after)| after), Some(r#""RISK_LEVEL_HIGH_RISK""#));
    assert_eq!(change("title"), None);
    let seen = officer.reads_case(&case).await.unwrap();
    assert_eq!((seen.affected_band(), seen.risk_level()), (AffectedBand::From100k, RiskLevel::HighRisk));
    let first = officer.reads_submission(&case, 1).await.unwrap();
    assert_eq!(first.sealed, before.sealed, "what was sent first stays what it was");
    let content = after.content.unwrap();
    assert_eq!(
        (content.controller.as_str(), seen.department.as_str()),
        ("organisations/legal-aid-agency", "organisations/moj")
    );
}

/// The Home Office, whose data another department hosted: as a precaution, without a number, and then of low risk.
#[tokio::test]
async fn a_controller_tells_of_what_happened_at_its_processor_without_knowing_how_many() {
    let world = World::new().await;
    let home_office = world.home_office();
    let kind = IncidentType::UnauthorisedAccess;
    let people = [DataSubjectType::Unknown];
    let unknown = affecting(
        facts(IncidentCategory::Cyber, kind, &[DataType::OfficialDocuments], &people),
        None,
        CountBasis::Unknown,
    );
    let draft = home_office.handler().starts(requests::report("Access to hosted files")).await.unwrap();
    let logged = home_office.handler().logs(&draft).await.unwrap();
    let both = affecting(unknown.clone(), Some(10_000), CountBasis::Unknown);
    let contradiction = details(&home_office.handler().finds_out(&logged, both).await.unwrap_err());
    assert_eq!(contradiction.fields, ["breach.facts.people.affected_approx"]);
    let known = home_office.handler().finds_out(&logged, unknown).await.unwrap();
    assert_eq!(known.affected_band(), AffectedBand::Unknown, "which is an answer");

    let host = "The department that hosts the files";
    let confirmation = pb::ConfirmBreachRequest { processor: host.to_owned(), ..confirmation(&known, 2) };
    let confirmed = home_office.handler().wire.calls(confirmation).await.unwrap().breach.unwrap();
    let initial = pb::NotifyRegulatorRequest {
        items_outstanding: vec![requests::owed(OutstandingItem::RiskAssessment)],
        expected_by: in_hours(100),
        ..requests::notify(&confirmed)
    };
    let told = home_office.dpo().wire.calls(initial).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!(
        (content.controller.as_str(), content.processor.as_str()),
        ("organisations/home-office", host)
    );
    assert_eq!(content.facts.unwrap().people.unwrap().affected_basis(), CountBasis::Unknown);

    let drafted =
        home_office.handler().assesses(&told.breach.unwrap(), RiskLevel::UnlikelyRisk).await.unwrap();
    assert_eq!(
        drafted
            .assessment
            .as_ref()
            .unwrap()
            .draft
            .as_ref()
            .unwrap()
            .factors
            .as_ref()
            .unwrap()
            .threat_to_life(),
        Answer::No
    );
    let advised = home_office.dpo().advises(&drafted, RiskLevel::UnlikelyRisk).await.unwrap();
    let assessed = home_office.siro().decides(&advised, RiskLevel::UnlikelyRisk).await.unwrap();
    let told = home_office.dpo().supplements(&assessed).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert!(
        content.reclassified_below_threshold,
        "the precaution was not needed, and the regulator is told so"
    );
    assert_eq!(content.phase(), SubmissionPhase::Full);

    let case = world.ico().case_officer().reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    assert_eq!(case.affected_band(), AffectedBand::Unknown);
    for other in [world.hmrc(), world.moj()] {
        assert!(other.dpo().lists_cases().await.unwrap().is_empty(), "each sees its own part");
        let name = as_named_by(&other.organisation.to_string(), &told.case);
        assert_eq!(other.dpo().reads_case(&name).await.unwrap_err().code(), Code::NotFound);
    }
}
