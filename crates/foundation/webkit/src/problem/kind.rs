use actix_web::http::StatusCode;
use kernel::ErrorKind;

/// A type of problem that a caller can meet: its address, status and title never change.
///
/// Most come from an error's [`ErrorKind`]; the last three are found by the door itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The request cannot be read.
    Invalid,
    /// Nobody is logged in.
    Unauthenticated,
    /// A second factor has to be shown anew.
    StepUp,
    /// Known and refused.
    Forbidden,
    /// Absent or hidden.
    NotFound,
    /// It contradicts what is there.
    Conflict,
    /// Another version is the current one.
    PreconditionFailed,
    /// More bytes than the limit.
    TooLarge,
    /// A range outside the content.
    RangeNotSatisfiable,
    /// A kind of content that is not taken.
    UnsupportedMedia,
    /// It breaks a rule of the field.
    Unprocessable,
    /// Too often.
    TooMany,
    /// No place right now.
    Overloaded,
    /// Our fault.
    Internal,
    /// The address exists, the method does not.
    MethodNotAllowed,
    /// The request came too slowly.
    SlowRequest,
    /// An edit without the version that it edits.
    PreconditionRequired,
}

/// What is fixed about a kind of problem.
struct Entry {
    slug: &'static str,
    status: StatusCode,
    title: &'static str,
    meaning: &'static str,
}

const fn entry(slug: &'static str, status: StatusCode, title: &'static str, meaning: &'static str) -> Entry {
    Entry { slug, status, title, meaning }
}

impl ProblemKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Invalid,
        Self::Unauthenticated,
        Self::StepUp,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::PreconditionFailed,
        Self::TooLarge,
        Self::RangeNotSatisfiable,
        Self::UnsupportedMedia,
        Self::Unprocessable,
        Self::TooMany,
        Self::Overloaded,
        Self::Internal,
        Self::MethodNotAllowed,
        Self::SlowRequest,
        Self::PreconditionRequired,
    ];

    fn entry(self) -> Entry {
        match self {
            Self::Invalid => entry(
                "invalid",
                StatusCode::BAD_REQUEST,
                "The request cannot be read",
                "Syntax, a missing or an impossible value; `faults` says where and what would be right.",
            ),
            Self::Unauthenticated => entry(
                "unauthenticated",
                StatusCode::UNAUTHORIZED,
                "Nobody is logged in",
                "The access token is missing, has expired or was revoked; get a new one.",
            ),
            Self::StepUp => entry(
                "second-factor-needed",
                StatusCode::UNAUTHORIZED,
                "A second factor has to be shown again",
                "You are known; this asks for a second factor that was just shown. Show one, then ask again.",
            ),
            Self::Forbidden => entry(
                "forbidden",
                StatusCode::FORBIDDEN,
                "This is refused",
                "You are known and you may know that the thing exists, but not do this.",
            ),
            Self::NotFound => entry(
                "not-found",
                StatusCode::NOT_FOUND,
                "There is nothing here for you",
                "There is no such thing, or you may not know that it exists: the answer is the same.",
            ),
            Self::Conflict => entry(
                "conflict",
                StatusCode::CONFLICT,
                "This contradicts what is there",
                "Read the current state, then decide whether to ask again.",
            ),
            Self::PreconditionFailed => entry(
                "precondition-failed",
                StatusCode::PRECONDITION_FAILED,
                "Another version is the current one",
                "The version in `If-Match` is not the current one: read it again before editing.",
            ),
            Self::TooLarge => entry(
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "More bytes than are taken",
                "`faults` names the part and its limit.",
            ),
            Self::RangeNotSatisfiable => entry(
                "range-not-satisfiable",
                StatusCode::RANGE_NOT_SATISFIABLE,
                "The range lies outside the content",
                "`Content-Range` says how long the content is.",
            ),
            Self::UnsupportedMedia => entry(
                "unsupported-media",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "This kind of content is not taken",
                "`faults` lists what is taken.",
            ),
            Self::Unprocessable => entry(
                "unprocessable",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The request breaks a rule",
                "It could be read; `detail` and `faults` say which rule it breaks.",
            ),
            Self::TooMany => entry(
                "too-many",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "Wait as long as `Retry-After` says.",
            ),
            Self::Overloaded => entry(
                "overloaded",
                StatusCode::SERVICE_UNAVAILABLE,
                "No place right now",
                "Nothing was done; ask again after `Retry-After` seconds.",
            ),
            Self::Internal => entry(
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side",
                "The cause is in the operator's log under the request id in `instance`.",
            ),
            Self::MethodNotAllowed => entry(
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "This address does not take that method",
                "`Allow` lists the methods that it takes.",
            ),
            Self::SlowRequest => entry(
                "slow-request",
                StatusCode::REQUEST_TIMEOUT,
                "The request came too slowly",
                "Its body did not arrive in time; nothing was done, send it again.",
            ),
            Self::PreconditionRequired => entry(
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                "An edit must say which version it edits",
                "Send the `ETag` that you read as `If-Match`.",
            ),
        }
    }

    /// The last segment of the problem's address.
    pub fn slug(self) -> &'static str {
        self.entry().slug
    }

    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        self.entry().status
    }

    /// One line for a person.
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// What it means and what to do.
    pub fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// The kind for a bare status, for answers that were not made by this crate.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let known = Self::ALL.into_iter().find(|kind| kind.status() == status);
        let fallback = if status.is_server_error() { Self::Internal } else { Self::Invalid };
        known.unwrap_or(fallback)
    }
}

impl From<ErrorKind> for ProblemKind {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Self::Invalid,
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            ErrorKind::StepUp => Self::StepUp,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::PreconditionFailed => Self::PreconditionFailed,
            ErrorKind::TooLarge => Self::TooLarge,
            ErrorKind::RangeNotSatisfiable => Self::RangeNotSatisfiable,
            ErrorKind::UnsupportedMedia => Self::UnsupportedMedia,
            ErrorKind::Unprocessable => Self::Unprocessable,
            ErrorKind::TooMany => Self::TooMany,
            ErrorKind::Overloaded => Self::Overloaded,
            ErrorKind::Internal => Self::Internal,
        }
    }
}
