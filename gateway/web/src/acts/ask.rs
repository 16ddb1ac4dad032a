//! The steps of an act: its form, what was answered to be checked, and then it is done, once, however often it is sent.

use super::{Act, Check, Place, Subject, VERSION, conflict, done, offer};
use crate::{
    caller::Caller,
    exchanges,
    failure::{Failure, Refused},
    form::{self, CHECKED, DECIDED_BY, Form, Kind, Problem, Words, schema},
    frame::{self, Frame},
    govuk::{ErrorSummary, Markup, SummaryList, SummaryListRow},
    language::{Language, filters},
    posted::{Submitted, Values},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contracts::breaches::Exchange;
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

/// The fields of a form that are not the request's own.
const REQUEST: &str = "request_id";
const ETAG: &str = "etag";
const STEP: &str = "step";
/// What is counted is of a quarter, which its place says.
const QUARTER: &str = "quarter";

/// What may come of an act that has a page of its own: the field of the answer, and where the pages of such are.
const MADE: [(&str, &str); 9] = [
    ("pointer", "/pointers"),
    ("exchange", "/exchanges"),
    ("evidence", "/evidence"),
    ("assessment", "/assessments"),
    ("amendment", "/amendments"),
    ("plan", "/plans"),
    ("pack", "/packs"),
    ("meeting", "/meetings"),
    ("invitation", "/invitations"),
];

/// What a button of a form stands for.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// On to what is shown before it is done, or to the act if nothing is.
    Onwards,
    /// Back to the form.
    Edit,
    /// One more row.
    Add(String),
    /// It is done.
    Do,
}

#[derive(Template)]
#[template(path = "acts/form.html")]
struct FormPage {
    frame: Frame,
    caption: String,
    intro: Option<String>,
    warning: Option<String>,
    summary: Option<ErrorSummary>,
    /// What the record says that the act is about.
    about: Vec<SummaryList>,
    controls: Vec<Markup>,
    action: String,
    back: String,
    request_id: String,
    etag: String,
    button: String,
    /// Whether there are texts to write, before which people are asked not to name anybody who is affected.
    personal_data: bool,
}

#[derive(Template)]
#[template(path = "acts/check.html")]
struct CheckPage {
    frame: Frame,
    caption: String,
    intro: Option<String>,
    answers: SummaryList,
    /// What another party will see, and what is said before it.
    sent: Option<Sent>,
    values: Values,
    action: String,
    button: String,
    warning: Option<String>,
}

/// What another party will see.
struct Sent {
    heading: String,
    text: String,
    lists: Vec<SummaryList>,
}

/// Shows an act's form.
pub(super) async fn form<S: Subject>(
    act: &'static Act,
    caller: Caller,
    place: Place,
) -> Result<Response, Failure> {
    let asking = Asking::<S>::begin(act, &caller, place).await?;
    if act.fresh {
        caller.recently()?;
    }
    let mut values = asking.known();
    values.push(REQUEST, caller.site.ids.crossing().to_string());
    values.push(ETAG, asking.subject.head().etag);
    Ok(asking.show(&values, &[], StatusCode::OK))
}

/// Takes what was typed a step further, or has it sent again.
pub(super) async fn posted<S: Subject>(
    act: &'static Act,
    place: Place,
    form: Submitted,
) -> Result<Response, Failure> {
    goes_on::<S>(act, place, &form).await.map_err(|failure| form.keeps(failure))
}

async fn goes_on<S: Subject>(act: &'static Act, place: Place, form: &Submitted) -> Result<Response, Failure> {
    let asking = Asking::<S>::begin(act, &form.caller, place).await?;
    if act.fresh {
        form.recently()?;
    }
    let step = Step::of(&form.values);
    if let Step::Add(path) = &step {
        return Ok(asking.show(&asking.with_row(&form.values, path), &[], StatusCode::OK));
    }
    let values = &asking.form.compact(&form.values);
    let (message, problems) = asking.form.read(asking.language, values);
    if step == Step::Edit {
        return Ok(asking.show(values, &[], StatusCode::OK));
    }
    if !problems.is_empty() {
        return Ok(asking.show(values, &problems, StatusCode::UNPROCESSABLE_ENTITY));
    }
    if step == Step::Onwards && act.check != Check::No {
        return asking.check(values, message).await;
    }
    let question = asking.request(values, &message, false);
    match form.caller.ask_by(&act.method(), &question).await {
        Ok(answer) => Ok(Redirect::to(&asking.after(&answer)).into_response()),
        Err(failure) => asking.refused(values, &message, failure),
    }
}

impl Step {
    fn of(values: &Values) -> Self {
        match values.get(STEP) {
            "do" => Self::Do,
            "edit" => Self::Edit,
            step => step.strip_prefix("add:").map_or(Self::Onwards, |path| Self::Add(path.to_owned())),
        }
    }
}

/// An act that somebody is asked about.
struct Asking<'a, S> {
    act: &'static Act,
    caller: &'a Caller,
    place: Place,
    subject: S,
    form: Form,
    /// What of what is offered the record has already: fields, each with a value.
    picked: Vec<(&'static str, String)>,
    language: Language,
}

impl<'a, S: Subject> Asking<'a, S> {
    /// Reads the record; whoever may not do the act learns nothing of it.
    async fn begin(act: &'static Act, caller: &'a Caller, place: Place) -> Result<Self, Failure> {
        if !act.is_for(caller) {
            return Err(Failure::Denied);
        }
        let subject = S::load(caller, &place).await?;
        let mut form = Form { called: subject.called(caller.into(), act.rpc), ..act.form() };
        offer::controllers(caller, &mut form);
        offer::recipients(caller, &mut form);
        if let Some(only) = subject.with(caller, act.rpc) {
            offer::only(&only, &mut form);
        }
        offer::parts(&subject.parts(), &mut form);
        offer::contacts(&mut form);
        offer::readers(caller, &mut form);
        offer::keepers(&mut form);
        let picked = offer::shown(caller, &subject, &mut form).await?;
        subject.fit(caller, act.rpc, &mut form).await?;
        if decides(caller) {
            form.decided_by_the_caller();
        } else {
            form.decided_by_another();
        }
        Ok(Self { act, caller, place, subject, form, picked, language: caller.language() })
    }

    /// Where whoever does not do it, or has done it, goes on.
    fn back(&self) -> String {
        let page = S::back(self.act.path, &self.place);
        if self.act.report { format!("{page}/report") } else { page }
    }

    /// Where whoever has done it goes on: to what came of it, if that has a page of its own.
    fn after(&self, answer: &DynamicMessage) -> String {
        let made = MADE.into_iter().find_map(|(made, list)| {
            let name = form::take(answer, &format!("{made}.name"))?;
            Some(format!("{list}/{}", name.as_str()?.rsplit('/').next()?))
        });
        let back = made.unwrap_or_else(|| self.back());
        if self.act.report { back } else { done::Done::link(self.caller, &self.act.message(), &back) }
    }

    /// What the record says that the act is about.
    fn about(&self) -> Vec<SummaryList> {
        let about = self.subject.about(self.caller.into(), self.act.rpc).into_iter();
        about.filter(|list| !list.rows.is_empty()).collect()
    }

    fn word(&self, attribute: &str) -> Option<String> {
        self.language.find(&format!("{}.{attribute}", self.act.message()), &[])
    }

    fn title(&self) -> String {
        self.language.say(&self.act.message())
    }

    fn button(&self) -> String {
        self.word("button").unwrap_or_else(|| self.language.say("save"))
    }

    /// What is known before anything is typed.
    fn known(&self) -> Values {
        let mut values = self.form.fill(&self.recorded());
        for (field, value) in self.act.chosen {
            values.push(*field, *value);
        }
        for (field, value) in &self.picked {
            values.push(*field, value.clone());
        }
        // A row for each that the record knows of, such as a question to answer.
        for (path, _) in &self.form.called {
            if !values.has(path) {
                values.push(path.clone(), "");
            }
        }
        values
    }

    /// What the record says already of what is asked.
    fn recorded(&self) -> DynamicMessage {
        let mut message = DynamicMessage::new(self.form.message.clone());
        if let Some(record) = self.record() {
            let reported = self.form.fields.iter().filter(|_| self.act.report);
            for field in reported {
                if let Some(value) = form::take(&record, own(&field.path)) {
                    form::put(&mut message, &field.path, value);
                }
            }
            for (field, from) in self.act.known {
                if let Some(value) = form::take(&record, from) {
                    form::put(&mut message, field, value);
                }
            }
        }
        for (field, value) in self.subject.said(self.act.rpc) {
            form::put(&mut message, field, value);
        }
        message
    }

    /// How the record stands now: its state, and what it says of what is asked.
    fn standing(&self) -> Vec<SummaryListRow> {
        let said = self.form.told(self.caller.into(), &self.recorded(), false);
        self.subject.head().standing(self.language).into_iter().chain(said).collect()
    }

    fn record(&self) -> Option<DynamicMessage> {
        DynamicMessage::decode(schema::message(&S::full_name())?, self.subject.encode_to_vec().as_slice())
            .ok()
    }

    fn with_row(&self, values: &Values, path: &str) -> Values {
        let mut values = values.clone();
        let columns = self.form.fields.iter().find(|field| field.path == path).map(|field| &field.kind);
        if let Some(Kind::Rows(columns)) = columns {
            let row = form::rows(&values, path);
            if let Some(column) = columns.first().filter(|_| row < form::MOST_ROWS) {
                values.push(format!("{path}.{row}.{}", column.path), "");
            }
        }
        values
    }

    fn show(&self, values: &Values, problems: &[Problem], status: StatusCode) -> Response {
        let frame = Frame::of(self.caller, self.title()).with_problem(!problems.is_empty());
        let summary = self.form.summary(self.language, values, problems);
        let controls = self.form.show(self.language, values, problems);
        let onwards = if self.act.check == Check::No { self.button() } else { self.language.say("continue") };
        let page = FormPage {
            frame,
            caption: self.subject.head().title.to_owned(),
            intro: self.word("intro"),
            warning: self.word("warning"),
            summary,
            about: self.about(),
            personal_data: self.form.takes_texts(),
            controls,
            action: self.caller.page.clone(),
            back: self.back(),
            request_id: values.get(REQUEST).to_owned(),
            etag: values.get(ETAG).to_owned(),
            button: onwards,
        };
        frame::show(status, self.language, &page)
    }

    /// Shows what would be done, and what another party would see of it.
    async fn check(&self, values: &Values, message: DynamicMessage) -> Result<Response, Failure> {
        let sent = match self.act.check {
            Check::Submission | Check::Copy => {
                let question = self.request(values, &message, true);
                match self.caller.ask_by(&self.act.method(), &question).await {
                    Ok(answer) if self.act.check == Check::Copy => Some(self.copy(&answer)?),
                    Ok(answer) => Some(self.submission(&answer)?),
                    Err(failure) => return self.refused(values, &message, failure),
                }
            }
            Check::No | Check::Answers => None,
        };
        let mut kept = values.clone();
        kept.remove(STEP);
        let page = CheckPage {
            frame: Frame::of(self.caller, self.language.say("check-title")),
            caption: self.title(),
            intro: self.word("check"),
            answers: SummaryList {
                rows: self.form.told(self.caller.into(), &message, true),
                ..SummaryList::default()
            },
            sent,
            values: kept,
            action: self.caller.page.clone(),
            button: self.button(),
            warning: self.word("warning"),
        };
        Ok(frame::show(StatusCode::OK, self.language, &page))
    }

    /// What the regulator would see, out of the service's own answer.
    fn submission(&self, answer: &DynamicMessage) -> Result<Sent, Failure> {
        let content = form::take(answer, "submission.content");
        let content = content.as_ref().and_then(Value::as_message).ok_or(Failure::Broken)?;
        let rows = form::told(self.caller.into(), "submission", content);
        Ok(Sent {
            heading: self.language.say("check-submission"),
            text: self.language.say("check-submission-text"),
            lists: vec![SummaryList { rows, ..SummaryList::default() }],
        })
    }

    /// What another party would see, out of the service's own answer: the last act of the exchange that would be.
    fn copy(&self, answer: &DynamicMessage) -> Result<Sent, Failure> {
        let exchange = form::take(answer, "exchange");
        let exchange = exchange.as_ref().and_then(Value::as_message).ok_or(Failure::Broken)?;
        let exchange = exchange.transcode_to::<Exchange>().map_err(|_| Failure::Broken)?;
        let act = exchange.acts.last().ok_or(Failure::Broken)?;
        let recipient = Words::from(self.caller).organisation(&exchange.recipient);
        Ok(Sent {
            heading: self.language.say_with("check-copy", &[("it", recipient.into())]),
            text: self.language.say("check-copy-text"),
            lists: exchanges::told(self.caller.into(), act),
        })
    }

    /// The request that the form comes to.
    fn request(&self, values: &Values, message: &DynamicMessage, only_ask: bool) -> DynamicMessage {
        let mut request = message.clone();
        self.keep_order(&mut request);
        let mut set = |name: &str, value: Value| {
            let first = name.split('.').next().unwrap_or_default();
            if request.descriptor().get_field_by_name(first).is_some() {
                form::put(&mut request, name, value);
            }
        };
        set("name", Value::String(self.subject.head().name.to_owned()));
        // What is a copy of the record, or about it, stands beside it, under the organisation.
        let beside = self.form.message.get_field_by_name("source").is_some();
        let parent = if beside { self.caller.parent() } else { self.subject.head().name.to_owned() };
        set("parent", Value::String(parent));
        set("source", Value::String(self.subject.head().name.to_owned()));
        set(ETAG, Value::String(values.get(ETAG).to_owned()));
        for (field, value) in self.subject.placed(self.caller) {
            set(field, value);
        }
        if let Some(version) = self.record().and_then(|record| form::take(&record, "lines.version")) {
            set(VERSION, version);
        }
        if let Some(quarter) = self.place.get(QUARTER) {
            set(QUARTER, Value::String(quarter.clone()));
        }
        if self.act.report {
            let paths = self.form.fields.iter().map(|field| Value::String(own(&field.path).to_owned()));
            set("update_mask.paths", Value::List(paths.collect()));
            set("breach.name", Value::String(self.subject.head().name.to_owned()));
            set("breach.etag", Value::String(values.get(ETAG).to_owned()));
        }
        let checked = values.all(CHECKED).map(|path| Value::String(wire_path(path)));
        set(CHECKED, Value::List(checked.collect()));
        if decides(self.caller) {
            set(DECIDED_BY, Value::String(self.caller.role.clone()));
        }
        for field in ["duplicate_of", "breach"] {
            if let Some(Value::String(other)) = form::take(message, field) {
                set(field, Value::String(breach_name(&self.caller.parent(), &other)));
            }
        }
        if only_ask {
            set("validate_only", Value::Bool(true));
        } else {
            set(REQUEST, Value::String(values.get(REQUEST).to_owned()));
        }
        request
    }

    /// Leaves what is chosen in the order in which the record says it, where the same is chosen: a form has an order of its own, and
    /// who changes nothing says nothing new.
    fn keep_order(&self, request: &mut DynamicMessage) {
        let recorded = self.recorded();
        let sorted = |list: &Value| {
            let numbers = list.as_list().unwrap_or_default().iter().filter_map(Value::as_enum_number);
            let mut numbers: Vec<_> = numbers.collect();
            numbers.sort_unstable();
            numbers
        };
        for field in self.form.fields.iter().filter(|field| matches!(field.kind, Kind::Many(_))) {
            let both = form::take(&recorded, &field.path).zip(form::take(request, &field.path));
            if let Some((said, _)) = both.filter(|(said, chosen)| sorted(said) == sorted(chosen)) {
                form::put(request, &field.path, said);
            }
        }
    }

    /// Shows a refusal where it belongs. Nothing typed is lost.
    fn refused(
        &self,
        values: &Values,
        message: &DynamicMessage,
        failure: Failure,
    ) -> Result<Response, Failure> {
        match failure {
            Failure::Refused(refused) => Ok(self.show_refused(values, &refused)),
            Failure::Unavailable => {
                let text = self.language.say("problem-unavailable");
                let problem = Problem { path: String::new(), text, suspected: false };
                Ok(self.show(values, &[problem], StatusCode::SERVICE_UNAVAILABLE))
            }
            // What is counted is looked at again: the form shows how it is now.
            Failure::Stale if self.place.contains_key(QUARTER) => {
                let mut values = values.clone();
                values.remove(ETAG);
                values.push(ETAG, self.subject.head().etag);
                let text = self.language.say("problem-counted-anew");
                let problem = Problem { path: String::new(), text, suspected: false };
                Ok(self.show(&values, &[problem], StatusCode::CONFLICT))
            }
            Failure::Stale => Ok(conflict::show(conflict::Conflict {
                caller: self.caller,
                title: self.title(),
                caption: self.subject.head().title,
                form: &self.form,
                mine: message,
                theirs: self.standing(),
                values,
                etag: self.subject.head().etag,
                back: self.back(),
            })),
            other => Err(other),
        }
    }

    fn show_refused(&self, values: &Values, refused: &Refused) -> Response {
        let mut values = values.clone();
        let mut problems = self.form.problems(self.language, &values, refused);
        if refused.fields.iter().any(|violation| violation.path == REQUEST) {
            // Whoever went back and changed something means another request.
            values.remove(REQUEST);
            values.push(REQUEST, self.caller.site.ids.crossing().to_string());
            let text = self.language.say("problem-sent-before");
            problems = vec![Problem { path: String::new(), text, suspected: false }];
        }
        self.show(&values, &problems, StatusCode::UNPROCESSABLE_ENTITY)
    }
}

/// The path of a record's own field, where a request holds the record.
fn own(path: &str) -> &str {
    path.strip_prefix("breach.").unwrap_or(path)
}

/// A path of the form as the service writes it: `questions.0.text` is `questions[0].text`.
pub(crate) fn wire_path(path: &str) -> String {
    path.split('.').fold(String::new(), |wire, part| match part.parse::<usize>() {
        Ok(row) => format!("{wire}[{row}]"),
        Err(_) if wire.is_empty() => part.to_owned(),
        Err(_) => format!("{wire}.{part}"),
    })
}

/// Whether whoever asks is one of those who decide what the regulator is told, and need not be asked who did.
fn decides(caller: &Caller) -> bool {
    ["dept.dpo", "dept.siro"].contains(&caller.role.as_str())
}

/// A breach's name, whether it was typed as one, or as the address of its page.
fn breach_name(parent: &str, text: &str) -> String {
    match text.split("/breaches/").nth(1) {
        Some(rest) => format!("{parent}/breaches/{}", rest.split(['/', '?', '#']).next().unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::wire_path;

    #[test]
    fn rows_are_numbered_as_the_service_numbers_them() {
        assert_eq!(wire_path("questions.0.text"), "questions[0].text");
        assert_eq!(wire_path("facts.incident.description"), "facts.incident.description");
    }
}
