//! What actors say: requests with which nothing is wrong, at times around the present.

use chassis::{Clock as _, SystemClock, clock};
use chassis_testing::id;
use contracts::{
    breaches::{self as pb, Breach, Case, DecisionTaken, Facts, IncidentCategory, IncidentType, RiskLevel},
    handling::{Classification, Handling},
};
use jiff::SignedDuration;
use prost_types::{FieldMask, Timestamp};

/// A time on the wire, so many minutes from now; negative is past.
pub fn minutes_from_now(minutes: i64) -> Timestamp {
    clock::to_wire(SystemClock.now() + SignedDuration::from_mins(minutes))
}

/// A time so many hours ago.
pub fn hours_ago(hours: i64) -> Option<Timestamp> {
    Some(minutes_from_now(-60 * hours))
}

/// A time in so many hours.
pub fn in_hours(hours: i64) -> Option<Timestamp> {
    hours_ago(-hours)
}

/// The resource called `name` as `organisation` would name it.
pub fn as_named_by(organisation: &str, name: &str) -> String {
    let rest = name.splitn(3, '/').nth(2).expect("a name is organisations/{organisation}/…");
    format!("organisations/{organisation}/{rest}")
}

/// The last part of a name.
pub fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

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
    pb::ConfirmBreachRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        aware_at: hours_ago(2),
        legal_regime: pb::LegalRegime::UkGdpr.into(),
        incident_type: IncidentType::DataPostedOrFaxedToIncorrectRecipient.into(),
        incident_category: IncidentCategory::NonCyber.into(),
        request_id: id(),
        ..Default::default()
    }
}

/// Corrects awareness to an hour ago.
pub fn correct(breach: &Breach) -> pb::CorrectAwarenessRequest {
    pb::CorrectAwarenessRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        aware_at: hours_ago(1),
        reason: "It was noted wrongly.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Explains a deadline.
pub fn explain(name: &str) -> pb::ExplainDeadlineRequest {
    pb::ExplainDeadlineRequest { name: name.to_owned() }
}

/// Drafts an assessment.
pub fn draft(breach: &Breach, risk_level: RiskLevel) -> pb::DraftAssessmentRequest {
    pb::DraftAssessmentRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        risk_level: risk_level.into(),
        factors: Some(pb::RiskFactors {
            severity: pb::Severity::Limited.into(),
            likelihood: pb::Likelihood::Likely.into(),
            threat_to_life: pb::Answer::No.into(),
            ..Default::default()
        }),
        rationale: "A stranger has the data.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Advises on the draft.
pub fn advise(breach: &Breach, risk_level: RiskLevel) -> pb::AdviseOnAssessmentRequest {
    pb::AdviseOnAssessmentRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        risk_level: risk_level.into(),
        advice: "Tell the regulator.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Decides as was advised.
pub fn decide(breach: &Breach, risk_level: RiskLevel) -> pb::DecideAssessmentRequest {
    pb::DecideAssessmentRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        risk_level: risk_level.into(),
        rationale: "On balance.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Tells the regulator through the platform all there is, in the name of the data protection officer.
pub fn notify(breach: &Breach) -> pb::NotifyRegulatorRequest {
    pb::NotifyRegulatorRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        notice: Some(pb::Notice { channel: pb::NoticeChannel::Platform.into(), ..Default::default() }),
        decision_maker_role: "dept.dpo".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Something outstanding.
pub fn owed(item: pb::OutstandingItem) -> pb::Outstanding {
    pb::Outstanding { item: item.into(), note: String::new() }
}

/// Decides that the regulator need not be told.
pub fn leave(breach: &Breach) -> pb::DecideNotToNotifyRequest {
    pb::DecideNotToNotifyRequest {
        name: breach.name.clone(),
        etag: breach.etag.clone(),
        rationale: "It came back unopened.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Reads a case.
pub fn get_case(name: &str) -> pb::GetCaseRequest {
    pb::GetCaseRequest { name: name.to_owned() }
}

/// Lists the cases under `parent`, on the longest page.
pub fn list_cases(parent: &str) -> pb::ListCasesRequest {
    pb::ListCasesRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Reads a submission of a case.
pub fn get_submission(case: &str, number: i32) -> pb::GetSubmissionRequest {
    pb::GetSubmissionRequest { name: format!("{case}/submissions/{number}") }
}

/// Acknowledges a case.
pub fn acknowledge(case: &Case) -> pb::AcknowledgeCaseRequest {
    pb::AcknowledgeCaseRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        case_reference: "IC-12345".to_owned(),
        contact_role: "Case officer".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Asks one question, to be answered within five days.
pub fn ask(case: &Case) -> pb::RequestInformationRequest {
    pb::RequestInformationRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        questions: vec![pb::Question { text: "Did it come back?".to_owned() }],
        due: in_hours(120),
        request_id: id(),
        ..Default::default()
    }
}

/// Answers one question.
pub fn answer(case: &Case) -> pb::AnswerInformationRequestRequest {
    pb::AnswerInformationRequestRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        answers: vec![pb::GivenAnswer { text: "It came back unopened.".to_owned() }],
        request_id: id(),
        ..Default::default()
    }
}

/// Issues an outcome.
pub fn conclude(case: &Case) -> pb::IssueOutcomeRequest {
    pb::IssueOutcomeRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        decision_taken: DecisionTaken::NoFurtherAction.into(),
        letter: "We have looked into it.".to_owned(),
        rationale_summary: "It was put right.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Closes a case.
pub fn close(case: &Case) -> pb::CloseCaseRequest {
    pb::CloseCaseRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        request_id: id(),
        ..Default::default()
    }
}
