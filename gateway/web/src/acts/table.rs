//! Which acts there are.

use super::{
    Act,
    Check::{self, Answers, Copy, No, Submission},
};

const BREACHES: &str = "concordat.breaches.v1.BreachService";
const CASES: &str = "concordat.breaches.v1.CaseService";
const ACTIONS: &str = "concordat.breaches.v1.ActionService";
const DISCLOSURES: &str = "concordat.breaches.v1.DisclosureService";
const CENTRE: &str = "concordat.breaches.v1.CentreService";
const NCSC: &str = "concordat.breaches.v1.NcscService";
const POINTERS: &str = "concordat.breaches.v1.PointerService";
const LINES: &str = "concordat.breaches.v1.LinesService";
const RETURNS: &str = "concordat.breaches.v1.ReturnService";
const EXCHANGES: &str = "concordat.breaches.v1.ExchangeService";
const EVIDENCE: &str = "concordat.commitments.v1.EvidenceService";
const VIEWS: &str = "concordat.commitments.v1.AssessmentService";
const AMENDMENTS: &str = "concordat.commitments.v1.AmendmentService";
const PLANS: &str = "concordat.commitments.v1.PlanService";
const PACKS: &str = "concordat.commitments.v1.PackService";
const MEETINGS: &str = "concordat.commitments.v1.MeetingService";
const CALENDAR: &str = "concordat.commitments.v1.CalendarService";
const APPOINTMENTS: &str = "concordat.commitments.v1.AppointmentService";
const FEEDS: &str = "concordat.commitments.v1.FeedService";

const fn act(path: &'static str, service: &'static str, rpc: &'static str, check: Check) -> Act {
    Act { path, service, rpc, fields: &[], known: &[], chosen: &[], check, report: false, fresh: false }
}

const fn engagement(path: &'static str, rpc: &'static str) -> Act {
    act(path, NCSC, rpc, Answers)
}

const fn lines(path: &'static str, rpc: &'static str) -> Act {
    act(path, LINES, rpc, Answers)
}

/// What is disclosed is chosen of the record whose path this is.
const fn disclose(path: &'static str, fields: &'static [&'static str]) -> Act {
    Act { fields, ..act(path, DISCLOSURES, "PrepareDisclosure", Copy) }
}

const fn breach(path: &'static str, rpc: &'static str, check: Check) -> Act {
    act(path, BREACHES, rpc, check)
}

const fn case(path: &'static str, rpc: &'static str) -> Act {
    act(path, CASES, rpc, Answers)
}

const fn action(path: &'static str, rpc: &'static str) -> Act {
    act(path, ACTIONS, rpc, No)
}

const fn report(path: &'static str, fields: &'static [&'static str]) -> Act {
    Act { fields, report: true, ..act(path, BREACHES, "UpdateBreach", No) }
}

/// The sections of a report, in the order of the regulator's own form.
pub(crate) const REPORT: &[Act] = &[
    report(
        "/breaches/{breach}/report/what",
        &["breach.title", "breach.detected_at", "breach.detected_how", "breach.reporter_role", "breach.unit"],
    ),
    report("/breaches/{breach}/report/incident", &["breach.facts.incident"]),
    report("/breaches/{breach}/report/data", &["breach.facts.data"]),
    report("/breaches/{breach}/report/people", &["breach.facts.people"]),
    report("/breaches/{breach}/report/cyber", &["breach.facts.cyber"]),
    report("/breaches/{breach}/report/prevention", &["breach.facts.prevention"]),
    report("/breaches/{breach}/report/response", &["breach.facts.response"]),
    report("/breaches/{breach}/report/contact", &["breach.facts.contact"]),
    report("/breaches/{breach}/report/regulator-form", &["breach.form"]),
    report(
        "/breaches/{breach}/report/handling",
        &["breach.handling", "breach.privileged", "breach.incident_group"],
    ),
];

/// What is known of an incident when it is confirmed.
const INCIDENT: &[(&str, &str)] = &[
    ("legal_regime", "confirmation.legal_regime"),
    ("incident_type", "facts.incident.type"),
    ("incident_category", "facts.incident.category"),
    ("occurred_from", "facts.incident.occurred_from"),
    ("occurred_to", "facts.incident.occurred_to"),
];

/// What is said of a disclosure, but for the ground that only the regulator needs.
const DISCLOSED: &[&str] = &[
    "recipient",
    "purpose",
    "basis",
    "parts",
    "statement",
    "attachments",
    "handling",
    "onward_sharing",
    "expires_at",
];
/// What the regulator says of a disclosure.
const DISCLOSED_OF_A_CASE: &[&str] = &[
    "recipient",
    "purpose",
    "basis",
    "lawful_basis",
    "harm_reduction_reason",
    "parts",
    "statement",
    "attachments",
    "handling",
    "onward_sharing",
    "expires_at",
];

/// What the centre needs to see whether it can help, and no more.
const CENTRE_PARTS: &[(&str, &str)] = &[
    ("parts", "BREACH_PART_TITLE"),
    ("parts", "BREACH_PART_DETECTION"),
    ("parts", "BREACH_PART_AWARENESS"),
    ("parts", "BREACH_PART_CONTROLLERS"),
    ("parts", "BREACH_PART_INCIDENT"),
    ("parts", "BREACH_PART_DATA"),
    ("parts", "BREACH_PART_PEOPLE"),
    ("parts", "BREACH_PART_RISK"),
    ("parts", "BREACH_PART_NOTICE"),
    ("parts", "BREACH_PART_CONTAINMENT"),
    ("parts", "BREACH_PART_MAJOR"),
];

/// What the National Cyber Security Centre needs to see what happened to which systems, and no more.
const NCSC_PARTS: &[(&str, &str)] = &[
    ("parts", "BREACH_PART_TITLE"),
    ("parts", "BREACH_PART_DETECTION"),
    ("parts", "BREACH_PART_INCIDENT"),
    ("parts", "BREACH_PART_CYBER"),
    ("parts", "BREACH_PART_RESPONSE"),
    ("parts", "BREACH_PART_CONTAINMENT"),
];

/// What the National Cyber Security Centre asked to pass on.
const REQUESTED: &[(&str, &str)] = &[
    ("scope.recipient", "consent.scope.recipient"),
    ("scope.parts", "consent.scope.parts"),
    ("scope.documents", "consent.scope.documents"),
    ("scope.purpose", "consent.scope.purpose"),
    ("scope.from", "consent.scope.from"),
    ("scope.until", "consent.scope.until"),
];

/// What the last draft of an assessment says.
const DRAFT: &[(&str, &str)] = &[
    ("risk_level", "assessment.draft.risk_level"),
    ("factors", "assessment.draft.factors"),
    ("rationale", "assessment.draft.rationale"),
];

/// What is done to a breach, in the order in which pages offer it.
pub(crate) const BREACH_ACTS: &[Act] = &[
    breach("/breaches/{breach}/log", "LogBreach", Answers),
    Act { known: INCIDENT, ..breach("/breaches/{breach}/confirm", "ConfirmBreach", Answers) },
    breach("/breaches/{breach}/near-miss", "ClassifyNearMiss", Answers),
    breach("/breaches/{breach}/dismiss", "ProposeDismissal", Answers),
    breach("/breaches/{breach}/confirm-dismissal", "ConfirmDismissal", Answers),
    Act { known: DRAFT, ..breach("/breaches/{breach}/assess", "DraftAssessment", Answers) },
    breach("/breaches/{breach}/advise", "AdviseOnAssessment", Answers),
    breach("/breaches/{breach}/decide", "DecideAssessment", Answers),
    Act {
        chosen: &[("centre_choice", "CENTRE_CHOICE_REFERENCE_ONLY")],
        fresh: true,
        ..breach("/breaches/{breach}/notify", "NotifyRegulator", Submission)
    },
    Act { fresh: true, ..breach("/breaches/{breach}/follow-up", "SupplementNotification", Submission) },
    Act { fresh: true, ..breach("/breaches/{breach}/correct", "CorrectNotification", Submission) },
    Act { fresh: true, ..breach("/breaches/{breach}/withdraw", "WithdrawNotification", Submission) },
    breach("/breaches/{breach}/not-notifiable", "DecideNotToNotify", Answers),
    breach("/breaches/{breach}/reassess", "ReassessBreach", Answers),
    breach("/breaches/{breach}/containment", "RecordContainment", No),
    breach("/breaches/{breach}/exemption", "ClaimExemption", Answers),
    breach("/breaches/{breach}/communication", "RecordCommunication", Answers),
    breach("/breaches/{breach}/media-lines", "RecordMediaLines", No),
    breach("/breaches/{breach}/major", "DeclareMajor", Answers),
    Act { fresh: true, ..breach("/breaches/{breach}/remediation-update", "SendRemediationUpdate", Answers) },
    act("/breaches/{breach}/new-action", ACTIONS, "CreateAction", No),
    breach("/breaches/{breach}/begin-remediation", "BeginRemediation", Answers),
    breach("/breaches/{breach}/begin-learning", "BeginLearning", Answers),
    breach("/breaches/{breach}/close", "CloseBreach", Answers),
    breach("/breaches/{breach}/reopen", "ReopenBreach", Answers),
    Act {
        chosen: CENTRE_PARTS,
        fresh: true,
        ..breach("/breaches/{breach}/report-to-centre", "ReportToCentre", Copy)
    },
    Act {
        chosen: NCSC_PARTS,
        fresh: true,
        ..breach("/breaches/{breach}/report-to-ncsc", "ReportToNcsc", Copy)
    },
    Act { known: &[("handling", "handling")], ..disclose("/breaches/{breach}/disclose", DISCLOSED) },
    Act { known: &[("handling", "handling")], ..lines("/breaches/{breach}/draft-lines", "DraftLines") },
    breach("/breaches/{breach}/review-near-miss", "ReviewNearMiss", No),
    breach("/breaches/{breach}/finish-near-miss", "FinishNearMiss", Answers),
    Act { known: INCIDENT, ..breach("/breaches/{breach}/upgrade-near-miss", "UpgradeNearMiss", Answers) },
    Act {
        known: &[("aware_at", "confirmation.aware_at")],
        ..breach("/breaches/{breach}/correct-awareness", "CorrectAwareness", Answers)
    },
    breach("/breaches/{breach}/withdraw-confirmation", "WithdrawConfirmation", Answers),
    breach("/breaches/{breach}/restrict", "RestrictBreach", Answers),
    breach("/breaches/{breach}/lift-restriction", "LiftRestriction", No),
    breach("/breaches/{breach}/void", "VoidBreach", Answers),
];

/// What is done in a case.
pub(crate) const CASE_ACTS: &[Act] = &[
    case("/cases/{case}/acknowledge", "AcknowledgeCase"),
    case("/cases/{case}/ask", "RequestInformation"),
    case("/cases/{case}/answer", "AnswerInformationRequest"),
    case("/cases/{case}/outcome", "IssueOutcome"),
    case("/cases/{case}/order", "OrderCommunication"),
    case("/cases/{case}/recommend-ncsc", "RecommendNcsc"),
    case("/cases/{case}/close-case", "CloseCase"),
    Act { rpc: "EnterDisclosure", ..disclose("/cases/{case}/enter-disclosure", DISCLOSED_OF_A_CASE) },
    lines("/cases/{case}/enter-lines", "EnterLines"),
];

/// What an organisation begins that is about no record of its own.
pub(crate) const OWN_ACTS: &[Act] = &[
    engagement("/exchanges/new-engagement", "OpenEngagement"),
    act("/pointers/new-pointer", POINTERS, "CreatePointer", Answers),
    act("/packs/prepare-pack", PACKS, "PreparePack", Answers),
    act("/meetings/plan-meeting", MEETINGS, "CreateMeeting", Answers),
    act("/appointments/record-appointment", APPOINTMENTS, "RecordAppointment", Answers),
];

/// What is said of a breach when there is a record of it at last: what it takes to log it, and to confirm it.
const LIFTED: &[&str] = &[
    "breach.title",
    "breach.detected_at",
    "breach.detected_how",
    "breach.reporter_role",
    "breach.facts.incident.description",
    "breach.handling",
    "incident_type",
    "incident_category",
    "aware_delay_reason",
    "processor",
    "joint_controllers",
];

/// What is done about a pointer.
pub(crate) const POINTER_ACTS: &[Act] = &[
    act("/pointers/{pointer}/regulator-informed", POINTERS, "RecordRegulatorInformed", Answers),
    Act { fresh: true, ..act("/pointers/{pointer}/release", POINTERS, "ReleasePointer", Answers) },
    Act { fields: LIFTED, fresh: true, ..act("/pointers/{pointer}/lift", POINTERS, "LiftPointer", Answers) },
];

/// What is done with what is counted of a quarter.
pub(crate) const OWN_RETURN: &[Act] =
    &[Act { fresh: true, ..act("/returns/{quarter}/confirm-return", RETURNS, "ConfirmReturn", No) }];

/// What is done with what the regulator counts of a quarter.
pub(crate) const OWN_AGGREGATE: &[Act] = &[Act {
    fresh: true,
    ..act("/aggregates/{quarter}/disclose-counts", RETURNS, "DiscloseCaseAggregate", No)
}];

/// What is done in an exchange, in the order in which pages offer it.
pub(crate) const EXCHANGE_ACTS: &[Act] = &[
    Act { fresh: true, ..act("/exchanges/{exchange}/approve", DISCLOSURES, "ApproveDisclosure", No) },
    Act { fresh: true, check: No, ..lines("/exchanges/{exchange}/approve-lines", "ApproveLines") },
    act("/exchanges/{exchange}/decline", DISCLOSURES, "DeclineDisclosure", Answers),
    act("/exchanges/{exchange}/acknowledge-receipt", DISCLOSURES, "AcknowledgeExchange", Answers),
    act("/exchanges/{exchange}/support", CENTRE, "SupportDepartment", Answers),
    act("/exchanges/{exchange}/stand-down", CENTRE, "StandDown", Answers),
    act("/exchanges/{exchange}/recall", DISCLOSURES, "RecallDisclosure", Answers),
    engagement("/exchanges/{exchange}/record-engagement", "RecordEngagement"),
    engagement("/exchanges/{exchange}/assign-category", "AssignCategory"),
    engagement("/exchanges/{exchange}/remind-of-duty", "RemindOfDuty"),
    engagement("/exchanges/{exchange}/request-consent", "RequestConsent"),
    Act {
        known: REQUESTED,
        fresh: true,
        ..engagement("/exchanges/{exchange}/grant-consent", "GrantConsent")
    },
    engagement("/exchanges/{exchange}/refuse-consent", "RefuseConsent"),
    engagement("/exchanges/{exchange}/withdraw-consent", "WithdrawConsent"),
    engagement("/exchanges/{exchange}/end-engagement", "EndEngagement"),
    act("/exchanges/{exchange}/record-decision", POINTERS, "RecordDecisionStub", Answers),
    Act { check: No, ..lines("/exchanges/{exchange}/agree-lines", "AgreeLines") },
    lines("/exchanges/{exchange}/revise-lines", "ReviseLines"),
    lines("/exchanges/{exchange}/refuse-lines", "RefuseLines"),
    lines("/exchanges/{exchange}/issue-lines", "RecordLinesIssue"),
    lines("/exchanges/{exchange}/draft-lines", "DraftLines"),
    act("/exchanges/{exchange}/tie", EXCHANGES, "TieExchange", No),
    disclose("/exchanges/{exchange}/disclose", DISCLOSED),
    Act { rpc: "EnterDisclosure", ..disclose("/exchanges/{exchange}/enter-disclosure", DISCLOSED) },
];

/// What is done to an action.
pub(crate) const ACTION_ACTS: &[Act] = &[
    action("/breaches/{breach}/actions/{action}/complete", "CompleteAction"),
    action("/breaches/{breach}/actions/{action}/verify", "VerifyAction"),
    action("/breaches/{breach}/actions/{action}/return", "ReturnAction"),
    action("/breaches/{breach}/actions/{action}/reschedule", "RescheduleAction"),
    action("/breaches/{breach}/actions/{action}/accept-risk", "AcceptActionRisk"),
];

/// What is begun about a commitment in a period.
pub(crate) const PERIOD_ACTS: &[Act] = &[
    act("/commitments/{commitment}/{period}/draft-evidence", EVIDENCE, "CreateEvidence", No),
    act("/commitments/{commitment}/{period}/draft-view", VIEWS, "CreateAssessment", No),
    act("/commitments/{commitment}/{period}/enter-evidence", EVIDENCE, "EnterEvidence", Answers),
    act("/commitments/{commitment}/{period}/enter-view", VIEWS, "EnterAssessment", Answers),
    act("/commitments/{commitment}/{period}/plan-work", PLANS, "CreatePlan", No),
];

/// What evidence says already.
const FACTS: &[(&str, &str)] = &[("facts", "facts")];

/// What is done about evidence, in the order in which pages offer it.
pub(crate) const EVIDENCE_ACTS: &[Act] = &[
    act("/evidence/{evidence}/submit-evidence", EVIDENCE, "SubmitEvidence", No),
    Act { known: FACTS, ..act("/evidence/{evidence}/redraft-evidence", EVIDENCE, "UpdateEvidence", No) },
    Act {
        known: FACTS,
        ..act("/evidence/{evidence}/resubmit-evidence", EVIDENCE, "ResubmitEvidence", Answers)
    },
    act("/evidence/{evidence}/accept-evidence", EVIDENCE, "AcceptEvidence", Answers),
    act("/evidence/{evidence}/return-evidence", EVIDENCE, "ReturnEvidence", Answers),
    Act { fresh: true, ..act("/evidence/{evidence}/disclose-evidence", EVIDENCE, "DiscloseEvidence", No) },
    act("/evidence/{evidence}/withdraw-evidence", EVIDENCE, "WithdrawEvidence", Answers),
];

/// What is done about one's own party's view.
pub(crate) const ASSESSMENT_ACTS: &[Act] = &[
    Act { fresh: true, ..act("/assessments/{assessment}/issue-view", VIEWS, "IssueAssessment", Answers) },
    Act {
        known: &[("view", "view"), ("rationale", "rationale"), ("handling", "handling")],
        ..act("/assessments/{assessment}/redraft-view", VIEWS, "UpdateAssessment", No)
    },
];

/// What is done about a commitment of the register.
pub(crate) const REGISTER_ACTS: &[Act] = &[
    Act {
        known: &[("content", "content")],
        ..act("/register/{commitment}/propose-amendment", AMENDMENTS, "ProposeAmendment", Answers)
    },
    Act {
        known: &[("content", "content")],
        ..act("/register/{commitment}/enter-amendment", AMENDMENTS, "EnterAmendment", Answers)
    },
];

/// What is done about an amendment of the register.
pub(crate) const AMENDMENT_ACTS: &[Act] = &[
    Act { fresh: true, ..act("/amendments/{amendment}/agree-amendment", AMENDMENTS, "AgreeAmendment", No) },
    act("/amendments/{amendment}/refuse-amendment", AMENDMENTS, "RefuseAmendment", Answers),
    act("/amendments/{amendment}/withdraw-amendment", AMENDMENTS, "WithdrawAmendment", Answers),
];

/// What is done about what is planned.
pub(crate) const PLAN_ACTS: &[Act] =
    &[Act { known: FACTS, ..act("/plans/{plan}/update-plan", PLANS, "UpdatePlan", No) }];

/// What a pack says that is typed and not copied.
const TYPED: &[(&str, &str)] = &[
    ("draft.title", "title"),
    ("draft.as_of", "as_of"),
    ("draft.introduction", "content.introduction"),
    ("draft.handling", "handling"),
];

/// What is done about a pack, in the order in which pages offer it.
pub(crate) const PACK_ACTS: &[Act] = &[
    Act { fresh: true, ..act("/packs/{pack}/present-pack", PACKS, "PresentPack", No) },
    Act { known: TYPED, ..act("/packs/{pack}/revise-pack", PACKS, "RevisePack", Answers) },
    act("/packs/{pack}/discard-pack", PACKS, "DiscardPack", Answers),
    act("/packs/{pack}/record-challenge", PACKS, "RecordChallenge", Answers),
];

/// What is done about a challenge of a pack.
pub(crate) const CHALLENGE_ACTS: &[Act] =
    &[act("/packs/{pack}/challenges/{number}/answer-challenge", PACKS, "AnswerChallenge", Answers)];

/// What is done about a meeting by whoever keeps it, in the order in which pages offer it.
pub(crate) const MEETING_ACTS: &[Act] = &[
    act("/meetings/{meeting}/invite-to-meeting", MEETINGS, "InviteToMeeting", Answers),
    act("/meetings/{meeting}/add-paper", MEETINGS, "AddPaper", Answers),
    act("/meetings/{meeting}/reschedule-meeting", MEETINGS, "RescheduleMeeting", Answers),
    act("/meetings/{meeting}/hold-meeting", MEETINGS, "HoldMeeting", Answers),
    act("/meetings/{meeting}/minute-meeting", MEETINGS, "MinuteMeeting", Answers),
    act("/meetings/{meeting}/close-meeting", MEETINGS, "CloseMeeting", No),
    act("/meetings/{meeting}/cancel-meeting", MEETINGS, "CancelMeeting", Answers),
];

/// What is done about who attended a meeting.
pub(crate) const SEAT_ACTS: &[Act] = &[Act {
    fresh: true,
    ..act("/meetings/{meeting}/seats/{attendee}/correct-attendance", MEETINGS, "CorrectAttendance", Answers)
}];

/// What is done about a paper of a meeting.
pub(crate) const PAPER_ACTS: &[Act] = &[Act {
    fresh: true,
    ..act("/meetings/{meeting}/papers/{number}/share-paper", MEETINGS, "SharePaper", Answers)
}];

/// What is done about an invitation to a meeting: by whoever is invited, and what the regulator advised, by both sides.
pub(crate) const INVITATION_ACTS: &[Act] = &[
    act("/invitations/{invitation}/reply-to-invitation", MEETINGS, "ReplyToInvitation", Answers),
    Act {
        fresh: true,
        ..act("/invitations/{invitation}/contest-attendance", MEETINGS, "ContestAttendance", Answers)
    },
    act("/invitations/{invitation}/propose-advice", MEETINGS, "ProposeAdvice", Answers),
    Act { fresh: true, ..act("/invitations/{invitation}/agree-advice", MEETINGS, "AgreeAdvice", No) },
    act("/invitations/{invitation}/refuse-advice", MEETINGS, "RefuseAdvice", Answers),
];

/// What is done about something that is due.
pub(crate) const OCCURRENCE_ACTS: &[Act] =
    &[act("/calendar/{occurrence}/record-done", CALENDAR, "RecordDone", Answers)];

/// What is done about a record that something was done.
pub(crate) const COMPLETION_ACTS: &[Act] = &[act(
    "/calendar/{occurrence}/completions/{completion}/withdraw-done",
    CALENDAR,
    "WithdrawDone",
    Answers,
)];

/// What is done about an appointment.
pub(crate) const APPOINTMENT_ACTS: &[Act] =
    &[act("/appointments/{appointment}/end-appointment", APPOINTMENTS, "EndAppointment", Answers)];

/// What is done about a link to the calendar.
pub(crate) const FEED_ACTS: &[Act] = &[act("/calendar/links/{feed}/revoke-link", FEEDS, "RevokeFeed", No)];
