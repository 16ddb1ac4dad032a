//! What acts about the calendar are about: something that is due, a record of it, an appointment, a link.

use super::term;
use crate::{
    acts::{Head, Place, Subject, id, name, there_is},
    caller::Caller,
    failure::Failure,
};
use contracts::{
    action::commitments::{GetAppointment, GetOccurrence, ListFeeds},
    commitments::{
        Appointment, Completion, Feed, GetAppointmentRequest, GetOccurrenceRequest, ListFeedsRequest,
        Occurrence,
    },
};

/// What is at a place of a path.
fn at<'a>(place: &'a Place, name: &str) -> &'a str {
    place.get(name).map_or("", String::as_str)
}

impl Subject for Occurrence {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        if !caller.may::<GetOccurrence>() {
            return Err(Failure::Denied);
        }
        let name = format!("{}/occurrences/{}", caller.parent(), at(place, "occurrence"));
        there_is(caller.ask(GetOccurrenceRequest { name }).await)?.occurrence.ok_or(Failure::Broken)
    }

    fn page(place: &Place) -> String {
        format!("/calendar/{}", at(place, "occurrence"))
    }

    fn head(&self) -> Head<'_> {
        let state = term("OccurrenceState", self.state);
        Head { name: &self.name, etag: "", title: &self.title, state, changed: None }
    }
}

/// A record of the occurrence at the same place.
impl Subject for Completion {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let wanted = id(place, "completion")?;
        let completions = Occurrence::load(caller, place).await?.completions;
        completions.into_iter().find(|one| super::id(&one.name) == wanted).ok_or(Failure::NotFound)
    }

    fn page(place: &Place) -> String {
        <Occurrence as Subject>::page(place)
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, reference, .. } = self;
        let state = term("CompletionState", self.state);
        Head { name, etag, title: reference, state, changed: self.withdraw_time.or(self.record_time) }
    }
}

impl Subject for Appointment {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        let name = name::<GetAppointment>(caller, "appointments", place)?;
        caller.ask(GetAppointmentRequest { name }).await?.appointment.ok_or(Failure::Broken)
    }

    /// The list, in which every one is whole.
    fn page(_: &Place) -> String {
        "/appointments".to_owned()
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, role_title, .. } = self;
        let state = term("AppointmentState", self.state);
        Head { name, etag, title: role_title, state, changed: self.update_time }
    }
}

impl Subject for Feed {
    async fn load(caller: &Caller, place: &Place) -> Result<Self, Failure> {
        if !caller.may::<ListFeeds>() {
            return Err(Failure::Denied);
        }
        let wanted = id(place, "feed")?;
        let feeds = caller.ask(ListFeedsRequest { parent: caller.parent() }).await?.feeds;
        feeds.into_iter().find(|one| super::id(&one.name) == wanted).ok_or(Failure::NotFound)
    }

    fn page(_: &Place) -> String {
        "/calendar/links".to_owned()
    }

    fn head(&self) -> Head<'_> {
        let Self { name, etag, ends_on, .. } = self;
        let state = term("FeedState", self.state);
        Head { name, etag, title: ends_on, state, changed: self.revoke_time.or(self.create_time) }
    }
}
