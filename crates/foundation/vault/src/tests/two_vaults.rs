use std::{
    fs,
    os::unix::fs::PermissionsExt,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use kernel::SeededRng;

use super::fixture::{Folder, House};
use crate::{Error, FileMasterKeys, KeyState, KeyStore, Purpose, Vault};

#[test]
fn programs_that_start_together_on_an_empty_store_have_the_same_keys() {
    let house = House::new();
    let start = Barrier::new(4);
    let tags: Vec<_> = thread::scope(|scope| {
        let handles: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    house.vault().blind("ins", &[b"1"]).unwrap()
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert!(tags.iter().all(|tag| *tag == tags[0]));
    assert_eq!(house.store.services().unwrap().len(), Purpose::ALL.len());
}

#[test]
fn a_second_vault_opens_at_once_what_the_first_made_after_a_rotation() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    here.rotate(Purpose::Outbox).unwrap();
    let new = here.service(Purpose::Outbox).by_id(2).unwrap();
    let sealed = new.seal(&*house.rng, "job", &[], b"payload").unwrap();
    assert_eq!(*there.service(Purpose::Outbox).open("job", &[], &sealed).unwrap(), b"payload");
}

#[test]
fn whenever_one_vault_makes_a_tag_the_other_looks_for_it() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    for second in 0..60 {
        if second % 17 == 3 {
            here.rotate(Purpose::BlindIndex).unwrap();
        }
        let (made_here, made_there) =
            (here.blind("ins", &[b"1"]).unwrap(), there.blind("ins", &[b"1"]).unwrap());
        assert!(made_there.contains(&made_here[0]), "second {second}");
        assert!(made_here.contains(&made_there[0]), "second {second}");
        house.seconds_pass(1);
    }
}

#[test]
fn of_two_rotations_at_once_one_is_refused() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    let row = here.new_service_row(Purpose::Codes, 2).unwrap();
    there.rotate(Purpose::Codes).unwrap();
    assert!(!house.store.rotate_service(&row).unwrap());
    let currents = house.store.services().unwrap();
    let current = currents.iter().filter(|r| r.purpose == "codes" && r.state == KeyState::Current);
    assert_eq!(current.count(), 1);
}

#[test]
fn keys_rotate_while_other_threads_seal_and_open() {
    let house = House::new();
    let vault = house.vault();
    let space = house.new_space();
    vault.create_space_key(space).unwrap();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let own = house.vault();
                    let mut rounds = 0u32;
                    while !stop.load(Ordering::SeqCst) {
                        let cursor = own.cursor_seal(b"me", b"here").unwrap();
                        assert_eq!(*vault.cursor_open(b"me", &cursor).unwrap(), b"here");
                        let signed = own.service(Purpose::Tokens).current().unwrap();
                        let signature = signed.signer().unwrap().sign(b"token").unwrap();
                        let checker = vault.service(Purpose::Tokens).by_id(signed.id()).unwrap();
                        assert!(checker.signer().unwrap().verify(b"token", &signature));
                        let keys = own.space(space).unwrap();
                        let sealed = keys.seal(&*house.rng, "d", &[], b"x").unwrap();
                        assert_eq!(*vault.space(space).unwrap().open("d", &[], &sealed).unwrap(), b"x");
                        rounds += 1;
                    }
                    rounds
                })
            })
            .collect();
        for _ in 0..20 {
            vault.rotate(Purpose::Cursors).unwrap();
            vault.rotate(Purpose::Tokens).unwrap();
            vault.rewrap_all().unwrap();
            for _ in 0..4 {
                house.seconds_pass(3);
                thread::sleep(std::time::Duration::from_millis(3));
            }
        }
        stop.store(true, Ordering::SeqCst);
        for worker in workers {
            assert!(worker.join().unwrap() > 10);
        }
    });
    assert_eq!(vault.service(Purpose::Tokens).live().unwrap().len(), 21);
}

#[test]
fn keys_wrapped_under_a_master_key_that_is_lost_are_refused_by_its_name() {
    let house = House::new();
    drop(house.vault());
    let elsewhere = Folder::new();
    let master = FileMasterKeys::create(elsewhere.path(), &SeededRng::new(99)).unwrap();
    let opened =
        Vault::open(Box::new(house.store.clone()), Box::new(master), house.clock.clone(), house.rng.clone());
    let Err(fault @ Error::ClosedKey { .. }) = opened else { panic!("a lost master key went unnoticed") };
    let lost = &house.store.services().unwrap()[0].wrapped.master_id;
    assert!(fault.to_string().contains(&format!("`{lost}.master` is not in")), "{fault}");
}

#[test]
fn a_master_key_that_is_not_here_yet_closes_only_what_is_wrapped_under_it() {
    let house = House::new();
    let elsewhere = house.vault();
    let here = Folder::new();
    fs::create_dir(here.path()).unwrap();
    fs::set_permissions(here.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let carry = || {
        for file in fs::read_dir(house.folder.path()).unwrap().flatten() {
            fs::copy(file.path(), here.path().join(file.file_name())).unwrap();
        }
    };
    carry();
    let open_here = || {
        let master = FileMasterKeys::open(here.path()).unwrap();
        Vault::open(Box::new(house.store.clone()), Box::new(master), house.clock.clone(), house.rng.clone())
    };
    let running = open_here().unwrap();

    let added = FileMasterKeys::add(house.folder.path(), &*house.rng).unwrap();
    let restarted = house.vault();
    restarted.rotate(Purpose::Tokens).unwrap();
    restarted.rotate(Purpose::BlindIndex).unwrap();
    for _ in 0..5 {
        house.seconds_pass(4);
        assert!(running.cursor_seal(b"me", b"x").is_ok(), "another purpose goes on");
        assert_eq!(running.service(Purpose::Tokens).current().unwrap().id(), 1, "the older key goes on");
    }
    for vault in [&running, &open_here().unwrap()] {
        let closed = vault.service(Purpose::Tokens).by_id(2).unwrap_err();
        assert!(matches!(closed, Error::ClosedKey { purpose: Purpose::Tokens, id: 2, .. }), "{closed}");
        assert!(closed.to_string().contains(&added), "{closed}");
        let half = vault.blind("d", &[b"a"]).unwrap_err();
        assert!(matches!(half, Error::ClosedKey { id: 2, .. }), "tags under some keys find half: {half}");
    }

    carry();
    house.seconds_pass(11);
    assert_eq!(running.service(Purpose::Tokens).by_id(2).unwrap().id(), 2, "found by itself");
    let tags = [&running, &elsewhere].map(|vault| vault.blind("d", &[b"a"]).unwrap());
    assert_eq!(tags[0], tags[1]);
}
