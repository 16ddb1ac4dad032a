//! Telling the regulator, or deciding that it need not be told.

use super::{Target, optional_time, target};
use crate::model::{Notice, Notify};
use chassis::{Ask, Asker, Fields, Label, clock};
use contracts::breaches::{self as pb, NoticeChannel};

pub(crate) struct NotifyRegulator {
    pub(crate) target: Target,
    pub(crate) notify: Notify,
}

pub(crate) struct DecideNotToNotify {
    pub(crate) target: Target,
    pub(crate) rationale: String,
}

impl Ask for NotifyRegulator {
    type Request = pb::NotifyRegulatorRequest;

    fn read(_: &Asker<'_>, request: pb::NotifyRegulatorRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let expected_by = optional_time(fields, "expected_by", request.expected_by);
        if request.items_outstanding.is_empty() && request.expected_by.is_some() {
            fields.note("expected_by", "must be left out where nothing is outstanding");
        }
        if !request.items_outstanding.is_empty() && request.expected_by.is_none() {
            fields.note("expected_by", "is needed where something is outstanding");
        }
        let items = request.items_outstanding.into_iter();
        let item = |one: pb::Outstanding| pb::OutstandingItemContent {
            item: one.item,
            note: one.note.trim().to_owned(),
        };
        let notice = notice(fields, &request.notice.unwrap_or_default());
        let notify = Notify {
            items_outstanding: items.map(item).collect(),
            expected_by: expected_by?,
            delay_reasons: request.delay_reasons.trim().to_owned(),
            notice: notice?,
            decision_maker_role: request.decision_maker_role,
        };
        Some(Self { target: target?, notify })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

/// Reads how notice reaches the regulator: here, or elsewhere with a reference and a time.
fn notice(fields: &mut Fields, notice: &pb::Notice) -> Option<Notice> {
    let (reference, received_at) = (notice.reference.trim(), notice.received_at);
    if notice.channel() == NoticeChannel::Platform {
        if !reference.is_empty() {
            fields.note("notice.reference", "must be left out where notice is given here");
        }
        if received_at.is_some() {
            fields.note("notice.received_at", "must be left out where notice is given here");
        }
        return Some(Notice::Platform);
    }
    let reference = fields.text("notice.reference", reference);
    let received_at =
        fields.read("notice.received_at", "must be a time", received_at.and_then(clock::from_wire));
    Some(Notice::Elsewhere { channel: notice.channel(), reference: reference?, received_at: received_at? })
}

impl Ask for DecideNotToNotify {
    type Request = pb::DecideNotToNotifyRequest;

    fn read(_: &Asker<'_>, request: pb::DecideNotToNotifyRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let rationale = fields.text("rationale", &request.rationale);
        Some(Self { target: target?, rationale: rationale? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}
