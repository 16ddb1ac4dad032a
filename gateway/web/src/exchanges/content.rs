//! What parties sealed and sent to each other, in words: the terms, and a copy part by part.

use crate::{
    form::{
        self, Words,
        schema::{dynamic, label},
        take,
    },
    frame,
    govuk::{Markup, SummaryList, SummaryListCard, SummaryListCardTitle, SummaryListRow},
    returns::{cases_told, return_told},
    when::stamp,
};
use askama::{Template, filters::HtmlSafe};
use contracts::{
    breaches::{BreachCopyContent, BreachPart, Exchange, ExchangeAct},
    exchange::Attachment,
};
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

/// What the catalogue knows the words of a copy by: a submission holds the same.
const COPY: &str = "submission";
/// What it knows the words of everything else by that is said in an exchange.
const SAID: &str = "disclosed";

/// The fields of a copy that are each of its parts.
pub(super) const PARTS: [(BreachPart, &[&str]); 17] = [
    (BreachPart::Title, &["title"]),
    (BreachPart::Detection, &["detected_at", "detected_how"]),
    (BreachPart::Awareness, &["aware_at", "due_at"]),
    (BreachPart::Controllers, &["legal_regime", "controller", "processor", "joint_controllers"]),
    (BreachPart::Incident, &["facts.incident"]),
    (BreachPart::Data, &["facts.data"]),
    (BreachPart::People, &["facts.people", "affected_band"]),
    (BreachPart::Cyber, &["facts.cyber"]),
    (BreachPart::Response, &["facts.response"]),
    (BreachPart::Prevention, &["facts.prevention"]),
    (BreachPart::Contact, &["facts.contact"]),
    (BreachPart::Risk, &["risk_level"]),
    (BreachPart::Notice, &["first_notice"]),
    (BreachPart::Containment, &["containment", "individuals"]),
    (BreachPart::Major, &["major_criteria"]),
    (BreachPart::Lessons, &["root_cause", "lessons"]),
    (BreachPart::Advice, &["advice"]),
];

/// What is told in another way than line by line: a copy part by part, documents by what shows that they are the same; what is
/// counted, in tables. Whose it is is its author.
const APART: [&str; 11] = [
    "copy",
    "submission",
    "attachments",
    "discloser",
    "department",
    "regulator",
    "totals",
    "by_incident",
    "by_people",
    "cases",
    "corrects",
];
/// The messages of an act that are not what it says.
const ROUND: [&str; 2] = ["at", "seal"];

/// What shows that a document is the same.
#[derive(Template)]
#[template(path = "exchanges/attachment.html")]
struct Document<'a> {
    media_type: &'a str,
    sha256: &'a str,
}

impl HtmlSafe for Document<'_> {}

/// Every part that there is of what is known of a breach.
pub(crate) fn all_parts() -> impl Iterator<Item = BreachPart> {
    PARTS.iter().map(|(part, _)| *part)
}

/// The last act that discloses something, a copy before the mere word that there is something to know.
pub(crate) fn latest(exchange: &Exchange) -> Option<&ExchangeAct> {
    let last = |says: fn(&ExchangeAct) -> bool| exchange.acts.iter().rev().find(|act| says(act));
    last(discloses).or_else(|| last(|act| act.reference.is_some()))
}

/// Whether an act is of a kind that holds a copy, a text that is to be agreed, or counts.
pub(super) fn discloses(act: &ExchangeAct) -> bool {
    let whole = said(act).is_some_and(|(_, content)| is_submission(&content) || holds_a_copy(&content));
    whole || act.lines.is_some() || act.quarterly_return.is_some() || act.case_aggregate.is_some()
}

/// The parts of the copy that an act holds.
pub(crate) fn parts_of(act: &ExchangeAct) -> Vec<BreachPart> {
    let copy = said(act).and_then(|(_, content)| copy_of(&content));
    copy.map(|copy| copy.parts().collect()).unwrap_or_default()
}

/// The copy that a message holds.
fn copy_of(content: &DynamicMessage) -> Option<BreachCopyContent> {
    take(content, "copy")?.as_message()?.transcode_to().ok()
}

/// What an act says, with the role whose act it is.
pub(crate) fn told_with_its_author(words: Words<'_>, act: &ExchangeAct) -> Vec<SummaryList> {
    let by = [
        ("kind", label("concordat.breaches.v1.ExchangeActKind", act.kind).into()),
        ("organisation", words.organisation(&act.organisation).into()),
        ("role", frame::role(words.language, &act.role).into()),
        ("at", stamp(act.at.as_ref()).into()),
    ];
    let row = SummaryListRow::new(
        words.language.say("exchange-by"),
        words.language.say_with("exchange-by.told", &by),
    );
    let author = SummaryList { rows: vec![row], ..SummaryList::default() };
    std::iter::once(author).chain(told(words, act)).collect()
}

/// What an act says: what stands round a copy, the copy part by part, and what goes with it.
pub(crate) fn told(words: Words<'_>, act: &ExchangeAct) -> Vec<SummaryList> {
    let Some((kind, content)) = said(act) else { return Vec::new() };
    let about = |rows| {
        let own = words.language.find(&format!("exchange-about-{}", kind.replace('_', "-")), &[]);
        titled(own.unwrap_or_else(|| words.language.say("exchange-about")), rows)
    };
    let submission = take(&content, "submission");
    let submission = submission.as_ref().and_then(Value::as_message).map(|content| lines(words, content));
    let lists = [
        vec![about(lines(words, &content))],
        copy_of(&content).map(|content| copy(words, &content)).unwrap_or_default(),
        submission.map(|rows| card(words, "exchange-about-submission", rows)).into_iter().collect(),
        act.disclosure.iter().map(|content| attachments(words, &content.attachments)).collect(),
        act.quarterly_return.iter().flat_map(|content| return_told(words.language, content)).collect(),
        act.case_aggregate.iter().flat_map(|content| cases_told(words.language, content)).collect(),
    ];
    lists.into_iter().flatten().filter(|list| !list.rows.is_empty()).collect()
}

/// What is said in an act, line by line, where it is little.
pub(super) fn rows(words: Words<'_>, act: &ExchangeAct) -> Vec<SummaryListRow> {
    let little = said(act).filter(|_| !discloses(act));
    little.map(|(_, content)| lines(words, &content)).unwrap_or_default()
}

/// What an act says, and the name of the field that says it. Every kind of content has a field of its own.
fn said(act: &ExchangeAct) -> Option<(String, DynamicMessage)> {
    let act = dynamic(act)?;
    let mut said = act.fields().filter(|(field, _)| !ROUND.contains(&field.name()));
    said.find_map(|(field, value)| Some((field.name().to_owned(), value.as_message()?.clone())))
}

fn holds_a_copy(content: &DynamicMessage) -> bool {
    ["copy", "submission"].iter().any(|field| content.descriptor().get_field_by_name(field).is_some())
}

fn is_submission(content: &DynamicMessage) -> bool {
    content.descriptor().name() == "SubmissionContent"
}

/// What a message says besides what is told in another way.
fn lines(words: Words<'_>, content: &DynamicMessage) -> Vec<SummaryListRow> {
    let id = if is_submission(content) { COPY } else { SAID };
    let apart = |path: &str| APART.contains(&path.split('.').next().unwrap_or_default());
    form::told_sealed(words, id, content, |path| !apart(path))
}

/// A copy, part by part. What is among its parts and says nothing is known by that.
pub(super) fn copy(words: Words<'_>, content: &BreachCopyContent) -> Vec<SummaryList> {
    let held = |part: &BreachPart| content.parts().any(|one| one == *part);
    let part = |(part, paths): &(BreachPart, &[&str])| {
        let within = |path: &str| {
            let at = |rest: &str| rest.is_empty() || rest.starts_with('.');
            paths.iter().any(|own| path.strip_prefix(own).is_some_and(at))
        };
        let mut rows = dynamic(content)
            .map(|message| form::told_sealed(words, COPY, &message, within))
            .unwrap_or_default();
        let name = label("concordat.breaches.v1.BreachPart", (*part).into());
        if rows.is_empty() {
            rows.push(SummaryListRow::new(name.clone(), words.language.say("exchange-part-empty")));
        }
        titled(name, rows)
    };
    PARTS.iter().filter(|(part, _)| held(part)).map(part).collect()
}

fn attachments(words: Words<'_>, attachments: &[Attachment]) -> SummaryList {
    let row = |one: &Attachment| SummaryListRow::new(one.title.clone(), document(one));
    card(words, "exchange-attachments", attachments.iter().map(row).collect())
}

/// What shows that a document is the same as one that was handed over elsewhere.
pub(crate) fn document(Attachment { sha256, media_type, .. }: &Attachment) -> Markup {
    Markup::of(&Document { media_type, sha256 })
}

fn card(words: Words<'_>, title: &str, rows: Vec<SummaryListRow>) -> SummaryList {
    titled(words.language.say(title), rows)
}

/// Lines that belong together, under a title.
fn titled(title: String, rows: Vec<SummaryListRow>) -> SummaryList {
    let title = SummaryListCardTitle {
        text: title.into(),
        heading_level: Some(3),
        ..SummaryListCardTitle::default()
    };
    let card = SummaryListCard { title: Some(title), ..SummaryListCard::default() };
    SummaryList { rows, card: Some(card), ..SummaryList::default() }
}
