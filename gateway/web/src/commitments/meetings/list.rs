//! The meetings that one's own organisation keeps.

use super::{
    super::{code, term},
    Bodies, id, meeting_tag,
};
use crate::{
    acts::OWN_ACTS,
    caller::Caller,
    exchanges::{Reader, address, checkboxes, chosen, page_of, pages},
    failure::Failure,
    form::Words,
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
use contracts::commitments::{ListMeetingsRequest, Meeting, MeetingState};

/// The names of the filters in the address.
const STATE: &str = "state";
const BODY: &str = "body";
const STATES: &str = "concordat.commitments.v1.MeetingState";

#[derive(Template)]
#[template(path = "meetings/list.html")]
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

/// A meeting in a list.
struct Line {
    href: String,
    title: String,
    state: Tag,
    /// When it takes place.
    when: String,
    /// Of which body, and of what kind.
    of: String,
    /// Who of other organisations is invited, and how many papers there are.
    with: String,
}

/// Which meetings are listed; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// The code of a body.
    body: String,
    states: Vec<MeetingState>,
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    fn read(values: &Values, bodies: &[(String, String)]) -> Self {
        let known = |asked: &&str| bodies.iter().any(|(name, _)| code(name) == *asked);
        let body = Some(values.get(BODY)).filter(known).unwrap_or_default().to_owned();
        let states = chosen(values, STATE, STATES).filter_map(MeetingState::from_str_name).collect();
        Self { body, states }
    }

    /// What the service is asked.
    fn request(&self, parent: String, page_token: String) -> ListMeetingsRequest {
        let body = if self.body.is_empty() { String::new() } else { format!("bodies/{}", self.body) };
        let states = self.states.iter().map(|state| (*state).into()).collect();
        ListMeetingsRequest { parent, page_token, body, states, ..ListMeetingsRequest::default() }
    }

    /// The address of the list, or of what of it begins at `page`.
    fn address(&self, page: &str) -> String {
        let body = Some((BODY, self.body.as_str())).filter(|(_, body)| !body.is_empty());
        let states = self.states.iter().map(|state| (STATE, state.as_str_name()));
        address("/meetings", None, page, body.into_iter().chain(states))
    }
}

/// Lists them.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values, language) = (Reader::of(&caller), values(query), caller.language());
    let bodies = Bodies::ask(&caller).await?;
    let kept = bodies.kept_by(caller.party());
    let asked = Asked::read(&values, &kept);
    let begins = page_of(&values);
    let listed = match caller.ask(asked.request(caller.parent(), begins.to_owned())).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let narrowed = asked != Asked::default();
    let none = if narrowed || !begins.is_empty() { "meetings-none-match" } else { "meetings-none" };
    let states = asked.states.iter().map(|state| state.as_str_name().to_owned()).collect();
    let own = OWN_ACTS.iter().filter(|act| act.path.starts_with("/meetings/") && act.is_for(&caller));
    let words = Words::from(&caller);
    let page = List {
        frame: Frame::of(&caller, reader.say("meetings-title")),
        begins: own.map(|act| (act.path, reader.say(&act.message()))).collect(),
        lines: listed.meetings.iter().map(|meeting| Line::of(words, &bodies, meeting)).collect(),
        none: reader.say(none),
        narrowed,
        pages: pages(&reader, begins, &listed.next_page_token, |page| asked.address(page)),
        bodies: self::bodies(language, &kept, &asked.body),
        states: checkboxes(&reader, STATE, STATES, states),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// One of some bodies, by their codes, or all.
fn bodies(language: Language, kept: &[(String, String)], chosen: &str) -> Select {
    let all = SelectItem::new("", language.say("meetings-body.all"));
    let each = kept.iter().map(|(name, title)| SelectItem::new(code(name).to_owned(), title.clone()));
    Select {
        id: BODY.into(),
        name: BODY.into(),
        label: Label { classes: "govuk-label--s".into(), ..Label::text(language.say("meetings-body")) },
        items: std::iter::once(all).chain(each).collect(),
        value: chosen.to_owned(),
        ..Select::default()
    }
}

impl Line {
    fn of(words: Words<'_>, bodies: &Bodies, meeting: &Meeting) -> Self {
        let language = words.language;
        let of = [
            ("body", bodies.title(&meeting.body).into()),
            ("kind", term("MeetingKind", meeting.kind).into()),
        ];
        let invited: Vec<_> = meeting.invited.iter().map(|name| words.organisation(name)).collect();
        let invited = if invited.is_empty() {
            language.say("meetings-invited-none")
        } else {
            language.say_with("meetings-invited", &[("it", invited.join(", ").into())])
        };
        let papers = language.say_with("meetings-papers", &[("n", meeting.paper_count.into())]);
        Self {
            href: format!("/meetings/{}", id(&meeting.name)),
            title: meeting.title.clone(),
            state: meeting_tag(meeting.state()),
            when: stamp(meeting.start_time.as_ref()),
            of: language.say_with("meetings-of", &of),
            with: format!("{invited} · {papers}"),
        }
    }
}
