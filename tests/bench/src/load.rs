//! Many connections at once, each with its own thread, and what they did in what time.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{Outcome, machine, plan::Span};

/// One connection under load: does one operation, and checks what came of it.
pub(crate) trait Worker: Send {
    /// Does it once.
    ///
    /// # Errors
    /// When it cannot be done, or what came is wrong; the whole turn then ends.
    fn once(&mut self) -> Outcome<()>;
}

/// Whose processor time is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meter {
    /// The server, where there is one between us and PostgreSQL.
    pub(crate) server: Option<u32>,
    /// PostgreSQL's first process.
    pub(crate) postgres: u32,
}

/// What one turn gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turn {
    /// Operations done.
    pub(crate) operations: u32,
    /// How long they took together.
    pub(crate) seconds: f64,
    /// Each one's time, in seconds, sorted.
    pub(crate) times: Vec<f64>,
    /// Seconds of processor of the server.
    pub(crate) server: f64,
    /// Seconds of processor of PostgreSQL.
    pub(crate) postgres: f64,
    /// Seconds of processor of this process.
    pub(crate) client: f64,
}

impl Turn {
    /// Operations a second.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(self.operations) / self.seconds.max(1e-9)
    }

    /// What several turns gave together.
    pub(crate) fn together<'a>(turns: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for turn in turns {
            sum.operations += turn.operations;
            sum.seconds += turn.seconds;
            sum.times.extend_from_slice(&turn.times);
            sum.server += turn.server;
            sum.postgres += turn.postgres;
            sum.client += turn.client;
        }
        sum.times.sort_by(f64::total_cmp);
        sum
    }

    /// The time that so many of a thousand operations do not exceed, in seconds.
    pub(crate) fn percentile(&self, of_a_thousand: usize) -> f64 {
        let place = (self.times.len() * of_a_thousand / 1_000).min(self.times.len().saturating_sub(1));
        self.times.get(place).copied().unwrap_or_default()
    }
}

/// Lets all workers work for one turn.
///
/// # Errors
/// The first fault of any of them.
pub(crate) fn turn(workers: &mut [Box<dyn Worker>], span: Span, meter: Meter) -> Outcome<Turn> {
    let gate = Barrier::new(workers.len() + 1);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let running: Vec<_> = workers
            .iter_mut()
            .map(|worker| {
                let (gate, stop) = (&gate, &stop);
                scope.spawn(move || {
                    gate.wait();
                    work(worker.as_mut(), span, stop)
                })
            })
            .collect();
        let before = Used::now(meter);
        gate.wait();
        let began = Instant::now();
        if let Span::For(time) = span {
            wait(time, &stop);
            stop.store(true, Ordering::Relaxed);
        }
        let mut turn = Turn::default();
        let mut first = None;
        for thread in running {
            match thread.join().map_err(|_| "a connection of the load broke down")? {
                Ok(times) => {
                    turn.operations += u32::try_from(times.len())?;
                    turn.times.extend(times);
                }
                Err(fault) => first = first.or(Some(fault)),
            }
        }
        turn.seconds = began.elapsed().as_secs_f64();
        let after = Used::now(meter);
        turn.server = after.server - before.server;
        turn.postgres = after.postgres - before.postgres;
        turn.client = after.client - before.client;
        turn.times.sort_by(f64::total_cmp);
        first.map_or(Ok(turn), Err)
    })
}

/// Sleeps, and wakes early when a worker gave up.
fn wait(time: Duration, stop: &AtomicBool) {
    let until = Instant::now() + time;
    while !stop.load(Ordering::Relaxed) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        thread::sleep(left.min(Duration::from_millis(50)));
    }
}

fn work(worker: &mut dyn Worker, span: Span, stop: &AtomicBool) -> Outcome<Vec<f64>> {
    let mut times = Vec::new();
    let most = match span {
        Span::For(_) => u32::MAX,
        Span::Times(times) => times,
    };
    for _ in 0..most {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let began = Instant::now();
        if let Err(fault) = worker.once() {
            stop.store(true, Ordering::Relaxed);
            return Err(fault);
        }
        times.push(began.elapsed().as_secs_f64());
    }
    Ok(times)
}

/// Seconds of processor used until now.
struct Used {
    server: f64,
    postgres: f64,
    client: f64,
}

impl Used {
    fn now(meter: Meter) -> Self {
        Self {
            server: meter.server.map_or(0.0, machine::cpu),
            postgres: machine::cpu_with_children(meter.postgres),
            client: machine::own_cpu(),
        }
    }
}
