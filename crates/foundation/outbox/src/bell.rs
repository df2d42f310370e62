use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use database::{DatabaseUrl, Notifier};

use crate::Error;

/// The channel on which runners are called.
pub(crate) const CHANNEL: &str = "carnet_outbox";
/// The least time between two notifications of one process.
const PACE: Duration = Duration::from_millis(5);
/// How long to wait before connecting again.
const PAUSE: Duration = Duration::from_secs(1);

/// Calls the runners of all processes after a commit.
///
/// Ringing is cheap and never fails: it leaves a mark. A thread of the process sends one NOTIFY for all the marks of
/// 5 ms, on a connection of its own. A call that gets lost costs the runners' polling interval and nothing else.
///
/// Ring after the commit: a runner that comes before it finds nothing.
#[derive(Clone)]
pub struct Bell(Option<Arc<Rope>>);

/// What the bells of a process pull; the last one to be dropped ends the thread.
struct Rope(Arc<Marks>);

#[derive(Default)]
struct Marks {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    rung: bool,
    ended: bool,
}

impl Bell {
    /// Starts the thread that calls the runners. It connects when it is first rung.
    ///
    /// # Errors
    /// [`Error::Thread`].
    pub fn start(url: DatabaseUrl) -> Result<Self, Error> {
        let marks = Arc::new(Marks::default());
        let rope = Rope(Arc::clone(&marks));
        thread::Builder::new()
            .name("outbox-bell".to_owned())
            .spawn(move || ring_when_marked(&marks, &url))
            .map_err(|error| Error::Thread(error.kind()))?;
        Ok(Self(Some(Arc::new(rope))))
    }

    /// A bell without a sound, for commands that end at once: runners find the work by themselves.
    pub fn silent() -> Self {
        Self(None)
    }

    /// Says that a job was committed.
    pub fn ring(&self) {
        if let Some(rope) = &self.0 {
            rope.0.change(|state| state.rung = true);
        }
    }
}

impl Drop for Rope {
    fn drop(&mut self) {
        self.0.change(|state| state.ended = true);
    }
}

impl Marks {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_one();
    }

    /// Waits for a mark and takes it away; `false` when there is none and the last bell is gone.
    fn wait(&self) -> bool {
        let waiting = |state: &mut State| !state.rung && !state.ended;
        let mut state =
            self.changed.wait_while(self.state(), waiting).unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.rung)
    }
}

fn ring_when_marked(marks: &Marks, url: &DatabaseUrl) {
    let mut open: Option<Notifier> = None;
    while marks.wait() {
        let sent = match open.take() {
            Some(notifier) => Ok(notifier),
            None => Notifier::connect(url, CHANNEL),
        }
        .and_then(|mut notifier| notifier.notify().map(|()| notifier));
        match sent {
            Ok(notifier) => {
                open = Some(notifier);
                thread::sleep(PACE);
            }
            Err(error) => {
                tracing::warn!(%error, "the runners could not be called and will look by themselves");
                thread::sleep(PAUSE);
            }
        }
    }
}
