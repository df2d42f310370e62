mod body_watch;
mod failure;
mod record;
mod security_headers;
mod upgrade;

use std::{
    future::{Ready, ready},
    panic::AssertUnwindSafe,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::StatusCode,
    rt::time::sleep,
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use kernel::{Clock, RequestId, Rng};
use tracing::Instrument;

pub use security_headers::{
    API_POLICY, CONTENT_POLICY, EXPLORER_POLICY, PAGE_POLICY, SCRIPT_PAGE_POLICY, content_security_policy,
};

use crate::{ThisRequest, request_id};
use failure::Failure;
use record::Record;

/// How much of a request's body is taken, and how slowly.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// Most bytes of any body; single routes take less.
    pub bytes: u64,
    /// Longest silence between two pieces.
    pub silence: Duration,
    /// Longest time from the first to the last byte.
    pub whole: Duration,
}

/// What the [`Envelope`] needs.
#[derive(Clone)]
pub struct EnvelopeSettings {
    /// For request ids.
    pub clock: Arc<dyn Clock>,
    /// For request ids.
    pub rng: Arc<dyn Rng>,
    /// Whether callers reach the server by https, here or at a proxy in front: sends HSTS.
    pub https: bool,
    /// Limits of bodies.
    pub body: BodyLimits,
}

/// How long an answer "there is nothing here" takes at least: longer than what is asked about a record of whatever size, so that
/// the time tells neither hidden from absent nor how much is said in a record that stays closed.
pub const ABSENT_AFTER: Duration = Duration::from_millis(25);

/// The outermost layer of a door: `App::new().wrap(Envelope::new(settings))`, last, so that it is outside.
///
/// For each request it makes an id, opens the span in which everything is logged, watches the body, catches
/// panics, turns every bare error into a problem document, sets the security headers and counts. It records the
/// method, the *pattern* of the route, the status and the duration; never a path, a query, a header or a body. It hands
/// 404 out no earlier than [`ABSENT_AFTER`].
#[derive(Clone)]
pub struct Envelope(Rc<EnvelopeSettings>);

impl Envelope {
    /// An envelope with its settings.
    pub fn new(settings: EnvelopeSettings) -> Self {
        Self(Rc::new(settings))
    }
}

impl<S, B> Transform<S, ServiceRequest> for Envelope
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = Enveloped<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Enveloped { service: Rc::new(service), settings: Rc::clone(&self.0) }))
    }
}

/// A service inside an [`Envelope`].
pub struct Enveloped<S> {
    service: Rc<S>,
    settings: Rc<EnvelopeSettings>,
}

impl<S, B> Service<ServiceRequest> for Enveloped<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let settings = Rc::clone(&self.settings);
        let service = Rc::clone(&self.service);
        let id = RequestId::new(settings.clock.as_ref(), settings.rng.as_ref());
        let began = Instant::now();
        let record = Record::begin(&request, began);
        let span = record.span(id);

        request.extensions_mut().insert(ThisRequest(id));
        body_watch::watch(&mut request, settings.body);
        let refused = upgrade::refuse(request.headers());

        let serving = async move {
            let inside = async {
                refused?;
                service.call(request).await
            };
            let answer = AssertUnwindSafe(inside).catch_unwind().await;
            let outcome = match answer {
                Ok(Ok(response)) => Ok(failure::as_problem(response.map_into_boxed_body())),
                Ok(Err(error)) => Err(failure::problem_of(&error)),
                Err(_payload) => {
                    tracing::error!("a handler panicked");
                    Err(crate::Problem::new(kernel::ErrorKind::Internal))
                }
            };
            match outcome {
                Ok(mut response) => {
                    security_headers::apply(response.headers_mut(), id, settings.https);
                    record.end(response.status());
                    even(response.status(), began).await;
                    Ok(response)
                }
                Err(problem) => {
                    let failure = Failure::new(problem, id, settings.https);
                    record.end(failure.status());
                    even(failure.status(), began).await;
                    Err(failure.into())
                }
            }
        };
        request_id::serving(id, serving).instrument(span).boxed_local()
    }
}

/// Waits until it is time for an answer of this status.
async fn even(status: StatusCode, began: Instant) {
    if status == StatusCode::NOT_FOUND {
        sleep(ABSENT_AFTER.saturating_sub(began.elapsed())).await;
    }
}
