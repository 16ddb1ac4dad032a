//! What is said of actions.

use super::{about, in_hours};
use chassis_testing::id;
use contracts::breaches::{self as pb, Action};

/// Adds an action to the breach called `parent`, due in a week.
pub fn plan(parent: &str) -> pb::CreateActionRequest {
    pb::CreateActionRequest {
        parent: parent.to_owned(),
        kind: pb::ActionKind::ProcessChange.into(),
        title: "A second pair of eyes".to_owned(),
        owner_role: "Head of post".to_owned(),
        due_at: in_hours(168),
        request_id: id(),
        ..Default::default()
    }
}

/// Reads an action.
pub fn get_action(name: &str) -> pb::GetActionRequest {
    pb::GetActionRequest { name: name.to_owned() }
}

/// Lists the actions of the breach called `parent`, on the longest page.
pub fn list_actions(parent: &str) -> pb::ListActionsRequest {
    pb::ListActionsRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Moves an action by another week.
pub fn reschedule(action: &Action) -> pb::RescheduleActionRequest {
    about!(action => RescheduleActionRequest { due_at: in_hours(336), reason: "The supplier is late." })
}

/// Says that an action was done.
pub fn complete(action: &Action) -> pb::CompleteActionRequest {
    about!(action => CompleteActionRequest { evidence: "The new procedure, in the register." })
}

/// Finds that an action was done.
pub fn verify(action: &Action) -> pb::VerifyActionRequest {
    about!(action => VerifyActionRequest { note: "Ten letters were looked at." })
}

/// Finds that an action was not done.
pub fn return_action(action: &Action) -> pb::ReturnActionRequest {
    about!(action => ReturnActionRequest { reason: "Nobody follows it." })
}

/// Accepts the risk of not doing an action for a month.
pub fn accept_risk(action: &Action) -> pb::AcceptActionRiskRequest {
    about!(action => AcceptActionRiskRequest {
        rationale: "The old system goes next month.",
        expires_at: in_hours(720),
    })
}
