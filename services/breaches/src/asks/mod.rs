//! Requests in the domain's words. The contract's shape rules were checked before; what is left is what they cannot say.

mod assess;
mod confirm;
mod list;
mod notify;
mod register;

pub(crate) use assess::{AdviseOnAssessment, DecideAssessment, DraftAssessment};
pub(crate) use confirm::{ConfirmBreach, CorrectAwareness, ExplainDeadline};
pub(crate) use list::{Filter, ListBreaches, Order};
pub(crate) use notify::{DecideNotToNotify, NotifyRegulator};
pub(crate) use register::{CreateBreach, GetBreach, LogBreach, UpdateBreach};

use crate::model::BREACHES;
use chassis::{Fields, Label, Name, clock};
use jiff::Timestamp;

/// A breach as a caller names it for a mutation: the name, and the etag as it was read.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: Name,
    pub(crate) etag: String,
}

fn name(fields: &mut Fields, field: &str, text: &str) -> Option<Name> {
    fields.read(field, "must be organisations/{organisation}/breaches/{uuid}", Name::parse(BREACHES, text))
}

fn parent(fields: &mut Fields, text: &str) -> Option<Label> {
    fields.read("parent", "must be organisations/{organisation}", Label::parent(text))
}

fn target(fields: &mut Fields, name: &str, etag: String) -> Option<Target> {
    Some(Target { name: self::name(fields, "name", name)?, etag })
}

/// Reads a time that must be there.
fn time(fields: &mut Fields, field: &str, time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    fields.read(field, "must be a time", time.and_then(clock::from_wire))
}

/// Reads a time that may be absent.
#[expect(clippy::option_option, reason = "the outer one says whether it is well-formed")]
fn optional_time(
    fields: &mut Fields,
    field: &str,
    time: Option<prost_types::Timestamp>,
) -> Option<Option<Timestamp>> {
    match time {
        None => Some(None),
        Some(time) => fields.read(field, "must be a time", clock::from_wire(time)).map(Some),
    }
}
