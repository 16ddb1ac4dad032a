//! Who is accountable, and since when nobody is.

use super::{id, term};
use crate::{
    acts::{APPOINTMENT_ACTS, DONE, Done, OWN_ACTS},
    caller::Caller,
    commitments::button,
    exchanges::{Reader, page_of, pages},
    failure::Failure,
    form::Words,
    frame::{self, Frame},
    govuk::{Button, Cell, Pagination, Table, Tag},
    language::filters,
    sign_in::values,
    when::{day, stamp},
};
use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::{
    action::commitments::ListVacancies,
    commitments::{Appointment, AppointmentState, ListAppointmentsRequest, ListVacanciesRequest, Vacancy},
};

/// Where the list is.
const PATH: &str = "/appointments";

#[derive(Template)]
#[template(path = "calendar/appointments.html")]
struct Page {
    frame: Frame,
    /// What stands vacant now, in words, each.
    vacant: Vec<String>,
    begins: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    former: Option<Table>,
    pages: Option<Pagination>,
}

/// An appointment.
struct Line {
    title: String,
    post: String,
    tags: Vec<Tag>,
    days: String,
    recorded: String,
    acts: Vec<Button>,
}

/// Shows them, or what was just done about one.
pub(super) async fn page(caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    if !caller.may::<ListVacancies>() {
        return Err(Failure::Denied);
    }
    let (reader, values) = (Reader::of(&caller), values(query));
    if let Some(act) = Done::read(&caller, values.get(DONE), PATH) {
        return Done::page(&caller, &act, &reader.say("appointments-title"), PATH);
    }
    let begins = page_of(&values);
    let request = ListAppointmentsRequest {
        parent: caller.parent(),
        page_token: begins.to_owned(),
        ..ListAppointmentsRequest::default()
    };
    let listed = match caller.ask(request).await {
        // The place is none that this caller was shown.
        Err(Failure::Refused(_)) if !begins.is_empty() => return Ok(Redirect::to(PATH).into_response()),
        listed => listed?,
    };
    let vacancies = caller.ask(ListVacanciesRequest { parent: caller.parent() }).await?.vacancies;
    let words = Words::from(&caller);
    let (former, now): (Vec<_>, Vec<_>) = vacancies.iter().partition(|vacancy| !vacancy.until.is_empty());
    let own = OWN_ACTS.iter().filter(|act| act.path.starts_with(PATH) && act.is_for(&caller));
    let page = Page {
        frame: Frame::of(&caller, reader.say("appointments-title")),
        vacant: now.iter().map(|vacancy| vacant(words, vacancy)).collect(),
        begins: own.map(|act| (act.path, reader.say(&act.message()))).collect(),
        lines: listed.appointments.iter().map(|one| Line::of(&caller, one)).collect(),
        former: (!former.is_empty()).then(|| table(words, &former)),
        pages: pages(&reader, begins, &listed.next_page_token, |page| match page {
            "" => PATH.to_owned(),
            page => format!("{PATH}?page={}", urlencoded(page)),
        }),
    };
    Ok(frame::show(StatusCode::OK, caller.language(), &page))
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A vacancy in words: whose post it is, which, and since when.
fn vacant(words: Words<'_>, vacancy: &Vacancy) -> String {
    let said = [
        ("organisation", words.organisation(&vacancy.organisation).into()),
        ("post", term("Post", vacancy.post).into()),
        ("since", vacancy.explanation.clone().into()),
    ];
    words.language.say_with("vacancy-line", &said)
}

/// The vacancies that are over.
fn table(words: Words<'_>, vacancies: &[&Vacancy]) -> Table {
    let row = |vacancy: &&Vacancy| {
        vec![
            Cell::text(words.organisation(&vacancy.organisation)),
            Cell::text(term("Post", vacancy.post)),
            Cell::text(vacancy.explanation.clone()),
        ]
    };
    let head = ["departments-name", "vacancy-post", "vacancy-days"];
    Table {
        caption: words.language.say("vacancies-former"),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.map(|id| Cell::text(words.language.say(id))).into(),
        rows: vacancies.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    }
}

impl Line {
    fn of(caller: &Caller, appointment: &Appointment) -> Self {
        let (words, language) = (Words::from(caller), caller.language());
        let own = appointment.organisation == caller.parent();
        let ends = own && appointment.state() == AppointmentState::Held;
        let acts = APPOINTMENT_ACTS.iter().filter(|act| ends && act.is_for(caller));
        let path = format!("{PATH}/{}", id(&appointment.name));
        let until = if appointment.until.is_empty() { "appointment-since" } else { "appointment-days" };
        let days = [("from", day(&appointment.from).into()), ("until", day(&appointment.until).into())];
        let acting =
            appointment.acting.then(|| Tag::coloured(language.say("appointment-acting"), "govuk-tag--blue"));
        Self {
            title: format!("{}, {}", appointment.role_title, words.organisation(&appointment.organisation)),
            post: term("Post", appointment.post),
            tags: acting.into_iter().collect(),
            days: language.say_with(until, &days),
            recorded: stamp(appointment.update_time.as_ref()),
            acts: acts.map(|act| button(caller, &path, act)).collect(),
        }
    }
}
