//! Requests about appointments in the domain's words.

use super::Appointment;
use crate::{between::Fold as _, register::service::date};
use chassis::{Ask, Asker, Fields, Label, Name, Page, Target, exchange::Filter};
use contracts::commitments::{self as pb, Post};
use jiff::civil::Date;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

pub(super) struct RecordAppointment {
    pub(super) organisation: Label,
    pub(super) post: Post,
    pub(super) role_title: String,
    pub(super) acting: bool,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
}

pub(super) struct EndAppointment {
    pub(super) target: Target,
    pub(super) until: Date,
}

pub(super) struct GetAppointment {
    pub(super) name: Name,
}

pub(super) struct ListAppointments {
    pub(super) organisation: Label,
    pub(super) filter: Filter,
    pub(super) page: Page<(i64, Uuid)>,
}

pub(super) struct ListVacancies {
    pub(super) organisation: Label,
}

impl Ask for RecordAppointment {
    type Request = pb::RecordAppointmentRequest;

    fn read(_: &Asker<'_>, request: pb::RecordAppointmentRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, post) = (fields.parent(&request.parent), request.post());
        let role_title = fields.text("role_title", &request.role_title);
        let from = date(fields, "from", &request.from);
        let until = match request.until.as_str() {
            "" => Some(None),
            until => date(fields, "until", until).map(Some),
        };
        let after = from.zip(until.flatten()).is_none_or(|(from, until)| from < until);
        fields.read("until", "must be after the first day", after.then_some(()))?;
        let (organisation, role_title, from, until) = (organisation?, role_title?, from?, until?);
        Some(Self { organisation, post, role_title, acting: request.acting, from, until })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for EndAppointment {
    type Request = pb::EndAppointmentRequest;

    fn read(_: &Asker<'_>, request: pb::EndAppointmentRequest, fields: &mut Fields) -> Option<Self> {
        let target = fields.target(Appointment::COLLECTION, &request.name, &request.etag);
        let until = date(fields, "until", &request.until);
        Some(Self { target: target?, until: until? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for GetAppointment {
    type Request = pb::GetAppointmentRequest;

    fn read(_: &Asker<'_>, request: pb::GetAppointmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: fields.name("name", Appointment::COLLECTION, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for ListAppointments {
    type Request = pb::ListAppointmentsRequest;

    fn read(
        asker: &Asker<'_>,
        mut request: pb::ListAppointmentsRequest,
        fields: &mut Fields,
    ) -> Option<Self> {
        let page = asker.page(&mut request, USUAL, MOST, fields);
        let organisation = fields.parent(&request.parent)?;
        let filter = Filter { kinds: vec![Appointment::KIND.to_owned()], ..Filter::default() };
        Some(Self { organisation, filter, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListVacancies {
    type Request = pb::ListVacanciesRequest;

    fn read(_: &Asker<'_>, request: pb::ListVacanciesRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { organisation: fields.parent(&request.parent)? })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
