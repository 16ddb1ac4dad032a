//! Cases between a department and the regulator: the fold of acts, each sealed by its author and never changed.

mod acts;
mod asks;
mod due;
mod fold;
mod service;
pub(crate) mod store;

pub(crate) use acts::{Act, Content, seal};
pub(crate) use fold::Case;
pub(crate) use service::{CaseHandlers, submission};

use chassis::Label;
use uuid::Uuid;

/// The collection that cases are named in.
pub(crate) const CASES: &str = "cases";
/// Who inside the regulator sees a case.
pub(crate) const CASEWORK: &str = "case";

/// A case as `organisation` names it.
pub(crate) fn case_name(organisation: &Label, case: Uuid) -> String {
    format!("organisations/{organisation}/{CASES}/{case}")
}
