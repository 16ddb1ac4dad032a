//! Reminders of what the calendar asks. Departments and the centre are reminded of what they owe: working days before, daily and
//! weekly once it is overdue. The regulator and the technical authority are not; they look at their calendars.

use super::{
    edition::{Agenda, Duty},
    recurrence::{Days, Occurrence, OccurrenceId},
    store,
};
use chassis::{
    Directory, Error, Record,
    deadline::{AnyDivision, Calendar, end_of, london_day, start_of},
    directory::Organisation,
    serve::Parts,
    worker::{Batch, Blind, DeedTx, Due, InDays, Remind, Subject, Work, Worker, remind},
};
use contracts::access::Party;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Who in an organisation may hear of it: everybody.
const EVERYBODY: &str = "org";
/// How many days ahead there can be something to say: more than twenty working days are.
const AHEAD: i32 = 40;
/// For how many months after it was due anybody is told: what every pass looks at does not grow with the years.
const MOST_MONTHS: i32 = 24;

/// What a department is told.
const DEPARTMENT: InDays = InDays {
    due: "duty.due",
    overdue: "duty.overdue",
    owners: &["dept.dpo"],
    seniors: &["dept.siro"],
    all: &["dept.dpo", "dept.siro"],
};
/// What the centre is.
const CENTRE: InDays = InDays {
    owners: &["gcdo.lead", "centre.secretariat"],
    seniors: &["gcdo.principal"],
    all: &["gcdo.lead", "gcdo.principal", "centre.secretariat"],
    ..DEPARTMENT
};

/// The worker, which looks `every` so often.
pub(crate) fn worker(parts: &Parts, agenda: Arc<Agenda>, every: Duration) -> Work {
    let (directory, calendar) = (parts.directory.clone(), parts.calendar.clone());
    Work::of(Reminders { directory, calendar, agenda }, parts, every)
}

struct Reminders {
    directory: Arc<Directory>,
    calendar: Arc<Calendar>,
    agenda: Arc<Agenda>,
}

/// Something that an organisation owes, and by when: identifiers and times.
pub(super) struct Task {
    pub(super) organisation: String,
    pub(super) id: OccurrenceId,
    pub(super) due_at: Timestamp,
}

/// What an organisation owes, and what says that it was done.
pub(super) struct Owed {
    pub(super) task: Task,
    /// The body that the regulator is to attend, if that is what is owed.
    pub(super) body: String,
    /// The days of which it is.
    pub(super) days: (Date, Date),
}

impl Task {
    /// The id that reminders of it go by, within an organisation.
    pub(super) fn subject(&self) -> Uuid {
        self.id.uuid()
    }

    /// Its place among all tasks.
    fn place(&self) -> (&str, OccurrenceId) {
        (&self.organisation, self.id)
    }
}

impl Reminders {
    /// All that organisations owe by soon and of which there is something to say, by organisation and occurrence, after a task.
    fn owed(&self, after: Option<&Task>, now: Timestamp) -> Vec<Owed> {
        let today = london_day(now);
        let time = (today.saturating_sub(MOST_MONTHS.months()), today.saturating_add(AHEAD.days()));
        let organisations = self
            .directory
            .iter()
            .filter(|one| one.successor.is_none() && matches!(one.party, Party::Department | Party::Gcdo));
        let owed = organisations.flat_map(|own| {
            let owed = self.agenda.owed(own, &self.calendar, time).into_iter();
            let owed = owed.filter(|(duty, _)| reminds(duty, own));
            owed.filter(|(_, one)| self.said(own, one, now).is_some_and(|said| !said.latest.is_empty()))
                .filter_map(|(duty, one)| Owed::of(own, duty, &one))
        });
        let after = after.map(Task::place);
        let mut owed: Vec<_> = owed.filter(|one| Some(one.task.place()) > after).collect();
        owed.sort_by(|one, other| one.task.place().cmp(&other.task.place()));
        owed
    }

    /// What there is to say of an occurrence that has a day by which it is due.
    fn said(&self, own: &Organisation, one: &Occurrence, now: Timestamp) -> Option<Due> {
        let told = if own.party == Party::Gcdo { CENTRE } else { DEPARTMENT };
        let (due_at, opens) = (end_of(one.due?), start_of(one.opens));
        Some(told.said(due_at, opens, now, &self.calendar, AnyDivision::One(own.division)))
    }
}

/// Whether an organisation is reminded of a duty: of its own alone, and not where another part of the platform does.
fn reminds(duty: &Duty, own: &Organisation) -> bool {
    duty.reminds && duty.owed_by.contains(&own.party)
}

impl Owed {
    fn of(own: &Organisation, duty: &Duty, one: &Occurrence) -> Option<Self> {
        Some(Self {
            task: Task { organisation: own.code.to_string(), id: one.id, due_at: end_of(one.due?) },
            body: duty.attendance.as_ref().map(|code| format!("bodies/{code}")).unwrap_or_default(),
            days: (one.id.first, one.last),
        })
    }
}

impl Worker for Reminders {
    type Deed = Remind;
    type Task = Task;

    fn name(&self) -> &'static str {
        "reminders of duties"
    }

    async fn find(&self, blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
        let owed = self.owed(batch.after, batch.now);
        store::not_done(blind, &batch, owed, self.directory.regulator()).await
    }

    fn organisation<'t>(&self, task: &'t Task) -> &'t str {
        &task.organisation
    }

    async fn act(&self, tx: &mut DeedTx<Remind>, task: &Task) -> Result<Option<Record>, Error> {
        let none = || Error::internal("a task of no organisation, or of no duty");
        let own = self.directory.get(tx.organisation()).ok_or_else(none)?;
        let days = Days { calendar: &self.calendar, division: own.division };
        let found = self.agenda.duty(task.id.code).and_then(|duty| duty.occurrence(task.id.first, days));
        let due = found.and_then(|one| self.said(own, &one, tx.now())).ok_or_else(none)?;
        let resource = format!("organisations/{}/occurrences/{}", tx.organisation(), task.id);
        let (id, due_at) = (task.subject(), task.due_at);
        remind(tx, Subject { id, resource, need: EVERYBODY, due_at, act: "duty.reminded" }, due).await
    }
}
