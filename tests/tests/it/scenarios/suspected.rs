//! Events that may be a breach or not, and one that nearly was.

use super::{affecting, assessed, confirmation, facts, known};
use chassis_testing::details;
use contracts::{
    breaches::{
        self as pb, AffectedBand, BreachState, CountBasis, DataSubjectType, DataType, IncidentCategory,
        IncidentType, NearMissState, RetentionClass, RiskLevel, StoppedBy,
    },
    time::DeadlineState,
};
use e2e::{
    World, refused,
    requests::{self, as_named_by, hours_ago, last_part},
};
use local::issuer::Persona;
use prost::Message as _;
use tonic::Code;

/// HMRC: accounts taken over with what was phished elsewhere. Whether it was a breach of its data was the question.
#[tokio::test]
async fn phishing_elsewhere_is_a_breach_only_once_a_person_says_so_and_why_so_late() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let report = pb::Breach {
        detected_at: hours_ago(60),
        ..requests::report("Accounts taken over with phished data")
    };
    let data = [DataType::IdentificationData, DataType::EconomicAndFinancialData];
    let customers = [DataSubjectType::CustomersOrProspectiveCustomers];
    let facts = affecting(
        facts(IncidentCategory::Cyber, IncidentType::Phishing, &data, &customers),
        Some(100_000),
        CountBasis::Estimate,
    );
    let known = known(hmrc, report, facts).await;
    assert_eq!(known.affected_band(), AffectedBand::From100k);
    assert_eq!(
        known.deadline_state(),
        DeadlineState::NotStarted,
        "whatever was found out, no clock runs by itself"
    );
    assert!(world.ico().case_officer().lists_cases().await.unwrap().is_empty());

    let not_hacked = "Our systems held: what was used had been phished from customers elsewhere.";
    let proposal = pb::ProposeDismissalRequest {
        rationale: not_hacked.to_owned(),
        ..requests::propose_dismissal(&known)
    };
    let proposed = hmrc.handler().wire.calls(proposal).await.unwrap().breach.unwrap();
    assert_eq!(
        (proposed.state(), refused(hmrc.handler().confirms_dismissal(&proposed).await).1.as_str()),
        (BreachState::Logged, "PERMISSION"),
        "it takes the data protection officer, who does not agree"
    );

    let confirmation = confirmation(&proposed, 4);
    let unexplained = details(&hmrc.handler().wire.calls(confirmation.clone()).await.unwrap_err());
    assert_eq!(
        (unexplained.code, unexplained.reason.as_str()),
        (Code::FailedPrecondition, "AWARE_DELAY_REASON_REQUIRED")
    );
    let because = "It took two days to tell that our own data were used.";
    let explained = pb::ConfirmBreachRequest { aware_delay_reason: because.to_owned(), ..confirmation };
    let confirmed = hmrc.dpo().wire.calls(explained).await.unwrap().breach.unwrap();
    assert_eq!(confirmed.deadline_state(), DeadlineState::Running, "from awareness, not from detection");
    let dismissal = confirmed.course.clone().unwrap().dismissal.unwrap();
    assert_eq!((dismissal.proposal.unwrap().note.as_str(), dismissal.confirmation), (not_hacked, None));
    let history = hmrc.siro().recalls(&confirmed).await.unwrap();
    let course: Vec<_> =
        history.iter().map(|event| (event.act.as_str(), event.role.as_str(), event.note.as_str())).collect();
    assert_eq!(
        course[2..],
        [
            ("breach.updated", "dept.handler", ""),
            ("dismissal.proposed", "dept.handler", not_hacked),
            ("breach.confirmed", "dept.dpo", ""),
        ]
    );
    let assessed = assessed(hmrc, &confirmed, RiskLevel::Risk).await;
    let told = hmrc.dpo().notifies(&assessed).await.unwrap();
    let content = told.submission.unwrap().content.unwrap();
    assert_eq!(content.aware_delay_reason, because, "the regulator is told why, too");
    assert_eq!(told.breach.unwrap().deadline_state(), DeadlineState::Met);
}

/// A pivot cache in a draft release, found in time: who reported it is nobody's business outside, and inside nobody's
/// blame.
#[tokio::test]
async fn a_near_miss_stays_in_its_department_and_who_reported_it_for_good() {
    let world = World::new().await;
    let (hmrc, reporter) = (world.hmrc(), world.hmrc().reporter());
    let role = "Newest member of the release team";
    let report = pb::Breach {
        reporter_role: role.to_owned(),
        ..requests::report("Pivot cache in a draft spreadsheet for release")
    };
    let logged = reporter.logs(&reporter.starts(report).await.unwrap()).await.unwrap();
    let near = hmrc.handler().classifies_near_miss(&logged).await.unwrap();
    assert_eq!(
        (near.state(), near.deadline_state(), near.retention_class()),
        (BreachState::NearMiss, DeadlineState::NotStarted, RetentionClass::NearMiss)
    );
    let found = near.course.clone().unwrap().near_miss.unwrap();
    assert_eq!(found.kind(), pb::NearMissKind::ReleaseCheck);
    assert_eq!(found.stopped_by().collect::<Vec<_>>(), [StoppedBy::Person, StoppedBy::Technology]);
    assert_eq!(
        (found.potential_incident_type(), found.potential_band()),
        (IncidentType::FailureToRedact, AffectedBand::From1k)
    );
    let reviewed = hmrc.handler().reviews_near_miss(&near).await.unwrap();
    let finished = hmrc.dpo().finishes_near_miss(&reviewed).await.unwrap();
    assert_eq!(finished.course.clone().unwrap().near_miss.unwrap().state(), NearMissState::Shared);
    let own = reporter.reads(&near.name).await.unwrap();
    assert_eq!((own.state(), own.course), (BreachState::NearMiss, None), "what came of it, and not how");

    for outside in [world.ico().case_officer(), world.ico().lead(), world.gcdo().role("gcdo.lead")] {
        assert_eq!(refused(outside.reads(&near.name).await).1, "PERMISSION");
        assert_eq!(refused(outside.recalls(&near).await).1, "PERMISSION");
    }
    assert_eq!(world.ico().case_officer().lists_cases().await.unwrap(), []);
    for name in [near.name.clone(), as_named_by("moj", &near.name)] {
        let near = pb::Breach { name, ..near.clone() };
        assert_eq!(refused(world.moj().dpo().reads(&near.name).await).0, Code::NotFound);
        assert_eq!(refused(world.moj().dpo().recalls(&near).await).0, Code::NotFound);
    }
    assert_eq!(world.moj().dpo().lists().await.unwrap(), []);

    // It had been sent after all. From its own awareness on it is a breach like any other.
    let upgraded = hmrc.handler().upgrades_near_miss(&finished).await.unwrap();
    assert_eq!(upgraded.state(), BreachState::Confirmed);
    let kept = upgraded.course.clone().unwrap().near_miss.unwrap();
    assert_eq!(
        (kept.review, kept.what_stopped_it),
        (finished.course.unwrap().near_miss.unwrap().review, found.what_stopped_it)
    );
    let known = hmrc.handler().finds_out(&upgraded, requests::facts()).await.unwrap();
    let assessed = assessed(hmrc, &known, RiskLevel::Risk).await;
    let told = hmrc.dpo().notifies(&assessed).await.unwrap();
    let case = as_named_by("ico", &told.case);
    let officer = world.ico().case_officer();
    let (case, submission) =
        (officer.reads_case(&case).await.unwrap(), officer.reads_submission(&case, 1).await.unwrap());
    let subject = Persona::named("hmrc-reporter").unwrap().subject();
    for copy in [submission.encode_to_vec(), case.encode_to_vec()] {
        let copy = String::from_utf8_lossy(&copy).into_owned();
        assert!(copy.contains(&submission.content.as_ref().unwrap().title), "this is what it was told");
        for telling in [role, subject.as_str(), "dept.reporter", last_part(&near.name)] {
            assert!(!copy.contains(telling), "the regulator is told {telling}");
        }
    }
    let ours = told.breach.unwrap().encode_to_vec();
    assert!(!String::from_utf8_lossy(&ours).contains(&subject), "nor does the department show who it was");
}
