//! What an act is about.

use crate::{
    caller::Caller, failure::Failure, form::schema::label, govuk::SummaryListRow, language::Language,
};
use chassis::{clock::from_wire, deadline::words};
use contracts::{
    Authorised, Read,
    action::breaches::{GetAction, GetBreach, GetCase},
    breaches::{Action, Breach, Case, CaseActKind, GetActionRequest, GetBreachRequest, GetCaseRequest},
};
use prost::{Message, Name};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The ids in a path, by the names of their places.
pub(crate) type Place = BTreeMap<String, String>;

/// A record that acts are about, as it was read.
pub(crate) trait Subject: Message + Name + Default + Send + Sync + Sized + 'static {
    /// Reads it.
    fn load(caller: &Caller, place: &Place) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// Its name among resources.
    fn name(&self) -> &str;

    /// Its etag.
    fn etag(&self) -> &str;

    /// What people know it by.
    fn title(&self) -> &str;

    /// Its page.
    fn page(place: &Place) -> String;

    /// How it stands now, for whoever missed a change.
    fn standing(&self, language: Language) -> Vec<SummaryListRow>;

    /// What fields of an act are called, where only the record knows.
    fn called(&self, _rpc: &str) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// The name of a record of the caller's own organisation, for an action that their role may do: what the policy denies it
/// denies whatever it is about.
pub(crate) fn name<A: Read>(caller: &Caller, collection: &str, place: &Place) -> Result<String, Failure> {
    if !caller.may::<A>() {
        return Err(Failure::Denied);
    }
    let place_of = if collection == "cases" { "case" } else { "breach" };
    Ok(format!("{}/{collection}/{}", caller.parent(), id(place, place_of)?))
}

/// The id at a place; what is no id is not found.
fn id<'a>(place: &'a Place, name: &str) -> Result<&'a str, Failure> {
    let id = place.get(name).ok_or(Failure::NotFound)?;
    let plain = Uuid::parse_str(id).is_ok_and(|parsed| parsed.to_string() == *id);
    if plain { Ok(id) } else { Err(Failure::NotFound) }
}

/// Asks for a record under the caller's own organisation.
async fn get<Q: Authorised>(caller: &Caller, question: Q) -> Result<Q::Response, Failure> {
    caller.ask(question).await
}

impl Subject for Breach {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetBreach>(caller, "breaches", place)?;
        get(caller, GetBreachRequest { name }).await?.breach.ok_or(Failure::Broken)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn etag(&self) -> &str {
        &self.etag
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn page(place: &Place) -> String {
        format!("/breaches/{}", place.get("breach").map_or("", String::as_str))
    }

    fn standing(&self, language: Language) -> Vec<SummaryListRow> {
        let state = label("concordat.breaches.v1.BreachState", self.state);
        stands(language, state, self.update_time)
    }
}

impl Subject for Case {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetCase>(caller, "cases", place)?;
        get(caller, GetCaseRequest { name }).await?.case.ok_or(Failure::Broken)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn etag(&self) -> &str {
        &self.etag
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn page(place: &Place) -> String {
        format!("/cases/{}", place.get("case").map_or("", String::as_str))
    }

    fn standing(&self, language: Language) -> Vec<SummaryListRow> {
        let state = label("concordat.breaches.v1.CaseState", self.state);
        stands(language, state, self.update_time)
    }

    /// The answers are called by the open request's questions.
    fn called(&self, rpc: &str) -> Vec<(String, String)> {
        if rpc != "AnswerInformationRequest" {
            return Vec::new();
        }
        let asked = self.acts.iter().rev().find(|act| act.kind() == CaseActKind::InformationRequest);
        let questions = asked.and_then(|act| act.information_request.as_ref());
        let questions = questions.into_iter().flat_map(|request| &request.questions);
        questions.enumerate().map(|(row, text)| (format!("answers.{row}.text"), text.clone())).collect()
    }
}

impl Subject for Action {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let breach = name::<GetAction>(caller, "breaches", place)?;
        let name = format!("{breach}/actions/{}", id(place, "action")?);
        get(caller, GetActionRequest { name }).await?.action.ok_or(Failure::Broken)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn etag(&self) -> &str {
        &self.etag
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn page(place: &Place) -> String {
        <Breach as Subject>::page(place)
    }

    fn standing(&self, language: Language) -> Vec<SummaryListRow> {
        let state = label("concordat.breaches.v1.ActionState", self.state);
        stands(language, state, self.update_time)
    }
}

/// A state, and since when.
fn stands(language: Language, state: String, changed: Option<prost_types::Timestamp>) -> Vec<SummaryListRow> {
    let changed = changed.and_then(from_wire).map(words).unwrap_or_default();
    vec![
        SummaryListRow::new(language.say("state"), state),
        SummaryListRow::new(language.say("last-changed"), changed),
    ]
}
