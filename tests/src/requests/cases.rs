//! What is said in cases.

use super::{about, in_hours};
use chassis_testing::id;
use contracts::breaches::{self as pb, Case, DecisionTaken};

/// Reads a case.
pub fn get_case(name: &str) -> pb::GetCaseRequest {
    pb::GetCaseRequest { name: name.to_owned() }
}

/// Lists the cases under `parent`, on the longest page.
pub fn list_cases(parent: &str) -> pb::ListCasesRequest {
    pb::ListCasesRequest { parent: parent.to_owned(), page_size: 100, ..Default::default() }
}

/// Counts the cases under `parent`.
pub fn summarise_cases(parent: &str) -> pb::SummariseCasesRequest {
    pb::SummariseCasesRequest { parent: parent.to_owned() }
}

/// Reads a submission of a case.
pub fn get_submission(case: &str, number: i32) -> pb::GetSubmissionRequest {
    pb::GetSubmissionRequest { name: format!("{case}/submissions/{number}") }
}

/// Acknowledges a case.
pub fn acknowledge(case: &Case) -> pb::AcknowledgeCaseRequest {
    about!(case => AcknowledgeCaseRequest { case_reference: "IC-12345", contact_role: "Case officer" })
}

/// Asks one question, to be answered within five days.
pub fn ask(case: &Case) -> pb::RequestInformationRequest {
    about!(case => RequestInformationRequest {
        questions: [pb::Question { text: "Did it come back?".to_owned() }],
        due: in_hours(120),
    })
}

/// Answers one question.
pub fn answer(case: &Case) -> pb::AnswerInformationRequestRequest {
    about!(case => AnswerInformationRequestRequest {
        answers: [pb::GivenAnswer { text: "It came back unopened.".to_owned() }],
    })
}

/// Issues an outcome.
pub fn conclude(case: &Case) -> pb::IssueOutcomeRequest {
    about!(case => IssueOutcomeRequest {
        decision_taken: DecisionTaken::NoFurtherAction,
        letter: "We have looked into it.",
        rationale_summary: "It was put right.",
    })
}

/// Orders the department to tell the people affected within a week.
pub fn order(case: &Case) -> pb::OrderCommunicationRequest {
    about!(case => OrderCommunicationRequest { letter: "Tell them what they can do.", due: in_hours(168) })
}

/// Closes a case.
pub fn close(case: &Case) -> pb::CloseCaseRequest {
    about!(case => CloseCaseRequest {})
}
