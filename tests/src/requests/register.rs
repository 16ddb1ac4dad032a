//! What is said to keep the register, and to tell the regulator.

use super::{about, hours_ago};
use chassis_testing::id;
use contracts::{
    breaches::{self as pb, Breach, Facts, IncidentCategory, IncidentType, RiskLevel},
    handling::{Classification, Handling},
};
use prost_types::FieldMask;

/// What may be known of a breach three hours after it was noticed: all that it takes to log it.
pub fn report(title: &str) -> Breach {
    Breach {
        title: title.to_owned(),
        detected_at: hours_ago(3),
        detected_how: "A colleague noticed.".to_owned(),
        reporter_role: "Caseworker".to_owned(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        ..Breach::default()
    }
}

/// All that Article 33(3) of the UK GDPR asks for.
pub fn facts() -> Facts {
    Facts {
        incident: Some(pb::Incident {
            description: "A letter went to a former address.".to_owned(),
            dimensions: vec![pb::BreachDimension::Confidentiality.into()],
            category: IncidentCategory::NonCyber.into(),
            r#type: IncidentType::DataPostedOrFaxedToIncorrectRecipient.into(),
            ..Default::default()
        }),
        data: Some(pb::DataInvolved {
            types: vec![pb::DataType::BasicPersonalIdentifiers.into()],
            records_approx: Some(1),
            records_basis: pb::CountBasis::Exact.into(),
        }),
        people: Some(pb::People {
            types: vec![pb::DataSubjectType::CustomersOrProspectiveCustomers.into()],
            affected_approx: Some(1),
            affected_basis: pb::CountBasis::Exact.into(),
            likely_consequences: "Somebody else reads it.".to_owned(),
            ..Default::default()
        }),
        response: Some(pb::Response {
            measures_taken: "It was asked back.".to_owned(),
            ..Default::default()
        }),
        contact: Some(pb::Contact {
            name_role: "Data protection officer".to_owned(),
            email: "dpo@example.gov.uk".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Starts a breach under `parent`.
pub fn create(parent: &str, breach: Breach) -> pb::CreateBreachRequest {
    pb::CreateBreachRequest {
        parent: parent.to_owned(),
        breach: Some(breach),
        request_id: id(),
        ..Default::default()
    }
}

/// Reads a breach.
pub fn get(name: &str) -> pb::GetBreachRequest {
    pb::GetBreachRequest { name: name.to_owned() }
}

/// Lists the breaches under `parent`, on the longest page.
pub fn list(parent: &str) -> pb::ListBreachesRequest {
    pb::ListBreachesRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Counts the breaches under `parent`.
pub fn summarise(parent: &str) -> pb::SummariseBreachesRequest {
    pb::SummariseBreachesRequest { parent: parent.to_owned() }
}

/// Changes the fields of a breach that `paths` name.
pub fn update(breach: &Breach, change: Breach, paths: &[&str]) -> pb::UpdateBreachRequest {
    let change = Breach { name: breach.name.clone(), etag: breach.etag.clone(), ..change };
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    pb::UpdateBreachRequest {
        breach: Some(change),
        update_mask: Some(FieldMask { paths }),
        request_id: id(),
        ..Default::default()
    }
}

/// Logs a draft.
pub fn log(breach: &Breach) -> pb::LogBreachRequest {
    pb::LogBreachRequest { name: breach.name.clone(), etag: breach.etag.clone(), request_id: id() }
}

/// Confirms a breach of which the organisation became aware two hours ago.
pub fn confirm(breach: &Breach) -> pb::ConfirmBreachRequest {
    about!(breach => ConfirmBreachRequest {
        aware_at: hours_ago(2),
        legal_regime: pb::LegalRegime::UkGdpr,
        incident_type: IncidentType::DataPostedOrFaxedToIncorrectRecipient,
        incident_category: IncidentCategory::NonCyber,
    })
}

/// Corrects awareness to an hour ago.
pub fn correct(breach: &Breach) -> pb::CorrectAwarenessRequest {
    about!(breach => CorrectAwarenessRequest { aware_at: hours_ago(1), reason: "It was noted wrongly." })
}

/// Explains a deadline.
pub fn explain(name: &str) -> pb::ExplainDeadlineRequest {
    pb::ExplainDeadlineRequest { name: name.to_owned() }
}

/// What a risk may follow from that threatens nobody's life.
pub fn factors() -> pb::RiskFactors {
    pb::RiskFactors {
        severity: pb::Severity::Limited.into(),
        likelihood: pb::Likelihood::Likely.into(),
        threat_to_life: pb::Answer::No.into(),
        ..Default::default()
    }
}

/// Drafts an assessment.
pub fn draft(breach: &Breach, risk_level: RiskLevel) -> pb::DraftAssessmentRequest {
    about!(breach => DraftAssessmentRequest {
        risk_level: risk_level,
        factors: factors(),
        rationale: "A stranger has the data.",
    })
}

/// Advises on the draft.
pub fn advise(breach: &Breach, risk_level: RiskLevel) -> pb::AdviseOnAssessmentRequest {
    about!(breach => AdviseOnAssessmentRequest { risk_level: risk_level, advice: "Tell the regulator." })
}

/// Decides as was advised.
pub fn decide(breach: &Breach, risk_level: RiskLevel) -> pb::DecideAssessmentRequest {
    about!(breach => DecideAssessmentRequest { risk_level: risk_level, rationale: "On balance." })
}

/// Tells the regulator through the platform all there is, in the name of the data protection officer.
pub fn notify(breach: &Breach) -> pb::NotifyRegulatorRequest {
    about!(breach => NotifyRegulatorRequest {
        notice: pb::Notice { channel: pb::NoticeChannel::Platform.into(), ..Default::default() },
        decision_maker_role: "dept.dpo",
    })
}

/// Tells the regulator more of what it was told, as `notify` does.
pub fn supplement(breach: &Breach) -> pb::SupplementNotificationRequest {
    let pb::NotifyRegulatorRequest { notice, decision_maker_role, .. } = notify(breach);
    about!(breach => SupplementNotificationRequest { notice: notice.unwrap(), decision_maker_role: decision_maker_role })
}

/// Tells the regulator what was wrong, as `notify` does.
pub fn correct_notice(breach: &Breach) -> pb::CorrectNotificationRequest {
    let pb::NotifyRegulatorRequest { notice, decision_maker_role, .. } = notify(breach);
    about!(breach => CorrectNotificationRequest {
        notice: notice.unwrap(),
        decision_maker_role: decision_maker_role,
        what_was_wrong: "It was two letters.",
    })
}

/// Tells the regulator that there was no breach.
pub fn withdraw_notice(breach: &Breach) -> pb::WithdrawNotificationRequest {
    let notice = notify(breach).notice.unwrap();
    about!(breach => WithdrawNotificationRequest { notice: notice, reason: "The letter was never sent." })
}

/// Something outstanding.
pub fn owed(item: pb::OutstandingItem) -> pb::Outstanding {
    pb::Outstanding { item: item.into(), note: String::new() }
}

/// Decides that the regulator need not be told.
pub fn leave(breach: &Breach) -> pb::DecideNotToNotifyRequest {
    about!(breach => DecideNotToNotifyRequest { rationale: "It came back unopened." })
}

/// Lists what happened to the breach called `parent`, on the longest page.
pub fn list_events(parent: &str) -> pb::ListBreachEventsRequest {
    pb::ListBreachEventsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Exports the breach called `name` for people.
pub fn export(name: &str) -> pb::ExportNotificationRequest {
    pb::ExportNotificationRequest { name: name.to_owned(), format: pb::ExportFormat::Html.into() }
}

/// Reads the receipt of the breach called `name`.
pub fn receipt(name: &str) -> pb::GetReceiptRequest {
    pb::GetReceiptRequest { name: name.to_owned() }
}
