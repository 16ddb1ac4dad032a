//! The register: a department's breaches, found by state, deadline and words, and the same as a file.

use super::title;
use crate::{
    caller::Caller,
    chart::{Bars, Category},
    failure::Failure,
    form::schema::{label, vocabulary},
    frame::{self, Frame},
    govuk::{Checkboxes, CheckboxesItem, Fieldset, Input, Label, Legend, Markup, Radios, RadiosItem, Tag},
    language::{Language, filters},
    posted::Values,
    sign_in::values,
    when,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    action::breaches::{CreateBreach, SummariseBreaches},
    breaches::{
        Breach, BreachMonth, BreachOrder, BreachState, ListBreachesRequest, ListBreachesResponse,
        SummariseBreachesRequest, SummariseBreachesResponse,
    },
    time::{Deadline, DeadlineState},
};
use jiff::{Timestamp, civil::Date};

const STATES: &str = "concordat.breaches.v1.BreachState";
const DEADLINES: &str = "concordat.time.v1.DeadlineState";
const TYPES: &str = "concordat.breaches.v1.IncidentType";
const BANDS: &str = "concordat.breaches.v1.AffectedBand";
const GROUPS: &str = "concordat.breaches.v1.BreachGroup";
const ORDERS: &str = "concordat.breaches.v1.BreachOrder";

/// How many breaches a page shows.
const PAGE: i32 = 25;
/// How many pages of the largest size a file holds at most, and how large those are.
const FILE: (usize, i32) = (10, 100);

#[derive(Template)]
#[template(path = "breaches/register.html")]
struct Register {
    frame: Frame,
    lines: Vec<Line>,
    filters: Filters,
    /// Whether anything narrows the list.
    narrowed: bool,
    next: Option<String>,
    first: Option<String>,
    csv: String,
    may_report: bool,
    /// What was noticed in each month, and how it stands now.
    chart: Option<Markup>,
}

/// A breach, in a line.
pub(crate) struct Line {
    path: String,
    title: String,
    state: Tag,
    detected: String,
    kind: String,
    affected: String,
    due: Option<Due>,
}

/// How a deadline stands, in words.
pub(crate) struct Due {
    pub(crate) state: String,
    pub(crate) words: String,
    pub(crate) exactly: String,
    pub(crate) class: &'static str,
}

/// What narrows the list.
struct Filters {
    text: Input,
    states: Checkboxes,
    deadlines: Checkboxes,
    order: Radios,
}

/// Shows the register.
pub(crate) async fn register(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (language, query) = (caller.language(), values(query));
    let request = ListBreachesRequest {
        page_size: PAGE,
        page_token: query.get("page").to_owned(),
        ..asked(&caller, &query)
    };
    let first_page = request.page_token.is_empty();
    let (listed, counted) = tokio::join!(caller.ask(request), count(&caller, first_page));
    let ListBreachesResponse { breaches, next_page_token } = match listed {
        // A page of somebody else's walk, or of another filter's, is none.
        Err(Failure::Refused(_)) if !first_page => {
            return Ok(Redirect::to(&link("/breaches", &query, "")).into_response());
        }
        listed => listed?,
    };
    let here = |page: &str| link("/breaches", &query, page);
    let page = Register {
        frame: Frame::of(&caller, language.say("register-title")),
        lines: breaches.iter().map(|breach| Line::of(language, breach, caller.now)).collect(),
        filters: Filters::of(language, &query),
        narrowed: ["text", "state", "deadline"].iter().any(|name| query.all(name).next().is_some()),
        next: Some(next_page_token).filter(|token| !token.is_empty()).map(|token| here(&token)),
        first: (!query.get("page").is_empty()).then(|| here("")),
        csv: link("/breaches.csv", &query, ""),
        may_report: caller.may::<CreateBreach>(),
        chart: counted?.filter(|_| !breaches.is_empty()).map(|counted| chart(language, &counted)),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// Counts the register's breaches, for its first page.
async fn count(caller: &Caller, wanted: bool) -> Result<Option<SummariseBreachesResponse>, Failure> {
    if !wanted || !caller.may::<SummariseBreaches>() {
        return Ok(None);
    }
    caller.ask(SummariseBreachesRequest { parent: caller.parent() }).await.map(Some)
}

/// Draws what was noticed in each of the last twelve months, by how it stands now.
fn chart(language: Language, counted: &SummariseBreachesResponse) -> Markup {
    let groups = counted.by_month.first().map(|month| month.counts.as_slice()).unwrap_or_default();
    let category = |month: &BreachMonth| Category {
        label: this_month(month),
        counts: month.counts.iter().map(|group| u64::try_from(group.count).unwrap_or_default()).collect(),
        href: None,
    };
    let categories: Vec<_> = counted.by_month.iter().map(category).collect();
    let all: u64 = categories.iter().flat_map(|month| &month.counts).sum();
    let bars = Bars {
        id: "months",
        title: language.say("register-chart"),
        description: language.say_with("register-chart-text", &[("n", all.into())]),
        category: language.say("register-chart-month"),
        series: groups.iter().map(|group| label(GROUPS, group.group)).collect(),
        categories,
    };
    bars.show(language)
}

/// A month, such as `May 2026`.
fn this_month(month: &BreachMonth) -> String {
    let first = i16::try_from(month.year).ok().zip(i8::try_from(month.month).ok());
    let first = first.and_then(|(year, month)| Date::new(year, month, 1).ok());
    first.map(|first| first.strftime("%b %Y").to_string()).unwrap_or_default()
}

/// Writes what the caller may see of the register into a file, as much as one may hold.
pub(crate) async fn csv(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let (language, query) = (caller.language(), values(query));
    let mut lines = vec![head(language)];
    let mut token = String::new();
    for _ in 0..FILE.0 {
        let request = ListBreachesRequest { page_size: FILE.1, page_token: token, ..asked(&caller, &query) };
        let answer = caller.ask(request).await?;
        lines.extend(answer.breaches.iter().map(row));
        token = answer.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    if !token.is_empty() {
        // Whoever reads the file must know that it is not all.
        lines.push(vec![language.say_with("register-file-cut", &[("n", (FILE.0 * 100).into())])]);
    }
    let text = lines.iter().map(|cells| line(cells)).collect::<Vec<_>>().join("\r\n");
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"breaches.csv\""),
    ];
    // The mark by which spreadsheets know the encoding.
    Ok((headers, format!("\u{feff}{text}")).into_response())
}

/// What a query asks for. What it cannot mean is left out.
fn asked(caller: &Caller, query: &Values) -> ListBreachesRequest {
    let states = query.all("state").filter_map(BreachState::from_str_name);
    let deadlines = query.all("deadline").filter_map(DeadlineState::from_str_name);
    let order = BreachOrder::from_str_name(query.get("order")).unwrap_or_default();
    ListBreachesRequest {
        parent: caller.parent(),
        states: states.filter(|state| *state != BreachState::Unspecified).map(Into::into).collect(),
        deadline_states: deadlines
            .filter(|state| *state != DeadlineState::Unspecified)
            .map(Into::into)
            .collect(),
        text: query.get("text").chars().filter(|one| !one.is_control()).take(100).collect(),
        order: order.into(),
        ..ListBreachesRequest::default()
    }
}

/// The same list on another page.
fn link(path: &str, query: &Values, page: &str) -> String {
    let mut link = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(name, value)| *name != "page" && !value.is_empty()) {
        link.append_pair(name, value);
    }
    if !page.is_empty() {
        link.append_pair("page", page);
    }
    let query = link.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

impl Line {
    fn of(language: Language, breach: &Breach, now: Timestamp) -> Self {
        let incident = breach.facts.as_ref().and_then(|facts| facts.incident.as_ref());
        Self {
            path: format!("/breaches/{}", breach.name.rsplit('/').next().unwrap_or_default()),
            title: title(language, breach),
            state: state_tag(breach.state()),
            detected: when::stamp(breach.detected_at.as_ref()),
            kind: label(TYPES, incident.map_or(0, |incident| incident.r#type)),
            affected: label(BANDS, breach.affected_band),
            due: Due::of(language, breach, now),
        }
    }
}

impl Due {
    /// How the clock of a breach stands; none if nothing has started it.
    pub(crate) fn of(language: Language, breach: &Breach, now: Timestamp) -> Option<Self> {
        Self::at(language, breach.deadline.as_ref(), breach.deadline_state(), now)
    }

    /// How a clock stands; none if nothing is due.
    pub(crate) fn at(
        language: Language,
        deadline: Option<&Deadline>,
        state: DeadlineState,
        now: Timestamp,
    ) -> Option<Self> {
        let deadline = deadline?;
        let due = when::read(deadline.due_at.as_ref())?;
        let class = match state {
            DeadlineState::Overdue | DeadlineState::MetLate => "c-due c-due--late",
            DeadlineState::DueSoon => "c-due c-due--soon",
            DeadlineState::Met | DeadlineState::NotRequired => "c-due c-due--done",
            _ => "c-due",
        };
        let open = matches!(state, DeadlineState::Running | DeadlineState::DueSoon | DeadlineState::Overdue);
        let from_now = when::from_now(language, due, now);
        let words = match state {
            DeadlineState::DueSoon => from_now,
            _ if open => language.say_with("register-due", &[("it", from_now.into())]),
            _ => String::new(),
        };
        let exactly = if open { "register-due-at" } else { "register-was-due-at" };
        let exactly = language.say_with(exactly, &[("it", when::stamp(deadline.due_at.as_ref()).into())]);
        Some(Self {
            state: label(DEADLINES, state.into()),
            words,
            exactly: if state == DeadlineState::NotRequired { String::new() } else { exactly },
            class,
        })
    }
}

/// A state as a tag: its word says it, its colour only helps.
pub(crate) fn state_tag(state: BreachState) -> Tag {
    let colour = match state {
        BreachState::Draft => "govuk-tag--yellow",
        BreachState::Logged | BreachState::Confirmed => "govuk-tag--orange",
        BreachState::Assessed | BreachState::NotifiedPartial => "govuk-tag--blue",
        BreachState::NotifiedFull | BreachState::NotNotifiable => "govuk-tag--turquoise",
        BreachState::Remediation | BreachState::Learning => "govuk-tag--purple",
        BreachState::Closed => "govuk-tag--green",
        BreachState::NearMiss => "govuk-tag--light-blue",
        BreachState::NotPdb | BreachState::Void | BreachState::Unspecified => "govuk-tag--grey",
    };
    Tag::coloured(label(STATES, state.into()), colour)
}

impl Filters {
    fn of(language: Language, query: &Values) -> Self {
        let boxes = |name: &str, kind: &str| Checkboxes {
            name: name.to_owned(),
            id_prefix: name.to_owned(),
            fieldset: Some(Fieldset::legend(Legend {
                classes: "govuk-fieldset__legend--s".into(),
                ..Legend::text(language.say(&format!("register-filter-{name}")))
            })),
            items: vocabulary(kind)
                .into_iter()
                .map(|(value, text)| CheckboxesItem::new(value, text))
                .collect(),
            values: query.all(name).map(str::to_owned).collect(),
            classes: "govuk-checkboxes--small".into(),
            ..Checkboxes::default()
        };
        let orders = vocabulary(ORDERS).into_iter().map(|(value, text)| RadiosItem::new(value, text));
        let order = query.get("order");
        let order = if order.is_empty() { BreachOrder::Creation.as_str_name() } else { order };
        Self {
            text: Input {
                id: "text".into(),
                name: "text".into(),
                label: Label {
                    classes: "govuk-label--s".into(),
                    ..Label::text(language.say("register-filter-text"))
                },
                value: Some(query.get("text").to_owned()),
                ..Input::default()
            },
            states: boxes("state", STATES),
            deadlines: boxes("deadline", DEADLINES),
            order: Radios {
                name: "order".into(),
                id_prefix: "order".into(),
                fieldset: Some(Fieldset::legend(Legend {
                    classes: "govuk-fieldset__legend--s".into(),
                    ..Legend::text(language.say("register-filter-order"))
                })),
                items: orders.collect(),
                value: order.to_owned(),
                classes: "govuk-radios--small".into(),
                ..Radios::default()
            },
        }
    }
}

fn head(language: Language) -> Vec<String> {
    ["name", "title", "state", "detected", "type", "affected", "deadline", "due"]
        .map(|column| language.say(&format!("register-column-{column}")))
        .to_vec()
}

fn row(breach: &Breach) -> Vec<String> {
    let incident = breach.facts.as_ref().and_then(|facts| facts.incident.as_ref());
    let due = breach.deadline.as_ref().and_then(|deadline| when::read(deadline.due_at.as_ref()));
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
    vec![
        breach.name.clone(),
        breach.title.clone(),
        label(STATES, breach.state),
        time(when::read(breach.detected_at.as_ref())),
        label(TYPES, incident.map_or(0, |incident| incident.r#type)),
        label(BANDS, breach.affected_band),
        label(DEADLINES, breach.deadline_state),
        time(due),
    ]
}

/// A line of a file (RFC 4180). A cell that a spreadsheet would take for a formula is made a text.
fn line(cells: &[String]) -> String {
    let cell = |cell: &String| {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let text = format!("{}{}", if formula { "'" } else { "" }, cell.replace('"', "\"\""));
        format!("\"{text}\"")
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn no_cell_of_a_file_is_a_formula_or_breaks_out_of_its_place() {
        let cells = ["plain", "a \"quoted\", one", "=1+1", "-2", "@x", "two\nlines"].map(str::to_owned);
        assert_eq!(
            line(&cells),
            "\"plain\",\"a \"\"quoted\"\", one\",\"'=1+1\",\"'-2\",\"'@x\",\"two\nlines\""
        );
    }
}
