//! Requests about what is counted in the domain's words.

use super::quarter::Quarter;
use chassis::{Ask, Asker, Fields, Label};
use contracts::breaches as pb;

/// To look at what would be released of a quarter.
pub(super) struct Preview {
    pub(super) organisation: Label,
    pub(super) quarter: Quarter,
}

pub(super) struct ConfirmReturn {
    pub(super) of: Preview,
    pub(super) etag: String,
    pub(super) correction_reason: String,
}

pub(super) struct PreviewAggregate(pub(super) Preview);

pub(super) struct DiscloseAggregate {
    pub(super) of: Preview,
    pub(super) etag: String,
}

pub(super) struct ListReturns {
    pub(super) organisation: Label,
    pub(super) quarter: Option<Quarter>,
}

impl Preview {
    fn of(parent: &str, quarter: &str, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(parent);
        let quarter = read(quarter, fields);
        Some(Self { organisation: organisation?, quarter: quarter? })
    }
}

fn read(quarter: &str, fields: &mut Fields) -> Option<Quarter> {
    fields.read("quarter", "must be a quarter such as 2026-Q3, from 2026-Q2 on", Quarter::parse(quarter))
}

impl Ask for Preview {
    type Request = pb::GetReturnPreviewRequest;

    fn read(_: &Asker<'_>, request: pb::GetReturnPreviewRequest, fields: &mut Fields) -> Option<Self> {
        Self::of(&request.parent, &request.quarter, fields)
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}

impl Ask for ConfirmReturn {
    type Request = pb::ConfirmReturnRequest;

    fn read(_: &Asker<'_>, request: pb::ConfirmReturnRequest, fields: &mut Fields) -> Option<Self> {
        let of = Preview::of(&request.parent, &request.quarter, fields)?;
        let correction_reason = request.correction_reason.trim().to_owned();
        Some(Self { of, etag: request.etag, correction_reason })
    }

    fn organisation(&self) -> &Label {
        &self.of.organisation
    }
}

impl Ask for PreviewAggregate {
    type Request = pb::GetCaseAggregatePreviewRequest;

    fn read(_: &Asker<'_>, request: pb::GetCaseAggregatePreviewRequest, fields: &mut Fields) -> Option<Self> {
        Preview::of(&request.parent, &request.quarter, fields).map(Self)
    }

    fn organisation(&self) -> &Label {
        &self.0.organisation
    }
}

impl Ask for DiscloseAggregate {
    type Request = pb::DiscloseCaseAggregateRequest;

    fn read(_: &Asker<'_>, request: pb::DiscloseCaseAggregateRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { of: Preview::of(&request.parent, &request.quarter, fields)?, etag: request.etag })
    }

    fn organisation(&self) -> &Label {
        &self.of.organisation
    }
}

impl Ask for ListReturns {
    type Request = pb::ListReturnsRequest;

    fn read(_: &Asker<'_>, request: pb::ListReturnsRequest, fields: &mut Fields) -> Option<Self> {
        let organisation = fields.parent(&request.parent);
        let quarter = match request.quarter.as_str() {
            "" => None,
            text => Some(read(text, fields)?),
        };
        Some(Self { organisation: organisation?, quarter })
    }

    fn organisation(&self) -> &Label {
        &self.organisation
    }
}
