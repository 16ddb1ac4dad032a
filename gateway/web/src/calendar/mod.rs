//! The governance calendar: what is due again and again, when, and what was done; who is accountable; and links to it that
//! calendar programs follow.

mod agenda;
mod appointments;
mod ics;
mod links;
mod occurrence;
mod subjects;
mod year;

use crate::{form::schema::label, govuk::Tag, language::Language, pages::Pages, when::day};
use contracts::commitments::{Occurrence, OccurrenceState};

/// The routes of the calendar.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .page("/calendar", agenda::page)
        .page("/calendar/year", year::page)
        .page("/calendar/{occurrence}", occurrence::page)
        .page("/appointments", appointments::page)
        .page("/calendar/links", links::page)
        .form("/calendar/links", links::make)
        .open("/calendar/feed/{file}", links::feed)
}

/// What a value of one of the vocabularies of the calendar is called.
fn term(vocabulary: &str, number: i32) -> String {
    label(&format!("concordat.commitments.v1.{vocabulary}"), number)
}

/// A state as a tag: its word says it, its colour only helps.
fn state_tag(state: OccurrenceState) -> Tag {
    let colour = match state {
        OccurrenceState::Done => "govuk-tag--green",
        OccurrenceState::Due => "govuk-tag--yellow",
        OccurrenceState::Overdue => "govuk-tag--red",
        OccurrenceState::NotDue | OccurrenceState::Information | OccurrenceState::Unspecified => {
            "govuk-tag--grey"
        }
    };
    Tag::coloured(term("OccurrenceState", state.into()), colour)
}

/// The last part of a name.
fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// Where the page of an occurrence is.
fn path(occurrence: &Occurrence) -> String {
    format!("/calendar/{}", id(&occurrence.name))
}

/// An occurrence by the code and the title of its duty.
fn title(occurrence: &Occurrence) -> String {
    format!("{}: {}", id(&occurrence.duty), occurrence.title)
}

/// By when it is due, in words.
fn due(language: Language, occurrence: &Occurrence) -> String {
    if occurrence.due_day.is_empty() {
        return language.say("period-no-due");
    }
    language.say_with("period-due", &[("it", day(&occurrence.due_day).into())])
}

/// The day that it is listed under: the one on which it is due, or its last.
fn listed_day(occurrence: &Occurrence) -> &str {
    if occurrence.due_day.is_empty() { &occurrence.last_day } else { &occurrence.due_day }
}

#[cfg(test)]
mod tests;
