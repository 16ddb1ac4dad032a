//! What a sealed copy in an exchange says, by kind.

use chassis::{Error, seal::Sealed};
use contracts::breaches as pb;

/// Makes the kinds of content: each a message of the contracts, and the field of an act that shows it.
macro_rules! contents {
    ($($kind:ident: $message:ident as $field:ident),* $(,)?) => {
        /// What a sealed copy says.
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum Content {
            $($kind(Box<pb::$message>),)*
        }

        impl Content {
            /// Seals what is said.
            pub(crate) fn seal(&self) -> Result<Sealed, Error> {
                match self {
                    $(Self::$kind(content) => Sealed::seal(content.as_ref()),)*
                }
            }

            /// Opens a sealed copy as what its type says it is.
            pub(crate) fn open(sealed: &Sealed) -> Result<Self, Error> {
                match sealed.content_type().rsplit('.').next() {
                    $(Some(stringify!($message)) => Ok(Self::$kind(Box::new(sealed.open()?))),)*
                    _ => Err(Error::internal("a sealed copy is of no known type")),
                }
            }

            /// Puts what is said into an act on the wire.
            pub(crate) fn show(self, act: &mut pb::ExchangeAct) {
                match self {
                    $(Self::$kind(content) => act.$field = Some(*content),)*
                }
            }
        }

        $(impl From<pb::$message> for Content {
            fn from(content: pb::$message) -> Self {
                Self::$kind(Box::new(content))
            }
        })*
    };
}

contents!(
    Disclosure: DisclosureContent as disclosure,
    Refusal: RefusalContent as refusal,
    Receipt: ReceiptContent as receipt,
    Recall: RecallContent as recall,
    Reference: ReferenceContent as reference,
    Submission: SubmissionContent as submission,
    FollowUp: FollowUpContent as follow_up,
    RemediationUpdate: RemediationUpdateContent as remediation_update,
    CentreReport: CentreReportContent as centre_report,
    Support: SupportContent as support,
    StandDown: StandDownContent as stand_down,
    NcscNotice: NcscNoticeContent as ncsc_notice,
    DutyReminder: DutyReminderContent as duty_reminder,
    NcscEngagement: NcscEngagementContent as ncsc_engagement,
    NcscCategory: NcscCategoryContent as ncsc_category,
    ConsentRequest: ConsentRequestContent as consent_request,
    ConsentGrant: ConsentGrantContent as consent_grant,
    ConsentRefusal: ConsentRefusalContent as consent_refusal,
    ConsentWithdrawal: ConsentWithdrawalContent as consent_withdrawal,
    Pointer: PointerContent as pointer,
    DecisionStub: DecisionStubContent as decision_stub,
    PointerLifted: PointerLiftedContent as pointer_lifted,
    Lines: LinesContent as lines,
    LinesAgreement: LinesAgreementContent as lines_agreement,
    LinesRefusal: LinesRefusalContent as lines_refusal,
    LinesIssue: LinesIssueContent as lines_issue,
    QuarterlyReturn: QuarterlyReturnContent as quarterly_return,
    CaseAggregate: CaseAggregateContent as case_aggregate,
);

impl Content {
    /// The copy of a breach's parts that it holds, if it holds one.
    pub(crate) fn copy(&self) -> Option<&pb::BreachCopyContent> {
        match self {
            Self::Disclosure(content) => content.copy.as_ref(),
            Self::CentreReport(content) => content.copy.as_ref(),
            Self::NcscNotice(content) => content.copy.as_ref(),
            _ => None,
        }
    }

    /// The incident that it names, if it names one that several organisations have a part in.
    pub(super) fn incident(&self) -> Option<&str> {
        let incident = match self {
            Self::Disclosure(content) => &content.incident,
            Self::Reference(content) => &content.incident,
            Self::CentreReport(content) => &content.incident,
            Self::NcscNotice(content) => &content.incident,
            _ => return None,
        };
        Some(incident.as_str()).filter(|incident| !incident.is_empty())
    }

    /// The title that it discloses, if it discloses one: of counts, the quarter.
    pub(super) fn title(&self) -> Option<&str> {
        let title = match self {
            Self::Submission(content) => &content.title,
            Self::FollowUp(content) => &content.submission.as_ref()?.title,
            Self::Lines(content) => &content.subject,
            Self::QuarterlyReturn(content) => &content.quarter,
            Self::CaseAggregate(content) => &content.quarter,
            _ => &self.copy()?.title,
        };
        Some(title.as_str()).filter(|title| !title.is_empty())
    }
}
