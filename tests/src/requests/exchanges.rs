//! What is said between parties besides cases.

use super::{about, hours_ago, in_hours};
use chassis_testing::id;
use contracts::{
    breaches::{self as pb, Breach, BreachPart, Exchange},
    exchange::{Basis, OnwardSharing},
    handling::{Classification, Handling},
};

/// Reads an exchange.
pub fn get_exchange(name: &str) -> pb::GetExchangeRequest {
    pb::GetExchangeRequest { name: name.to_owned() }
}

/// Lists the exchanges under `parent`, on the longest page.
pub fn list_exchanges(parent: &str) -> pb::ListExchangesRequest {
    pb::ListExchangesRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Lists what crossed to others and from them, on the longest page.
pub fn list_disclosures(parent: &str) -> pb::ListDisclosuresRequest {
    pb::ListDisclosuresRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Prepares the title of `source` for `recipient`, who may share it onward: for a week, or of what was received, and may be
/// shared for no longer than it was disclosed, for a day.
pub fn disclose(source: &str, recipient: &str) -> pb::PrepareDisclosureRequest {
    pb::PrepareDisclosureRequest {
        parent: source.split('/').take(2).collect::<Vec<_>>().join("/"),
        source: source.to_owned(),
        recipient: recipient.to_owned(),
        parts: vec![BreachPart::Title.into()],
        purpose: "They hold the same addresses.".to_owned(),
        basis: Basis::MouVoluntary.into(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        onward_sharing: OnwardSharing::Free.into(),
        expires_at: in_hours(if source.contains("/exchanges/") { 24 } else { 168 }),
        request_id: id(),
        ..Default::default()
    }
}

/// Discloses at once what `disclose` prepares.
pub fn enter_disclosure(source: &str, recipient: &str) -> pb::EnterDisclosureRequest {
    let said = disclose(source, recipient);
    pb::EnterDisclosureRequest {
        parent: said.parent,
        source: said.source,
        recipient: said.recipient,
        parts: said.parts,
        purpose: said.purpose,
        basis: said.basis,
        handling: said.handling,
        onward_sharing: said.onward_sharing,
        expires_at: said.expires_at,
        request_id: said.request_id,
        ..Default::default()
    }
}

/// Approves a disclosure.
pub fn approve(exchange: &Exchange) -> pb::ApproveDisclosureRequest {
    pb::ApproveDisclosureRequest {
        name: exchange.name.clone(),
        etag: exchange.etag.clone(),
        request_id: id(),
    }
}

/// Declines a disclosure.
pub fn decline(exchange: &Exchange) -> pb::DeclineDisclosureRequest {
    about!(exchange => DeclineDisclosureRequest { reason: "It says too much." })
}

/// Acknowledges what was received.
pub fn receive(exchange: &Exchange) -> pb::AcknowledgeExchangeRequest {
    about!(exchange => AcknowledgeExchangeRequest { message: "It arrived." })
}

/// Recalls what was disclosed.
pub fn recall(exchange: &Exchange) -> pb::RecallDisclosureRequest {
    about!(exchange => RecallDisclosureRequest { reason: "It was sent too early." })
}

/// Reports the title of a breach to the centre.
pub fn report_to_centre(breach: &Breach) -> pb::ReportToCentreRequest {
    about!(breach => ReportToCentreRequest {
        parts: [BreachPart::Title.into()],
        statement: "We ask for two analysts.",
    })
}

/// Says which support the centre gives.
pub fn support(exchange: &Exchange) -> pb::SupportDepartmentRequest {
    about!(exchange => SupportDepartmentRequest { support: "Two analysts, from tomorrow." })
}

/// Says that the centre does no more.
pub fn stand_down(exchange: &Exchange) -> pb::StandDownRequest {
    about!(exchange => StandDownRequest { reason: "The department has it in hand." })
}

/// Reports the title of a breach to the National Cyber Security Centre.
pub fn report_to_ncsc(breach: &Breach) -> pb::ReportToNcscRequest {
    about!(breach => ReportToNcscRequest {
        parts: [BreachPart::Title.into()],
        statement: "The mail server was read.",
    })
}

/// Passes the title of an engagement on, with the department's consent.
pub fn pass_on(engagement: &str, recipient: &str) -> pb::PrepareDisclosureRequest {
    pb::PrepareDisclosureRequest {
        basis: Basis::Consent.into(),
        onward_sharing: OnwardSharing::None.into(),
        ..disclose(engagement, recipient)
    }
}

/// What a department consents to: the title, to one recipient, until then.
pub fn consent(recipient: &str, until: Option<prost_types::Timestamp>) -> pb::ConsentScope {
    pb::ConsentScope {
        recipient: recipient.to_owned(),
        parts: vec![BreachPart::Title.into()],
        purpose: "So that the regulator knows how it came about.".to_owned(),
        until,
        ..Default::default()
    }
}

/// Consents, for a day, that the regulator is told the title.
pub fn grant(engagement: &Exchange) -> pb::GrantConsentRequest {
    about!(engagement => GrantConsentRequest { scope: Some(consent("organisations/ico", in_hours(24))) })
}

/// Withdraws consent.
pub fn withdraw_consent(engagement: &Exchange) -> pb::WithdrawConsentRequest {
    about!(engagement => WithdrawConsentRequest { reason: "Its purpose is met." })
}

/// Refuses to consent.
pub fn refuse_consent(engagement: &Exchange) -> pb::RefuseConsentRequest {
    about!(engagement => RefuseConsentRequest { reason: "It would harm the inquiry." })
}

/// Asks a department for its consent.
pub fn ask_consent(engagement: &Exchange) -> pb::RequestConsentRequest {
    about!(engagement => RequestConsentRequest { scope: Some(consent("organisations/ico", in_hours(24))) })
}

/// Opens an engagement with a department.
pub fn open_engagement(parent: &str, department: &str) -> pb::OpenEngagementRequest {
    pb::OpenEngagementRequest {
        parent: parent.to_owned(),
        department: department.to_owned(),
        message: "Consider whether the regulator must be told.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Reminds a department of its duties.
pub fn remind_of_duty(engagement: &Exchange) -> pb::RemindOfDutyRequest {
    about!(engagement => RemindOfDutyRequest { message: "Consider whether the regulator must be told." })
}

/// Says that the incident is worked on.
pub fn record_engagement(engagement: &Exchange) -> pb::RecordEngagementRequest {
    about!(engagement => RecordEngagementRequest { note: "We are on site." })
}

/// Assigns the third category.
pub fn assign_category(engagement: &Exchange) -> pb::AssignCategoryRequest {
    about!(engagement => AssignCategoryRequest { category: pb::NcscCategory::NcscCategory3 })
}

/// Ends an engagement.
pub fn end_engagement(engagement: &Exchange) -> pb::EndEngagementRequest {
    about!(engagement => EndEngagementRequest { reason: "It is over." })
}

/// Says which breach an exchange is about.
pub fn tie(exchange: &Exchange, breach: &str) -> pb::TieExchangeRequest {
    pb::TieExchangeRequest {
        name: exchange.name.clone(),
        etag: exchange.etag.clone(),
        breach: breach.to_owned(),
        request_id: id(),
    }
}

/// Recommends that the National Cyber Security Centre is told.
pub fn recommend_ncsc(case: &pb::Case) -> pb::RecommendNcscRequest {
    about!(case => RecommendNcscRequest { reason: "It looks like the work of many." })
}

/// Drafts lines about `source` for `recipient`.
pub fn draft_lines(source: &str, recipient: &str) -> pb::DraftLinesRequest {
    pb::DraftLinesRequest {
        parent: source.split('/').take(2).collect::<Vec<_>>().join("/"),
        source: source.to_owned(),
        recipient: recipient.to_owned(),
        subject: "Letters to former addresses".to_owned(),
        text: "We are asking the letters back.".to_owned(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        request_id: id(),
        ..Default::default()
    }
}

/// Proposes at once what `draft_lines` drafts.
pub fn enter_lines(source: &str, recipient: &str) -> pb::EnterLinesRequest {
    let said = draft_lines(source, recipient);
    pb::EnterLinesRequest {
        parent: said.parent,
        source: said.source,
        recipient: said.recipient,
        subject: said.subject,
        text: said.text,
        handling: said.handling,
        request_id: said.request_id,
        ..Default::default()
    }
}

/// Approves lines, which proposes them.
pub fn approve_lines(lines: &Exchange) -> pb::ApproveLinesRequest {
    pb::ApproveLinesRequest { name: lines.name.clone(), etag: lines.etag.clone(), request_id: id() }
}

/// Proposes other words.
pub fn revise_lines(lines: &Exchange) -> pb::ReviseLinesRequest {
    about!(lines => ReviseLinesRequest { text: "We are asking all letters back." })
}

/// Agrees to the version that stands.
pub fn agree_lines(lines: &Exchange) -> pb::AgreeLinesRequest {
    pb::AgreeLinesRequest {
        name: lines.name.clone(),
        etag: lines.etag.clone(),
        version: version(lines),
        request_id: id(),
    }
}

/// Says that the version that stands is not agreed.
pub fn refuse_lines(lines: &Exchange) -> pb::RefuseLinesRequest {
    about!(lines => RefuseLinesRequest { version: version(lines), reason: "It is not known yet." })
}

/// Records that the version that stands was issued an hour ago.
pub fn issue_lines(lines: &Exchange) -> pb::RecordLinesIssueRequest {
    about!(lines => RecordLinesIssueRequest {
        version: version(lines),
        issued_at: hours_ago(1),
        place: "On its website.",
    })
}

/// The version of lines that stands; of what is no lines, one that they could have.
fn version(lines: &Exchange) -> i32 {
    lines.lines.as_ref().map_or(1, |lines| lines.version)
}
