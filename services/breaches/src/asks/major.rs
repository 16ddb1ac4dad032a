//! Major breaches, and what is reported of them.

use super::{Deed, optional, optional_time};
use crate::exchange::{Notice, Report};
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

pub(crate) struct ReportToCentre {
    pub(crate) report: Report,
}

impl Deed for ReportToCentre {
    type Request = pb::ReportToCentreRequest;

    fn read(request: pb::ReportToCentreRequest, _: &mut Fields) -> Option<Self> {
        let (interest, statement) = (optional(&request.interest), optional(&request.statement));
        Some(Self { report: Report { parts: request.parts().collect(), interest, statement } })
    }
}

pub(crate) struct ReportToNcsc {
    pub(crate) notice: Notice,
}

impl Deed for ReportToNcsc {
    type Request = pb::ReportToNcscRequest;

    fn read(request: pb::ReportToNcscRequest, _: &mut Fields) -> Option<Self> {
        let (gc3_reference, statement) = (optional(&request.gc3_reference), optional(&request.statement));
        let (parts, suspected_category) = (request.parts().collect(), request.suspected_category());
        Some(Self { notice: Notice { parts, suspected_category, gc3_reference, statement } })
    }
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
