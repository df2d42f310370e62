use std::{
    process::Child,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    Fault,
    postmaster::{self, Postmaster},
};

const LOOK_EVERY: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Nobody sends one: the end of the channel is the order to stop.
enum Never {}

/// The thread that starts PostgreSQL, starts it again when it ends by itself, and stops it in order.
///
/// One thread does all three, so that no signal can reach a process number that was given to another, and because
/// the kernel ties PostgreSQL to the thread that started it.
#[derive(Debug)]
pub(crate) struct Supervisor {
    orders: Option<Sender<Never>>,
    thread: Option<JoinHandle<Result<(), Fault>>>,
    pid: Arc<AtomicU32>,
}

impl Supervisor {
    /// Starts PostgreSQL and returns when it takes connections.
    pub(crate) fn start(postmaster: Postmaster) -> Result<Self, Fault> {
        let (orders, inbox) = mpsc::channel();
        let (started, outcome) = mpsc::channel();
        let pid = Arc::new(AtomicU32::new(0));
        let shown = Arc::clone(&pid);
        let thread = thread::Builder::new()
            .name("postgresql".to_owned())
            .spawn(move || watch(&postmaster, &inbox, &started, &shown))
            .map_err(|source| Fault::Program { program: "a thread".to_owned(), source })?;
        outcome.recv().map_err(|_| Fault::Unwatched)??;
        Ok(Self { orders: Some(orders), thread: Some(thread), pid })
    }

    /// The process that runs now; another after a restart.
    pub(crate) fn pid(&self) -> u32 {
        self.pid.load(Ordering::Relaxed)
    }

    /// Stops PostgreSQL and returns when it has ended; a second call does nothing.
    pub(crate) fn stop(&mut self) -> Result<(), Fault> {
        drop(self.orders.take());
        match self.thread.take() {
            Some(thread) => thread.join().map_err(|_| Fault::Unwatched)?,
            None => Ok(()),
        }
    }
}

fn watch(
    postmaster: &Postmaster,
    inbox: &Receiver<Never>,
    started: &Sender<Result<(), Fault>>,
    pid: &AtomicU32,
) -> Result<(), Fault> {
    let mut child = match postmaster.start() {
        Ok(child) => child,
        Err(fault) => {
            // Who waits for this gets the fault; nobody waits for the thread then.
            let _ = started.send(Err(fault));
            return Ok(());
        }
    };
    pid.store(child.id(), Ordering::Relaxed);
    if started.send(Ok(())).is_err() {
        return postmaster::stop(child);
    }
    while let Err(RecvTimeoutError::Timeout) = inbox.recv_timeout(LOOK_EVERY) {
        if let Some(status) = child.try_wait().map_err(Fault::at("postgres"))? {
            tracing::warn!(%status, "PostgreSQL ended by itself; it is started again");
            match start_again(postmaster, inbox) {
                Some(again) => child = again,
                None => return Ok(()),
            }
            pid.store(child.id(), Ordering::Relaxed);
            tracing::info!(pid = child.id(), "PostgreSQL runs again");
        }
    }
    postmaster::stop(child)
}

/// Tries until PostgreSQL runs, or until the order to stop.
fn start_again(postmaster: &Postmaster, inbox: &Receiver<Never>) -> Option<Child> {
    let mut pause = LOOK_EVERY;
    loop {
        match postmaster.start() {
            Ok(child) => return Some(child),
            Err(fault) => tracing::error!(%fault, "PostgreSQL does not start"),
        }
        let Err(RecvTimeoutError::Timeout) = inbox.recv_timeout(pause) else { return None };
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
