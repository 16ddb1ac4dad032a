//! Why the gateway refuses a call, and the one place where that becomes a gRPC status.

use axum::body::Body;
use chassis::error::{DOMAIN, name};
use contracts::access::Reason;
use http::{HeaderMap, Response};
use std::{collections::HashMap, time::Duration};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The metadata in which a caller names the role that it acts in.
pub const ACTING_ROLE: &str = "concordat-acting-role";
/// How long a caller should wait before it tries again what was unavailable.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a call is refused. What is sent holds nothing of the caller's; what is meant for the operator is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such RPC here.
    #[error("there is no such RPC")]
    UnknownRpc,
    /// No bearer token, or one that does not count; why is for the operator.
    #[error("a valid bearer token is needed")]
    Token(&'static str),
    /// Too many calls; after this time there may be another.
    #[error("too many calls; try again later")]
    RateLimited(Duration),
    /// No role of the caller holds the permission.
    #[error("no role of the caller may call this")]
    Permission,
    /// Several of the caller's roles hold the permission, and none is named.
    #[error("more than one role of the caller may call this; name one")]
    ActingRoleRequired(Vec<String>),
    /// The caller's deadline is not a deadline.
    #[error("the request is invalid")]
    Timeout,
    /// The caller's deadline, or the platform's longest, has passed.
    #[error("it took too long")]
    Deadline,
    /// The request is larger than the limit.
    #[error("the message is too large")]
    TooLarge,
    /// The service, or what its answer hangs on, cannot be reached; why is for the operator.
    #[error("not available now; try again")]
    Unavailable(&'static str),
}

impl Refusal {
    fn code_and_reason(&self) -> (Code, Reason) {
        match self {
            Self::UnknownRpc => (Code::Unimplemented, Reason::RpcUnknown),
            Self::Token(_) => (Code::Unauthenticated, Reason::TokenRejected),
            Self::RateLimited(_) => (Code::ResourceExhausted, Reason::RateLimited),
            Self::Permission => (Code::PermissionDenied, Reason::Permission),
            Self::ActingRoleRequired(_) => (Code::InvalidArgument, Reason::ActingRoleRequired),
            Self::Timeout => (Code::InvalidArgument, Reason::FieldInvalid),
            Self::Deadline => (Code::DeadlineExceeded, Reason::Deadline),
            Self::TooLarge => (Code::ResourceExhausted, Reason::TooLarge),
            Self::Unavailable(_) => (Code::Unavailable, Reason::Unavailable),
        }
    }

    /// The code of the gRPC status.
    pub(crate) fn code(&self) -> Code {
        self.code_and_reason().0
    }

    /// The reason as it stands on the wire.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        name(self.code_and_reason().1)
    }

    /// What only the operator is told.
    #[must_use]
    pub fn detail(&self) -> &'static str {
        match self {
            Self::Token(why) | Self::Unavailable(why) => why,
            _ => "",
        }
    }

    /// The refusal as a whole answer: one that ends with its headers.
    pub(crate) fn into_response(self) -> Response<Body> {
        Status::from(self).into_http()
    }

    /// The refusal as the end of an answer that has begun.
    pub(crate) fn into_trailers(self) -> HeaderMap {
        let mut trailers = HeaderMap::new();
        if Status::from(self).add_header(&mut trailers).is_err() {
            trailers.insert("grpc-status", (Code::Internal as i32).into());
        }
        trailers
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let (code, reason) = refusal.code_and_reason();
        let mut details = ErrorDetails::new();
        details.set_error_info(name(reason), DOMAIN, HashMap::new());
        match &refusal {
            Refusal::RateLimited(wait) => {
                details.set_retry_info(Some(*wait));
            }
            Refusal::Unavailable(_) => {
                details.set_retry_info(Some(RETRY_AFTER));
            }
            Refusal::ActingRoleRequired(roles) => {
                details
                    .add_bad_request_violation(ACTING_ROLE, format!("must be one of {}", roles.join(", ")));
            }
            Refusal::Timeout => {
                details.add_bad_request_violation("grpc-timeout", "must be up to eight digits and a unit");
            }
            _ => {}
        }
        Self::with_error_details(code, refusal.to_string(), details)
    }
}
