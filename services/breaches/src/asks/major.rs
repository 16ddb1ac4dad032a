//! Major breaches.

use super::{Deed, optional_time};
use chassis::Fields;
use contracts::breaches as pb;
use jiff::Timestamp;

pub(crate) struct DeclareMajor {
    pub(crate) reason: String,
}

pub(crate) struct SendRemediationUpdate {
    pub(crate) progress: String,
    pub(crate) next_update_at: Option<Timestamp>,
}

impl Deed for DeclareMajor {
    type Request = pb::DeclareMajorRequest;

    fn read(request: pb::DeclareMajorRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

impl Deed for SendRemediationUpdate {
    type Request = pb::SendRemediationUpdateRequest;

    fn read(request: pb::SendRemediationUpdateRequest, fields: &mut Fields) -> Option<Self> {
        let progress = fields.text("progress", &request.progress);
        let next_update_at = optional_time(fields, "next_update_at", request.next_update_at);
        Some(Self { progress: progress?, next_update_at: next_update_at? })
    }
}
