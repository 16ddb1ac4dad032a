//! What the central team of the Government Chief Data Officer is told of a breach: what is owed, why, and what was told.

use super::facts::Lines;
use crate::{
    form::{Words, schema::label},
    frame,
    when::{from_now, read, stamp},
};
use contracts::breaches::{Breach, CentreTrack};
use jiff::SignedDuration;

/// A report that is owed.
pub(super) struct Owed {
    /// How soon, or how late it is.
    pub(super) words: String,
    pub(super) at: String,
    /// Why.
    pub(super) why: String,
    /// Which edge it has beside its words.
    pub(super) class: &'static str,
}

impl Owed {
    /// What is owed of a breach, if anything is.
    pub(super) fn of(words: Words<'_>, breach: &Breach) -> Option<Self> {
        let track = breach.course.as_ref()?.centre.as_ref()?;
        let due = read(track.due_at.as_ref())?;
        let (id, class) = match due.duration_since(words.now) {
            left if left.is_negative() => ("record-centre-late", "c-due--late"),
            left if left <= SignedDuration::from_hours(24) => ("record-centre-due", "c-due--soon"),
            _ => ("record-centre-due", ""),
        };
        let when = from_now(words.language, due, words.now);
        Some(Self {
            words: words.language.say_with(id, &[("when", when.into())]),
            at: stamp(track.due_at.as_ref()),
            why: words.language.say_with("record-centre-why", &[("it", criteria(track).into())]),
            class,
        })
    }
}

/// What the centre was told, and why it had to be.
pub(super) fn track(lines: &mut Lines, track: &CentreTrack) {
    let language = lines.language();
    lines.add("record-centre-criteria", criteria(track));
    lines.add("record-centre-choice", label("concordat.breaches.v1.CentreChoice", track.choice));
    lines.add("record-centre-choice-reason", track.choice_reason.clone());
    if let Some(report) = &track.report {
        let by = format!("{}, {}", frame::role(language, &report.role), stamp(report.at.as_ref()));
        lines.add("record-centre-report", by);
    }
    lines.add("record-centre-state", label("concordat.breaches.v1.ExchangeState", track.state));
}

/// The criteria of a report that a breach was found to meet.
fn criteria(track: &CentreTrack) -> String {
    let found = track.findings.iter();
    let found = found.map(|finding| label("concordat.breaches.v1.CentreCriterion", finding.criterion));
    found.collect::<Vec<_>>().join("; ")
}
