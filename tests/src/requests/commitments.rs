//! What is said about commitments: amendments of the register, evidence, and views.

use super::{about, as_named_by};
use chassis::{Clock as _, SystemClock, deadline::london_day};
use chassis_testing::id;
use contracts::{
    access::Party,
    commitments::{
        self as pb, Amendment, Assessment, CommitmentContent, CommitmentKind, Evidence, EvidenceFacts,
        EvidenceKind, Instrument, Owner, ReceivedAssessment, Section, View,
    },
    handling::{Classification, Handling},
};
use jiff::{ToSpan as _, civil::Date};

/// A year of a commitment that departments and the centre have to keep.
pub const YEAR: &str = "commitments/HMG-02/periods/2026-01-08-P12M";

/// A year of a commitment that the regulator and the technical authority have to keep.
pub const WITH_NCSC: &str = "commitments/NCSC-01/periods/2025-09-12-P12M";

/// Something that is kept of commitments, as somebody read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsRead {
    /// Its name.
    pub name: String,
    /// Its etag; none if nobody acts in it.
    pub etag: String,
    /// What identifies what it says, where an act names that.
    pub hash: Vec<u8>,
}

impl AsRead {
    /// The same as `organisation` would name it.
    #[must_use]
    pub fn by(&self, organisation: &str) -> Self {
        Self { name: as_named_by(organisation, &self.name), ..self.clone() }
    }
}

impl From<&Amendment> for AsRead {
    fn from(amendment: &Amendment) -> Self {
        Self { name: amendment.name.clone(), etag: amendment.etag.clone(), ..Self::default() }
    }
}

impl From<&Evidence> for AsRead {
    fn from(evidence: &Evidence) -> Self {
        Self { name: evidence.name.clone(), etag: evidence.etag.clone(), ..Self::default() }
    }
}

impl From<&Assessment> for AsRead {
    fn from(view: &Assessment) -> Self {
        Self { name: view.name.clone(), etag: view.etag.clone(), ..Self::default() }
    }
}

impl From<&ReceivedAssessment> for AsRead {
    fn from(received: &ReceivedAssessment) -> Self {
        Self { name: received.name.clone(), ..Self::default() }
    }
}

/// A period that the organisation called `parent` has to show something for.
pub fn period_of(parent: &str) -> &'static str {
    match parent {
        "organisations/ico" => "commitments/ICO-02/periods/2026-01-08-P12M",
        "organisations/ncsc" => "commitments/NCSC-04/periods/2025-09-12-P12M",
        _ => YEAR,
    }
}

/// The day a week from now in London: far enough that no midnight comes between.
pub fn next_week() -> Date {
    london_day(SystemClock.now()).saturating_add(7.days())
}

/// Reads a commitment as the register has it on a day; today if there is none.
pub fn get_commitment(code: &str, on: &str) -> pb::GetCommitmentRequest {
    pb::GetCommitmentRequest { name: format!("commitments/{code}"), on: on.to_owned() }
}

/// Lists every version of a commitment, on the longest page.
pub fn list_versions(code: &str) -> pb::ListCommitmentVersionsRequest {
    let parent = format!("commitments/{code}");
    pb::ListCommitmentVersionsRequest { parent, page_size: 100, page_token: String::new() }
}

/// Proposes that a commitment of both parties says something else in a week.
pub fn propose(parent: &str) -> pb::ProposeAmendmentRequest {
    let (code, instrument, owners) = match parent {
        "organisations/ncsc" => ("NCSC-06", Instrument::NcscMou, [Owner::Ico, Owner::Ncsc]),
        _ => ("JNT-02", Instrument::Mou, [Owner::Hmg, Owner::Ico]),
    };
    let content = CommitmentContent {
        instrument: instrument.into(),
        section: Section::Shared.into(),
        place: 1,
        owners: owners.map(Into::into).to_vec(),
        owed_by: vec![Party::Ico.into()],
        title: "No surprises at all".to_owned(),
        text: "Each side shows the other beforehand what it publishes about it.".to_owned(),
        kinds: vec![CommitmentKind::Continuous.into()],
        ..CommitmentContent::default()
    };
    pb::ProposeAmendmentRequest {
        parent: parent.to_owned(),
        commitment: format!("commitments/{code}"),
        replaces: 1,
        content: Some(content),
        effective_from: next_week().to_string(),
        reason: "As it was agreed in April.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Enters that a commitment of both parties says something else in a week: so that whoever may enter amendments is told that the other
/// party is asked about it, and the register stays as it is.
pub fn enter_amendment(parent: &str) -> pb::EnterAmendmentRequest {
    entered(propose(parent))
}

/// Enters what is proposed.
pub fn entered(proposed: pb::ProposeAmendmentRequest) -> pb::EnterAmendmentRequest {
    pb::EnterAmendmentRequest {
        parent: proposed.parent,
        commitment: proposed.commitment,
        replaces: proposed.replaces,
        content: proposed.content,
        effective_from: proposed.effective_from,
        reason: proposed.reason,
        request_id: proposed.request_id,
        ..Default::default()
    }
}

/// Agrees to an amendment.
pub fn agree_amendment(amendment: &AsRead) -> pb::AgreeAmendmentRequest {
    let AsRead { name, etag, .. } = amendment.clone();
    pb::AgreeAmendmentRequest { name, etag, request_id: id() }
}

/// Refuses an amendment.
pub fn refuse_amendment(amendment: &AsRead) -> pb::RefuseAmendmentRequest {
    about!(amendment => RefuseAmendmentRequest { reason: "It is too early." })
}

/// Takes an amendment back.
pub fn withdraw_amendment(amendment: &AsRead) -> pb::WithdrawAmendmentRequest {
    about!(amendment => WithdrawAmendmentRequest { reason: "It needs more thought." })
}

/// Reads an amendment.
pub fn get_amendment(name: &str) -> pb::GetAmendmentRequest {
    pb::GetAmendmentRequest { name: name.to_owned() }
}

/// Lists the amendments of the organisation called `parent`, on the longest page.
pub fn list_amendments(parent: &str) -> pb::ListAmendmentsRequest {
    pb::ListAmendmentsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// What evidence says with which nothing is wrong.
pub fn shown(title: &str) -> EvidenceFacts {
    EvidenceFacts {
        kind: EvidenceKind::Attestation.into(),
        title: title.to_owned(),
        received_on: "2026-01-08".to_owned(),
        effective_from: "2026-01-08".to_owned(),
        effective_to: "2026-01-08".to_owned(),
        attestation: Some(pb::Attestation {
            statement: "A board member leads on it.".to_owned(),
            role: "Accounting Officer".to_owned(),
        }),
        handling: Some(official()),
        ..EvidenceFacts::default()
    }
}

pub(super) fn official() -> Handling {
    Handling { classification: Classification::Official.into(), ..Handling::default() }
}

/// Drafts evidence for a period that the organisation called `parent` has to show something for.
pub fn create_evidence(parent: &str) -> pb::CreateEvidenceRequest {
    pb::CreateEvidenceRequest {
        parent: parent.to_owned(),
        period: period_of(parent).to_owned(),
        facts: Some(shown("A lead was appointed")),
        request_id: id(),
        ..Default::default()
    }
}

/// Enters evidence for a period that the organisation called `parent` has to show something for.
pub fn enter_evidence(parent: &str) -> pb::EnterEvidenceRequest {
    let pb::CreateEvidenceRequest { parent, period, facts, request_id, .. } = create_evidence(parent);
    pb::EnterEvidenceRequest { parent, period, facts, request_id, ..Default::default() }
}

/// Drafts evidence anew.
pub fn update_evidence(evidence: &AsRead) -> pb::UpdateEvidenceRequest {
    about!(evidence => UpdateEvidenceRequest { facts: shown("A board member leads") })
}

/// Submits evidence.
pub fn submit_evidence(evidence: &AsRead) -> pb::SubmitEvidenceRequest {
    let AsRead { name, etag, .. } = evidence.clone();
    pb::SubmitEvidenceRequest { name, etag, request_id: id() }
}

/// Discloses evidence that counts.
pub fn disclose_evidence(evidence: &AsRead) -> pb::DiscloseEvidenceRequest {
    let AsRead { name, etag, .. } = evidence.clone();
    pb::DiscloseEvidenceRequest { name, etag, request_id: id() }
}

/// Submits evidence that was returned, saying more.
pub fn resubmit_evidence(evidence: &AsRead) -> pb::ResubmitEvidenceRequest {
    about!(evidence => ResubmitEvidenceRequest { facts: shown("The executive board has a lead") })
}

/// Accepts evidence.
pub fn accept_evidence(evidence: &AsRead) -> pb::AcceptEvidenceRequest {
    about!(evidence => AcceptEvidenceRequest { note: "It shows what it should." })
}

/// Returns evidence.
pub fn return_evidence(evidence: &AsRead) -> pb::ReturnEvidenceRequest {
    about!(evidence => ReturnEvidenceRequest { reason: "Which board?" })
}

/// Withdraws evidence.
pub fn withdraw_evidence(evidence: &AsRead) -> pb::WithdrawEvidenceRequest {
    about!(evidence => WithdrawEvidenceRequest { reason: "It was of another year." })
}

/// Reads evidence.
pub fn get_evidence(name: &str) -> pb::GetEvidenceRequest {
    pb::GetEvidenceRequest { name: name.to_owned() }
}

/// Lists the evidence of the organisation called `parent`, on the longest page.
pub fn list_evidence(parent: &str) -> pb::ListEvidenceRequest {
    pb::ListEvidenceRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Drafts a view of a period.
pub fn create_assessment(parent: &str, period: &str) -> pb::CreateAssessmentRequest {
    pb::CreateAssessmentRequest {
        parent: parent.to_owned(),
        period: period.to_owned(),
        view: View::OnTrack.into(),
        rationale: "By what was shown so far.".to_owned(),
        handling: Some(official()),
        request_id: id(),
        ..Default::default()
    }
}

/// Enters a view of a period, and issues it to the party's counterpart alone.
pub fn enter_assessment(parent: &str, period: &str) -> pb::EnterAssessmentRequest {
    let said = create_assessment(parent, period);
    pb::EnterAssessmentRequest {
        parent: said.parent,
        period: said.period,
        view: said.view,
        rationale: said.rationale,
        handling: said.handling,
        to_counterpart: true,
        request_id: said.request_id,
        ..Default::default()
    }
}

/// Drafts a view anew.
pub fn update_assessment(view: &AsRead) -> pb::UpdateAssessmentRequest {
    about!(view => UpdateAssessmentRequest {
        view: View::AtRisk,
        rationale: "On second thoughts.",
        handling: official(),
    })
}

/// Issues a view to the party's counterpart alone.
pub fn issue_assessment(view: &AsRead) -> pb::IssueAssessmentRequest {
    about!(view => IssueAssessmentRequest { to_counterpart: true })
}

/// Reads a view.
pub fn get_assessment(name: &str) -> pb::GetAssessmentRequest {
    pb::GetAssessmentRequest { name: name.to_owned() }
}

/// Lists the views of the organisation called `parent`, on the longest page.
pub fn list_assessments(parent: &str) -> pb::ListAssessmentsRequest {
    pb::ListAssessmentsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Reads a view that was issued to the reader's.
pub fn get_received(name: &str) -> pb::GetReceivedAssessmentRequest {
    pb::GetReceivedAssessmentRequest { name: name.to_owned() }
}

/// Lists the views that were issued to the organisation called `parent`, on the longest page.
pub fn list_received(parent: &str) -> pb::ListReceivedAssessmentsRequest {
    pb::ListReceivedAssessmentsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Lists how what the organisation called `parent` has to keep stands today.
pub fn list_standings(parent: &str) -> pb::ListStandingsRequest {
    pb::ListStandingsRequest { parent: parent.to_owned(), ..Default::default() }
}

/// Lists how departments stand in a year.
pub fn list_departments(parent: &str) -> pb::ListDepartmentStandingsRequest {
    pb::ListDepartmentStandingsRequest { parent: parent.to_owned(), period: YEAR.to_owned() }
}

/// An organisation's register of what crossed about commitments.
pub fn list_commitment_disclosures(parent: &str) -> pb::ListDisclosuresRequest {
    pb::ListDisclosuresRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}
