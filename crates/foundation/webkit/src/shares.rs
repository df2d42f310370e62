use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

/// What each caller holds of something that there is only so much of: nobody alone takes all of it.
#[derive(Debug, Clone)]
pub(crate) struct Shares {
    most: usize,
    held: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// What one caller holds, free again when it is dropped.
pub(crate) struct Share {
    held: Arc<Mutex<HashMap<Uuid, usize>>>,
    by: Uuid,
    units: usize,
}

impl Shares {
    /// Shares of so many units for each caller.
    pub(crate) fn of(most: usize) -> Self {
        Self { most, held: Arc::default() }
    }

    /// So many units for a caller, unless that makes more than a share. Whoever holds nothing may hold one thing,
    /// however large.
    pub(crate) fn take(&self, by: Uuid, units: usize) -> Option<Share> {
        let mut held = lock(&self.held);
        let has = held.get(&by).copied().unwrap_or_default();
        if has > 0 && has + units > self.most {
            return None;
        }
        held.insert(by, has + units);
        Some(Share { held: Arc::clone(&self.held), by, units })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = lock(&self.held);
        let left = held.get(&self.by).copied().unwrap_or_default().saturating_sub(self.units);
        if left == 0 {
            held.remove(&self.by);
        } else {
            held.insert(self.by, left);
        }
    }
}

fn lock(held: &Mutex<HashMap<Uuid, usize>>) -> MutexGuard<'_, HashMap<Uuid, usize>> {
    // Each change is one call, so nothing in here can be half done.
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
