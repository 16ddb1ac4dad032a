//! The register of disclosures: every sealed copy that crossed to another party or from one, the latest first. Each party keeps
//! its own side.

use super::{
    Reader,
    filters::{About, Disclosures, page_of, pages},
    href,
};
use crate::{
    caller::Caller,
    cases::{Fixed, hex},
    failure::Failure,
    form::schema::label,
    frame::{self, Frame},
    govuk::{Markup, Pagination, Select, SummaryList, SummaryListRow},
    language::filters,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::exchange::{Direction, Disclosure};

#[derive(Template)]
#[template(path = "exchanges/register.html")]
struct Page {
    frame: Frame,
    /// What those that are listed are about.
    about: String,
    entries: Vec<Entry>,
    /// What is said where there are none.
    none: String,
    narrowed: bool,
    /// The address of all of the register.
    whole: String,
    pages: Option<Pagination>,
    registers: Option<Select>,
    direction: Select,
    with: Select,
}

/// What crossed.
pub(super) struct Entry {
    /// In which direction, and with whom.
    pub(super) title: String,
    pub(super) at: String,
    /// Where it was disclosed, if there is a page of it.
    pub(super) href: Option<String>,
    /// On what terms, by whom, and what shows that it is the same.
    pub(super) terms: SummaryList,
}

/// Shows the register.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (reader, values) = (Reader::of(&caller), values(query));
    let offered = About::of(&caller);
    let asked = Disclosures::read(&reader, &values, &offered);
    let begins = page_of(&values);
    let (listed, next) = match asked.ask(&caller, begins.to_owned()).await {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let none = match (begins.is_empty(), asked.any()) {
        (false, _) => "disclosures-no-more",
        (true, true) => "disclosures-none-match",
        (true, false) => "disclosures-none",
    };
    let (direction, with) = asked.controls(&reader);
    let page = Page {
        frame: Frame::of(&caller, reader.say("disclosures-title")),
        about: asked.about.title(&reader),
        entries: listed.iter().map(|entry| Entry::of(&reader, entry)).collect(),
        none: reader.say(none),
        narrowed: asked.any(),
        whole: asked.whole(),
        pages: pages(&reader, begins, &next, |page| asked.address(page)),
        registers: asked.registers(&reader, &offered),
        direction,
        with,
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

impl Entry {
    pub(super) fn of(reader: &Reader<'_>, entry: &Disclosure) -> Self {
        let given = entry.direction() == Direction::Given;
        let with = reader.words().organisation(&entry.counterpart);
        let title = if given { "disclosures-given" } else { "disclosures-received" };
        let role =
            |role: &str| if role.is_empty() { String::new() } else { frame::role(reader.language, role) };
        let seal = entry.seal.clone().unwrap_or_default();
        let said = [
            ("disclosures-purpose", entry.purpose.clone()),
            ("disclosures-basis", label("concordat.exchange.v1.Basis", entry.basis)),
            ("disclosures-handling", label("concordat.handling.v1.Classification", entry.classification)),
            ("disclosures-onward", label("concordat.exchange.v1.OnwardSharing", entry.onward_sharing)),
            ("disclosures-expires", stamp(entry.expires_at.as_ref())),
            ("disclosures-by", role(&entry.discloser_role)),
            ("disclosures-approver", role(&entry.approver_role)),
        ];
        let said = said.into_iter().filter(|(_, text)| !text.is_empty());
        let hash = Markup::of(&Fixed { text: hex(&seal.hash) });
        let rows = said.map(|(id, text)| SummaryListRow::new(reader.say(id), text));
        let rows = rows.chain([SummaryListRow::new(reader.say("disclosures-hash"), hash)]).collect();
        Self {
            title: reader.say_with(title, &[("it", with.into())]),
            at: stamp(entry.at.as_ref()),
            href: href(&entry.resource),
            terms: SummaryList { rows, ..SummaryList::default() },
        }
    }
}
