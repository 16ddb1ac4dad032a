//! What runs beside the main course of a breach.

use super::{Deed, optional};
use chassis::Fields;
use contracts::breaches::{
    self as pb, CommunicationMethod, CommunicationState, ContainmentState, Exemption, MediaLinesState,
};

pub(crate) struct RecordContainment {
    pub(crate) state: ContainmentState,
    pub(crate) note: String,
}

pub(crate) struct ClaimExemption {
    pub(crate) exemption: Exemption,
    pub(crate) rationale: String,
    pub(crate) certificate_reference: String,
}

pub(crate) struct RecordCommunication {
    pub(crate) state: CommunicationState,
    pub(crate) method: CommunicationMethod,
    pub(crate) told_approx: Option<i64>,
    pub(crate) content: String,
}

pub(crate) struct RecordMediaLines {
    pub(crate) state: MediaLinesState,
    pub(crate) note: String,
}

impl Deed for RecordContainment {
    type Request = pb::RecordContainmentRequest;

    fn read(request: pb::RecordContainmentRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { state: request.state(), note: fields.text("note", &request.note)? })
    }
}

impl Deed for ClaimExemption {
    type Request = pb::ClaimExemptionRequest;

    fn read(request: pb::ClaimExemptionRequest, fields: &mut Fields) -> Option<Self> {
        let rationale = fields.text("rationale", &request.rationale)?;
        let certificate_reference = optional(&request.certificate_reference);
        Some(Self { exemption: request.exemption(), rationale, certificate_reference })
    }
}

impl Deed for RecordCommunication {
    type Request = pb::RecordCommunicationRequest;

    fn read(request: pb::RecordCommunicationRequest, fields: &mut Fields) -> Option<Self> {
        let content = fields.text("content", &request.content)?;
        let (state, method) = (request.state(), request.method());
        Some(Self { state, method, told_approx: request.told_approx, content })
    }
}

impl Deed for RecordMediaLines {
    type Request = pb::RecordMediaLinesRequest;

    fn read(request: pb::RecordMediaLinesRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { state: request.state(), note: fields.text("note", &request.note)? })
    }
}
