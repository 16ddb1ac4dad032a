//! The list of cases: for the regulator what it has in hand, for a department its own, what is due next first.

use super::{
    Reader,
    filters::{Controls, Filters, InUse, page_of},
    glance::Glance,
    term,
};
use crate::{
    caller::Caller,
    chart::{Bars, Category},
    failure::Failure,
    form::grouped,
    frame::{self, Frame},
    govuk::{Markup, Pagination, PaginationLink},
    language::filters,
    posted::Values,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    action::breaches::SummariseCases,
    breaches::{CaseDue, SummariseCasesRequest, SummariseCasesResponse},
};

#[derive(Template)]
#[template(path = "cases/list.html")]
struct Page {
    frame: Frame,
    /// How many there are, and in what order.
    lead: Vec<String>,
    in_use: Vec<InUse>,
    cases: Vec<Glance>,
    /// What is said where there are none.
    none: String,
    pages: Option<Pagination>,
    controls: Controls,
    chart: Option<Markup>,
}

/// Shows the list.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let values = Values::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let reader = Reader::of(&caller);
    let asked = Filters::read(&reader, &values);
    let begins = page_of(&values);
    let (listed, counted) =
        tokio::join!(caller.ask(asked.request(caller.parent(), begins.to_owned())), count(&caller));
    let listed = match listed {
        // The place is none that this caller was shown for these filters.
        Err(Failure::Refused(_)) if !begins.is_empty() => {
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        listed => listed?,
    };
    let counted = counted?;
    let mut lead: Vec<_> = counted.iter().flat_map(|counted| said(&reader, counted)).collect();
    lead.push(reader.say("cases-order"));
    let none = match (begins.is_empty(), asked.any()) {
        (false, _) => reader.say("cases-no-more"),
        (true, true) => reader.say("cases-none-match"),
        (true, false) => reader.say(&reader.side("cases-none")),
    };
    let page = Page {
        frame: Frame::of(&caller, reader.say("cases-title")),
        lead,
        in_use: asked.in_use(&reader),
        cases: listed.cases.iter().map(|case| Glance::of(&reader, case)).collect(),
        none,
        pages: pages(&reader, &asked, begins, &listed.next_page_token),
        controls: asked.controls(&reader),
        chart: counted.map(|counted| chart(&reader, &counted).show(reader.language)),
    };
    Ok(frame::show(StatusCode::OK, reader.language, &page))
}

/// Counts the cases, for whoever may have them counted.
async fn count(caller: &Caller) -> Result<Option<SummariseCasesResponse>, Failure> {
    if !caller.may::<SummariseCases>() {
        return Ok(None);
    }
    caller.ask(SummariseCasesRequest { parent: caller.parent() }).await.map(Some)
}

/// How many cases are open, and in how many of them something is overdue.
pub(super) fn said(reader: &Reader<'_>, counted: &SummariseCasesResponse) -> Vec<String> {
    let count = |counts: &dyn Fn(CaseDue) -> bool| {
        let counted = counted.by_due.iter().filter(|band| counts(band.due()));
        counted.map(|band| i64::from(band.count)).sum::<i64>()
    };
    let say = |id, n: i64| reader.say_with(id, &[("n", n.into()), ("said", grouped(n).into())]);
    let open = count(&|_| true);
    let overdue = (open > 0).then(|| say("cases-overdue", count(&|due| due == CaseDue::Overdue)));
    std::iter::once(say("cases-open", open)).chain(overdue).collect()
}

/// How soon something is due in the open cases; each bar leads to those that it counts.
pub(super) fn chart(reader: &Reader<'_>, counted: &SummariseCasesResponse) -> Bars {
    let category = |band: &contracts::breaches::CaseDueCount| Category {
        label: term("CaseDue", band.due),
        counts: vec![u64::try_from(band.count).unwrap_or_default()],
        href: Some(Filters::due(band.due()).address("")),
    };
    Bars {
        id: "due",
        title: reader.say("cases-chart"),
        description: said(reader, counted).join(" "),
        category: reader.say("cases-chart-category"),
        series: vec![reader.say("cases-chart-series")],
        categories: counted.by_due.iter().map(category).collect(),
    }
}

/// The way on and back to the beginning. Pages have no numbers: each begins after a case.
pub(super) fn pages(reader: &Reader<'_>, asked: &Filters, begins: &str, next: &str) -> Option<Pagination> {
    let link = |text, href| PaginationLink { text: reader.say(text).into(), ..PaginationLink::to(href) };
    let first = (!begins.is_empty()).then(|| link("cases-first", asked.address("")));
    let next = (!next.is_empty()).then(|| link("cases-next", asked.address(next)));
    (first.is_some() || next.is_some()).then(|| Pagination {
        previous: first,
        next,
        landmark_label: reader.say("cases-pages"),
        ..Pagination::default()
    })
}
