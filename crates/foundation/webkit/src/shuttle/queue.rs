use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use database::Errand;

/// Who waits, in the order of arrival, and how many drivers are on the road.
pub(super) struct Queue<C> {
    inside: Mutex<Inside<C>>,
    most_drivers: usize,
    most_waiting: usize,
}

struct Inside<C> {
    waiting: VecDeque<(u64, Waiting<C>)>,
    drivers: usize,
    next: u64,
}

/// One who waits.
pub(super) struct Waiting<C> {
    pub(super) errand: Box<dyn Errand<C>>,
    pub(super) since: Instant,
}

/// A place in the queue.
pub(super) struct Entered {
    /// By which it can be left again.
    pub(super) number: u64,
    /// Whether a driver must be called: this one was counted already.
    pub(super) needs_driver: bool,
}

/// The queue is full.
pub(super) struct Refused;

impl<C> Queue<C> {
    pub(super) fn new(most_drivers: usize, most_waiting: usize) -> Self {
        let inside = Inside { waiting: VecDeque::new(), drivers: 0, next: 0 };
        Self { inside: Mutex::new(inside), most_drivers: most_drivers.max(1), most_waiting }
    }

    pub(super) fn enter(&self, one: Waiting<C>) -> Result<Entered, Refused> {
        let mut inside = self.lock();
        if inside.waiting.len() >= self.most_waiting {
            return Err(Refused);
        }
        let number = inside.next;
        inside.next += 1;
        inside.waiting.push_back((number, one));
        let needs_driver = inside.drivers < self.most_drivers;
        inside.drivers += usize::from(needs_driver);
        Ok(Entered { number, needs_driver })
    }

    /// Leaves the queue; false for one who was taken already.
    pub(super) fn leave(&self, number: u64) -> bool {
        let mut inside = self.lock();
        let place = inside.waiting.binary_search_by_key(&number, |(number, _)| *number);
        place.is_ok_and(|place| inside.waiting.remove(place).is_some())
    }

    /// The next ones, a fair share of those who wait among the drivers. None ends the driver.
    pub(super) fn take(&self, seats: usize) -> Option<Vec<Waiting<C>>> {
        let mut inside = self.lock();
        if inside.waiting.is_empty() {
            inside.drivers -= 1;
            return None;
        }
        let share = inside.waiting.len().div_ceil(self.most_drivers).clamp(1, seats.max(1));
        Some(inside.waiting.drain(..share).map(|(_, one)| one).collect())
    }

    /// Counts off a driver who never began.
    pub(super) fn driver_left(&self) {
        self.lock().drivers -= 1;
    }

    fn lock(&self) -> MutexGuard<'_, Inside<C>> {
        // Nothing in here can be half done: each change is one call.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
