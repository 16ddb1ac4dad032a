//! A commitment, for anybody: what it says, the periods for which it is shown that it is kept, how each party sees it as far as
//! the reader was told, and its versions. Whoever keeps it sees how it stands.

use super::{
    Codes, button, code, days, due, list, often, parties, period_path, register_path,
    sides::{self, Side},
    standing_tag, term, terms,
};
use crate::{
    acts::{REGISTER_ACTS, there_is},
    caller::Caller,
    cases::{Fixed, hex},
    failure::Failure,
    frame::Frame,
    govuk::{Button, Cell, Content, Markup, SummaryList, Table, Tag},
    language::{Language, filters},
    sign_in::values,
    visitor::Visitor,
    when::day,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    action::commitments::{ListReceivedAssessments, ListStandings},
    commitments::{
        Commitment, CommitmentContent, CommitmentStanding, GetCommitmentRequest,
        ListCommitmentVersionsRequest, ListReceivedAssessmentsRequest, ListStandingsRequest, Owner, Period,
        ReceivedAssessment,
    },
};
use std::collections::BTreeMap;

/// The most versions that are shown, and the most views of a period that are looked among for each party's latest.
const MOST: i32 = 100;
/// The day as of which it is shown, in the address.
const ON: &str = "on";

#[derive(Template)]
#[template(path = "commitments/commitment.html")]
struct Page {
    frame: Frame,
    code: String,
    text: String,
    /// The day as of which it is shown, in words; today's if empty.
    on: String,
    summary: SummaryList,
    evidence: Vec<String>,
    periods: Vec<Part>,
    /// Whether the reader's own party keeps it.
    keeps: bool,
    versions: Table,
    acts: Vec<Button>,
}

/// A period, as far as the reader may see what is of it.
pub(super) struct Part {
    pub(super) days: String,
    pub(super) due: String,
    /// How it stands for the reader's own party, and why, where it keeps it.
    pub(super) standing: Option<(Tag, String)>,
    /// Where what the reader's party has of it is, if it may see that.
    pub(super) href: Option<String>,
    pub(super) sides: Vec<Side>,
}

/// Shows it.
pub(super) async fn page(
    visitor: Visitor,
    Path(place): Path<BTreeMap<String, String>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let on = values(query).get(ON).to_owned();
    let name = format!("commitments/{}", place.get("commitment").map_or("", String::as_str));
    let request = GetCommitmentRequest { name: name.clone(), on: on.clone() };
    let commitment = there_is(visitor.ask(request).await)?.commitment.ok_or(Failure::Broken)?;
    let content = commitment.content.clone().ok_or(Failure::Broken)?;
    let versions = ListCommitmentVersionsRequest {
        parent: name.clone(),
        page_size: MOST,
        ..ListCommitmentVersionsRequest::default()
    };
    let versions = visitor.ask(versions).await?.commitments;
    let standings = standings(&visitor, &name, &on).await?;
    let views = views(&visitor, &name).await?;
    let part = |period: &Period| {
        let standing = standings.iter().flatten().find(|one| one.period.as_ref() == Some(period));
        let views: Vec<_> = views.iter().filter(|view| view.period == period.name).cloned().collect();
        Part::of(&visitor, period, standing, &views)
    };
    let periods = commitment.periods.iter().map(part).collect();
    let language = visitor.language();
    let code = code(&name);
    let page = Page {
        frame: visitor.frame(content.title.clone()),
        code: code.to_owned(),
        text: content.text.clone(),
        on: if on.is_empty() { on } else { day(&on) },
        summary: summary(language, &commitment, &content),
        evidence: content.evidence.clone(),
        keeps: standings.as_ref().is_some_and(|standings| !standings.is_empty()),
        periods,
        versions: versions_table(language, &versions),
        acts: visitor.caller().map(|caller| acts(caller, code, &content)).unwrap_or_default(),
    };
    Ok(visitor.show(StatusCode::OK, &page))
}

/// What the reader can do about it. A party enters what it decided about what it alone promised.
fn acts(caller: &Caller, code: &str, content: &CommitmentContent) -> Vec<Button> {
    let alone = content.owners().eq([Owner::Ico]);
    let offered = |rpc: &str| rpc != "EnterAmendment" || alone;
    let own = REGISTER_ACTS.iter().filter(|act| offered(act.rpc) && act.is_for(caller));
    own.map(|act| button(caller, &register_path(code), act)).collect()
}

/// How it stands for the reader's own party, if that is theirs to see: none where it is not, or nobody is signed in.
async fn standings(
    visitor: &Visitor,
    name: &str,
    on: &str,
) -> Result<Option<Vec<CommitmentStanding>>, Failure> {
    let Some(caller) = visitor.caller().filter(|caller| caller.may::<ListStandings>()) else {
        return Ok(None);
    };
    let request =
        ListStandingsRequest { parent: caller.parent(), on: on.to_owned(), commitment: name.to_owned() };
    Ok(Some(caller.ask(request).await?.standings))
}

/// The latest views of a commitment that were issued to the reader.
async fn views(visitor: &Visitor, name: &str) -> Result<Vec<ReceivedAssessment>, Failure> {
    let request = ListReceivedAssessmentsRequest {
        parent: visitor.parent::<ListReceivedAssessments>(),
        page_size: MOST,
        commitment: name.to_owned(),
        ..ListReceivedAssessmentsRequest::default()
    };
    Ok(visitor.ask(request).await?.received_assessments)
}

impl Part {
    fn of(
        visitor: &Visitor,
        period: &Period,
        standing: Option<&CommitmentStanding>,
        views: &[ReceivedAssessment],
    ) -> Self {
        let language = visitor.language();
        let may = visitor.caller().is_some_and(Caller::may::<ListStandings>);
        Self {
            days: days(language, period),
            due: due(language, period),
            standing: standing.map(|one| (standing_tag(one.standing()), one.explanation.clone())),
            href: may.then(|| period_path(&period.name)),
            sides: sides::received(visitor.words(), views),
        }
    }
}

/// Whose it is, where it stands, how it is kept and with what it goes.
pub(super) fn summary(
    language: Language,
    commitment: &Commitment,
    content: &CommitmentContent,
) -> SummaryList {
    let links = |codes: &[String]| Content::from(Markup::of(&Codes { codes }));
    let duplicate = Some(content.duplicate_of.clone()).filter(|code| !code.is_empty());
    let rows: [(_, Content); 12] = [
        ("commitment-document", term("Instrument", content.instrument).into()),
        ("commitment-section", term("Section", content.section).into()),
        ("commitment-owners", terms("Owner", &content.owners).into()),
        ("commitment-owed-by", parties(content.owed_by()).into()),
        ("commitment-often", often(language, content).into()),
        ("commitment-bodies", terms("Body", &content.bodies).into()),
        ("commitment-areas", terms("PlatformArea", &content.areas).into()),
        ("commitment-duplicate", links(duplicate.as_slice())),
        ("commitment-related", links(&content.related)),
        ("commitment-from", day(&commitment.effective_from).into()),
        ("commitment-met", day(&content.met_on).into()),
        ("commitment-until", day(&content.effective_to).into()),
    ];
    list(language, rows)
}

/// The versions, the latest first.
pub(super) fn versions_table(language: Language, versions: &[Commitment]) -> Table {
    let row = |version: &Commitment| {
        let first = version.version == 1;
        let reason = if first { language.say("commitment-first-version") } else { version.reason.clone() };
        let hash = version.seal.as_ref().map(|seal| Markup::of(&Fixed { text: hex(&seal.hash) }));
        vec![
            Cell::text(version.version.to_string()),
            Cell::text(day(&version.effective_from)),
            Cell::text(reason),
            Cell::text(hash.map_or_else(|| Content::from(language.say("commitment-no-hash")), Into::into)),
        ]
    };
    Table {
        caption: language.say("commitment-versions"),
        caption_classes: "govuk-table__caption--m".into(),
        head: [
            language.say("commitment-version"),
            language.say("commitment-version-from"),
            language.say("commitment-version-reason"),
            language.say("commitment-version-hash"),
        ]
        .map(Cell::text)
        .into(),
        rows: versions.iter().map(row).collect(),
        ..Table::default()
    }
}
