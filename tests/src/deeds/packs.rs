//! What actors do about plans and packs, and how far packs come by it.

use crate::{
    Actor, Answer, Side,
    requests::{self, as_named_by},
};
use contracts::commitments::{self as pb, Pack, PackBody, PackDraft, Plan, PlanFacts};

/// How far a pack came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackStage {
    /// Those who prepare packs alone know of it.
    Prepared,
    /// Its body reads it.
    Presented,
    /// A challenge of it waits for an answer.
    Challenged,
}

impl Side<'_> {
    /// Whoever speaks for a body.
    fn speaker(&self, body: PackBody) -> Actor {
        match body {
            PackBody::DepartmentBoard => self.role("dept.board"),
            PackBody::RiskAndAuditBoard => self.role("dept.rab"),
            _ => self.world.gcdo().role("centre.secretariat"),
        }
    }

    /// Brings a pack for a body, that `author` prepares, to a stage, and reads it as its own organisation does.
    pub async fn pack(&self, author: &Actor, body: PackBody, stage: PackStage) -> Pack {
        let plan = author.plans_to(requests::planned("Appoint a lead")).await.unwrap();
        let pack = author.prepares_pack(body, requests::pack_of(&[&plan])).await.unwrap();
        if stage == PackStage::Prepared {
            return pack;
        }
        self.decider().presents(&pack).await.unwrap();
        if stage == PackStage::Challenged {
            self.speaker(body).challenges(&pack).await.unwrap();
        }
        author.reads_pack(&pack).await.unwrap()
    }
}

impl Actor {
    /// Plans something.
    pub async fn plans_to(&self, facts: PlanFacts) -> Answer<Plan> {
        let request = pb::CreatePlanRequest { facts: Some(facts), ..requests::create_plan(&self.parent()) };
        Ok(self.wire.calls(request).await?.plan.unwrap())
    }

    /// Says how a plan stands.
    pub async fn replans(&self, plan: &Plan, facts: PlanFacts) -> Answer<Plan> {
        let request = pb::UpdatePlanRequest { facts: Some(facts), ..requests::update_plan(&plan.into()) };
        Ok(self.wire.calls(request).await?.plan.unwrap())
    }

    /// Prepares a pack for a body.
    pub async fn prepares_pack(&self, body: PackBody, draft: PackDraft) -> Answer<Pack> {
        let prepared = requests::prepare_pack(&self.parent());
        let request = pb::PreparePackRequest { body: body.into(), draft: Some(draft), ..prepared };
        Ok(self.wire.calls(request).await?.pack.unwrap())
    }

    /// Presents a pack as it was read.
    pub async fn presents(&self, pack: &Pack) -> Answer<Pack> {
        Ok(self.wire.calls(requests::present_pack(&pack.into())).await?.pack.unwrap())
    }

    /// Reads a pack, whoever named it.
    pub async fn reads_pack(&self, pack: &Pack) -> Answer<Pack> {
        let name = as_named_by(&self.organisation.to_string(), &pack.name);
        Ok(self.wire.calls(requests::get_pack(&name)).await?.pack.unwrap())
    }

    /// Challenges a pack as it stands.
    pub async fn challenges(&self, pack: &Pack) -> Answer<Pack> {
        let read = self.reads_pack(pack).await?;
        Ok(self.wire.calls(requests::challenge_pack(&(&read).into())).await?.pack.unwrap())
    }

    /// Answers the first challenge of a pack as it stands.
    pub async fn answers_challenge(&self, pack: &Pack) -> Answer<Pack> {
        let read = self.reads_pack(pack).await?;
        Ok(self.wire.calls(requests::answer_challenge(&(&read).into())).await?.pack.unwrap())
    }

    /// Lists the packs that its own organisation has.
    pub async fn packs(&self) -> Answer<Vec<Pack>> {
        Ok(self.wire.calls(requests::list_packs(&self.parent())).await?.packs)
    }
}
