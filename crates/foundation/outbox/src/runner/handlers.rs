use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Error, Handler};

/// Work that comes back: over all workers one at a time, and each `every`, as long as it has a handler.
///
/// It is one row that is made ready again each time. A run that fails is tried again with the back-off, never later
/// than `every`, and never becomes a dead letter. A run that takes longer than `every` is followed by the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periodic {
    /// The kind of its handler.
    pub kind: &'static str,
    /// From one planned start to the next.
    pub every: TimeDelta,
}

impl Periodic {
    pub(crate) fn key(&self) -> String {
        format!("periodic:{}", self.kind)
    }

    /// The time after the one that was planned: late runs are left out, not made up for.
    fn next(&self, planned: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let next = planned + self.every;
        if next > now { next } else { now + self.every }
    }
}

/// The handlers of a program, one for each kind, and what comes back.
#[derive(Default, Clone)]
pub struct Handlers {
    by_kind: BTreeMap<&'static str, Arc<dyn Handler>>,
    periodic: Vec<Periodic>,
}

impl Handlers {
    /// No handler yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a handler.
    ///
    /// # Errors
    /// [`Error::TwoHandlers`] when its kind has one.
    pub fn add(&mut self, handler: Arc<dyn Handler>) -> Result<(), Error> {
        match self.by_kind.entry(handler.kind()) {
            Entry::Occupied(taken) => Err(Error::TwoHandlers(taken.key())),
            Entry::Vacant(free) => {
                free.insert(handler);
                Ok(())
            }
        }
    }

    /// Adds a handler whose work comes back each `every`.
    ///
    /// # Errors
    /// [`Error::TwoHandlers`] when its kind has one.
    pub fn add_periodic(&mut self, handler: Arc<dyn Handler>, every: TimeDelta) -> Result<(), Error> {
        let kind = handler.kind();
        self.add(handler)?;
        self.periodic.push(Periodic { kind, every });
        Ok(())
    }

    /// What comes back.
    pub fn periodic(&self) -> &[Periodic] {
        &self.periodic
    }

    /// The kinds that have a handler.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.by_kind.keys().copied().collect()
    }

    pub(crate) fn of(&self, kind: &str) -> Option<&dyn Handler> {
        self.by_kind.get(kind).map(AsRef::as_ref)
    }

    /// What comes back under this unique key.
    pub(crate) fn periodic_of(&self, unique_key: Option<&str>) -> Option<&Periodic> {
        let key = unique_key?;
        self.periodic.iter().find(|periodic| periodic.key() == key)
    }

    pub(crate) fn next(
        &self,
        unique_key: Option<&str>,
        planned: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        Some(self.periodic_of(unique_key)?.next(planned, now))
    }
}
