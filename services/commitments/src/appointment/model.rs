//! What may happen to an appointment: it is recorded, and its end is.

use crate::{between::Fold, evidence::seal};
use chassis::{
    Caller, Error, Label, Violation, clock,
    exchange::{self as kept, Standing},
    message,
};
use contracts::{
    access::Reason,
    commitments::{self as pb, AppointmentContent, AppointmentEndContent, AppointmentState},
};
use jiff::civil::Date;
use uuid::Uuid;

/// Acts as they are kept.
pub(super) const APPOINTMENT: &str = "APPOINTMENT";
pub(super) const END: &str = "END";

/// An appointment: the fold of what was said of it.
#[derive(Clone, Debug)]
pub(crate) struct Appointment {
    pub(super) kept: kept::Exchange,
    content: AppointmentContent,
    until: String,
}

impl Fold for Appointment {
    const KIND: &'static str = "APPOINTMENT";
    const COLLECTION: &'static str = "appointments";

    fn fold(exchange: kept::Exchange) -> Result<Self, Error> {
        let bad = |what: &str| Error::internal(format!("appointment {}: {what}", exchange.id));
        let (first, end) = match exchange.acts.as_slice() {
            [first] => (first, None),
            [first, end] => (first, Some(end)),
            _ => return Err(bad("neither one act nor two")),
        };
        let kinds = (first.kind.as_str(), end.map(|act| act.kind.as_str()));
        if !matches!(kinds, (APPOINTMENT, None | Some(END))) {
            return Err(bad("an act that cannot follow the one before"));
        }
        let content: AppointmentContent = first.sealed.open()?;
        if content.organisation != format!("organisations/{}", exchange.opener) {
            return Err(bad("it is another's"));
        }
        let until = match end {
            None => content.until.clone(),
            Some(act) => {
                let said: AppointmentEndContent = act.sealed.open()?;
                if said.hash != first.sealed.hash() {
                    return Err(bad("what ended is another"));
                }
                said.until
            }
        };
        Ok(Self { kept: exchange, content, until })
    }

    fn kept(&self) -> &kept::Exchange {
        &self.kept
    }

    fn standing(&self) -> Result<Standing, Error> {
        let state = self.state().as_str_name().replacen("APPOINTMENT_STATE_", "", 1);
        Ok(Standing { state, summary: message::to_json(&self.bare())? })
    }
}

impl Appointment {
    fn state(&self) -> AppointmentState {
        if self.until.is_empty() { AppointmentState::Held } else { AppointmentState::Ended }
    }

    /// Refuses that its end is recorded by whoever did not record it, or again.
    pub(super) fn may_end(&self, caller: &Caller) -> Result<(), Error> {
        caller.in_person("a person records who holds a post, and no system")?;
        if self.kept.opener != caller.organisation {
            return Err(Error::ActingRole("an organisation records the end of its own appointments"));
        }
        if self.state() == AppointmentState::Ended {
            return Err(Error::refused(Reason::State, "its end was recorded"));
        }
        Ok(())
    }

    /// What says that it ends, if that is after it began.
    pub(super) fn end(&self, until: Date) -> Result<AppointmentEndContent, Error> {
        if self.content.from.parse::<Date>().is_ok_and(|from| until <= from) {
            return Err(Error::Refused(
                Reason::Incomplete,
                "an appointment ends after it began",
                vec![Violation::new("until", "must be after the first day")],
            ));
        }
        let hash = self.kept.acts[0].sealed.hash().to_vec();
        Ok(AppointmentEndContent { hash, until: until.to_string() })
    }

    /// The appointment as one of its readers sees it.
    pub(super) fn to_wire(&self, caller: &Caller) -> pb::Appointment {
        let acts = self.may_end(caller).is_ok().then(|| "EndAppointment".to_owned());
        let shown = listed(self.bare(), &caller.organisation, self.kept.id, self.kept.version);
        pb::Appointment { possible_acts: acts.into_iter().collect(), ..shown }
    }

    fn bare(&self) -> pb::Appointment {
        let (first, last) = (&self.kept.acts[0], &self.kept.acts[self.kept.acts.len() - 1]);
        pb::Appointment {
            state: self.state().into(),
            organisation: self.content.organisation.clone(),
            post: self.content.post,
            role_title: self.content.role_title.clone(),
            acting: self.content.acting,
            from: self.content.from.clone(),
            until: self.until.clone(),
            create_time: Some(clock::to_wire(first.at)),
            update_time: Some(clock::to_wire(last.at)),
            recorded_by: first.role.clone(),
            seal: Some(seal(&first.sealed)),
            ..pb::Appointment::default()
        }
    }
}

/// An appointment as a list shows it.
pub(super) fn listed(
    summary: pb::Appointment,
    reader: &Label,
    id: Uuid,
    version: kept::Version,
) -> pb::Appointment {
    let name = format!("organisations/{reader}/{}/{id}", Appointment::COLLECTION);
    pb::Appointment { name, etag: version.etag(), ..summary }
}
