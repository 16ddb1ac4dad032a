//! What is said of breaches of which nothing may be written, and of those that the named few alone may know of.

use super::{about, hours_ago, report};
use chassis_testing::id;
use contracts::breaches::{
    self as pb, Breach, DecisionTaken, Exchange, IncidentCategory, IncidentType, LegalRegime, NoticeChannel,
    Pointer, PointerReason,
};

/// Points to a breach under an order of a court, of which the organisation has been aware for an hour.
pub fn point(parent: &str) -> pb::CreatePointerRequest {
    pb::CreatePointerRequest {
        parent: parent.to_owned(),
        reference: id().to_uppercase(),
        legal_regime: LegalRegime::UkGdpr.into(),
        aware_at: hours_ago(1),
        handling_contact_role: "dept.siro".to_owned(),
        reason_code: PointerReason::CourtOrder.into(),
        request_id: id(),
        ..Default::default()
    }
}

/// Reads a pointer.
pub fn get_pointer(name: &str) -> pb::GetPointerRequest {
    pb::GetPointerRequest { name: name.to_owned() }
}

/// Lists the pointers under `parent`, on the longest page.
pub fn list_pointers(parent: &str) -> pb::ListPointersRequest {
    pb::ListPointersRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Records that the regulator was told by telephone just now.
pub fn inform(pointer: &Pointer) -> pb::RecordRegulatorInformedRequest {
    let informed = pb::RegulatorInformed {
        received_at: hours_ago(0),
        channel: NoticeChannel::Telephone.into(),
        reference: "IC-123456-A1B2".to_owned(),
    };
    pb::RecordRegulatorInformedRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        informed: Some(informed),
        request_id: id(),
    }
}

/// Releases a pointer to the person who has a mark.
pub fn release(pointer: &Pointer, recipient: &str, mark: &str) -> pb::ReleasePointerRequest {
    pb::ReleasePointerRequest {
        name: pointer.name.clone(),
        etag: pointer.etag.clone(),
        recipient: recipient.to_owned(),
        person: mark.to_owned(),
        request_id: id(),
    }
}

/// Asks by which mark a pointer is released to whoever asks.
pub fn own_mark(parent: &str) -> pb::GetOwnMarkRequest {
    pb::GetOwnMarkRequest { parent: parent.to_owned() }
}

/// Records that the regulator takes no further action.
pub fn stub(exchange: &Exchange) -> pb::RecordDecisionStubRequest {
    pb::RecordDecisionStubRequest {
        name: exchange.name.clone(),
        etag: exchange.etag.clone(),
        decided_at: hours_ago(0),
        decision: DecisionTaken::NoFurtherAction.into(),
        rationale_location: "ICO/SAFE/7".to_owned(),
        request_id: id(),
    }
}

/// Makes the full record in the place of a pointer.
pub fn lift(pointer: &Pointer) -> pb::LiftPointerRequest {
    about!(pointer => LiftPointerRequest {
        breach: Breach { detected_at: hours_ago(2), ..report("What the pointer was to") },
        incident_type: IncidentType::FailureToRedact,
        incident_category: IncidentCategory::NonCyber,
    })
}

/// Restricts a breach at the request of the police.
pub fn restrict(breach: &Breach) -> pb::RestrictBreachRequest {
    pb::RestrictBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        reason_code: PointerReason::PoliceRequest.into(),
        request_id: id(),
    }
}

/// Lifts the restriction of a breach.
pub fn lift_restriction(breach: &Breach) -> pb::LiftRestrictionRequest {
    pb::LiftRestrictionRequest { name: breach.name.clone(), etag: breach.etag.clone(), request_id: id() }
}
