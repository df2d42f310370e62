//! The key store on a real PostgreSQL, as the roles that use it.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::{sync::Arc, thread};

use chrono::TimeDelta;
use database::{Pool, PoolOptions};
use diesel::connection::SimpleConnection;
use kernel::{ManualClock, SeededRng, SpaceId};
use testkit::TestDatabase;
use vault::{
    Error, FileMasterKeys, KeyState, KeyStore, PostgresKeyStore, Purpose, Rewrapped, ServiceRow, Vault,
    Wrapped,
};

struct House {
    database: TestDatabase,
    folder: std::path::PathBuf,
    clock: Arc<ManualClock>,
    rng: Arc<SeededRng>,
}

impl House {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("vault-postgres-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let rng = Arc::new(SeededRng::new(5));
        FileMasterKeys::create(&folder, &*rng).unwrap();
        let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
        Self { database: TestDatabase::new(), folder, clock, rng }
    }

    fn store(&self, role: &str) -> PostgresKeyStore {
        let url = self.database.url(role).reveal();
        PostgresKeyStore::new(Pool::connect(PoolOptions::new(url, 2, "carnet keys")).unwrap())
    }

    fn vault(&self, role: &str) -> Vault {
        let master = FileMasterKeys::open(&self.folder).unwrap();
        Vault::open(Box::new(self.store(role)), Box::new(master), self.clock.clone(), self.rng.clone())
            .unwrap()
    }

    fn new_space(&self) -> SpaceId {
        SpaceId::new(&*self.clock, &*self.rng)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn keys_last_beyond_the_program_and_are_stored_wrapped_only() {
    let house = House::new("last");
    let space = house.new_space();
    let first = house.vault(database::SERVER);
    let sealed = first.create_space_key(space).unwrap().seal(&*house.rng, "d", &[], b"kept").unwrap();
    let tags = first.blind("ins", &[b"1"]).unwrap();
    drop(first);
    let second = house.vault(database::SERVER);
    assert_eq!(*second.space(space).unwrap().open("d", &[], &sealed).unwrap(), b"kept");
    assert_eq!(second.blind("ins", &[b"1"]).unwrap(), tags);
    let wrapped = house.store(database::SERVER).space(space).unwrap().unwrap();
    assert_eq!(wrapped.bytes.len(), 1 + 24 + 32 + 16);
}

#[test]
fn servers_that_start_together_have_the_same_keys() {
    let house = House::new("together");
    let tags: Vec<_> = thread::scope(|scope| {
        let start = || house.vault(database::SERVER).blind("ins", &[b"1"]).unwrap();
        let handles: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert!(tags.iter().all(|tag| *tag == tags[0]));
}

#[test]
fn a_server_cannot_destroy_a_key_and_the_retention_role_can() {
    let house = House::new("destroy");
    let (server, retention) = (house.vault(database::SERVER), house.vault(database::RETENTION));
    let space = house.new_space();
    server.create_space_key(space).unwrap();
    assert!(matches!(server.destroy_space_key(space), Err(Error::Store(_))));
    assert!(server.space(space).is_ok());
    assert!(retention.create_space_key(house.new_space()).is_err(), "who erases makes none");
    assert!(retention.destroy_space_key(space).unwrap());
    house.clock.advance(TimeDelta::seconds(60));
    assert!(matches!(server.space(space), Err(Error::NoSpaceKey(_))));
}

#[test]
fn keys_rotate_retire_and_move_to_a_new_master_key() {
    let house = House::new("rotate");
    let (here, there) = (house.vault(database::SERVER), house.vault(database::SERVER));
    for _ in 0..3 {
        here.create_space_key(house.new_space()).unwrap();
    }
    let sealed = here.service(Purpose::Outbox).seal("job", &[], b"payload").unwrap();
    assert_eq!(here.rotate(Purpose::Outbox).unwrap(), 2);
    house.clock.advance(TimeDelta::seconds(20));
    assert_eq!(there.service(Purpose::Outbox).current().unwrap().id(), 2);
    assert_eq!(*there.service(Purpose::Outbox).open("job", &[], &sealed).unwrap(), b"payload");
    here.retire(Purpose::Outbox, 1).unwrap();
    house.clock.advance(TimeDelta::seconds(5));
    assert!(matches!(
        there.service(Purpose::Outbox).open("job", &[], &sealed),
        Err(Error::UnknownKey { .. })
    ));

    FileMasterKeys::add(&house.folder, &SeededRng::new(8)).unwrap();
    let done = house.vault(database::SERVER).rewrap_all().unwrap();
    assert_eq!(done, Rewrapped { spaces: 3, services: 8, unreadable: 0 });
    assert_eq!(house.vault(database::SERVER).rewrap_all().unwrap(), Rewrapped::default());
}

#[test]
fn of_rotations_at_once_only_one_is_done() {
    let house = House::new("race");
    drop(house.vault(database::SERVER));
    let old = house.store(database::SERVER).services().unwrap().remove(0);
    let next = |byte: u8| ServiceRow {
        id: 2,
        wrapped: Wrapped { bytes: vec![byte; 73], ..old.wrapped.clone() },
        ..old.clone()
    };
    let done: Vec<bool> = thread::scope(|scope| {
        let (house, next) = (&house, &next);
        let handles: Vec<_> = (0..6)
            .map(|byte| {
                scope.spawn(move || house.store(database::SERVER).rotate_service(&next(byte)).unwrap())
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    let rows = house.store(database::SERVER).services().unwrap();
    let states: Vec<_> =
        rows.iter().filter(|row| row.purpose == old.purpose).map(|row| (row.id, row.state)).collect();
    assert!(states.contains(&(1, KeyState::Live)) && states.contains(&(2, KeyState::Current)));
}

#[test]
fn a_connection_that_dies_is_replaced_without_the_caller_noticing() {
    let house = House::new("dies");
    let vault = house.vault(database::SERVER);
    let mut superuser = house.database.connect_superuser();
    superuser
        .batch_execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'carnet keys'",
        )
        .unwrap();
    let space = house.new_space();
    vault.create_space_key(space).unwrap();
    assert!(vault.space(space).is_ok());
}
