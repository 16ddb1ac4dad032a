//! Near misses.

use super::{Deed, confirm::confirm};
use crate::model::{Classified, Confirm};
use chassis::Fields;
use contracts::breaches as pb;

pub(crate) struct ClassifyNearMiss {
    pub(crate) classified: Classified,
}

pub(crate) struct ReviewNearMiss {
    pub(crate) finding: String,
}

pub(crate) struct FinishNearMiss {
    pub(crate) share: bool,
}

pub(crate) struct UpgradeNearMiss {
    pub(crate) confirm: Confirm,
    pub(crate) new_facts: String,
}

impl Deed for ClassifyNearMiss {
    type Request = pb::ClassifyNearMissRequest;

    fn read(request: pb::ClassifyNearMissRequest, fields: &mut Fields) -> Option<Self> {
        let classified = Classified {
            kind: request.kind(),
            potential_incident_type: request.potential_incident_type(),
            potential_band: request.potential_band(),
            what_stopped_it: fields.text("what_stopped_it", &request.what_stopped_it)?,
            stopped_by: request.stopped_by,
        };
        Some(Self { classified })
    }
}

impl Deed for ReviewNearMiss {
    type Request = pb::ReviewNearMissRequest;

    fn read(request: pb::ReviewNearMissRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { finding: fields.text("finding", &request.finding)? })
    }
}

impl Deed for FinishNearMiss {
    type Request = pb::FinishNearMissRequest;

    fn read(request: pb::FinishNearMissRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { share: request.share })
    }
}

impl Deed for UpgradeNearMiss {
    type Request = pb::UpgradeNearMissRequest;

    fn read(request: pb::UpgradeNearMissRequest, fields: &mut Fields) -> Option<Self> {
        let new_facts = fields.text("new_facts", &request.new_facts);
        // What is asked besides is what any confirmation asks.
        let asked = pb::ConfirmBreachRequest {
            name: request.name,
            aware_at: request.aware_at,
            aware_delay_reason: request.aware_delay_reason,
            legal_regime: request.legal_regime,
            controller: request.controller,
            processor: request.processor,
            joint_controllers: request.joint_controllers,
            occurred_from: request.occurred_from,
            occurred_to: request.occurred_to,
            incident_type: request.incident_type,
            incident_category: request.incident_category,
            ..pb::ConfirmBreachRequest::default()
        };
        let confirm = confirm(asked, fields);
        Some(Self { confirm: confirm?, new_facts: new_facts? })
    }
}
