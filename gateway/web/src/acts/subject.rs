//! What an act is about.

use crate::{
    breaches::{assessment, evidence},
    caller::Caller,
    commitments::Bodies,
    exchanges,
    failure::Failure,
    form::{
        self, Form, Words,
        schema::{dynamic, label},
    },
    govuk::{SummaryList, SummaryListRow},
    language::Language,
    returns,
};
use chassis::{clock::from_wire, deadline};
use contracts::{
    Read,
    action::breaches::{
        GetAction, GetBreach, GetCase, GetCaseAggregatePreview, GetExchange, GetPointer, GetReturnPreview,
    },
    breaches::{
        Action, Breach, BreachPart, Case, CaseActKind, CaseAggregatePreview, Exchange, GetActionRequest,
        GetBreachRequest, GetCaseAggregatePreviewRequest, GetCaseRequest, GetExchangeRequest,
        GetPointerRequest, GetReturnPreviewRequest, Pointer, ReturnPreview,
    },
    commitments::Plan,
    directory::Organisation,
};
use prost::{Message, Name};
use prost_reflect::Value;
use prost_types::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The ids in a path, by the names of their places.
pub(crate) type Place = BTreeMap<String, String>;

/// A record that acts are about, as it was read.
pub(crate) trait Subject: Message + Name + Default + Send + Sync + Sized + 'static {
    /// Reads it.
    fn load(caller: &Caller, place: &Place) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// Its page.
    fn page(place: &Place) -> String;

    /// Where whoever does an act about it goes on, by the path of the act's form.
    fn back(_act: &str, place: &Place) -> String {
        Self::page(place)
    }

    /// What all such records say of themselves.
    fn head(&self) -> Head<'_>;

    /// What the record says that an act is about, where whoever does it must not do it unread.
    fn about(&self, _words: Words<'_>, _rpc: &str) -> Vec<SummaryList> {
        Vec::new()
    }

    /// The parts of it that can be disclosed.
    fn parts(&self) -> Vec<BreachPart> {
        Vec::new()
    }

    /// What fields of an act are called, where only the record knows.
    fn called(&self, _words: Words<'_>, _rpc: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What an act begins with that was said before: fields of its request, each with what it says.
    fn said(&self, _rpc: &str) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// What its place says of a request: fields that nobody types.
    fn placed(&self, _caller: &Caller) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// Whether it shows what is planned already.
    fn picks(&self, _plan: &Plan) -> bool {
        false
    }

    /// Fits the form of an act to the record: what is offered in it, and what is not asked.
    fn fit(
        &self,
        _caller: &Caller,
        _rpc: &str,
        _form: &mut Form,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        async { Ok(()) }
    }

    /// With whom alone an act has to do, if the record says so.
    fn with(&self, _caller: &Caller, _rpc: &str) -> Option<String> {
        None
    }
}

/// Whether an act begins lines.
fn speaks(rpc: &str) -> bool {
    matches!(rpc, "DraftLines" | "EnterLines")
}

/// What all records say of themselves that acts are about.
pub(crate) struct Head<'a> {
    /// Its name among resources.
    pub(crate) name: &'a str,
    pub(crate) etag: &'a str,
    /// What people know it by.
    pub(crate) title: &'a str,
    /// What its state is called.
    pub(crate) state: String,
    pub(crate) changed: Option<Timestamp>,
}

impl Head<'_> {
    /// How the record stands now, for whoever missed a change.
    pub(crate) fn standing(self, language: Language) -> [SummaryListRow; 2] {
        let changed = self.changed.and_then(from_wire).map(deadline::words).unwrap_or_default();
        [
            SummaryListRow::new(language.say("state"), self.state),
            SummaryListRow::new(language.say("last-changed"), changed),
        ]
    }
}

/// The name of a record of the caller's own organisation, for an action that their role may do: what the policy denies it
/// denies whatever it is about.
pub(crate) fn name<A: Read>(caller: &Caller, collection: &str, place: &Place) -> Result<String, Failure> {
    if !caller.may::<A>() {
        return Err(Failure::Denied);
    }
    let place_of = match collection {
        "cases" => "case",
        "exchanges" => "exchange",
        "pointers" => "pointer",
        "evidence" => "evidence",
        "assessments" => "assessment",
        "amendments" => "amendment",
        "plans" => "plan",
        "packs" => "pack",
        "meetings" => "meeting",
        "invitations" => "invitation",
        "appointments" => "appointment",
        _ => "breach",
    };
    Ok(format!("{}/{collection}/{}", caller.parent(), id(place, place_of)?))
}

/// The id at a place; what is no id is not found.
pub(crate) fn id<'a>(place: &'a Place, name: &str) -> Result<&'a str, Failure> {
    let id = place.get(name).ok_or(Failure::NotFound)?;
    let plain = Uuid::parse_str(id).is_ok_and(|parsed| parsed.to_string() == *id);
    if plain { Ok(id) } else { Err(Failure::NotFound) }
}

impl Subject for Breach {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetBreach>(caller, "breaches", place)?;
        caller.ask(GetBreachRequest { name }).await?.breach.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/breaches/{}", place.get("breach").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        let state = label("concordat.breaches.v1.BreachState", self.state);
        Head { name, etag, title, state, changed: self.update_time }
    }

    /// The draft, and what the data protection officer advised on it.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        match rpc {
            "AdviseOnAssessment" | "DecideAssessment" => vec![assessment(words, self)],
            _ => Vec::new(),
        }
    }

    /// All: a working record has every part, said or not.
    fn parts(&self) -> Vec<BreachPart> {
        exchanges::all_parts().collect()
    }
}

impl Subject for Case {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetCase>(caller, "cases", place)?;
        caller.ask(GetCaseRequest { name }).await?.case.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/cases/{}", place.get("case").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        let state = label("concordat.breaches.v1.CaseState", self.state);
        Head { name, etag, title, state, changed: self.update_time }
    }

    /// The answers are called by the open request's questions.
    fn called(&self, _: Words<'_>, rpc: &str) -> Vec<(String, String)> {
        if rpc != "AnswerInformationRequest" {
            return Vec::new();
        }
        let asked = self.acts.iter().rev().find(|act| act.kind() == CaseActKind::InformationRequest);
        let questions = asked.and_then(|act| act.information_request.as_ref());
        let questions = questions.into_iter().flat_map(|request| &request.questions);
        questions.enumerate().map(|(row, text)| (format!("answers.{row}.text"), text.clone())).collect()
    }

    /// The regulator agrees lines with the department whose case it is.
    fn with(&self, _: &Caller, rpc: &str) -> Option<String> {
        speaks(rpc).then(|| self.department.clone())
    }

    /// What a submission says.
    fn parts(&self) -> Vec<BreachPart> {
        exchanges::all_parts().filter(|part| *part <= BreachPart::Notice).collect()
    }
}

impl Subject for Exchange {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetExchange>(caller, "exchanges", place)?;
        let exchange = caller.ask(GetExchangeRequest { name }).await?.exchange.ok_or(Failure::Broken)?;
        // What was disclosed without its title is called by whom it is with.
        let title = exchanges::title(&exchanges::Reader::of(caller), &exchange);
        Ok(Self { title, ..exchange })
    }

    fn page(place: &Place) -> String {
        format!("/exchanges/{}", place.get("exchange").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        let state = label("concordat.breaches.v1.ExchangeState", self.state);
        Head { name, etag, title, state, changed: self.update_time }
    }

    /// What was prepared or disclosed, by which role, and on what terms: to the last field.
    fn about(&self, words: Words<'_>, _rpc: &str) -> Vec<SummaryList> {
        exchanges::latest(self).map(|act| exchanges::told_with_its_author(words, act)).unwrap_or_default()
    }

    /// What was received.
    fn parts(&self) -> Vec<BreachPart> {
        exchanges::latest(self).map(exchanges::parts_of).unwrap_or_default()
    }

    /// Other words begin with those that stand.
    fn said(&self, rpc: &str) -> Vec<(&'static str, Value)> {
        let stands = exchanges::latest(self).and_then(|act| dynamic(act.lines.as_ref()?));
        let stands = stands.filter(|_| rpc == "ReviseLines");
        let kept = |field| Some((field, form::take(stands.as_ref()?, field)?));
        ["text", "embargo_until"].into_iter().filter_map(kept).collect()
    }

    /// Lines about an engagement are agreed with the department that it is with.
    fn with(&self, caller: &Caller, rpc: &str) -> Option<String> {
        let other = if self.opener == caller.parent() { &self.recipient } else { &self.opener };
        speaks(rpc).then(|| other.clone())
    }
}

impl Subject for Pointer {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetPointer>(caller, "pointers", place)?;
        caller.ask(GetPointerRequest { name }).await?.pointer.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/pointers/{}", place.get("pointer").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, reference, .. } = self;
        let state = label("concordat.breaches.v1.PointerState", self.state);
        Head { name, etag, title: reference, state, changed: self.update_time }
    }
}

/// The caller's own organisation, for what it begins.
impl Subject for Organisation {
    async fn load(caller: &Caller, _: &Place) -> Result<Self, Failure> {
        let (name, words) = (caller.parent(), Words::from(caller));
        Ok(Self { display_name: words.organisation(&name), name, ..Self::default() })
    }

    fn page(_: &Place) -> String {
        "/".to_owned()
    }

    /// The list of what it begins.
    fn back(act: &str, _: &Place) -> String {
        act.rsplit_once('/').map_or("/", |(list, _)| list).to_owned()
    }

    fn head(&self) -> Head<'_> {
        Head { name: &self.name, etag: "", title: &self.display_name, state: String::new(), changed: None }
    }

    /// A meeting is of a body whose meetings the organisation keeps.
    async fn fit(&self, caller: &Caller, rpc: &str, form: &mut Form) -> Result<(), Failure> {
        if rpc == "CreateMeeting" {
            form.offer("body", Bodies::ask(caller).await?.kept_by(caller.party()));
        }
        Ok(())
    }
}

/// What would be returned of a quarter, as it is counted now.
impl Subject for ReturnPreview {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let quarter = counted::<GetReturnPreview>(caller, place)?;
        let request = GetReturnPreviewRequest { parent: caller.parent(), quarter };
        there_is(caller.ask(request).await)?.preview.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/returns/{}", place.get("quarter").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let name = self.released.as_ref().map_or("", |released| released.department.as_str());
        let (etag, title) = (&self.etag, &self.quarter);
        Head { name, etag, title, state: String::new(), changed: None }
    }

    /// What the centre would read.
    fn about(&self, words: Words<'_>, _rpc: &str) -> Vec<SummaryList> {
        self.released
            .as_ref()
            .map(|content| returns::return_told(words.language, content))
            .unwrap_or_default()
    }
}

impl Subject for CaseAggregatePreview {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let quarter = counted::<GetCaseAggregatePreview>(caller, place)?;
        let request = GetCaseAggregatePreviewRequest { parent: caller.parent(), quarter };
        there_is(caller.ask(request).await)?.preview.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/aggregates/{}", place.get("quarter").map_or("", String::as_str))
    }

    fn head(&self) -> Head<'_> {
        let name = self.released.as_ref().map_or("", |released| released.regulator.as_str());
        let (etag, title) = (&self.etag, &self.quarter);
        Head { name, etag, title, state: String::new(), changed: None }
    }

    /// What the National Cyber Security Centre would read.
    fn about(&self, words: Words<'_>, _rpc: &str) -> Vec<SummaryList> {
        let released = self.released.iter();
        released.flat_map(|content| returns::cases_told(words.language, content)).collect()
    }
}

/// The quarter of a place, for whoever may look at what is counted of one.
fn counted<A: Read>(caller: &Caller, place: &Place) -> Result<String, Failure> {
    if !caller.may::<A>() {
        return Err(Failure::Denied);
    }
    place.get("quarter").filter(|quarter| is_quarter(quarter)).cloned().ok_or(Failure::NotFound)
}

/// What a place asks for that a service cannot answer, such as what is counted of a quarter that is not over, is not there.
pub(crate) fn there_is<T>(answer: Result<T, Failure>) -> Result<T, Failure> {
    answer.map_err(|failure| if matches!(failure, Failure::Refused(_)) { Failure::NotFound } else { failure })
}

fn is_quarter(text: &str) -> bool {
    matches!(text.as_bytes(), [b'2', b'0', b'0'..=b'9', b'0'..=b'9', b'-', b'Q', b'1'..=b'4'])
}

impl Subject for Action {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let breach = name::<GetAction>(caller, "breaches", place)?;
        let name = format!("{breach}/actions/{}", id(place, "action")?);
        caller.ask(GetActionRequest { name }).await?.action.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        <Breach as Subject>::page(place)
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, title, .. } = self;
        let state = label("concordat.breaches.v1.ActionState", self.state);
        Head { name, etag, title, state, changed: self.update_time }
    }

    /// What is judged.
    fn about(&self, words: Words<'_>, rpc: &str) -> Vec<SummaryList> {
        match rpc {
            "VerifyAction" | "ReturnAction" => vec![evidence(words, self)],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
