//! What boards are presented with: a list of what one's own party prepared and of what was presented to it.

use super::term;
use crate::{
    acts::OWN_ACTS,
    caller::Caller,
    exchanges::{Reader, address, checkboxes, chosen, page_of, pages},
    failure::Failure,
    form::{Words, schema::vocabulary},
    frame::{self, Frame},
    govuk::{Checkboxes, Label, Pagination, Select, SelectItem, Tag},
    language::{Language, filters},
    posted::Values,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::commitments::{ListPacksRequest, Pack, PackBody, PackState};

/// The names of the filters in the address.
const STATE: &str = "state";
const BODY: &str = "body";
const STATES: &str = "concordat.commitments.v1.PackState";
const BODIES: &str = "concordat.commitments.v1.PackBody";

#[derive(Template)]
#[template(path = "commitments/packs.html")]
struct List {
    frame: Frame,
    /// What can be begun: the path and the name of each.
    begins: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    none: String,
    narrowed: bool,
    pages: Option<Pagination>,
    bodies: Select,
    states: Checkboxes,
}

/// A pack in a list.
struct Line {
    href: String,
    title: String,
    state: Tag,
    /// For which body, and whose it is.
    of: String,
    changed: String,
    /// How many challenges wait for an answer, in words; empty if none does.
    unanswered: String,
}

/// Which packs are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    body: PackBody,
    states: Vec<PackState>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    fn read(values: &Values) -> Self {
        let body = chosen(values, BODY, BODIES).next().and_then(PackBody::from_str_name);
        let states = chosen(values, STATE, STATES).filter_map(PackState::from_str_name).collect();
        Self { body: body.unwrap_or_default(), states }
    }

    /// What the service is asked.
    fn request(&self, parent: String, page_token: String) -> ListPacksRequest {
        let states = self.states.iter().map(|state| (*state).into()).collect();
        ListPacksRequest { parent, page_token, body: self.body.into(), states, ..ListPacksRequest::default() }
    }

    /// The address of the list, or of what of it begins at `page`.
    fn address(&self, page: &str) -> String {
        let body = (self.body != PackBody::Unspecified).then(|| (BODY, self.body.as_str_name()));
        let states = self.states.iter().map(|state| (STATE, state.as_str_name()));
        address("/packs", None, page, body.into_iter().chain(states))
    }
}

/// Lists them.
pub(super) async fn list(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values, language) = (Reader::of(&caller), values(query), caller.language());
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
    let none = if narrowed || !begins.is_empty() { "packs-none-match" } else { "packs-none" };
    let states = asked.states.iter().map(|state| state.as_str_name().to_owned()).collect();
    let own = OWN_ACTS.iter().filter(|act| act.path.starts_with("/packs/") && act.is_for(&caller));
    let words = Words::from(&caller);
    let page = List {
        frame: Frame::of(&caller, reader.say("packs-title")),
        begins: own.map(|act| (act.path, reader.say(&act.message()))).collect(),
        lines: listed.packs.iter().map(|pack| Line::of(words, pack)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        bodies: bodies(language, asked.body),
        states: checkboxes(&reader, STATE, STATES, states),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

fn bodies(language: Language, chosen: PackBody) -> Select {
    let all = SelectItem::new("", language.say("packs-body.all"));
    let each = vocabulary(BODIES).into_iter().map(|(value, text)| SelectItem::new(value, text));
    let value = if chosen == PackBody::Unspecified { "" } else { chosen.as_str_name() };
    Select {
        id: BODY.into(),
        name: BODY.into(),
        label: Label { classes: "govuk-label--s".into(), ..Label::text(language.say("packs-body")) },
        items: std::iter::once(all).chain(each).collect(),
        value: value.to_owned(),
        ..Select::default()
    }
}

impl Line {
    fn of(words: Words<'_>, pack: &Pack) -> Self {
        let of = [
            ("body", term("PackBody", pack.body).into()),
            ("organisation", words.organisation(&pack.owner).into()),
        ];
        let waiting = || words.language.say_with("pack-unanswered", &[("n", pack.unanswered.into())]);
        Self {
            href: format!("/packs/{}", pack.name.rsplit('/').next().unwrap_or_default()),
            title: pack.title.clone(),
            state: state_tag(pack.state()),
            of: words.language.say_with("pack-of", &of),
            changed: stamp(pack.update_time.as_ref()),
            unanswered: if pack.unanswered > 0 { waiting() } else { String::new() },
        }
    }
}

/// A state as a tag: its word says it, its colour only helps.
pub(super) fn state_tag(state: PackState) -> Tag {
    let colour = match state {
        PackState::Discarded | PackState::Unspecified => "govuk-tag--grey",
        PackState::Prepared => "govuk-tag--yellow",
        PackState::Presented => "govuk-tag--green",
    };
    Tag::coloured(term("PackState", state.into()), colour)
}
