//! The pointers of a department, the latest first; or, for those to whom one may be released, the mark that they tell.

use super::{path, state_tag, term};
use crate::{
    acts::OWN_ACTS,
    breaches::Due,
    caller::Caller,
    exchanges::{Reader, page_of, pages},
    failure::Failure,
    frame::{self, Frame},
    govuk::{Pagination, Tag},
    language::filters,
    sign_in::values,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    action::breaches::{GetOwnMark, ListPointers},
    breaches::{GetOwnMarkRequest, ListPointersRequest, Pointer},
};

#[derive(Template)]
#[template(path = "pointers/list.html")]
struct List {
    frame: Frame,
    /// Where a new one is made, if they may, and what the link says.
    begins: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    none: String,
    pages: Option<Pagination>,
}

/// A pointer in the list.
struct Line {
    href: String,
    reference: String,
    state: Tag,
    reason: String,
    due: Option<Due>,
}

#[derive(Template)]
#[template(path = "pointers/mark.html")]
struct Mark {
    frame: Frame,
    mark: String,
}

/// Whether there is a page for whoever asks.
pub(crate) fn has_page(caller: &Caller) -> bool {
    caller.may::<ListPointers>() || caller.may::<GetOwnMark>()
}

/// Shows it.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    if !caller.may::<ListPointers>() {
        return mark(&caller).await;
    }
    let (reader, values) = (Reader::of(&caller), values(query));
    let begins = page_of(&values);
    let request = ListPointersRequest {
        parent: caller.parent(),
        page_token: begins.to_owned(),
        ..ListPointersRequest::default()
    };
    let listed = match caller.ask(request).await {
        // The place is none that this caller was shown.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to("/pointers").into_response());
        }
        listed => listed?,
    };
    let address = |page: &str| match page {
        "" => "/pointers".to_owned(),
        page => format!("/pointers?page={}", urlencoded(page)),
    };
    let own = OWN_ACTS.iter().filter(|act| act.path.starts_with("/pointers/") && act.is_for(&caller));
    let page = List {
        frame: Frame::of(&caller, reader.say("pointers-title")),
        begins: own.map(|act| (act.path, reader.say(&act.message()))).collect(),
        lines: listed.pointers.iter().map(|pointer| Line::of(&caller, pointer)).collect(),
        none: reader.say(if begins.is_empty() { "pointers-none" } else { "pointers-no-more" }),
        pages: pages(&reader, begins, &listed.next_page_token, address),
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

/// Shows whoever may be told of a pointer which mark to tell.
async fn mark(caller: &Caller) -> Result<Response, Failure> {
    let mark = caller.ask(GetOwnMarkRequest { parent: caller.parent() }).await?.person;
    let page = Mark { frame: Frame::of(caller, caller.language().say("pointers-mark")), mark };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

impl Line {
    fn of(caller: &Caller, pointer: &Pointer) -> Self {
        let (deadline, state) = (pointer.deadline.as_ref(), pointer.deadline_state());
        Self {
            href: path(pointer),
            reference: pointer.reference.clone(),
            state: state_tag(pointer.state()),
            reason: term("PointerReason", pointer.reason_code),
            due: Due::at(caller.language(), deadline, state, caller.now),
        }
    }
}
