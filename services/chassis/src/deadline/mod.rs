//! Statutory clocks: a history of events, folded by a versioned rule that is pinned when the clock starts.
//!
//! Nothing stores how a deadline stands: it is [`Deadline::due_at`] against the time at which it is asked.

mod explain;
mod history;
mod rules;
mod working_days;

#[cfg(test)]
mod tests;

pub use explain::{day_words, words};
pub use history::{Clock, append};
pub use rules::{AnyDivision, Period, Rule};
pub use working_days::{Calendar, UnknownYear};

use contracts::time::{self as pb, DeadlineState};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// Where statutory days begin and end.
pub const LONDON: TimeZone = jiff::tz::get!("Europe/London");
/// How much is left when a deadline counts as due soon.
pub const SOON: SignedDuration = SignedDuration::from_hours(24);

/// Something that happened to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// When it took effect.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// What can happen to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It starts.
    Start,
    /// Its start was recorded wrongly: it started at this time instead.
    Correct,
    /// It stands still from here on. Pauses that overlap are one.
    Pause,
    /// One pause ends.
    Resume,
    /// Its period gets longer, by the rule's extension.
    Extend,
    /// What it asks for was done. The first time counts.
    Satisfy,
    /// It was decided that nothing is due.
    Discharge,
    /// It was decided that something is due after all: by when it always was.
    Reinstate,
}

/// Why a history is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHistory {
    /// The first event is not the start, or another is.
    #[error("a clock starts once, first")]
    Start,
    /// It resumes more often than it was paused.
    #[error("a clock that is not paused cannot resume")]
    Resume,
    /// Its rule knows no extension, or it was extended before.
    #[error("a clock is extended once, where its rule allows it")]
    Extend,
    /// Its working days run into a year whose bank holidays are unknown.
    #[error(transparent)]
    UnknownYear(#[from] UnknownYear),
}

/// What a rule makes of a history. [`fold`] alone makes one, so that nothing else can set a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    rule: &'static Rule,
    started_at: Timestamp,
    due_at: Option<Timestamp>,
    satisfied_at: Option<Timestamp>,
    discharged_at: Option<Timestamp>,
    extended: bool,
    /// Merged, in order; the last may still last.
    pauses: Vec<(Timestamp, Option<Timestamp>)>,
}

/// Folds a history, in the order in which it was recorded, by a rule.
///
/// # Errors
/// What is wrong with the history.
pub fn fold(rule: &'static Rule, events: &[Event], calendar: &Calendar) -> Result<Deadline, BadHistory> {
    let Some((Event { kind: Kind::Start, at, .. }, rest)) = events.split_first() else {
        return Err(BadHistory::Start);
    };
    let mut deadline = Deadline {
        rule,
        started_at: *at,
        due_at: None,
        satisfied_at: None,
        discharged_at: None,
        extended: false,
        pauses: Vec::new(),
    };
    let mut depth = 0_u32;
    for Event { kind, at, .. } in rest {
        match kind {
            Kind::Start => return Err(BadHistory::Start),
            Kind::Correct => deadline.started_at = *at,
            Kind::Pause => {
                depth += 1;
                if depth == 1 {
                    deadline.pauses.push((*at, None));
                }
            }
            Kind::Resume => {
                depth = depth.checked_sub(1).ok_or(BadHistory::Resume)?;
                if depth == 0
                    && let Some((from, to)) = deadline.pauses.last_mut()
                {
                    *to = Some((*at).max(*from));
                }
            }
            Kind::Extend if deadline.extended || rule.extension.is_none() => return Err(BadHistory::Extend),
            Kind::Extend => deadline.extended = true,
            Kind::Satisfy => {
                deadline.satisfied_at = Some(deadline.satisfied_at.map_or(*at, |first| first.min(*at)));
            }
            Kind::Discharge => deadline.discharged_at = Some(*at),
            Kind::Reinstate => deadline.discharged_at = None,
        }
    }
    if depth == 0 {
        deadline.due_at = Some(deadline.due(calendar)?);
    }
    Ok(deadline)
}

impl Deadline {
    /// The rule that was pinned.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// When it started.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// When it runs out; none while it is paused.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        self.due_at
    }

    /// When what it asks for was first done.
    #[must_use]
    pub fn satisfied_at(&self) -> Option<Timestamp> {
        self.satisfied_at
    }

    /// When it was decided that nothing is due.
    #[must_use]
    pub fn discharged_at(&self) -> Option<Timestamp> {
        self.discharged_at
    }

    /// How it stands at a time.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> DeadlineState {
        Self::state_of(self.due_at, self.satisfied_at, self.discharged_at, now)
    }

    /// How a deadline that started stands at a time.
    #[must_use]
    pub fn state_of(
        due_at: Option<Timestamp>,
        satisfied_at: Option<Timestamp>,
        discharged_at: Option<Timestamp>,
        now: Timestamp,
    ) -> DeadlineState {
        match (satisfied_at, due_at) {
            (Some(satisfied), Some(due)) if satisfied > due => DeadlineState::MetLate,
            (Some(_), _) => DeadlineState::Met,
            _ if discharged_at.is_some() => DeadlineState::NotRequired,
            (None, Some(due)) if now > due => DeadlineState::Overdue,
            (None, Some(due)) if due.duration_since(now) <= SOON => DeadlineState::DueSoon,
            (None, _) => DeadlineState::Running,
        }
    }

    /// The deadline on the wire.
    #[must_use]
    pub fn to_wire(&self) -> pb::Deadline {
        pb::Deadline {
            rule: self.rule.id.to_owned(),
            started_at: Some(crate::clock::to_wire(self.started_at)),
            due_at: self.due_at.map(crate::clock::to_wire),
            satisfied_at: self.satisfied_at.map(crate::clock::to_wire),
            explanation: explain::deadline(self),
        }
    }

    /// Says whether three columns of a row hold what the fold makes of the history, which alone may write them.
    #[must_use]
    pub fn is_projected(
        &self,
        due_at: Option<Timestamp>,
        satisfied_at: Option<Timestamp>,
        discharged_at: Option<Timestamp>,
    ) -> bool {
        (due_at, satisfied_at, discharged_at) == (self.due_at, self.satisfied_at, self.discharged_at)
    }

    fn due(&self, calendar: &Calendar) -> Result<Timestamp, BadHistory> {
        let extension = self.rule.extension.filter(|_| self.extended);
        if let Period::Hours(hours) = self.rule.period {
            // Elapsed time: nights, weekends, holidays and the clocks' changes count.
            let more = match extension {
                Some(Period::Hours(more)) => i64::from(more),
                _ => 0,
            };
            let paused: SignedDuration = self
                .pauses()
                .map(|(from, to)| to.duration_since(from))
                .fold(SignedDuration::ZERO, |a, b| a + b);
            return Ok(self.started_at + SignedDuration::from_hours(i64::from(hours) + more) + paused);
        }
        // Whole days: the day of the start does not count, and the last day counts to its end.
        let mut day = self.rule.period.after(london_day(self.started_at), calendar)?;
        if let Some(extension) = extension {
            day = extension.after(day, calendar)?;
        }
        for (from, to) in self.pauses() {
            let (from, to) = (london_day(from), london_day(to));
            day = match self.rule.period {
                Period::WorkingDays(..) => {
                    let days = calendar.working_days_between(from, to, self.rule.period)?;
                    Period::WorkingDays(days, self.rule.period.any_division()).after(day, calendar)?
                }
                _ => day.saturating_add(jiff::Span::new().days((to - from).get_days())),
            };
        }
        Ok(end_of(day))
    }

    fn pauses(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.pauses.iter().filter_map(|(from, to)| to.map(|to| (*from, to)))
    }
}

impl Event {
    /// The event on the wire.
    #[must_use]
    pub fn to_wire(&self) -> pb::ClockEvent {
        let kind = match self.kind {
            Kind::Start => pb::ClockEventKind::Start,
            Kind::Correct => pb::ClockEventKind::Correct,
            Kind::Pause => pb::ClockEventKind::Pause,
            Kind::Resume => pb::ClockEventKind::Resume,
            Kind::Extend => pb::ClockEventKind::Extend,
            Kind::Satisfy => pb::ClockEventKind::Satisfy,
            Kind::Discharge => pb::ClockEventKind::Discharge,
            Kind::Reinstate => pb::ClockEventKind::Reinstate,
        };
        pb::ClockEvent {
            kind: kind.into(),
            at: Some(crate::clock::to_wire(self.at)),
            recorded_at: Some(crate::clock::to_wire(self.recorded_at)),
            explanation: explain::event(self),
        }
    }
}

/// The day on which a time falls in London.
#[must_use]
pub fn london_day(time: Timestamp) -> Date {
    time.to_zoned(LONDON).date()
}

/// The beginning of a day in London.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(LONDON).map_or(Timestamp::MAX, |start| start.timestamp())
}

/// The last second of a day in London.
#[must_use]
pub fn end_of(day: Date) -> Timestamp {
    let end = day.at(23, 59, 59, 0).to_zoned(LONDON);
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}
