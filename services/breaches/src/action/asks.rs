//! Requests about actions in the domain's words.

use super::{ActionName, model::Plan};
use crate::model::BREACHES;
use chassis::{Ask, Asker, Fields, Label, Name, Page, clock};
use contracts::breaches as pb;
use jiff::Timestamp;
use uuid::Uuid;

const USUAL: u16 = 25;
const MOST: u16 = 100;

/// An action as a caller names it for a mutation: the name, and the etag as it was read.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: ActionName,
    pub(crate) etag: String,
}

pub(crate) struct CreateAction {
    pub(crate) breach: Name,
    pub(crate) plan: Plan,
}

pub(crate) struct GetAction {
    pub(crate) name: ActionName,
}

pub(crate) struct ListActions {
    pub(crate) breach: Name,
    pub(crate) page: Page<Uuid>,
}

pub(crate) struct RescheduleAction {
    pub(crate) target: Target,
    pub(crate) due_at: Timestamp,
    pub(crate) reason: String,
}

pub(crate) struct CompleteAction {
    pub(crate) target: Target,
    pub(crate) evidence: String,
}

pub(crate) struct VerifyAction {
    pub(crate) target: Target,
    pub(crate) note: String,
}

pub(crate) struct ReturnAction {
    pub(crate) target: Target,
    pub(crate) reason: String,
}

pub(crate) struct AcceptActionRisk {
    pub(crate) target: Target,
    pub(crate) rationale: String,
    pub(crate) expires_at: Timestamp,
}

fn parent(fields: &mut Fields, text: &str) -> Option<Name> {
    let must = "must be organisations/{organisation}/breaches/{uuid}";
    fields.read("parent", must, Name::parse(BREACHES, text))
}

fn name(fields: &mut Fields, text: &str) -> Option<ActionName> {
    let must = "must be organisations/{organisation}/breaches/{uuid}/actions/{uuid}";
    fields.read("name", must, ActionName::parse(text))
}

fn target(fields: &mut Fields, name: &str, etag: String) -> Option<Target> {
    Some(Target { name: self::name(fields, name)?, etag })
}

fn time(fields: &mut Fields, field: &str, time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    fields.read(field, "must be a time", time.and_then(clock::from_wire))
}

impl Ask for CreateAction {
    type Request = pb::CreateActionRequest;

    fn read(_: &Asker<'_>, request: pb::CreateActionRequest, fields: &mut Fields) -> Option<Self> {
        let breach = parent(fields, &request.parent);
        let title = fields.text("title", &request.title);
        let owner_role = fields.text("owner_role", &request.owner_role);
        let due_at = time(fields, "due_at", request.due_at);
        let plan = Plan { kind: request.kind(), title: title?, owner_role: owner_role?, due_at: due_at? };
        Some(Self { breach: breach?, plan })
    }

    fn organisation(&self) -> &Label {
        &self.breach.organisation
    }
}

impl Ask for GetAction {
    type Request = pb::GetActionRequest;

    fn read(_: &Asker<'_>, request: pb::GetActionRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.breach.organisation
    }
}

impl Ask for ListActions {
    type Request = pb::ListActionsRequest;

    fn read(asker: &Asker<'_>, mut request: pb::ListActionsRequest, fields: &mut Fields) -> Option<Self> {
        let breach = parent(fields, &request.parent);
        let page = asker.page(&mut request, USUAL, MOST, fields);
        Some(Self { breach: breach?, page: page? })
    }

    fn organisation(&self) -> &Label {
        &self.breach.organisation
    }
}

impl Ask for RescheduleAction {
    type Request = pb::RescheduleActionRequest;

    fn read(_: &Asker<'_>, request: pb::RescheduleActionRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let due_at = time(fields, "due_at", request.due_at);
        let reason = fields.text("reason", &request.reason);
        Some(Self { target: target?, due_at: due_at?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.breach.organisation
    }
}

impl Ask for CompleteAction {
    type Request = pb::CompleteActionRequest;

    fn read(_: &Asker<'_>, request: pb::CompleteActionRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let evidence = fields.text("evidence", &request.evidence);
        Some(Self { target: target?, evidence: evidence? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.breach.organisation
    }
}

impl Ask for VerifyAction {
    type Request = pb::VerifyActionRequest;

    fn read(_: &Asker<'_>, request: pb::VerifyActionRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let note = fields.text("note", &request.note);
        Some(Self { target: target?, note: note? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.breach.organisation
    }
}

impl Ask for ReturnAction {
    type Request = pb::ReturnActionRequest;

    fn read(_: &Asker<'_>, request: pb::ReturnActionRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let reason = fields.text("reason", &request.reason);
        Some(Self { target: target?, reason: reason? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.breach.organisation
    }
}

impl Ask for AcceptActionRisk {
    type Request = pb::AcceptActionRiskRequest;

    fn read(_: &Asker<'_>, request: pb::AcceptActionRiskRequest, fields: &mut Fields) -> Option<Self> {
        let target = target(fields, &request.name, request.etag);
        let rationale = fields.text("rationale", &request.rationale);
        let expires_at = time(fields, "expires_at", request.expires_at);
        Some(Self { target: target?, rationale: rationale?, expires_at: expires_at? })
    }

    fn organisation(&self) -> &Label {
        &self.target.name.breach.organisation
    }
}
