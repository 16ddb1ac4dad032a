//! Confirming a breach, correcting its awareness, and asking about its deadline.

use super::{Target, name, optional_time, target, time};
use crate::model::Confirm;
use chassis::{Ask, Asker, Fields, Label, Name};
use contracts::breaches as pb;
use jiff::Timestamp;

pub(crate) struct ConfirmBreach {
    pub(crate) target: Target,
    pub(crate) confirm: Confirm,
}

pub(crate) struct CorrectAwareness {
    pub(crate) target: Target,
    pub(crate) aware_at: Timestamp,
    pub(crate) reason: String,
}

pub(crate) struct ExplainDeadline {
    pub(crate) name: Name,
}

impl Ask for ConfirmBreach {
    type Request = pb::ConfirmBreachRequest;

    fn read(_: &Asker<'_>, request: pb::ConfirmBreachRequest, fields: &mut Fields) -> Option<Self> {
        let (regime, kind, category) =
            (request.legal_regime(), request.incident_type(), request.incident_category());
        let target = target(fields, &request.name, request.etag);
        let aware_at = time(fields, "aware_at", request.aware_at);
        let from = optional_time(fields, "occurred_from", request.occurred_from);
        let to = optional_time(fields, "occurred_to", request.occurred_to);
        if from.flatten().zip(to.flatten()).is_some_and(|(from, to)| to < from) {
            fields.note("occurred_to", "must not be before occurred_from");
        }
        let target = target?;
        let own = format!("organisations/{}", target.name.organisation);
        let confirm = Confirm {
            aware_at: aware_at?,
            aware_delay_reason: request.aware_delay_reason.trim().to_owned(),
            legal_regime: regime,
            controller: Some(request.controller).filter(|name| !name.is_empty()).unwrap_or(own),
            processor: request.processor.trim().to_owned(),
            joint_controllers: request.joint_controllers,
            occurred_from: from?,
            occurred_to: to?,
            incident_type: kind,
            incident_category: category,
        };
        Some(Self { target, confirm })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

impl Ask for CorrectAwareness {
    type Request = pb::CorrectAwarenessRequest;

    fn read(_: &Asker<'_>, request: pb::CorrectAwarenessRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let aware_at = time(fields, "aware_at", request.aware_at);
        let reason = fields.text("reason", &request.reason);
        Some(Self { target: target?, aware_at: aware_at?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
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
