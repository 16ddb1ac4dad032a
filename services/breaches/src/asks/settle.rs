//! What follows once it is settled whether the regulator is told.

use super::{Deed, optional, optional_time};
use crate::model::Closing;
use chassis::Fields;
use contracts::breaches as pb;

pub(crate) struct ReassessBreach {
    pub(crate) new_facts: String,
    pub(crate) reason: String,
}

pub(crate) struct BeginRemediation {
    pub(crate) no_action_rationale: String,
}

pub(crate) struct BeginLearning;

pub(crate) struct CloseBreach {
    pub(crate) closing: Closing,
}

pub(crate) struct ReopenBreach {
    pub(crate) reason: String,
}

impl Deed for ReassessBreach {
    type Request = pb::ReassessBreachRequest;

    fn read(request: pb::ReassessBreachRequest, fields: &mut Fields) -> Option<Self> {
        let new_facts = fields.text("new_facts", &request.new_facts);
        let reason = fields.text("reason", &request.reason);
        Some(Self { new_facts: new_facts?, reason: reason? })
    }
}

impl Deed for BeginRemediation {
    type Request = pb::BeginRemediationRequest;

    fn read(request: pb::BeginRemediationRequest, _: &mut Fields) -> Option<Self> {
        Some(Self { no_action_rationale: optional(&request.no_action_rationale) })
    }
}

impl Deed for BeginLearning {
    type Request = pb::BeginLearningRequest;

    fn read(_: pb::BeginLearningRequest, _: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

impl Deed for CloseBreach {
    type Request = pb::CloseBreachRequest;

    fn read(request: pb::CloseBreachRequest, fields: &mut Fields) -> Option<Self> {
        let risk_board_at = optional_time(fields, "risk_board_at", request.risk_board_at);
        let lessons: Vec<_> =
            request.lessons.iter().enumerate().map(|(at, one)| lesson(fields, at, one)).collect();
        let closing = Closing {
            root_cause: request.root_cause(),
            library_choice: request.library_choice(),
            root_cause_note: optional(&request.root_cause_note),
            lessons: lessons.into_iter().collect::<Option<_>>()?,
            no_lessons_reason: optional(&request.no_lessons_reason),
            process_change: optional(&request.process_change),
            risk_board_at: risk_board_at?,
        };
        Some(Self { closing })
    }
}

impl Deed for ReopenBreach {
    type Request = pb::ReopenBreachRequest;

    fn read(request: pb::ReopenBreachRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { reason: fields.text("reason", &request.reason)? })
    }
}

fn lesson(fields: &mut Fields, at: usize, lesson: &pb::Lesson) -> Option<pb::Lesson> {
    let theme = fields.text(&format!("lessons[{at}].theme"), &lesson.theme);
    let what_happened = fields.text(&format!("lessons[{at}].what_happened"), &lesson.what_happened);
    Some(pb::Lesson {
        theme: theme?,
        what_happened: what_happened?,
        what_helped: optional(&lesson.what_helped),
        control_change: optional(&lesson.control_change),
        applies_to: lesson.applies_to.iter().map(|one| optional(one)).collect(),
    })
}
