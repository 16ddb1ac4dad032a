//! What of a case is seen at a glance: what is due next above all.

use super::{Reader, state_tag, term};
use crate::{
    govuk::Tag,
    when::{from_now, read, stamp},
};
use contracts::breaches::{AffectedBand, Case, CaseState, NextDue, RiskLevel};
use jiff::SignedDuration;

/// A case in a list.
pub(super) struct Glance {
    pub(super) href: String,
    pub(super) title: String,
    /// Its state, whether the risk is high, and whether it was withdrawn.
    pub(super) tags: Vec<Tag>,
    /// Whose it is, for the regulator; the reference; how many people: what of it is known.
    pub(super) facts: String,
    pub(super) due: Due,
    /// Since when the regulator has it, how much is outstanding, and whether it waits to be acknowledged.
    pub(super) notes: String,
}

/// What is due next in a case.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// What and when, as from now.
    pub(super) words: String,
    /// The time, with its zone; empty if nothing is due.
    pub(super) at: String,
    /// Which edge it has beside its words.
    pub(super) class: &'static str,
}

impl Glance {
    pub(super) fn of(reader: &Reader<'_>, case: &Case) -> Self {
        let department = reader.regulator.then(|| reader.organisation(&case.department, reader.now));
        let facts = [department, Some(reference(reader, case)), people(reader, case)];
        let unacknowledged =
            (case.state() == CaseState::Received).then(|| reader.say(&reader.side("case-waits")));
        let notes = [received(reader, case), outstanding(reader, case), unacknowledged];
        let notes = notes.into_iter().flatten().map(|note| format!("{note}."));
        Self {
            href: page(case),
            title: case.title.clone(),
            tags: tags(reader, case),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(", "),
            due: Due::of(reader, case),
            notes: notes.collect::<Vec<_>>().join(" "),
        }
    }
}

impl Due {
    pub(super) fn of(reader: &Reader<'_>, case: &Case) -> Self {
        let what = match case.next_due() {
            NextDue::Answer => "case-due-answer",
            NextDue::FollowUp => "case-due-follow-up",
            NextDue::RemediationUpdate => "case-due-remediation-update",
            NextDue::Unspecified => "",
        };
        let at = read(case.next_due_at.as_ref()).filter(|_| !what.is_empty());
        let Some(at) = at else {
            let closed = case.state() == CaseState::Closed;
            let (words, class) =
                if closed { ("case-due-closed", "c-due--done") } else { ("case-due-nothing", "") };
            return Self { words: reader.say(words), at: String::new(), class };
        };
        let (attribute, class) = match at.duration_since(reader.now) {
            left if left.is_negative() => (".late", "c-due--late"),
            left if left <= SignedDuration::from_hours(24) => ("", "c-due--soon"),
            _ => ("", ""),
        };
        let when = from_now(reader.language, at, reader.now);
        let words = reader.say_with(&format!("{}{attribute}", reader.side(what)), &[("when", when.into())]);
        Self { words, at: stamp(case.next_due_at.as_ref()), class }
    }
}

/// The path of a case's page.
pub(super) fn page(case: &Case) -> String {
    format!("/cases/{}", case.name.rsplit('/').next().unwrap_or_default())
}

/// The state of a case, whether the risk is high, and whether it was withdrawn.
pub(super) fn tags(reader: &Reader<'_>, case: &Case) -> Vec<Tag> {
    let withdrawn =
        case.withdrawn.then(|| Tag::coloured(reader.say("case-withdrawn-tag"), "govuk-tag--grey"));
    let high = case.risk_level() == RiskLevel::HighRisk;
    let high = high.then(|| Tag::coloured(term("RiskLevel", case.risk_level), "govuk-tag--red"));
    std::iter::once(state_tag(case.state())).chain(high).chain(withdrawn).collect()
}

/// What the regulator calls a case.
pub(super) fn reference(reader: &Reader<'_>, case: &Case) -> String {
    if case.case_reference.is_empty() {
        reader.say("case-reference-none")
    } else {
        case.case_reference.clone()
    }
}

/// How many people are affected, if that is known.
fn people(reader: &Reader<'_>, case: &Case) -> Option<String> {
    let known = !matches!(case.affected_band(), AffectedBand::Unspecified | AffectedBand::Unknown);
    known.then(|| reader.say_with("case-people", &[("it", term("AffectedBand", case.affected_band).into())]))
}

/// Since when the regulator has it.
pub(super) fn received(reader: &Reader<'_>, case: &Case) -> Option<String> {
    let when = from_now(reader.language, read(case.received_at.as_ref())?, reader.now);
    Some(reader.say_with(&reader.side("case-received"), &[("when", when.into())]))
}

/// How much of what was ever outstanding still is, if anything ever was.
pub(super) fn outstanding(reader: &Reader<'_>, case: &Case) -> Option<String> {
    let arguments = [("n", case.items_outstanding.len().into()), ("owed", case.items_owed.into())];
    (case.items_owed > 0).then(|| reader.say_with("case-outstanding", &arguments))
}
