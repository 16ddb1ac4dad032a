//! Which acts there are.

use super::{Act, Check};

const fn act(path: &'static str, rpc: &'static str, check: Check) -> Act {
    Act { path, rpc, fields: &[], known: &[], check, report: false, fresh: false }
}

macro_rules! breach {
    ($slug:literal, $rpc:literal, $check:ident) => {
        act(
            concat!("/breaches/{breach}/", $slug),
            concat!("concordat.breaches.v1.BreachService.", $rpc),
            Check::$check,
        )
    };
}

macro_rules! case {
    ($slug:literal, $rpc:literal) => {
        act(
            concat!("/cases/{case}/", $slug),
            concat!("concordat.breaches.v1.CaseService.", $rpc),
            Check::Answers,
        )
    };
}

macro_rules! action {
    ($slug:literal, $rpc:literal) => {
        act(
            concat!("/breaches/{breach}/actions/{action}/", $slug),
            concat!("concordat.breaches.v1.ActionService.", $rpc),
            Check::No,
        )
    };
}

macro_rules! report {
    ($slug:literal, $fields:expr) => {
        Act {
            fields: $fields,
            report: true,
            ..act(
                concat!("/breaches/{breach}/report/", $slug),
                "concordat.breaches.v1.BreachService.UpdateBreach",
                Check::No,
            )
        }
    };
}

/// The sections of a report, in the order of the regulator's own form.
pub(crate) const REPORT: &[Act] = &[
    report!(
        "what",
        &["breach.title", "breach.detected_at", "breach.detected_how", "breach.reporter_role", "breach.unit"]
    ),
    report!("incident", &["breach.facts.incident"]),
    report!("data", &["breach.facts.data"]),
    report!("people", &["breach.facts.people"]),
    report!("cyber", &["breach.facts.cyber"]),
    report!("prevention", &["breach.facts.prevention"]),
    report!("response", &["breach.facts.response"]),
    report!("contact", &["breach.facts.contact"]),
    report!("regulator-form", &["breach.form"]),
    report!("handling", &["breach.handling", "breach.privileged", "breach.incident_group"]),
];

/// What is known of an incident when it is confirmed.
const INCIDENT: &[(&str, &str)] = &[
    ("legal_regime", "confirmation.legal_regime"),
    ("incident_type", "facts.incident.type"),
    ("incident_category", "facts.incident.category"),
    ("occurred_from", "facts.incident.occurred_from"),
    ("occurred_to", "facts.incident.occurred_to"),
];

/// What is done to a breach, in the order in which pages offer it.
pub(crate) const BREACH_ACTS: &[Act] = &[
    breach!("log", "LogBreach", Answers),
    Act { known: INCIDENT, ..breach!("confirm", "ConfirmBreach", Answers) },
    breach!("near-miss", "ClassifyNearMiss", Answers),
    breach!("dismiss", "ProposeDismissal", Answers),
    breach!("confirm-dismissal", "ConfirmDismissal", Answers),
    breach!("assess", "DraftAssessment", Answers),
    breach!("advise", "AdviseOnAssessment", Answers),
    breach!("decide", "DecideAssessment", Answers),
    Act { fresh: true, ..breach!("notify", "NotifyRegulator", Submission) },
    Act { fresh: true, ..breach!("follow-up", "SupplementNotification", Submission) },
    Act { fresh: true, ..breach!("correct", "CorrectNotification", Submission) },
    Act { fresh: true, ..breach!("withdraw", "WithdrawNotification", Submission) },
    breach!("not-notifiable", "DecideNotToNotify", Answers),
    breach!("reassess", "ReassessBreach", Answers),
    breach!("containment", "RecordContainment", No),
    breach!("exemption", "ClaimExemption", Answers),
    breach!("communication", "RecordCommunication", Answers),
    breach!("media-lines", "RecordMediaLines", No),
    breach!("major", "DeclareMajor", Answers),
    Act { fresh: true, ..breach!("remediation-update", "SendRemediationUpdate", Answers) },
    act("/breaches/{breach}/new-action", "concordat.breaches.v1.ActionService.CreateAction", Check::No),
    breach!("begin-remediation", "BeginRemediation", Answers),
    breach!("begin-learning", "BeginLearning", Answers),
    breach!("close", "CloseBreach", Answers),
    breach!("reopen", "ReopenBreach", Answers),
    breach!("review-near-miss", "ReviewNearMiss", No),
    breach!("finish-near-miss", "FinishNearMiss", Answers),
    Act { known: INCIDENT, ..breach!("upgrade-near-miss", "UpgradeNearMiss", Answers) },
    Act {
        known: &[("aware_at", "confirmation.aware_at")],
        ..breach!("correct-awareness", "CorrectAwareness", Answers)
    },
    breach!("withdraw-confirmation", "WithdrawConfirmation", Answers),
    breach!("void", "VoidBreach", Answers),
];

/// What is done in a case.
pub(crate) const CASE_ACTS: &[Act] = &[
    case!("acknowledge", "AcknowledgeCase"),
    case!("ask", "RequestInformation"),
    case!("answer", "AnswerInformationRequest"),
    case!("outcome", "IssueOutcome"),
    case!("order", "OrderCommunication"),
    case!("close-case", "CloseCase"),
];

/// What is done to an action.
pub(crate) const ACTION_ACTS: &[Act] = &[
    action!("complete", "CompleteAction"),
    action!("verify", "VerifyAction"),
    action!("return", "ReturnAction"),
    action!("reschedule", "RescheduleAction"),
    action!("accept-risk", "AcceptActionRisk"),
];
