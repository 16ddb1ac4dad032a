//! The RPCs of actions: what happens in each call, in order.

use super::{ActionName, asks, model::Action, store};
use chassis::{Answer, serve::Parts};
use contracts::breaches::{self as pb, action_service_server::ActionService};
use tonic::Request;

/// Who is told that an action was returned, or that its risk was accepted.
const KEEPERS: [&str; 1] = ["dept.handler"];
/// Who is told that an action waits to be verified.
const VERIFIERS: [&str; 1] = ["dept.dpo"];

/// The handlers.
pub(crate) struct ActionHandlers {
    parts: Parts,
}

impl ActionHandlers {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts }
    }
}

#[tonic::async_trait]
impl ActionService for ActionHandlers {
    async fn create_action(
        &self,
        request: Request<pb::CreateActionRequest>,
    ) -> Answer<pb::CreateActionResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CreateAction| {
            let breach = store::hold(tx, &ask.breach).await?;
            let name = ActionName { breach: ask.breach, id: tx.new_id() };
            let action = Action::plan(name, ask.plan, &breach, tx.now())?;
            store::insert(tx, &action).await?;
            let response = pb::CreateActionResponse { action: Some(action.to_wire(tx.now())) };
            Ok((action.record("action.created", &[]), response))
        });
        act.await
    }

    async fn get_action(&self, request: Request<pb::GetActionRequest>) -> Answer<pb::GetActionResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::GetAction| {
            let action = store::get(tx, &ask.name).await?;
            Ok(pb::GetActionResponse { action: Some(action.to_wire(tx.now())) })
        });
        answer.await
    }

    async fn list_actions(
        &self,
        request: Request<pb::ListActionsRequest>,
    ) -> Answer<pb::ListActionsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListActions| {
            let mut actions = store::page(tx, &ask.breach, &ask.page).await?;
            let next_page_token = ask.page.cut(&mut actions, |action| action.name.id);
            let actions = actions.iter().map(|action| action.to_wire(tx.now())).collect();
            Ok(pb::ListActionsResponse { actions, next_page_token })
        });
        answer.await
    }

    async fn reschedule_action(
        &self,
        request: Request<pb::RescheduleActionRequest>,
    ) -> Answer<pb::RescheduleActionResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::RescheduleAction| {
            let (action, breach) = store::lock(tx, &ask.target).await?;
            let action = action.reschedule(ask.due_at, ask.reason, &breach, tx.caller(), tx.now())?;
            store::save(tx, &action).await?;
            let response = pb::RescheduleActionResponse { action: Some(action.to_wire(tx.now())) };
            Ok((action.record("action.rescheduled", &[]), response))
        });
        act.await
    }

    async fn complete_action(
        &self,
        request: Request<pb::CompleteActionRequest>,
    ) -> Answer<pb::CompleteActionResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::CompleteAction| {
            let (action, breach) = store::lock(tx, &ask.target).await?;
            let action = action.complete(ask.evidence, &breach, tx.caller(), tx.now())?;
            store::save(tx, &action).await?;
            let response = pb::CompleteActionResponse { action: Some(action.to_wire(tx.now())) };
            Ok((action.record("action.completed", &VERIFIERS), response))
        });
        act.await
    }

    async fn verify_action(
        &self,
        request: Request<pb::VerifyActionRequest>,
    ) -> Answer<pb::VerifyActionResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::VerifyAction| {
            let (action, breach) = store::lock(tx, &ask.target).await?;
            let action = action.verify(ask.note, &breach, tx.caller(), tx.now())?;
            store::save(tx, &action).await?;
            let response = pb::VerifyActionResponse { action: Some(action.to_wire(tx.now())) };
            Ok((action.record("action.verified", &[]), response))
        });
        act.await
    }

    async fn return_action(
        &self,
        request: Request<pb::ReturnActionRequest>,
    ) -> Answer<pb::ReturnActionResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::ReturnAction| {
            let (action, breach) = store::lock(tx, &ask.target).await?;
            let action = action.send_back(ask.reason, &breach, tx.caller(), tx.now())?;
            store::save(tx, &action).await?;
            let response = pb::ReturnActionResponse { action: Some(action.to_wire(tx.now())) };
            Ok((action.record("action.returned", &KEEPERS), response))
        });
        act.await
    }

    async fn accept_action_risk(
        &self,
        request: Request<pb::AcceptActionRiskRequest>,
    ) -> Answer<pb::AcceptActionRiskResponse> {
        let act = self.parts.db.act(request, store::see, async |tx, ask: asks::AcceptActionRisk| {
            let (action, breach) = store::lock(tx, &ask.target).await?;
            let (now, caller) = (tx.now(), tx.caller());
            let action = action.accept_risk(ask.rationale, ask.expires_at, &breach, caller, now)?;
            store::save(tx, &action).await?;
            let response = pb::AcceptActionRiskResponse { action: Some(action.to_wire(now)) };
            Ok((action.record("action.risk_accepted", &KEEPERS), response))
        });
        act.await
    }
}
