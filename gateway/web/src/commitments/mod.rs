//! What government, the regulator and the National Cyber Security Centre promised: the register, for anybody; how it stands,
//! for those who keep it; what shows that it is kept, each party's view of it, and how the register changes; what is planned, and
//! what boards are presented with, and when they meet.

mod amendments;
mod commitment;
mod evidence;
mod meetings;
mod pack;
mod packs;
mod plans;
mod register;
mod sides;
mod standings;
mod subjects;
mod views;

pub(crate) use meetings::{Bodies, invitation_path};

use crate::{
    acts::{Act, Place},
    caller::Caller,
    cases::{Fixed, hex},
    form::{Words, schema::label},
    govuk::{Button, Content, Markup, SummaryList, SummaryListRow, Tag},
    language::Language,
    pages::Pages,
    when::day,
};
use askama::{Template, filters::HtmlSafe};
use axum::{
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use contracts::{
    access::Party,
    commitments::{Cadence, CommitmentContent, CommitmentKind, Period, Standing, View},
    exchange::Seal,
};
use jiff::civil::Date;

/// The routes of commitments.
pub(crate) fn routes(pages: Pages) -> Pages {
    meetings::routes(pages)
        .open("/register", register::page)
        .open("/register/{commitment}", commitment::page)
        .page("/commitments", standings::list)
        .page("/commitments/{commitment}/{period}", standings::period)
        .page("/evidence", evidence::list)
        .page("/evidence/{evidence}", evidence::page)
        .page("/evidence/{evidence}/acts/{act}/sealed", evidence::sealed)
        .page("/assessments/{assessment}", views::own)
        .open("/received-assessments/{assessment}", views::received)
        .open("/received-assessments/{assessment}/sealed", views::sealed)
        .page("/plans", plans::list)
        .page("/plans/{plan}", plans::page)
        .page("/packs", packs::list)
        .page("/packs/{pack}", pack::page)
        .page("/packs/{pack}/document", pack::document)
        .page("/packs/{pack}/sealed", pack::sealed)
        .page("/amendments", amendments::list)
        .page("/amendments/{amendment}", amendments::page)
}

/// What a value of one of the vocabularies of commitments is called; empty for one that says nothing.
fn term(vocabulary: &str, number: i32) -> String {
    label(&format!("concordat.commitments.v1.{vocabulary}"), number)
}

/// What values of a vocabulary are called.
fn terms(vocabulary: &str, numbers: &[i32]) -> String {
    numbers.iter().map(|number| term(vocabulary, *number)).collect::<Vec<_>>().join(", ")
}

/// What parties are called.
fn parties(parties: impl Iterator<Item = Party>) -> String {
    parties.map(|party| label("concordat.access.v1.Party", party.into())).collect::<Vec<_>>().join(", ")
}

/// A standing as a tag: its word says it, its colour only helps.
fn standing_tag(standing: Standing) -> Tag {
    let colour = match standing {
        Standing::Evidenced => "govuk-tag--green",
        Standing::NotEvidenced | Standing::Unspecified => "govuk-tag--grey",
        Standing::AtRisk => "govuk-tag--yellow",
        Standing::Overdue => "govuk-tag--red",
    };
    Tag::coloured(term("Standing", standing.into()), colour)
}

/// A view as a tag.
fn view_tag(view: View) -> Tag {
    let colour = match view {
        View::Evidenced => "govuk-tag--green",
        View::OnTrack => "govuk-tag--teal",
        View::NotEvidenced | View::Unspecified => "govuk-tag--grey",
        View::AtRisk => "govuk-tag--yellow",
    };
    Tag::coloured(term("View", view.into()), colour)
}

/// Whether a text is a civil day that a service takes.
fn is_day(text: &str) -> bool {
    text.len() == "2026-07-08".len() && text.starts_with("20") && text.parse::<Date>().is_ok()
}

/// What is at a place of a path.
fn at<'a>(place: &'a Place, name: &str) -> &'a str {
    place.get(name).map_or("", String::as_str)
}

/// The code in the name of a commitment, or of one of its periods.
fn code(name: &str) -> &str {
    name.split('/').nth(1).unwrap_or_default()
}

/// Where the register says what a commitment is, by its code.
pub(crate) fn register_path(code: &str) -> String {
    format!("/register/{code}")
}

/// Where the page of a period is, by its name.
fn period_path(name: &str) -> String {
    format!("/commitments/{}/{}", code(name), name.rsplit('/').next().unwrap_or_default())
}

/// What a period is called, by its name: for how many months it is, and from which day.
fn period_words(language: Language, name: &str) -> String {
    let parts = name.rsplit('/').next().and_then(|id| id.split_once("-P"));
    let parts = parts.and_then(|(first, rest)| Some((first, rest.strip_suffix('M')?.parse::<u32>().ok()?)));
    match parts {
        Some((first, n)) => language.say_with("period-of", &[("first", day(first).into()), ("n", n.into())]),
        None => language.say("period-of-once"),
    }
}

/// From when to when a period is; what is done once has no end.
fn days(language: Language, period: &Period) -> String {
    let first = ("first", day(&period.first_day).into());
    if period.last_day.is_empty() {
        return language.say_with("period-once", &[first]);
    }
    language.say_with("period-days", &[first, ("last", day(&period.last_day).into())])
}

/// Until when it is done in time.
fn due(language: Language, period: &Period) -> String {
    if period.due_day.is_empty() {
        return language.say("period-no-due");
    }
    language.say_with("period-due", &[("it", day(&period.due_day).into())])
}

/// How a commitment is kept, and how often.
fn often(language: Language, content: &CommitmentContent) -> String {
    let cadence = |cadence| match (cadence, content.agreed_interval) {
        (Cadence::Regular, Some(agreed)) => {
            language.say_with("commitment-regularly", &[("n", agreed.months.into())])
        }
        (Cadence::Regular, None) => language.say("commitment-regularly-unagreed"),
        (other, _) => term("Cadence", other.into()),
    };
    let said = content.kinds().flat_map(|kind| match kind {
        CommitmentKind::Recurring => content.cadences().map(cadence).collect(),
        kind => vec![term("CommitmentKind", kind.into())],
    });
    said.collect::<Vec<_>>().join("; ")
}

/// An organisation, or everybody.
fn party(words: Words<'_>, name: &str) -> String {
    if name == PUBLIC { words.language.say("commitments-everybody") } else { words.organisation(name) }
}

/// What stands for everybody where an organisation is named.
const PUBLIC: &str = "organisations/public";

/// Commitments by their codes, each a link to what the register says.
#[derive(Template)]
#[template(path = "commitments/codes.html")]
struct Codes<'a> {
    codes: &'a [String],
}

impl HtmlSafe for Codes<'_> {}

/// What can be done now.
pub(crate) struct Offered {
    /// By whoever reads it.
    pub(crate) acts: Vec<Button>,
    /// By others of their organisation, in words; empty if they can do no more.
    pub(crate) others: String,
}

impl Offered {
    /// Of some acts those that a record says are possible. `path` is that of the record's page.
    pub(crate) fn of(caller: &Caller, path: &str, acts: &'static [Act], possible: &[String]) -> Self {
        let language = caller.language();
        let possible = acts.iter().filter(|act| possible.iter().any(|name| name == act.rpc));
        let (own, others): (Vec<_>, Vec<_>) = possible.partition(|act| act.is_for(caller));
        let others: Vec<_> = others.into_iter().map(|act| language.say(&act.message())).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            _ => language.say_with("exchange-others", &[("it", others.join("; ").into())]),
        };
        Self { acts: own.into_iter().map(|act| button(caller, path, act)).collect(), others }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.acts.is_empty() && self.others.is_empty()
    }
}

/// An act as a link that looks like a button.
pub(crate) fn button(caller: &Caller, path: &str, act: &Act) -> Button {
    Button {
        href: format!("{path}/{}", act.slug()),
        classes: "govuk-button--secondary".into(),
        ..Button::text(caller.language().say(&act.message()))
    }
}

/// What identifies sealed bytes.
pub(crate) fn seal(language: Language, seal: Option<&Seal>) -> SummaryList {
    let fixed = |text: String| Content::from(Markup::of(&Fixed { text }));
    let seal = seal.cloned().unwrap_or_default();
    list(
        language,
        [("submitted-seal-type", fixed(seal.r#type)), ("submitted-seal-hash", fixed(hex(&seal.hash)))],
    )
}

/// Sealed bytes as they are, to be kept under a name.
fn sealed_file(name: &str, sealed: Vec<u8>) -> Response {
    let file = format!("attachment; filename=\"{name}.json\"");
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, file)];
    (headers, sealed).into_response()
}

/// Lines under their names, but for those that say nothing.
pub(crate) fn list(
    language: Language,
    rows: impl IntoIterator<Item = (&'static str, Content)>,
) -> SummaryList {
    let rows = rows.into_iter().filter(|(_, said)| !said.is_empty());
    let rows = rows.map(|(id, said)| SummaryListRow::new(language.say(id), said)).collect();
    SummaryList { rows, ..SummaryList::default() }
}

#[cfg(test)]
mod tests;
