//! What is counted: how the returns of quarters stand, and what one would say before anybody confirms it.

mod aggregates;
mod told;

pub(crate) use told::{cases_told, return_told};

use crate::{
    acts::{Act, DONE, Done, OWN_RETURN, Place, Subject},
    caller::Caller,
    failure::Failure,
    form::{Words, schema::label},
    frame::{self, Frame},
    govuk::{Button, Cell, Markup, Table, Tag},
    language::filters,
    link::link,
    pages::Pages,
    sign_in::values,
    when::stamp,
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::Response,
};
use contracts::{
    access::Party,
    action::breaches::GetReturnPreview,
    breaches::{ListReturnsRequest, ReturnPreview, ReturnStanding},
};

/// The routes of what is counted.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .page("/returns", list)
        .page("/returns/{quarter}", preview)
        .page("/aggregates", aggregates::list)
        .page("/aggregates/{quarter}", aggregates::preview)
}

#[derive(Template)]
#[template(path = "returns/list.html")]
struct List {
    frame: Frame,
    lead: String,
    table: Table,
    /// Whether no quarter is over.
    none: bool,
}

#[derive(Template)]
#[template(path = "returns/preview.html")]
struct Preview {
    frame: Frame,
    caption: String,
    due: String,
    /// Where the former version is, if this would correct one.
    former: Option<String>,
    act: Option<Button>,
    tables: Vec<Table>,
}

/// Lists how returns stand: a department's own, and for the centre those of every department.
async fn list(caller: Caller) -> Result<Response, Failure> {
    let language = caller.language();
    let request = ListReturnsRequest { parent: caller.parent(), ..ListReturnsRequest::default() };
    let returns = caller.ask(request).await?.returns;
    let centre = caller.party() == Party::Gcdo;
    let head = ["returns-quarter", "returns-department", "returns-state", "returns-due"];
    let page = List {
        frame: Frame::of(&caller, language.say("returns-title")),
        lead: language.say(if centre { "returns-lead-centre" } else { "returns-lead-department" }),
        none: returns.is_empty(),
        table: Table {
            caption: language.say("returns-title"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.map(|id| Cell::text(language.say(id))).into(),
            rows: returns.iter().map(|standing| row(&caller, standing)).collect(),
            ..Table::default()
        },
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}

/// How a return stands, with where it is, or where it is looked at before it is.
fn row(caller: &Caller, standing: &ReturnStanding) -> Vec<Cell> {
    let ReturnStanding { quarter, exchange, .. } = standing;
    let href = match exchange.rsplit('/').next().filter(|id| !id.is_empty()) {
        Some(id) => Some(format!("/exchanges/{id}")),
        None if caller.may::<GetReturnPreview>() => Some(format!("/returns/{quarter}")),
        None => None,
    };
    let quarter = match href {
        Some(href) => Cell::text(link(quarter.clone(), href)),
        None => Cell::text(quarter.clone()),
    };
    vec![
        quarter,
        Cell::text(Words::from(caller).organisation(&standing.department)),
        Cell::text(Markup::of(&state(caller, standing))),
        Cell::text(stamp(standing.due_at.as_ref())),
    ]
}

fn state(caller: &Caller, standing: &ReturnStanding) -> Tag {
    let say = |id: &str| caller.language().say(id);
    match (standing.overdue, standing.owed) {
        (true, _) => Tag::coloured(say("returns-overdue"), "govuk-tag--red"),
        (false, true) => Tag::coloured(say("returns-owed"), "govuk-tag--yellow"),
        (false, false) => {
            Tag::coloured(label("concordat.breaches.v1.ExchangeState", standing.state), "govuk-tag--teal")
        }
    }
}

/// Shows what a return would say: to the department itself, and of that to the centre.
async fn preview(
    caller: Caller,
    Path(place): Path<Place>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let path = ReturnPreview::page(&place);
    let preview = ReturnPreview::load(&caller, &place).await?;
    if let Some(act) = Done::read(&caller, values(query).get(DONE), &path) {
        return Done::page(&caller, &act, &preview.quarter, &path);
    }
    let language = caller.language();
    let confirm = |act: &Act| Button {
        text: language.say(&act.message()).into(),
        href: act.path.replace("{quarter}", &preview.quarter),
        ..Button::default()
    };
    let former = preview.exchange.rsplit('/').next().filter(|id| !id.is_empty());
    let page = Preview {
        frame: Frame::of(
            &caller,
            language.say_with("returns-of", &[("quarter", preview.quarter.clone().into())]),
        ),
        caption: language.say("returns-title"),
        due: stamp(preview.due_at.as_ref()),
        former: former.map(|id| format!("/exchanges/{id}")),
        act: OWN_RETURN.iter().find(|act| act.is_for(&caller)).map(confirm),
        tables: told::preview_told(language, &preview),
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}
