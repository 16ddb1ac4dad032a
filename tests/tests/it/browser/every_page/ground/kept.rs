//! Evidence, views, an amendment, a plan and packs, each in a state that its pages have something to offer in.

use super::id;
use chassis_testing::id as new_id;
use contracts::{
    commitments::{
        Attestation, CreateAssessmentRequest, CreateEvidenceRequest, Evidence, EvidenceFacts, EvidenceKind,
        GetCommitmentRequest, ListReceivedAssessmentsRequest, Milestone, PackBody, Plan, PlanFacts,
        ProposeAmendmentRequest, ReturnEvidenceRequest, SubmitEvidenceRequest, UpdatePlanRequest, View,
    },
    handling::{Classification, Handling},
};
use e2e::{
    Side, World,
    deeds::{Kept as CommitmentsKept, PackStage, Recipients},
    requests::{self, AsRead, last_part, next_week, record_done, today},
};

/// A period of a commitment that departments keep.
const PERIOD: &str = "commitments/HMG-03/periods/2026-01-08-P12M";
const BOARD: PackBody = PackBody::DepartmentBoard;
const COMMITMENT: &str = "commitments/HMG-03";

/// The ids of what is done about one commitment in one period.
#[derive(Default)]
pub(in super::super) struct Kept {
    pub(in super::super) drafted: String,
    pub(in super::super) submitted: String,
    pub(in super::super) returned: String,
    pub(in super::super) accepted: String,
    pub(in super::super) view: String,
    /// The regulator's view, as everybody has it.
    pub(in super::super) received: String,
    pub(in super::super) amendment: String,
    pub(in super::super) plan: String,
    /// Packs for the board of a department, and one for a body across government.
    pub(in super::super) prepared: String,
    pub(in super::super) challenged: String,
    pub(in super::super) sent: String,
    /// Something that was due and is done, and the record of that.
    pub(in super::super) completion: (String, String),
    /// An appointment without an end, and a link.
    pub(in super::super) appointment: String,
    pub(in super::super) feed: String,
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
        let accepted = self::submitted(hmrc).await;
        world.gcdo().role("gcdo.analyst").accepts_evidence(&accepted).await.unwrap();
        ico.issues(PERIOD, &[Recipients::Departments, Recipients::Public]).await;
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
            accepted: id(&accepted.name),
            view: id(&drafted_view(hmrc).await),
            received: id(&received.name),
            amendment: proposed(world).await,
            plan: id(&planned(hmrc).await.name),
            prepared: id(&hmrc.pack(&hmrc.dpo(), BOARD, PackStage::Prepared).await.name),
            challenged: id(&hmrc.pack(&hmrc.dpo(), BOARD, PackStage::Challenged).await.name),
            sent: id(&hmrc.pack(&hmrc.dpo(), PackBody::TechnologyRiskGroup, PackStage::Presented).await.name),
            completion: completed(hmrc).await,
            appointment: id(&world.kept(hmrc, CommitmentsKept::Appointment, None).await.name),
            feed: id(&world.kept(hmrc, CommitmentsKept::Feed, Some(&hmrc.dpo())).await.name),
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

/// What was to be done by January, with a step on the way, and was put off.
async fn planned(side: Side<'_>) -> Plan {
    let step = |title: &str, done_on: &str| Milestone {
        title: title.into(),
        due_on: "2026-01-20".into(),
        done_on: done_on.into(),
    };
    let facts = PlanFacts {
        milestones: vec![step("Advertise", "2026-01-10"), step("Interview", "")],
        ..requests::planned("Appoint a lead")
    };
    let plan = side.dpo().plans_to(facts.clone()).await.unwrap();
    let request = UpdatePlanRequest {
        facts: Some(PlanFacts { due_on: "2026-02-10".into(), ..facts }),
        rescheduling_reason: "Nobody applied".into(),
        ..requests::update_plan(&(&plan).into())
    };
    side.dpo().wire.calls(request).await.unwrap().plan.unwrap()
}

async fn submitted(side: Side<'_>) -> Evidence {
    let Evidence { name, etag, .. } = drafted(side).await;
    let request = SubmitEvidenceRequest { name, etag, request_id: new_id() };
    side.dpo().wire.calls(request).await.unwrap().evidence.unwrap()
}

/// The name of a view that is a draft.
async fn drafted_view(side: Side<'_>) -> String {
    let request = CreateAssessmentRequest {
        parent: side.name(),
        period: PERIOD.into(),
        view: View::OnTrack.into(),
        rationale: "As far as can be seen".into(),
        handling: Some(official()),
        request_id: new_id(),
        ..CreateAssessmentRequest::default()
    };
    side.dpo().wire.calls(request).await.unwrap().assessment.unwrap().name
}

/// What happened today, and the record of it: what was due, the samples record already.
async fn completed(side: Side<'_>) -> (String, String) {
    let name = format!("{}/occurrences/CAL-08-{}", side.name(), today());
    let due = AsRead { name, ..AsRead::default() };
    let done = side.dpo().wire.calls(record_done(&due)).await.unwrap().completion.unwrap();
    (last_part(&due.name).to_owned(), id(&done.name))
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
