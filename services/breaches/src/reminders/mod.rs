//! Reminders of what is due: the clocks of breaches, what is to be done about them, what the regulator waits for, and
//! what the centre does.
//! Delivery is not ours: what is sent is an event, once.

mod points;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    action::ActionName,
    case::case_name,
    exchange::{Quarter, return_name},
    model::{BREACHES, HANDLERS, POINTERS},
    pointer,
};
use chassis::{
    Directory, Error, Name, Record,
    deadline::{AnyDivision, Calendar},
    serve::Parts,
    worker::{Batch, Blind, DeedTx, InDays, Remind, Subject, Work, Worker, remind},
};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// The workers that remind, each of which looks `every` so often.
pub(crate) fn workers(parts: &Parts, every: Duration) -> Vec<Work> {
    let reminders =
        |kind| Reminders { kind, directory: parts.directory.clone(), calendar: parts.calendar.clone() };
    [Kind::Clocks, Kind::Pointers, Kind::Actions, Kind::Cases, Kind::Reports, Kind::Returns]
        .map(|kind| Work::of(reminders(kind), parts, every))
        .into()
}

/// A worker that reminds.
struct Reminders {
    kind: Kind,
    directory: Arc<Directory>,
    calendar: Arc<Calendar>,
}

#[derive(Clone, Copy)]
enum Kind {
    Clocks,
    Pointers,
    Actions,
    Cases,
    Reports,
    Returns,
}

/// Something that there may be to say something of: identifiers and times.
struct Task {
    organisation: String,
    due_at: Timestamp,
    of: Of,
}

/// What is due, and since when it has been, where that matters.
#[derive(Clone, Copy)]
enum Of {
    Clock { breach_id: Uuid, started_at: Timestamp },
    Pointer { pointer_id: Uuid, started_at: Timestamp },
    Action { breach_id: Uuid, action_id: Uuid, since: Timestamp },
    Case { case_id: Uuid, since: Timestamp },
    Report { breach_id: Uuid, report_id: Uuid },
    Return { quarter: Quarter },
}

impl Worker for Reminders {
    type Deed = Remind;
    type Task = Task;

    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Clocks => "reminders of deadlines",
            Kind::Pointers => "reminders of pointers",
            Kind::Actions => "reminders of actions",
            Kind::Cases => "reminders of cases",
            Kind::Reports => "reminders of reports",
            Kind::Returns => "reminders of returns",
        }
    }

    async fn find(&self, blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
        match self.kind {
            Kind::Clocks => store::clocks(blind, batch).await,
            Kind::Pointers => store::pointers(blind, batch).await,
            Kind::Actions => store::actions(blind, batch).await,
            Kind::Cases => store::cases(blind, batch).await,
            Kind::Reports => store::reports(blind, batch).await,
            Kind::Returns => store::returns(blind, batch, &self.directory, &self.calendar).await,
        }
    }

    fn organisation<'t>(&self, task: &'t Task) -> &'t str {
        &task.organisation
    }

    async fn act(&self, tx: &mut DeedTx<Remind>, task: &Task) -> Result<Option<Record>, Error> {
        let (organisation, now, due_at) = (tx.organisation().clone(), tx.now(), task.due_at);
        let whose =
            self.directory.get(&organisation).map_or(AnyDivision::Any, |own| AnyDivision::One(own.division));
        let breach = |id| Name { organisation: organisation.clone(), collection: BREACHES, id };
        let days = |told: InDays, since| told.said(due_at, since, now, &self.calendar, whose);
        let (due, resource, act) = match task.of {
            Of::Clock { breach_id, started_at } => {
                let due = points::of_clock(points::OWNERS, started_at, due_at, now);
                (due, breach(breach_id).to_string(), "deadline.reminded")
            }
            Of::Pointer { pointer_id, started_at } => {
                let due = points::of_clock(points::KEEPERS, started_at, due_at, now);
                let collection = pointer::POINTERS;
                let name = Name { organisation: organisation.clone(), collection, id: pointer_id };
                (due, name.to_string(), "pointer.reminded")
            }
            Of::Action { breach_id, action_id, since } => {
                let name = ActionName { breach: breach(breach_id), id: action_id };
                (days(points::ACTION, since), name.to_string(), "action.reminded")
            }
            Of::Case { case_id, since } => {
                (days(points::CASE, since), case_name(&organisation, case_id), "case.reminded")
            }
            Of::Report { breach_id, .. } => {
                (points::of_report(due_at, now), breach(breach_id).to_string(), "report.reminded")
            }
            Of::Return { quarter } => {
                let [_, since] = quarter.span();
                (days(points::RETURN, since), return_name(&organisation, quarter), "return.reminded")
            }
        };
        let need = if matches!(task.of, Of::Pointer { .. }) { POINTERS } else { HANDLERS };
        remind(tx, Subject { id: task.subject(), resource, need, due_at, act }, due).await
    }
}

impl Task {
    /// The id of what is due.
    fn subject(&self) -> Uuid {
        match self.of {
            Of::Clock { breach_id, .. } => breach_id,
            Of::Pointer { pointer_id, .. } => pointer_id,
            Of::Action { action_id, .. } => action_id,
            Of::Case { case_id, .. } => case_id,
            Of::Report { report_id, .. } => report_id,
            Of::Return { quarter } => quarter.id(),
        }
    }
}
