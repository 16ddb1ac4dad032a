//! Samples that never happened: one for each state of a deadline, and for each course of a breach, that the public ones do
//! not show.

use super::sample::{
    Act::{self, Advise, Confirm, Create, Decide, DecideNotToNotify, Draft, Log, Notify, Regulator},
    Casework::{Acknowledge, Close, Conclude},
    Course, Sample,
};
use crate::issuer::Organisation;
use contracts::breaches::{
    ActionKind, DataSubjectType, DataType, DecisionTaken, IncidentType, Likelihood, RiskLevel, RootCause,
    Severity,
};

/// The regulator's reference of the case that is closed last.
pub(super) const LAST_REFERENCE: &str = "IC-SAMPLE-3";

/// Due soon: assessed, and the regulator must be told.
pub(super) const PAYSLIPS: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: payslips emailed to the wrong employer",
    detected: 62,
    how: "The employer that received them rang the helpline.",
    what: "A file of payslips for one employer was attached to a message to another with a similar name.",
    kind: IncidentType::DataEmailedToIncorrectRecipient,
    data: &[DataType::BasicPersonalIdentifiers, DataType::EconomicAndFinancialData],
    people: &[DataSubjectType::Employees],
    affected: Some(340),
    consequences: "Others in the same trade know what they earn.",
    measures: "The recipient was asked to delete the file; confirmation is awaited.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 60, processor: "" },
        Draft(
            RiskLevel::Risk,
            Severity::Limited,
            Likelihood::Likely,
            "Pay is confidential, and the deletion unconfirmed.",
        ),
        Advise(RiskLevel::Risk, "Tell the regulator, and ask again for confirmation of the deletion."),
        Decide(RiskLevel::Risk, "As advised."),
    ],
};

/// Not required: a risk is unlikely.
pub(super) const LAPTOP: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: encrypted laptop left on a train",
    detected: 30,
    how: "Its user noticed on arrival.",
    what: "A laptop with case notes was left on a train. It was switched off, and its disk is encrypted.",
    kind: IncidentType::LossTheftOfDevice,
    data: &[DataType::BasicPersonalIdentifiers],
    people: &[DataSubjectType::CustomersOrProspectiveCustomers],
    affected: Some(12),
    consequences: "None are expected: nobody can read the disk.",
    measures: "The device was locked from afar; the train operator looks for it.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 28, processor: "" },
        Draft(
            RiskLevel::UnlikelyRisk,
            Severity::Negligible,
            Likelihood::VeryUnlikely,
            "The data cannot be read without the key.",
        ),
        Advise(RiskLevel::UnlikelyRisk, "Record it, with the proof that the disk was encrypted."),
        Decide(RiskLevel::UnlikelyRisk, "As advised."),
        DecideNotToNotify("The disk was encrypted, and the key was not with it."),
    ],
};

/// Not started: reported, and waiting for the handlers.
pub(super) const LOG_INS: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: unfamiliar log-ins to a training portal",
    detected: 3,
    how: "The supplier of the portal sent an alert.",
    what: "Two accounts of staff logged in from unusual places. Whether others used them is being checked.",
    kind: IncidentType::UnauthorisedAccess,
    data: &[DataType::Unknown],
    people: &[DataSubjectType::Employees],
    affected: None,
    consequences: "Not yet known.",
    measures: "Both accounts were suspended.",
    acts: &[Create, Log],
};

/// Running: confirmed a few hours ago.
pub(super) const BUNDLE: Sample = Sample {
    organisation: Organisation::Moj,
    title: "Synthetic: hearing bundle posted to a former address",
    detected: 8,
    how: "The present occupier returned the opened envelope.",
    what: "Papers for a hearing were posted to an address that a party had left; the new one was on file.",
    kind: IncidentType::DataPostedOrFaxedToIncorrectRecipient,
    data: &[DataType::BasicPersonalIdentifiers, DataType::HealthData],
    people: &[DataSubjectType::VulnerableAdults],
    affected: Some(3),
    consequences: "Distress: somebody else may have read about an illness.",
    measures: "The papers are back; the address was corrected in all systems.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 5, processor: "" },
        Draft(
            RiskLevel::Risk,
            Severity::Limited,
            Likelihood::Neutral,
            "Health data, but few people, one recipient, and everything was returned.",
        ),
    ],
};

/// Overdue: confirmed, and nobody was told.
pub(super) const CONSULTATION: Sample = Sample {
    organisation: Organisation::HomeOffice,
    title: "Synthetic: addresses visible in a message about a consultation",
    detected: 110,
    how: "Recipients replied to all.",
    what: "A message about a public consultation was sent with every recipient's address in the open.",
    kind: IncidentType::FailureToUseBcc,
    data: &[DataType::BasicPersonalIdentifiers],
    people: &[DataSubjectType::Users],
    affected: Some(1_150),
    consequences: "Unwanted messages; some addresses tell whom their owners work for.",
    measures: "An apology, with the request to delete the message.",
    acts: &[Create, Log, Confirm { aware: 100, processor: "" }],
};

/// Not started either, and never will be: a near miss.
pub(super) const WORKSHEET: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: hidden worksheet found in a draft release",
    detected: 50,
    how: "The second reviewer of the release opened the file anew.",
    what: "The spreadsheet that was about to be released still held the rows that its table was made from.",
    kind: IncidentType::FailureToRedact,
    data: &[DataType::BasicPersonalIdentifiers],
    people: &[DataSubjectType::Employees],
    affected: None,
    consequences: "None: nothing left the department.",
    measures: "The file was made anew from plain values.",
    acts: &[
        Create,
        Log,
        Act::Course(Course::Classify("A second reviewer opened the file as its readers would.")),
        Act::Course(Course::Review("The template for releases hides worksheets that it was filled from.")),
    ],
};

/// Not required, and being put right: one action was done, another is open.
pub(super) const NAMESAKE: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: rota emailed to a colleague of the same name",
    detected: 12 * 24,
    how: "The colleague told the sender.",
    what: "A rota with home telephone numbers went to a colleague in another team who has the same name.",
    kind: IncidentType::DataEmailedToIncorrectRecipient,
    data: &[DataType::BasicPersonalIdentifiers],
    people: &[DataSubjectType::Employees],
    affected: Some(9),
    consequences: "None are expected: the colleague deleted it.",
    measures: "The message was deleted, which the colleague confirmed in writing.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 12 * 24 - 2, processor: "" },
        Draft(
            RiskLevel::UnlikelyRisk,
            Severity::Negligible,
            Likelihood::VeryUnlikely,
            "One trusted recipient, who deleted it.",
        ),
        Advise(RiskLevel::UnlikelyRisk, "Record it, with the confirmation of the deletion."),
        Decide(RiskLevel::UnlikelyRisk, "As advised."),
        DecideNotToNotify("A colleague saw telephone numbers for a minute, and has them no longer."),
        Act::Course(Course::Contain("The colleague deleted the message, and said so in writing.")),
        Act::Course(Course::Plan {
            kind: ActionKind::ProcessChange,
            title: ROTA_NUMBERS,
            owner_role: "Head of the contact centre",
        }),
        Act::Course(Course::Plan {
            kind: ActionKind::TechnicalControl,
            title: "The address book shows the team beside the name",
            owner_role: "Head of collaboration tools",
        }),
        Act::Course(Course::BeginRemediation),
        Act::Course(Course::Complete(ROTA_NUMBERS, "The rota of this week, without numbers.")),
        Act::Course(Course::Verify(ROTA_NUMBERS, "The rotas of three teams were looked at.")),
    ],
};

const ROTA_NUMBERS: &str = "Rotas are sent without telephone numbers";

/// Met late: told after the deadline, put right, learnt from and closed, and so is the case.
pub(super) const ARCHIVE_BOXES: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Synthetic: archive boxes put out with the waste paper",
    detected: 20 * 24,
    how: "A contractor found the boxes before they were collected.",
    what: "Six boxes of closed correspondence stood in an open yard for a weekend, beside the waste paper.",
    kind: IncidentType::IncorrectDisposalOfPaperwork,
    data: &[DataType::BasicPersonalIdentifiers, DataType::EconomicAndFinancialData],
    people: &[DataSubjectType::CustomersOrProspectiveCustomers],
    affected: Some(820),
    consequences: "Loss of confidentiality, if anybody looked.",
    measures: "The boxes were brought in and counted; none is missing. The yard is locked now.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 20 * 24 - 12, processor: "" },
        Draft(
            RiskLevel::Risk,
            Severity::Limited,
            Likelihood::Unlikely,
            "Open to passers-by for two days, apparently untouched.",
        ),
        Advise(RiskLevel::Risk, "Tell the regulator: we cannot show that nobody looked."),
        Decide(RiskLevel::Risk, "As advised."),
        Notify {
            number: 1,
            form: Some(("FORM-SAMPLE-3", 15 * 24)),
            owing: &[],
            delay_reasons: "It took the inventory to find out that the boxes held personal data.",
        },
        Regulator(Acknowledge { reference: LAST_REFERENCE }),
        Regulator(Conclude {
            decision: DecisionTaken::InformalActionTaken,
            letter: "We have considered your report. Given what you did, we take no regulatory action.",
            recommendation: "Check the disposal of paper at every site, and record the result.",
            why: "Low severity, nothing missing, and measures that fit. Notice was late, and reasons were given.",
        }),
        Act::Course(Course::Contain("All boxes are back and complete.")),
        Act::Course(Course::Plan {
            kind: ActionKind::ProcessChange,
            title: LOCKED_YARD,
            owner_role: "Head of estates",
        }),
        Act::Course(Course::BeginRemediation),
        Act::Course(Course::Complete(LOCKED_YARD, "The note of each site, in the register of estates.")),
        Act::Course(Course::Verify(LOCKED_YARD, "Two sites were visited.")),
        Act::Course(Course::BeginLearning),
        Act::Course(Course::Close {
            root_cause: RootCause::ProcessGap,
            theme: "Paper that waits for disposal",
            lesson: "Closed correspondence waited for its disposal where anybody could have taken it.",
        }),
        Regulator(Close),
    ],
};

const LOCKED_YARD: &str = "Paper waits for disposal behind a lock at every site";
