//! The main job, from a colleague's first report to the regulator's last word, and who learns of it on the way.

use chassis_testing::id;
use contracts::{
    breaches::{
        self as pb, BreachState, CaseActKind, CaseState, DecisionTaken, NextDue, RiskLevel, SubmissionPhase,
    },
    time::DeadlineState,
};
use e2e::{
    Answer, World,
    deeds::{CaseStage, Stage},
    refused,
    requests::{self, as_named_by, last_part},
};
use std::fmt::Debug;
use tonic::Code;

/// All that a refusal tells its caller.
fn words<T: Debug>(answer: Answer<T>) -> (Code, String, Vec<u8>) {
    let status = answer.unwrap_err();
    (status.code(), status.message().to_owned(), status.details().to_vec())
}

fn denied() -> (Code, String) {
    (Code::PermissionDenied, "PERMISSION".to_owned())
}

fn not_its_turn() -> (Code, String) {
    (Code::PermissionDenied, "ACTING_ROLE".to_owned())
}

fn kinds(case: &pb::Case) -> Vec<CaseActKind> {
    case.acts.iter().map(pb::CaseAct::kind).collect()
}

#[tokio::test]
async fn a_breach_goes_from_the_first_report_to_the_regulators_last_word() {
    let world = World::new().await;
    let (hmrc, ico) = (world.hmrc(), world.ico());

    let draft = hmrc.reporter().starts(requests::report("Letters to a former address")).await.unwrap();
    let logged = hmrc.reporter().logs(&draft).await.unwrap();
    assert_eq!((logged.state(), logged.deadline_state()), (BreachState::Logged, DeadlineState::NotStarted));
    let known = hmrc.handler().finds_out(&logged, requests::facts()).await.unwrap();
    let confirmed = hmrc.handler().confirms(&known).await.unwrap();
    assert_eq!(
        (confirmed.state(), confirmed.deadline_state()),
        (BreachState::Confirmed, DeadlineState::Running)
    );
    let due = confirmed.deadline.as_ref().unwrap().due_at.unwrap().seconds;
    let aware = confirmed.confirmation.as_ref().unwrap().aware_at.unwrap().seconds;
    assert_eq!(due - aware, 72 * 60 * 60);
    let drafted = hmrc.handler().assesses(&confirmed, RiskLevel::Risk).await.unwrap();
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    let assessed = hmrc.siro().decides(&advised, RiskLevel::Risk).await.unwrap();

    let checked = pb::NotifyRegulatorRequest {
        validate_only: true,
        request_id: String::new(),
        ..requests::notify(&assessed)
    };
    let checked = hmrc.dpo().wire.calls(checked).await.unwrap().submission.unwrap().content.unwrap();
    assert_eq!(hmrc.dpo().reads(&assessed.name).await.unwrap(), assessed, "it was only asked");
    assert!(ico.case_officer().lists_cases().await.unwrap().is_empty());

    let told = hmrc.dpo().notifies(&assessed).await.unwrap();
    let (breach, submission) = (told.breach.unwrap(), told.submission.unwrap());
    assert_eq!((breach.state(), breach.deadline_state()), (BreachState::NotifiedFull, DeadlineState::Met));
    let content = submission.content.clone().unwrap();
    assert_eq!(content.phase(), SubmissionPhase::Full);
    let untimed = |content| pb::SubmissionContent { first_notice: None, notice: None, ..content };
    assert_eq!(untimed(content), untimed(checked), "what was checked is what was sent");

    let listed = ico.case_officer().lists_cases().await.unwrap();
    assert_eq!(
        listed.iter().map(|case| case.title.as_str()).collect::<Vec<_>>(),
        ["Letters to a former address"]
    );
    let received = ico.case_officer().reads_case(&listed[0].name).await.unwrap();
    assert_eq!(received.name, as_named_by("ico", &told.case));
    assert_eq!((received.state(), received.department.as_str()), (CaseState::Received, "organisations/hmrc"));
    assert!(last_part(&received.name) != last_part(&breach.name), "a crossing has an id of its own");
    let copy = ico.case_officer().reads_submission(&received.name, 1).await.unwrap();
    assert_eq!((&copy.sealed, &copy.seal), (&submission.sealed, &submission.seal));

    let acknowledged = ico.case_officer().acknowledges(&received).await.unwrap();
    let asked = ico.case_officer().asks(&acknowledged).await.unwrap();
    assert_eq!((asked.state(), asked.next_due()), (CaseState::InfoRequested, NextDue::Answer));
    let ours = hmrc.dpo().reads_case(&told.case).await.unwrap();
    assert_eq!(
        ours.acts.last().unwrap().information_request.as_ref().unwrap().questions,
        ["Did it come back?"]
    );
    hmrc.dpo().answers(&ours).await.unwrap();
    let supplied = ico.lead().reads_case(&received.name).await.unwrap();
    assert_eq!((supplied.state(), supplied.next_due_at), (CaseState::InfoSupplied, None));
    let concluded = ico.lead().concludes(&supplied).await.unwrap();
    let closed = ico.case_officer().closes(&concluded).await.unwrap();
    assert_eq!(
        (closed.state(), closed.decision_taken()),
        (CaseState::Closed, DecisionTaken::NoFurtherAction)
    );

    let ours = hmrc.dpo().reads_case(&told.case).await.unwrap();
    let course = [
        CaseActKind::Submission,
        CaseActKind::Acknowledgement,
        CaseActKind::InformationRequest,
        CaseActKind::Answer,
        CaseActKind::Outcome,
        CaseActKind::Closure,
    ];
    assert_eq!(kinds(&closed), course);
    assert_eq!(kinds(&ours), kinds(&closed));
    let authors: Vec<_> = ours.acts.iter().map(|act| last_part(&act.organisation)).collect();
    assert_eq!(authors, ["hmrc", "ico", "ico", "hmrc", "ico", "ico"]);
    assert_eq!(
        hmrc.dpo().reads(&breach.name).await.unwrap(),
        pb::Breach { case_state: CaseState::Closed.into(), ..breach },
        "no act of the regulator moves the record: where its case is, the record only shows"
    );
}

#[tokio::test]
async fn nobody_else_can_tell_that_a_breach_or_its_case_exists() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let secret = hmrc.brings(&hmrc.handler(), "Not told yet", Stage::Confirmed, RiskLevel::Risk).await;
    let case = world.case(hmrc, "Told", CaseStage::Concluded).await;
    let breaches = hmrc.handler().lists().await.unwrap();
    assert_eq!(breaches.len(), 2);

    for (who, own) in [
        (world.moj().dpo(), "moj"),
        (world.moj().system(), "moj"),
        (world.home_office().dpo(), "home-office"),
    ] {
        let absent = words(who.reads(&format!("organisations/{own}/breaches/{}", id())).await);
        let absent_case = words(who.reads_case(&format!("organisations/{own}/cases/{}", id())).await);
        assert_eq!((absent.0, absent.1.as_str()), (Code::NotFound, "not found"));
        assert_eq!(absent, absent_case);
        for breach in &breaches {
            for organisation in ["hmrc", own, "ico", "nobody"] {
                assert_eq!(words(who.reads(&as_named_by(organisation, &breach.name)).await), absent);
            }
            assert_eq!(words(who.logs(breach).await), absent, "with its etag");
        }
        for organisation in ["hmrc", own, "ico", "nobody"] {
            let name = as_named_by(organisation, &case.name);
            assert_eq!(words(who.reads_case(&name).await), absent);
            assert_eq!(words(who.reads_submission(&name, 1).await), absent);
            let list = requests::list(&format!("organisations/{organisation}"));
            let cases = requests::list_cases(&format!("organisations/{organisation}"));
            if organisation == own {
                assert!(who.wire.calls(list).await.unwrap().breaches.is_empty());
                assert!(who.wire.calls(cases).await.unwrap().cases.is_empty());
            } else {
                assert_eq!(words(who.wire.calls(list).await), absent);
                assert_eq!(words(who.wire.calls(cases).await), absent);
            }
        }
    }
    for who in [
        world.gcdo().role("gcdo.analyst"),
        world.gcdo().role("gcdo.lead"),
        world.ncsc().role("ncsc.incident"),
    ] {
        let refusal = words(who.reads(&format!("organisations/hmrc/breaches/{}", id())).await);
        assert_eq!(refusal.0, Code::PermissionDenied);
        assert_eq!(words(who.reads(&secret.name).await), refusal);
        assert_eq!(words(who.lists().await), refusal);
        assert_eq!(words(who.reads_case(&case.name).await), refusal);
        assert_eq!(words(who.lists_cases().await), refusal);
        assert_eq!(words(who.reads_submission(&case.name, 1).await), refusal);
    }
    let officer = world.ico().case_officer();
    assert_eq!(refused(officer.reads(&secret.name).await), denied());
    assert_eq!(refused(officer.lists().await), denied());
    let told: Vec<_> = officer.lists_cases().await.unwrap().into_iter().map(|case| case.title).collect();
    assert_eq!(told, ["Told"], "and of what was not disclosed to it the regulator knows nothing");
    for organisation in ["ico", "hmrc"] {
        let guess = format!("organisations/{organisation}/cases/{}", last_part(&secret.name));
        assert_eq!(officer.reads_case(&guess).await.unwrap_err().code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_reporter_sees_what_they_reported_themselves_and_nothing_else() {
    let world = World::new().await;
    let (hmrc, colleague) = (world.hmrc(), world.hmrc().colleague("dept.reporter"));
    let reporter = hmrc.reporter();
    let mine = hmrc.brings(&reporter, "Mine", Stage::Assessed, RiskLevel::Risk).await;
    let theirs = colleague.starts(requests::report("Theirs")).await.unwrap();
    let told = hmrc.dpo().notifies(&mine).await.unwrap();

    let seen = reporter.reads(&mine.name).await.unwrap();
    assert_eq!(seen.state(), BreachState::NotifiedFull, "it tells how it goes on");
    assert_eq!(seen.assessment, None, "it is the handlers' deliberation");
    assert_eq!(reporter.lists().await.unwrap().iter().map(|one| &one.name).collect::<Vec<_>>(), [&mine.name]);
    let absent = words(reporter.reads(&format!("organisations/hmrc/breaches/{}", id())).await);
    assert_eq!(words(reporter.reads(&theirs.name).await), absent);
    assert_eq!(words(reporter.logs(&theirs).await), absent);
    assert_eq!(words(reporter.wire.calls(requests::explain(&theirs.name)).await), absent);
    let change = pb::Breach { title: "Another title".to_owned(), ..Default::default() };
    assert_eq!(
        refused(reporter.changes(&seen, change, &["title"]).await),
        not_its_turn(),
        "it is the handlers' now"
    );
    assert_eq!(refused(reporter.confirms(&seen).await), denied());
    assert_eq!(refused(reporter.reads_case(&told.case).await), denied());
    assert_eq!(hmrc.handler().lists().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_system_prepares_and_submits_what_a_person_decided_and_decides_nothing() {
    let world = World::new().await;
    let (hmrc, system) = (world.hmrc(), world.hmrc().system());
    let draft = system.starts(requests::report("Found by monitoring")).await.unwrap();
    let logged = system.logs(&draft).await.unwrap();
    let known = system.finds_out(&logged, requests::facts()).await.unwrap();
    assert_eq!(refused(system.confirms(&known).await), not_its_turn());
    let confirmed = hmrc.handler().confirms(&known).await.unwrap();
    let drafted = system.assesses(&confirmed, RiskLevel::Risk).await.unwrap();
    assert_eq!(refused(hmrc.system_as("dept.dpo").advises(&drafted, RiskLevel::Risk).await), not_its_turn());
    let advised = hmrc.dpo().advises(&drafted, RiskLevel::Risk).await.unwrap();
    assert_eq!(refused(hmrc.system_as("dept.siro").decides(&advised, RiskLevel::Risk).await), not_its_turn());
    let assessed = hmrc.siro().decides(&advised, RiskLevel::Risk).await.unwrap();

    let unnamed =
        pb::NotifyRegulatorRequest { decision_maker_role: String::new(), ..requests::notify(&assessed) };
    assert_eq!(refused(system.wire.calls(unnamed).await), not_its_turn(), "it says who decided");
    let named = pb::NotifyRegulatorRequest {
        decision_maker_role: "dept.siro".to_owned(),
        ..requests::notify(&assessed)
    };
    let told = system.wire.calls(named).await.unwrap();
    assert_eq!(told.submission.unwrap().content.unwrap().decision_maker_role, "dept.siro");

    let received = world.ico().case_officer().reads_case(&as_named_by("ico", &told.case)).await.unwrap();
    assert_eq!(refused(world.ico().system_as("ico.case").acknowledges(&received).await), not_its_turn());
    world.ico().case_officer().asks(&received).await.unwrap();
    let ours = system.reads_case(&told.case).await.unwrap();
    assert_eq!(refused(hmrc.system_as("dept.dpo").answers(&ours).await), not_its_turn());
}
