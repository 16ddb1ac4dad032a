//! Reminders: which of them have passed, and that each is sent once.

use super::{DeedTx, Remind};
use crate::{Effect, Error, Record};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::{Timestamp as Stored, ToSqlx as _};
use serde_json::json;
use uuid::Uuid;

/// Something to say of a deadline from a time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// From when.
    pub at: Timestamp,
    /// Which one of its deadline, such as `elapsed:48h`.
    pub point: String,
    /// The act that the event tells of, such as `deadline.reminder`.
    pub act: &'static str,
    /// Who is asked to look; nobody, if it is only told.
    pub roles: &'static [&'static str],
}

/// What there is to say of a deadline at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The latest of each series that has passed: to be sent, unless it was.
    pub latest: Vec<Reminder>,
    /// Those before them, oldest first. Nobody is reminded of them any longer: if they were not sent in time, people are
    /// told how things stand, once, and not how they stood.
    pub skipped: Vec<Reminder>,
    /// When the next one of any series is due.
    pub next_at: Option<Timestamp>,
}

impl Reminder {
    /// A reminder so long after a time, or before it, unless that were beyond all time.
    #[must_use]
    pub fn after(
        from: Timestamp,
        after: SignedDuration,
        point: String,
        act: &'static str,
        roles: &'static [&'static str],
    ) -> Option<Self> {
        Some(Self { at: from.checked_add(after).ok()?, point, act, roles })
    }
}

impl Due {
    /// Adds a series: reminders for the same people, in the order of their times.
    #[must_use]
    pub fn of(mut self, series: impl IntoIterator<Item = Reminder>, now: Timestamp) -> Self {
        let mut latest = None;
        for reminder in series {
            if reminder.at > now {
                let next = self.next_at.map_or(reminder.at, |next| next.min(reminder.at));
                self.next_at = Some(next);
                break;
            }
            self.skipped.extend(latest.replace(reminder));
        }
        self.latest.extend(latest);
        self
    }
}

/// What people are reminded of.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub resource: String,
    /// Who inside its organisation may hear of it.
    pub need: &'static str,
    /// By when it is due.
    pub due_at: Timestamp,
    /// What the audit record says was done.
    pub act: &'static str,
}

/// Keeps that people were reminded of a subject, and makes the events that remind them; none if all were sent before, or
/// are being sent by another replica.
///
/// # Errors
/// Whatever keeps the database from keeping it.
pub async fn remind(tx: &mut DeedTx<Remind>, subject: Subject, due: Due) -> Result<Option<Record>, Error> {
    let Due { latest, skipped, next_at } = due;
    let mut effects = Vec::new();
    // In one order, whoever inserts them: of two replicas one waits for the other, and never both.
    for reminder in &skipped {
        keep(tx, &subject, reminder, false, next_at).await?;
    }
    for reminder in latest {
        if keep(tx, &subject, &reminder, true, next_at).await? {
            let Reminder { point, act, roles, .. } = reminder;
            let payload = json!({ "roles": roles, "point": point, "due_at": subject.due_at });
            let (reader, resource) = (tx.organisation().clone(), subject.resource.clone());
            effects.push(Effect { reader, need: subject.need, act, resource, payload });
        }
    }
    let Subject { resource, need, act, .. } = subject;
    Ok((!effects.is_empty()).then_some(Record { act, resource, need, effects }))
}

/// Says whether nobody kept it before. Waits for whoever is about to.
async fn keep(
    tx: &mut DeedTx<Remind>,
    subject: &Subject,
    reminder: &Reminder,
    sent: bool,
    next_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let (organisation, now) = (tx.organisation().clone(), tx.now());
    let kept = sqlx::query!(
        "INSERT INTO reminder (organisation, reader, need, subject, due_at, point, at, sent, next_at)
         VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        organisation.as_str(),
        subject.need,
        subject.id,
        subject.due_at.to_sqlx() as _,
        reminder.point,
        now.to_sqlx() as _,
        sent,
        next_at.map(Timestamp::to_sqlx) as Option<Stored>,
    );
    Ok(kept.execute(tx.connection()).await?.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::{Due, Reminder};
    use jiff::Timestamp;

    fn series(act: &'static str, seconds: &[i64]) -> Vec<Reminder> {
        let reminder = |second: &i64| Reminder {
            at: Timestamp::from_second(*second).unwrap(),
            point: second.to_string(),
            act,
            roles: &[],
        };
        seconds.iter().map(reminder).collect()
    }

    #[test]
    fn of_each_series_the_latest_that_has_passed_is_told_and_the_next_of_all_is_waited_for() {
        for (now, latest, skipped, next) in [
            (0, &[][..], &[][..], Some(1)),
            (1, &["a1"], &[], Some(2)),
            (2, &["a1", "b2"], &[], Some(3)),
            (4, &["a4", "b2"], &["a1", "a3"], Some(9)),
            (9, &["a4", "b9"], &["a1", "a3", "b2"], None),
        ] {
            let now = Timestamp::from_second(now).unwrap();
            let due = Due::default().of(series("a", &[1, 3, 4]), now).of(series("b", &[2, 9]), now);
            let names = |all: &[Reminder]| -> Vec<String> {
                all.iter().map(|one| format!("{}{}", one.act, one.point)).collect()
            };
            assert_eq!((names(&due.latest), names(&due.skipped)), (names_of(latest), names_of(skipped)));
            assert_eq!(due.next_at.map(Timestamp::as_second), next);
        }
    }

    fn names_of(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }
}
