//! The RPCs of appointments: what happens in each call, in order.

use super::{
    asks,
    model::{APPOINTMENT, Appointment, END, listed},
    store,
    vacancy::{begun, vacancies},
};
use crate::{
    between::{self, CENTRE, Fold as _},
    calendar::Agenda,
};
use chassis::{
    Answer, Caller, Error, Label, Record, WriteTx,
    deadline::london_day,
    directory::Organisation,
    disclosure::Terms,
    exchange::{self as kept, Exchange},
    message,
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Write,
    access::{Party, Reason},
    commitments::{self as pb, AppointmentContent, Post, appointment_service_server::AppointmentService},
    exchange::Basis,
    handling::Classification,
};
use jiff::civil::Date;
use std::sync::Arc;
use tonic::Request;

/// Who in a department reads who holds its posts: everybody.
const EVERYBODY: &str = "org";
/// The most vacancies that are listed.
const MOST: usize = 1000;

/// The handlers.
#[derive(Clone)]
pub(crate) struct AppointmentHandlers {
    parts: Parts,
    agenda: Arc<Agenda>,
}

/// Who in an organisation reads who holds posts.
pub(super) fn need(party: Party) -> &'static str {
    if party == Party::Gcdo { CENTRE } else { EVERYBODY }
}

impl AppointmentHandlers {
    pub(crate) fn new(parts: Parts, agenda: Arc<Agenda>) -> Self {
        Self { parts, agenda }
    }

    /// Refuses a post that an organisation does not have, or not yet.
    fn has(&self, own: &Label, post: Post, from: Date) -> Result<(), Error> {
        let organisation = self.parts.directory.get(own).ok_or(Error::NotFound)?;
        let mut posts = self.agenda.posts_of(organisation.party);
        if posts.any(|one| one.post == post && begun(one, organisation) <= from) {
            return Ok(());
        }
        Err(Error::refused(Reason::NotOwed, "the organisation has no such post, or not yet"))
    }

    /// Stores the last act of an appointment, for its own organisation and for the centre.
    async fn done(
        &self,
        tx: &mut WriteTx<impl Write>,
        exchange: Exchange,
        act: &'static str,
    ) -> Result<(Record, pb::Appointment), Error> {
        let terms = Terms::new("who is accountable", Basis::MouVoluntary, Classification::Official);
        let (readers, needs) = (between::readers(&exchange, terms), [need(tx.caller().party), CENTRE]);
        let (record, appointment) = between::store::<Appointment>(tx, exchange, act, readers, needs).await?;
        Ok((record, appointment.to_wire(tx.caller())))
    }

    async fn record(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::RecordAppointment>,
        ask: asks::RecordAppointment,
    ) -> Result<(Record, pb::RecordAppointmentResponse), Error> {
        tx.caller().in_person("a person records who holds a post, and no system")?;
        self.has(&ask.organisation, ask.post, ask.from)?;
        let content = AppointmentContent {
            organisation: format!("organisations/{}", ask.organisation),
            post: ask.post.into(),
            role_title: ask.role_title,
            acting: ask.acting,
            from: ask.from.to_string(),
            until: ask.until.map(|until| until.to_string()).unwrap_or_default(),
        };
        let centre = self.parts.directory.centre().cloned();
        let centre = centre.ok_or_else(|| Error::internal("there is no centre"))?;
        let id = tx.new_crossing_id();
        store::hold(tx, id, (ask.post, need(tx.caller().party)), (ask.from, ask.until)).await?;
        let exchange = Exchange::begin(id, Appointment::KIND, ask.organisation, centre);
        let mut exchange = exchange.within(Appointment::COLLECTION);
        exchange.add(tx, APPOINTMENT, Sealed::seal(&content)?);
        let (record, appointment) = self.done(tx, exchange, "appointment.recorded").await?;
        Ok((record, appointment.into()))
    }

    async fn end(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::EndAppointment>,
        ask: asks::EndAppointment,
    ) -> Result<(Record, pb::EndAppointmentResponse), Error> {
        let mut appointment: Appointment = between::as_read(tx, &ask.target).await?;
        appointment.may_end(tx.caller())?;
        let sealed = Sealed::seal(&appointment.end(ask.until)?)?;
        store::release(tx, appointment.kept.id, ask.until).await?;
        appointment.kept.add(tx, END, sealed);
        let (record, appointment) = self.done(tx, appointment.kept, "appointment.ended").await?;
        Ok((record, appointment.into()))
    }

    /// The organisations whose posts somebody watches over: their own, and for the centre those of departments.
    fn watched<'a>(&'a self, caller: &'a Caller) -> impl Iterator<Item = &'a Organisation> {
        self.parts.directory.iter().filter(|one| {
            let of_all = caller.party == Party::Gcdo && one.party == Party::Department;
            one.code == caller.organisation || of_all && one.successor.is_none()
        })
    }
}

#[tonic::async_trait]
impl AppointmentService for AppointmentHandlers {
    async fn record_appointment(
        &self,
        request: Request<pb::RecordAppointmentRequest>,
    ) -> Answer<pb::RecordAppointmentResponse> {
        let act = async |tx: &mut _, ask: asks::RecordAppointment| self.record(tx, ask).await;
        self.parts.db.act(request, between::see::<Appointment>, act).await
    }

    async fn end_appointment(
        &self,
        request: Request<pb::EndAppointmentRequest>,
    ) -> Answer<pb::EndAppointmentResponse> {
        let act = async |tx: &mut _, ask: asks::EndAppointment| self.end(tx, ask).await;
        self.parts.db.act(request, between::see::<Appointment>, act).await
    }

    async fn get_appointment(
        &self,
        request: Request<pb::GetAppointmentRequest>,
    ) -> Answer<pb::GetAppointmentResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetAppointment| {
            let appointment = Appointment::read(kept::get(tx, ask.name.id).await?)?;
            Ok(appointment.to_wire(tx.caller()).into())
        });
        answer.await
    }

    async fn list_appointments(
        &self,
        request: Request<pb::ListAppointmentsRequest>,
    ) -> Answer<pb::ListAppointmentsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListAppointments| {
            let mut found = kept::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut found, |one| (one.place, one.id));
            let appointment = |one: kept::Listed| {
                Ok(listed(message::from_json(&one.summary)?, &ask.organisation, one.id, one.version))
            };
            let appointments = found.into_iter().map(appointment).collect::<Result<_, Error>>()?;
            Ok(pb::ListAppointmentsResponse { appointments, next_page_token })
        });
        answer.await
    }

    async fn list_vacancies(
        &self,
        request: Request<pb::ListVacanciesRequest>,
    ) -> Answer<pb::ListVacanciesResponse> {
        let answer = self.parts.db.answer(request, async |tx, _: asks::ListVacancies| {
            let (held, today) = (store::held(tx).await?, london_day(tx.now()));
            let mut found = Vec::new();
            for organisation in self.watched(tx.caller()) {
                for post in self.agenda.posts_of(organisation.party) {
                    let key = (organisation.code.clone(), i32::from(post.post));
                    let held = held.get(&key).map_or(&[][..], Vec::as_slice);
                    let vacant = vacancies(begun(post, organisation), held, today);
                    found.extend(vacant.into_iter().map(|one| one.to_wire(post, organisation, today)));
                }
            }
            // What is vacant now first, and of all the longest ago last.
            found.sort_by(|one, other| {
                let key = |vacancy: &pb::Vacancy| !vacancy.until.is_empty();
                key(one).cmp(&key(other)).then_with(|| other.since.cmp(&one.since))
            });
            found.truncate(MOST);
            Ok(pb::ListVacanciesResponse { vacancies: found })
        });
        answer.await
    }
}
