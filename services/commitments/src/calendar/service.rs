//! The RPCs of the calendar: what happens in each call, in order.

use super::{
    asks,
    edition::{Agenda, Duty, Rule},
    model::{Completion, RECORD, WITHDRAWAL, counts, may_record, was_done},
    recurrence::{Days, Occurrence, OccurrenceId},
    store::{self, Found},
};
use crate::{
    between::{self, Fold as _},
    meeting::{self, Held},
    register::day,
};
use chassis::{
    Answer, Caller, Error, Label, ReadTx, Record, WriteTx,
    deadline::london_day,
    directory::Organisation,
    disclosure::Terms,
    exchange::{Exchange, Readers},
    seal::Sealed,
    serve::Parts,
};
use contracts::{
    Write,
    access::Party,
    action::commitments::CalendarRead,
    commitments::{self as pb, CompletionContent, OccurrenceState, calendar_service_server::CalendarService},
    exchange::Basis,
    handling::Classification,
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};
use tonic::Request;

/// Who in an organisation reads what it owes and did: everybody.
const EVERYBODY: &str = "org";

/// Meetings that the regulator attended.
type Attended = Vec<Held>;

/// The handlers.
#[derive(Clone)]
pub(crate) struct CalendarHandlers {
    parts: Parts,
    agenda: Arc<Agenda>,
}

impl CalendarHandlers {
    pub(crate) fn new(parts: Parts, agenda: Arc<Agenda>) -> Self {
        Self { parts, agenda }
    }

    fn organisation(&self, own: &Label) -> Result<&Organisation, Error> {
        self.parts.directory.get(own).ok_or(Error::NotFound)
    }

    /// Whether somebody reads the invitations that attendance follows from: whoever does not is told nothing of it.
    fn reads_attendance(&self, caller: &Caller) -> Result<bool, Error> {
        Ok(caller.has_need(between::submitted(&self.parts.directory, &caller.organisation)?))
    }

    /// The occurrence of an id, if it concerns its organisation.
    fn owed(&self, own: &Label, id: OccurrenceId) -> Result<(&Duty, Occurrence), Error> {
        let organisation = self.organisation(own)?;
        let days = Days { calendar: &self.parts.calendar, division: organisation.division };
        let duty = self.agenda.duty(id.code).filter(|duty| duty.concerns(organisation.party));
        let duty = duty.ok_or(Error::NotFound)?;
        let found = duty.occurrence(id.first, days).filter(|one| one.concerns(organisation));
        Ok((duty, found.ok_or(Error::NotFound)?))
    }

    /// With whom a record stands: what the centre and the regulator owe together, with the other of them; what the regulator
    /// alone does, with the centre, since this platform keeps nothing of the regulator's that it did not say to somebody.
    fn recipient(&self, duty: &Duty, caller: &Caller) -> Result<Label, Error> {
        let directory = &self.parts.directory;
        match caller.party {
            Party::Gcdo if duty.is_joint() => Ok(directory.regulator().clone()),
            Party::Ico => directory.centre().cloned().ok_or_else(|| Error::internal("there is no centre")),
            _ => Ok(caller.organisation.clone()),
        }
    }

    /// Stores the last act of a record for whoever reads it.
    async fn done(
        &self,
        tx: &mut WriteTx<impl Write>,
        exchange: Exchange,
        act: &'static str,
    ) -> Result<(Record, pb::Completion), Error> {
        let terms = Terms::new(
            "what was done in the governance calendar",
            Basis::MouVoluntary,
            Classification::Official,
        );
        let readers: Readers<'_> = between::readers(&exchange, terms);
        let (record, completion) =
            between::store::<Completion>(tx, exchange, act, readers, [EVERYBODY; 2]).await?;
        Ok((record, completion.to_wire(tx.caller())))
    }

    async fn record(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::RecordDone>,
        ask: asks::RecordDone,
    ) -> Result<(Record, pb::RecordDoneResponse), Error> {
        let (duty, occurrence) = self.owed(&ask.organisation, ask.id)?;
        was_done(&occurrence, ask.done_on, london_day(tx.now()))?;
        may_record(duty, &store::records(tx, ask.id).await?, tx.caller())?;
        let content = CompletionContent {
            organisation: format!("organisations/{}", ask.organisation),
            occurrence: ask.id.to_string(),
            done_on: ask.done_on.to_string(),
            reference: ask.reference,
            note: ask.note,
        };
        let recipient = self.recipient(duty, tx.caller())?;
        let exchange = Exchange::begin(tx.new_crossing_id(), Completion::KIND, ask.organisation, recipient);
        let mut exchange = exchange.on(ask.id.to_string()).within(Completion::COLLECTION);
        exchange.add(tx, RECORD, Sealed::seal(&content)?);
        let (record, completion) = self.done(tx, exchange, "calendar.recorded").await?;
        Ok((record, completion.into()))
    }

    async fn withdraw(
        &self,
        tx: &mut WriteTx<contracts::action::commitments::WithdrawDone>,
        ask: asks::WithdrawDone,
    ) -> Result<(Record, pb::WithdrawDoneResponse), Error> {
        let mut completion: Completion = between::as_read(tx, &ask.target).await?;
        completion.may_be_withdrawn(tx.caller())?;
        let sealed = Sealed::seal(&completion.withdrawal(ask.reason))?;
        completion.kept.add(tx, WITHDRAWAL, sealed);
        let (record, completion) = self.done(tx, completion.kept, "calendar.withdrawn").await?;
        Ok((record, completion.into()))
    }

    /// What concerns an organisation of what falls due in a time, and what was due before it where that is wanted.
    fn due(&self, organisation: &Organisation, ask: &asks::ListOccurrences) -> Vec<(&Duty, Occurrence)> {
        let from = if ask.with_overdue { Date::MIN } else { ask.span.0 };
        let mut owed = self.agenda.owed(organisation, &self.parts.calendar, (from, ask.span.1));
        owed.retain(|(duty, _)| ask.duty.is_none_or(|code| duty.code == code));
        owed
    }

    /// The meetings that the regulator attended, of the bodies that it is to attend, in the times of what is owed.
    async fn attended(
        &self,
        tx: &mut ReadTx<impl CalendarRead>,
        owed: &[(&Duty, Occurrence)],
    ) -> Result<Attended, Error> {
        let mut times = BTreeMap::<&str, (Date, Date)>::new();
        for (duty, one) in owed {
            if let Some(body) = &duty.attendance {
                let time = times.entry(body).or_insert((one.id.first, one.last));
                *time = (time.0.min(one.id.first), time.1.max(one.last));
            }
        }
        let mut attended = Attended::new();
        for (body, time) in times {
            attended.extend(meeting::attended(tx, body, self.parts.directory.regulator(), time).await?);
        }
        Ok(attended)
    }

    /// From which to which occurrence records are of what happens when it happens.
    fn happening(
        &self,
        organisation: &Organisation,
        ask: &asks::ListOccurrences,
    ) -> Vec<(OccurrenceId, OccurrenceId)> {
        let happens = self.agenda.duties().filter(|duty| {
            matches!(duty.rule, Rule::Event(_))
                && duty.concerns(organisation.party)
                && ask.duty.is_none_or(|code| duty.code == code)
        });
        let id = |duty: &Duty, first| OccurrenceId { code: duty.code, first };
        happens.map(|duty| (id(duty, ask.span.0), id(duty, ask.span.1))).collect()
    }
}

/// An occurrence with what was recorded of it, and the meetings that fulfil it.
fn shown(
    (duty, occurrence): (&Duty, &Occurrence),
    (completions, attended): (Vec<pb::Completion>, &Attended),
    caller: &Caller,
    today: Date,
) -> pb::Occurrence {
    let at = |held: &&Held| {
        duty.attendance.as_ref() == Some(&held.body)
            && (occurrence.id.first..=occurrence.last).contains(&held.on)
    };
    let attended_at: Vec<_> = attended.iter().filter(at).map(|held| held.invitation.clone()).collect();
    let done = counts(&completions) || !attended_at.is_empty();
    let state = occurrence.state(duty.information, done, today);
    let records = occurrence.opens <= today && may_record(duty, &completions, caller).is_ok();
    pb::Occurrence {
        possible_acts: records.then(|| "RecordDone".to_owned()).into_iter().collect(),
        completions,
        attended_at,
        ..occurrence.to_wire(duty, &caller.organisation, state)
    }
}

#[tonic::async_trait]
impl CalendarService for CalendarHandlers {
    async fn list_duties(&self, request: Request<pb::ListDutiesRequest>) -> Answer<pb::ListDutiesResponse> {
        let answer = self.parts.db.answer(request, async |_, ask: asks::ListDuties| {
            let wanted = |duty: &&Duty| {
                ask.owed_by.is_empty() || ask.owed_by.iter().any(|party| duty.owed_by.contains(party))
            };
            let duties = self.agenda.duties().filter(wanted).map(Duty::to_wire).collect();
            Ok(pb::ListDutiesResponse { duties, edition: self.agenda.edition.to_string() })
        });
        answer.await
    }

    async fn list_bodies(&self, request: Request<pb::ListBodiesRequest>) -> Answer<pb::ListBodiesResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListBodies| {
            Ok(pb::ListBodiesResponse { bodies: self.agenda.bodies_on(day(ask.on, tx.now())) })
        });
        answer.await
    }

    async fn list_occurrences(
        &self,
        request: Request<pb::ListOccurrencesRequest>,
    ) -> Answer<pb::ListOccurrencesResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListOccurrences| {
            let organisation = self.organisation(&ask.organisation)?;
            let mut owed = self.due(organisation, &ask);
            let attendance = self.reads_attendance(tx.caller())?;
            owed.retain(|(duty, _)| duty.attendance.is_none() || attendance);
            let ids: Vec<_> = owed.iter().map(|(_, one)| one.id).collect();
            let happening = self.happening(organisation, &ask);
            let mut recorded: Found = store::recorded(tx, &ids, &happening).await?;
            let attended = self.attended(tx, &owed).await?;
            let (caller, today) = (tx.caller(), london_day(tx.now()));
            let mut found: Vec<_> = owed
                .iter()
                .map(|(duty, one)| {
                    let completions = recorded.remove(&one.id).unwrap_or_default();
                    (one.day(), shown((duty, one), (completions, &attended), caller, today))
                })
                .collect();
            // What is left was recorded of what happens when it happens.
            for (id, completions) in recorded {
                let (duty, one) = self.owed(&ask.organisation, id)?;
                found.push((one.day(), shown((duty, &one), (completions, &attended), caller, today)));
            }
            found.retain(|(day, one)| *day >= ask.span.0 || one.state() == OccurrenceState::Overdue);
            found.sort_by(|(day, one), (other_day, other)| (day, &one.name).cmp(&(other_day, &other.name)));
            Ok(pb::ListOccurrencesResponse { occurrences: found.into_iter().map(|(_, one)| one).collect() })
        });
        answer.await
    }

    async fn get_occurrence(
        &self,
        request: Request<pb::GetOccurrenceRequest>,
    ) -> Answer<pb::GetOccurrenceResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetOccurrence| {
            let (duty, occurrence) = self.owed(&ask.organisation, ask.id)?;
            if duty.attendance.is_some() && !self.reads_attendance(tx.caller())? {
                return Err(Error::NotFound);
            }
            let recorded = store::recorded(tx, &[ask.id], &[]).await?.remove(&ask.id).unwrap_or_default();
            let owed = [(duty, occurrence)];
            let attended = self.attended(tx, &owed).await?;
            let [(duty, occurrence)] = owed;
            Ok(shown((duty, &occurrence), (recorded, &attended), tx.caller(), london_day(tx.now())).into())
        });
        answer.await
    }

    async fn record_done(&self, request: Request<pb::RecordDoneRequest>) -> Answer<pb::RecordDoneResponse> {
        let act = async |tx: &mut _, ask: asks::RecordDone| self.record(tx, ask).await;
        self.parts.db.act(request, between::see::<Completion>, act).await
    }

    async fn withdraw_done(
        &self,
        request: Request<pb::WithdrawDoneRequest>,
    ) -> Answer<pb::WithdrawDoneResponse> {
        let act = async |tx: &mut _, ask: asks::WithdrawDone| self.withdraw(tx, ask).await;
        self.parts.db.act(request, between::see::<Completion>, act).await
    }
}
