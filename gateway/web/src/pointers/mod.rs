//! Breaches of which nothing may be written: the marks that a department has of them, for the few who know, and one's own mark for
//! whoever may be told of one.

mod list;
mod pointer;

pub(crate) use list::has_page;

use crate::{govuk::Tag, pages::Pages};
use contracts::breaches::{Pointer, PointerState};

/// The routes of pointers.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages.page("/pointers", list::page).page("/pointers/{pointer}", pointer::page)
}

/// A state as a tag: its word says it, its colour only helps.
fn state_tag(state: PointerState) -> Tag {
    let colour = if state == PointerState::Lifted { "govuk-tag--grey" } else { "govuk-tag--purple" };
    Tag::coloured(term("PointerState", state.into()), colour)
}

/// What a value of one of the vocabularies of breaches is called.
fn term(vocabulary: &str, number: i32) -> String {
    crate::form::schema::label(&format!("concordat.breaches.v1.{vocabulary}"), number)
}

/// Where the page of a pointer is.
fn path(pointer: &Pointer) -> String {
    format!("/pointers/{}", pointer.name.rsplit('/').next().unwrap_or_default())
}
