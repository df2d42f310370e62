use std::fmt;

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::BoxBody,
    dev::ServiceResponse,
    http::{
        StatusCode,
        header::{ALLOW, CONTENT_TYPE, HeaderMap},
    },
};
use kernel::RequestId;

use crate::{Problem, ProblemDocument, ProblemKind, envelope::security_headers};

/// A problem that leaves without a request to hang it on: a panic, or an error of an inner layer.
///
/// actix renders such an error after every layer has returned, so it carries all that the envelope would add.
pub(super) struct Failure {
    problem: Problem,
    document: ProblemDocument,
    request: RequestId,
    https: bool,
}

impl Failure {
    pub(super) fn new(problem: Problem, request: RequestId, https: bool) -> Self {
        Self { document: problem.document(), problem, request, https }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.problem.status_code()
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let bare = self.problem.error_response();
        let body = serde_json::to_vec(&self.document).unwrap_or_default();
        let mut response = bare.set_body(BoxBody::new(body));
        security_headers::apply(response.headers_mut(), self.request, self.https);
        response
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.problem)
    }
}

/// The problem in an error of any layer; a foreign error keeps its status and nothing else.
pub(super) fn problem_of(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.duplicate(),
        None => Problem::new(ProblemKind::of_status(error.as_response_error().status_code())),
    }
}

/// Turns a bare error answer into a problem document; documents, pages and JSON stay.
///
/// Frameworks answer some errors with an empty body or plain text; callers always read one shape.
pub(super) fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || !is_bare(response.headers()) {
        return response;
    }
    let mut problem = match response.response().error() {
        Some(error) => problem_of(error),
        None => Problem::new(ProblemKind::of_status(status)),
    };
    if let Some(methods) = response.headers().get(ALLOW) {
        problem = problem.allow(methods.clone());
    }
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, problem.error_response())
}

/// What frameworks answer: no body, or one line of text.
fn is_bare(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media.is_none_or(|media| media.starts_with("text/plain"))
}
