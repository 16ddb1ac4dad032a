//! Requests about the calendar in the domain's words.

use super::{Completion, edition::DutyCode, recurrence::OccurrenceId};
use crate::{
    between::Fold as _,
    register::service::{date, on},
};
use chassis::{Ask, Asker, Fields, Label, Target};
use contracts::{access::Party, commitments as pb};
use jiff::{ToSpan as _, civil::Date};

/// The longest time that is listed, in months.
const MOST_MONTHS: i32 = 18;

pub(super) struct ListDuties {
    organisation: Label,
    pub(super) owed_by: Vec<Party>,
}

pub(super) struct ListBodies {
    organisation: Label,
    pub(super) on: Option<Date>,
}

pub(super) struct ListOccurrences {
    pub(super) organisation: Label,
    pub(super) span: (Date, Date),
    pub(super) duty: Option<DutyCode>,
    pub(super) with_overdue: bool,
}

pub(super) struct GetOccurrence {
    pub(super) organisation: Label,
    pub(super) id: OccurrenceId,
}

pub(super) struct RecordDone {
    pub(super) organisation: Label,
    pub(super) id: OccurrenceId,
    pub(super) done_on: Date,
    pub(super) reference: String,
    pub(super) note: String,
}

pub(super) struct WithdrawDone {
    pub(super) target: Target,
    pub(super) reason: String,
}

fn occurrence(fields: &mut Fields, name: &str) -> Option<(Label, OccurrenceId)> {
    let must = "must be organisations/{organisation}/occurrences/{occurrence}";
    fields.read("name", must, OccurrenceId::parse_name(name))
}

impl Ask for ListDuties {
    type Request = pb::ListDutiesRequest;

    fn read(asker: &Asker<'_>, request: pb::ListDutiesRequest, _: &mut Fields) -> Option<Self> {
        let organisation = asker.caller.organisation.clone();
        Some(Self { organisation, owed_by: request.owed_by().collect() })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListBodies {
    type Request = pb::ListBodiesRequest;

    fn read(asker: &Asker<'_>, request: pb::ListBodiesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = asker.caller.organisation.clone();
        Some(Self { organisation, on: on(fields, &request.on) })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ListOccurrences {
    type Request = pb::ListOccurrencesRequest;

    fn read(_: &Asker<'_>, request: pb::ListOccurrencesRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let (from, to) = (date(fields, "from", &request.from), date(fields, "to", &request.to));
        let duty = match request.duty.strip_prefix("duties/") {
            Some(code) => fields.read("duty", "must be duties/{duty}", DutyCode::parse(code).map(Some)),
            None => Some(None),
        };
        let span = from.zip(to);
        let within = |(from, to): (Date, Date)| from <= to && to < from.saturating_add(MOST_MONTHS.months());
        let must = "must be the first day or later, and within 18 months of it";
        let span = fields.read("to", must, span.is_none_or(within).then_some(span));
        let (organisation, span, duty) = (organisation?, span??, duty?);
        Some(Self { organisation, span, duty, with_overdue: request.with_overdue })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetOccurrence {
    type Request = pb::GetOccurrenceRequest;

    fn read(_: &Asker<'_>, request: pb::GetOccurrenceRequest, fields: &mut Fields) -> Option<Self> {
        let (organisation, id) = occurrence(fields, &request.name)?;
        Some(Self { organisation, id })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for RecordDone {
    type Request = pb::RecordDoneRequest;

    fn read(_: &Asker<'_>, request: pb::RecordDoneRequest, fields: &mut Fields) -> Option<Self> {
        let (named, done_on) = (occurrence(fields, &request.name), date(fields, "done_on", &request.done_on));
        let reference = fields.text("reference", &request.reference);
        let ((organisation, id), note) = (named?, request.note.trim().to_owned());
        Some(Self { organisation, id, done_on: done_on?, reference: reference?, note })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for WithdrawDone {
    type Request = pb::WithdrawDoneRequest;

    fn read(_: &Asker<'_>, request: pb::WithdrawDoneRequest, fields: &mut Fields) -> Option<Self> {
        let target = fields.target(Completion::COLLECTION, &request.name, &request.etag);
        let reason = fields.text("reason", &request.reason);
        Some(Self { target: target?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}
