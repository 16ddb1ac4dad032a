//! The register, for anybody: all commitments by the documents and sections that they stand in, as of a day.

use super::{is_day, often, register_path, term, terms};
use crate::{
    caller::Caller,
    failure::Failure,
    form::{Words, schema::vocabulary},
    frame::Frame,
    govuk::{
        ErrorMessage, ErrorSummary, ErrorSummaryItem, Hint, Input, Label, Select, SelectItem, SummaryList,
    },
    language::{Language, filters},
    posted::Values,
    sign_in::values,
    visitor::Visitor,
    when::day,
};
use askama::Template;
use axum::{extract::RawQuery, http::StatusCode, response::Response};
use contracts::{
    action::commitments::ListAmendments,
    commitments::{
        Commitment, CommitmentContent, Instrument, InstrumentDetails, ListCommitmentsRequest,
        ListCommitmentsResponse, Owner,
    },
};

/// The names of the filters in the address.
const INSTRUMENT: &str = "instrument";
const OWNER: &str = "owner";
const ON: &str = "on";

#[derive(Template)]
#[template(path = "commitments/register.html")]
struct Page {
    frame: Frame,
    /// The day as of which it is shown, in words; today's if empty.
    on: String,
    edition: String,
    documents: Vec<Document>,
    narrowed: bool,
    /// Whether how it changes is this reader's to see.
    amendments: bool,
    summary: Option<ErrorSummary>,
    instrument: Select,
    owner: Select,
    day: Input,
}

/// A document in which commitments were made.
pub(super) struct Document {
    pub(super) title: String,
    pub(super) about: SummaryList,
    pub(super) note: String,
    pub(super) sections: Vec<Section>,
}

/// A part of a document.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

/// A commitment in the register.
pub(super) struct Entry {
    pub(super) href: String,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) owners: String,
    pub(super) often: String,
}

/// Which commitments are shown; all of today's if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) instrument: Option<Instrument>,
    pub(super) owner: Option<Owner>,
    /// What was typed, whether it is a day or not.
    pub(super) on: String,
}

/// Shows the register.
pub(super) async fn page(visitor: Visitor, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Asked::read(&values(query));
    let listed = visitor.ask(asked.request()).await?;
    let (words, language) = (visitor.words(), visitor.language());
    let wrong = asked.problem(language);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        frame: visitor.frame(language.say("promises-title")).with_problem(wrong.is_some()),
        on: asked.day().map(day).unwrap_or_default(),
        documents: documents(words, &listed, asked.day()),
        edition: day(&listed.edition),
        narrowed: asked != Asked::default(),
        amendments: visitor.caller().is_some_and(Caller::may::<ListAmendments>),
        summary: wrong.as_ref().map(|text| ErrorSummary {
            title_text: language.say("problem-title").into(),
            error_list: vec![ErrorSummaryItem {
                href: format!("#{ON}"),
                text: text.clone().into(),
                ..ErrorSummaryItem::default()
            }],
            ..ErrorSummary::default()
        }),
        instrument: asked.instruments(language),
        owner: asked.owners(language),
        day: asked.days(language, wrong),
    };
    Ok(visitor.show(status, &page))
}

impl Asked {
    /// Reads what an address asks for. A document or an owner that cannot be meant is not asked for.
    pub(super) fn read(values: &Values) -> Self {
        let instrument = Instrument::from_str_name(values.get(INSTRUMENT));
        let owner = Owner::from_str_name(values.get(OWNER));
        Self {
            instrument: instrument.filter(|one| *one != Instrument::Unspecified),
            owner: owner.filter(|one| *one != Owner::Unspecified),
            on: values.get(ON).trim().to_owned(),
        }
    }

    fn day(&self) -> Option<&str> {
        Some(self.on.as_str()).filter(|on| is_day(on))
    }

    /// What is wrong with the day, if it is none.
    pub(super) fn problem(&self, language: Language) -> Option<String> {
        (!self.on.is_empty() && self.day().is_none()).then(|| language.say("promises-on.problem"))
    }

    /// What the service is asked.
    pub(super) fn request(&self) -> ListCommitmentsRequest {
        ListCommitmentsRequest {
            on: self.day().unwrap_or_default().to_owned(),
            instruments: self.instrument.into_iter().map(Into::into).collect(),
            owners: self.owner.into_iter().map(Into::into).collect(),
        }
    }

    fn instruments(&self, language: Language) -> Select {
        let chosen = self.instrument.map(|one| one.as_str_name()).unwrap_or_default();
        let question = language.say("promises-instrument");
        select(INSTRUMENT, question, language.say("promises-instrument.all"), "Instrument", chosen)
    }

    fn owners(&self, language: Language) -> Select {
        let chosen = self.owner.map(|one| one.as_str_name()).unwrap_or_default();
        select(OWNER, language.say("promises-owner"), language.say("promises-owner.all"), "Owner", chosen)
    }

    fn days(&self, language: Language, wrong: Option<String>) -> Input {
        Input {
            id: ON.into(),
            name: ON.into(),
            value: Some(self.on.clone()),
            label: Label { classes: "govuk-label--s".into(), ..Label::text(language.say("promises-on")) },
            hint: Some(Hint::text(language.say("promises-on.hint"))),
            error_message: wrong.map(ErrorMessage::text),
            ..Input::default()
        }
    }
}

/// One of the values of a vocabulary of commitments, or all.
fn select(name: &str, question: String, all: String, of: &str, chosen: &str) -> Select {
    let values = vocabulary(&format!("concordat.commitments.v1.{of}")).into_iter();
    let values = values.map(|(value, text)| SelectItem::new(value, text));
    Select {
        id: name.into(),
        name: name.into(),
        label: Label { classes: "govuk-label--s".into(), ..Label::text(question) },
        items: std::iter::once(SelectItem::new("", all)).chain(values).collect(),
        value: chosen.into(),
        ..Select::default()
    }
}

/// The documents of which anything is listed, each with its commitments by section, in the order of the register as of a day.
fn documents(words: Words<'_>, listed: &ListCommitmentsResponse, on: Option<&str>) -> Vec<Document> {
    let contents = listed.commitments.iter().filter_map(|one| Some((one, one.content.as_ref()?)));
    let contents: Vec<_> = contents.collect();
    let document = |details: &InstrumentDetails| {
        let own = contents.iter().filter(|(_, content)| content.instrument == details.instrument);
        let sections = sections(words.language, own.copied(), on);
        (!sections.is_empty()).then(|| Document::of(words, details, sections))
    };
    listed.instruments.iter().filter_map(document).collect()
}

fn sections<'a>(
    language: Language,
    entries: impl Iterator<Item = (&'a Commitment, &'a CommitmentContent)>,
    on: Option<&str>,
) -> Vec<Section> {
    let mut entries: Vec<_> = entries.collect();
    // Within a section they stay in the order of their codes.
    entries.sort_by_key(|(_, content)| content.section);
    let section = |entries: &[(&Commitment, &CommitmentContent)]| Section {
        title: term("Section", entries[0].1.section),
        entries: entries.iter().map(|(one, content)| Entry::of(language, one, content, on)).collect(),
    };
    entries.chunk_by(|one, other| one.1.section == other.1.section).map(section).collect()
}

impl Document {
    fn of(words: Words<'_>, details: &InstrumentDetails, sections: Vec<Section>) -> Self {
        let signatories = details.signatories.iter().map(|name| words.organisation(name));
        let about = [
            ("promises-date", day(&details.date).into()),
            ("promises-signatories", signatories.collect::<Vec<_>>().join("; ").into()),
        ];
        Self {
            title: details.title.clone(),
            about: super::list(words.language, about),
            note: details.note.clone(),
            sections,
        }
    }
}

impl Entry {
    fn of(
        language: Language,
        commitment: &Commitment,
        content: &CommitmentContent,
        on: Option<&str>,
    ) -> Self {
        let code = super::code(&commitment.name);
        let path = register_path(code);
        Self {
            // What is shown as of a day leads to the same day.
            href: on.map_or_else(|| path.clone(), |on| format!("{path}?on={on}")),
            code: code.to_owned(),
            title: content.title.clone(),
            owners: terms("Owner", &content.owners),
            often: often(language, content),
        }
    }
}
