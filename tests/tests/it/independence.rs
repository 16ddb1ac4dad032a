//! The independence of the regulator, invariant by invariant. Two belong to services that do not exist yet: that engagement
//! material is not the investigators' by itself (early engagement), and that statistics come from released tables only (counts).
//! That each party sees commitments for itself stands with them (`scenarios/commitments.rs`).

use chassis_testing::details;
use contracts::breaches::{
    self as pb, Breach, BreachPart, BreachState, CaseState, CentreChoice, ExchangeActKind, ExchangeState,
    RiskLevel,
};
use e2e::{
    Actor, Question, Told, World,
    deeds::{CaseStage, EvidenceStage, InvitationStage, Kept, Recipients, Stage, shows_more},
    refused,
    requests::{self, YEAR, as_named_by, in_hours},
};
use sqlx::{Connection as _, PgConnection};
use tonic::Code;

/// All that somebody is told who reads breaches, cases, exchanges and what crossed.
async fn reads(who: &Actor) -> Vec<Told> {
    let parent = format!("organisations/{}", who.organisation);
    let mut questions = vec![
        Question::of(&requests::list_exchanges(&parent)),
        Question::of(&requests::list_disclosures(&parent)),
        Question::of(&requests::list_commitment_disclosures(&parent)),
        Question::of(&requests::list_cases(&parent)),
        Question::of(&requests::list(&parent)),
    ];
    for exchange in who.lists_exchanges().await.unwrap_or_default() {
        questions.push(Question::of(&requests::get_exchange(&exchange.name)));
    }
    for case in who.lists_cases().await.unwrap_or_default() {
        questions.push(Question::of(&requests::get_case(&case.name)));
    }
    let mut told = Vec::new();
    for question in questions {
        told.push(who.wire.told(&question).await);
    }
    told
}

/// A breach that was told to the regulator, of which the centre is let know what was chosen.
async fn told(world: &World, choice: CentreChoice) -> (Breach, String) {
    let hmrc = world.hmrc();
    let breach = hmrc.brings(&hmrc.handler(), "A letter", Stage::Assessed, RiskLevel::Risk).await;
    let request = pb::NotifyRegulatorRequest {
        centre_choice: choice.into(),
        centre_reason: "It concerns an inquiry.".to_owned(),
        ..requests::notify(&breach)
    };
    let told = hmrc.dpo().wire.calls(request).await.unwrap();
    (told.breach.unwrap(), told.case)
}

#[tokio::test]
async fn nobody_else_can_tell_that_the_regulator_looked_or_what_for() {
    let world = World::new().await;
    let case = world.case(world.hmrc(), "A letter", CaseStage::Acknowledged).await;
    let others = [world.hmrc().dpo(), world.hmrc().siro(), world.gcdo().role("gcdo.lead")];
    let mut before = Vec::new();
    for other in &others {
        before.push(reads(other).await);
    }
    let kept = rows(&world).await;
    for looks in [world.ico().case_officer(), world.ico().lead(), world.ico().role("ico.investigations")] {
        reads(&looks).await;
        let search = pb::ListCasesRequest {
            reference: "IC-1".to_owned(),
            ..requests::list_cases("organisations/ico")
        };
        assert_eq!(looks.wire.calls(search).await.unwrap().cases.len(), 1);
        looks.wire.calls(requests::get_submission(&as_named_by("ico", &case.name), 1)).await.unwrap();
    }
    assert_eq!(rows(&world).await, kept, "reading leaves no row anywhere");
    for (other, before) in others.iter().zip(before) {
        assert_eq!(reads(other).await, before);
    }
}

/// How many rows each table has.
async fn rows(world: &World) -> Vec<(String, i64)> {
    let mut counted = Vec::new();
    for database in world.databases() {
        let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        )
        .fetch_all(&mut superuser)
        .await
        .unwrap();
        for table in tables {
            let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
            let count = sqlx::query_scalar(count).fetch_one(&mut superuser).await.unwrap();
            counted.push((table, count));
        }
    }
    counted
}

#[tokio::test]
async fn all_that_the_regulator_keeps_here_it_said_to_somebody() {
    let world = World::new().await;
    let (ico, gcdo, ncsc) = (world.ico(), world.gcdo(), world.ncsc());
    let case = world.case(world.hmrc(), "A letter", CaseStage::Acknowledged).await;
    let theirs = as_named_by("ico", &case.name);
    let told = pb::EnterDisclosureRequest {
        lawful_basis: pb::LawfulBasis::PublicInterest.into(),
        harm_reduction_reason: "It warns others.".to_owned(),
        ..requests::enter_disclosure(&theirs, "organisations/ncsc")
    };
    ico.lead().wire.calls(told).await.unwrap();
    ico.lead().wire.calls(requests::enter_lines(&theirs, "organisations/hmrc")).await.unwrap();
    world.case(world.hmrc(), "Another letter", CaseStage::Closed).await;
    ico.evidence(&ico.keeper(), EvidenceStage::Submitted).await;
    ico.issues(YEAR, &[Recipients::Departments, Recipients::Counterpart, Recipients::Public]).await;
    ico.issues(requests::WITH_NCSC, &[Recipients::Counterpart]).await;
    ico.lead().enters_amendment("ICO-05", shows_more).await.unwrap();
    world.kept(ico, Kept::Completion, None).await;
    for host in [gcdo, world.hmrc()] {
        let secretary = host.secretary();
        let sent = host.invites(&secretary, "ico", InvitationStage::Waiting).await;
        ico.keeper().comes(&sent).await.unwrap();
        let advised = host.invites(&secretary, "ico", InvitationStage::Advised).await;
        let refused = ico.lead().refuses_advice(&advised).await.unwrap();
        let again = secretary.proposes_advice(&refused).await.unwrap();
        ico.lead().agrees_to_advice(&again).await.unwrap();
    }
    for (asked, code) in [(gcdo, "JNT-01"), (ncsc, "NCSC-01")] {
        let proposed = ico.keeper().amends(code, shows_more).await.unwrap();
        asked.decider().agrees_to(&proposed).await.unwrap();
    }
    let copied = "EXISTS (SELECT FROM %1 AS copy WHERE copy.reader <> 'ico' AND (copy.%2, copy.number, copy.hash) = (own.%2, own.number, own.hash))";
    let of = |table: &str, id: &str| copied.replace("%1", table).replace("%2", id);
    let issued = "EXISTS (SELECT FROM received_assessment AS copy WHERE copy.organisation = 'ico' AND (copy.period, copy.at) = (own.subject, own.at))";
    let published = "EXISTS (SELECT FROM register_version AS copy WHERE copy.exchange_id = own.exchange_id)";
    for (database, table, said) in [
        (&world.database, "case_act", of("case_act", "case_id")),
        (&world.database, "exchange_act", of("exchange_act", "exchange_id")),
        (
            &world.commitments,
            "exchange_act",
            format!("({} OR {issued} OR {published})", of("exchange_act", "exchange_id")),
        ),
    ] {
        let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
        let count = format!(
            "SELECT count(*), count(*) FILTER (WHERE NOT {said}) FROM {table} AS own WHERE organisation = 'ico' AND reader = 'ico'"
        );
        let (acts, alone): (i64, i64) =
            sqlx::query_as(sqlx::AssertSqlSafe(count)).fetch_one(&mut superuser).await.unwrap();
        assert!(acts > 1, "the regulator acted");
        assert_eq!(
            alone, 0,
            "{table}: each act of the regulator's has a copy that somebody else reads, to the byte"
        );
    }
    let mut acted = 0;
    for database in world.databases() {
        let held = held_by_the_regulator(database).await;
        acted += held.iter().filter(|table| *table == "exchange_act").count();
        let other: Vec<_> = held.iter().filter(|table| !FOLLOWS.contains(&table.as_str())).collect();
        assert!(other.is_empty(), "nothing else is kept of the regulator's alone: {other:?}");
    }
    assert_eq!(acted, 2, "what is looked for is found where the regulator acted above");
}

/// What is written of an act of the regulator's beside its copies: projections and registers of it, that it was done, what was
/// answered, and what was told of it.
const FOLLOWS: [&str; 9] = [
    "audit_record",
    "case_act",
    "case_view",
    "disclosure",
    "exchange_act",
    "exchange_source",
    "exchange_view",
    "outbox",
    "request_memory",
];

/// The tables that have rows which the regulator wrote, and the regulator alone reads.
async fn held_by_the_regulator(database: &chassis_testing::TestDb) -> Vec<String> {
    let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT table_name::text FROM information_schema.columns AS reader
             JOIN information_schema.columns AS organisation USING (table_schema, table_name)
         WHERE table_schema = 'public' AND reader.column_name = 'reader' AND organisation.column_name = 'organisation'
         ORDER BY 1",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let mut held = Vec::new();
    for table in tables {
        let rows =
            format!("SELECT EXISTS (SELECT FROM {table} WHERE organisation = 'ico' AND reader = 'ico')");
        let found: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).fetch_one(&mut superuser).await.unwrap();
        held.extend(found.then_some(table));
    }
    held
}

#[tokio::test]
async fn no_draft_of_the_regulator_s_is_kept_here() {
    let world = World::new().await;
    let case = world.case(world.hmrc(), "A letter", CaseStage::Acknowledged).await;
    let theirs = as_named_by("ico", &case.name);
    let before = rows(&world).await;
    for who in [world.ico().case_officer(), world.ico().lead(), world.ico().role("ico.policy")] {
        for draft in [
            who.wire.told(&Question::of(&requests::disclose(&theirs, "organisations/ncsc"))).await,
            who.wire.told(&Question::of(&requests::draft_lines(&theirs, "organisations/hmrc"))).await,
            who.wire.told(&Question::of(&requests::create_evidence("organisations/ico"))).await,
            who.wire.told(&Question::of(&requests::create_assessment("organisations/ico", YEAR))).await,
        ] {
            assert!(is_not_permitted(&draft), "{draft:?}");
        }
    }
    assert_eq!(rows(&world).await, before);
}

/// Whether no role of whoever asked may ask it.
fn is_not_permitted(told: &Told) -> bool {
    told.as_ref().is_err_and(|(code, message, _)| {
        *code == Code::PermissionDenied && message == "no role of the caller may call this"
    })
}

/// How the regulator itself, where it had a breach, keeps people who judge others from judging it is its own to arrange, in a store
/// of its own: of that process nothing runs here. What would let it in is a grant, of which there is none.
#[tokio::test]
async fn the_regulator_s_own_breaches_are_not_kept_here_let_alone_judged_by_those_who_had_them() {
    let world = World::new().await;
    let ico = world.ico();
    let before = rows(&world).await;
    for role in ["ico.case", "ico.lead", "ico.investigations", "ico.policy", "ico.commissioner"] {
        let who = ico.role(role);
        let logged =
            who.wire.told(&Question::of(&requests::create("organisations/ico", pb::Breach::default()))).await;
        assert!(is_not_permitted(&logged), "{role}: {logged:?}");
    }
    assert_eq!(rows(&world).await, before);
}

#[tokio::test]
async fn the_regulator_reads_no_draft_deliberation_advice_or_note_that_was_not_disclosed() {
    let world = World::new().await;
    let (hmrc, officer) = (world.hmrc(), world.ico().case_officer());
    let before = reads(&officer).await;
    for stage in
        [Stage::Draft, Stage::Logged, Stage::Confirmed, Stage::Drafted, Stage::Advised, Stage::Assessed]
    {
        let breach = hmrc.brings(&hmrc.handler(), "Not told", stage, RiskLevel::Risk).await;
        let name = as_named_by("ico", &breach.name);
        assert_eq!(refused(officer.reads(&name).await).1, "PERMISSION", "a department's records are its own");
        assert_eq!(
            refused(officer.reads_exchange(&name.replace("breaches", "exchanges")).await).1,
            "NOT_FOUND"
        );
        assert_eq!(reads(&officer).await, before, "{stage:?}");
    }
    let (breach, case) = told(&world, CentreChoice::None).await;
    let case = officer.reads_case(&as_named_by("ico", &case)).await.unwrap();
    let submitted =
        officer.wire.calls(requests::get_submission(&case.name, 1)).await.unwrap().submission.unwrap();
    let advice = breach.assessment.unwrap().advice.unwrap().advice;
    assert!(!advice.is_empty());
    assert!(!String::from_utf8(submitted.sealed).unwrap().contains(&advice), "advice is not submitted");
}

#[tokio::test]
async fn the_centre_reads_no_correspondence_with_the_regulator_unless_one_of_them_discloses_it() {
    let world = World::new().await;
    let (analyst, officer) = (world.gcdo().role("gcdo.analyst"), world.ico().case_officer());
    let nothing = reads(&analyst).await;
    told(&world, CentreChoice::None).await;
    assert_eq!(reads(&analyst).await, nothing, "nothing was chosen, and nothing is known");
    let (_, case) = told(&world, CentreChoice::ReferenceOnly).await;
    let reports = analyst.lists_exchanges().await.unwrap();
    let report = analyst.reads_exchange(&reports[0].name).await.unwrap();
    assert_eq!((report.acts.len(), report.title.as_str()), (1, ""));
    assert_eq!(report.acts[0].kind(), ExchangeActKind::Reference);
    let known = reads(&analyst).await;
    let read = officer.reads_case(&as_named_by("ico", &case)).await.unwrap();
    let asked = officer.wire.calls(requests::ask(&read)).await.unwrap().case.unwrap();
    assert_eq!(asked.state(), CaseState::InfoRequested);
    assert_eq!(reads(&analyst).await, known, "what the regulator asks is between it and the department");
    assert_eq!(refused(analyst.reads_case(&as_named_by("gcdo", &case)).await).1, "PERMISSION");
}

#[tokio::test]
async fn the_regulator_moves_no_record_of_a_department_s_and_nobody_in_government_moves_an_outcome() {
    let world = World::new().await;
    let (hmrc, officer, lead) = (world.hmrc(), world.ico().case_officer(), world.ico().lead());
    let (breach, case) = told(&world, CentreChoice::Full).await;
    let theirs = as_named_by("ico", &case);
    let kept = async || {
        let read = hmrc.dpo().reads(&breach.name).await.unwrap();
        (read.state(), read.etag, read.facts, read.deadline)
    };
    let before = kept().await;
    let read = officer.reads_case(&theirs).await.unwrap();
    let read = officer.wire.calls(requests::acknowledge(&read)).await.unwrap().case.unwrap();
    let read = lead.wire.calls(requests::conclude(&read)).await.unwrap().case.unwrap();
    assert_eq!(kept().await, before);
    let outcome = (read.state(), read.decision_taken());
    let followed = pb::SupplementNotificationRequest {
        notice: requests::notify(&breach).notice,
        ..requests::supplement(&hmrc.dpo().reads(&breach.name).await.unwrap())
    };
    hmrc.dpo().wire.calls(followed).await.unwrap();
    let gcdo = world.gcdo();
    let report = gcdo.role("gcdo.lead").lists_exchanges().await.unwrap().remove(0);
    let acknowledged = gcdo.role("gcdo.analyst").receives(&report).await.unwrap();
    gcdo.role("gcdo.lead").wire.calls(requests::stand_down(&acknowledged)).await.unwrap();
    let after = officer.reads_case(&theirs).await.unwrap();
    assert_eq!((after.state(), after.decision_taken()), outcome);
}

#[tokio::test]
async fn no_step_of_government_s_holds_the_regulator_up_and_none_of_the_regulator_s_holds_up_government() {
    let world = World::new().await;
    let (hmrc, officer, lead) = (world.hmrc(), world.ico().case_officer(), world.ico().lead());
    let (breach, case) = told(&world, CentreChoice::Full).await;
    let theirs = as_named_by("ico", &case);
    // Neither the department nor the centre does anything: the regulator goes on to the end.
    let read = officer.reads_case(&theirs).await.unwrap();
    let read = lead.wire.calls(requests::conclude(&read)).await.unwrap().case.unwrap();
    let read = officer.wire.calls(requests::close(&read)).await.unwrap().case.unwrap();
    assert_eq!(read.state(), CaseState::Closed);
    // The regulator does nothing: the department discloses, the centre answers.
    let prepared = hmrc.handler().prepares(&breach.name, "organisations/moj").await.unwrap();
    hmrc.siro().approves(&prepared).await.unwrap();
    let report = world.gcdo().role("gcdo.analyst").lists_exchanges().await.unwrap().remove(0);
    world.gcdo().role("gcdo.analyst").receives(&report).await.unwrap();
    assert_eq!(hmrc.dpo().reads(&breach.name).await.unwrap().state(), BreachState::NotifiedFull);
}

#[tokio::test]
async fn lines_that_nobody_agrees_on_hold_up_neither_the_regulator_nor_government() {
    let world = World::new().await;
    let (hmrc, officer, lead) = (world.hmrc(), world.ico().case_officer(), world.ico().lead());
    for state in [
        ExchangeState::Prepared,
        ExchangeState::Declined,
        ExchangeState::AwaitingAgreement,
        ExchangeState::Agreed,
        ExchangeState::NotAgreed,
        ExchangeState::Recalled,
    ] {
        let (breach, case) = told(&world, CentreChoice::None).await;
        let lines = brought(&world, &breach, state).await;
        let record = hmrc.dpo().reads(&breach.name).await.unwrap();
        // The regulator goes on to the end, and says what it will.
        let read = officer.reads_case(&as_named_by("ico", &case)).await.unwrap();
        let read = lead.wire.calls(requests::conclude(&read)).await.unwrap().case.unwrap();
        let read = officer.wire.calls(requests::close(&read)).await.unwrap().case.unwrap();
        assert_eq!(read.state(), CaseState::Closed, "{state:?}");
        let theirs = lead.reads_exchange(&as_named_by("ico", &lines)).await;
        if matches!(state, ExchangeState::Prepared | ExchangeState::Declined) {
            assert_eq!(refused(theirs).1, "NOT_FOUND", "{state:?}: there is nothing to wait for");
        } else {
            speaks(&lead, theirs.unwrap()).await;
            assert_eq!(hmrc.dpo().reads(&breach.name).await.unwrap().etag, record.etag, "{state:?}");
            speaks(&hmrc.role("dept.comms"), hmrc.siro().reads_exchange(&lines).await.unwrap()).await;
        }
        // And the department discloses its breach.
        let prepared = hmrc.handler().prepares(&breach.name, "organisations/moj").await.unwrap();
        hmrc.siro().approves(&prepared).await.unwrap();
    }
}

/// Lines about a breach, for the regulator, brought to a state.
async fn brought(world: &World, breach: &Breach, state: ExchangeState) -> String {
    let (hmrc, lead) = (world.hmrc(), world.ico().lead());
    let draft = pb::DraftLinesRequest {
        embargo_until: in_hours(24),
        ..requests::draft_lines(&breach.name, "organisations/ico")
    };
    let drafted = hmrc.role("dept.comms").wire.calls(draft).await.unwrap().exchange.unwrap();
    let name = drafted.name.clone();
    if state == ExchangeState::Declined {
        hmrc.siro().declines(&drafted).await.unwrap();
    } else if state != ExchangeState::Prepared {
        let proposed = hmrc.siro().approves_lines(&drafted).await.unwrap();
        let theirs = lead.reads_exchange(&as_named_by("ico", &name)).await.unwrap();
        match state {
            ExchangeState::Agreed => drop(lead.wire.calls(requests::agree_lines(&theirs)).await.unwrap()),
            ExchangeState::NotAgreed => drop(lead.wire.calls(requests::refuse_lines(&theirs)).await.unwrap()),
            ExchangeState::Recalled => drop(hmrc.siro().recalls_disclosure(&proposed).await.unwrap()),
            _ => {}
        }
    }
    assert_eq!(hmrc.siro().reads_exchange(&name).await.unwrap().state(), state);
    name
}

/// Has somebody issue a statement of their own; where it was agreed to hold it back, they say first that they no longer agree.
async fn speaks(who: &Actor, mut lines: pb::Exchange) {
    if lines.state() == ExchangeState::Agreed {
        assert_eq!(refused(who.wire.calls(requests::issue_lines(&lines)).await).1, "EMBARGO");
        lines = who.wire.calls(requests::refuse_lines(&lines)).await.unwrap().exchange.unwrap();
    }
    let issued = who.wire.calls(requests::issue_lines(&lines)).await.unwrap().exchange.unwrap();
    let said = issued.acts.last().unwrap().lines_issue.clone().unwrap();
    assert!(!said.agreed, "and the record says that it was not agreed");
}

#[tokio::test]
async fn what_cyber_security_was_told_reaches_the_regulator_with_consent_only_and_back_on_a_lawful_basis_only()
 {
    let world = World::new().await;
    let (hmrc, incident, officer) =
        (world.hmrc(), world.ncsc().role("ncsc.incident"), world.ico().case_officer());
    let (breach, case) = told(&world, CentreChoice::None).await;
    let report = pb::ReportToNcscRequest {
        parts: vec![BreachPart::Title.into()],
        ..requests::report_to_ncsc(&breach)
    };
    let engagement = hmrc.dpo().wire.calls(report).await.unwrap().exchange.unwrap();
    let theirs = as_named_by("ncsc", &engagement.name);
    let pass_on = requests::pass_on(&theirs, "organisations/ico");
    let refusal = details(&incident.wire.calls(pass_on.clone()).await.unwrap_err());
    assert_eq!(refusal.reason, "CONSENT_MISSING");
    let granted = pb::GrantConsentRequest {
        scope: Some(requests::consent("organisations/ico", in_hours(24))),
        ..requests::grant(&engagement)
    };
    hmrc.siro().wire.calls(granted).await.unwrap();
    let prepared = incident.wire.calls(pass_on).await.unwrap().exchange.unwrap();
    world.ncsc().colleague("ncsc.incident").approves(&prepared).await.unwrap();
    assert_eq!(officer.reads_exchange(&as_named_by("ico", &prepared.name)).await.unwrap().title, "A letter");

    let groundless = world.ico().lead().enters(&as_named_by("ico", &case), "organisations/ncsc").await;
    assert_eq!(refused(groundless).1, "LAWFUL_BASIS_REQUIRED");
}

#[tokio::test]
async fn every_refusal_to_share_has_its_reason() {
    let world = World::new().await;
    let hmrc = world.hmrc();
    let breach = hmrc.brings(&hmrc.handler(), "A letter", Stage::Assessed, RiskLevel::Risk).await;
    let silent =
        pb::NotifyRegulatorRequest { centre_choice: CentreChoice::None.into(), ..requests::notify(&breach) };
    let refusal = details(&hmrc.dpo().wire.calls(silent).await.unwrap_err());
    assert_eq!((refusal.reason.as_str(), refusal.fields), ("INCOMPLETE", vec!["centre_reason".to_owned()]));
    let prepared = hmrc.handler().prepares(&breach.name, "organisations/moj").await.unwrap();
    let silent = pb::DeclineDisclosureRequest { reason: " ".to_owned(), ..requests::decline(&prepared) };
    assert_eq!(details(&hmrc.siro().wire.calls(silent).await.unwrap_err()).fields, ["reason"]);
    let report = requests::report_to_ncsc(&breach);
    let engagement = hmrc.dpo().wire.calls(report).await.unwrap().exchange.unwrap();
    for silent in ["", "\n"] {
        let refusal = pb::RefuseConsentRequest {
            name: engagement.name.clone(),
            etag: engagement.etag.clone(),
            reason: silent.to_owned(),
            request_id: chassis_testing::id(),
            ..Default::default()
        };
        assert_eq!(details(&hmrc.siro().wire.calls(refusal).await.unwrap_err()).fields, ["reason"]);
    }
    let lines = brought(&world, &breach, ExchangeState::AwaitingAgreement).await;
    let lines = hmrc.siro().reads_exchange(&lines).await.unwrap();
    let silent = pb::RefuseLinesRequest { reason: " ".to_owned(), ..requests::refuse_lines(&lines) };
    assert_eq!(details(&hmrc.siro().wire.calls(silent).await.unwrap_err()).fields, ["reason"]);
}
