//! What is to be done about a breach: what is said of it, and those who say it.

mod course;
mod guards;

use crate::actors::{Actor, Cast, Reply, at};
use chassis_testing::{details, id};
use contracts::breaches::{self as pb, Action, ActionKind, Breach};
use tonic::{Code, Status};

const DUE: &str = "2026-05-12T09:00:00Z";
const LATER: &str = "2026-05-19T09:00:00Z";

pub(crate) fn plan(breach: &str) -> pb::CreateActionRequest {
    pb::CreateActionRequest {
        parent: breach.to_owned(),
        kind: ActionKind::ProcessChange.into(),
        title: " A second pair of eyes ".to_owned(),
        owner_role: "Head of post".to_owned(),
        due_at: at(DUE),
        request_id: id(),
        ..Default::default()
    }
}

fn reschedule(action: &Action) -> pb::RescheduleActionRequest {
    pb::RescheduleActionRequest {
        name: action.name.clone(),
        etag: action.etag.clone(),
        due_at: at(LATER),
        reason: "The supplier is late.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

fn complete(action: &Action) -> pb::CompleteActionRequest {
    pb::CompleteActionRequest {
        name: action.name.clone(),
        etag: action.etag.clone(),
        evidence: "The new procedure, in the register.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

fn verify(action: &Action) -> pb::VerifyActionRequest {
    pb::VerifyActionRequest {
        name: action.name.clone(),
        etag: action.etag.clone(),
        note: "Ten letters were looked at.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

fn give_back(action: &Action) -> pb::ReturnActionRequest {
    pb::ReturnActionRequest {
        name: action.name.clone(),
        etag: action.etag.clone(),
        reason: "Nobody follows it.".to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

fn accept(action: &Action) -> pb::AcceptActionRiskRequest {
    pb::AcceptActionRiskRequest {
        name: action.name.clone(),
        etag: action.etag.clone(),
        rationale: "The old system goes in June.".to_owned(),
        expires_at: at(LATER),
        request_id: id(),
        ..Default::default()
    }
}

impl Actor {
    async fn plans(&self, breach: &Breach) -> Action {
        self.create_action(plan(&breach.name)).await.unwrap().action.unwrap()
    }

    async fn reads_action(&self, name: &str) -> Reply<Action> {
        Ok(self.get_action(pb::GetActionRequest { name: name.to_owned() }).await?.action.unwrap())
    }

    async fn moves(&self, action: &Action) -> Reply<Action> {
        Ok(self.reschedule_action(reschedule(action)).await?.action.unwrap())
    }

    async fn completes(&self, action: &Action) -> Reply<Action> {
        Ok(self.complete_action(complete(action)).await?.action.unwrap())
    }

    async fn verifies(&self, action: &Action) -> Reply<Action> {
        Ok(self.verify_action(verify(action)).await?.action.unwrap())
    }

    async fn returns(&self, action: &Action) -> Reply<Action> {
        Ok(self.return_action(give_back(action)).await?.action.unwrap())
    }

    async fn accepts(&self, action: &Action) -> Reply<Action> {
        Ok(self.accept_action_risk(accept(action)).await?.action.unwrap())
    }
}

/// Does what an act says, by the hands of somebody who may.
pub(crate) async fn does(cast: &Cast, act: &str, action: &Action) -> Reply<Action> {
    match act {
        "move" => cast.handler().moves(action).await,
        "complete" => cast.handler().completes(action).await,
        "verify" => cast.dpo().verifies(action).await,
        "return" => cast.dpo().returns(action).await,
        "accept" => cast.siro().accepts(action).await,
        _ => panic!("{act} is no act"),
    }
}

/// Adds an action, and does to it what the acts say.
pub(crate) async fn brought(cast: &Cast, breach: &Breach, acts: &[&str]) -> Action {
    let mut action = cast.handler().plans(breach).await;
    for act in acts {
        action = does(cast, act, &action).await.unwrap();
    }
    action
}

const ACTS: [&str; 5] = ["move", "complete", "verify", "return", "accept"];

fn refused(status: &Status) -> (Code, String, Vec<String>) {
    let refusal = details(status);
    (refusal.code, refusal.reason, refusal.fields)
}

fn state(field: &str) -> (Code, String, Vec<String>) {
    (Code::FailedPrecondition, "STATE".to_owned(), vec![field.to_owned()])
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}
