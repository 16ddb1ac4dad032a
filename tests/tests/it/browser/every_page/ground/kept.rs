//! Evidence, views and an amendment, each in a state that its pages have something to offer in.

use super::id;
use chassis_testing::id as new_id;
use contracts::{
    commitments::{
        Attestation, CreateAssessmentRequest, CreateEvidenceRequest, Evidence, EvidenceFacts, EvidenceKind,
        GetCommitmentRequest, IssueAssessmentRequest, ListReceivedAssessmentsRequest,
        ProposeAmendmentRequest, ReturnEvidenceRequest, SubmitEvidenceRequest, View,
    },
    handling::{Classification, Handling},
};
use e2e::{Side, World, requests::next_week};

/// A period of a commitment that departments keep.
const PERIOD: &str = "commitments/HMG-03/periods/2026-01-08-P12M";
const COMMITMENT: &str = "commitments/HMG-03";

/// The ids of what is done about one commitment in one period.
#[derive(Default)]
pub(in super::super) struct Kept {
    pub(in super::super) drafted: String,
    pub(in super::super) submitted: String,
    pub(in super::super) returned: String,
    pub(in super::super) view: String,
    /// The regulator's view, as everybody has it.
    pub(in super::super) received: String,
    pub(in super::super) amendment: String,
}

impl Kept {
    pub(super) async fn prepare(world: &World) -> Self {
        let (hmrc, ico) = (world.hmrc(), world.ico());
        let submitted = submitted(hmrc).await;
        let sent_back = self::submitted(hmrc).await;
        let request = ReturnEvidenceRequest {
            name: sent_back.name.replace("/hmrc/", "/gcdo/"),
            etag: sent_back.etag,
            reason: "March is missing".into(),
            request_id: new_id(),
            ..ReturnEvidenceRequest::default()
        };
        let returned = world.gcdo().role("gcdo.lead").wire.calls(request).await.unwrap().evidence.unwrap();
        let theirs = drafted_view(ico, "ico.policy").await;
        let request = IssueAssessmentRequest {
            name: theirs.0,
            etag: theirs.1,
            to_departments: true,
            to_public: true,
            request_id: new_id(),
            ..IssueAssessmentRequest::default()
        };
        ico.role("ico.lead").wire.calls(request).await.unwrap();
        let request = ListReceivedAssessmentsRequest {
            parent: hmrc.name(),
            period: PERIOD.into(),
            ..ListReceivedAssessmentsRequest::default()
        };
        let received = hmrc.dpo().wire.calls(request).await.unwrap().received_assessments.remove(0);
        Self {
            drafted: id(&drafted(hmrc).await.name),
            submitted: id(&submitted.name),
            returned: id(&returned.name),
            view: id(&drafted_view(hmrc, "dept.dpo").await.0),
            received: id(&received.name),
            amendment: proposed(world).await,
        }
    }
}

async fn drafted(side: Side<'_>) -> Evidence {
    let facts = EvidenceFacts {
        kind: EvidenceKind::Attestation.into(),
        title: "Lessons were shared".into(),
        received_on: "2026-01-31".into(),
        effective_from: "2026-01-08".into(),
        effective_to: "2026-01-31".into(),
        attestation: Some(Attestation {
            statement: "Every lesson was shared.".into(),
            role: "Accounting Officer".into(),
        }),
        handling: Some(official()),
        ..EvidenceFacts::default()
    };
    let request = CreateEvidenceRequest {
        parent: side.name(),
        period: PERIOD.into(),
        facts: Some(facts),
        request_id: new_id(),
        ..CreateEvidenceRequest::default()
    };
    side.dpo().wire.calls(request).await.unwrap().evidence.unwrap()
}

async fn submitted(side: Side<'_>) -> Evidence {
    let Evidence { name, etag, .. } = drafted(side).await;
    let request = SubmitEvidenceRequest { name, etag, request_id: new_id() };
    side.dpo().wire.calls(request).await.unwrap().evidence.unwrap()
}

/// The name and the etag of a view that is a draft.
async fn drafted_view(side: Side<'_>, role: &str) -> (String, String) {
    let request = CreateAssessmentRequest {
        parent: side.name(),
        period: PERIOD.into(),
        view: View::OnTrack.into(),
        rationale: "As far as can be seen".into(),
        handling: Some(official()),
        request_id: new_id(),
        ..CreateAssessmentRequest::default()
    };
    let view = side.role(role).wire.calls(request).await.unwrap().assessment.unwrap();
    (view.name, view.etag)
}

async fn proposed(world: &World) -> String {
    let centre = world.gcdo().role("gcdo.lead");
    let request = GetCommitmentRequest { name: COMMITMENT.into(), ..GetCommitmentRequest::default() };
    let commitment = centre.wire.calls(request).await.unwrap().commitment.unwrap();
    let mut content = commitment.content.unwrap();
    content.title = "Learning from what went wrong".into();
    let request = ProposeAmendmentRequest {
        parent: world.gcdo().name(),
        commitment: COMMITMENT.into(),
        replaces: commitment.version,
        content: Some(content),
        effective_from: next_week().to_string(),
        reason: "Plainer words".into(),
        request_id: new_id(),
        ..ProposeAmendmentRequest::default()
    };
    id(&centre.wire.calls(request).await.unwrap().amendment.unwrap().name)
}

fn official() -> Handling {
    Handling { classification: Classification::Official.into(), ..Handling::default() }
}
