//! The vacancy watch: whoever answers for a post is told on the first day on which nobody holds it, and each week from then on.

use super::{service::need, store, vacancy::begun};
use crate::calendar::Agenda;
use chassis::{
    Directory, Error, Label, Record,
    deadline::{london_day, start_of},
    serve::Parts,
    worker::{Batch, Blind, DeedTx, Due, Remind, Reminder, Subject, Work, Worker, remind},
};
use contracts::{access::Party, commitments::Post};
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Who in a department is told.
const DEPARTMENT: &[&str] = &["dept.dpo", "dept.siro", "dept.ao"];
/// Who at the centre is.
const CENTRE: &[&str] = &["gcdo.lead", "gcdo.principal", "centre.secretariat"];
/// How often, from the first day on.
const EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The worker, which looks `every` so often.
pub(crate) fn worker(parts: &Parts, agenda: Arc<Agenda>, every: Duration) -> Work {
    Work::of(Watch { directory: parts.directory.clone(), agenda }, parts, every)
}

struct Watch {
    directory: Arc<Directory>,
    agenda: Arc<Agenda>,
}

/// A post that an organisation has somebody hold.
pub(super) struct Watched {
    pub(super) organisation: Label,
    pub(super) post: Post,
    pub(super) begun: Date,
}

/// A post that nobody holds: identifiers and a day.
pub(super) struct Task {
    pub(super) organisation: String,
    pub(super) subject: Uuid,
    pub(super) since: Date,
}

impl Watched {
    /// The id that reminders of a post go by, within an organisation.
    pub(super) fn subject(&self) -> Uuid {
        Uuid::from_u128(i32::from(self.post).unsigned_abs().into())
    }
}

impl Watch {
    /// All posts after one, by organisation and id.
    fn watched(&self, after: Option<&Task>) -> Vec<Watched> {
        let organisations = self.directory.iter().filter(|one| one.successor.is_none());
        let posts = organisations.flat_map(|one| {
            let posts = self.agenda.posts_of(one.party);
            posts.map(|post| Watched {
                organisation: one.code.clone(),
                post: post.post,
                begun: begun(post, one),
            })
        });
        let after = after.map(|task| (task.organisation.as_str(), task.subject));
        posts
            .filter(|one| after.is_none_or(|after| (one.organisation.as_str(), one.subject()) > after))
            .collect()
    }
}

impl Worker for Watch {
    type Deed = Remind;
    type Task = Task;

    fn name(&self) -> &'static str {
        "watch over vacancies"
    }

    async fn find(&self, blind: &mut Blind, batch: Batch<'_, Task>) -> Result<Vec<Task>, Error> {
        let (watched, today) = (self.watched(batch.after), london_day(batch.now));
        store::vacant(blind, &batch, today, &watched).await
    }

    fn organisation<'t>(&self, task: &'t Task) -> &'t str {
        &task.organisation
    }

    async fn act(&self, tx: &mut DeedTx<Remind>, task: &Task) -> Result<Option<Record>, Error> {
        let party = self.directory.get(tx.organisation()).map(|own| own.party);
        let roles = if party == Some(Party::Gcdo) { CENTRE } else { DEPARTMENT };
        let (due_at, resource) = (start_of(task.since), format!("organisations/{}/posts", tx.organisation()));
        let need = need(party.unwrap_or(Party::Department));
        let subject = Subject { id: task.subject, resource, need, due_at, act: "vacancy.reminded" };
        remind(tx, subject, said(due_at, roles, tx.now())).await
    }
}

/// What there is to say of a vacancy at a time: once on its first day, and once a week.
fn said(since: Timestamp, roles: &'static [&'static str], now: Timestamp) -> Due {
    let week = now.duration_since(since).as_secs().div_euclid(EVERY.as_secs()).max(0);
    let reminder = |week: i64| {
        let after = SignedDuration::from_secs(EVERY.as_secs() * week);
        let at = since.checked_add(after).ok()?;
        Some(Reminder { at, point: format!("vacant:{week}w"), act: "post.vacant", roles })
    };
    Due::default().of([week, week + 1].into_iter().filter_map(reminder), now)
}

#[cfg(test)]
mod tests {
    use super::{DEPARTMENT, said};
    use jiff::Timestamp;

    #[test]
    fn a_vacancy_is_told_in_its_first_instant_and_each_week_from_then_on() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let since = time("2026-05-04T23:00:00Z");
        for (now, point, next) in [
            ("2026-05-04T23:00:00Z", "vacant:0w", "2026-05-11T23:00:00Z"),
            ("2026-05-11T22:59:59Z", "vacant:0w", "2026-05-11T23:00:00Z"),
            ("2026-05-11T23:00:00Z", "vacant:1w", "2026-05-18T23:00:00Z"),
        ] {
            let due = said(since, DEPARTMENT, time(now));
            let points: Vec<_> = due.latest.iter().map(|one| one.point.as_str()).collect();
            assert_eq!(
                (points.as_slice(), due.next_at, due.skipped.len()),
                (&[point][..], Some(time(next)), 0)
            );
        }
        assert_eq!(said(since, DEPARTMENT, time("2026-05-04T22:59:59Z")).latest, []);
    }
}
