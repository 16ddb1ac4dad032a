//! Reminders of what is due: the clocks of breaches, and what is to be done about them. Delivery is not ours: what is sent
//! is an event, once.

mod points;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    action::ActionName,
    model::{BREACHES, HANDLERS},
};
use chassis::{
    Error, Name, Record,
    serve::Parts,
    worker::{Batch, Blind, DeedTx, Remind, Subject, Work, Worker, remind},
};
use jiff::Timestamp;
use std::time::Duration;
use uuid::Uuid;

/// The workers that remind, each of which looks `every` so often.
pub(crate) fn workers(parts: &Parts, every: Duration) -> Vec<Work> {
    [Reminders::OfClocks, Reminders::OfActions].map(|worker| Work::of(worker, parts, every)).into()
}

/// A worker that reminds.
enum Reminders {
    OfClocks,
    OfActions,
}

/// Something that there may be to say something of: identifiers and times.
struct Task {
    organisation: String,
    breach_id: Uuid,
    due_at: Timestamp,
    of: Of,
}

/// What is due.
#[derive(Clone, Copy)]
enum Of {
    Clock { started_at: Timestamp },
    Action { action_id: Uuid },
}

impl Worker for Reminders {
    type Deed = Remind;
    type Task = Task;

    fn name(&self) -> &'static str {
        match self {
            Self::OfClocks => "reminders of deadlines",
            Self::OfActions => "reminders of actions",
        }
    }

    async fn find(&self, blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
        match self {
            Self::OfClocks => store::clocks(blind, batch).await,
            Self::OfActions => store::actions(blind, batch).await,
        }
    }

    fn organisation<'t>(&self, task: &'t Task) -> &'t str {
        &task.organisation
    }

    async fn act(&self, tx: &mut DeedTx<Remind>, task: &Task) -> Result<Option<Record>, Error> {
        let breach =
            Name { organisation: tx.organisation().clone(), collection: BREACHES, id: task.breach_id };
        let (now, due_at) = (tx.now(), task.due_at);
        let (due, resource, act) = match task.of {
            Of::Clock { started_at } => {
                (points::of_clock(started_at, due_at, now), breach.to_string(), "deadline.reminded")
            }
            Of::Action { action_id } => {
                let name = ActionName { breach, id: action_id };
                (points::of_action(due_at, now), name.to_string(), "action.reminded")
            }
        };
        remind(tx, Subject { id: task.subject(), resource, need: HANDLERS, due_at, act }, due).await
    }
}

impl Task {
    /// The id of what is due.
    fn subject(&self) -> Uuid {
        match self.of {
            Of::Clock { .. } => self.breach_id,
            Of::Action { action_id } => action_id,
        }
    }
}
