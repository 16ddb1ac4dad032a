//! What was submitted of a breach, from the sealed copies of its case.

use crate::case::{Act, Case, seal};
use chassis::clock;
use contracts::breaches as pb;
use jiff::Timestamp;

/// What a case says to the department whose it is.
pub(crate) struct Submitted {
    /// The regulator's own reference. Empty until it acknowledged the case.
    pub(super) case_reference: String,
    /// Oldest first: when it was submitted, what it says, and its seal.
    pub(super) submissions: Vec<(Timestamp, pb::SubmissionContent, pb::Seal)>,
}

impl Submitted {
    /// What was submitted in a case.
    pub(crate) fn of(case: &Case) -> Self {
        let submission =
            |(act, content): (&Act, &pb::SubmissionContent)| (act.at, content.clone(), seal(&act.sealed));
        let acknowledged = case.acknowledgement().map(|one| one.case_reference.clone());
        Self {
            case_reference: acknowledged.unwrap_or_default(),
            submissions: case.all_submissions().map(submission).collect(),
        }
    }

    /// Why the first notice came late, where it did.
    pub(super) fn delay_reasons(&self) -> &str {
        self.submissions.first().map_or("", |(_, content, _)| &content.delay_reasons)
    }

    /// What was submitted, as a receipt. Whose and by when is the breach's to say.
    pub(crate) fn receipt(self) -> pb::Receipt {
        let submission = |(at, content, seal): (_, pb::SubmissionContent, _)| pb::ReceivedSubmission {
            number: content.number,
            submitted_at: Some(clock::to_wire(at)),
            notice: content.notice,
            seal: Some(seal),
        };
        pb::Receipt {
            case_reference: self.case_reference,
            submissions: self.submissions.into_iter().map(submission).collect(),
            ..pb::Receipt::default()
        }
    }
}
