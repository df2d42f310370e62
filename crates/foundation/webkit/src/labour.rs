use std::time::Duration;

use kernel::ErrorKind;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use crate::{
    Gate, GateSettings, Problem, UploadBudget,
    shares::{Share, Shares},
};

/// Works of one kind at once: each holds a whole document or a whole picture, and what is made of it.
const PLACES: usize = 2;
/// Callers that may wait for their turn, and how long.
const QUEUE: usize = 62;
const PATIENCE: Duration = Duration::from_secs(10);
/// One caller reads, or waits to, so many times at most; practice software asks for many people.
const READING: usize = 16;
/// One caller has pictures opened once at a time: somebody else always finds the other place.
const PICTURES: usize = 1;
/// Memory of the contents that are brought to be read, in bytes: several times the longest XML that is read.
const CONTENTS: usize = 128 * 1024 * 1024;

/// Works of one kind that ask no database and take time and memory: few at once, the others wait in a bounded queue that
/// nobody alone can fill, and away from whoever waits for the database.
#[derive(Clone)]
pub struct Labour {
    gate: Gate<()>,
    shares: Shares,
}

/// The kinds of such works that the doors share. What a work needs is brought before its turn, however slow the store is
/// that it comes from.
#[derive(Clone)]
pub struct Labours {
    /// XML that is read whole.
    pub reading: Labour,
    /// Memory for stored contents that are brought to be read: apart from that of uploads, so that a store which keeps
    /// readers waiting takes no upload's place.
    pub contents: UploadBudget,
    /// Pictures that are opened.
    pub pictures: Labour,
}

impl Default for Labours {
    fn default() -> Self {
        Self {
            reading: Labour::of("reading", READING),
            contents: UploadBudget::of("contents", CONTENTS),
            pictures: Labour::of("pictures", PICTURES),
        }
    }
}

/// One's turn. Others wait for it, so nothing else is waited for while it is held.
pub struct Turn {
    gate: Gate<()>,
    place: OwnedSemaphorePermit,
    share: Share,
}

impl Labour {
    fn of(name: &'static str, share: usize) -> Self {
        let settings = GateSettings { name, places: PLACES, queue: QUEUE, patience: PATIENCE };
        Self { gate: Gate::new((), settings), shares: Shares::of(share) }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// 503 when there is none in time, or the caller waits for too many.
    pub async fn turn(&self, caller: Uuid) -> Result<Turn, Problem> {
        let many = || Problem::new(ErrorKind::Overloaded).retry_after(PATIENCE);
        let share = self.shares.take(caller, 1).ok_or_else(many)?;
        let place = self.gate.enter().await?;
        Ok(Turn { gate: self.gate.clone(), place, share })
    }

    /// Waits for a turn and does the work on a blocking thread.
    ///
    /// # Errors
    /// As [`Labour::turn`]; else the work's.
    pub async fn run<R: Send + 'static>(
        &self,
        caller: Uuid,
        work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        self.turn(caller).await?.work(work).await
    }
}

impl Turn {
    /// Does the work on a blocking thread. A caller that goes away does not free the turn before the work has ended.
    ///
    /// # Errors
    /// 500 when the work panicked; else the work's.
    pub async fn work<R: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let Self { gate, place, share } = self;
        let held = move |(): &()| {
            let _share = share;
            work()
        };
        gate.run_at(place, held).await
    }
}
