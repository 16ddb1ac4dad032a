//! What people do about plans and packs.

use super::{Actor, Reply};
use chassis_testing::id;
use contracts::{
    commitments::{self as pb, Pack, PackBody, PackDraft, Plan, PlanFacts, PlanProgress},
    handling::{Classification, Handling},
};
use tonic::Response;

/// What is planned with which nothing is wrong.
pub(crate) fn planned(what: &str, due_on: &str) -> PlanFacts {
    PlanFacts {
        what: what.to_owned(),
        owner_role: "Head of data protection".to_owned(),
        due_on: due_on.to_owned(),
        progress: PlanProgress::UnderWay.into(),
        ..PlanFacts::default()
    }
}

/// A pack with which nothing is wrong.
pub(crate) fn draft(plans: &[&Plan]) -> PackDraft {
    PackDraft {
        title: "Data protection in spring".to_owned(),
        introduction: "What was done since January.".to_owned(),
        commitments: vec!["commitments/HMG-02".to_owned()],
        plans: plans.iter().map(|plan| plan.name.clone()).collect(),
        handling: Some(Handling { classification: Classification::Official.into(), ..Handling::default() }),
        ..PackDraft::default()
    }
}

/// Says how a person calls RPCs of packs: `verb(request) -> Reply<Pack>`.
macro_rules! pack_rpcs {
    ($($verb:ident: $request:ident),+ $(,)?) => {
        impl Actor {
            $(pub(crate) async fn $verb(&self, request: pb::$request) -> Reply<Pack> {
                let answer = self.packs.clone().$verb(self.person.asks(request)).await;
                answer.map(|answer| answer.into_inner().pack.unwrap())
            })+
        }
    };
}

pack_rpcs! {
    prepare_pack: PreparePackRequest,
    revise_pack: RevisePackRequest,
    discard_pack: DiscardPackRequest,
    present_pack: PresentPackRequest,
    record_challenge: RecordChallengeRequest,
    answer_challenge: AnswerChallengeRequest,
    get_pack: GetPackRequest,
}

impl Actor {
    pub(crate) async fn create_plan(&self, request: pb::CreatePlanRequest) -> Reply<Plan> {
        let answer = self.plans.clone().create_plan(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().plan.unwrap())
    }

    pub(crate) fn planning(&self, code: &str, facts: PlanFacts) -> pb::CreatePlanRequest {
        pb::CreatePlanRequest {
            parent: self.parent(),
            commitment: format!("commitments/{code}"),
            facts: Some(facts),
            request_id: id(),
            ..Default::default()
        }
    }

    pub(crate) async fn plans(&self, code: &str, facts: PlanFacts) -> Reply<Plan> {
        self.create_plan(self.planning(code, facts)).await
    }

    /// Says how a plan stands now, and why its day is another, if it is.
    pub(crate) async fn replans(&self, plan: &Plan, facts: PlanFacts, reason: &str) -> Reply<Plan> {
        let request = pb::UpdatePlanRequest {
            name: self.own_name("plans", &plan.name),
            etag: plan.etag.clone(),
            facts: Some(facts),
            rescheduling_reason: reason.to_owned(),
            request_id: id(),
            ..Default::default()
        };
        let answer = self.plans.clone().update_plan(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().plan.unwrap())
    }

    pub(crate) async fn sees_plan(&self, plan: &Plan) -> Reply<Plan> {
        let request = pb::GetPlanRequest { name: self.own_name("plans", &plan.name) };
        let answer = self.plans.clone().get_plan(self.person.asks(request)).await;
        answer.map(|answer| answer.into_inner().plan.unwrap())
    }

    pub(crate) async fn lists_plans(&self, request: pb::ListPlansRequest) -> Reply<pb::ListPlansResponse> {
        let request = pb::ListPlansRequest { parent: self.parent(), ..request };
        self.plans.clone().list_plans(self.person.asks(request)).await.map(Response::into_inner)
    }

    /// Something as this party names it.
    pub(super) fn own_name(&self, collection: &str, name: &str) -> String {
        format!("{}/{collection}/{}", self.parent(), name.rsplit('/').next().unwrap())
    }

    pub(crate) async fn prepares(&self, body: PackBody, draft: PackDraft) -> Reply<Pack> {
        self.prepare_pack(pb::PreparePackRequest {
            parent: self.parent(),
            body: body.into(),
            draft: Some(draft),
            request_id: id(),
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn revises(&self, pack: &Pack, draft: PackDraft) -> Reply<Pack> {
        let (name, etag) = (self.own_name("packs", &pack.name), pack.etag.clone());
        let (draft, request_id) = (Some(draft), id());
        self.revise_pack(pb::RevisePackRequest { name, etag, draft, request_id, ..Default::default() }).await
    }

    pub(crate) async fn discards(&self, pack: &Pack) -> Reply<Pack> {
        let (name, etag) = (self.own_name("packs", &pack.name), pack.etag.clone());
        let (reason, request_id) = ("The board does not meet.".to_owned(), id());
        self.discard_pack(pb::DiscardPackRequest { name, etag, reason, request_id, ..Default::default() })
            .await
    }

    /// Presents a pack as it was looked at.
    pub(crate) async fn presents(&self, pack: &Pack) -> Reply<Pack> {
        self.present_pack(self.presenting(pack)).await
    }

    pub(crate) fn presenting(&self, pack: &Pack) -> pb::PresentPackRequest {
        let (name, etag) = (self.own_name("packs", &pack.name), pack.etag.clone());
        let hash = pack.seal.as_ref().unwrap().hash.clone();
        pb::PresentPackRequest { name, etag, hash, request_id: id() }
    }

    /// Challenges a pack as it stands to them.
    pub(crate) async fn challenges(&self, pack: &Pack, challenge: &str) -> Reply<Pack> {
        let etag = self.sees_pack(pack).await.map_or_else(|_| pack.etag.clone(), |read| read.etag);
        self.record_challenge(pb::RecordChallengeRequest {
            name: self.own_name("packs", &pack.name),
            etag,
            challenge: challenge.to_owned(),
            asked_action: "Say by when.".to_owned(),
            request_id: id(),
            ..Default::default()
        })
        .await
    }

    /// Answers a challenge of a pack as it stands to them.
    pub(crate) async fn answers(&self, pack: &Pack, number: i32) -> Reply<Pack> {
        let etag = self.sees_pack(pack).await.map_or_else(|_| pack.etag.clone(), |read| read.etag);
        self.answer_challenge(pb::AnswerChallengeRequest {
            name: self.own_name("packs", &pack.name),
            etag,
            number,
            answer: "By the end of June.".to_owned(),
            request_id: id(),
            ..Default::default()
        })
        .await
    }

    pub(crate) async fn sees_pack(&self, pack: &Pack) -> Reply<Pack> {
        self.get_pack(pb::GetPackRequest { name: self.own_name("packs", &pack.name) }).await
    }

    pub(crate) async fn lists_packs(&self, request: pb::ListPacksRequest) -> Reply<pb::ListPacksResponse> {
        let request = pb::ListPacksRequest { parent: self.parent(), ..request };
        self.packs.clone().list_packs(self.person.asks(request)).await.map(Response::into_inner)
    }
}
