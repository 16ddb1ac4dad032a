//! Counts in words and tables: every number beside what it is of.

use crate::{
    form::schema::label,
    govuk::{Cell, SummaryList, SummaryListCard, SummaryListCardTitle, SummaryListRow, Table},
    language::Language,
};
use contracts::{
    breaches::{CaseAggregateContent, QuarterlyReturnContent, ReturnPreview},
    exchange::{ReleasedFigure, ReleasedNumber},
};

/// A number of a return: what it is of, and the number.
type Line<'a> = (String, Option<&'a ReleasedNumber>);

/// A number as people read it.
fn figure(number: Option<&ReleasedNumber>) -> String {
    match number.map(|number| (number.figure(), number.count)) {
        Some((ReleasedFigure::Count, count)) => count.to_string(),
        Some((figure, _)) => label("concordat.exchange.v1.ReleasedFigure", figure.into()),
        None => String::new(),
    }
}

/// What a category is called; all of them, if it is absent.
fn category(language: Language, vocabulary: &str, number: Option<i32>) -> String {
    match number {
        None => language.say("returns-all"),
        Some(0) => language.say("returns-not-said"),
        Some(number) => label(&format!("concordat.breaches.v1.{vocabulary}"), number),
    }
}

fn totals(language: Language, content: &QuarterlyReturnContent) -> Vec<Line<'_>> {
    let totals = content.totals.as_ref();
    let all = [
        ("returns-confirmed", totals.map(|totals| &totals.confirmed)),
        ("returns-not-notifiable", totals.map(|totals| &totals.not_notifiable)),
        ("returns-notified", totals.map(|totals| &totals.notified)),
        ("returns-notified-in-time", totals.map(|totals| &totals.notified_within_72_hours)),
        ("returns-communicated", totals.map(|totals| &totals.high_risk_communicated)),
        ("returns-incidents", totals.map(|totals| &totals.incidents)),
        ("returns-near-misses", totals.map(|totals| &totals.near_misses)),
    ];
    all.map(|(id, number)| (language.say(id), number.and_then(Option::as_ref))).into()
}

fn incidents(language: Language, content: &QuarterlyReturnContent) -> Vec<Line<'_>> {
    let line = |count: &'_ contracts::breaches::ReleasedIncidentCount| {
        let kind = category(language, "IncidentType", count.r#type);
        format!("{kind}: {}", category(language, "IncidentCategory", count.category))
    };
    content.by_incident.iter().map(|count| (line(count), count.number.as_ref())).collect()
}

fn people(language: Language, content: &QuarterlyReturnContent) -> Vec<Line<'_>> {
    let counts = content.by_people.iter();
    counts.map(|count| (category(language, "AffectedBand", count.band), count.number.as_ref())).collect()
}

/// Whether there is anything to tell of a number: of most kinds of incident there are none.
fn tells(number: Option<&ReleasedNumber>) -> bool {
    number.is_some_and(|number| number.figure() != ReleasedFigure::Count || number.count > 0)
}

/// The tables of a preview: each number as it is, beside what the centre would read of it.
pub(super) fn preview_told(language: Language, preview: &ReturnPreview) -> Vec<Table> {
    let (exact, released) =
        (preview.exact.clone().unwrap_or_default(), preview.released.clone().unwrap_or_default());
    let table = |title: &str, exact: Vec<Line<'_>>, released: Vec<Line<'_>>| Table {
        caption: language.say(title),
        caption_classes: "govuk-table__caption--m".into(),
        first_cell_is_header: true,
        head: vec![
            Cell::text(language.say("returns-what")),
            Cell::numeric(language.say("returns-exact")),
            Cell::numeric(language.say("returns-released")),
        ],
        rows: exact
            .into_iter()
            .zip(released)
            .filter(|((_, exact), (_, released))| tells(*exact) || tells(*released))
            .map(|((what, exact), (_, released))| {
                vec![Cell::text(what), Cell::numeric(figure(exact)), Cell::numeric(figure(released))]
            })
            .collect(),
        ..Table::default()
    };
    let tables = [
        table("returns-totals", totals(language, &exact), totals(language, &released)),
        table("returns-by-incident", incidents(language, &exact), incidents(language, &released)),
        table("returns-by-people", people(language, &exact), people(language, &released)),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// What a return says, as it was sealed.
pub(crate) fn return_told(language: Language, content: &QuarterlyReturnContent) -> Vec<SummaryList> {
    vec![
        list(language, "returns-totals", totals(language, content)),
        list(language, "returns-by-incident", incidents(language, content)),
        list(language, "returns-by-people", people(language, content)),
    ]
}

/// What counts of cases say, as they were sealed.
pub(crate) fn cases_told(language: Language, content: &CaseAggregateContent) -> Vec<SummaryList> {
    let line = |count: &'_ contracts::breaches::ReleasedCaseCount| {
        let kind = category(language, "IncidentCategory", count.category);
        format!("{kind}: {}", category(language, "AffectedBand", count.band))
    };
    let lines = content.cases.iter().map(|count| (line(count), count.number.as_ref())).collect();
    vec![list(language, "returns-cases", lines)]
}

fn list(language: Language, title: &str, lines: Vec<Line<'_>>) -> SummaryList {
    let title = SummaryListCardTitle {
        text: language.say(title).into(),
        heading_level: Some(3),
        ..SummaryListCardTitle::default()
    };
    let card = SummaryListCard { title: Some(title), ..SummaryListCard::default() };
    let lines = lines.into_iter().filter(|(_, number)| tells(*number));
    let rows = lines.map(|(what, number)| SummaryListRow::new(what, figure(number))).collect();
    SummaryList { rows, card: Some(card), ..SummaryList::default() }
}

#[cfg(test)]
mod tests {
    use super::{ReturnPreview, preview_told, return_told};
    use crate::language::Language;
    use contracts::{
        breaches::{
            IncidentCategory, IncidentType, QuarterlyReturnContent, ReleasedIncidentCount, ReturnTotals,
        },
        exchange::{ReleasedFigure, ReleasedNumber},
    };

    fn content(figure: ReleasedFigure, count: u32) -> QuarterlyReturnContent {
        let number = |figure: ReleasedFigure, count| {
            Some(ReleasedNumber { figure: figure.into(), count, ..ReleasedNumber::default() })
        };
        let incident = |kind: IncidentType, number| ReleasedIncidentCount {
            r#type: Some(kind.into()),
            category: Some(IncidentCategory::Cyber.into()),
            number,
        };
        QuarterlyReturnContent {
            totals: Some(ReturnTotals {
                confirmed: number(ReleasedFigure::Count, 74),
                near_misses: number(ReleasedFigure::Below5Percent, 0),
                ..ReturnTotals::default()
            }),
            by_incident: vec![
                incident(IncidentType::Phishing, number(figure, count)),
                incident(IncidentType::Ransomware, number(ReleasedFigure::Count, 0)),
            ],
            ..QuarterlyReturnContent::default()
        }
    }

    #[test]
    fn each_number_stands_beside_what_the_centre_reads_of_it() {
        let preview = ReturnPreview {
            exact: Some(content(ReleasedFigure::Count, 4)),
            released: Some(content(ReleasedFigure::Hidden, 0)),
            ..ReturnPreview::default()
        };
        let tables = preview_told(Language::English, &preview);
        let html: String = tables.iter().map(ToString::to_string).collect();
        let row = html.split("Phishing: Cyber").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains(">4<") && row.contains(">Confidential<"), "{row}");
        assert!(html.contains("Breaches confirmed in the quarter") && html.contains(">74<"));
        assert!(!html.contains("Ransomware"), "of most kinds there are none");
        assert!(!html.contains("affected"), "what nothing is counted of has no table");
    }

    #[test]
    fn what_was_returned_is_told_in_the_words_of_what_was_looked_at() {
        let told = return_told(Language::English, &content(ReleasedFigure::Above95Percent, 0));
        let html: String = told.iter().map(ToString::to_string).collect();
        for text in ["Phishing: Cyber", "Above 95%", "Below 5%", "74"] {
            assert!(html.contains(text), "{text}");
        }
    }
}
