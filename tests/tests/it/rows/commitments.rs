//! What each RPC of commitments is asked about.

use super::{About, Row, row};
use contracts::{Authorised, commitments::ListCommitmentsRequest};
use e2e::{
    deeds::{EvidenceStage, Kept},
    requests::{self, AsRead, period_of},
};

/// What was promised, how that changes, and how it is kept.
pub(super) fn commitments() -> Vec<Row> {
    [promised(), shown(), seen()].into_iter().flatten().collect()
}

/// The register, and amendments of it.
fn promised() -> Vec<Row> {
    vec![
        row(|_: &str| requests::get_commitment("JNT-01", ""), About::Common),
        row(|_: &str| ListCommitmentsRequest::default(), About::Common),
        row(|_: &str| requests::list_versions("JNT-01"), About::Common),
        row(requests::propose, About::Parent),
        kept(Kept::Amendment, requests::agree_amendment),
        kept(Kept::Amendment, requests::refuse_amendment),
        kept(Kept::Amendment, requests::withdraw_amendment),
        kept(Kept::Amendment, |amendment| requests::get_amendment(&amendment.name)),
        all(Kept::Amendment, requests::list_amendments),
    ]
}

/// What shows that commitments are kept.
fn shown() -> Vec<Row> {
    let (draft, submitted) = (Kept::Evidence(EvidenceStage::Draft), Kept::Evidence(EvidenceStage::Submitted));
    vec![
        row(requests::create_evidence, About::Parent),
        kept(draft, requests::update_evidence),
        kept(draft, requests::submit_evidence),
        kept(Kept::Evidence(EvidenceStage::Returned), requests::resubmit_evidence),
        kept(submitted, requests::accept_evidence),
        kept(submitted, requests::return_evidence),
        kept(submitted, requests::withdraw_evidence),
        kept(submitted, |evidence| requests::get_evidence(&evidence.name)),
        all(submitted, requests::list_evidence),
    ]
}

/// How each party sees the commitments, and how they stand.
fn seen() -> Vec<Row> {
    vec![
        row(|parent: &str| requests::create_assessment(parent, period_of(parent)), About::Parent),
        kept(Kept::View, requests::update_assessment),
        kept(Kept::View, requests::issue_assessment),
        kept(Kept::IssuedView, |view| requests::get_assessment(&view.name)),
        all(Kept::IssuedView, requests::list_assessments),
        kept(Kept::Received, |received| requests::get_received(&received.name)),
        all(Kept::Received, requests::list_received),
        row(requests::list_standings, About::Parent),
        row(requests::list_departments, About::Parent),
    ]
}

fn kept<R: Authorised>(kept: Kept, ask: impl Fn(&AsRead) -> R + 'static) -> Row {
    row(ask, |ask| About::Kept(kept, ask))
}

/// About all that its organisation has of a kind.
fn all<R: Authorised>(kept: Kept, ask: impl Fn(&str) -> R + 'static) -> Row {
    row(ask, |ask| About::AllKept(kept, ask))
}
