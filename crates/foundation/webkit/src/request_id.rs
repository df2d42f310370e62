use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{HeaderName, HeaderValue},
};
use kernel::RequestId;
use tracing::Instrument;

use crate::{Problem, ProblemKind};

/// The header of every answer that names the request, for a person who asks for help.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("carnet-request-id");

tokio::task_local! {
    static CURRENT: RequestId;
}

/// The id of the request being served; a handler takes it as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThisRequest(pub RequestId);

impl FromRequest for ThisRequest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.extensions().get::<Self>().copied();
        ready(id.ok_or_else(|| {
            tracing::error!("a route stands outside the envelope and has no request id");
            Problem::new(ProblemKind::Internal)
        }))
    }
}

/// The id of the request that the current task serves, when it runs inside the envelope.
pub(crate) fn current() -> Option<RequestId> {
    CURRENT.try_with(|id| *id).ok()
}

/// Runs a future as part of serving a request.
pub(crate) async fn serving<F: Future>(id: RequestId, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}

/// Makes work that goes on in a task of its own part of the request that is being served: its problems name the request,
/// and its lines of the log stand in the request's span.
pub fn in_this_request<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let id = current();
    let work = async move {
        match id {
            Some(id) => serving(id, work).await,
            None => work.await,
        }
    };
    work.in_current_span()
}

/// The header's value.
pub(crate) fn header_value(id: RequestId) -> Option<HeaderValue> {
    HeaderValue::try_from(id.to_string()).ok()
}
