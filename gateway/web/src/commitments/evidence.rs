//! What shows that commitments are kept: what one's own party drafted or submitted, and what it accepts of others.

use super::{Offered, code, period_path, period_words, seal, sealed_file, subjects::facts, term};
use crate::{
    acts::{DONE, Done, EVIDENCE_ACTS, Place, Subject as _},
    caller::Caller,
    cases::size,
    exchanges::{
        Reader, act_id, address, checkboxes, chosen, counterpart, organisations, page_of, pages, with,
    },
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Checkboxes, Content, Pagination, Select, SummaryList, Tag},
    language::filters,
    link::link,
    posted::Values,
    sign_in::values,
    when::{from_now, read, stamp},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use chassis::Label;
use contracts::commitments::{Evidence, EvidenceAct, EvidenceActKind, EvidenceState, ListEvidenceRequest};

/// The name of the filter by state in the address.
const STATE: &str = "state";
const STATES: &str = "concordat.commitments.v1.EvidenceState";

#[derive(Template)]
#[template(path = "commitments/evidence_list.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
    none: String,
    narrowed: bool,
    pages: Option<Pagination>,
    states: Checkboxes,
    with: Select,
}

/// A piece of evidence in a list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) state: Tag,
    /// Of which commitment, and whose it is.
    pub(super) of: String,
    pub(super) changed: String,
}

#[derive(Template)]
#[template(path = "commitments/evidence.html")]
struct Page {
    frame: Frame,
    state: Tag,
    offered: Offered,
    summary: SummaryList,
    facts: SummaryList,
    entries: Vec<Entry>,
}

/// What was done.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) when: String,
    pub(super) at: String,
    pub(super) note: String,
    pub(super) seal: SummaryList,
    pub(super) sealed: String,
    pub(super) download: String,
}

/// Which evidence is listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) states: Vec<EvidenceState>,
    pub(super) with: Option<Label>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(reader: &Reader<'_>, values: &Values) -> Self {
        let states = chosen(values, STATE, STATES).filter_map(EvidenceState::from_str_name);
        Self { states: states.collect(), with: with(reader, values) }
    }

    /// What the service is asked.
    pub(super) fn request(&self, parent: String, page_token: String) -> ListEvidenceRequest {
        ListEvidenceRequest {
            parent,
            page_token,
            states: self.states.iter().map(|state| (*state).into()).collect(),
            counterpart: counterpart(self.with.as_ref()),
            ..ListEvidenceRequest::default()
        }
    }

    /// The address of the list, or of what of it begins at `page`.
    pub(super) fn address(&self, page: &str) -> String {
        let states = self.states.iter().map(|state| (STATE, state.as_str_name()));
        address("/evidence", self.with.as_ref(), page, states)
    }
}

/// Lists it.
pub(super) async fn list(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values) = (Reader::of(&caller), values(query));
    let asked = Asked::read(&reader, &values);
    let begins = page_of(&values);
    let listed = match caller.ask(asked.request(caller.parent(), begins.to_owned())).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let narrowed = asked != Asked::default();
    let none = if narrowed || !begins.is_empty() { "evidence-none-match" } else { "evidence-none" };
    let states = asked.states.iter().map(|state| state.as_str_name().to_owned()).collect();
    let words = Words::from(&caller);
    let page = List {
        frame: Frame::of(&caller, reader.say("evidence-title")),
        lines: listed.evidence.iter().map(|one| Line::of(words, one)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        states: checkboxes(&reader, STATE, STATES, states),
        with: organisations(&reader, asked.with.as_ref()),
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

impl Line {
    pub(super) fn of(words: Words<'_>, evidence: &Evidence) -> Self {
        let of = [
            ("code", code(&evidence.period).to_owned().into()),
            ("organisation", words.organisation(&evidence.owner).into()),
        ];
        Self {
            href: format!("/evidence/{}", evidence.name.rsplit('/').next().unwrap_or_default()),
            title: evidence.facts.as_ref().map(|facts| facts.title.clone()).unwrap_or_default(),
            state: state_tag(evidence.state()),
            of: words.language.say_with("evidence-of", &of),
            changed: stamp(evidence.update_time.as_ref()),
        }
    }
}

/// A state as a tag: its word says it, its colour only helps.
fn state_tag(state: EvidenceState) -> Tag {
    let colour = match state {
        EvidenceState::Draft | EvidenceState::Unspecified | EvidenceState::Withdrawn => "govuk-tag--grey",
        // As every tag is that says no colour: blue.
        EvidenceState::Submitted => "",
        EvidenceState::Accepted | EvidenceState::Issued => "govuk-tag--green",
        EvidenceState::Returned => "govuk-tag--orange",
    };
    Tag::coloured(term("EvidenceState", state.into()), colour)
}

/// Shows one, or what was just done about it.
pub(super) async fn page(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let evidence = Evidence::load(&caller, &place).await?;
    let path = Evidence::page(&place);
    let title = evidence.facts.as_ref().map(|facts| facts.title.clone()).unwrap_or_default();
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &title, &path);
    }
    let words = Words::from(&caller);
    let entries = evidence.acts.iter().rev();
    let page = Page {
        frame: Frame::of(&caller, title),
        state: state_tag(evidence.state()),
        offered: Offered::of(&caller, &path, EVIDENCE_ACTS, &evidence.possible_acts),
        summary: summary(words, &evidence),
        facts: facts(words, &evidence),
        entries: entries.map(|act| Entry::of(words, act, &path)).collect(),
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

/// Whose it is, for which period, and how it stands.
pub(super) fn summary(words: Words<'_>, evidence: &Evidence) -> SummaryList {
    let code = code(&evidence.period);
    let period: Content =
        link(period_words(words.language, &evidence.period), period_path(&evidence.period)).into();
    let accepter = words.organisation(&evidence.accepter).into();
    let rows = [
        ("evidence-commitment", link(code, super::register_path(code)).into()),
        ("evidence-period", period),
        ("evidence-owner", words.organisation(&evidence.owner).into()),
        (if is_issued(evidence) { "evidence-issued-to" } else { "evidence-accepter" }, accepter),
        ("evidence-submitted", stamp(evidence.submit_time.as_ref()).into()),
        ("evidence-reason", evidence.reason.clone().into()),
    ];
    super::list(words.language, rows)
}

/// Whether it counts by whoever issued it, or is a copy of what does: nobody accepts it then.
fn is_issued(evidence: &Evidence) -> bool {
    let first = evidence.acts.first().map(EvidenceAct::kind);
    matches!(first, Some(EvidenceActKind::Issue | EvidenceActKind::Disclosure))
}

impl Entry {
    pub(super) fn of(words: Words<'_>, act: &EvidenceAct, path: &str) -> Self {
        let language = words.language;
        let at = read(act.at.as_ref()).unwrap_or(words.now);
        let by = [
            ("organisation", words.organisation(&act.organisation).into()),
            ("role", frame::role(language, &act.role).into()),
        ];
        let size = size(language, act.sealed.len());
        Self {
            id: act_id(act.number, act.draft),
            title: term("EvidenceActKind", act.kind),
            by: language.say_with("case-act-by", &by),
            when: from_now(language, at, words.now),
            at: stamp(act.at.as_ref()),
            note: act.note.clone(),
            seal: seal(language, act.seal.as_ref()),
            sealed: format!("{path}/acts/{}/sealed", act_id(act.number, act.draft)),
            download: language.say_with("submitted-download", &[("size", size.into())]),
        }
    }
}

/// Hands out the sealed bytes of an act as they are, to be kept.
pub(super) async fn sealed(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let evidence = Evidence::load(&caller, &place).await?;
    let wanted = place.get("act").map_or("", String::as_str);
    let act = evidence.acts.into_iter().find(|act| act_id(act.number, act.draft) == wanted);
    let act = act.ok_or(Failure::NotFound)?;
    let id = place.get("evidence").map_or("", String::as_str);
    Ok(sealed_file(&format!("act-{wanted}-{id}"), act.sealed))
}
