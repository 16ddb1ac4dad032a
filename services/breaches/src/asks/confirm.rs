//! Confirming a breach, correcting its awareness, and asking about its deadline.

use super::{Deed, name, optional, optional_time, time};
use crate::model::Confirm;
use chassis::{Ask, Asker, Fields, Label, Name};
use contracts::breaches as pb;
use jiff::Timestamp;

pub(crate) struct ConfirmBreach {
    pub(crate) confirm: Confirm,
    pub(crate) note: String,
}

pub(crate) struct CorrectAwareness {
    pub(crate) aware_at: Timestamp,
    pub(crate) reason: String,
}

pub(crate) struct ExplainDeadline {
    pub(crate) name: Name,
}

impl Deed for ConfirmBreach {
    type Request = pb::ConfirmBreachRequest;

    fn read(request: pb::ConfirmBreachRequest, fields: &mut Fields) -> Option<Self> {
        let note = optional(&request.note);
        Some(Self { confirm: confirm(request, fields)?, note })
    }
}

/// Reads what any confirmation asks.
pub(super) fn confirm(request: pb::ConfirmBreachRequest, fields: &mut Fields) -> Option<Confirm> {
    let (regime, kind, category) =
        (request.legal_regime(), request.incident_type(), request.incident_category());
    let aware_at = time(fields, "aware_at", request.aware_at);
    let from = optional_time(fields, "occurred_from", request.occurred_from);
    let to = optional_time(fields, "occurred_to", request.occurred_to);
    if from.flatten().zip(to.flatten()).is_some_and(|(from, to)| to < from) {
        fields.note("occurred_to", "must not be before occurred_from");
    }
    let own = request.name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
    Some(Confirm {
        aware_at: aware_at?,
        aware_delay_reason: optional(&request.aware_delay_reason),
        legal_regime: regime,
        controller: Some(request.controller).filter(|name| !name.is_empty()).unwrap_or(own),
        processor: optional(&request.processor),
        joint_controllers: request.joint_controllers,
        occurred_from: from?,
        occurred_to: to?,
        incident_type: kind,
        incident_category: category,
    })
}

impl Deed for CorrectAwareness {
    type Request = pb::CorrectAwarenessRequest;

    fn read(request: pb::CorrectAwarenessRequest, fields: &mut Fields) -> Option<Self> {
        let aware_at = time(fields, "aware_at", request.aware_at);
        let reason = fields.text("reason", &request.reason);
        Some(Self { aware_at: aware_at?, reason: reason? })
    }
}

impl Ask for ExplainDeadline {
    type Request = pb::ExplainDeadlineRequest;

    fn read(_: &Asker<'_>, request: pb::ExplainDeadlineRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, "name", &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}
