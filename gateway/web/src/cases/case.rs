//! A case: how it stands, what can be done in it, and what happened.

use super::{
    Reader,
    glance::{self, Due},
    term,
    timeline::{Entry, submission_number, timeline},
};
use crate::{
    acts::{Act, CASE_ACTS, DONE, Done, Place, Subject},
    caller::Caller,
    chart::Gauge,
    exchanges::{self, Line},
    failure::Failure,
    frame::{self, Frame},
    govuk::{Button, Content, Markup, SummaryList, SummaryListRow, Tag},
    language::filters,
    posted::Values,
    when::stamp,
};
use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    access::Party,
    action::breaches::GetSubmission,
    breaches::{AffectedBand, Case, CaseState, DecisionTaken, GetSubmissionRequest, RiskLevel, Submission},
};

#[derive(Template)]
#[template(path = "cases/case.html")]
struct Page {
    frame: Frame,
    caption: String,
    tags: Vec<Tag>,
    received: Option<String>,
    outstanding: Option<String>,
    /// What is to be known before all else.
    notice: Option<String>,
    due: Due,
    acts: Vec<Button>,
    summary: SummaryList,
    gauge: Option<Markup>,
    clock: String,
    /// What was disclosed of it.
    exchanges: Vec<Line>,
    entries: Vec<Entry>,
}

/// Several things that are outstanding.
#[derive(Template)]
#[template(path = "form/list.html")]
struct List {
    texts: Vec<String>,
}

impl HtmlSafe for List {}

/// Shows a case, or what was just done in it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let case = Case::load(&caller, &place).await?;
    let path = Case::page(&place);
    let values = Values::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    if let Some(act) = Done::read(&caller, values.get(DONE), &path) {
        return Done::page(&caller, &act, &case.title, &path);
    }
    let (latest, exchanges) =
        tokio::try_join!(latest(&caller, &case), exchanges::about(&caller, &case.name))?;
    let reader = Reader::of(&caller);
    let page = Page {
        frame: Frame::of(&caller, case.title.clone()),
        caption: caption(&reader, &case),
        tags: glance::tags(&reader, &case),
        received: glance::received(&reader, &case),
        outstanding: glance::outstanding(&reader, &case),
        notice: case.withdrawn.then(|| reader.say(&reader.side("case-withdrawn"))),
        due: Due::of(&reader, &case),
        acts: buttons(&reader, &path, case.state(), offered(&caller, &case)),
        summary: summary(&reader, &case),
        gauge: gauge(&reader, &case),
        clock: clock(&reader, &case),
        exchanges,
        entries: timeline(&reader, &case, latest.as_ref()),
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

/// The last submission, if it follows up on another: what changed is what a reader comes back for.
async fn latest(caller: &Caller, case: &Case) -> Result<Option<Submission>, Failure> {
    let last = case.acts.iter().rev().find(|act| submission_number(act).is_some_and(|number| number > 1));
    let Some(last) = last.filter(|_| caller.may::<GetSubmission>()) else { return Ok(None) };
    Ok(caller.ask(GetSubmissionRequest { name: last.submission.clone() }).await?.submission)
}

/// Whose case it is, for the regulator, and what the regulator calls it.
fn caption(reader: &Reader<'_>, case: &Case) -> String {
    let department = reader.regulator.then(|| reader.organisation(&case.department, reader.now));
    let parts = department.into_iter().chain([glance::reference(reader, case)]);
    parts.collect::<Vec<_>>().join(", ")
}

/// What this caller can do now. The regulator can disclose of a case, and agree lines about it, whatever its state; a
/// department discloses its breach, and speaks of that.
fn offered(caller: &Caller, case: &Case) -> Vec<&'static Act> {
    let beside = ["EnterDisclosure", "EnterLines"].into_iter().filter(|_| caller.party() == Party::Ico);
    let possible: Vec<_> = case.possible_acts.iter().map(String::as_str).chain(beside).collect();
    CASE_ACTS.iter().filter(|act| possible.contains(&act.rpc) && act.is_for(caller)).collect()
}

/// The acts as links that look like buttons; what a case in this state waits for stands out.
fn buttons(reader: &Reader<'_>, path: &str, state: CaseState, acts: Vec<&'static Act>) -> Vec<Button> {
    let awaited = match state {
        CaseState::Received => "AcknowledgeCase",
        CaseState::InfoRequested => "AnswerInformationRequest",
        CaseState::Acknowledged | CaseState::InfoSupplied => "IssueOutcome",
        CaseState::OutcomeIssued => "CloseCase",
        CaseState::Closed | CaseState::Unspecified => "",
    };
    let button = |act: &Act| Button {
        href: format!("{path}/{}", act.slug()),
        classes: if act.rpc == awaited { "" } else { "govuk-button--secondary" }.into(),
        ..Button::text(reader.say(&format!("act-{}", act.slug())))
    };
    acts.into_iter().map(button).collect()
}

/// How the case stands, a line each.
fn summary(reader: &Reader<'_>, case: &Case) -> SummaryList {
    let row = |id: &str, value: Content| SummaryListRow::new(reader.say(id), value);
    let known = |id: &str, known: bool, value: String| known.then(|| row(id, value.into()));
    let department = reader.organisation(&case.department, reader.now);
    let time = |id: &str, at: Option<&prost_types::Timestamp>| known(id, at.is_some(), stamp(at));
    let decided = case.decision_taken() != DecisionTaken::Unspecified;
    let decision =
        if decided { term("DecisionTaken", case.decision_taken) } else { reader.say("case-not-yet") };
    let risk = case.risk_level() != RiskLevel::Unspecified;
    let affected = case.affected_band() != AffectedBand::Unspecified;
    let rows = [
        known("case-department", reader.regulator, department),
        Some(row("case-reference", glance::reference(reader, case).into())),
        known("case-contact-role", !case.contact_role.is_empty(), case.contact_role.clone()),
        known("case-risk", risk, term("RiskLevel", case.risk_level)),
        known("case-affected", affected, term("AffectedBand", case.affected_band)),
        first_notice(reader, case).map(|told| row("case-first-notice", told.into())),
        Some(row("case-items", items(reader, case))),
        time("case-expected", case.expected_by.as_ref()),
        time("case-ordered", case.communication_ordered_at.as_ref()),
        time("case-remediation", case.remediation_update_due_at.as_ref()),
        Some(row("case-decision", decision.into())),
    ];
    SummaryList { rows: rows.into_iter().flatten().collect(), ..SummaryList::default() }
}

/// How and when the regulator first had notice.
fn first_notice(reader: &Reader<'_>, case: &Case) -> Option<String> {
    let notice = case.first_notice.as_ref()?;
    let told = [
        ("channel", term("NoticeChannel", notice.channel).into()),
        ("at", stamp(notice.received_at.as_ref()).into()),
    ];
    let told = reader.say_with("case-first-notice.told", &told);
    let reference = [("it", notice.reference.as_str().into())];
    let reference =
        (!notice.reference.is_empty()).then(|| reader.say_with("case-first-notice.reference", &reference));
    Some(std::iter::once(told).chain(reference).collect::<Vec<_>>().join(". "))
}

/// What is outstanding.
fn items(reader: &Reader<'_>, case: &Case) -> Content {
    let item = |one: &contracts::breaches::OutstandingItemContent| {
        let item = term("OutstandingItem", one.item);
        if one.note.is_empty() { item } else { format!("{item}: {}", one.note) }
    };
    if case.items_outstanding.is_empty() {
        return reader.say("case-items.none").into();
    }
    let texts = case.items_outstanding.iter().map(item).collect();
    Markup::of(&List { texts }).into()
}

fn gauge(reader: &Reader<'_>, case: &Case) -> Option<Markup> {
    Gauge::of(reader.language, case.deadline.as_ref()?, case.deadline_state(), reader.now)
}

/// How the deadline follows.
fn clock(reader: &Reader<'_>, case: &Case) -> String {
    let explanation = case.deadline.as_ref().map(|deadline| deadline.explanation.clone()).unwrap_or_default();
    reader.say_with("case-clock-explained", &[("explanation", explanation.into())])
}
