use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Calls sleeping threads. A call that comes while all are busy is kept for the next one that wants to sleep.
#[derive(Default)]
pub(crate) struct Wake {
    calls: Mutex<u16>,
    called: Condvar,
}

impl Wake {
    fn calls(&self) -> MutexGuard<'_, u16> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes one thread.
    pub(crate) fn one(&self) {
        // one call kept is enough: a thread that finds much to do wakes another
        *self.calls() = 1;
        self.called.notify_one();
    }

    /// Wakes every thread.
    pub(crate) fn all(&self) {
        *self.calls() = 1;
        self.called.notify_all();
    }

    /// Sleeps until called, and no longer than this.
    pub(crate) fn sleep(&self, most: Duration) {
        let mut calls = self
            .called
            .wait_timeout_while(self.calls(), most, |calls| *calls == 0)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
        *calls = 0;
    }
}
