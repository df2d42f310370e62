use std::{
    collections::{BTreeMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use database::Desk;
use kernel::{Clock, Rng};
use uuid::Uuid;
use vault::Vault;

use super::{Handlers, RunnerOptions, options::span};
use crate::{
    Error, Job, JobFailure,
    model::Attempt,
    payload,
    store::{self, Taken},
};

/// Claims jobs and has them done. One for a process; its threads share it ([`Runner::start`]), and a test or a
/// command that wants to see the queue empty calls [`Runner::turn`] by itself.
pub struct Runner {
    pub(super) desk: Desk,
    pub(super) vault: Vault,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rng: Arc<dyn Rng>,
    pub(super) handlers: Handlers,
    pub(super) options: RunnerOptions,
    pub(super) stopping: AtomicBool,
    held: Mutex<BTreeMap<Uuid, Held>>,
}

/// A job that this process has claimed.
struct Held {
    fence: i64,
    since: Instant,
}

/// How an attempt ended, as the metrics name it.
#[derive(Clone, Copy)]
enum Outcome {
    Done,
    Retry,
    Dead,
    Overtaken,
}

impl Runner {
    /// A runner with these handlers. It does nothing before it is started.
    pub fn new(
        desk: Desk,
        vault: Vault,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        handlers: Handlers,
        options: RunnerOptions,
    ) -> Self {
        let (stopping, held) = (AtomicBool::new(false), Mutex::default());
        Self { desk, vault, clock, rng, handlers, options, stopping, held }
    }

    /// Makes sure that what comes back has its row. The threads do it by themselves, once a minute.
    ///
    /// # Errors
    /// The database's or the vault's.
    pub fn schedule(&self) -> Result<(), Error> {
        let all = self.handlers.periodic();
        if all.is_empty() {
            return Ok(());
        }
        self.desk.write(|tx| store::schedule(tx, &self.vault, self.clock.as_ref(), self.rng.as_ref(), all))
    }

    /// Claims one batch and does it, on this thread. Gives the number of jobs that were claimed: 0 says that
    /// nothing is due.
    ///
    /// # Errors
    /// The database's, when nothing could be claimed. What happens to a job is written to its row, and to the log.
    pub fn turn(&self) -> Result<usize, Error> {
        let mut batch: VecDeque<Taken> = self.claim()?.into();
        let claimed = batch.len();
        while let Some(row) = batch.pop_front() {
            if self.stopping.load(Ordering::Acquire) {
                batch.push_front(row);
                self.give_back(&batch);
                break;
            }
            self.attempt(row);
        }
        Ok(claimed)
    }

    /// The jobs (id and fence) that this process holds and whose lease should go on.
    pub(super) fn held_jobs(&self) -> Vec<(Uuid, i64)> {
        let longest = self.options.longest;
        let held = self.held();
        held.iter()
            .filter(|(_, job)| job.since.elapsed() < longest)
            .map(|(id, job)| (*id, job.fence))
            .collect()
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<Uuid, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim(&self) -> Result<Vec<Taken>, Error> {
        let kinds = self.handlers.kinds();
        let claimed = self.desk.write(|tx| {
            let now = self.clock.now();
            let until = now + span(self.options.lease);
            let comes_back = |row: &Taken| self.handlers.periodic_of(row.unique_key.as_deref()).is_some();
            store::claim(tx, &kinds, comes_back, now, until, self.options.batch)
        })?;
        let mut held = self.held();
        for row in &claimed.taken {
            held.insert(row.id, Held { fence: row.fence, since: Instant::now() });
        }
        for kind in claimed.lost {
            tracing::error!(kind, "a job is given up: the last runner that had it was lost");
            count(&kind, Outcome::Dead);
        }
        Ok(claimed.taken)
    }

    fn give_back(&self, rest: &VecDeque<Taken>) {
        let rest: Vec<(Uuid, i64)> = rest.iter().map(|row| (row.id, row.fence)).collect();
        if let Err(error) = self.desk.write(|tx| store::release(tx, &rest)) {
            tracing::warn!(%error, "claimed jobs were not given back and wait for the end of their lease");
        }
        let mut held = self.held();
        for (id, _) in &rest {
            held.remove(id);
        }
    }

    fn attempt(&self, row: Taken) {
        let next = self.handlers.next(row.unique_key.as_deref(), row.run_at, self.clock.now());
        let attempt =
            Attempt { id: row.job_id(), fence: row.fence, tries: row.tries, max_tries: row.max_tries, next };
        let kind = row.kind.clone();
        let (finished, result) = self.run(row, attempt.clone());
        let outcome = match result {
            Ok(()) if finished => Ok(Outcome::Done),
            Ok(()) => self.desk.write(|tx| store::complete(tx, &attempt)).map(Outcome::done_or_overtaken),
            Err(failure) => self.settle_failure(&attempt, &kind, failure),
        };
        self.held().remove(&attempt.id.uuid());
        match outcome {
            Ok(outcome) => count(&kind, outcome),
            Err(error) => {
                tracing::warn!(job = %attempt.id, kind, %error, "the end of a job was not written: it runs again");
            }
        }
    }

    /// Opens the payload and calls the handler. Says also whether the handler has ended the job by itself.
    fn run(&self, row: Taken, attempt: Attempt) -> (bool, Result<(), JobFailure>) {
        let Some(handler) = self.handlers.of(&row.kind) else {
            return (false, Err(JobFailure::retry("no-handler")));
        };
        let payload = match payload::open(&self.vault, attempt.id, &row.kind, &row.payload) {
            Ok(payload) => payload,
            Err(error) => {
                tracing::error!(job = %attempt.id, kind = row.kind, %error, "the payload of a job cannot be read");
                return (false, Err(JobFailure::retry("payload")));
            }
        };
        let job = Job {
            id: attempt.id,
            kind: row.kind,
            payload,
            created_at: row.created_at,
            attempt,
            finished: AtomicBool::new(false),
        };
        let result = catch_unwind(AssertUnwindSafe(|| handler.run(&job)))
            .unwrap_or_else(|_| Err(JobFailure::retry("panic")));
        (job.finished.load(Ordering::Acquire), result)
    }

    fn settle_failure(&self, attempt: &Attempt, kind: &str, failure: JobFailure) -> Result<Outcome, Error> {
        let now = self.clock.now();
        let is_emptied = matches!(failure, JobFailure::Empty { .. });
        let (error_kind, wait) = match failure {
            JobFailure::Fail { kind } | JobFailure::Empty { kind } => (kind, None),
            JobFailure::Retry { kind, .. }
                if attempt.next.is_none() && attempt.tries >= attempt.max_tries =>
            {
                (kind, None)
            }
            JobFailure::Retry { kind, after } => {
                let wait = after.unwrap_or_else(|| self.options.wait_after(attempt.tries, self.rng.as_ref()));
                (kind, Some(now + wait))
            }
        };
        let again = match (wait, attempt.next) {
            (Some(wait), Some(next)) => Some(wait.min(next)),
            (wait, next) => wait.or(next),
        };
        let tries = attempt.tries;
        let ended = self.desk.write(|tx| match again {
            Some(run_at) => store::put_off(tx, attempt, error_kind, run_at),
            None => store::bury(tx, attempt, error_kind, is_emptied),
        })?;
        Ok(match again {
            _ if !ended => Outcome::Overtaken,
            Some(_) => {
                tracing::warn!(job = %attempt.id, kind, error_kind, tries, "a job failed and will be tried again");
                Outcome::Retry
            }
            None => {
                tracing::error!(job = %attempt.id, kind, error_kind, tries, "a job failed and is given up");
                Outcome::Dead
            }
        })
    }
}

impl Outcome {
    fn done_or_overtaken(done: bool) -> Self {
        if done { Self::Done } else { Self::Overtaken }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry => "retry",
            Self::Dead => "dead",
            Self::Overtaken => "overtaken",
        }
    }
}

fn count(kind: &str, outcome: Outcome) {
    metrics::counter!("outbox_jobs_total", "kind" => kind.to_owned(), "outcome" => outcome.as_str())
        .increment(1);
}
