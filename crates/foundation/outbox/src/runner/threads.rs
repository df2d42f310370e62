use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use database::{DatabaseUrl, Listener};

use super::{Runner, keeper::Keeper, wake::Wake};
use crate::{Error, bell::CHANNEL};

/// How often the listener looks at its connection: libpq gives no way to wait on it here.
const LISTEN: Duration = Duration::from_millis(10);
/// How long to wait after an error of the database.
const PAUSE: Duration = Duration::from_secs(1);

/// The threads of a runner.
///
/// Dropping it tells them to end and does not wait; [`Running::stop`] waits.
pub struct Running {
    shared: Arc<Shared>,
    doing: Vec<JoinHandle<()>>,
    beside: Vec<JoinHandle<()>>,
}

struct Shared {
    runner: Arc<Runner>,
    jobs: Wake,
    beside: Wake,
    ended: AtomicBool,
}

impl Runner {
    /// Starts the threads: those that do jobs, one that renews leases and looks after what comes back, and one that
    /// hears the [`crate::Bell`] on a connection of its own, made from `url`.
    ///
    /// # Errors
    /// [`Error::Thread`].
    pub fn start(self: Arc<Self>, url: DatabaseUrl) -> Result<Running, Error> {
        let threads = self.options.threads.max(1);
        let shared = Arc::new(Shared {
            runner: self,
            jobs: Wake::default(),
            beside: Wake::default(),
            ended: AtomicBool::new(false),
        });
        // threads that were started end when `running` is dropped on the way out
        let mut running = Running { shared: Arc::clone(&shared), doing: Vec::new(), beside: Vec::new() };
        for number in 0..threads {
            running.doing.push(spawn(format!("outbox-{number}"), &shared, Shared::do_jobs)?);
        }
        running.beside.push(spawn("outbox-keeper".to_owned(), &shared, Shared::keep)?);
        running.beside.push(spawn("outbox-listen".to_owned(), &shared, move |shared| shared.listen(&url))?);
        Ok(running)
    }
}

impl Running {
    /// Ends in good order: each thread finishes the job that it is doing, and gives back those it has not begun.
    /// Leases are renewed until then. Comes back when all threads have ended.
    pub fn stop(mut self) {
        self.shared.stop_doing();
        wait_for(&mut self.doing);
        self.shared.end();
        wait_for(&mut self.beside);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.stop_doing();
        self.shared.end();
    }
}

impl Shared {
    fn stop_doing(&self) {
        self.runner.stopping.store(true, Ordering::Release);
        self.jobs.all();
    }

    fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.beside.all();
    }

    fn ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    fn do_jobs(&self) {
        let options = self.runner.options;
        while !self.runner.stopping.load(Ordering::Acquire) {
            match self.runner.turn() {
                Ok(0) => self.jobs.sleep(options.poll),
                Ok(claimed) => {
                    if claimed >= usize::from(options.batch) {
                        self.jobs.one();
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "no job could be claimed");
                    self.jobs.sleep(PAUSE);
                }
            }
        }
        self.jobs.one();
    }

    fn keep(&self) {
        let mut keeper = Keeper::new(&self.runner);
        while !self.ended() {
            if let Err(error) = keeper.round() {
                tracing::warn!(%error, "the outbox could not be looked after");
            }
            self.beside.sleep(keeper.pace());
        }
        self.beside.one();
    }

    fn listen(&self, url: &DatabaseUrl) {
        while !self.ended() {
            if let Err(error) = self.hear(url) {
                tracing::warn!(%error, "the runner is not called and looks for jobs by itself");
                self.beside.sleep(PAUSE);
            }
        }
        self.beside.one();
    }

    /// Hears until the end, or until the connection is lost.
    fn hear(&self, url: &DatabaseUrl) -> Result<(), database::Error> {
        let mut listener = Listener::connect(url, CHANNEL)?;
        self.jobs.one();
        while !self.ended() {
            if listener.heard()? > 0 {
                self.jobs.one();
            }
            thread::sleep(LISTEN);
        }
        Ok(())
    }
}

fn spawn(
    name: String,
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) + Send + 'static,
) -> Result<JoinHandle<()>, Error> {
    let shared = Arc::clone(shared);
    let thread = thread::Builder::new().name(name).spawn(move || work(&shared));
    thread.map_err(|error| Error::Thread(error.kind()))
}

fn wait_for(threads: &mut Vec<JoinHandle<()>>) {
    for thread in threads.drain(..) {
        if thread.join().is_err() {
            tracing::error!("a thread of the outbox ended in a panic");
        }
    }
}
