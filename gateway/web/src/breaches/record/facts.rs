//! What is known of a breach, in lines.

use super::centre;
use crate::{
    caller::Caller,
    form::{
        self, Words,
        schema::{dynamic, label},
    },
    frame,
    govuk::{SummaryList, SummaryListRow},
    language::Language,
    when,
};
use contracts::{
    breaches::{Action, ActionStep, Assessment, Breach, Course, MediaLinesState},
    handling::Handling,
};

/// What decides how it is dealt with.
pub(super) fn summary(caller: &Caller, breach: &Breach) -> SummaryList {
    let language = caller.language();
    let mut lines = Lines(language, Vec::new());
    lines.add("record-detected", when::stamp(breach.detected_at.as_ref()));
    if let Some(confirmation) = &breach.confirmation {
        lines.add("record-aware", when::stamp(confirmation.aware_at.as_ref()));
        lines.add("record-aware-delay", confirmation.aware_delay_reason.clone());
        lines.add("record-regime", label("concordat.breaches.v1.LegalRegime", confirmation.legal_regime));
        lines.add("record-processor", confirmation.processor.clone());
        for correction in &confirmation.corrections {
            lines.add("record-correction", correction.reason.clone());
        }
    }
    lines.add("record-affected", label("concordat.breaches.v1.AffectedBand", breach.affected_band));
    if let Some(decision) = &breach.not_notifiable {
        lines.add("record-not-notifiable", decision.rationale.clone());
    }
    if let Some(course) = &breach.course {
        tracks(&mut lines, course);
    }
    lines.add("record-case", label("concordat.breaches.v1.CaseState", breach.case_state));
    if let Some(recurrences) = breach.recurrences.filter(|recurrences| *recurrences > 0) {
        lines.add(
            "record-recurrences",
            language.say_with("record-recurrences-text", &[("n", recurrences.into())]),
        );
    }
    if breach.privileged {
        lines.add("record-privileged", language.say("record-privileged-text"));
    }
    if let Some(Handling { classification, descriptors, instructions }) = &breach.handling {
        let words = [label("concordat.handling.v1.Classification", *classification), descriptors.join(", ")];
        let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" – ");
        lines.add("record-handling", words);
        lines.add("record-instructions", instructions.clone());
    }
    lines.list()
}

/// How far each of the tracks beside the main one is.
fn tracks(lines: &mut Lines, course: &Course) {
    if let Some(track) = &course.containment {
        lines.add("record-containment", label("concordat.breaches.v1.ContainmentState", track.state));
    }
    if let Some(track) = &course.individuals {
        lines.add("record-individuals", label("concordat.breaches.v1.IndividualsState", track.state));
        lines.add("record-ordered", when::stamp(track.ordered_at.as_ref()));
    }
    if let Some(track) = &course.media_lines {
        lines.add("record-media", label("concordat.breaches.v1.MediaLinesState", track.state));
        let said = track.step.as_ref().filter(|_| track.state() == MediaLinesState::NotAgreed);
        lines.add("record-media-why", said.map_or(String::new(), |step| step.note.clone()));
    }
    if let Some(centre) = &course.centre {
        centre::track(lines, centre);
    }
    if let Some(ncsc) = &course.ncsc {
        lines.add("record-ncsc-recommended", when::stamp(ncsc.recommended_at.as_ref()));
        lines.add("record-ncsc-state", label("concordat.breaches.v1.ExchangeState", ncsc.state));
        lines.add("record-ncsc-category", label("concordat.breaches.v1.NcscCategory", ncsc.category));
        lines.add("record-ncsc-consent", label("concordat.breaches.v1.ConsentState", ncsc.consent));
    }
    if let Some(near_miss) = &course.near_miss {
        lines.add("record-near-miss", label("concordat.breaches.v1.NearMissState", near_miss.state));
        lines.add("record-stopped", near_miss.what_stopped_it.clone());
    }
    if let Some(proposal) = course.dismissal.as_ref().and_then(|dismissal| dismissal.proposal.as_ref()) {
        lines.add("record-dismissal", proposal.note.clone());
    }
    if let Some(owed) = &course.follow_up_owed {
        lines.add("record-owed", owed.note.clone());
    }
    if let Some(major) = &course.major {
        let findings = major
            .findings
            .iter()
            .map(|finding| label("concordat.breaches.v1.MajorCriterion", finding.criterion));
        lines.add("record-major", findings.collect::<Vec<_>>().join(", "));
        lines.add(
            "record-major-declared",
            major.declaration.as_ref().map_or(String::new(), |step| step.note.clone()),
        );
    }
}

/// The latest assessment: what was decided, advised and drafted, each by whom.
pub(crate) fn assessment(told_in: Words<'_>, breach: &Breach) -> SummaryList {
    let language = told_in.language;
    let mut lines = Lines(language, Vec::new());
    let Some(Assessment { draft, advice, decision, .. }) = &breach.assessment else { return lines.list() };
    let risk = |level| label("concordat.breaches.v1.RiskLevel", level);
    if let Some(decision) = decision {
        lines.add("assessment-decided", risk(decision.risk_level));
        lines.add("assessment-decided-why", decision.rationale.clone());
        lines.add("assessment-override", decision.override_reason.clone());
        let decided = by(language, &decision.decision_maker_role, decision.decided_at.as_ref());
        lines.add("assessment-decided-by", decided);
    }
    if let Some(advice) = advice {
        lines.add("assessment-advised", risk(advice.risk_level));
        lines.add("assessment-advice", advice.advice.clone());
        lines.add("assessment-advised-at", when::stamp(advice.advised_at.as_ref()));
    }
    if let Some(draft) = draft {
        lines.add("assessment-drafted", risk(draft.risk_level));
        lines.add("assessment-drafted-why", draft.rationale.clone());
        lines.add("assessment-drafted-by", by(language, &draft.drafted_by_role, draft.drafted_at.as_ref()));
        for score in &draft.harm {
            let score_text = format!("{}.{:02}", score.score_hundredths / 100, score.score_hundredths % 100);
            lines.add("assessment-harm", format!("{}: {score_text}", score.method));
        }
        if let Some(factors) = &draft.factors {
            let factors = dynamic(factors);
            lines.1.extend(
                factors.map(|factors| form::told(told_in, "field-factors", &factors)).unwrap_or_default(),
            );
        }
    }
    lines.list()
}

/// What shows that an action was done, and who says so.
pub(crate) fn evidence(told_in: Words<'_>, action: &Action) -> SummaryList {
    let mut lines = Lines(told_in.language, Vec::new());
    if let Some(ActionStep { note, at, role }) = &action.evidence {
        lines.add("action-evidence", note.clone());
        lines.add("action-evidence-by", by(told_in.language, role, at.as_ref()));
    }
    lines.list()
}

/// The facts, in the order of the regulator's own form.
pub(super) fn known(caller: &Caller, breach: &Breach) -> SummaryList {
    let message = dynamic(breach);
    let told = |path| message.as_ref().map(|message| form::told_at(caller.into(), "known", message, path));
    let rows = ["detected_how", "reporter_role", "unit", "facts"].into_iter().filter_map(told).flatten();
    SummaryList { rows: rows.collect(), ..SummaryList::default() }
}

fn by(language: Language, role: &str, at: Option<&prost_types::Timestamp>) -> String {
    format!("{}, {}", frame::role(language, role), when::stamp(at))
}

/// Lines, of which those that say nothing are left out.
pub(super) struct Lines(Language, Vec<SummaryListRow>);

impl Lines {
    pub(super) fn language(&self) -> Language {
        self.0
    }

    pub(super) fn add(&mut self, key: &str, value: String) {
        if !value.is_empty() {
            self.1.push(SummaryListRow::new(self.0.say(key), value));
        }
    }

    fn list(self) -> SummaryList {
        SummaryList { rows: self.1, ..SummaryList::default() }
    }
}
