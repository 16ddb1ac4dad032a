//! Requests in the domain's words. The contract's shape rules were checked before; what is left is what they cannot say.

mod assess;
mod confirm;
mod dismiss;
mod list;
mod major;
mod near_miss;
mod notify;
mod register;
mod restrict;
mod settle;
mod track;

pub(crate) use assess::{AdviseOnAssessment, DecideAssessment, DraftAssessment};
pub(crate) use confirm::{ConfirmBreach, CorrectAwareness, ExplainDeadline};
pub(crate) use dismiss::{ConfirmDismissal, ProposeDismissal, VoidBreach, WithdrawConfirmation};
pub(crate) use list::{Filter, ListBreachEvents, ListBreaches, Order, SummariseBreaches};
pub(crate) use major::{DeclareMajor, ReportToCentre, ReportToNcsc, SendRemediationUpdate};
pub(crate) use near_miss::{ClassifyNearMiss, FinishNearMiss, ReviewNearMiss, UpgradeNearMiss};
pub(crate) use notify::{
    CorrectNotification, DecideNotToNotify, NotifyRegulator, SupplementNotification, WithdrawNotification,
};
pub(crate) use register::{CreateBreach, GetBreach, LogBreach, UpdateBreach, content};
pub(crate) use restrict::{LiftRestriction, RestrictBreach};
pub(crate) use settle::{BeginLearning, BeginRemediation, CloseBreach, ReassessBreach, ReopenBreach};
pub(crate) use track::{ClaimExemption, RecordCommunication, RecordContainment, RecordMediaLines};

use crate::model::BREACHES;
pub(crate) use chassis::Target;
use chassis::{Ask, Asker, Fields, Label, Name, clock};
use contracts::Targeted;
use jiff::Timestamp;

/// What a caller wants done to a breach.
pub(crate) trait Deed: Sized {
    /// The request on the wire.
    type Request: Targeted;

    /// Reads a request, or notes every field that is wrong besides the target.
    fn read(request: Self::Request, fields: &mut Fields) -> Option<Self>;
}

/// A deed, and the breach that it is to be done to.
#[derive(Debug)]
pub(crate) struct On<D> {
    pub(crate) target: Target,
    pub(crate) deed: D,
}

impl<D: Deed> Ask for On<D> {
    type Request = D::Request;

    fn read(_: &Asker<'_>, request: D::Request, fields: &mut Fields) -> Option<Self> {
        let (name, etag) = request.target();
        let target = fields.target(BREACHES, name, etag);
        let deed = D::read(request, fields);
        Some(Self { target: target?, deed: deed? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.organisation
    }
}

fn name(fields: &mut Fields, field: &str, text: &str) -> Option<Name> {
    fields.name(field, BREACHES, text)
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

/// A text that may be left out, without the space around it.
fn optional(text: &str) -> String {
    text.trim().to_owned()
}
