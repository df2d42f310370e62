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
    said::Said,
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
    let (mut child, mut said) = match postmaster.start() {
        Ok(started) => started,
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
            let (cause, file) = (told(&said.why()), postmaster.log.display());
            tracing::warn!(%status, cause, %file, "PostgreSQL ended by itself; it is started again");
            match start_again(postmaster, inbox) {
                Some(again) => (child, said) = again,
                None => return Ok(()),
            }
            pid.store(child.id(), Ordering::Relaxed);
            tracing::info!(pid = child.id(), "PostgreSQL runs again");
        }
    }
    postmaster::stop(child)?;
    // Its log is whole before the program ends.
    said.wait_for_the_end();
    Ok(())
}

/// Tries until PostgreSQL runs, or until the order to stop.
fn start_again(postmaster: &Postmaster, inbox: &Receiver<Never>) -> Option<(Child, Said)> {
    let mut pause = LOOK_EVERY;
    loop {
        match postmaster.start() {
            Ok(started) => return Some(started),
            Err(Fault::Ended { status, last, log }) => {
                tracing::error!(status, cause = told(&last), file = %log.display(), "PostgreSQL does not start");
            }
            Err(fault) => tracing::error!(%fault, "PostgreSQL does not start"),
        }
        let Err(RecvTimeoutError::Timeout) = inbox.recv_timeout(pause) else { return None };
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// A line of PostgreSQL for our log, from its level on. It holds no value of a row (see [`super`]): what it quotes is a
/// file or a setting of its own, and is told apart from a quoted value by another mark.
fn told(line: &str) -> String {
    let level = ["FATAL:", "PANIC:", "LOG:"].into_iter().find_map(|level| line.find(level));
    line.get(level.unwrap_or_default()..).unwrap_or_default().replace('"', "'")
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_line_is_told_from_its_level_on_and_with_the_names_that_it_quotes() {
        let line =
            "2026-11-26 12:00:00.000 UTC [29] FATAL:  could not write lock file \"postmaster.pid\": No space";
        assert_eq!(told(line), "FATAL:  could not write lock file 'postmaster.pid': No space");
        assert_eq!(told("postgres: could not find it"), "postgres: could not find it");
    }
}
