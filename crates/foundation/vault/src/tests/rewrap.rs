use kernel::SeededRng;

use super::fixture::House;
use crate::{FileMasterKeys, KeyStore, Purpose, Rewrapped, Wrapped};

#[test]
fn everything_moves_under_the_newest_master_key_while_a_vault_serves() {
    let house = House::new();
    let serving = house.vault();
    let spaces: Vec<_> = (0..1_203).map(|_| house.new_space()).collect();
    for space in &spaces {
        serving.create_space_key(*space).unwrap();
    }
    let sealed = serving.space(spaces[7]).unwrap().seal(&*house.rng, "d", &[], b"kept").unwrap();
    let cursor = serving.cursor_seal(b"me", b"here").unwrap();

    let newest = FileMasterKeys::add(house.folder.path(), &SeededRng::new(9)).unwrap();
    let operator = house.vault();
    assert_eq!(operator.rewrap_all().unwrap(), Rewrapped { spaces: 1_203, services: 7, unreadable: 0 });
    assert_eq!(operator.rewrap_all().unwrap(), Rewrapped::default(), "nothing is left to do");
    assert!(house.store.services().unwrap().iter().all(|row| row.wrapped.master_id == newest));

    house.seconds_pass(61);
    let keys = serving.space(spaces[7]).unwrap();
    assert_eq!(*keys.open("d", &[], &sealed).unwrap(), b"kept", "the serving vault finds the new master key");
    assert_eq!(*serving.cursor_open(b"me", &cursor).unwrap(), b"here");
}

#[test]
fn a_key_that_does_not_unwrap_is_counted_and_left() {
    let house = House::new();
    let vault = house.vault();
    let (good, bad) = (house.new_space(), house.new_space());
    vault.create_space_key(good).unwrap();
    let id = house.store.services().unwrap()[0].wrapped.master_id.clone();
    let spoiled = Wrapped { master_id: id, bytes: vec![1; 73] };
    house.store.insert_space(bad, &spoiled).unwrap();
    FileMasterKeys::add(house.folder.path(), &SeededRng::new(9)).unwrap();
    let done = house.vault().rewrap_all().unwrap();
    assert_eq!(done, Rewrapped { spaces: 1, services: 7, unreadable: 1 });
    assert_eq!(house.store.space(bad).unwrap(), Some(spoiled));
}

#[test]
fn a_destroyed_key_does_not_come_back_by_rewrapping() {
    let house = House::new();
    let vault = house.vault();
    let space = house.new_space();
    vault.create_space_key(space).unwrap();
    let read = house.store.space(space).unwrap().unwrap();
    vault.destroy_space_key(space).unwrap();
    assert!(!house.store.rewrap_space(space, &read, &read).unwrap());
    assert_eq!(house.store.space(space).unwrap(), None);
    let _ = vault.service(Purpose::Journal).current().unwrap();
}
