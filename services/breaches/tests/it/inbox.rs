//! What an inbox and a register show at a glance: counts, filters, and a line a case.

use crate::{
    actors::{Actor, Cast, HMRC, at, notification, owes, regulators, report, supplement},
    cases::{acknowledges, asks, closes, issues},
};
use breaches::Breaches;
use chassis::service::Service as _;
use chassis_testing::{details, id};
use contracts::{
    breaches::{self as pb, BreachState, Case, CaseDue, CaseState, NextDue, OutstandingItem, RiskLevel},
    time::DeadlineState,
};
use sqlx::Executor as _;
use tonic::Code;

const ICO: &str = "organisations/ico";
const MIGRATION: &str = include_str!("../../migrations/1009_inbox.sql");

/// Tells the regulator of a new breach; what is outstanding is expected at a time, if anything is.
async fn told(cast: &Cast, title: &str, owed: &[OutstandingItem], expected_by: &str) -> String {
    let breach = cast.handler().assesses_whole(cast, title, RiskLevel::Risk).await;
    let request = pb::NotifyRegulatorRequest {
        items_outstanding: owed.iter().map(|item| owes(*item)).collect(),
        expected_by: at_if(expected_by),
        ..notification(&breach)
    };
    cast.dpo().notify_regulator(request).await.unwrap().case
}

fn at_if(time: &str) -> Option<prost_types::Timestamp> {
    if time.is_empty() { None } else { at(time) }
}

/// Has the regulator take a case in under a reference.
async fn takes_in(cast: &Cast, case: &str, case_reference: &str) -> Case {
    let case = cast.caseworker().reads_case(&regulators(case)).await.unwrap();
    let case_reference = case_reference.to_owned();
    let request = pb::AcknowledgeCaseRequest { case_reference, ..acknowledges(&case) };
    cast.caseworker().acknowledge_case(request).await.unwrap().case.unwrap()
}

async fn ends(cast: &Cast, case: &Case) {
    let concluded = cast.lead().issue_outcome(issues(case, pb::DecisionTaken::NoFurtherAction)).await;
    cast.lead().close_case(closes(&concluded.unwrap().case.unwrap())).await.unwrap();
}

fn all() -> pb::ListCasesRequest {
    pb::ListCasesRequest { parent: ICO.to_owned(), ..Default::default() }
}

async fn titles(who: &Actor, request: pb::ListCasesRequest) -> Vec<String> {
    who.list_cases(request).await.unwrap().cases.into_iter().map(|case| case.title).collect()
}

/// Cases in every band, seen from the fifth of May at nine: those of a reference have it as their title.
async fn in_every_band(cast: &Cast) {
    use OutstandingItem::Measures;
    told(cast, "in a day to the second", &[Measures], "2026-05-06T09:00:00Z").await;
    told(cast, "in more than a day", &[Measures], "2026-05-06T09:00:00.000001Z").await;
    told(cast, "in a week to the second", &[Measures], "2026-05-12T09:00:00Z").await;
    told(cast, "in more than a week", &[Measures], "2026-05-12T09:00:00.000001Z").await;
    let asked = told(cast, "IC-77/a", &[], "").await;
    let asked = takes_in(cast, &asked, "IC-77/a").await;
    cast.caseworker().request_information(asks(&asked, "2026-05-05T09:30:00Z")).await.unwrap();
    let nothing = told(cast, "ic_77%b", &[], "").await;
    takes_in(cast, &nothing, "ic_77%b").await;
    cast.world.set("2026-05-05T09:00:00.000001Z");
    let closed = told(cast, "IC-770", &[], "").await;
    ends(cast, &takes_in(cast, &closed, "IC-770").await).await;
    cast.world.set(crate::actors::NOW);
}

#[tokio::test]
async fn cases_are_counted_by_state_and_by_how_soon_something_is_due() {
    use CaseDue::{Later, Nothing, Overdue, WithinADay, WithinAWeek};
    let cast = Cast::new().await;
    in_every_band(&cast).await;
    let summary = async |who: &Actor, parent: &str| {
        who.summarise_cases(pb::SummariseCasesRequest { parent: parent.to_owned() }).await.unwrap()
    };
    let due = |summary: &pb::SummariseCasesResponse| {
        let counts = summary.by_due.iter().map(|counted| (counted.due(), counted.count));
        counts.collect::<Vec<_>>()
    };
    let ours = summary(&cast.caseworker(), ICO).await;
    assert_eq!(due(&ours), [(Overdue, 0), (WithinADay, 2), (WithinAWeek, 2), (Later, 1), (Nothing, 1)]);
    let states: Vec<_> = ours.by_state.iter().map(|counted| (counted.state(), counted.count)).collect();
    assert_eq!(
        states,
        [
            (CaseState::Received, 4),
            (CaseState::Acknowledged, 1),
            (CaseState::InfoRequested, 1),
            (CaseState::Closed, 1)
        ]
    );
    assert_eq!(summary(&cast.siro(), HMRC).await, ours, "each party counts its own views");
    let none = summary(&cast.moj(), "organisations/moj").await;
    assert_eq!((none.by_state, due_total(&none.by_due)), (vec![], (5, 0)));

    cast.world.set("2026-05-05T09:30:00Z");
    assert_eq!(due(&summary(&cast.caseworker(), ICO).await)[0], (Overdue, 0), "it is due now");
    cast.world.set("2026-05-05T09:30:00.000001Z");
    assert_eq!(due(&summary(&cast.caseworker(), ICO).await)[..2], [(Overdue, 1), (WithinADay, 2)]);

    let foreign = pb::SummariseCasesRequest { parent: HMRC.to_owned() };
    assert_eq!(cast.moj().summarise_cases(foreign).await.unwrap_err().code(), Code::NotFound);
    let shapeless = pb::SummariseCasesRequest { parent: "hmrc".to_owned() };
    assert_eq!(details(&cast.moj().summarise_cases(shapeless).await.unwrap_err()).fields, ["parent"]);
}

fn due_total(counts: &[pb::CaseDueCount]) -> (usize, i32) {
    (counts.len(), counts.iter().map(|counted| counted.count).sum())
}

#[tokio::test]
async fn an_inbox_finds_cases_by_reference_by_what_is_due_and_by_how_soon() {
    let cast = Cast::new().await;
    in_every_band(&cast).await;
    let of_reference = |text: &str| pb::ListCasesRequest { reference: text.to_owned(), ..all() };
    let of_due = |due: &[CaseDue]| pb::ListCasesRequest {
        due: due.iter().map(|one| (*one).into()).collect(),
        ..all()
    };
    let of_next = |next: NextDue| pb::ListCasesRequest { next_due: vec![next.into()], ..all() };
    for (request, expected) in [
        (of_reference("ic-77"), &["IC-77/a", "IC-770"][..]),
        (of_reference(" IC-77/A "), &["IC-77/a"]),
        (of_reference("IC-770"), &["IC-770"]),
        (of_reference("IC_77%"), &["ic_77%b"]),
        (of_reference("C-77"), &[]),
        (of_reference("IC-7700"), &[]),
        (of_reference("ic"), &["IC-77/a", "IC-770", "ic_77%b"]),
        (pb::ListCasesRequest { states: vec![CaseState::Closed.into()], ..of_reference("ic") }, &["IC-770"]),
        (pb::ListCasesRequest { department: "organisations/moj".to_owned(), ..of_reference("ic") }, &[]),
        (pb::ListCasesRequest { due: vec![CaseDue::Nothing.into()], ..of_reference("ic") }, &["ic_77%b"]),
        (pb::ListCasesRequest { next_due: vec![NextDue::Answer.into()], ..of_reference("ic") }, &["IC-77/a"]),
        (of_due(&[CaseDue::Overdue]), &[]),
        (of_due(&[CaseDue::WithinADay]), &["IC-77/a", "in a day to the second"]),
        (of_due(&[CaseDue::WithinAWeek]), &["in more than a day", "in a week to the second"]),
        (of_due(&[CaseDue::Later]), &["in more than a week"]),
        (of_due(&[CaseDue::Nothing]), &["ic_77%b"]),
        (
            of_due(&[CaseDue::Later, CaseDue::WithinADay]),
            &["IC-77/a", "in a day to the second", "in more than a week"],
        ),
        (of_next(NextDue::Answer), &["IC-77/a"]),
        (
            pb::ListCasesRequest { due: vec![CaseDue::WithinADay.into()], ..of_next(NextDue::FollowUp) },
            &["in a day to the second"],
        ),
        (of_next(NextDue::RemediationUpdate), &[]),
    ] {
        assert_eq!(titles(&cast.caseworker(), request.clone()).await, expected, "{request:?}");
        let ours = pb::ListCasesRequest { parent: HMRC.to_owned(), ..request };
        assert_eq!(titles(&cast.dpo(), ours.clone()).await, expected, "{ours:?}");
    }
    let one = pb::ListCasesRequest { page_size: 1, ..of_reference("ic") };
    let page_token = cast.caseworker().list_cases(one).await.unwrap().next_page_token;
    let rest = pb::ListCasesRequest { page_token, ..of_reference("ic") };
    assert_eq!(titles(&cast.caseworker(), rest).await, ["IC-770", "ic_77%b"], "in the same order");

    let unknown =
        pb::ListCasesRequest { due: vec![0], next_due: vec![9], reference: "x".repeat(51), ..all() };
    let refusal = details(&cast.caseworker().list_cases(unknown).await.unwrap_err());
    assert_eq!(refusal.fields, ["reference", "next_due[0]", "due[0]"]);
}

#[tokio::test]
async fn a_line_of_an_inbox_tells_when_a_case_came_and_how_much_of_what_it_owed_is_outstanding() {
    use OutstandingItem::{Measures, NumberOfPeople, Other, PeopleTold};
    let cast = Cast::new().await;
    let case = told(&cast, "A letter", &[Measures, PeopleTold, Other], "2026-05-08T09:00:00Z").await;
    cast.world.set("2026-05-06T10:00:00Z");
    let line = async || {
        let case = cast.caseworker().list_cases(all()).await.unwrap().cases.remove(0);
        assert_eq!(case.received_at, at("2026-05-05T09:00:00Z"));
        (case.items_outstanding.len(), case.items_owed)
    };
    assert_eq!(line().await, (3, 3));
    let follows_up = async |owed: &[OutstandingItem]| {
        let breach = cast.dpo().lists_own().await.remove(0);
        let request = pb::SupplementNotificationRequest {
            items_outstanding: owed.iter().map(|item| owes(*item)).collect(),
            expected_by: at("2026-05-08T09:00:00Z").filter(|_| !owed.is_empty()),
            ..supplement(&breach)
        };
        cast.dpo().supplement_notification(request).await.unwrap();
    };
    follows_up(&[Other, Measures]).await;
    assert_eq!(line().await, (2, 3));
    follows_up(&[Other, Other, NumberOfPeople]).await;
    assert_eq!(line().await, (3, 5), "another of a kind is owed besides, and so is what is new");
    follows_up(&[]).await;
    assert_eq!(line().await, (0, 5));
    let read = cast.dpo().reads_case(&case).await.unwrap();
    assert_eq!((read.received_at, read.items_owed), (at("2026-05-05T09:00:00Z"), 5));
}

#[tokio::test]
async fn views_from_before_there_were_lines_of_an_inbox_become_what_their_acts_come_to() {
    use OutstandingItem::{Measures, Other};
    let cast = Cast::new().await;
    told(&cast, "Owes", &[Measures, Other, Other], "2026-05-08T09:00:00Z").await;
    let breach = cast.dpo().lists_own().await.remove(0);
    cast.world.set("2026-05-05T10:00:00Z");
    cast.dpo().supplement_notification(supplement(&breach)).await.unwrap();
    told(&cast, "Owes nothing", &[], "").await;
    let owner = cast.world.database.owner().await;
    let (directory, calendar) = (chassis_testing::directory(), chassis_testing::calendar());
    let problems = async || Breaches::check(owner.clone(), &directory, &calendar).await.unwrap();

    owner.execute("UPDATE case_view SET summary = summary - 'receivedAt' - 'itemsOwed'").await.unwrap();
    assert_eq!(problems().await.len(), 4, "two cases, each as two parties read it");
    let (_, update) = MIGRATION.split_once("UPDATE case_view").unwrap();
    let (update, _) = update.split_once(';').unwrap();
    owner.execute(sqlx::AssertSqlSafe(format!("UPDATE case_view {update}"))).await.unwrap();
    assert_eq!(problems().await, Vec::<String>::new());
}

/// A year, a month, and the groups that have any breaches of it.
type Month = (i32, i32, Vec<(&'static str, i32)>);

/// The months that have any breaches.
fn months(summary: &pb::SummariseBreachesResponse) -> Vec<Month> {
    let some = |month: &pb::BreachMonth| {
        assert_eq!(month.counts.len(), 5, "every group is there");
        let counts = month.counts.iter().filter(|counted| counted.count > 0);
        let name = |counted: &pb::BreachGroupCount| {
            (counted.group().as_str_name().trim_start_matches("BREACH_GROUP_"), counted.count)
        };
        (month.year, month.month, counts.map(name).collect::<Vec<_>>())
    };
    summary.by_month.iter().map(some).filter(|(.., counts)| !counts.is_empty()).collect()
}

#[tokio::test]
async fn a_register_is_counted_by_month_by_state_and_by_how_deadlines_stand() {
    use BreachState::{Confirmed, Draft, Logged, NearMiss, Void};
    use DeadlineState::{DueSoon, Met, MetLate, NotRequired, NotStarted, Overdue, Running};
    let cast = Cast::new().await;
    let (hal, dee) = (cast.handler(), cast.dpo());
    let detected = async |who: &Actor, time: &str| {
        let breach = pb::Breach { detected_at: at_if(time), ..report("A letter") };
        who.starts(HMRC, breach, &id()).await.unwrap()
    };
    let logged = async |time: &str| {
        let draft = detected(&hal, time).await;
        hal.logs_draft(&draft, &id()).await.unwrap()
    };
    // In London it was May already; and it was May of the year before.
    detected(&cast.reporter(), "2026-04-30T23:00:00Z").await;
    logged("2025-06-01T00:00:00Z").await;
    logged("2025-05-31T22:59:59Z").await;
    detected(&hal, "").await;
    let miss = logged("2026-04-30T22:59:59Z").await;
    hal.classify_near_miss(crate::machine::acts::classification(&miss)).await.unwrap();
    let breach = logged("2026-04-02T09:00:00Z").await;
    let late = pb::ConfirmBreachRequest {
        aware_at: at("2026-04-02T10:00:00Z"),
        ..crate::actors::confirmation(&breach)
    };
    hal.confirm_breach(late).await.unwrap();
    let running = logged("2026-05-03T07:00:00Z").await;
    hal.confirm_breach(crate::actors::confirmation(&running)).await.unwrap();
    let void = logged("2026-04-03T09:00:00Z").await;
    let reason = pb::VoidReason::EnteredInError.into();
    let (name, etag) = (void.name, void.etag);
    let request = pb::VoidBreachRequest {
        name,
        etag,
        reason,
        request_id: id(),
        note: "Twice.".to_owned(),
        ..Default::default()
    };
    dee.void_breach(request).await.unwrap();
    cast.moj().drafts("Another organisation's").await;

    let summary = async |who: &Actor| {
        who.summarise_breaches(pb::SummariseBreachesRequest { parent: HMRC.to_owned() }).await.unwrap()
    };
    let ours = summary(&cast.siro()).await;
    let all: Vec<_> = ours.by_month.iter().map(|month| (month.year, month.month)).collect();
    assert_eq!(all.len(), 12);
    assert_eq!((all[0], all[6], all[7], all[11]), ((2025, 6), (2025, 12), (2026, 1), (2026, 5)));
    assert_eq!(
        months(&ours),
        [
            (2025, 6, vec![("REPORTED", 1)]),
            (2026, 4, vec![("UNDER_WAY", 1), ("NEAR_MISS", 1), ("NO_BREACH", 1)]),
            (2026, 5, vec![("REPORTED", 1), ("UNDER_WAY", 1)]),
        ]
    );
    let states: Vec<_> = ours.by_state.iter().map(|counted| (counted.state(), counted.count)).collect();
    assert_eq!(states, [(Draft, 2), (Logged, 2), (Confirmed, 2), (NearMiss, 1), (Void, 1)]);
    let deadlines = |summary: &pb::SummariseBreachesResponse| {
        let counts =
            summary.by_deadline_state.iter().map(|counted| (counted.deadline_state(), counted.count));
        counts.collect::<Vec<_>>()
    };
    assert_eq!(
        deadlines(&ours),
        [(NotStarted, 4), (Running, 0), (DueSoon, 1), (Overdue, 1), (Met, 0), (MetLate, 0), (NotRequired, 0)]
    );
    let own = summary(&cast.reporter()).await;
    assert_eq!(months(&own), [(2026, 5, vec![("REPORTED", 1)])], "a reporter counts what it wrote");
    assert_eq!((own.by_state.len(), deadlines(&own)[0]), (1, (NotStarted, 1)));

    let of_hmrc = pb::SummariseBreachesRequest { parent: HMRC.to_owned() };
    assert_eq!(cast.moj().summarise_breaches(of_hmrc).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn closed_breaches_are_a_group_of_their_own_and_their_deadlines_no_longer_count() {
    let cast = Cast::new().await;
    let closed = crate::machine::situations::Situation::ClosedUntold;
    crate::machine::situations::reach(&cast, closed).await;
    let request = pb::SummariseBreachesRequest { parent: HMRC.to_owned() };
    let ours = cast.dpo().summarise_breaches(request).await.unwrap();
    assert_eq!(months(&ours), [(2026, 5, vec![("CLOSED", 1)])]);
    assert_eq!(ours.by_deadline_state.iter().map(|counted| counted.count).sum::<i32>(), 0);
}

#[tokio::test]
async fn a_register_finds_breaches_by_their_group_as_a_text() {
    let cast = Cast::new().await;
    let grouped = pb::Breach { incident_group: "evacuation-emails".to_owned(), ..report("A letter") };
    cast.handler().starts(HMRC, grouped, &id()).await.unwrap();
    cast.handler().drafts("Another").await;
    let request = pb::ListBreachesRequest {
        parent: HMRC.to_owned(),
        text: "Evacuation".to_owned(),
        ..Default::default()
    };
    let found = cast.handler().list_breaches(request).await.unwrap().breaches;
    assert_eq!(found.iter().map(|breach| breach.title.as_str()).collect::<Vec<_>>(), ["A letter"]);
}
