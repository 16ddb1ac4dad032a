//! What was done to a breach, by which role, when.

use crate::{
    acts::{Place, Subject as _, name},
    caller::Caller,
    failure::Failure,
    form::schema::label,
    frame::{self, Frame},
    language::{Language, filters},
    sign_in::values,
    when,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    action::breaches::ListBreachEvents,
    breaches::{Breach, BreachEvent, ListBreachEventsRequest},
};

const STATES: &str = "concordat.breaches.v1.BreachState";
/// How many acts a page shows.
const PAGE: i32 = 100;

/// Something that was done.
pub(crate) struct Event {
    pub(crate) what: String,
    pub(crate) at: String,
    pub(crate) role: String,
    /// The state before and after, where they differ.
    pub(crate) moved: Option<(String, String)>,
    pub(crate) note: String,
}

#[derive(Template)]
#[template(path = "breaches/history.html")]
struct History {
    frame: Frame,
    events: Vec<Event>,
    next: Option<String>,
    back: String,
}

/// Shows all of it, oldest first.
pub(crate) async fn history(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let language = caller.language();
    let request = ListBreachEventsRequest {
        parent: name::<ListBreachEvents>(&caller, "breaches", &place)?,
        page_size: PAGE,
        page_token: values(query).get("page").to_owned(),
    };
    let answer = caller.ask(request).await?;
    let back = Breach::page(&place);
    let page = History {
        frame: Frame::of(&caller, language.say("history-title")),
        events: answer.events.iter().map(|event| Event::of(language, event)).collect(),
        next: Some(answer.next_page_token)
            .filter(|token| !token.is_empty())
            .map(|token| format!("{back}/history?page={token}")),
        back,
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

impl Event {
    pub(crate) fn of(language: Language, event: &BreachEvent) -> Self {
        let id = format!("event-{}", event.act.replace(['.', '_'], "-"));
        let moved = (event.from != event.to && event.to != 0)
            .then(|| (label(STATES, event.from), label(STATES, event.to)));
        Self {
            what: language.find(&id, &[]).unwrap_or_else(|| event.act.replace(['.', '_'], " ")),
            at: when::stamp(event.at.as_ref()),
            role: frame::role(language, &event.role),
            moved,
            note: event.note.clone(),
        }
    }
}
