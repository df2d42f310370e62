use std::{mem, time::Instant};

use actix_web::{
    dev::ServiceRequest,
    http::{Method, StatusCode},
};
use kernel::RequestId;
use tracing::Span;

/// The label of requests whose path matches no route: the path itself could say anything.
const UNMATCHED: &str = "unmatched";

/// What is written down about one request.
pub(super) struct Record {
    method: &'static str,
    route: String,
    started: Instant,
    answered: bool,
}

impl Record {
    pub(super) fn begin(request: &ServiceRequest, started: Instant) -> Self {
        Self {
            method: label(request.method()),
            route: request.match_pattern().unwrap_or_else(|| UNMATCHED.to_owned()),
            started,
            answered: false,
        }
    }

    /// The span of the request; all that is logged while serving it names its id.
    pub(super) fn span(&self, id: RequestId) -> Span {
        tracing::info_span!("request", request = %id, method = self.method, route = %self.route)
    }

    /// Logs and counts the answer.
    pub(super) fn end(mut self, status: StatusCode) {
        self.answered = true;
        let took = self.started.elapsed();
        tracing::info!(
            status = status.as_u16(),
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
        metrics::histogram!("http_request_seconds", "route" => self.route.clone(), "method" => self.method)
            .record(took.as_secs_f64());
        self.count(status.as_u16().to_string());
    }

    fn count(&mut self, status: String) {
        let route = mem::take(&mut self.route);
        metrics::counter!("http_requests_total", "route" => route, "method" => self.method, "status" => status)
            .increment(1);
    }
}

impl Drop for Record {
    /// A caller who goes away before the answer leaves a line too.
    fn drop(&mut self) {
        if !self.answered {
            tracing::info!("the caller left before the answer");
            self.count("left".to_owned());
        }
    }
}

/// A closed list, so that a caller cannot invent series of metrics.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
