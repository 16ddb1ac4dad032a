//! What is said once an act is done, and what happens next. The link to it is signed, so that nobody can be made to believe
//! that something was done.

use crate::{
    caller::Caller,
    failure::Failure,
    frame::{self, Frame},
    govuk::Panel,
    language::filters,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};

/// The parameter by which a record's page knows what was done.
pub(crate) const DONE: &str = "done";

/// What was done, as a record's page is told.
pub(crate) struct Done;

#[derive(Template)]
#[template(path = "acts/done.html")]
struct Page {
    frame: Frame,
    panel: Panel,
    next: String,
    back: String,
}

impl Done {
    /// The link to what is said of an act, by the message that it is called by.
    pub(crate) fn link(caller: &Caller, act: &str, back: &str) -> String {
        let signature = caller.site.keys.sign(&purpose(caller, act, back));
        format!("{back}?{DONE}={act}.{signature}")
    }

    /// The act that a record's page was led to by, if the link is ours and this session's.
    pub(crate) fn read(caller: &Caller, done: &str, back: &str) -> Option<String> {
        let (act, signature) = done.split_once('.')?;
        caller.site.keys.has_signed(&purpose(caller, act, back), signature).then(|| act.to_owned())
    }

    /// The page that says it.
    pub(crate) fn page(caller: &Caller, act: &str, title: &str, back: &str) -> Result<Response, Failure> {
        let language = caller.language();
        let said = language.find(&format!("{act}.done"), &[]).ok_or(Failure::NotFound)?;
        let next = language.find(&format!("{act}.next"), &[]).unwrap_or_default();
        let panel =
            Panel { title_text: said.clone().into(), text: title.to_owned().into(), ..Panel::default() };
        let page = Page { frame: Frame::of(caller, said), panel, next, back: back.to_owned() };
        Ok(frame::show(StatusCode::OK, language, &page))
    }
}

fn purpose(caller: &Caller, act: &str, back: &str) -> String {
    format!("done {} {act} {back}", caller.session.id)
}
