//! The next 12 months as a strip: a line for each duty, a mark on each day on which it is due. The same stands in a table beneath.

use super::{agenda::year_of, id, listed_day, path, state_tag, title};
use crate::{
    caller::Caller,
    failure::Failure,
    frame::{self, Frame},
    govuk::{Cell, Markup, Table},
    language::{Language, filters},
    link::link,
    when::day,
};
use askama::{Template, filters::HtmlSafe};
use axum::{http::StatusCode, response::Response};
use chassis::deadline::london_day;
use contracts::commitments::{Occurrence, OccurrenceState};
use jiff::{ToSpan as _, civil::Date};

/// The units that the strip is drawn in; a screen or a sheet scales them.
const WIDTH: i32 = 760;
/// The room for the codes of duties, and the width of a month.
const LEFT: i32 = 64;
const MONTH: i32 = 58;
/// How many months there are: this one, and the 12 after it.
const MONTHS: i32 = 12;
/// The height of the months' names, and of a line.
const TOP: i32 = 28;
const LINE: i32 = 26;

#[derive(Template)]
#[template(path = "calendar/year.html")]
struct Page {
    frame: Frame,
    strip: Option<Markup>,
    table: Table,
}

/// The drawing, in its own units.
#[derive(Template)]
#[template(path = "calendar/strip.html")]
pub(super) struct Strip {
    title: String,
    description: String,
    width: i32,
    height: i32,
    months: Vec<(i32, String)>,
    lines: Vec<(i32, String)>,
    pub(super) marks: Vec<Mark>,
}

impl HtmlSafe for Strip {}

/// Something that is due: its form says how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) form: Form,
}

/// How a mark looks: by its form, not its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A full disc: done.
    Done,
    /// A ring: there is time, or it is due.
    Open,
    /// A cross: overdue.
    Overdue,
    /// A dash: for information.
    Information,
}

/// Shows it.
pub(super) async fn page(caller: Caller) -> Result<Response, Failure> {
    let language = caller.language();
    let all = year_of(&caller, false).await?;
    let page = Page {
        frame: Frame::of(&caller, language.say("year-title")),
        strip: Strip::of(language, &all, london_day(caller.now)).map(|strip| Markup::of(&strip)),
        table: table(language, &all),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

impl Strip {
    /// Draws what is due in the months from the one that today is in; nothing if nothing is due.
    pub(super) fn of(language: Language, all: &[Occurrence], today: Date) -> Option<Self> {
        let begins = today.first_of_month();
        let mut codes: Vec<_> = all.iter().map(|one| id(&one.duty)).collect();
        codes.sort_unstable();
        codes.dedup();
        let y = |row: usize| TOP + LINE * i32::try_from(row).unwrap_or_default();
        let marks: Vec<_> = all
            .iter()
            .filter_map(|one| {
                let row = codes.binary_search(&id(&one.duty)).ok()?;
                let x = place(begins, listed_day(one).parse().ok()?)?;
                Some(Mark { x, y: y(row) + LINE / 2, form: Form::of(one.state()) })
            })
            .collect();
        if marks.is_empty() {
            return None;
        }
        let month = |number: i32| {
            let name = begins.saturating_add(number.months()).strftime("%b").to_string();
            (LEFT + number * MONTH, name)
        };
        let count = marks.len();
        Some(Self {
            title: language.say("year-title"),
            description: language.say_with("year-description", &[("n", count.into())]),
            width: WIDTH + MONTH,
            height: y(codes.len()),
            months: (0..=MONTHS).map(month).collect(),
            lines: codes.iter().enumerate().map(|(row, code)| (y(row), (*code).to_owned())).collect(),
            marks,
        })
    }
}

/// Where a day is, if it is in the months that are shown: as far into its month as it is.
pub(super) fn place(begins: Date, day: Date) -> Option<i32> {
    let months = (i32::from(day.year()) - i32::from(begins.year())) * 12 + i32::from(day.month())
        - i32::from(begins.month());
    let within = (i32::from(day.day()) - 1) * MONTH / i32::from(day.days_in_month());
    (0..=MONTHS).contains(&months).then_some(LEFT + months * MONTH + within)
}

impl Form {
    fn of(state: OccurrenceState) -> Self {
        match state {
            OccurrenceState::Done => Self::Done,
            OccurrenceState::Overdue => Self::Overdue,
            OccurrenceState::Information => Self::Information,
            OccurrenceState::Due | OccurrenceState::NotDue | OccurrenceState::Unspecified => Self::Open,
        }
    }
}

fn table(language: Language, all: &[Occurrence]) -> Table {
    let row = |one: &Occurrence| {
        vec![
            Cell::text(link(title(one), path(one))),
            Cell::text(day(listed_day(one))),
            Cell::text(Markup::of(&state_tag(one.state()))),
        ]
    };
    Table {
        caption: language.say("year-table"),
        caption_classes: "govuk-table__caption--m".into(),
        head: ["year-duty", "year-due", "state"].map(|id| Cell::text(language.say(id))).into(),
        rows: all.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    }
}
