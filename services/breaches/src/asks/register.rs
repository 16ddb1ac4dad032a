//! Keeping the register: start, read, change and log a breach.

use super::{Deed, Target, name, optional_time};
use chassis::{Ask, Asker, Fields, Label, Name};
use contracts::breaches as pb;

/// The longest mask, in paths.
const LONGEST_MASK: usize = 100;

pub(crate) struct CreateBreach {
    pub(crate) organisation: Label,
    pub(crate) breach: pb::Breach,
}

pub(crate) struct GetBreach {
    pub(crate) name: Name,
}

pub(crate) struct UpdateBreach {
    pub(crate) target: Target,
    pub(crate) breach: pb::Breach,
    pub(crate) mask: Vec<String>,
}

pub(crate) struct LogBreach;

impl Ask for CreateBreach {
    type Request = pb::CreateBreachRequest;

    fn read(_: &Asker<'_>, request: pb::CreateBreachRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let breach = request.breach.unwrap_or_default();
        content(fields, &breach);
        Some(Self { organisation: organisation?, breach })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for GetBreach {
    type Request = pb::GetBreachRequest;

    fn read(_: &Asker<'_>, request: pb::GetBreachRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, "name", &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for UpdateBreach {
    type Request = pb::UpdateBreachRequest;

    fn read(_: &Asker<'_>, request: pb::UpdateBreachRequest, fields: &mut Fields) -> Option<Self> {
        let breach = request.breach.unwrap_or_default();
        let mask = request.update_mask.unwrap_or_default().paths;
        content(fields, &breach);
        let etag = Some(breach.etag.clone()).filter(|etag| (1..=64).contains(&etag.len()));
        let etag = fields.read("breach.etag", "is needed, as the breach was read", etag);
        if !(1..=LONGEST_MASK).contains(&mask.len()) {
            fields.note("update_mask", "must name 1 to 100 fields");
        }
        let name = name(fields, "breach.name", &breach.name);
        Some(Self { target: Target { name: name?, etag: etag? }, breach, mask })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Deed for LogBreach {
    type Request = pb::LogBreachRequest;

    fn read(_: pb::LogBreachRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

/// Notes what is wrong with what a caller writes of a breach, beyond its shape.
pub(crate) fn content(fields: &mut Fields, breach: &pb::Breach) {
    optional_time(fields, "breach.detected_at", breach.detected_at);
    let facts = breach.facts.clone().unwrap_or_default();
    let incident = facts.incident.unwrap_or_default();
    let from = optional_time(fields, "breach.facts.incident.occurred_from", incident.occurred_from).flatten();
    let to = optional_time(fields, "breach.facts.incident.occurred_to", incident.occurred_to).flatten();
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        fields.note("breach.facts.incident.occurred_to", "must not be before occurred_from");
    }
    let data = facts.data.unwrap_or_default();
    if data.records_approx.is_some() && data.records_basis() == pb::CountBasis::Unknown {
        fields.note("breach.facts.data.records_approx", "must be left out while it is unknown");
    }
    let people = facts.people.unwrap_or_default();
    if people.affected_approx.is_some() && people.affected_basis() == pb::CountBasis::Unknown {
        fields.note("breach.facts.people.affected_approx", "must be left out while it is unknown");
    }
}
