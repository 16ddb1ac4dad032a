//! How what one's own party keeps stands: all of it, what is urgent first, and one commitment in one period, with what shows it
//! and how each party sees it.

use super::{
    Offered, button, code, days, due, evidence, is_day, period_path, register_path,
    sides::{self, Side},
    standing_tag, subjects, term,
};
use crate::{
    acts::{DONE, Done, PERIOD_ACTS, Place, Subject as _},
    caller::Caller,
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Cell, Markup, Table, Tag},
    language::{Language, filters},
    sign_in::values,
    when::day,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    access::Party,
    action::commitments::{
        ListAmendments, ListAssessments, ListDepartmentStandings, ListEvidence, ListReceivedAssessments,
    },
    commitments::{
        Assessment, Commitment, CommitmentContent, CommitmentStanding, Evidence, EvidenceCount,
        ListAssessmentsRequest, ListDepartmentStandingsRequest, ListEvidenceRequest,
        ListReceivedAssessmentsRequest, ListStandingsRequest, Owner, ReceivedAssessment, Standing, ViewState,
    },
};

/// The most pieces of evidence, and the most views of a kind, that the page of a period shows.
const MOST: i32 = 100;
/// The day as of which all is listed, in the address.
const ON: &str = "on";

#[derive(Template)]
#[template(path = "commitments/standings.html")]
struct List {
    frame: Frame,
    /// The day whose periods are listed, in words; today's if empty.
    on: String,
    lines: Vec<Line>,
    /// Whether how the register changes is this reader's to see.
    amendments: bool,
}

/// How a commitment stands in a period.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) standing: Tag,
    pub(super) why: String,
    pub(super) days: String,
    pub(super) due: String,
    pub(super) evidence: String,
}

#[derive(Template)]
#[template(path = "commitments/period.html")]
struct Page {
    frame: Frame,
    code: String,
    register: String,
    days: String,
    due: String,
    /// How it stands and why, if the reader's own party keeps it.
    standing: Option<(Tag, String)>,
    text: String,
    /// What would show that it is kept.
    shown_by: Vec<String>,
    offered: Offered,
    evidence: Vec<evidence::Line>,
    /// One's own party's views, drafted and issued.
    drafts: Vec<Draft>,
    sides: Vec<Side>,
    departments: Option<Table>,
}

/// A view that one's own party drafted.
struct Draft {
    href: String,
    view: String,
    changed: String,
}

/// Lists all that one's own party keeps.
pub(super) async fn list(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let language = caller.language();
    let on = Some(values(query).get(ON).to_owned()).filter(|on| is_day(on)).unwrap_or_default();
    let request =
        ListStandingsRequest { parent: caller.parent(), on: on.clone(), ..ListStandingsRequest::default() };
    let standings = caller.ask(request).await?.standings;
    let page = List {
        frame: Frame::of(&caller, language.say("commitments-title")),
        on: if on.is_empty() { on } else { day(&on) },
        lines: standings.iter().map(|one| Line::of(language, one)).collect(),
        amendments: caller.may::<ListAmendments>(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

impl Line {
    pub(super) fn of(language: Language, standing: &CommitmentStanding) -> Self {
        let period = standing.period.clone().unwrap_or_default();
        Self {
            href: period_path(&period.name),
            title: format!("{}: {}", code(&period.name), standing.title),
            standing: standing_tag(standing.standing()),
            why: standing.explanation.clone(),
            days: days(language, &period),
            due: due(language, &period),
            evidence: counts(language, &standing.evidence),
        }
    }
}

/// How many pieces of evidence are in each state, in words.
fn counts(language: Language, counts: &[EvidenceCount]) -> String {
    let counted = counts.iter().filter(|one| one.count > 0);
    let counted: Vec<_> =
        counted.map(|one| format!("{}: {}", term("EvidenceState", one.state), one.count)).collect();
    if counted.is_empty() { language.say("evidence-none") } else { counted.join(", ") }
}

/// Shows a commitment in a period, or what was just done about it.
pub(super) async fn period(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (commitment, standing) = subjects::period(&caller, &place).await?;
    let path = CommitmentStanding::page(&place);
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &standing.title, &path);
    }
    let content = commitment.content.clone().ok_or(Failure::Broken)?;
    let period = standing.period.clone().ok_or(Failure::Broken)?;
    let words = Words::from(&caller);
    let (found, views, received, departments) = tokio::try_join!(
        evidence_of(&caller, &period.name),
        views_of(&caller, &period.name),
        received_of(&caller, &period.name),
        departments(&caller, &content, &period.name),
    )?;
    let language = caller.language();
    let keeps = standing.standing() != Standing::Unspecified;
    let own = sides::own(words, &caller.parent(), &views);
    let page = Page {
        frame: Frame::of(&caller, content.title.clone()),
        register: register(&commitment),
        code: code(&period.name).to_owned(),
        days: days(language, &period),
        due: due(language, &period),
        standing: keeps.then(|| (standing_tag(standing.standing()), standing.explanation.clone())),
        text: content.text.clone(),
        shown_by: content.evidence.clone(),
        offered: begun(&caller, &path, &content, keeps),
        evidence: found.iter().map(|one| evidence::Line::of(words, one)).collect(),
        drafts: drafts(&views),
        sides: own.into_iter().chain(sides::received(words, &received)).collect(),
        departments: departments.map(|standings| department_table(words, &standings)),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

fn register(commitment: &Commitment) -> String {
    register_path(code(&commitment.name))
}

/// What can be begun: evidence by who keeps it, a view by who keeps it or watches over what government promised.
fn begun(caller: &Caller, path: &str, content: &CommitmentContent, keeps: bool) -> Offered {
    let watches = matches!(caller.party(), Party::Gcdo | Party::Ico);
    let sees = keeps || watches && content.owners().any(|owner| owner == Owner::Hmg);
    let offered = |rpc: &str| if rpc.ends_with("Assessment") { sees } else { keeps };
    let acts = PERIOD_ACTS.iter().filter(|act| offered(act.rpc) && act.is_for(caller));
    Offered { acts: acts.map(|act| button(caller, path, act)).collect(), others: String::new() }
}

async fn evidence_of(caller: &Caller, period: &str) -> Result<Vec<Evidence>, Failure> {
    if !caller.may::<ListEvidence>() {
        return Ok(Vec::new());
    }
    let request = ListEvidenceRequest {
        parent: caller.parent(),
        page_size: MOST,
        period: period.to_owned(),
        ..ListEvidenceRequest::default()
    };
    Ok(caller.ask(request).await?.evidence)
}

async fn views_of(caller: &Caller, period: &str) -> Result<Vec<Assessment>, Failure> {
    if !caller.may::<ListAssessments>() {
        return Ok(Vec::new());
    }
    let request = ListAssessmentsRequest {
        parent: caller.parent(),
        page_size: MOST,
        period: period.to_owned(),
        ..ListAssessmentsRequest::default()
    };
    Ok(caller.ask(request).await?.assessments)
}

async fn received_of(caller: &Caller, period: &str) -> Result<Vec<ReceivedAssessment>, Failure> {
    if !caller.may::<ListReceivedAssessments>() {
        return Ok(Vec::new());
    }
    let request = ListReceivedAssessmentsRequest {
        parent: caller.parent(),
        page_size: MOST,
        period: period.to_owned(),
        ..ListReceivedAssessmentsRequest::default()
    };
    Ok(caller.ask(request).await?.received_assessments)
}

/// How it stands for each department, for the centre, if departments keep it.
async fn departments(
    caller: &Caller,
    content: &CommitmentContent,
    period: &str,
) -> Result<Option<Vec<CommitmentStanding>>, Failure> {
    let kept = content.owed_by().any(|party| party == Party::Department);
    if !kept || !caller.may::<ListDepartmentStandings>() {
        return Ok(None);
    }
    let request = ListDepartmentStandingsRequest { parent: caller.parent(), period: period.to_owned() };
    Ok(Some(caller.ask(request).await?.standings))
}

fn drafts(views: &[Assessment]) -> Vec<Draft> {
    let drafts = views.iter().filter(|view| view.state() == ViewState::Draft);
    let draft = |view: &Assessment| Draft {
        href: format!("/assessments/{}", view.name.rsplit('/').next().unwrap_or_default()),
        view: term("View", view.view),
        changed: crate::when::stamp(view.update_time.as_ref()),
    };
    drafts.map(draft).collect()
}

/// How a commitment stands for each department.
pub(super) fn department_table(words: Words<'_>, standings: &[CommitmentStanding]) -> Table {
    let language = words.language;
    let head = ["departments-name", "departments-standing", "departments-why", "departments-evidence"];
    let row = |one: &CommitmentStanding| {
        vec![
            Cell::text(words.organisation(&one.organisation)),
            Cell::text(Markup::of(&standing_tag(one.standing()))),
            Cell::text(one.explanation.clone()),
            Cell::text(counts(language, &one.evidence)),
        ]
    };
    Table {
        caption: language.say("departments-title"),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.map(|id| Cell::text(language.say(id))).into(),
        rows: standings.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    }
}
