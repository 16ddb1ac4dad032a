//! What is said of what becomes of a breach besides telling the regulator, and of records that are no breach.

use super::{about, hours_ago, in_hours};
use chassis_testing::id;
use contracts::breaches::{self as pb, AffectedBand, Breach, IncidentCategory, IncidentType, StoppedBy};

/// Finds that an event was a near miss, which a reviewer and a scan stopped.
pub fn classify(breach: &Breach) -> pb::ClassifyNearMissRequest {
    about!(breach => ClassifyNearMissRequest {
        kind: pb::NearMissKind::ReleaseCheck,
        stopped_by: [StoppedBy::Person.into(), StoppedBy::Technology.into()],
        what_stopped_it: "A second reviewer found it, and then a scan for hidden data.",
        potential_incident_type: IncidentType::FailureToRedact,
        potential_band: AffectedBand::From1k,
    })
}

/// Writes down what was learnt from a near miss.
pub fn review(breach: &Breach) -> pb::ReviewNearMissRequest {
    about!(breach => ReviewNearMissRequest { finding: "The template keeps what it was filled from." })
}

/// Ends a near miss, of which the lesson may be shared.
pub fn finish(breach: &Breach) -> pb::FinishNearMissRequest {
    let (name, etag) = (breach.name.clone(), breach.etag.clone());
    pb::FinishNearMissRequest { name, etag, share: true, request_id: id() }
}

/// Confirms that a near miss was a breach after all, of which the organisation became aware two hours ago.
pub fn upgrade(breach: &Breach) -> pb::UpgradeNearMissRequest {
    about!(breach => UpgradeNearMissRequest {
        aware_at: hours_ago(2),
        legal_regime: pb::LegalRegime::UkGdpr,
        incident_type: IncidentType::FailureToRedact,
        incident_category: IncidentCategory::NonCyber,
        new_facts: "An earlier draft had been sent before it was reviewed.",
    })
}

/// Proposes that it is no breach.
pub fn propose_dismissal(breach: &Breach) -> pb::ProposeDismissalRequest {
    about!(breach => ProposeDismissalRequest { rationale: "No data of ours were compromised." })
}

/// Confirms that it is no breach.
pub fn confirm_dismissal(breach: &Breach) -> pb::ConfirmDismissalRequest {
    about!(breach => ConfirmDismissalRequest { rationale: "Nobody saw anything." })
}

/// Withdraws a confirmation.
pub fn withdraw(breach: &Breach) -> pb::WithdrawConfirmationRequest {
    about!(breach => WithdrawConfirmationRequest { rationale: "The data were made up for a test." })
}

/// Voids a record that was entered in error.
pub fn void(breach: &Breach) -> pb::VoidBreachRequest {
    about!(breach => VoidBreachRequest { reason: pb::VoidReason::EnteredInError, note: "It is an exercise." })
}

/// Puts a breach up for another assessment.
pub fn reassess(breach: &Breach) -> pb::ReassessBreachRequest {
    about!(breach => ReassessBreachRequest {
        new_facts: "The envelope was open.",
        reason: "Somebody may have read it.",
    })
}

/// Records that a breach is contained.
pub fn contain(breach: &Breach) -> pb::RecordContainmentRequest {
    about!(breach => RecordContainmentRequest {
        state: pb::ContainmentState::Contained,
        note: "The letter is back.",
    })
}

/// Claims that the people need not be told, since nobody can read what is out.
pub fn exempt(breach: &Breach) -> pb::ClaimExemptionRequest {
    about!(breach => ClaimExemptionRequest {
        exemption: pb::Exemption::Encrypted,
        rationale: "The key was not with it.",
    })
}

/// Records that the people were told by letter.
pub fn communicate(breach: &Breach) -> pb::RecordCommunicationRequest {
    about!(breach => RecordCommunicationRequest {
        state: pb::CommunicationState::Communicated,
        method: pb::CommunicationMethod::Letter,
        content: "What happened, whom to ask, what may follow, what was done and what they can do.",
    })
}

/// Records that there are lines for the media in draft.
pub fn media_lines(breach: &Breach) -> pb::RecordMediaLinesRequest {
    about!(breach => RecordMediaLinesRequest {
        state: pb::MediaLinesState::Draft,
        note: "In the press office's folder.",
    })
}

/// Begins remediation, with a reason should there be no action.
pub fn remedy(breach: &Breach) -> pb::BeginRemediationRequest {
    about!(breach => BeginRemediationRequest { no_action_rationale: "One slip, and it was put right." })
}

/// Says that every action was done.
pub fn learn(breach: &Breach) -> pb::BeginLearningRequest {
    pb::BeginLearningRequest { name: breach.name.clone(), etag: breach.etag.clone(), request_id: id() }
}

/// A lesson, generalised.
pub fn lesson() -> pb::Lesson {
    pb::Lesson {
        theme: "Addresses".to_owned(),
        what_happened: "A letter went to an address that had been changed.".to_owned(),
        what_helped: "It was asked back at once.".to_owned(),
        control_change: "The address is checked against the register before posting.".to_owned(),
        applies_to: vec!["Whoever posts letters".to_owned()],
    }
}

/// Closes a breach, with a lesson that is kept in the department and a date of the board.
pub fn close_breach(breach: &Breach) -> pb::CloseBreachRequest {
    about!(breach => CloseBreachRequest {
        root_cause: pb::RootCause::HumanError,
        lessons: [lesson()],
        library_choice: pb::LibraryChoice::Keep,
        risk_board_at: in_hours(240),
    })
}

/// Opens a closed breach again.
pub fn reopen(breach: &Breach) -> pb::ReopenBreachRequest {
    about!(breach => ReopenBreachRequest { reason: "It happened again in the same way." })
}

/// Declares a breach a major one.
pub fn declare_major(breach: &Breach) -> pb::DeclareMajorRequest {
    about!(breach => DeclareMajorRequest { reason: "Parliament will ask." })
}

/// Tells the regulator how remediation goes.
pub fn update_regulator(breach: &Breach) -> pb::SendRemediationUpdateRequest {
    about!(breach => SendRemediationUpdateRequest { progress: "The envelopes are changed." })
}
