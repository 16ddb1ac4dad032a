//! A report as a list of tasks: saved as it grows, and sent to nobody.

use super::title;
use crate::{
    acts::{Place, REPORT, Subject as _},
    caller::Caller,
    failure::Failure,
    form::{self, schema},
    frame::{self, Frame},
    govuk::{Tag, TaskList, TaskListItem, TaskListStatus},
    language::filters,
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use contracts::breaches::{Breach, BreachState};
use prost::{Message as _, Name as _};
use prost_reflect::DynamicMessage;

#[derive(Template)]
#[template(path = "breaches/report.html")]
struct Tasks {
    frame: Frame,
    title: String,
    list: TaskList,
    /// Whether it is a draft, which nobody but its author and those who handle breaches sees.
    draft: bool,
    /// Where it is logged.
    log: Option<String>,
    back: String,
}

/// Shows how far the report is.
pub(crate) async fn tasks(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let language = caller.language();
    let breach = Breach::load(&caller, &place).await?;
    let descriptor = schema::message(&Breach::full_name()).ok_or(Failure::Broken)?;
    let record = DynamicMessage::decode(descriptor, breach.encode_to_vec().as_slice());
    let record = record.map_err(|_| Failure::Broken)?;
    let back = Breach::page(&place);
    let changes = breach.possible_acts.iter().any(|act| act == "UpdateBreach");
    let items = REPORT.iter().map(|section| {
        let fields = section.form().fields;
        let given = fields.iter().filter(|field| {
            let own = field.path.strip_prefix("breach.").unwrap_or(&field.path);
            form::take(&record, own).is_some()
        });
        let status = match given.count() {
            0 => TaskListStatus::tag(Tag::coloured(language.say("task-not-started"), "govuk-tag--blue")),
            _ => TaskListStatus::text(language.say("task-saved")),
        };
        let href = if changes && section.is_for(&caller) {
            format!("{back}/report/{}", section.slug())
        } else {
            String::new()
        };
        TaskListItem::new(language.say(&section.message()), href, status)
    });
    let draft = breach.state() == BreachState::Draft;
    let log = breach.possible_acts.iter().any(|act| act == "LogBreach").then(|| format!("{back}/log"));
    let page = Tasks {
        frame: Frame::of(&caller, language.say("tasks-title")),
        list: TaskList { items: items.collect(), ..TaskList::default() },
        title: title(language, &breach),
        draft,
        log,
        back,
    };
    Ok(frame::show(StatusCode::OK, language, &page))
}
