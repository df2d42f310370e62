use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use super::{Runner, options::span};
use crate::{Error, store};

/// How often what comes back is looked after.
const SCHEDULE: Duration = Duration::from_secs(60);
/// How often the queue is measured.
const MEASURE: Duration = Duration::from_secs(15);

/// What a process does beside its jobs: renews leases, keeps the rows of what comes back, measures the queue.
pub(super) struct Keeper<'a> {
    runner: &'a Runner,
    renewed: Instant,
    scheduled: Option<Instant>,
    measured: Option<Instant>,
    kinds: BTreeSet<String>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(runner: &'a Runner) -> Self {
        Self { runner, renewed: Instant::now(), scheduled: None, measured: None, kinds: BTreeSet::new() }
    }

    /// How long the keeper may sleep between two rounds.
    pub(super) fn pace(&self) -> Duration {
        (self.runner.options.lease / 6).min(Duration::from_secs(1))
    }

    /// Does what is due. What fails is due again in the next round.
    pub(super) fn round(&mut self) -> Result<(), Error> {
        if self.renewed.elapsed() >= self.runner.options.lease / 3 {
            self.renew()?;
            self.renewed = Instant::now();
        }
        if self.scheduled.is_none_or(|at| at.elapsed() >= SCHEDULE) {
            self.runner.schedule()?;
            self.scheduled = Some(Instant::now());
        }
        if self.measured.is_none_or(|at| at.elapsed() >= MEASURE) {
            self.measure()?;
            self.measured = Some(Instant::now());
        }
        Ok(())
    }

    fn renew(&self) -> Result<(), Error> {
        let held = self.runner.held_jobs();
        if held.is_empty() {
            return Ok(());
        }
        let until = self.runner.clock.now() + span(self.runner.options.lease);
        self.runner.desk.write(|tx| store::renew(tx, &held, until))
    }

    /// The queue as the database has it: the same figures from every process.
    fn measure(&mut self) -> Result<(), Error> {
        let lengths = self.runner.desk.read(store::lengths)?;
        self.kinds.extend(lengths.iter().map(|(kind, ..)| kind.clone()));
        for kind in &self.kinds {
            let of = |wanted: bool| {
                let counts = lengths.iter().filter(|(found, dead, _)| found == kind && *dead == wanted);
                f64::from(u32::try_from(counts.map(|(.., count)| *count).sum::<i64>()).unwrap_or(u32::MAX))
            };
            metrics::gauge!("outbox_queue_length", "kind" => kind.clone()).set(of(false));
            metrics::gauge!("outbox_dead_letters", "kind" => kind.clone()).set(of(true));
        }
        Ok(())
    }
}
