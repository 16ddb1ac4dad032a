//! Parts of what is known of a breach, and no more.

use crate::model::{Breach, affected_band};
use chassis::clock;
use contracts::breaches::{
    self as pb, AdviceCopyContent, BreachCopyContent, BreachPart, LessonContent, SubmissionContent,
};

/// A copy that holds these parts of `whole`, in the order of the enum, and nothing else.
pub(crate) fn only(whole: BreachCopyContent, parts: &[BreachPart]) -> BreachCopyContent {
    use BreachPart as P;
    let mut held: Vec<i32> = parts.iter().map(|part| i32::from(*part)).collect();
    held.sort_unstable();
    held.dedup();
    let has = |part: BreachPart| parts.contains(&part);
    let facts = whole.facts.unwrap_or_default();
    let facts = pb::Facts {
        incident: facts.incident.filter(|_| has(P::Incident)),
        data: facts.data.filter(|_| has(P::Data)),
        people: facts.people.filter(|_| has(P::People)),
        cyber: facts.cyber.filter(|_| has(P::Cyber)),
        response: facts.response.filter(|_| has(P::Response)),
        prevention: facts.prevention.filter(|_| has(P::Prevention)),
        contact: facts.contact.filter(|_| has(P::Contact)),
    };
    let mut copy = BreachCopyContent {
        parts: held,
        facts: Some(facts).filter(|facts| *facts != pb::Facts::default()),
        first_notice: whole.first_notice.filter(|_| has(P::Notice)),
        advice: whole.advice.filter(|_| has(P::Advice)),
        ..BreachCopyContent::default()
    };
    if has(P::Title) {
        copy.title = whole.title;
    }
    if has(P::Detection) {
        (copy.detected_at, copy.detected_how) = (whole.detected_at, whole.detected_how);
    }
    if has(P::Awareness) {
        (copy.aware_at, copy.due_at) = (whole.aware_at, whole.due_at);
    }
    if has(P::Controllers) {
        copy.legal_regime = whole.legal_regime;
        (copy.controller, copy.processor) = (whole.controller, whole.processor);
        copy.joint_controllers = whole.joint_controllers;
    }
    if has(P::People) {
        copy.affected_band = whole.affected_band;
    }
    if has(P::Risk) {
        copy.risk_level = whole.risk_level;
    }
    if has(P::Containment) {
        (copy.containment, copy.individuals) = (whole.containment, whole.individuals);
    }
    if has(P::Major) {
        copy.major_criteria = whole.major_criteria;
    }
    if has(P::Lessons) {
        (copy.root_cause, copy.lessons) = (whole.root_cause, whole.lessons);
    }
    copy
}

/// All that a submission says, as a copy.
pub(super) fn of_submission(
    content: SubmissionContent,
    first_notice: Option<pb::NoticeContent>,
) -> BreachCopyContent {
    BreachCopyContent {
        parts: HELD_BY_SUBMISSIONS.map(i32::from).to_vec(),
        title: content.title,
        detected_at: content.detected_at,
        detected_how: content.detected_how,
        aware_at: content.aware_at,
        legal_regime: content.legal_regime,
        controller: content.controller,
        processor: content.processor,
        joint_controllers: content.joint_controllers,
        facts: content.facts,
        affected_band: content.affected_band,
        risk_level: content.risk_level,
        first_notice: first_notice.or(content.first_notice),
        ..BreachCopyContent::default()
    }
}

/// What a submission holds. Of awareness the deadline is left out, which the submission does not say.
const HELD_BY_SUBMISSIONS: [BreachPart; 13] = [
    BreachPart::Title,
    BreachPart::Detection,
    BreachPart::Awareness,
    BreachPart::Controllers,
    BreachPart::Incident,
    BreachPart::Data,
    BreachPart::People,
    BreachPart::Cyber,
    BreachPart::Response,
    BreachPart::Prevention,
    BreachPart::Contact,
    BreachPart::Risk,
    BreachPart::Notice,
];

impl Breach {
    /// All of the breach that can be disclosed at all, as a copy. `first_notice` is how the regulator was told.
    pub(crate) fn whole_copy(&self, first_notice: Option<pb::NoticeContent>) -> BreachCopyContent {
        let confirmation =
            self.confirmed().map(|confirmed| confirmed.confirmation.clone()).unwrap_or_default();
        let closure = self.course.closure.clone().unwrap_or_default();
        let major = self.course.major.clone().unwrap_or_default();
        let advice = self.assessment.as_ref().map(|assessment| {
            let advice = assessment.advice.as_ref().map(|(advice, _)| advice.clone()).unwrap_or_default();
            let decision = assessment.decision.clone().unwrap_or_default();
            AdviceCopyContent {
                advised_risk_level: advice.risk_level,
                advice: advice.advice,
                decided_risk_level: decision.risk_level,
                rationale: decision.rationale,
                override_reason: decision.override_reason,
            }
        });
        BreachCopyContent {
            parts: Vec::new(),
            title: self.title.clone(),
            detected_at: self.detected_at.map(clock::to_wire),
            detected_how: self.detected_how.clone(),
            aware_at: confirmation.aware_at,
            due_at: self.due_at().map(clock::to_wire),
            legal_regime: confirmation.legal_regime,
            controller: confirmation.controller,
            processor: confirmation.processor,
            joint_controllers: confirmation.joint_controllers,
            facts: Some(self.facts.clone()),
            affected_band: affected_band(&self.facts).into(),
            risk_level: self.decided_risk().unwrap_or_default().into(),
            first_notice,
            containment: self.course.containment.clone().unwrap_or_default().state,
            individuals: self.individuals().state,
            major_criteria: major.findings.iter().map(|finding| finding.criterion).collect(),
            root_cause: closure.root_cause,
            lessons: closure.lessons.into_iter().map(lesson).collect(),
            advice,
        }
    }
}

fn lesson(lesson: pb::Lesson) -> LessonContent {
    LessonContent {
        theme: lesson.theme,
        what_happened: lesson.what_happened,
        what_helped: lesson.what_helped,
        control_change: lesson.control_change,
        applies_to: lesson.applies_to,
    }
}
