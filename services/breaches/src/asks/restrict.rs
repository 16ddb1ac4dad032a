//! Restricting a breach, and lifting that.

use super::Deed;
use chassis::Fields;
use contracts::breaches::{self as pb, PointerReason};

pub(crate) struct RestrictBreach {
    pub(crate) reason: PointerReason,
}

pub(crate) struct LiftRestriction;

impl Deed for RestrictBreach {
    type Request = pb::RestrictBreachRequest;

    fn read(request: pb::RestrictBreachRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { reason: request.reason_code() })
    }
}

impl Deed for LiftRestriction {
    type Request = pb::LiftRestrictionRequest;

    fn read(_: pb::LiftRestrictionRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}
