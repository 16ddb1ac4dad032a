//! Why a page is not what was asked for. The handler says why; one layer makes a page of it, in the frame of whoever is
//! signed in.

use crate::posted::Refill;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Why a page is not what was asked for.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// Nobody is signed in: they are asked to, and come back to this path.
    SignIn { back: String },
    /// It was some time ago that the issuer vouched for them: it is asked again, which they need not notice.
    Prove { back: String },
    /// It was some time ago that they typed what their issuer asks for, and what they want cannot be taken back.
    SignInAgain { back: String },
    /// They have several roles, and did not choose one.
    ChooseRole { back: String },
    /// They have no role here.
    NoRole,
    /// Absent, not theirs, or no such page: which, nobody is told.
    NotFound,
    /// Their role may not, whatever it is about.
    Denied,
    /// The form came from another site.
    CrossSite,
    /// The form cannot be trusted any more, or could not be dealt with. What was typed is shown, to be sent again.
    Again(Refill, Why),
    /// The form is larger than the limit.
    TooLarge,
    /// What was sent is no form.
    NoForm,
    /// The record changed since it was read.
    Stale,
    /// What was asked is refused, as fields or as the record stands.
    Refused(Refused),
    /// A part cannot be reached, or took too long, or has too much to do.
    Unavailable,
    /// It is our fault.
    Broken,
}

/// Why a form has to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Nobody is signed in now.
    SignedOut,
    /// The issuer must vouch for them first.
    Unproved,
    /// It was made for another session.
    AnotherSession,
    /// They must sign in again first.
    NotRecent,
    /// They must say first in which of their roles they act.
    NoRole,
    /// The role that they act in now may not; another one of theirs may have made the form.
    Denied,
    /// A part that it needs cannot be reached now.
    Unavailable,
}

/// A refusal that a form can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The reason, as on the wire, such as `INCOMPLETE`.
    pub(crate) reason: String,
    /// What each field, by its path on the wire, does not fulfil.
    pub(crate) fields: Vec<Violation>,
}

/// What a field does not fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) path: String,
    pub(crate) description: String,
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::NotFound => Self::NotFound,
            Code::Aborted => Self::Stale,
            Code::InvalidArgument | Code::FailedPrecondition => Self::Refused(Refused::of(&status)),
            Code::PermissionDenied => {
                let refused = Refused::of(&status);
                if refused.reason == "ACTING_ROLE" { Self::Refused(refused) } else { Self::Denied }
            }
            Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => Self::Unavailable,
            _ => Self::Broken,
        }
    }
}

impl Refused {
    fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let reason = details.error_info().map(|info| info.reason.clone()).unwrap_or_default();
        let invalid = details.bad_request().into_iter().flat_map(|bad| &bad.field_violations);
        let invalid = invalid.map(|violation| (&violation.field, &violation.description));
        let unmet = details.precondition_failure().into_iter().flat_map(|failure| &failure.violations);
        let unmet = unmet.map(|violation| (&violation.subject, &violation.description));
        let fields = invalid
            .chain(unmet)
            .map(|(path, description)| Violation { path: path.clone(), description: description.clone() });
        Self { reason, fields: fields.collect() }
    }
}

impl Failure {
    /// The status of its page.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn { .. } | Self::Prove { .. } | Self::SignInAgain { .. } | Self::ChooseRole { .. } => {
                StatusCode::SEE_OTHER
            }
            Self::NoRole | Self::Denied | Self::Again(_, Why::Denied) | Self::CrossSite => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unavailable | Self::Again(_, Why::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Again(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge | Self::NoForm => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stale | Self::Refused(_) => StatusCode::CONFLICT,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
