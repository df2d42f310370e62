use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tracing::Span;

use crate::Problem;

/// How many callers use what a [`Gate`] guards, how many may wait, and how long.
#[derive(Debug, Clone, Copy)]
pub struct GateSettings {
    /// What stands behind it, for the metrics: `database`.
    pub name: &'static str,
    /// Uses at once: the size of the pool behind it.
    pub places: usize,
    /// Callers that may wait for a place; the next one is refused at once.
    pub queue: usize,
    /// Longest wait.
    pub patience: Duration,
}

/// Lets asynchronous handlers use something synchronous without ever piling up behind it.
///
/// Work runs on the blocking threads, at most `places` at once. A caller waits in a bounded queue for a bounded
/// time and is then refused by 503 with `Retry-After`: a busy server answers quickly that it is busy.
///
/// A caller that goes away while its work runs does not free the place before the work has ended.
pub struct Gate<D> {
    guarded: D,
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    name: &'static str,
    patience: Duration,
}

/// The gate before the database.
pub type DeskGate = Gate<database::Desk>;

impl<D: Clone> Clone for Gate<D> {
    fn clone(&self) -> Self {
        Self {
            guarded: self.guarded.clone(),
            places: Arc::clone(&self.places),
            queue: Arc::clone(&self.queue),
            name: self.name,
            patience: self.patience,
        }
    }
}

impl DeskGate {
    /// A gate as wide as the desk has places for transactions.
    pub fn before(desk: database::Desk, queue: usize, patience: Duration) -> Self {
        let places = usize::try_from(desk.places()).unwrap_or(1);
        Self::new(desk, GateSettings { name: "database", places, queue, patience })
    }
}

impl<D: Clone + Send + Sync + 'static> Gate<D> {
    /// A gate before `guarded`.
    pub fn new(guarded: D, settings: GateSettings) -> Self {
        Self {
            guarded,
            places: Arc::new(Semaphore::new(settings.places)),
            queue: Arc::new(Semaphore::new(settings.queue)),
            name: settings.name,
            patience: settings.patience,
        }
    }

    /// Runs work on a blocking thread, inside the span of the request.
    ///
    /// # Errors
    /// 503 when there is no place in time; 500 when the work panicked; else what the work gives.
    pub async fn run<R, E>(
        &self,
        work: impl FnOnce(&D) -> Result<R, E> + Send + 'static,
    ) -> Result<R, Problem>
    where
        R: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let place = self.enter().await?;
        self.run_at(place, work).await
    }

    /// Runs work on a blocking thread at a place that was taken before.
    ///
    /// # Errors
    /// As [`Gate::run`].
    pub(crate) async fn run_at<R, E>(
        &self,
        place: OwnedSemaphorePermit,
        work: impl FnOnce(&D) -> Result<R, E> + Send + 'static,
    ) -> Result<R, Problem>
    where
        R: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        let (guarded, span) = (self.guarded.clone(), Span::current());
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            span.in_scope(|| work(&guarded))
        });
        match done.await {
            Ok(outcome) => outcome.map_err(Into::into),
            Err(_panicked_or_stopping) => {
                tracing::error!("work behind a gate panicked");
                Err(Problem::new(kernel::ErrorKind::Internal))
            }
        }
    }

    /// Takes a place, as soon as there is one.
    ///
    /// # Errors
    /// 503 when there is none in time.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let asked = Instant::now();
        let place = self.wait().await?;
        metrics::histogram!("gate_wait_seconds", "gate" => self.name).record(asked.elapsed().as_secs_f64());
        Ok(place)
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let busy = || Problem::overloaded(self.name, self.patience);
        let _waiting = self.queue.try_acquire().map_err(|_full| busy())?;
        match timeout(self.patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(busy()),
        }
    }
}
