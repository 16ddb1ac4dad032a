//! What is counted and released: the quarterly return to the centre, and the regulator's counts.

mod cases;
mod reminders;
mod versions;

use super::*;
use crate::{
    actors::{at, notification},
    machine::acts::does,
};
use chassis_testing::reason;
use contracts::{
    breaches::{AffectedBand, IncidentCategory, IncidentType, QuarterlyReturnContent, ReturnPreview},
    exchange::{ReleaseAudience, ReleasedFigure, ReleasedNumber},
};
use sqlx::AssertSqlSafe;
use tonic::Code;

const QUARTER: &str = "2026-Q2";
/// When the quarter is over, and its return not yet due.
const OVER: &str = "2026-07-02T09:00:00Z";

fn number(number: Option<&ReleasedNumber>) -> String {
    let number = number.unwrap();
    match number.figure() {
        ReleasedFigure::Count => number.count.to_string(),
        ReleasedFigure::Hidden => "c".to_owned(),
        ReleasedFigure::Below5Percent => "<5%".to_owned(),
        ReleasedFigure::Above95Percent => ">95%".to_owned(),
        ReleasedFigure::Unspecified => panic!("a figure shows something"),
    }
}

/// Confirmed, not notifiable, notified, within 72 hours, people told, incidents, near misses.
fn totals(content: &QuarterlyReturnContent) -> String {
    let totals = content.totals.as_ref().unwrap();
    let all = [
        &totals.confirmed,
        &totals.not_notifiable,
        &totals.notified,
        &totals.notified_within_72_hours,
        &totals.high_risk_communicated,
        &totals.incidents,
        &totals.near_misses,
    ];
    all.map(|total| number(total.as_ref())).join(" ")
}

/// How many are of a type and a category, where each is said.
fn incidents(
    content: &QuarterlyReturnContent,
    kind: Option<IncidentType>,
    category: Option<IncidentCategory>,
) -> String {
    let (kind, category) = (kind.map(i32::from), category.map(i32::from));
    let found = content.by_incident.iter().find(|count| (count.r#type, count.category) == (kind, category));
    found.map_or("none".to_owned(), |count| number(count.number.as_ref()))
}

fn people(content: &QuarterlyReturnContent, band: Option<AffectedBand>) -> String {
    let band = band.map(i32::from);
    number(content.by_people.iter().find(|count| count.band == band).unwrap().number.as_ref())
}

/// What somebody confirms of what they looked at.
fn confirms(preview: &ReturnPreview, correction_reason: &str) -> pb::ConfirmReturnRequest {
    pb::ConfirmReturnRequest {
        parent: crate::actors::HMRC.to_owned(),
        quarter: preview.quarter.clone(),
        etag: preview.etag.clone(),
        correction_reason: correction_reason.to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

impl Actor {
    async fn looks_at_return(&self, quarter: &str) -> Reply<ReturnPreview> {
        let request = pb::GetReturnPreviewRequest { parent: self.parent(), quarter: quarter.to_owned() };
        Ok(self.get_return_preview(request).await?.preview.unwrap())
    }

    async fn confirms_return(&self, request: pb::ConfirmReturnRequest) -> Reply<Exchange> {
        Ok(self.confirm_return(request).await?.exchange.unwrap())
    }

    /// Looks at a return, and confirms it.
    async fn returns_quarter(&self, correction_reason: &str) -> Exchange {
        let preview = self.looks_at_return(QUARTER).await.unwrap();
        self.confirms_return(confirms(&preview, correction_reason)).await.unwrap()
    }

    async fn standings(&self, quarter: &str) -> Vec<pb::ReturnStanding> {
        let request = pb::ListReturnsRequest { parent: self.parent(), quarter: quarter.to_owned() };
        self.list_returns(request).await.unwrap().returns
    }
}

impl Cast {
    /// So many more breaches like one, but for what an assignment says.
    async fn more(&self, breach: &Breach, many: i32, with: &str) {
        let id = breach.name.rsplit('/').next().unwrap();
        let more = format!(
            "INSERT INTO breach (organisation, reader, need, author, breach_id, version, created_at, updated_at, state, title,
                 detected_at, detected_how, reporter_role, handling, facts, incident_type, confirmation, rule, started_at, due_at,
                 satisfied_at, discharged_at, case_id, not_notifiable, course)
             SELECT organisation, reader, need, author, gen_random_uuid(), version, created_at, updated_at, state, title,
                 detected_at, detected_how, reporter_role, handling, breach.facts || more.facts, coalesce(more.kind, incident_type),
                 confirmation, rule, started_at, due_at, satisfied_at, discharged_at, case_id, not_notifiable, course
             FROM breach, generate_series(1, {many}), LATERAL (SELECT {with}) AS more (facts, kind) WHERE breach_id = '{id}'"
        );
        let owner = self.world.database.owner().await;
        sqlx::query(AssertSqlSafe(more)).execute(&owner).await.unwrap();
    }

    /// A quarter in which much was confirmed: 40 of one type, 30 of another and 4 of a third.
    async fn quarter(&self) -> Breach {
        let breach = self.handler().logs_and_confirms("A letter").await;
        self.more(&breach, 39, "'{}'::jsonb, NULL").await;
        self.more(&breach, 30, "'{}'::jsonb, 'FAILURE_TO_REDACT'").await;
        self.more(&breach, 4, "'{}'::jsonb, 'FAILURE_TO_USE_BCC'").await;
        self.world.set(OVER);
        breach
    }
}

fn reasons<T: std::fmt::Debug>(refused: Reply<T>) -> (Code, String) {
    let status = refused.unwrap_err();
    (status.code(), reason(&status))
}

#[tokio::test]
async fn a_return_counts_what_was_confirmed_in_its_quarter_and_stands() {
    let cast = Cast::new().await;
    let (handler, dpo, siro) = (cast.handler(), cast.dpo(), cast.siro());
    handler.logs("Not confirmed").await;
    let near = handler.logs("Caught in time").await;
    does(&handler, "ClassifyNearMiss", &near).await.unwrap();
    let void = handler.logs_and_confirms("Not one after all").await;
    does(&dpo, "WithdrawConfirmation", &void).await.unwrap();
    // Told in time, too late, and not at all.
    dpo.notifies(&cast, "Told").await;
    let late = handler.assesses_whole(&cast, "Told late", RiskLevel::Risk).await;
    let unlikely = handler.assesses_whole(&cast, "Nobody is harmed", RiskLevel::UnlikelyRisk).await;
    does(&siro, "DecideNotToNotify", &unlikely).await.unwrap();
    // Of a high risk, and the people know.
    let high = handler.assesses_whole(&cast, "Many letters", RiskLevel::HighRisk).await;
    does(&handler, "RecordCommunication", &high).await.unwrap();
    cast.world.set("2026-05-20T09:00:00Z");
    let excused =
        pb::NotifyRegulatorRequest { delay_reasons: "It was forgotten.".to_owned(), ..notification(&late) };
    dpo.notify_regulator(excused).await.unwrap();
    cast.world.set("2026-07-01T09:00:00Z");
    handler.logs_and_confirms("In the next quarter").await;
    cast.world.set(OVER);
    let preview = dpo.looks_at_return(QUARTER).await.unwrap();
    let exact = preview.exact.unwrap();
    assert_eq!(totals(&exact), "4 1 2 1 1 4 1");
    assert_eq!(
        totals(preview.released.as_ref().unwrap()),
        "4 1 2 1 1 4 1",
        "the centre reads totals as they are"
    );
    assert_eq!(incidents(&exact, None, None), "4");
    assert_eq!(people(&exact, None), "4");
    assert_eq!(people(&exact, Some(AffectedBand::From1)), "4");
    assert_eq!((exact.quarter.as_str(), exact.department.as_str()), (QUARTER, crate::actors::HMRC));
    assert_eq!((exact.as_at, preview.due_at), (at(OVER), at("2026-07-14T22:59:59Z")));
    cast.world.set("2026-10-02T09:00:00Z");
    let next = dpo.looks_at_return("2026-Q3").await.unwrap();
    assert_eq!(totals(&next.exact.unwrap()), "1 0 0 0 0 1 0");
}

#[tokio::test]
async fn what_the_few_alone_know_of_is_counted_for_nobody_until_they_lift_it() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let restricted = cast.siro().restricts(&cast.siro().reads(&breach.name).await.unwrap()).await.unwrap();
    cast.siro().points("2026-05-04T08:00:00Z").await;
    cast.world.set(OVER);
    for who in [cast.handler(), cast.dpo(), cast.siro()] {
        let exact = who.looks_at_return(QUARTER).await.unwrap().exact.unwrap();
        assert_eq!(totals(&exact), "0 0 0 0 0 0 0");
    }
    cast.siro().unrestricts(&restricted).await.unwrap();
    let exact = cast.handler().looks_at_return(QUARTER).await.unwrap().exact.unwrap();
    assert_eq!(totals(&exact), "1 0 0 0 0 1 0");
}

#[tokio::test]
async fn breaches_of_one_incident_are_one_incident() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    cast.more(&breach, 3, "'{}'::jsonb, NULL").await;
    let owner = cast.world.database.owner().await;
    let id = breach.name.rsplit('/').next().unwrap();
    let grouped = format!(
        "UPDATE breach SET incident_group = 'post-room' WHERE breach_id IN
         (SELECT breach_id FROM breach WHERE breach_id <> '{id}' ORDER BY breach_id LIMIT 2)"
    );
    sqlx::query(AssertSqlSafe(grouped)).execute(&owner).await.unwrap();
    let shared = format!(
        "INSERT INTO breach_incident SELECT organisation, reader, 'handlers', breach_id, '{id}' FROM breach
         WHERE incident_group = ''"
    );
    sqlx::query(AssertSqlSafe(shared)).execute(&owner).await.unwrap();
    cast.world.set(OVER);
    let exact = cast.dpo().looks_at_return(QUARTER).await.unwrap().exact.unwrap();
    assert_eq!(totals(&exact), "4 0 0 0 0 2 0");
}

#[tokio::test]
async fn how_many_people_are_affected_is_counted_in_bands() {
    let cast = Cast::new().await;
    let breach = cast.handler().logs_and_confirms("A letter").await;
    let people = |many: &str, basis: &str| {
        format!(
            r#"'{{"people": {{"affectedApprox": "{many}", "affectedBasis": "COUNT_BASIS_{basis}"}}}}'::jsonb, NULL"#
        )
    };
    for (many, basis) in [
        ("0", "EXACT"),
        ("1", "EXACT"),
        ("9", "MAXIMUM"),
        ("10", "EXACT"),
        ("99999", "EXACT"),
        ("100000", "EXACT"),
        ("100000", "UNKNOWN"),
    ] {
        cast.more(&breach, 1, &people(many, basis)).await;
    }
    cast.world.set(OVER);
    let exact = cast.dpo().looks_at_return(QUARTER).await.unwrap().exact.unwrap();
    let bands: Vec<_> = [
        AffectedBand::From1,
        AffectedBand::From10,
        AffectedBand::From100,
        AffectedBand::From1k,
        AffectedBand::From10k,
        AffectedBand::From100k,
        AffectedBand::Unknown,
    ]
    .map(|band| self::people(&exact, Some(band)))
    .into();
    assert_eq!(bands.join(" "), "2 1 0 0 1 1 3", "none, none that anybody knows of, and what was not said");
    // What every breach has been asked for when it was confirmed may be taken back since.
    cast.more(&breach, 1, r#"'{"incident": {}}'::jsonb, NULL"#).await;
    let exact = cast.dpo().looks_at_return(QUARTER).await.unwrap().exact.unwrap();
    assert_eq!(incidents(&exact, None, Some(IncidentCategory::Unspecified)), "1");
}

#[tokio::test]
async fn the_centre_reads_totals_as_they_are_and_breakdowns_under_disclosure_control() {
    use IncidentType::{DataEmailedToIncorrectRecipient as Email, FailureToRedact, FailureToUseBcc};
    let cast = Cast::new().await;
    cast.quarter().await;
    let preview = cast.siro().looks_at_return(QUARTER).await.unwrap();
    let shown = |content: &QuarterlyReturnContent| {
        let types = [Some(Email), Some(FailureToRedact), Some(FailureToUseBcc), None];
        types.map(|kind| incidents(content, kind, Some(IncidentCategory::NonCyber))).join(" ")
    };
    assert_eq!(shown(preview.exact.as_ref().unwrap()), "40 30 4 74");
    assert_eq!(
        shown(preview.released.as_ref().unwrap()),
        "40 c c 75",
        "the total of a breakdown is one, too"
    );
    assert_eq!(incidents(preview.released.as_ref().unwrap(), None, None), "74");
    let returned = cast.siro().confirms_return(confirms(&preview, "")).await.unwrap();
    assert_eq!(
        (returned.state(), returned.kind(), returned.title.as_str()),
        (State::Returned, pb::ExchangeKind::QuarterlyReturn, QUARTER)
    );
    let read = cast.analyst().has(&returned).await.unwrap();
    let act = &read.acts[0];
    let content = act.quarterly_return.as_ref().unwrap();
    assert_eq!((kinds(&read), shown(content)), (vec![Kind::Return], "40 c c 75".to_owned()));
    assert_eq!(content, preview.released.as_ref().unwrap(), "what was looked at, to the number");
    let stamp = content.by_incident[0].number.as_ref().unwrap();
    assert_eq!((stamp.sdc_rule_version.as_str(), stamp.audience()), ("2026-01", ReleaseAudience::Centre));
    assert_eq!(stamp.as_at, at(OVER));
    let text = String::from_utf8(act.sealed.clone()).unwrap();
    assert!(
        !text.contains("\"count\":4,") && !text.contains("\"count\":30,"),
        "what is hidden does not cross"
    );
    for (actor, direction) in [(cast.siro(), "GIVEN"), (cast.analyst(), "RECEIVED")] {
        let register = actor.register().await;
        assert_eq!(register.len(), 1);
        assert_eq!(
            (register[0].basis(), register[0].direction().as_str_name()),
            (Basis::SdcAggregate, format!("DIRECTION_{direction}").as_str())
        );
        assert_eq!(register[0].seal.as_ref().unwrap().hash, act.seal.as_ref().unwrap().hash);
    }
}

#[tokio::test]
async fn what_is_confirmed_is_what_was_looked_at() {
    let cast = Cast::new().await;
    let breach = cast.quarter().await;
    let preview = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    cast.world.set("2026-07-03T09:00:00Z");
    let later = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    assert_eq!(later.etag, preview.etag, "that time passes changes nothing");
    assert_eq!(later.exact.unwrap().as_at, at("2026-07-03T09:00:00Z"));
    // One more of many changes what the centre reads by nothing but the totals; of the hidden ones, it changes what the department sees.
    does(&cast.dpo(), "WithdrawConfirmation", &breach).await.unwrap();
    let stale = confirms(&preview, "");
    assert_eq!(reasons(cast.dpo().confirms_return(stale).await), (Code::Aborted, "ETAG_STALE".to_owned()));
    assert!(cast.analyst().exchanges().await.is_empty(), "nothing crossed");
    let again = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    assert_eq!(totals(again.released.as_ref().unwrap()), "73 0 0 0 0 73 0");
    cast.dpo().confirms_return(confirms(&again, "")).await.unwrap();
}

#[tokio::test]
async fn a_change_that_only_the_department_sees_is_looked_at_again_too() {
    let cast = Cast::new().await;
    let breach = cast.quarter().await;
    let preview = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    let owner = cast.world.database.owner().await;
    let moved = "UPDATE breach SET incident_type = 'FAILURE_TO_REDACT' WHERE breach_id IN
                 (SELECT breach_id FROM breach WHERE incident_type = 'FAILURE_TO_USE_BCC' LIMIT 1)";
    sqlx::query(moved).execute(&owner).await.unwrap();
    let now = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    let refused = reasons(cast.dpo().confirms_return(confirms(&preview, "")).await);
    assert_eq!(refused, (Code::Aborted, "ETAG_STALE".to_owned()));
    cast.dpo().confirms_return(confirms(&now, "")).await.unwrap();
    drop(breach);
}

#[tokio::test]
async fn a_quarter_has_one_return_and_a_correction_cites_the_former_and_hides_what_it_hid() {
    let cast = Cast::new().await;
    let breach = cast.quarter().await;
    let first = cast.dpo().returns_quarter("").await;
    let first = cast.analyst().acknowledges(&cast.analyst().has(&first).await.unwrap()).await.unwrap();
    assert_eq!(first.state(), State::Acknowledged);
    let same = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    assert_eq!(same.exchange, named_by("hmrc", &first));
    let refused = reasons(cast.dpo().confirms_return(confirms(&same, "It is the same.")).await);
    assert_eq!(refused, (Code::FailedPrecondition, "NOTHING_TO_CORRECT".to_owned()));
    // What was few is many now, and stays hidden all the same.
    cast.more(&breach, 50, "'{}'::jsonb, 'FAILURE_TO_USE_BCC'").await;
    let preview = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    let refused = reasons(cast.dpo().confirms_return(confirms(&preview, " ")).await);
    assert_eq!(refused, (Code::FailedPrecondition, "INCOMPLETE".to_owned()));
    let corrected =
        cast.siro().confirms_return(confirms(&preview, "The post room found more.")).await.unwrap();
    assert_eq!(kinds(&corrected), [Kind::Return, Kind::Acknowledgement, Kind::ReturnCorrection]);
    assert_eq!((corrected.state(), corrected.name.as_str()), (State::Returned, same.exchange.as_str()));
    let former = &corrected.acts[0];
    let content = corrected.acts[2].quarterly_return.as_ref().unwrap();
    let citation = content.corrects.as_ref().unwrap();
    assert_eq!((citation.number, &citation.hash), (1, &former.seal.as_ref().unwrap().hash));
    assert_eq!(content.correction_reason, "The post room found more.");
    let hidden = |content: &QuarterlyReturnContent| {
        let hidden = content.by_incident.iter().filter(|count| number(count.number.as_ref()) == "c");
        hidden.map(|count| (count.r#type, count.category)).collect::<Vec<_>>()
    };
    let before = hidden(former.quarterly_return.as_ref().unwrap());
    assert!(!before.is_empty() && before.iter().all(|place| hidden(content).contains(place)));
    assert_eq!(totals(content), "124 0 0 0 0 124 0");
    let received = cast.analyst().has(&corrected).await.unwrap();
    assert_eq!(received.possible_acts, ["AcknowledgeExchange"]);
    let receipt = cast.analyst().acknowledges(&received).await.unwrap();
    assert_eq!(receipt.state(), State::Acknowledged);
    // The second correction cites the first.
    cast.more(&breach, 1, "'{}'::jsonb, NULL").await;
    let second = cast.dpo().returns_quarter("And one more.").await;
    let content = second.acts.last().unwrap().quarterly_return.clone().unwrap();
    assert_eq!(content.corrects.unwrap().number, 3);
}

#[tokio::test]
async fn a_return_is_confirmed_once_its_quarter_is_over_by_a_person_who_sees_all_of_it() {
    let cast = Cast::new().await;
    cast.world.set("2026-06-30T22:59:59Z");
    let refused = reasons(cast.dpo().looks_at_return(QUARTER).await);
    assert_eq!(refused, (Code::FailedPrecondition, "QUARTER_NOT_OVER".to_owned()));
    let early = ReturnPreview { quarter: QUARTER.to_owned(), etag: "x".to_owned(), ..Default::default() };
    let refused = reasons(cast.dpo().confirms_return(confirms(&early, "")).await);
    assert_eq!(refused, (Code::FailedPrecondition, "QUARTER_NOT_OVER".to_owned()));
    cast.world.set("2026-06-30T23:00:00Z");
    let preview = cast.dpo().looks_at_return(QUARTER).await.unwrap();
    assert_eq!(
        totals(preview.exact.as_ref().unwrap()),
        "0 0 0 0 0 0 0",
        "that there was nothing is returned too"
    );
    let refused = reasons(cast.dpo().looks_at_return("2026-Q1").await);
    assert_eq!(refused, (Code::InvalidArgument, "FIELD_INVALID".to_owned()));
    let some = cast.actor("hmrc", "al", "dept.ao", &["org", "reports"]);
    assert_eq!(reasons(some.looks_at_return(QUARTER).await).0, Code::PermissionDenied);
    assert_eq!(reasons(some.confirms_return(confirms(&preview, "")).await).0, Code::PermissionDenied);
    let system = cast.dpo().as_system();
    system.looks_at_return(QUARTER).await.unwrap();
    let refused = reasons(system.confirms_return(confirms(&preview, "")).await);
    assert_eq!(refused, (Code::PermissionDenied, "ACTING_ROLE".to_owned()));
    let refused = reasons(cast.dpo().confirms_return(confirms(&preview, "There is none before.")).await);
    assert_eq!(refused, (Code::FailedPrecondition, "NOTHING_TO_CORRECT".to_owned()));
    let refused = reasons(cast.moj().confirms_return(confirms(&preview, "")).await);
    assert_eq!(refused, (Code::NotFound, "NOT_FOUND".to_owned()));
    let request = confirms(&preview, "");
    let once = cast.dpo().confirms_return(request.clone()).await.unwrap();
    assert_eq!(cast.dpo().confirms_return(request).await.unwrap(), once, "repeated, it is answered again");
    assert_eq!(cast.dpo().exchanges().await.len(), 1);
    assert_eq!(once.possible_acts, [""; 0], "counts are corrected, and not recalled");
    assert_eq!(reasons(cast.siro().recalls(&once).await), (Code::FailedPrecondition, "STATE".to_owned()));
    let second = reasons(cast.siro().confirms_return(confirms(&preview, "")).await);
    assert_eq!(second, (Code::Aborted, "ETAG_STALE".to_owned()), "somebody else did it first");
}

#[tokio::test]
async fn the_centre_sees_who_returned_and_who_did_not_and_a_department_its_own() {
    let cast = Cast::new().await;
    assert!(cast.analyst().standings("").await.is_empty(), "no quarter is over");
    cast.world.set(OVER);
    let mine = cast.handler().standings("").await;
    assert_eq!(mine.len(), 1);
    assert_eq!(
        (mine[0].department.as_str(), mine[0].owed, mine[0].overdue),
        (crate::actors::HMRC, true, false)
    );
    let returned = cast.dpo().returns_quarter("").await;
    let mine = cast.handler().standings("").await;
    assert_eq!(
        (mine[0].owed, mine[0].exchange.as_str(), mine[0].state()),
        (false, returned.name.as_str(), State::Returned)
    );
    let due = mine[0].due_at;
    cast.world.set("2026-07-14T22:59:59Z");
    let departments = |standings: &[pb::ReturnStanding]| {
        let line = |one: &pb::ReturnStanding| {
            format!("{} {} {} {}", one.quarter, one.department, one.owed, one.overdue)
        };
        standings.iter().map(line).collect::<Vec<_>>()
    };
    let all = cast.analyst().standings("").await;
    let owes = |whose: &str, overdue: bool| format!("{QUARTER} organisations/{whose} true {overdue}");
    assert!(departments(&all).contains(&owes("moj", false)));
    cast.world.set("2026-07-14T23:00:00Z");
    let all = cast.analyst().standings("").await;
    assert!(departments(&all).contains(&owes("moj", true)) && all.iter().any(|one| one.due_at == due));
    let hmrc = all.iter().find(|one| one.department == crate::actors::HMRC).unwrap();
    assert_eq!((hmrc.owed, hmrc.exchange.clone()), (false, named_by("gcdo", &returned)));
    assert!(all.iter().all(|one| {
        !["organisations/ico", "organisations/gcdo", "organisations/ncsc"].contains(&one.department.as_str())
    }));
    assert_eq!(departments(&cast.moj().standings("").await), [owes("moj", true)]);
    cast.world.set("2026-10-02T09:00:00Z");
    assert_eq!(
        departments(&cast.moj().standings("").await),
        ["2026-Q3 organisations/moj true false".to_owned(), owes("moj", true)]
    );
    assert_eq!(departments(&cast.moj().standings(QUARTER).await), [owes("moj", true)]);
    assert!(cast.moj().standings("2026-Q4").await.is_empty(), "it is not over");
}

#[tokio::test]
async fn a_row_that_names_what_is_not_its_own_shows_nothing() {
    let cast = Cast::new().await;
    cast.world.set(OVER);
    let returned = cast.dpo().returns_quarter("").await;
    let id = returned.name.rsplit('/').next().unwrap();
    let plant = async |organisation: &str, reader: &str, need: &str| {
        let mut tx = cast.world.app.begin().await.unwrap();
        let context =
            r#"SELECT set_config('concordat.context', '{"moj","by:x","org","reports","handlers"}', true)"#;
        sqlx::query(context).execute(&mut *tx).await.unwrap();
        let row = format!(
            "INSERT INTO release VALUES ('{organisation}', '{reader}', '{need}', 'QUARTERLY_RETURN', '{QUARTER}', '{id}')"
        );
        let planted = sqlx::query(AssertSqlSafe(row)).execute(&mut *tx).await;
        planted.map(|done| done.rows_affected()).and(tx.commit().await)
    };
    assert!(plant("hmrc", "gcdo", "centre").await.is_err(), "in another's name");
    plant("moj", "gcdo", "centre").await.unwrap();
    plant("moj", "moj", "handlers").await.unwrap();
    for actor in [cast.moj(), cast.analyst()] {
        let standings = actor.standings("").await;
        let moj = standings.iter().find(|one| one.department == MOJ).unwrap();
        assert!(moj.owed && moj.exchange.is_empty(), "what another department returned is not its own");
    }
    assert_eq!(reasons(cast.moj().looks_at_return(QUARTER).await).0, Code::NotFound);
}
