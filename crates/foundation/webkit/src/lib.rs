//! What every HTTP door stands on, and nothing about health, rights or routes.
//!
//! - [`Problem`]: the one shape of every refusal and failure (RFC 9457), from one table ([`ProblemKind`]).
//! - [`Envelope`]: the outermost layer. Request id, span, limits of bodies, panics, security headers, metrics.
//! - [`Json`], [`Query`], [`Path`], [`Form`], [`Bearer`], [`IdempotencyKey`], [`IfMatch`], [`WantedRange`],
//!   [`DepositForm`]: what a handler takes. Each failure says where the request is wrong and what would be right.
//! - [`Endpoint`]: an address with its methods; [`Page`] and [`cursor`]: lists; [`download_headers`]: content.
//! - [`DeskGate`]: the way from asynchronous handlers to the synchronous database, with a bounded queue.
//! - [`Shuttle`]: the same way for small works, many callers in one transaction.
//! - [`Labours`]: works that ask no database and take time and memory, few at once.
//! - [`Buckets`], and [`Throttle`] over them: how often one client, or one address, may do something; [`client_address`]
//!   and [`ClientCertificate`] behind proxies.
//! - [`serve`] and [`OperatorPort`]: ports, TLS, draining, health.
//!
//! It must never write a path, a query, a header or a body to a log or a metric, and never tell a caller the inner
//! cause of a failure.
//!
//! ```
//! use actix_web::{App, web};
//! use webkit::{Endpoint, Json, Problem, ThisRequest};
//!
//! #[derive(serde::Deserialize, serde::Serialize)]
//! struct Greeting {
//!     name: String,
//! }
//!
//! async fn greet(_request: ThisRequest, Json(greeting): Json<Greeting>) -> Result<Json<Greeting>, Problem> {
//!     Ok(Json(greeting))
//! }
//!
//! let app = App::new()
//!     .service(Endpoint::at("/greetings").post(greet))
//!     .default_service(web::to(webkit::not_found));
//! # let _ = app;
//! ```

mod bearer;
mod buckets;
mod compression;
mod conditional;
mod cookies;
mod csrf;
pub mod cursor;
mod deprecation;
mod download;
mod endpoint;
mod envelope;
mod extract;
mod gate;
mod idempotency;
mod labour;
mod multipart;
mod operator;
mod paging;
mod problem;
mod range;
mod request_id;
mod server;
mod shares;
mod shuttle;
mod throttle;

pub use bearer::{Bearer, PageSession};
pub use buckets::{Buckets, Rate};
pub use compression::compress_public_text;
pub use conditional::{ETag, IfMatch};
pub use cookies::{SESSION, removed_session_cookie, session_cookie};
pub use csrf::{CSRF_FIELD, form_token, require_form_token, require_same_origin};
pub use deprecation::Deprecation;
pub use download::{Disposition, download_headers, safe_file_name};
pub use endpoint::{Endpoint, not_found};
pub use envelope::{
    ABSENT_AFTER, API_POLICY, BodyLimits, CONTENT_POLICY, EXPLORER_POLICY, Envelope, EnvelopeSettings,
    Enveloped, PAGE_POLICY, SCRIPT_PAGE_POLICY, content_security_policy,
};
pub use extract::{BodyLimit, Form, Json, Path, Query};
pub use gate::{DeskGate, Gate, GateSettings};
pub use idempotency::{IdempotencyKey, body_digest, fingerprint};
pub use labour::{Labour, Labours, Turn};
pub use multipart::{DepositForm, FileBeginning, FilePart, Reservation, Unfit, UploadBudget};
pub use operator::{Check, OperatorPort};
pub use paging::{Page, PageQuery};
pub use problem::{
    Challenge, Fault, PROBLEM_JSON, Problem, ProblemDocument, ProblemKind, ProblemResponses,
    WriteProblemResponses, explain_problem,
};
pub use range::{Extent, WantedRange, content_range};
pub use request_id::{REQUEST_ID, ThisRequest, in_this_request};
pub use server::{
    ClientAuthorities, ClientCertificate, Draining, ServeError, Serving, TlsError, TlsFiles, serve,
    stop_signal, tls_from_files,
};
pub use shuttle::{Shuttle, ShuttleSettings};
pub use throttle::{Throttle, ThrottleSettings, client_address, client_network};
