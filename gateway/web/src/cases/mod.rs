//! The pages of cases: what the regulator has in hand or a department owes, what happened in a case, and what was submitted.
//! Both parties have the same pages; what they are told is what their own copy of the case says.

mod case;
mod changes;
mod fields;
mod filters;
mod glance;
mod list;
mod submission;
mod timeline;

#[cfg(test)]
mod tests;

pub(crate) use submission::{Fixed, hex, number, size};

use crate::{
    caller::Caller,
    form::{Words, schema::label},
    govuk::Tag,
    language::{Argument, Language},
    pages::Pages,
};
use chassis::{Directory, Label, deadline::london_day};
use contracts::{access::Party, breaches::CaseState};
use jiff::Timestamp;

/// The routes of the pages of cases.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .page("/cases", list::page)
        .page("/cases/{case}", case::page)
        .page("/cases/{case}/submissions/{number}", submission::page)
        .page("/cases/{case}/submissions/{number}/sealed", submission::sealed)
}

/// Whoever reads a page, as far as its words depend on it.
#[derive(Clone, Copy)]
struct Reader<'a> {
    language: Language,
    directory: &'a Directory,
    /// Whether they read for the regulator, and not for the department.
    regulator: bool,
    now: Timestamp,
}

impl<'a> Reader<'a> {
    fn of(caller: &'a Caller) -> Self {
        Self {
            language: caller.language(),
            directory: caller.site.platform.directory(),
            regulator: caller.party() == Party::Ico,
            now: caller.now,
        }
    }

    /// What messages are told in.
    fn words(&self) -> Words<'a> {
        Words { language: self.language, directory: self.directory, now: self.now }
    }

    fn say(&self, id: &str) -> String {
        self.language.say(id)
    }

    fn say_with(&self, id: &str, arguments: &[Argument<'_>]) -> String {
        self.language.say_with(id, arguments)
    }

    /// The name of a message that each party has its own of.
    fn side(&self, id: &str) -> String {
        format!("{id}-{}", if self.regulator { "regulator" } else { "department" })
    }

    /// What the organisation that `organisations/hmrc` names was called at a time.
    fn organisation(&self, name: &str, at: Timestamp) -> String {
        let found = Label::parent(name).and_then(|code| self.directory.get(&code));
        found.map_or(name, |organisation| organisation.name_on(london_day(at))).to_owned()
    }
}

/// A state of a case, as pages show it.
fn state_tag(state: CaseState) -> Tag {
    let colour = match state {
        // As every tag is that says no colour: blue.
        CaseState::Received | CaseState::Unspecified => "",
        CaseState::Acknowledged => "govuk-tag--teal",
        CaseState::InfoRequested => "govuk-tag--yellow",
        CaseState::InfoSupplied => "govuk-tag--purple",
        CaseState::OutcomeIssued => "govuk-tag--green",
        CaseState::Closed => "govuk-tag--grey",
    };
    Tag::coloured(term("CaseState", state.into()), colour)
}

/// What a value of one of the vocabularies of breaches is called; empty for one that says nothing.
fn term(vocabulary: &str, number: i32) -> String {
    label(&format!("concordat.breaches.v1.{vocabulary}"), number)
}
