//! Breaches that happened, with the times of the present: what the platform makes of each.

use chassis_testing::details;
use contracts::{
    breaches::{
        self as pb, AffectedBand, Answer, BreachState, CountBasis, DataSubjectType, DataType, Facts,
        IncidentCategory, IncidentType, OutstandingItem, RiskLevel, SubmissionPhase,
    },
    time::DeadlineState,
};
use e2e::{
    World,
    requests::{self, as_named_by, hours_ago, in_hours},
};
use tonic::Code;

fn facts(kind: IncidentType, data: &[DataType], people: &[DataSubjectType]) -> Facts {
    let mut facts = requests::facts();
    let incident = facts.incident.as_mut().unwrap();
    incident.set_category(IncidentCategory::Cyber);
    incident.set_type(kind);
    facts.data.as_mut().unwrap().types = data.iter().map(|kind| (*kind).into()).collect();
    facts.people.as_mut().unwrap().types = people.iter().map(|kind| (*kind).into()).collect();
    facts
}

fn affecting(mut facts: Facts, people: Option<i64>, basis: CountBasis) -> Facts {
    let counted = facts.people.get_or_insert_default();
    counted.affected_approx = people;
    counted.set_affected_basis(basis);
    facts
}

fn confirmation(breach: &pb::Breach, kind: IncidentType, hours: i64) -> pb::ConfirmBreachRequest {
    pb::ConfirmBreachRequest {
        aware_at: hours_ago(hours),
        incident_type: kind.into(),
        incident_category: IncidentCategory::Cyber.into(),
        ..requests::confirm(breach)
    }
}

/// HMRC: accounts taken over with what was phished elsewhere. Whether it was a breach of its data was the question.
#[tokio::test]
async fn phishing_elsewhere_is_a_breach_only_once_a_person_says_so_and_why_so_late() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let report = pb::Breach {
        detected_at: hours_ago(60),
        ..requests::report("Accounts taken over with phished data")
    };
    let draft = hmrc.reporter().starts(report).await.unwrap();
    let logged = hmrc.reporter().logs(&draft).await.unwrap();
    let data = [DataType::IdentificationData, DataType::EconomicAndFinancialData];
    let customers = [DataSubjectType::CustomersOrProspectiveCustomers];
    let facts =
        affecting(facts(IncidentType::Phishing, &data, &customers), Some(100_000), CountBasis::Estimate);
    let known = hmrc.handler().finds_out(&logged, facts).await.unwrap();
    assert_eq!(known.affected_band(), AffectedBand::From100k);
    assert_eq!(
        known.deadline_state(),
        DeadlineState::NotStarted,
        "whatever was found out, no clock runs by itself"
    );
    assert!(world.ico().case_officer().lists_cases().await.unwrap().is_empty());

    let confirmation = confirmation(&known, IncidentType::Phishing, 4);
    let unexplained = details(&hmrc.handler().wire.calls(confirmation.clone()).await.unwrap_err());
    assert_eq!(
        (unexplained.code, unexplained.reason.as_str()),
        (Code::FailedPrecondition, "AWARE_DELAY_REASON_REQUIRED")
    );
    let because = "It took two days to tell that our own data were used.";
    let explained = pb::ConfirmBreachRequest { aware_delay_reason: because.to_owned(), ..confirmation };
    let confirmed = hmrc.dpo().wire.calls(explained).await.unwrap().breach.unwrap();
    assert_eq!(confirmed.deadline_state(), DeadlineState::Running, "from awareness, not from detection");
    let drafted = hmrc.handler().assesses(&confirmed, RiskLevel::Risk).await.unwrap();
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let assessed = hmrc.siro().decides(&advised, RiskLevel::Risk).await.unwrap();
    let told = hmrc.dpo().notifies(&assessed).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!(content.aware_delay_reason, because, "the regulator is told why, too");
    assert_eq!(told.breach.unwrap().deadline_state(), DeadlineState::Met);
}

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
    let first =
        affecting(facts(IncidentType::UnauthorisedAccess, &data, &people), Some(900), CountBasis::Estimate);
    let report =
        pb::Breach { detected_at: hours_ago(30), ..requests::report("Theft from a service of the agency") };
    let draft = moj.handler().starts(report).await.unwrap();
    let logged = moj.handler().logs(&draft).await.unwrap();
    let known = moj.handler().finds_out(&logged, first.clone()).await.unwrap();

    let confirmation = confirmation(&known, IncidentType::UnauthorisedAccess, 29);
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
    let follow_up = pb::NotifyRegulatorRequest {
        items_outstanding: vec![requests::owed(OutstandingItem::PeopleTold)],
        expected_by: in_hours(900),
        ..requests::notify(&assessed)
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
    let unknown = affecting(facts(kind, &[DataType::OfficialDocuments], &people), None, CountBasis::Unknown);
    let draft = home_office.handler().starts(requests::report("Access to hosted files")).await.unwrap();
    let logged = home_office.handler().logs(&draft).await.unwrap();
    let both = affecting(unknown.clone(), Some(10_000), CountBasis::Unknown);
    let contradiction = details(&home_office.handler().finds_out(&logged, both).await.unwrap_err());
    assert_eq!(contradiction.fields, ["breach.facts.people.affected_approx"]);
    let known = home_office.handler().finds_out(&logged, unknown).await.unwrap();
    assert_eq!(known.affected_band(), AffectedBand::Unknown, "which is an answer");

    let host = "The department that hosts the files";
    let confirmation =
        pb::ConfirmBreachRequest { processor: host.to_owned(), ..confirmation(&known, kind, 2) };
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
    let told = home_office.dpo().notifies(&assessed).await.unwrap();
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
