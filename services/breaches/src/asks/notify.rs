//! Telling the regulator, or deciding that it need not be told.

use super::{Deed, optional, optional_time};
use crate::model::{LeftUnnotified, Notice, Notify};
use chassis::{Fields, clock};
use contracts::breaches::{self as pb, CentreChoice, NotNotifiableBasis, NoticeChannel};
use jiff::Timestamp;

pub(crate) struct NotifyRegulator {
    pub(crate) notify: Notify,
    /// What the centre is let know, and why nothing where that is it.
    pub(crate) centre: (CentreChoice, String),
}

pub(crate) struct SupplementNotification {
    pub(crate) notify: Notify,
}

pub(crate) struct CorrectNotification {
    pub(crate) notify: Notify,
    pub(crate) what_was_wrong: String,
}

pub(crate) struct WithdrawNotification {
    pub(crate) reason: String,
    pub(crate) notice: Notice,
}

pub(crate) struct DecideNotToNotify {
    pub(crate) left: LeftUnnotified,
}

impl Deed for NotifyRegulator {
    type Request = pb::NotifyRegulatorRequest;

    fn read(request: pb::NotifyRegulatorRequest, fields: &mut Fields) -> Option<Self> {
        let (delay_reasons, chosen) = (optional(&request.delay_reasons), request.centre_choice());
        let owed = owed(fields, request.items_outstanding, request.expected_by);
        let notice = notice(fields, &request.notice.unwrap_or_default());
        let reason = optional(&request.centre_reason);
        let centre = match chosen {
            CentreChoice::Unspecified => CentreChoice::ReferenceOnly,
            choice => choice,
        };
        let notify = Notify { delay_reasons, ..notify(owed?, notice?, request.decision_maker_role) };
        Some(Self { notify, centre: (centre, reason) })
    }
}

impl Deed for SupplementNotification {
    type Request = pb::SupplementNotificationRequest;

    fn read(request: pb::SupplementNotificationRequest, fields: &mut Fields) -> Option<Self> {
        let owed = owed(fields, request.items_outstanding, request.expected_by);
        let notice = notice(fields, &request.notice.unwrap_or_default());
        Some(Self { notify: notify(owed?, notice?, request.decision_maker_role) })
    }
}

impl Deed for CorrectNotification {
    type Request = pb::CorrectNotificationRequest;

    fn read(request: pb::CorrectNotificationRequest, fields: &mut Fields) -> Option<Self> {
        let what_was_wrong = fields.text("what_was_wrong", &request.what_was_wrong);
        let owed = owed(fields, request.items_outstanding, request.expected_by);
        let notice = notice(fields, &request.notice.unwrap_or_default());
        let notify = notify(owed?, notice?, request.decision_maker_role);
        Some(Self { notify, what_was_wrong: what_was_wrong? })
    }
}

impl Deed for WithdrawNotification {
    type Request = pb::WithdrawNotificationRequest;

    fn read(request: pb::WithdrawNotificationRequest, fields: &mut Fields) -> Option<Self> {
        let reason = fields.text("reason", &request.reason);
        let notice = notice(fields, &request.notice.unwrap_or_default());
        Some(Self { reason: reason?, notice: notice? })
    }
}

/// What is still owed, and when it is expected.
type Owed = (Vec<pb::OutstandingItemContent>, Option<Timestamp>);

fn notify((items_outstanding, expected_by): Owed, notice: Notice, decision_maker_role: String) -> Notify {
    Notify { items_outstanding, expected_by, delay_reasons: String::new(), notice, decision_maker_role }
}

/// Reads what is still owed: with a time if anything is, and without one if nothing is.
fn owed(
    fields: &mut Fields,
    items: Vec<pb::Outstanding>,
    expected_by: Option<prost_types::Timestamp>,
) -> Option<Owed> {
    if items.is_empty() && expected_by.is_some() {
        fields.note("expected_by", "must be left out where nothing is outstanding");
    }
    if !items.is_empty() && expected_by.is_none() {
        fields.note("expected_by", "is needed where something is outstanding");
    }
    let expected_by = optional_time(fields, "expected_by", expected_by)?;
    let item =
        |one: pb::Outstanding| pb::OutstandingItemContent { item: one.item, note: optional(&one.note) };
    Some((items.into_iter().map(item).collect(), expected_by))
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

impl Deed for DecideNotToNotify {
    type Request = pb::DecideNotToNotifyRequest;

    fn read(request: pb::DecideNotToNotifyRequest, fields: &mut Fields) -> Option<Self> {
        let basis = match request.basis() {
            NotNotifiableBasis::Unspecified => NotNotifiableBasis::UnlikelyRisk,
            basis => basis,
        };
        let certificate_reference = optional(&request.certificate_reference);
        if basis != NotNotifiableBasis::NationalSecurity && !certificate_reference.is_empty() {
            fields.note("certificate_reference", "must be left out on this ground");
        }
        let rationale = fields.text("rationale", &request.rationale)?;
        Some(Self { left: LeftUnnotified { basis, rationale, certificate_reference } })
    }
}
