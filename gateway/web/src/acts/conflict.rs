//! What is shown when a record changed since its form was made: how it stands now, and what was typed.

use crate::{
    caller::Caller,
    form::Form,
    frame::{self, Frame},
    govuk::{SummaryList, SummaryListRow},
    language::filters,
    posted::Values,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use prost_reflect::DynamicMessage;

/// A form that came too late.
pub(crate) struct Conflict<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) title: String,
    pub(crate) caption: &'a str,
    pub(crate) form: &'a Form,
    /// What was typed.
    pub(crate) mine: &'a DynamicMessage,
    /// How the record stands now.
    pub(crate) theirs: Vec<SummaryListRow>,
    pub(crate) values: &'a Values,
    /// The etag of the record as it stands now.
    pub(crate) etag: &'a str,
    pub(crate) back: String,
}

#[derive(Template)]
#[template(path = "acts/conflict.html")]
struct Page {
    frame: Frame,
    caption: String,
    title: String,
    mine: SummaryList,
    theirs: SummaryList,
    /// What is sent again, with the new etag.
    values: Values,
    action: String,
    back: String,
}

/// Shows both, and lets whoever typed decide.
pub(crate) fn show(conflict: Conflict<'_>) -> Response {
    let Conflict { caller, form, .. } = &conflict;
    let (language, action) = (caller.language(), caller.page.clone());
    let frame = Frame::of(caller, language.say("conflict-title"));
    let mine_told = form.told((*caller).into(), conflict.mine, false);
    let mut values = conflict.values.clone();
    for name in ["etag", "step"] {
        values.remove(name);
    }
    values.push("etag", conflict.etag);
    let list = |rows| SummaryList { rows, ..SummaryList::default() };
    let page = Page {
        frame,
        caption: conflict.caption.to_owned(),
        title: conflict.title,
        mine: list(mine_told),
        theirs: list(conflict.theirs),
        values,
        action,
        back: conflict.back,
    };
    frame::show(StatusCode::CONFLICT, language, &page)
}
