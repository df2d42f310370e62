//! Jobs and events that commit with the row they belong to, and the runner that does them.
//!
//! A service calls [`enqueue`] in its own transaction: the job is there exactly when the change is. After the
//! commit it may ring the [`Bell`], so that a runner looks at once; nothing depends on it, since runners also look
//! by themselves every 200 ms. A [`Runner`] claims jobs with `FOR UPDATE SKIP LOCKED` for the time of a lease,
//! commits, and gives each to the [`Handler`] of its kind *outside* any transaction. A handler that dies with its
//! process, or loses the database, leaves a lease that ends, and the job is done again.
//!
//! So a job is done **at least once**. A handler is idempotent by [`Job::id`]; or it writes in one transaction and
//! calls [`Job::finish`] there, and then its effect and the end of the job commit together, once. A handler says
//! whether a failed job should be tried again ([`JobFailure::Retry`], later and later) or not
//! ([`JobFailure::Fail`]); what has no tries left is a dead letter until an operator replays it ([`jobs::retry`]), for
//! thirty days ([`jobs::forget_dead`]). Where a payload is of use to nobody any more it goes at once ([`JobFailure::Empty`]).
//!
//! An event is a job of kind `event.<name>` ([`NewJob::event`]) whose payload names things. One handler answers
//! for a kind; where several things follow from an event, its handler enqueues one job for each.
//!
//! The payload carries ids and small facts, and is sealed. It must never carry content, names or identifiers of
//! people: a handler reads what it needs under its own permit. A mail alone carries the address that it goes to and the
//! secret of its link, since nothing else knows them by the time it leaves. Kinds and error kinds are fixed words of the program
//! and appear in logs, metrics and lists for the operator, where the payload never does.
//!
//! ```
//! use outbox::{Handler, Job, JobFailure, NewJob};
//!
//! struct Welcome;
//!
//! impl Handler for Welcome {
//!     fn kind(&self) -> &'static str {
//!         "welcome"
//!     }
//!
//!     fn run(&self, job: &Job) -> Result<(), JobFailure> {
//!         match job.payload().get("space") {
//!             Some(_) => Ok(()),
//!             None => Err(JobFailure::fail("no-space")),
//!         }
//!     }
//! }
//!
//! let job = NewJob::new("welcome", serde_json::json!({"space": "00000000-0000-7000-8000-000000000001"}));
//! assert!(!format!("{job:?}").contains("00000000"), "a payload is not shown");
//! ```

mod bell;
mod error;
/// What the operator sees and does: lists, and dead letters that are tried again.
pub mod jobs;
mod model;
mod payload;
mod runner;
mod schema;
mod store;

pub use bell::Bell;
pub use error::Error;
pub use model::{Handler, Job, JobFailure, NewJob};
pub use runner::{Handlers, Periodic, Runner, RunnerOptions, Running};
pub use store::enqueue;
