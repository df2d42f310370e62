use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::Error;

/// How many clinical documents one process reads at once: each is whole in memory, with its tree.
const SEATS: usize = 2;
/// How long a reader waits for a seat.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where XML is read: two documents at a time, whoever asks and for whatever, so that many large ones cannot fill the
/// memory. A reader waits on its own thread, so it must be one that may wait.
#[derive(Default)]
pub(super) struct ReadingRoom {
    taken: Mutex<usize>,
    freed: Condvar,
}

/// A seat, free again when it is dropped.
pub(super) struct Seat<'room>(&'room ReadingRoom);

impl ReadingRoom {
    /// Takes a seat, as soon as one is free.
    ///
    /// # Errors
    /// [`Error::Busy`] when none was in time.
    pub(super) fn enter(&self) -> Result<Seat<'_>, Error> {
        self.enter_within(PATIENCE)
    }

    fn enter_within(&self, patience: Duration) -> Result<Seat<'_>, Error> {
        let taken = self.lock();
        let (mut taken, _) = self
            .freed
            .wait_timeout_while(taken, patience, |taken| *taken >= SEATS)
            .unwrap_or_else(PoisonError::into_inner);
        if *taken >= SEATS {
            return Err(Error::Busy);
        }
        *taken += 1;
        Ok(Seat(self))
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        // Each change is one addition, so nothing in here can be half done.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        *self.0.lock() -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a reader fails on purpose")]
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn two_read_at_a_time_and_all_get_their_turn() {
        let room = ReadingRoom::default();
        let (inside, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| {
                    let seat = room.enter();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                    done.fetch_add(usize::from(seat.is_ok()), Ordering::SeqCst);
                });
            }
        });
        assert_eq!((most.into_inner(), done.into_inner()), (SEATS, 12));
    }

    #[test]
    fn who_waits_too_long_is_told_so_and_a_reader_who_fails_frees_the_seat() {
        let room = ReadingRoom::default();
        let seats = [room.enter(), room.enter()];
        assert!(matches!(room.enter_within(Duration::from_millis(5)), Err(Error::Busy)));
        drop(seats);
        let failed = thread::scope(|scope| {
            scope
                .spawn(|| {
                    let _seat = room.enter();
                    panic!("a reader fails");
                })
                .join()
        });
        assert!(failed.is_err());
        assert_eq!(*room.lock(), 0);
    }
}
