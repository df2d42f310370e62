mod document;
mod kind;
mod pages;
mod responses;

use std::{error::Error, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{ALLOW, CONTENT_RANGE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use kernel::ErrorKind;

pub use document::{Fault, ProblemDocument};
pub use kind::ProblemKind;
pub use pages::explain_problem;
pub use responses::{ProblemResponses, WriteProblemResponses};

use crate::request_id;

/// The media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A refusal or a failure on its way to the caller.
///
/// It carries only what the caller may read. `Debug` and `Display` show the kind alone, so that a problem which
/// ends in a log says nothing about anybody.
pub struct Problem(Box<Content>);

#[derive(Clone)]
struct Content {
    kind: ProblemKind,
    detail: Option<String>,
    faults: Vec<Fault>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Why a caller is asked for a token (RFC 6750 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// No token was sent: the challenge carries no error code.
    Missing,
    /// The token has expired, was revoked or is not ours.
    InvalidToken,
    /// The header cannot be read as a bearer token.
    InvalidRequest,
    /// The token counts; a second factor has to be shown anew (RFC 9470).
    SecondFactor,
    /// The token counts and is not for this.
    Scope(&'static str),
}

impl Challenge {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Scope(scope) => {
                let text =
                    format!("Bearer realm=\"carnet\", error=\"insufficient_scope\", scope=\"{scope}\"");
                // INVARIANT: a scope is a word of the code.
                return HeaderValue::try_from(text)
                    .unwrap_or(HeaderValue::from_static("Bearer realm=\"carnet\""));
            }
            Self::Missing => "Bearer realm=\"carnet\"",
            Self::InvalidToken => "Bearer realm=\"carnet\", error=\"invalid_token\"",
            Self::InvalidRequest => "Bearer realm=\"carnet\", error=\"invalid_request\"",
            Self::SecondFactor => "Bearer realm=\"carnet\", error=\"insufficient_user_authentication\"",
        })
    }
}

/// What was agreed, and what is left of it (draft-ietf-httpapi-ratelimit-headers).
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How long a caller is asked to wait when nothing more precise is known.
const DEFAULT_WAIT: Duration = Duration::from_secs(2);

impl Problem {
    /// A problem of a kind, without detail.
    pub fn new(kind: impl Into<ProblemKind>) -> Self {
        Self(Box::new(Content { kind: kind.into(), detail: None, faults: Vec::new(), headers: Vec::new() }))
    }

    /// The problem that an error of a room becomes.
    ///
    /// The message of the error itself becomes the detail; its causes never leave. Two kinds lose the message too:
    /// *not found* (absent and hidden read alike) and *internal*, which is written to the log here, once, with
    /// its whole chain of causes, inside the span that names the request.
    pub fn from_error(kind: ErrorKind, error: &dyn Error) -> Self {
        match kind {
            ErrorKind::Internal => {
                tracing::error!(cause = %Chain(error), "a request failed on our side");
                Self::new(kind)
            }
            ErrorKind::NotFound => Self::new(kind),
            _ => Self::new(kind).detail(error.to_string()),
        }
    }

    /// Our own failure, with its cause written to the log and not to the caller.
    pub fn internal(cause: &dyn Error) -> Self {
        Self::from_error(ErrorKind::Internal, cause)
    }

    /// No place right now; `what` is short (`database`, `uploads`) and goes to the metrics.
    pub fn overloaded(what: &'static str, wait: Duration) -> Self {
        metrics::counter!("http_overloaded_total", "what" => what).increment(1);
        Self::new(ErrorKind::Overloaded).retry_after(wait)
    }

    /// Nobody is logged in, with the reason in `WWW-Authenticate`.
    pub fn unauthenticated(challenge: Challenge) -> Self {
        Self::new(ErrorKind::Unauthenticated).header(WWW_AUTHENTICATE, challenge.header())
    }

    /// Somebody is logged in, and has to show a second factor anew.
    pub fn step_up() -> Self {
        Self::new(ErrorKind::StepUp).header(WWW_AUTHENTICATE, Challenge::SecondFactor.header())
    }

    /// A token that counts and is not for this; the scope that would be is in `WWW-Authenticate` (RFC 6750).
    pub fn insufficient_scope(scope: &'static str) -> Self {
        Self::new(ErrorKind::Forbidden).header(WWW_AUTHENTICATE, Challenge::Scope(scope).header())
    }

    /// One who calls more often than agreed, with what was agreed and when there is room again.
    pub fn beyond_rate(per_minute: u32, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let policy = format!("\"client\";q={per_minute};w=60");
        let problem = Self::new(ErrorKind::TooMany).retry_after(wait);
        match (HeaderValue::try_from(policy), HeaderValue::try_from(format!("\"client\";r=0;t={seconds}"))) {
            (Ok(policy), Ok(now)) => problem.header(RATE_LIMIT_POLICY, policy).header(RATE_LIMIT, now),
            _ => problem,
        }
    }

    /// One fault in the request.
    pub fn fault(kind: impl Into<ProblemKind>, fault: Fault) -> Self {
        Self::new(kind).and_fault(fault)
    }

    /// Says what happened this time; ignored on [`ProblemKind::Internal`].
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        if self.0.kind != ProblemKind::Internal {
            self.0.detail = Some(detail.into());
        }
        self
    }

    /// Adds a place where the request is wrong.
    #[must_use]
    pub fn and_fault(mut self, fault: Fault) -> Self {
        self.0.faults.push(fault);
        self
    }

    /// Asks the caller to wait, rounded up to a second.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// Says which methods an address takes.
    pub(crate) fn allow(self, methods: HeaderValue) -> Self {
        self.header(ALLOW, methods)
    }

    /// Says how long the content is whose range was asked.
    pub(crate) fn content_length(self, length: u64) -> Self {
        match HeaderValue::try_from(format!("bytes */{length}")) {
            Ok(value) => self.header(CONTENT_RANGE, value),
            Err(_) => self,
        }
    }

    /// Sets a header of the answer; a second value replaces the first.
    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.retain(|(kept, _)| *kept != name);
        self.0.headers.push((name, value));
        self
    }

    /// The same problem once more, for a layer that only sees a reference.
    pub(crate) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// The kind of problem.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// What is wrong with the request, in the order found.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// The document as the caller reads it; `instance` is the request being served.
    pub fn document(&self) -> ProblemDocument {
        let kind = self.0.kind;
        ProblemDocument {
            kind: format!("/problems/{}", kind.slug()),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: self.0.detail.clone(),
            instance: request_id::current().map(|id| id.to_string()),
            faults: self.0.faults.clone(),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self.0.kind {
            ProblemKind::Unauthenticated => {
                response.insert_header((WWW_AUTHENTICATE, Challenge::InvalidToken.header()));
            }
            ProblemKind::Overloaded | ProblemKind::TooMany => {
                response.insert_header((RETRY_AFTER, DEFAULT_WAIT.as_secs()));
            }
            _ => {}
        }
        for (name, value) in &self.0.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.content_type(PROBLEM_JSON);
        // INVARIANT: the document is text and numbers only, so serialising it cannot fail.
        response.body(serde_json::to_vec(&self.document()).unwrap_or_default())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({})", self.0.kind.slug())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.slug())
    }
}

impl Error for Problem {}

/// An error and all its causes on one line.
struct Chain<'a>(&'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
