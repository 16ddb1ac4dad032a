//! Whoever deals with the calendar, with who is accountable, and with links.

use crate::actors::{Actor, Cast, Reply};
use chassis_testing::{Person, id};
use contracts::commitments::{
    self as pb, Appointment, Completion, Feed, Occurrence, Post, Vacancy,
    appointment_service_client::AppointmentServiceClient, calendar_service_client::CalendarServiceClient,
    feed_service_client::FeedServiceClient,
};
use tonic::{Response, service::Routes};

/// Somebody, and the services that they call.
pub(crate) struct Desk {
    pub(crate) person: Person,
    calendar: CalendarServiceClient<Routes>,
    appointments: AppointmentServiceClient<Routes>,
    feeds: FeedServiceClient<Routes>,
}

impl Cast {
    pub(crate) fn desk(&self, actor: Actor) -> Desk {
        let routes = self.world.routes.clone();
        Desk {
            person: actor.person,
            calendar: CalendarServiceClient::new(routes.clone()),
            appointments: AppointmentServiceClient::new(routes.clone()),
            feeds: FeedServiceClient::new(routes),
        }
    }

    /// A system of a department's, in the role of its data protection officer.
    pub(crate) fn system(&self) -> Desk {
        let desk = self.desk(self.dpo());
        Desk { person: desk.person.clone().as_system(), ..desk }
    }

    /// A department's learning lead, who sees what everybody in it sees.
    pub(crate) fn learning(&self) -> Desk {
        self.desk(self.actor("hmrc", "tunde", "dept.learning", &["org"]))
    }
}

impl Desk {
    pub(crate) fn parent(&self) -> String {
        format!("organisations/{}", self.person.caller.organisation)
    }

    pub(crate) async fn duties(&self) -> Reply<pb::ListDutiesResponse> {
        let request = self.person.asks(pb::ListDutiesRequest::default());
        self.calendar.clone().list_duties(request).await.map(Response::into_inner)
    }

    pub(crate) async fn bodies(&self, on: &str) -> Reply<Vec<pb::GoverningBody>> {
        let request = self.person.asks(pb::ListBodiesRequest { on: on.to_owned() });
        self.calendar.clone().list_bodies(request).await.map(|answer| answer.into_inner().bodies)
    }

    pub(crate) async fn lists(&self, request: pb::ListOccurrencesRequest) -> Reply<Vec<Occurrence>> {
        let request = self.person.asks(pb::ListOccurrencesRequest { parent: self.parent(), ..request });
        self.calendar.clone().list_occurrences(request).await.map(|answer| answer.into_inner().occurrences)
    }

    /// What is due from one day to another.
    pub(crate) async fn due(&self, from: &str, to: &str) -> Reply<Vec<Occurrence>> {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.lists(pb::ListOccurrencesRequest { from, to, ..Default::default() }).await
    }

    pub(crate) async fn occurrence(&self, id: &str) -> Reply<Occurrence> {
        let name = format!("{}/occurrences/{id}", self.parent());
        let request = self.person.asks(pb::GetOccurrenceRequest { name });
        self.calendar
            .clone()
            .get_occurrence(request)
            .await
            .map(|answer| answer.into_inner().occurrence.unwrap())
    }

    pub(crate) async fn records(&self, occurrence: &str, done_on: &str) -> Reply<Completion> {
        let request = pb::RecordDoneRequest {
            name: format!("{}/occurrences/{occurrence}", self.parent()),
            done_on: done_on.to_owned(),
            reference: "Minutes of the meeting".to_owned(),
            note: "All of it.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        self.record(request).await
    }

    pub(crate) async fn record(&self, request: pb::RecordDoneRequest) -> Reply<Completion> {
        let answer = self.calendar.clone().record_done(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().completion.unwrap())
    }

    pub(crate) async fn takes_back(&self, completion: &Completion) -> Reply<Completion> {
        let id_of = completion.name.rsplit('/').next().unwrap();
        let request = pb::WithdrawDoneRequest {
            name: format!("{}/completions/{id_of}", self.parent()),
            etag: completion.etag.clone(),
            reason: "It was another meeting.".to_owned(),
            request_id: id(),
            ..Default::default()
        };
        let answer = self.calendar.clone().withdraw_done(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().completion.unwrap())
    }

    pub(crate) async fn appoints(&self, post: Post, from: &str, until: &str) -> Reply<Appointment> {
        self.appoint(pb::RecordAppointmentRequest {
            post: post.into(),
            from: from.to_owned(),
            until: until.to_owned(),
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn appoint(&self, request: pb::RecordAppointmentRequest) -> Reply<Appointment> {
        let request = pb::RecordAppointmentRequest {
            parent: self.parent(),
            role_title: "Chief Data Officer".to_owned(),
            request_id: id(),
            ..request
        };
        let answer = self.appointments.clone().record_appointment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().appointment.unwrap())
    }

    pub(crate) async fn ends(&self, appointment: &Appointment, until: &str) -> Reply<Appointment> {
        let request = pb::EndAppointmentRequest {
            name: self.own(appointment),
            etag: appointment.etag.clone(),
            until: until.to_owned(),
            request_id: id(),
        };
        let answer = self.appointments.clone().end_appointment(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().appointment.unwrap())
    }

    /// An appointment as this party names it.
    fn own(&self, appointment: &Appointment) -> String {
        format!("{}/appointments/{}", self.parent(), appointment.name.rsplit('/').next().unwrap())
    }

    pub(crate) async fn appointment(&self, appointment: &Appointment) -> Reply<Appointment> {
        let request = self.person.asks(pb::GetAppointmentRequest { name: self.own(appointment) });
        let answer = self.appointments.clone().get_appointment(request).await;
        answer.map(|answer| answer.into_inner().appointment.unwrap())
    }

    pub(crate) async fn appointments(&self) -> Reply<Vec<Appointment>> {
        let request = pb::ListAppointmentsRequest { parent: self.parent(), ..Default::default() };
        let answer = self.appointments.clone().list_appointments(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().appointments)
    }

    pub(crate) async fn vacancies(&self) -> Reply<Vec<Vacancy>> {
        let request = pb::ListVacanciesRequest { parent: self.parent() };
        let answer = self.appointments.clone().list_vacancies(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().vacancies)
    }

    pub(crate) async fn links(&self, request: pb::CreateFeedRequest) -> Reply<(Feed, String)> {
        let answer = self.feeds.clone().create_feed(self.person.asks(request)).await;
        answer.map(|answer| {
            let pb::CreateFeedResponse { feed, secret } = answer.into_inner();
            (feed.unwrap(), secret)
        })
    }

    pub(crate) async fn link(&self, ends_on: &str) -> Reply<(Feed, String)> {
        let (parent, ends_on) = (self.parent(), ends_on.to_owned());
        self.links(pb::CreateFeedRequest { parent, ends_on, request_id: id() }).await
    }

    pub(crate) async fn revokes(&self, feed: &Feed) -> Reply<Feed> {
        let name = format!("{}/feeds/{}", self.parent(), feed.name.rsplit('/').next().unwrap());
        let request = pb::RevokeFeedRequest { name, etag: feed.etag.clone(), request_id: id() };
        let answer = self.feeds.clone().revoke_feed(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().feed.unwrap())
    }

    pub(crate) async fn own_links(&self) -> Reply<Vec<Feed>> {
        let request = pb::ListFeedsRequest { parent: self.parent() };
        self.feeds.clone().list_feeds(self.person.asks(request)).await.map(|answer| answer.into_inner().feeds)
    }

    pub(crate) async fn follows(&self, secret: &str) -> Reply<Vec<pb::FeedEntry>> {
        let request = pb::ExportFeedRequest { secret: secret.to_owned() };
        let answer = self.feeds.clone().export_feed(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().entries)
    }
}
