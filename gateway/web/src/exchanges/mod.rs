//! What stands between parties besides cases: disclosures and reports, what can be done in each, and the register of all that
//! crossed. Every party has the same pages; what it reads is its own side.

mod content;
mod exchange;
mod filters;
mod list;
mod register;
mod timeline;

#[cfg(test)]
mod tests;

pub(crate) use content::{all_parts, document, latest, parts_of, told, told_with_its_author};
pub(crate) use filters::{address, checkboxes, chosen, counterpart, organisations, page_of, pages, with};
pub(crate) use list::{Line, about, list_title};

use crate::{
    caller::Caller,
    form::{Words, schema::label},
    govuk::Tag,
    language::{Argument, Language},
    pages::Pages,
};
use chassis::{Directory, Label, deadline::london_day};
use contracts::{
    access::Party,
    breaches::{Exchange, ExchangeState},
};
use jiff::Timestamp;

/// The routes of what stands between parties.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .page("/exchanges", list::page)
        .page("/exchanges/{exchange}", exchange::page)
        .page("/exchanges/{exchange}/acts/{act}/sealed", exchange::sealed)
        .page("/disclosures", register::page)
}

/// Whoever reads a page, as far as its words depend on it.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    language: Language,
    directory: &'a Directory,
    own: Label,
    now: Timestamp,
}

impl<'a> Reader<'a> {
    pub(crate) fn of(caller: &'a Caller) -> Self {
        Self {
            language: caller.language(),
            directory: caller.site.platform.directory(),
            own: caller.organisation().clone(),
            now: caller.now,
        }
    }

    /// What messages are told in.
    fn words(&self) -> Words<'a> {
        Words { language: self.language, directory: self.directory, now: self.now }
    }

    pub(crate) fn say(&self, id: &str) -> String {
        self.language.say(id)
    }

    fn say_with(&self, id: &str, arguments: &[Argument<'_>]) -> String {
        self.language.say_with(id, arguments)
    }

    fn party(&self) -> Party {
        self.directory.get(&self.own).map_or(Party::Unspecified, |own| own.party)
    }

    /// Whether the reader's own organisation began an exchange.
    fn opens(&self, exchange: &Exchange) -> bool {
        Label::parent(&exchange.opener).as_ref() == Some(&self.own)
    }

    /// What the other party of an exchange is called.
    fn counterpart(&self, exchange: &Exchange) -> String {
        let other = if self.opens(exchange) { &exchange.recipient } else { &exchange.opener };
        self.words().organisation(other)
    }

    /// Every other organisation of the directory, or those of some parties: its code and what it is called, by that.
    pub(crate) fn others(&self, only: &[Party]) -> Vec<(String, String)> {
        let day = london_day(self.now);
        let others = self.directory.iter().filter(|other| other.code != self.own);
        let others = others.filter(|other| only.is_empty() || only.contains(&other.party));
        let mut named: Vec<_> =
            others.map(|other| (other.code.to_string(), other.name_on(day).to_owned())).collect();
        named.sort_by(|a, b| a.1.cmp(&b.1));
        named
    }
}

/// What an exchange is called: its title where that was disclosed, or what it is and with whom.
pub(crate) fn title(reader: &Reader<'_>, exchange: &Exchange) -> String {
    if exchange.title.is_empty() { between(reader, exchange) } else { exchange.title.clone() }
}

/// What an exchange is, and with whom.
fn between(reader: &Reader<'_>, exchange: &Exchange) -> String {
    let id = if reader.opens(exchange) { "exchange-to" } else { "exchange-from" };
    let with = reader.counterpart(exchange);
    reader
        .say_with(id, &[("kind", term("ExchangeKind", exchange.kind).into()), ("organisation", with.into())])
}

/// The page of a resource that something was disclosed in or is about; none if there is no page of such.
fn href(resource: &str) -> Option<String> {
    let (_, path) = resource.strip_prefix("organisations/")?.split_once('/')?;
    let (collection, id) = path.split_once('/')?;
    match collection {
        "receivedAssessments" => Some(format!("/received-assessments/{id}")),
        // Who is accountable stands on one page.
        "appointments" => Some("/appointments".to_owned()),
        "breaches" | "cases" | "exchanges" | "evidence" | "assessments" | "packs" | "invitations"
        | "amendments" => Some(format!("/{path}")),
        _ => None,
    }
}

/// The state of an exchange, and whether it was issued or has expired.
fn tags(reader: &Reader<'_>, exchange: &Exchange) -> Vec<Tag> {
    let expired =
        exchange.expired.then(|| Tag::coloured(reader.say("exchange-expired-tag"), "govuk-tag--grey"));
    let issued = exchange.lines.as_ref().filter(|lines| lines.issued_at.is_some());
    let issued = issued.map(|_| Tag::coloured(reader.say("exchange-issued-tag"), "govuk-tag--purple"));
    std::iter::once(state_tag(exchange.state())).chain(issued).chain(expired).collect()
}

/// A state as a tag: its word says it, its colour only helps.
fn state_tag(state: ExchangeState) -> Tag {
    let colour = match state {
        ExchangeState::Prepared | ExchangeState::RemindedOfDuty | ExchangeState::AwaitingAgreement => {
            "govuk-tag--yellow"
        }
        ExchangeState::Acknowledged | ExchangeState::Agreed => "govuk-tag--teal",
        ExchangeState::Recalled | ExchangeState::NotAgreed => "govuk-tag--orange",
        ExchangeState::SupportActive | ExchangeState::Engaged => "govuk-tag--purple",
        ExchangeState::Declined | ExchangeState::StoodDown => "govuk-tag--grey",
        // As every tag is that says no colour: blue.
        _ => "",
    };
    Tag::coloured(term("ExchangeState", state.into()), colour)
}

/// What a value of one of the vocabularies of exchanges is called; empty for one that says nothing.
/// What identifies an act within its exchange: its number or, of what one party alone has, which draft it is.
pub(crate) fn act_id(number: i32, draft: i32) -> String {
    if draft > 0 { format!("draft-{draft}") } else { number.to_string() }
}

fn term(vocabulary: &str, number: i32) -> String {
    label(&format!("concordat.breaches.v1.{vocabulary}"), number)
}
