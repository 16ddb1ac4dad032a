//! What is said of what is counted.

use chassis_testing::id;
use contracts::breaches as pb;

/// A quarter that is over.
const QUARTER: &str = "2026-Q2";

/// Looks at the return of a quarter.
pub fn look_at_return(parent: &str) -> pb::GetReturnPreviewRequest {
    pb::GetReturnPreviewRequest { parent: parent.to_owned(), quarter: QUARTER.to_owned() }
}

/// Confirms the return of a quarter as it was looked at, for the first time.
pub fn confirm_return(parent: &str, etag: &str) -> pb::ConfirmReturnRequest {
    pb::ConfirmReturnRequest {
        parent: parent.to_owned(),
        quarter: QUARTER.to_owned(),
        etag: etag.to_owned(),
        request_id: id(),
        ..Default::default()
    }
}

/// Lists how returns stand.
pub fn list_returns(parent: &str) -> pb::ListReturnsRequest {
    pb::ListReturnsRequest { parent: parent.to_owned(), ..Default::default() }
}

/// Looks at what is counted of the regulator's cases.
pub fn look_at_cases(parent: &str) -> pb::GetCaseAggregatePreviewRequest {
    pb::GetCaseAggregatePreviewRequest { parent: parent.to_owned(), quarter: QUARTER.to_owned() }
}

/// Discloses what is counted of the regulator's cases as it was looked at.
pub fn disclose_cases(parent: &str, etag: &str) -> pb::DiscloseCaseAggregateRequest {
    pb::DiscloseCaseAggregateRequest {
        parent: parent.to_owned(),
        quarter: QUARTER.to_owned(),
        etag: etag.to_owned(),
        request_id: id(),
    }
}
