//! Cases: what the regulator sees and does, what the department sees and does, and that neither moves the other's record.

use crate::actors::{Actor, Cast, at, notification, owes, regulators, supplement};
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{details, id, open_for_two, reason, shut};
use contracts::breaches::{
    self as pb, Case, CaseActKind, CaseState, DecisionTaken, NextDue, OutstandingItem, RiskLevel,
};
use sqlx::Executor as _;
use tonic::Code;

pub(crate) fn acknowledges(case: &Case) -> pb::AcknowledgeCaseRequest {
    pb::AcknowledgeCaseRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        case_reference: "IC-12345".to_owned(),
        contact_role: "Case officer".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

pub(crate) fn asks(case: &Case, due: &str) -> pb::RequestInformationRequest {
    let question = |text: &str| pb::Question { text: text.to_owned() };
    pb::RequestInformationRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        questions: vec![question("Was it opened?"), question("Did it come back?")],
        due: at(due),
        request_id: id(),
        ..Default::default()
    }
}

pub(crate) fn answers(case: &Case, texts: &[&str]) -> pb::AnswerInformationRequestRequest {
    pb::AnswerInformationRequestRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        answers: texts.iter().map(|text| pb::GivenAnswer { text: (*text).to_owned() }).collect(),
        request_id: id(),
        ..Default::default()
    }
}

pub(crate) fn issues(case: &Case, decision: DecisionTaken) -> pb::IssueOutcomeRequest {
    pb::IssueOutcomeRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        decision_taken: decision.into(),
        letter: "We have looked into it.".to_owned(),
        recommendations: vec![pb::Recommendation {
            text: "Check addresses.".to_owned(),
            due: at("2026-07-01T00:00:00Z"),
        }],
        rationale_summary: "The letter came back.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

pub(crate) fn closes(case: &Case) -> pb::CloseCaseRequest {
    let (name, etag) = (case.name.clone(), case.etag.clone());
    pb::CloseCaseRequest {
        name,
        etag,
        message: "We are done.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// A new case as the department names it, and as each party reads it.
pub(crate) async fn opened(cast: &Cast) -> (String, Case, Case) {
    let name = cast.dpo().notifies(cast, "A letter").await;
    let theirs = cast.caseworker().reads_case(&regulators(&name)).await.unwrap();
    let ours = cast.dpo().reads_case(&name).await.unwrap();
    (name, theirs, ours)
}

#[tokio::test]
async fn a_case_goes_from_notice_to_closure_and_both_parties_read_the_same_acts() {
    use CaseActKind::{Acknowledgement, Answer, Closure, InformationRequest, Outcome, Submission};
    let cast = Cast::new().await;
    let (name, case, _) = opened(&cast).await;
    let breach = cast.dpo().lists_own().await.remove(0);
    let breach = cast.dpo().reads(&breach.name).await.unwrap();
    assert_eq!(case.state(), CaseState::Received);
    let case = cast.caseworker().acknowledge_case(acknowledges(&case)).await.unwrap().case.unwrap();
    assert_eq!((case.state(), case.case_reference.as_str()), (CaseState::Acknowledged, "IC-12345"));
    let case = cast
        .caseworker()
        .request_information(asks(&case, "2026-05-08T16:00:00Z"))
        .await
        .unwrap()
        .case
        .unwrap();
    assert_eq!(
        (case.state(), case.next_due(), case.next_due_at),
        (CaseState::InfoRequested, NextDue::Answer, at("2026-05-08T16:00:00Z"))
    );

    let ours = cast.dpo().reads_case(&name).await.unwrap();
    assert_eq!(
        ours.acts[2].information_request.clone().unwrap().questions,
        ["Was it opened?", "Did it come back?"]
    );
    let ours =
        cast.dpo().answer_information_request(answers(&ours, &["No.", "Yes."])).await.unwrap().case.unwrap();
    assert_eq!((ours.state(), ours.next_due_at), (CaseState::InfoSupplied, None));
    let case = cast.lead().reads_case(&case.name).await.unwrap();
    let case =
        cast.lead().issue_outcome(issues(&case, DecisionTaken::NoFurtherAction)).await.unwrap().case.unwrap();
    assert_eq!(
        (case.state(), case.decision_taken()),
        (CaseState::OutcomeIssued, DecisionTaken::NoFurtherAction)
    );
    let amended = cast
        .lead()
        .issue_outcome(issues(&case, DecisionTaken::InformalActionTaken))
        .await
        .unwrap()
        .case
        .unwrap();
    let closed = cast.lead().close_case(closes(&amended)).await.unwrap().case.unwrap();
    assert_eq!(
        (closed.state(), closed.decision_taken()),
        (CaseState::Closed, DecisionTaken::InformalActionTaken)
    );

    let ours = cast.dpo().reads_case(&name).await.unwrap();
    let kinds: Vec<_> = closed.acts.iter().map(pb::CaseAct::kind).collect();
    assert_eq!(kinds, [Submission, Acknowledgement, InformationRequest, Answer, Outcome, Outcome, Closure]);
    for (theirs, ours) in closed.acts.iter().zip(&ours.acts) {
        assert_eq!(
            pb::CaseAct { submission: String::new(), ..theirs.clone() },
            pb::CaseAct { submission: String::new(), ..ours.clone() }
        );
    }
    assert_eq!(
        cast.dpo().reads(&breach.name).await.unwrap(),
        pb::Breach { case_state: CaseState::Closed.into(), ..breach },
        "the regulator moves nothing of the department's but where its case is"
    );
}

#[tokio::test]
async fn nobody_else_can_tell_that_a_case_exists() {
    let cast = Cast::new().await;
    let (name, theirs, _) = opened(&cast).await;
    let centre = cast.actor("gcdo", "gil", "gcdo.lead", &["org", "reports", "handlers", "case"]);
    let learning = cast.actor("hmrc", "lea", "dept.learning", &["org"]);
    let absent = cast.moj().reads_case(&format!("organisations/moj/cases/{}", id())).await.unwrap_err();
    for status in [
        cast.moj().reads_case(&name).await.unwrap_err(),
        cast.moj().reads_case(&name.replace("hmrc", "moj")).await.unwrap_err(),
        cast.moj().reads_case(&theirs.name).await.unwrap_err(),
        cast.dpo().reads_case(&theirs.name).await.unwrap_err(),
        cast.caseworker().reads_case(&name).await.unwrap_err(),
        centre.reads_case(&name.replace("hmrc", "gcdo")).await.unwrap_err(),
        learning.reads_case(&name).await.unwrap_err(),
        cast.moj()
            .get_submission(pb::GetSubmissionRequest {
                name: format!("{name}/submissions/1").replace("hmrc", "moj"),
            })
            .await
            .unwrap_err(),
        cast.dpo()
            .get_submission(pb::GetSubmissionRequest { name: format!("{name}/submissions/2") })
            .await
            .unwrap_err(),
    ] {
        assert_eq!(
            (status.code(), status.message(), status.details()),
            (Code::NotFound, "not found", absent.details())
        );
    }
    let all = |parent: &str| pb::ListCasesRequest { parent: parent.to_owned(), ..Default::default() };
    assert!(cast.moj().list_cases(all("organisations/moj")).await.unwrap().cases.is_empty());
    assert_eq!(cast.moj().list_cases(all("organisations/ico")).await.unwrap_err().code(), Code::NotFound);
    assert!(
        cast.caseworker().lists_own().await.is_empty(),
        "the regulator sees the case, and never the working record"
    );
}

#[tokio::test]
async fn each_side_does_its_own_acts_in_their_order_and_in_person() {
    let cast = Cast::new().await;
    let (name, theirs, ours) = opened(&cast).await;
    for refused in [
        cast.dpo().acknowledge_case(acknowledges(&ours)).await.unwrap_err(),
        cast.dpo().request_information(asks(&ours, "2026-05-08T16:00:00Z")).await.unwrap_err(),
        cast.dpo().issue_outcome(issues(&ours, DecisionTaken::NoFurtherAction)).await.unwrap_err(),
        cast.dpo().close_case(closes(&ours)).await.unwrap_err(),
        cast.caseworker().answer_information_request(answers(&theirs, &["x"])).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "ACTING_ROLE"));
    }
    let mut system = cast.caseworker();
    system.person = system.person.as_system();
    assert_eq!(reason(&system.acknowledge_case(acknowledges(&theirs)).await.unwrap_err()), "ACTING_ROLE");
    assert_eq!(
        reason(&cast.dpo().answer_information_request(answers(&ours, &["x"])).await.unwrap_err()),
        "STATE"
    );
    assert_eq!(
        reason(&cast.lead().close_case(closes(&theirs)).await.unwrap_err()),
        "STATE",
        "without an outcome"
    );
    let past =
        cast.caseworker().request_information(asks(&theirs, "2026-05-05T09:00:00Z")).await.unwrap_err();
    assert_eq!(reason(&past), "DUE_IN_THE_PAST");

    let case = cast
        .caseworker()
        .request_information(asks(&theirs, "2026-05-08T16:00:00Z"))
        .await
        .unwrap()
        .case
        .unwrap();
    let stale = cast.caseworker().acknowledge_case(acknowledges(&theirs)).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let twice = cast.caseworker().request_information(asks(&case, "2026-05-08T16:00:00Z")).await.unwrap_err();
    assert_eq!(reason(&twice), "STATE");
    let ours = cast.dpo().reads_case(&name).await.unwrap();
    let short = details(&cast.dpo().answer_information_request(answers(&ours, &["One."])).await.unwrap_err());
    assert_eq!((short.reason.as_str(), short.fields), ("INCOMPLETE", vec!["answers".to_owned()]));
    let case =
        cast.lead().issue_outcome(issues(&case, DecisionTaken::NoFurtherAction)).await.unwrap().case.unwrap();
    let closed = cast.lead().close_case(closes(&case)).await.unwrap().case.unwrap();
    for refused in [
        cast.lead().close_case(closes(&closed)).await.unwrap_err(),
        cast.lead().issue_outcome(issues(&closed, DecisionTaken::NoFurtherAction)).await.unwrap_err(),
        cast.caseworker().acknowledge_case(acknowledges(&closed)).await.unwrap_err(),
    ] {
        assert_eq!(reason(&refused), "STATE");
    }
    assert_eq!(closed.next_due_at, None, "a closed case waits for nothing, though a question is open");
    let ours = cast.dpo().reads_case(&name).await.unwrap();
    let late = cast.dpo().answer_information_request(answers(&ours, &["One.", "Two."])).await.unwrap_err();
    assert_eq!(reason(&late), "STATE", "what is closed stays closed");
    let breach = cast.dpo().lists_own().await.remove(0);
    cast.dpo().supplement_notification(supplement(&breach)).await.expect("news is never refused");
    assert_eq!(cast.dpo().reads_case(&name).await.unwrap().state(), CaseState::Closed);
}

#[tokio::test]
async fn of_two_parties_who_act_at_once_one_is_told_to_read_again() {
    let here = Cast::new().await;
    let there = Cast::beside(&here).await;
    let (_, theirs, _) = opened(&here).await;
    let owner = here.world.database.owner().await;
    let breach = here.dpo().lists_own().await.remove(0);
    let (dpo, caseworker) = (there.dpo(), here.caseworker());

    // Both read before either can add.
    let gate = shut(&owner, "case_act").await;
    let (submits, acknowledges) = (
        dpo.supplement_notification(supplement(&breach)),
        caseworker.acknowledge_case(acknowledges(&theirs)),
    );
    let (submitted, acknowledged, ()) = tokio::join!(submits, acknowledges, open_for_two(gate));
    let refused = match (submitted, acknowledged) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_STALE"));
    assert_eq!(here.caseworker().reads_case(&theirs.name).await.unwrap().acts.len(), 2);
}

async fn listed(who: &Actor, request: pb::ListCasesRequest) -> Vec<String> {
    who.list_cases(request).await.unwrap().cases.into_iter().map(|case| case.title).collect()
}

#[tokio::test]
async fn what_is_due_next_comes_first_and_then_what_changed_last() {
    let cast = Cast::new().await;
    let mut cases = Vec::new();
    for (title, expected_by) in [
        ("later", Some("2026-05-20T09:00:00Z")),
        ("old", None),
        ("sooner", Some("2026-05-10T09:00:00Z")),
        ("new", None),
    ] {
        let breach = cast.handler().assesses_whole(&cast, title, RiskLevel::Risk).await;
        let items = expected_by.map(|_| owes(OutstandingItem::PeopleTold)).into_iter().collect();
        let request = pb::NotifyRegulatorRequest {
            items_outstanding: items,
            expected_by: expected_by.and_then(at),
            ..notification(&breach)
        };
        cases.push(cast.dpo().notify_regulator(request).await.unwrap().case);
        cast.world.set(&format!("2026-05-05T09:0{}:00Z", cases.len()));
    }
    let all = pb::ListCasesRequest { parent: "organisations/ico".to_owned(), ..Default::default() };
    let caseworker = cast.caseworker();
    assert_eq!(listed(&caseworker, all.clone()).await, ["sooner", "later", "new", "old"]);
    let old = caseworker.reads_case(&regulators(&cases[1])).await.unwrap();
    caseworker.request_information(asks(&old, "2026-05-15T09:00:00Z")).await.unwrap();
    assert_eq!(listed(&caseworker, all.clone()).await, ["sooner", "old", "later", "new"]);
    let department = pb::ListCasesRequest { parent: "organisations/hmrc".to_owned(), ..Default::default() };
    assert_eq!(listed(&cast.dpo(), department).await, ["sooner", "old", "later", "new"]);

    let asked = pb::ListCasesRequest { states: vec![CaseState::InfoRequested.into()], ..all.clone() };
    assert_eq!(listed(&caseworker, asked).await, ["old"]);
    let others = pb::ListCasesRequest { department: "organisations/moj".to_owned(), ..all.clone() };
    assert!(listed(&caseworker, others).await.is_empty());
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let page = caseworker
            .list_cases(pb::ListCasesRequest { page_size: 1, page_token, ..all.clone() })
            .await
            .unwrap();
        seen.extend(page.cases.into_iter().map(|case| case.title));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["sooner", "old", "later", "new"]);
}

#[tokio::test]
async fn every_view_is_what_the_acts_come_to_and_nothing_else_writes_one() {
    let cast = Cast::new().await;
    let owner = cast.world.database.owner().await;
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    let (name, theirs, _) = opened(&cast).await;
    let case = cast.caseworker().acknowledge_case(acknowledges(&theirs)).await.unwrap().case.unwrap();
    cast.caseworker().request_information(asks(&case, "2026-05-08T16:00:00Z")).await.unwrap();
    for (who, name) in [(cast.caseworker(), theirs.name.clone()), (cast.dpo(), name)] {
        let read = who.reads_case(&name).await.unwrap();
        let parent = name.split("/cases/").next().unwrap().to_owned();
        let listed = who
            .list_cases(pb::ListCasesRequest { parent, ..Default::default() })
            .await
            .unwrap()
            .cases
            .remove(0);
        let shown = Case { acts: vec![], possible_acts: vec![], ..read };
        assert_eq!(listed, shown, "the view says what the fold of the acts says");
    }
    let problems = async || Breaches::check(owner.clone(), &directory, &calendar).await.unwrap();
    assert_eq!(problems().await, Vec::<String>::new());
    for (edit, mend) in [
        (
            "UPDATE case_view SET state = 'CLOSED' WHERE reader = 'ico'",
            "UPDATE case_view SET state = 'INFO_REQUESTED'",
        ),
        (
            "UPDATE case_view SET place = place + 1 WHERE reader = 'ico'",
            "UPDATE case_view SET place = place - 1 WHERE reader = 'ico'",
        ),
        (
            "UPDATE case_view SET department = 'moj' WHERE reader = 'ico'",
            "UPDATE case_view SET department = 'hmrc'",
        ),
        (
            "UPDATE breach SET due_at = due_at + interval '1 hour'",
            "UPDATE breach SET due_at = due_at - interval '1 hour'",
        ),
        (
            "UPDATE case_act SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE reader = 'ico' AND number = 2",
            "UPDATE case_act SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE reader = 'ico' AND number = 2",
        ),
        ("DELETE FROM case_view WHERE reader = 'ico'", "SELECT 1"),
    ] {
        owner.execute(edit).await.unwrap();
        assert_eq!(problems().await.len(), 1, "{edit}");
        owner.execute(mend).await.unwrap();
    }
    let app = &cast.world.app;
    for statement in [
        "INSERT INTO case_view SELECT * FROM case_view",
        "UPDATE case_view SET state = 'CLOSED'",
        "DELETE FROM case_view",
        "UPDATE case_act SET state = 'CLOSED'",
        "DELETE FROM case_act",
        "UPDATE disclosure SET purpose = 'x'",
        "DELETE FROM disclosure",
        "SELECT project_case_act()",
    ] {
        let mut tx = app.begin().await.unwrap();
        let context = r#"SELECT set_config('concordat.context', '{"ico","by:x","case","handlers"}', true)"#;
        tx.execute(context).await.unwrap();
        assert!(tx.execute(statement).await.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn every_crossing_is_a_recorded_disclosure_of_the_sealed_copy() {
    let cast = Cast::new().await;
    let (_, theirs, _) = opened(&cast).await;
    cast.caseworker().acknowledge_case(acknowledges(&theirs)).await.unwrap();
    let owner = cast.world.database.owner().await;
    let crossed = "SELECT concat_ws(' ', d.organisation, d.reader, d.need, d.recipient, d.basis, d.classification, d.onward_sharing,
                                    d.discloser_role, d.resource, a.number)
                   FROM disclosure AS d JOIN case_act AS a ON a.hash = d.hash AND a.reader = d.recipient
                   ORDER BY a.number, d.reader = d.recipient";
    let crossed: Vec<String> = sqlx::query_scalar(crossed).fetch_all(&owner).await.unwrap();
    let id = theirs.name.rsplit('/').next().unwrap();
    assert_eq!(
        crossed,
        [
            format!(
                "hmrc hmrc handlers ico STATUTORY_NOTIFICATION OFFICIAL NONE dept.dpo organisations/hmrc/cases/{id} 1"
            ),
            format!(
                "hmrc ico case ico STATUTORY_NOTIFICATION OFFICIAL NONE dept.dpo organisations/ico/cases/{id} 1"
            ),
            format!(
                "ico ico case hmrc MOU_VOLUNTARY OFFICIAL_SENSITIVE NONE ico.case organisations/ico/cases/{id} 2"
            ),
            format!(
                "ico hmrc handlers hmrc MOU_VOLUNTARY OFFICIAL_SENSITIVE NONE ico.case organisations/hmrc/cases/{id} 2"
            ),
        ]
    );
    // Nothing that names the department's record, nor whoever acted, crosses with it.
    let breach = cast.dpo().lists_own().await.remove(0);
    let breach = breach.name.rsplit('/').next().unwrap().to_owned();
    for table in ["case_act", "case_view", "outbox", "disclosure"] {
        let seen = format!(
            "SELECT count(*) FROM {table} AS t WHERE reader = 'ico' AND (t.*)::text LIKE '%' || $1 || '%'"
        );
        let seen = async |text: &str| {
            let seen = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(seen.clone())).bind(text.to_owned());
            seen.fetch_one(&owner).await.unwrap()
        };
        assert_eq!((seen(&breach).await, seen("organisations/hmrc/breaches").await), (0, 0), "{table}");
        assert!(seen("ico").await > 0, "{table} has rows for the regulator");
    }
    let told = "SELECT DISTINCT concat_ws(' ', organisation, reader, need, act, resource) FROM outbox
                WHERE resource LIKE '%/cases/%' ORDER BY 1";
    let told: Vec<String> = sqlx::query_scalar(told).fetch_all(&owner).await.unwrap();
    assert_eq!(
        told,
        [
            format!("hmrc hmrc handlers case.submitted organisations/hmrc/cases/{id}"),
            format!("hmrc ico case case.submitted organisations/ico/cases/{id}"),
            format!("ico hmrc handlers case.acknowledged organisations/hmrc/cases/{id}"),
            format!("ico ico case case.acknowledged organisations/ico/cases/{id}"),
        ]
    );
    let subjects = "SELECT count(*) FROM case_act WHERE to_jsonb(case_act)::text LIKE '%cas%' AND to_jsonb(case_act)::text LIKE '%by:%'";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(subjects).fetch_one(&owner).await.unwrap(),
        0,
        "roles act, not persons"
    );
}

#[tokio::test]
async fn a_case_is_where_its_acts_brought_it_whatever_order_they_came_in() {
    let cast = Cast::new().await;
    let (name, theirs, _) = opened(&cast).await;
    let officer = cast.caseworker();
    let asked =
        officer.request_information(asks(&theirs, "2026-05-08T16:00:00Z")).await.unwrap().case.unwrap();
    let known = officer.acknowledge_case(acknowledges(&asked)).await.unwrap().case.unwrap();
    assert_eq!(known.state(), CaseState::InfoRequested, "the question is open, acknowledged or not");
    let decided = cast
        .lead()
        .issue_outcome(issues(&known, DecisionTaken::NoFurtherAction))
        .await
        .unwrap()
        .case
        .unwrap();
    assert_eq!(decided.state(), CaseState::InfoRequested);
    let ours = cast.dpo().reads_case(&name).await.unwrap();
    let answered =
        cast.dpo().answer_information_request(answers(&ours, &["No.", "Yes."])).await.unwrap().case.unwrap();
    assert_eq!(answered.state(), CaseState::OutcomeIssued, "the outcome stands");
}

#[tokio::test]
async fn nobody_adds_to_a_case_that_is_not_theirs_also_where_the_code_is_wrong() {
    let cast = Cast::new().await;
    let (_, theirs, _) = opened(&cast).await;
    let id = theirs.name.rsplit('/').next().unwrap();
    for (organisation, number, adds) in
        [("moj", 2, false), ("moj", 99, false), ("moj", 1, false), ("hmrc", 2, true)]
    {
        let mut tx = cast.world.app.begin().await.unwrap();
        let context = format!(
            r#"SELECT set_config('concordat.context', '{{"{organisation}","by:x","handlers","case"}}', true)"#
        );
        tx.execute(sqlx::AssertSqlSafe(context)).await.unwrap();
        let planted = format!(
            "INSERT INTO case_act (organisation, reader, need, case_id, number, at, role, content_type, content, hash, state,
                                   department, place, summary)
             VALUES ('{organisation}', 'ico', 'case', '{id}', {number}, now(), 'x', 'x', '', sha256(''), 'RECEIVED',
                     '{organisation}', 1, '{{}}')"
        );
        assert_eq!(tx.execute(sqlx::AssertSqlSafe(planted)).await.is_ok(), adds, "{organisation} {number}");
    }
}

#[tokio::test]
async fn an_act_of_anybody_else_is_in_no_case() {
    let cast = Cast::new().await;
    let (_, theirs, _) = opened(&cast).await;
    cast.caseworker().acknowledge_case(acknowledges(&theirs)).await.unwrap();
    let owner = cast.world.database.owner().await;
    for (number, author) in [(1, "the department"), (2, "the regulator")] {
        let planted = "INSERT INTO case_act SELECT (jsonb_populate_record(a, '{\"organisation\": \"moj\", \"number\": 3}')).*
                       FROM case_act AS a WHERE reader = 'ico' AND number = $1";
        sqlx::query(planted).bind(number).execute(&owner).await.unwrap();
        let status = cast.caseworker().reads_case(&theirs.name).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "as if by {author}");
        owner.execute("DELETE FROM case_act WHERE number = 3").await.unwrap();
        cast.caseworker().reads_case(&theirs.name).await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_that_was_tampered_with_is_not_shown() {
    let cast = Cast::new().await;
    let (name, theirs, _) = opened(&cast).await;
    let owner = cast.world.database.owner().await;
    owner.execute("UPDATE case_act SET content = set_byte(content, 10, get_byte(content, 10) # 1) WHERE reader = 'ico'").await.unwrap();
    assert_eq!(cast.caseworker().reads_case(&theirs.name).await.unwrap_err().code(), Code::Internal);
    cast.dpo().reads_case(&name).await.unwrap();
}
