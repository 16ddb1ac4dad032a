//! The RPCs of plans: what happens in each call, in order.

use super::{PLANS, asks, model::Plan, store};
use crate::{
    between::DRAFTERS,
    register::{self, Code, Register},
};
use chassis::{Answer, Error, Label, Name, Record, WriteTx, deadline::london_day, serve::Parts};
use contracts::{
    access::Reason,
    action::commitments::CreatePlan,
    commitments::{self as pb, plan_service_server::PlanService},
};
use std::sync::Arc;
use tonic::Request;

/// The handlers.
#[derive(Clone)]
pub(crate) struct PlanHandlers {
    parts: Parts,
    register: Arc<Register>,
}

impl PlanHandlers {
    pub(crate) fn new(parts: Parts, register: Arc<Register>) -> Self {
        Self { parts, register }
    }

    /// Refuses to plan for what is not the party's to keep.
    async fn owed(&self, tx: &mut WriteTx<CreatePlan>, code: Code, own: &Label) -> Result<(), Error> {
        let none = || Error::refused(Reason::NotOwed, "the commitment is not the party's to keep");
        if self.register.first(code).is_none() {
            return Err(none());
        }
        let versions = register::store::written(tx, &self.register, code).await?;
        let party = self.parts.directory.party_of(own);
        let today = london_day(tx.now());
        let owed =
            versions.on(today).is_some_and(|version| version.content.owed_by().any(|by| Some(by) == party));
        if owed { Ok(()) } else { Err(none()) }
    }
}

fn record(plan: &Plan, act: &'static str) -> Record {
    Record { act, resource: plan.name.to_string(), need: DRAFTERS, effects: Vec::new() }
}

#[tonic::async_trait]
impl PlanService for PlanHandlers {
    async fn create_plan(&self, request: Request<pb::CreatePlanRequest>) -> Answer<pb::CreatePlanResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CreatePlan| {
            tx.caller().plans_here()?;
            self.owed(tx, ask.code, &ask.organisation).await?;
            let name = Name { organisation: ask.organisation, collection: PLANS, id: tx.new_id() };
            let plan = Plan::make(name, ask.code, ask.planned.facts, ask.planned.due_on, tx.now())?;
            store::insert(tx, &plan).await?;
            Ok((record(&plan, "plan.created"), plan.to_wire(tx.now()).into()))
        });
        act.await
    }

    async fn update_plan(&self, request: Request<pb::UpdatePlanRequest>) -> Answer<pb::UpdatePlanResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::UpdatePlan| {
            let plan = store::lock(tx, &ask.target).await?;
            let (facts, due_on) = (ask.planned.facts, ask.planned.due_on);
            let plan = plan.update(facts, due_on, ask.rescheduling_reason, tx.caller(), tx.now())?;
            store::save(tx, &plan).await?;
            Ok((record(&plan, "plan.updated"), plan.to_wire(tx.now()).into()))
        });
        act.await
    }

    async fn get_plan(&self, request: Request<pb::GetPlanRequest>) -> Answer<pb::GetPlanResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetPlan| {
            Ok(store::get(tx, &ask.name).await?.to_wire(tx.now()).into())
        });
        answer.await
    }

    async fn list_plans(&self, request: Request<pb::ListPlansRequest>) -> Answer<pb::ListPlansResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListPlans| {
            let mut plans = store::page(tx, &ask.filter, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut plans, |plan| (plan.due_on, plan.name.id));
            let listed = |plan: &Plan| pb::Plan { reschedulings: Vec::new(), ..plan.to_wire(tx.now()) };
            let plans = plans.iter().map(listed).collect();
            Ok(pb::ListPlansResponse { plans, next_page_token })
        });
        answer.await
    }
}
