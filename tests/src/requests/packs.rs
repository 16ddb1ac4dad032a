//! What is said about plans and packs.

use super::{AsRead, about, commitments::official};
use chassis_testing::id;
use contracts::commitments::{self as pb, Pack, PackBody, PackDraft, Plan, PlanFacts, PlanProgress};

impl From<&Plan> for AsRead {
    fn from(plan: &Plan) -> Self {
        Self { name: plan.name.clone(), etag: plan.etag.clone(), ..Self::default() }
    }
}

impl From<&Pack> for AsRead {
    fn from(pack: &Pack) -> Self {
        let hash = pack.seal.as_ref().map(|seal| seal.hash.clone()).unwrap_or_default();
        Self { name: pack.name.clone(), etag: pack.etag.clone(), hash }
    }
}

/// What is planned with which nothing is wrong.
pub fn planned(what: &str) -> PlanFacts {
    PlanFacts {
        what: what.to_owned(),
        owner_role: "Head of data protection".to_owned(),
        due_on: "2026-01-31".to_owned(),
        progress: PlanProgress::UnderWay.into(),
        ..PlanFacts::default()
    }
}

/// Plans something for a commitment that departments and the centre keep.
pub fn create_plan(parent: &str) -> pb::CreatePlanRequest {
    pb::CreatePlanRequest {
        parent: parent.to_owned(),
        commitment: "commitments/HMG-02".to_owned(),
        facts: Some(planned("Appoint a lead")),
        request_id: id(),
        ..Default::default()
    }
}

/// Says how a plan stands.
pub fn update_plan(plan: &AsRead) -> pb::UpdatePlanRequest {
    about!(plan => UpdatePlanRequest { facts: planned("Appoint two leads") })
}

/// Reads a plan.
pub fn get_plan(name: &str) -> pb::GetPlanRequest {
    pb::GetPlanRequest { name: name.to_owned() }
}

/// Lists the plans of the organisation called `parent`, on the longest page.
pub fn list_plans(parent: &str) -> pb::ListPlansRequest {
    pb::ListPlansRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// The body that the organisation called `parent` presents to first: a department's own board, else one across government.
pub fn body_of(parent: &str) -> PackBody {
    if parent == "organisations/gcdo" { PackBody::TechnologyRiskGroup } else { PackBody::DepartmentBoard }
}

/// A pack of a commitment that departments and the centre keep, with some plans.
pub fn pack_of(plans: &[&Plan]) -> PackDraft {
    PackDraft {
        title: "Data protection in spring".to_owned(),
        introduction: "What was done since January.".to_owned(),
        commitments: vec!["commitments/HMG-02".to_owned()],
        plans: plans.iter().map(|plan| plan.name.clone()).collect(),
        handling: Some(official()),
        ..PackDraft::default()
    }
}

/// Prepares a pack.
pub fn prepare_pack(parent: &str) -> pb::PreparePackRequest {
    pb::PreparePackRequest {
        parent: parent.to_owned(),
        body: body_of(parent).into(),
        draft: Some(pack_of(&[])),
        request_id: id(),
        ..Default::default()
    }
}

/// Prepares a pack again.
pub fn revise_pack(pack: &AsRead) -> pb::RevisePackRequest {
    about!(pack => RevisePackRequest { draft: pack_of(&[]) })
}

/// Discards a pack.
pub fn discard_pack(pack: &AsRead) -> pb::DiscardPackRequest {
    about!(pack => DiscardPackRequest { reason: "The board does not meet." })
}

/// Presents a pack as it was read.
pub fn present_pack(pack: &AsRead) -> pb::PresentPackRequest {
    let AsRead { name, etag, hash } = pack.clone();
    pb::PresentPackRequest { name, etag, hash, request_id: id() }
}

/// Challenges a pack.
pub fn challenge_pack(pack: &AsRead) -> pb::RecordChallengeRequest {
    about!(pack => RecordChallengeRequest { challenge: "Why so late?", asked_action: "Say by when." })
}

/// Answers the first challenge of a pack.
pub fn answer_challenge(pack: &AsRead) -> pb::AnswerChallengeRequest {
    about!(pack => AnswerChallengeRequest { number: 1, answer: "By the end of June." })
}

/// Reads a pack.
pub fn get_pack(name: &str) -> pb::GetPackRequest {
    pb::GetPackRequest { name: name.to_owned() }
}

/// Lists the packs that the organisation called `parent` has, on the longest page.
pub fn list_packs(parent: &str) -> pb::ListPacksRequest {
    pb::ListPacksRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}
