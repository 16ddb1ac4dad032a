//! What falls due in the next 12 months, by month, and first of all what is overdue.

use super::{due, id, listed_day, path, state_tag, term, title};
use crate::{
    caller::Caller,
    exchanges::chosen,
    failure::Failure,
    form::schema::vocabulary,
    frame::{self, Frame},
    govuk::{Label, Select, SelectItem, Tag},
    language::{Language, filters},
    posted::Values,
    sign_in::values,
    when::day,
};
use askama::Template;
use axum::{extract::RawQuery, http::StatusCode, response::Response};
use chassis::deadline::london_day;
use contracts::{
    action::commitments::{ListFeeds, ListVacancies},
    commitments::{ListOccurrencesRequest, Occurrence, OccurrenceState},
};
use jiff::ToSpan as _;

/// The names of the filters in the address.
const STATE: &str = "state";
const DUTY: &str = "duty";
const STATES: &str = "concordat.commitments.v1.OccurrenceState";

#[derive(Template)]
#[template(path = "calendar/agenda.html")]
struct Page {
    frame: Frame,
    months: Vec<Month>,
    narrowed: bool,
    states: Select,
    duties: Select,
    /// Whether who is accountable is this reader's to see, and whether they may make links.
    vacancies: bool,
    links: bool,
}

/// What is due in a month, or overdue.
pub(super) struct Month {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// Something that is due.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) state: Tag,
    pub(super) due: String,
    pub(super) why: String,
}

/// What is shown; all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) state: Option<OccurrenceState>,
    /// The code of a duty.
    pub(super) duty: String,
}

/// Shows it.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let language = caller.language();
    let all = year_of(&caller, true).await?;
    let asked = Asked::read(&values(query), &all);
    let page = Page {
        frame: Frame::of(&caller, language.say("calendar-title")),
        months: months(language, all.iter().filter(|one| asked.wants(one))),
        narrowed: asked != Asked::default(),
        states: asked.states(language),
        duties: asked.duties(language, &all),
        vacancies: caller.may::<ListVacancies>(),
        links: caller.may::<ListFeeds>(),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// What falls due in the 12 months from today, and what is overdue where that is wanted.
pub(super) async fn year_of(caller: &Caller, with_overdue: bool) -> Result<Vec<Occurrence>, Failure> {
    let today = london_day(caller.now);
    let request = ListOccurrencesRequest {
        parent: caller.parent(),
        from: today.to_string(),
        to: today.saturating_add(12.months()).to_string(),
        with_overdue,
        ..ListOccurrencesRequest::default()
    };
    Ok(caller.ask(request).await?.occurrences)
}

impl Asked {
    /// Reads what an address asks for. What cannot be meant is not asked for.
    pub(super) fn read(values: &Values, all: &[Occurrence]) -> Self {
        let state = chosen(values, STATE, STATES).find_map(OccurrenceState::from_str_name);
        let duty = values.get(DUTY);
        let known = all.iter().any(|one| id(&one.duty) == duty);
        Self { state, duty: if known { duty.to_owned() } else { String::new() } }
    }

    pub(super) fn wants(&self, occurrence: &Occurrence) -> bool {
        self.state.is_none_or(|state| state == occurrence.state())
            && (self.duty.is_empty() || self.duty == id(&occurrence.duty))
    }

    fn states(&self, language: Language) -> Select {
        let chosen = self.state.map(|state| state.as_str_name()).unwrap_or_default();
        select(language, STATE, vocabulary(STATES).into_iter(), chosen)
    }

    fn duties(&self, language: Language, all: &[Occurrence]) -> Select {
        let mut duties: Vec<_> = all.iter().map(|one| (id(&one.duty).to_owned(), title(one))).collect();
        duties.sort();
        duties.dedup();
        select(language, DUTY, duties.into_iter(), &self.duty)
    }
}

/// One of some values, or all.
fn select(
    language: Language,
    name: &str,
    values: impl Iterator<Item = (String, String)>,
    chosen: &str,
) -> Select {
    let all = SelectItem::new("", language.say(&format!("calendar-{name}.all")));
    let question = Label::text(language.say(&format!("calendar-{name}")));
    Select {
        id: name.into(),
        name: name.into(),
        label: Label { classes: "govuk-label--s".into(), ..question },
        items: std::iter::once(all).chain(values.map(|(value, text)| SelectItem::new(value, text))).collect(),
        value: chosen.into(),
        ..Select::default()
    }
}

/// Occurrences by month, in the order in which they come; what is overdue first.
pub(super) fn months<'a>(
    language: Language,
    occurrences: impl Iterator<Item = &'a Occurrence>,
) -> Vec<Month> {
    let (overdue, others): (Vec<_>, Vec<_>) =
        occurrences.partition(|one| one.state() == OccurrenceState::Overdue);
    let mut months = Vec::new();
    if !overdue.is_empty() {
        let title = term("OccurrenceState", OccurrenceState::Overdue.into());
        months.push(Month { title, lines: overdue.iter().map(|one| Line::of(language, one)).collect() });
    }
    let month = |one: &&Occurrence| listed_day(one).get(..7).unwrap_or_default().to_owned();
    for of_one in others.chunk_by(|one, other| month(one) == month(other)) {
        let lines = of_one.iter().map(|one| Line::of(language, one)).collect();
        months.push(Month { title: day(&month(&of_one[0])), lines });
    }
    months
}

impl Line {
    fn of(language: Language, occurrence: &Occurrence) -> Self {
        Self {
            href: path(occurrence),
            title: title(occurrence),
            state: state_tag(occurrence.state()),
            due: due(language, occurrence),
            why: occurrence.explanation.clone(),
        }
    }
}
