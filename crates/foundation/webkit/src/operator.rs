use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, Data, ServiceConfig},
};
use serde::Serialize;

use crate::{Draining, Endpoint, Problem};

/// Whether one thing that the server needs is there.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// What is looked at: `database`, `keys`.
    pub name: &'static str,
    /// Whether it is there.
    pub ready: bool,
}

/// What the operator's port shows. It is a port of its own, never open to the world.
#[derive(Clone)]
pub struct OperatorPort {
    /// Whether the server is on its way out.
    pub draining: Draining,
    /// Looks at everything that the server needs; may block.
    pub checks: Arc<dyn Fn() -> Vec<Check> + Send + Sync>,
    /// The metrics as text.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

#[derive(Serialize)]
struct Readiness {
    status: &'static str,
    checks: Vec<Check>,
}

impl OperatorPort {
    /// Adds `/health/live`, `/health/ready` and `/metrics`.
    pub fn configure(self) -> impl FnOnce(&mut ServiceConfig) {
        move |config| {
            config
                .app_data(Data::new(self))
                .service(Endpoint::at("/health/live").get(live))
                .service(Endpoint::at("/health/ready").get(ready))
                .service(Endpoint::at("/metrics").get(metrics));
        }
    }
}

/// The process answers; nothing else is looked at, so that a database that is away restarts nobody.
async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("live\n")
}

/// 200 when requests may be sent here, else 503.
async fn ready(port: Data<OperatorPort>) -> Result<HttpResponse, Problem> {
    if port.draining.begun() {
        return Ok(answer(
            StatusCode::SERVICE_UNAVAILABLE,
            &Readiness { status: "draining", checks: Vec::new() },
        ));
    }
    let look = Arc::clone(&port.checks);
    let checks = web::block(move || look()).await.map_err(|error| Problem::internal(&error))?;
    let all = checks.iter().all(|check| check.ready);
    let (code, status) =
        if all { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    Ok(answer(code, &Readiness { status, checks }))
}

fn answer(code: StatusCode, readiness: &Readiness) -> HttpResponse {
    HttpResponse::build(code).json(readiness)
}

async fn metrics(port: Data<OperatorPort>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body((port.metrics)())
}
