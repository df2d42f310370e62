//! The sweeper removes what no row names, and nothing else, whatever the clock says.
#![allow(clippy::unwrap_used, reason = "tests")]

mod place;

use std::{
    cell::Cell,
    collections::HashSet,
    fs,
    sync::Arc,
    time::{Duration, SystemTime},
};

use blobs::{BlobId, BlockingBlobs, Error, LocalBlobs, Sweeper, Swept};
use chrono::TimeDelta;
use kernel::ManualClock;
use place::{Place, fresh};
use tokio::runtime::Runtime;

const LONG_AGO: &str = "2020-03-01T08:00:00Z";
const NOW: &str = "2090-03-01T08:00:00Z";

struct Sweeping {
    place: Place,
    blobs: BlockingBlobs,
    _runtime: Runtime,
}

impl Sweeping {
    fn new() -> Self {
        let place = Place::new();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let store = Arc::new(LocalBlobs::open(place.path()).unwrap());
        Self { blobs: BlockingBlobs::new(store, runtime.handle().clone()), place, _runtime: runtime }
    }

    fn put(&self, at: &str, seed: u64) -> BlobId {
        let id = fresh(at, seed);
        self.blobs.put(id, "sealed".into()).unwrap();
        id
    }

    fn sweeper(&self, settle: Duration) -> Sweeper {
        Sweeper::new(self.blobs.clone(), TimeDelta::days(1), settle)
    }

    fn holds(&self, id: BlobId) -> bool {
        match self.blobs.get(id) {
            Ok(_) => true,
            Err(Error::NotFound) => false,
            Err(other) => unreachable!("{other}"),
        }
    }
}

fn sweep(sweeper: &Sweeper, clock: &ManualClock, named: &[BlobId]) -> Swept {
    let named: HashSet<BlobId> = named.iter().copied().collect();
    sweeper
        .sweep::<Error>(clock, |ids| Ok(ids.iter().copied().filter(|id| named.contains(id)).collect()))
        .unwrap()
}

#[test]
fn named_and_young_blobs_stay_and_orphans_go_at_the_second_look() {
    let s = Sweeping::new();
    let clock = ManualClock::at(NOW).unwrap();
    let named = s.put(LONG_AGO, 1);
    let orphans: Vec<_> = (10..1_210).map(|seed| s.put(LONG_AGO, seed)).collect();
    let young = s.put(NOW, 3);
    let sweeper = s.sweeper(Duration::ZERO);

    let first = sweep(&sweeper, &clock, &[named]);
    assert_eq!(first, Swept { old: 1_201, waiting: 1_200, removed: 0, unfinished: 0 });
    let second = sweep(&sweeper, &clock, &[named]);
    assert_eq!(second, Swept { old: 1_201, waiting: 0, removed: 1_200, unfinished: 0 });
    assert!(s.holds(named) && s.holds(young));
    assert!(!orphans.iter().any(|id| s.holds(*id)));
    assert_eq!(sweep(&sweeper, &clock, &[named]).old, 1);
}

#[test]
fn a_file_changed_lately_is_young_whatever_its_id_says() {
    let s = Sweeping::new();
    s.put(LONG_AGO, 1);
    // by this clock the file was written a moment ago
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH.into());
    let file = fs::metadata(s.place.files().first().unwrap()).unwrap();
    clock.set(file.modified().unwrap().into());
    assert_eq!(sweep(&s.sweeper(Duration::ZERO), &clock, &[]).old, 0);
}

#[test]
fn a_clock_that_leaps_ahead_does_not_take_the_blob_of_a_running_deposit() {
    let s = Sweeping::new();
    let clock = ManualClock::at(NOW).unwrap();
    let deposited = s.put(NOW, 1);
    clock.advance(TimeDelta::days(10));
    let sweeper = s.sweeper(Duration::from_secs(900));
    for _ in 0..3 {
        assert_eq!(sweep(&sweeper, &clock, &[]), Swept { old: 1, waiting: 1, removed: 0, unfinished: 0 });
    }
    assert_eq!(sweep(&sweeper, &clock, &[deposited]).waiting, 0);
    assert!(s.holds(deposited));
}

#[test]
fn a_blob_named_after_the_first_look_starts_again_when_it_loses_its_name() {
    let s = Sweeping::new();
    let clock = ManualClock::at(NOW).unwrap();
    let id = s.put(LONG_AGO, 1);
    let sweeper = s.sweeper(Duration::ZERO);
    assert_eq!(sweep(&sweeper, &clock, &[]).waiting, 1);
    assert_eq!(sweep(&sweeper, &clock, &[id]).removed, 0);
    assert_eq!(sweep(&sweeper, &clock, &[]).waiting, 1);
    assert_eq!(sweep(&sweeper, &clock, &[]).removed, 1);
}

#[test]
fn nothing_goes_when_the_database_does_not_answer_and_what_remains_goes_the_next_time() {
    let s = Sweeping::new();
    let clock = ManualClock::at(NOW).unwrap();
    for seed in 0..1_100 {
        s.put(LONG_AGO, seed);
    }
    let sweeper = s.sweeper(Duration::ZERO);
    assert_eq!(sweep(&sweeper, &clock, &[]).waiting, 1_100);
    let asked = Cell::new(0);
    let outcome = sweeper.sweep(&clock, |_| {
        asked.set(asked.get() + 1);
        if asked.get() == 1 {
            Ok(HashSet::new())
        } else {
            Err(Error::Unavailable(std::io::ErrorKind::TimedOut))
        }
    });
    assert!(outcome.is_err());
    assert_eq!(s.place.files().len(), 600);
    assert_eq!(sweep(&sweeper, &clock, &[]).removed, 600);
}

#[test]
fn remains_of_a_killed_upload_go_once_they_are_old() {
    let s = Sweeping::new();
    let remains = s.place.path().join("ab").join(format!("{}#1", fresh(LONG_AGO, 1)));
    fs::write(&remains, "half").unwrap();
    let written = fs::metadata(&remains).unwrap().modified().unwrap();
    let clock = ManualClock::new(written.into());
    let sweeper = s.sweeper(Duration::ZERO);
    assert_eq!(sweep(&sweeper, &clock, &[]), Swept::default());
    clock.advance(TimeDelta::hours(25));
    assert_eq!(sweep(&sweeper, &clock, &[]), Swept { unfinished: 1, ..Swept::default() });
    assert!(s.place.files().is_empty());
}
