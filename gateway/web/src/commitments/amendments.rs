//! How the register changes: what was proposed, with what differs from the version that it replaces.

use super::{Offered, code, party, register_path, seal, subjects::proposed, term};
use crate::{
    acts::{AMENDMENT_ACTS, DONE, Done, Place, Subject as _},
    caller::Caller,
    exchanges::{Reader, address, checkboxes, chosen, page_of, pages},
    failure::Failure,
    form::{Form, Words, schema, take},
    frame::{self, Frame},
    govuk::{Cell, Checkboxes, Content, Pagination, SummaryList, Table, Tag},
    language::filters,
    posted::Values,
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::commitments::{
    Amendment, AmendmentContent, AmendmentState, Commitment, ListAmendmentsRequest,
    ListCommitmentVersionsRequest,
};
use prost_reflect::{DynamicMessage, ReflectMessage as _};

/// The most versions among which the one is looked for that an amendment replaces.
const MOST: i32 = 100;
/// The name of the filter by state in the address.
const STATE: &str = "state";
const STATES: &str = "concordat.commitments.v1.AmendmentState";

#[derive(Template)]
#[template(path = "commitments/amendments.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
    none: String,
    narrowed: bool,
    pages: Option<Pagination>,
    states: Checkboxes,
}

/// An amendment in the list.
struct Line {
    href: String,
    title: String,
    state: Tag,
    between: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "commitments/amendment.html")]
struct Page {
    frame: Frame,
    code: String,
    register: String,
    state: Tag,
    offered: Offered,
    summary: SummaryList,
    /// What differs; none if the version that it replaces is not there.
    differs: Option<Table>,
    history: SummaryList,
    seal: SummaryList,
}

/// Which amendments are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) states: Vec<AmendmentState>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(values: &Values) -> Self {
        Self { states: chosen(values, STATE, STATES).filter_map(AmendmentState::from_str_name).collect() }
    }

    /// What the service is asked.
    pub(super) fn request(&self, parent: String, page_token: String) -> ListAmendmentsRequest {
        let states = self.states.iter().map(|state| (*state).into()).collect();
        ListAmendmentsRequest { parent, page_token, states, ..ListAmendmentsRequest::default() }
    }

    /// The address of the list, or of what of it begins at `page`.
    pub(super) fn address(&self, page: &str) -> String {
        address("/amendments", None, page, self.states.iter().map(|state| (STATE, state.as_str_name())))
    }
}

/// Lists them.
pub(super) async fn list(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values) = (Reader::of(&caller), values(query));
    let asked = Asked::read(&values);
    let begins = page_of(&values);
    let listed = match caller.ask(asked.request(caller.parent(), begins.to_owned())).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let narrowed = asked != Asked::default();
    let none = if narrowed || !begins.is_empty() { "amendments-none-match" } else { "amendments-none" };
    let states = asked.states.iter().map(|state| state.as_str_name().to_owned()).collect();
    let words = Words::from(&caller);
    let page = List {
        frame: Frame::of(&caller, reader.say("amendments-title")),
        lines: listed.amendments.iter().map(|one| Line::of(words, one)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        states: checkboxes(&reader, STATE, STATES, states),
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

impl Line {
    fn of(words: Words<'_>, amendment: &Amendment) -> Self {
        let proposal = amendment.proposal.clone().unwrap_or_default();
        let between = [
            ("proposer", party(words, &amendment.proposer).into()),
            ("from", day(&proposal.effective_from).into()),
        ];
        let changed = amendment.settle_time.or(amendment.propose_time);
        Self {
            href: format!("/amendments/{}", amendment.name.rsplit('/').next().unwrap_or_default()),
            title: title(&proposal),
            state: state_tag(amendment.state()),
            between: words.language.say_with("amendment-between", &between),
            changed: stamp(changed.as_ref()),
        }
    }
}

/// What an amendment is called: the commitment, as it would be called.
fn title(proposal: &AmendmentContent) -> String {
    let title = proposal.content.as_ref().map_or("", |content| &content.title);
    format!("{}: {title}", code(&proposal.commitment))
}

/// A state as a tag: its word says it, its colour only helps.
fn state_tag(state: AmendmentState) -> Tag {
    let colour = match state {
        AmendmentState::Proposed => "govuk-tag--yellow",
        AmendmentState::Agreed => "govuk-tag--green",
        AmendmentState::Refused => "govuk-tag--orange",
        AmendmentState::Withdrawn | AmendmentState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(term("AmendmentState", state.into()), colour)
}

/// Shows one, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let amendment = Amendment::load(&caller, &place).await?;
    let proposal = amendment.proposal.clone().ok_or(Failure::Broken)?;
    let (path, title) = (Amendment::page(&place), title(&proposal));
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &title, &path);
    }
    let (words, language) = (Words::from(&caller), caller.language());
    let before = replaced(&caller, &proposal).await?;
    let page = Page {
        frame: Frame::of(&caller, title),
        code: code(&proposal.commitment).to_owned(),
        register: register_path(code(&proposal.commitment)),
        state: state_tag(amendment.state()),
        offered: Offered::of(&caller, &path, AMENDMENT_ACTS, &amendment.possible_acts),
        summary: proposed(words, &amendment),
        differs: before.map(|before| differences(words, &before, &proposal)),
        history: history(words, &amendment),
        seal: seal(language, amendment.seal.as_ref()),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// The version that an amendment replaces.
async fn replaced(caller: &Caller, proposal: &AmendmentContent) -> Result<Option<Commitment>, Failure> {
    let request = ListCommitmentVersionsRequest {
        parent: proposal.commitment.clone(),
        page_size: MOST,
        ..ListCommitmentVersionsRequest::default()
    };
    let versions = caller.ask(request).await?.commitments;
    Ok(versions.into_iter().find(|version| version.version == proposal.version - 1))
}

/// What differs between two versions, field by field.
pub(super) fn differences(words: Words<'_>, before: &Commitment, after: &AmendmentContent) -> Table {
    let language = words.language;
    let before = AmendmentContent { content: before.content.clone(), ..AmendmentContent::default() };
    let messages = schema::dynamic(&before).zip(schema::dynamic(after));
    let rows = messages.map(|(before, after)| changed(words, &before, &after)).unwrap_or_default();
    let head = ["amendment-field", "amendment-before", "amendment-after"];
    Table {
        caption: language.say("amendment-differs"),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.map(|id| Cell::text(language.say(id))).into(),
        rows,
        first_cell_is_header: true,
        classes: "c-changes".into(),
        ..Table::default()
    }
}

/// A row for each field of the content that does not say the same.
fn changed(words: Words<'_>, before: &DynamicMessage, after: &DynamicMessage) -> Vec<Vec<Cell>> {
    let fields = schema::at(&after.descriptor(), "content").into_iter();
    let differ = fields.filter(|field| take(before, &field.path) != take(after, &field.path));
    let row = |field: schema::Field| {
        let (id, message) = ("amendment".to_owned(), after.descriptor());
        let form = Form { id, message, fields: vec![field.clone()], called: Vec::new(), draft: true };
        let said = |message| {
            let told = form.told(words, message, false).into_iter().next();
            told.map_or_else(|| Content::from(words.language.say("not-given")), |row| row.value.text)
        };
        vec![Cell::text(form.name(words.language, &field)), Cell::text(said(before)), Cell::text(said(after))]
    };
    differ.map(row).collect()
}

/// By which roles it was proposed and settled, when, and why.
pub(super) fn history(words: Words<'_>, amendment: &Amendment) -> SummaryList {
    let role = |code: &str| if code.is_empty() { String::new() } else { frame::role(words.language, code) };
    let rows = [
        ("amendment-proposed-at", stamp(amendment.propose_time.as_ref()).into()),
        ("amendment-proposed-by", role(&amendment.proposed_by).into()),
        ("amendment-settled-at", stamp(amendment.settle_time.as_ref()).into()),
        ("amendment-settled-by", role(&amendment.settled_by).into()),
        ("amendment-settled-reason", amendment.settle_reason.clone().into()),
    ];
    super::list(words.language, rows)
}
