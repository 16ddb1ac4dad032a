//! A clock with its history, and where the history is kept: appended to, and never changed.

use super::{BadHistory, Calendar, Deadline, Event, Kind, Rule, fold};
use crate::{Error, Label, WriteTx};
use contracts::Write;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use uuid::Uuid;

/// A clock: a rule, what happened, and what the rule makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    rule: &'static Rule,
    events: Vec<Event>,
    kept: usize,
    deadline: Deadline,
}

/// An event as SQL hands it over, in a JSON array.
#[derive(Deserialize)]
struct Kept {
    kind: String,
    at: Timestamp,
    recorded_at: Timestamp,
}

impl Clock {
    /// Starts a clock.
    ///
    /// # Errors
    /// If its deadline cannot be worked out.
    pub fn start(
        rule: &'static Rule,
        at: Timestamp,
        now: Timestamp,
        calendar: &Calendar,
    ) -> Result<Self, BadHistory> {
        let events = vec![Event { kind: Kind::Start, at, recorded_at: now }];
        let deadline = fold(rule, &events, calendar)?;
        Ok(Self { rule, events, kept: 0, deadline })
    }

    /// Adds what happened to a clock.
    ///
    /// # Errors
    /// If it cannot happen to it.
    pub fn record(
        mut self,
        kind: Kind,
        at: Timestamp,
        now: Timestamp,
        calendar: &Calendar,
    ) -> Result<Self, BadHistory> {
        self.events.push(Event { kind, at, recorded_at: now });
        let deadline = fold(self.rule, &self.events, calendar)?;
        Ok(Self { deadline, ..self })
    }

    /// Reads a clock back: the rule that it is pinned to, and its history as the JSON array that a store's query makes
    /// of `clock_event`, in the order of `seq`.
    ///
    /// # Errors
    /// What is wrong with the history or the rule.
    pub fn read(rule: &str, events: &serde_json::Value, calendar: &Calendar) -> Result<Self, String> {
        let rule = Rule::named(rule).ok_or_else(|| format!("rule {rule} is unknown"))?;
        let kept = Vec::<Kept>::deserialize(events).map_err(|error| error.to_string())?;
        let event = |kept: Kept| {
            let kind = Kind::read(&kept.kind).ok_or(format!("event {} is unknown", kept.kind))?;
            Ok::<_, String>(Event { kind, at: kept.at, recorded_at: kept.recorded_at })
        };
        let events: Vec<Event> = kept.into_iter().map(event).collect::<Result<_, _>>()?;
        let deadline = fold(rule, &events, calendar).map_err(|error| error.to_string())?;
        Ok(Self { rule, kept: events.len(), events, deadline })
    }

    /// The same clock for another resource, which keeps the whole of its history anew.
    #[must_use]
    pub fn carried_on(self) -> Self {
        Self { kept: 0, ..self }
    }

    /// What the rule makes of the history.
    #[must_use]
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// What happened, in the order in which it was recorded.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Start,
        Self::Correct,
        Self::Pause,
        Self::Resume,
        Self::Extend,
        Self::Satisfy,
        Self::Discharge,
        Self::Reinstate,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Correct => "CORRECT",
            Self::Pause => "PAUSE",
            Self::Resume => "RESUME",
            Self::Extend => "EXTEND",
            Self::Satisfy => "SATISFY",
            Self::Discharge => "DISCHARGE",
            Self::Reinstate => "REINSTATE",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.text() == text)
    }
}

/// Keeps what was added to a clock since it was read: the clock of the resource `id`, whose author is `author`, for those
/// of the organisation who have `need`.
///
/// # Errors
/// Whatever keeps the database from keeping it.
pub async fn append(
    tx: &mut WriteTx<impl Write>,
    id: Uuid,
    author: &Label,
    need: &str,
    clock: &Clock,
) -> Result<(), Error> {
    let organisation = tx.caller().organisation.clone();
    for (seq, event) in clock.events.iter().enumerate().skip(clock.kept) {
        sqlx::query!(
            "INSERT INTO clock_event (organisation, reader, need, author, clock_id, seq, kind, at, recorded_at)
             VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8)",
            organisation.as_str(),
            need,
            author.as_str(),
            id,
            i32::try_from(seq).map_err(Error::internal)?,
            event.kind.text(),
            event.at.to_sqlx() as _,
            event.recorded_at.to_sqlx() as _,
        )
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}
