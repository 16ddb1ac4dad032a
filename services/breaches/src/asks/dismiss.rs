//! Ending a record that is no breach.

use super::{Deed, name, optional};
use crate::model::Voided;
use chassis::Fields;
use contracts::breaches::{self as pb, VoidReason};

pub(crate) struct ProposeDismissal {
    pub(crate) rationale: String,
}

pub(crate) struct ConfirmDismissal {
    pub(crate) rationale: String,
}

pub(crate) struct WithdrawConfirmation {
    pub(crate) rationale: String,
}

pub(crate) struct VoidBreach {
    pub(crate) voided: Voided,
}

impl Deed for ProposeDismissal {
    type Request = pb::ProposeDismissalRequest;

    fn read(request: pb::ProposeDismissalRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { rationale: fields.text("rationale", &request.rationale)? })
    }
}

impl Deed for ConfirmDismissal {
    type Request = pb::ConfirmDismissalRequest;

    fn read(request: pb::ConfirmDismissalRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { rationale: fields.text("rationale", &request.rationale)? })
    }
}

impl Deed for WithdrawConfirmation {
    type Request = pb::WithdrawConfirmationRequest;

    fn read(request: pb::WithdrawConfirmationRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { rationale: fields.text("rationale", &request.rationale)? })
    }
}

impl Deed for VoidBreach {
    type Request = pb::VoidBreachRequest;

    fn read(request: pb::VoidBreachRequest, fields: &mut Fields) -> Option<Self> {
        let (reason, note) = (request.reason(), optional(&request.note));
        let named = !request.duplicate_of.is_empty();
        match reason {
            VoidReason::Duplicate if !named => fields.note("duplicate_of", "is needed for a duplicate"),
            VoidReason::EnteredInError if named => {
                fields.note("duplicate_of", "must be left out where it is no duplicate");
            }
            _ => {}
        }
        let duplicate_of =
            if named { Some(name(fields, "duplicate_of", &request.duplicate_of)?) } else { None };
        let own = request.name.split('/').nth(1);
        if duplicate_of.as_ref().is_some_and(|other| Some(other.organisation.as_str()) != own) {
            fields.note("duplicate_of", "must be a breach of the same organisation");
        }
        Some(Self { voided: Voided { reason, duplicate_of, note } })
    }
}
