//! Why a call failed, and the one place where that becomes a gRPC status.

use crate::{message::Text, telemetry};
use contracts::access::Reason;
use prost_protovalidate::{Validate, ValidationError};
use std::{borrow::Cow, collections::HashMap, error::Error as StdError, time::Duration};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The domain of every reason.
pub const DOMAIN: &str = "concordat";
/// How long a caller should wait before it tries again what was unavailable.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How many bytes of violations a status carries. More would not fit what clients accept of metadata (8 KiB, encoded), and
/// must not burden a connection that others share.
const MOST_DETAIL: usize = 4 << 10;

/// Why a call failed. The gateway has answered already where the RPC, the caller or the permission is unknown;
/// what is left is refused in the order below, so that no refusal tells more than the one before allows.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gateway's permit does not serve: our fault, so the caller may retry.
    #[error("the call was not accepted; try again")]
    PermitRejected(&'static str),
    /// Fields that are wrong whatever the database holds.
    #[error("the request is invalid")]
    Invalid(Vec<Violation>),
    /// Text that looks as if it held personal data, which the caller has not said to have looked into.
    #[error("the text looks as if it held personal data")]
    PersonalData(Vec<Violation>),
    /// Absent, not the caller's, or under an organisation that is not the caller's: in the same words.
    #[error("not found")]
    NotFound,
    /// Changed since the caller read it.
    #[error("changed since it was read; read it again")]
    Stale,
    /// Not for this acting role or kind of principal, on a record that the caller can see.
    #[error("{0}")]
    ActingRole(&'static str),
    /// Not as the record stands; each violation says what is in the way.
    #[error("{1}")]
    Refused(Reason, &'static str, Vec<Violation>),
    /// A message larger than the stated limit.
    #[error("the message is too large")]
    TooLarge,
    /// Took longer than its deadline.
    #[error("it took too long")]
    Deadline,
    /// What it needs cannot be reached now.
    #[error("not available now; try again")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// A fault of ours, whose cause is logged and never sent.
    #[error("internal error")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

/// A field or a condition, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field's path in the request, or the condition's subject.
    pub field: String,
    /// What it must be, lower-case and without a full stop.
    pub must: String,
}

impl Violation {
    /// A violation of what `field` must be.
    pub fn new(field: impl Into<String>, must: impl Into<String>) -> Self {
        Self { field: field.into(), must: must.into() }
    }
}

impl Error {
    /// A fault of ours.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// Refuses what the record's state does not allow.
    #[must_use]
    pub fn refused(reason: Reason, message: &'static str) -> Self {
        Self::Refused(reason, message, Vec::new())
    }

    fn code_and_reason(&self) -> (Code, Reason) {
        match self {
            Self::PermitRejected(_) => (Code::Unavailable, Reason::PermitRejected),
            Self::Invalid(_) => (Code::InvalidArgument, Reason::FieldInvalid),
            Self::PersonalData(_) => (Code::InvalidArgument, Reason::PersonalDataSuspected),
            Self::NotFound => (Code::NotFound, Reason::NotFound),
            Self::Stale => (Code::Aborted, Reason::EtagStale),
            Self::ActingRole(_) => (Code::PermissionDenied, Reason::ActingRole),
            Self::Refused(reason, ..) => (Code::FailedPrecondition, *reason),
            Self::TooLarge => (Code::ResourceExhausted, Reason::TooLarge),
            Self::Deadline => (Code::DeadlineExceeded, Reason::Deadline),
            Self::Unavailable(_) => (Code::Unavailable, Reason::Unavailable),
            Self::Internal(_) => (Code::Internal, Reason::Internal),
        }
    }

    fn alert(&self) {
        match self {
            Self::PermitRejected(why) => {
                telemetry::permit_rejected(why);
                tracing::error!(why, "permit rejected");
            }
            Self::Unavailable(cause) => tracing::warn!(error = cause.as_ref(), "unavailable"),
            Self::Internal(cause) => tracing::error!(error = cause.as_ref(), "internal error"),
            _ => {}
        }
    }
}

/// Sorts a database's error: whether the statement was refused, late, cut off, or wrong.
///
/// A row that the policies refuse to take is one that the caller may not know of; that it got so far is an alert.
impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        let code = cause.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
        match (&cause, code.as_deref()) {
            (_, Some("42501")) => {
                tracing::error!(error = &cause as &dyn StdError, "row-level security refused a statement");
                Self::NotFound
            }
            // Cancelled by its time-out, or by a lock's.
            (_, Some("57014" | "55P03")) => Self::Deadline,
            // Shut down, out of connections, unable to serialise or deadlocked: the transaction left nothing behind.
            (_, Some("57P01" | "57P02" | "57P03" | "53300" | "40001" | "40P01"))
            | (sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed, _) => {
                Self::Unavailable(cause.into())
            }
            _ => Self::internal(cause),
        }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        error.alert();
        let message = error.to_string();
        let (code, reason) = error.code_and_reason();
        let mut details = ErrorDetails::new();
        details.set_error_info(name(reason), DOMAIN, HashMap::new());
        match error {
            Error::Invalid(violations) | Error::PersonalData(violations) => {
                for Violation { field, must } in capped(violations) {
                    details.add_bad_request_violation(field, must);
                }
            }
            Error::Refused(_, message, violations) => {
                if violations.is_empty() {
                    details.add_precondition_failure_violation(name(reason), "", message);
                }
                for Violation { field, must } in capped(violations) {
                    details.add_precondition_failure_violation(name(reason), field, must);
                }
            }
            Error::PermitRejected(_) | Error::Unavailable(_) => {
                details.set_retry_info(Some(RETRY_AFTER));
            }
            _ => {}
        }
        Status::with_error_details(code, message, details)
    }
}

/// As many violations as fit into [`MOST_DETAIL`], and how many more there are.
fn capped(mut violations: Vec<Violation>) -> Vec<Violation> {
    let mut bytes = 0;
    let fits = |violation: &Violation| {
        bytes += violation.field.len() + violation.must.len() + 8;
        bytes <= MOST_DETAIL
    };
    let fitting = violations.iter().map(fits).take_while(|fits| *fits).count();
    let more = violations.len() - fitting;
    violations.truncate(fitting);
    if more > 0 {
        violations.push(Violation::new("", format!("and {more} more")));
    }
    violations
}

/// A reason as it stands on the wire, without the enum's prefix.
#[must_use]
pub fn name(reason: Reason) -> &'static str {
    let name = reason.as_str_name();
    name.strip_prefix("REASON_").unwrap_or(name)
}

/// Collects what is wrong with a request, so that its caller hears of all fields at once.
#[derive(Debug, Default)]
pub struct Fields(Vec<Violation>);

impl Fields {
    /// Starts with the shape rules that `request` breaks.
    pub fn of(request: &impl Validate) -> Self {
        let violations = request.validate().err().map(ValidationError::into_violations).unwrap_or_default();
        let violations = violations.iter().map(|violation| {
            let must = violation.message().trim_start_matches("value ");
            Violation::new(violation.field_path(), if must.is_empty() { "is invalid" } else { must })
        });
        Self(violations.collect())
    }

    /// Notes the texts that hold a control character: nothing that a person writes does, and PostgreSQL takes no NUL.
    pub fn check_characters(&mut self, texts: &[Text]) {
        let breaks = ['\n', '\r', '\t'];
        let wrong = |text: &&Text| text.text.chars().any(|one| one.is_control() && !breaks.contains(&one));
        for text in texts.iter().filter(wrong) {
            self.note(&text.path, "must not hold control characters");
        }
    }

    /// Passes a text on, without the space around it, or notes that it must say something.
    pub fn text(&mut self, field: &str, text: &str) -> Option<String> {
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        self.read(field, "must say something", text)
    }

    /// Passes a field on, or notes what it must be. A field is noted once.
    pub fn read<T>(&mut self, field: &str, must: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.note(field, must);
        }
        value
    }

    /// Notes what a field must be, unless it is noted already.
    pub fn note(&mut self, field: &str, must: &str) {
        if self.0.iter().all(|violation| violation.field != field) {
            self.0.push(Violation::new(field, must));
        }
    }

    /// Passes `value` on if nothing is wrong with the request.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every violation.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            None if self.0.is_empty() => Err(Error::internal("a request was refused without a violation")),
            _ => Err(Error::Invalid(self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, MOST_DETAIL, Violation};
    use tonic::Status;
    use tonic_types::StatusExt as _;

    #[test]
    fn a_status_stays_small_however_much_is_wrong_and_says_how_much_more() {
        let violation =
            |at| Violation::new(format!("breach.facts.data.types[{at}]"), "must be a defined value");
        for (number, named) in [(3, 3), (5_000, 0)] {
            let status = Status::from(Error::Invalid((0..number).map(violation).collect()));
            assert!(status.details().len() < MOST_DETAIL + 512, "{}", status.details().len());
            let violations = status.get_details_bad_request().unwrap().field_violations;
            let last = violations.last().unwrap();
            if named == 0 {
                assert_eq!(last.description, format!("and {} more", number - violations.len() + 1));
            } else {
                assert_eq!((violations.len(), last.field.as_str()), (named, "breach.facts.data.types[2]"));
            }
        }
        let long = Status::from(Error::Invalid(vec![Violation::new("x".repeat(50_000), "is unknown")]));
        assert!(long.details().len() < 512);
    }
}
