//! A new record: a report that is begun, or a near miss that is told in a minute.

use crate::{
    acts::{Done, wire_path},
    caller::Caller,
    failure::Failure,
    form::{self, Form, Problem, schema},
    frame::{self, Frame},
    govuk::{ErrorSummary, Markup},
    language::filters,
    posted::{Submitted, Values},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contracts::{
    action::breaches::{ClassifyNearMiss, CreateBreach},
    breaches::{Breach, CreateBreachResponse, LogBreachRequest},
};
use prost::Message as _;
use prost_reflect::{DynamicMessage, Value};

const RPC: &str = "concordat.breaches.v1.BreachService.CreateBreach";

/// What must be given, whatever else is not known yet.
const TITLE: &str = "breach.title";

/// What is begun.
#[derive(Clone, Copy)]
struct Kind {
    /// What the catalogue calls it.
    id: &'static str,
    path: &'static str,
    fields: &'static [&'static str],
    /// Those of them without which there is no record.
    needed: &'static [&'static str],
}

const REPORT: Kind = Kind {
    id: "new-report",
    path: "/breaches/new",
    fields: &[TITLE, "breach.detected_at", "breach.reporter_role"],
    needed: &[TITLE],
};
/// All that a record must say before it can be logged, and no more.
const NEAR_MISS: Kind = Kind {
    id: "new-near-miss",
    path: "/breaches/new-near-miss",
    fields: &[
        TITLE,
        "breach.facts.incident.description",
        "breach.detected_at",
        "breach.detected_how",
        "breach.reporter_role",
    ],
    needed: &[TITLE, "breach.facts.incident.description", "breach.detected_how"],
};

#[derive(Template)]
#[template(path = "breaches/new.html")]
struct New {
    frame: Frame,
    intro: String,
    summary: Option<ErrorSummary>,
    controls: Vec<Markup>,
    action: &'static str,
    request_id: String,
    log_id: String,
    button: String,
}

pub(crate) async fn report(caller: Caller) -> Result<Response, Failure> {
    ask(&caller, REPORT)
}

pub(crate) async fn near_miss(caller: Caller) -> Result<Response, Failure> {
    ask(&caller, NEAR_MISS)
}

pub(crate) async fn reported(form: Submitted) -> Result<Response, Failure> {
    match create(REPORT, &form).await? {
        Ok(breach) => Ok(Redirect::to(&format!("{}/report", page(&breach))).into_response()),
        Err(again) => Ok(again),
    }
}

pub(crate) async fn near_miss_told(form: Submitted) -> Result<Response, Failure> {
    let breach = match create(NEAR_MISS, &form).await? {
        Ok(breach) => breach,
        Err(again) => return Ok(again),
    };
    let page = page(&breach);
    let log = LogBreachRequest {
        name: breach.name,
        etag: breach.etag,
        request_id: form.values.get("log_id").to_owned(),
    };
    // What cannot be logged yet is saved, and its page says what is missing.
    match form.caller.ask(log).await {
        // Whoever may say what kind of near miss it was is asked at once.
        Ok(_) if form.caller.may::<ClassifyNearMiss>() => {
            Ok(Redirect::to(&format!("{page}/near-miss")).into_response())
        }
        Ok(_) => Ok(Redirect::to(&Done::link(&form.caller, NEAR_MISS.id, &page)).into_response()),
        Err(Failure::Refused(_) | Failure::Denied) => Ok(Redirect::to(&page).into_response()),
        Err(failure) => Err(form.keeps(failure)),
    }
}

fn page(breach: &Breach) -> String {
    format!("/breaches/{}", breach.name.rsplit('/').next().unwrap_or_default())
}

fn form(kind: Kind) -> Result<Form, Failure> {
    let message = schema::method(RPC).ok_or(Failure::Broken)?.input();
    let fields = kind.fields.iter().flat_map(|path| schema::at(&message, path)).collect();
    Ok(Form { id: kind.id.to_owned(), message, fields, called: Vec::new(), draft: true })
}

fn ask(caller: &Caller, kind: Kind) -> Result<Response, Failure> {
    if !caller.may::<CreateBreach>() {
        return Err(Failure::Denied);
    }
    let mut values = Values::default();
    // What is being written down was most often noticed just now.
    form::moment::write(&mut values, "breach.detected_at", caller.now, true);
    values.remove("breach.detected_at-exact");
    values.push("breach.reporter_role", frame::role(caller.language(), &caller.role));
    values.push("request_id", caller.site.ids.crossing().to_string());
    values.push("log_id", caller.site.ids.crossing().to_string());
    Ok(show(caller, kind, &form(kind)?, &values, &[], StatusCode::OK))
}

fn show(
    caller: &Caller,
    kind: Kind,
    form: &Form,
    values: &Values,
    problems: &[Problem],
    status: StatusCode,
) -> Response {
    let language = caller.language();
    let page = New {
        frame: Frame::of(caller, language.say(kind.id)).with_problem(!problems.is_empty()),
        intro: language.say(&format!("{}.intro", kind.id)),
        summary: form.summary(language, values, problems),
        controls: form.show(language, values, problems),
        action: kind.path,
        request_id: values.get("request_id").to_owned(),
        log_id: values.get("log_id").to_owned(),
        button: language.say(&format!("{}.button", kind.id)),
    };
    frame::show(status, language, &page)
}

/// Makes the record, or shows the form again with what is wrong.
async fn create(kind: Kind, submitted: &Submitted) -> Result<Result<Breach, Response>, Failure> {
    let Submitted { caller, values } = submitted;
    if !caller.may::<CreateBreach>() {
        return Err(submitted.keeps(Failure::Denied));
    }
    let (language, form) = (caller.language(), form(kind)?);
    let again = |problems: &[Problem], status| Ok(Err(show(caller, kind, &form, values, problems, status)));
    let (message, mut problems) = form.read(language, values);
    for field in form.fields.iter().filter(|field| kind.needed.contains(&field.path.as_str())) {
        if form::take(&message, &field.path).is_none() {
            let text = language.say_with("problem-missing", &[("it", form.name(language, field).into())]);
            problems.push(Problem { path: field.path.clone(), text, suspected: false });
        }
    }
    if !problems.is_empty() {
        return again(&problems, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let request = request(caller, values, message);
    let method = schema::method(RPC).ok_or(Failure::Broken)?;
    match caller.ask_by(&method, &request).await {
        Ok(answer) => {
            let answer = CreateBreachResponse::decode(answer.encode_to_vec().as_slice());
            answer.ok().and_then(|answer| answer.breach).map(Ok).ok_or(Failure::Broken)
        }
        Err(Failure::Refused(refused)) if refused.fields.iter().any(|field| field.path == "request_id") => {
            // Whoever went back and changed something means another record.
            let mut values = values.clone();
            for name in ["request_id", "log_id"] {
                values.remove(name);
                values.push(name, caller.site.ids.crossing().to_string());
            }
            let text = language.say("problem-sent-before");
            let problem = Problem { path: String::new(), text, suspected: false };
            Ok(Err(show(caller, kind, &form, &values, &[problem], StatusCode::UNPROCESSABLE_ENTITY)))
        }
        Err(Failure::Refused(refused)) => {
            again(&form.problems(language, values, &refused), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::Unavailable) => {
            let text = language.say("problem-unavailable");
            again(&[Problem { path: String::new(), text, suspected: false }], StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(failure) => Err(submitted.keeps(failure)),
    }
}

fn request(caller: &Caller, values: &Values, message: DynamicMessage) -> DynamicMessage {
    let mut request = message;
    form::put(&mut request, "parent", Value::String(caller.parent()));
    form::put(&mut request, "request_id", Value::String(values.get("request_id").to_owned()));
    // Until somebody says otherwise.
    form::put(&mut request, "breach.handling.classification", Value::EnumNumber(1));
    let checked = values.all("personal_data_checked").map(|path| Value::String(wire_path(path)));
    form::put(&mut request, "personal_data_checked", Value::List(checked.collect()));
    request
}
