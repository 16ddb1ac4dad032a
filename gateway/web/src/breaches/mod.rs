//! A department's breaches: its register, a breach, its report, and what is done about it.

mod create;
mod history;
mod outputs;
mod record;
mod register;
mod report;

pub(crate) use record::{assessment, evidence};
pub(crate) use register::Due;

use crate::{language::Language, pages::Pages};
use contracts::breaches::Breach;

/// The routes of a department's breaches.
pub(crate) fn routes(pages: Pages) -> Pages {
    pages
        .page("/breaches", register::register)
        .page("/breaches.csv", register::csv)
        .page("/breaches/new", create::report)
        .form("/breaches/new", create::reported)
        .page("/breaches/new-near-miss", create::near_miss)
        .form("/breaches/new-near-miss", create::near_miss_told)
        .page("/breaches/{breach}", record::record)
        .page("/breaches/{breach}/report", report::tasks)
        .page("/breaches/{breach}/history", history::history)
        .page("/breaches/{breach}/receipt", outputs::receipt)
        .page("/breaches/{breach}/notification.json", outputs::as_json)
        .page("/breaches/{breach}/notification.html", outputs::as_html)
}

/// What people know a breach by. One that was begun by a call may have no title yet.
fn title(language: Language, breach: &Breach) -> String {
    if breach.title.is_empty() { language.say("untitled") } else { breach.title.clone() }
}
