mod queue;
mod ticket;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use database::{Desk, Failure, Laid, Tx};
use kernel::ErrorKind;
use tokio::{sync::oneshot, time::timeout};
use tracing::Span;

use crate::Problem;
use queue::{Queue, Refused, Waiting};
use ticket::Ticket;

/// Reads ahead, for several calls at once, what the work of each begins with.
type Ahead<C> = dyn Fn(&mut Tx<'_>, &[&C]) -> Result<Vec<Vec<Laid>>, database::Error> + Send + Sync;

/// How a [`Shuttle`] goes.
#[derive(Debug, Clone, Copy)]
pub struct ShuttleSettings {
    /// Transactions under way at once.
    pub drivers: usize,
    /// Callers that one transaction takes at most.
    pub seats: usize,
    /// Callers that may wait; the next one is refused at once.
    pub queue: usize,
    /// Longest wait.
    pub patience: Duration,
}

/// Takes the small works of many callers to the database together: everybody who waits when a transaction begins goes
/// with it, and nobody waits for it to fill. A quiet server does one work at a time, without delay; a busy one reads,
/// journals and commits for many at once ([`Desk::write_together`]).
///
/// It is for works of a few short statements; those that write have a shuttle of their own. What may take long, or wait
/// for locks, goes through the [`crate::DeskGate`], so that nobody has to wait for it who did not ask for it.
pub struct Shuttle<C> {
    road: Arc<Road<C>>,
}

struct Road<C> {
    desk: Desk,
    ahead: Box<Ahead<C>>,
    queue: Queue<C>,
    settings: ShuttleSettings,
}

impl<C> Clone for Shuttle<C> {
    fn clone(&self) -> Self {
        Self { road: Arc::clone(&self.road) }
    }
}

impl<C: Send + Sync + 'static> Shuttle<C> {
    /// A shuttle to a desk.
    pub fn new(
        desk: Desk,
        settings: ShuttleSettings,
        ahead: impl Fn(&mut Tx<'_>, &[&C]) -> Result<Vec<Vec<Laid>>, database::Error> + Send + Sync + 'static,
    ) -> Self {
        let queue = Queue::new(settings.drivers, settings.queue);
        Self { road: Arc::new(Road { desk, ahead: Box::new(ahead), queue, settings }) }
    }

    /// Does a work in a transaction that others may share; comes back when it has committed.
    ///
    /// The work may be done again from its beginning, and has no effect outside its [`Tx`].
    ///
    /// # Errors
    /// 503 when it could not begin in time; 500 when the work panicked. Inside: what the work gives.
    pub async fn ride<R, E>(
        &self,
        call: C,
        work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, E> + Send + 'static,
    ) -> Result<Result<R, E>, Problem>
    where
        R: Send + 'static,
        E: Failure + Send + 'static,
    {
        let patience = self.road.settings.patience;
        let busy = || Problem::overloaded("database", patience);
        let (told, mut hears) = oneshot::channel();
        let errand = Box::new(Ticket::new(call, work, told, Span::current()));
        let entered = self.road.queue.enter(Waiting { errand, since: Instant::now() });
        let entered = entered.map_err(|Refused| busy())?;
        if entered.needs_driver {
            let driver = Driver { road: Arc::clone(&self.road), left: false };
            tokio::task::spawn_blocking(move || driver.drive());
        }
        let heard = match timeout(patience, &mut hears).await {
            Ok(heard) => heard,
            Err(_elapsed) if self.road.queue.leave(entered.number) => return Err(busy()),
            // It is on its way; only its end tells whether it was done.
            Err(_elapsed) => hears.await,
        };
        heard.map_err(|_dropped| {
            tracing::error!("the work of a caller panicked");
            Problem::new(ErrorKind::Internal)
        })
    }
}

/// One who was called to drive. A driver who never begins, because the runtime ends first, is counted off again.
struct Driver<C> {
    road: Arc<Road<C>>,
    left: bool,
}

impl<C> Driver<C> {
    fn drive(mut self) {
        self.road.drive();
        // The queue has counted off whoever found nobody waiting.
        self.left = true;
    }
}

impl<C> Drop for Driver<C> {
    fn drop(&mut self) {
        if !self.left {
            self.road.queue.driver_left();
        }
    }
}

impl<C> Road<C> {
    /// Drives until nobody waits.
    fn drive(&self) {
        while let Some(taken) = self.queue.take(self.settings.seats) {
            let wait = metrics::histogram!("gate_wait_seconds", "gate" => "shuttle");
            let errands = taken.into_iter().map(|waiting| {
                wait.record(waiting.since.elapsed().as_secs_f64());
                waiting.errand
            });
            let errands = errands.collect();
            // Whatever breaks, the next callers are still taken; the panic itself is in the log.
            let _ = catch_unwind(AssertUnwindSafe(|| self.desk.write_together(errands, &self.ahead)));
        }
    }
}
