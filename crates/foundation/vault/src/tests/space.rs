use kernel::{ErrorKind, Rng, SeededRng};
use proptest::prelude::*;
use uuid::Uuid;

use super::fixture::House;
use crate::{Error, ObjectKey, SpaceKeys, canonical::canonical};

fn keys(seed: u64) -> SpaceKeys {
    let mut root = [0; 32];
    SeededRng::new(seed).fill(&mut root);
    SpaceKeys::from_root(Uuid::from_u128(u128::from(seed)).into(), &root).unwrap()
}

fn broken<T>(outcome: Result<T, Error>) -> bool {
    outcome.is_err_and(|error| matches!(error, Error::Broken))
}

#[test]
fn a_sealed_value_opens_only_in_its_own_place() {
    let rng = SeededRng::new(1);
    let ours = keys(1);
    let sealed = ours.seal(&rng, "documents.title", &[b"row", b"1"], b"Blood test").unwrap();
    assert_eq!(sealed.len(), 33 + 10);
    assert_eq!(*ours.open("documents.title", &[b"row", b"1"], &sealed).unwrap(), b"Blood test");

    assert!(broken(keys(2).open("documents.title", &[b"row", b"1"], &sealed)), "another space");
    assert!(broken(ours.open("documents.comment", &[b"row", b"1"], &sealed)), "another domain");
    assert!(broken(ours.open("documents.title", &[b"row", b"2"], &sealed)), "another row");
    assert!(broken(ours.open("documents.title", &[b"row1"], &sealed)), "the same bytes cut elsewhere");
    assert!(broken(ours.open("documents.title", &[b"row", b"1", b""], &sealed)), "one more part");
    assert!(broken(ours.open("documents.title", &[], &sealed)), "no part");
}

#[test]
fn a_wrapped_space_key_of_one_space_does_not_serve_another() {
    let mut root = [7; 32];
    let one = SpaceKeys::from_root(Uuid::from_u128(1).into(), &root).unwrap();
    let other_space_same_key = SpaceKeys::from_root(Uuid::from_u128(2).into(), &root).unwrap();
    let sealed = one.seal(&SeededRng::new(1), "d", &[], b"x").unwrap();
    assert!(broken(other_space_same_key.open("d", &[], &sealed)), "the space is part of the seal itself");
    root[0] ^= 1;
    let same_space_other_key = SpaceKeys::from_root(Uuid::from_u128(1).into(), &root).unwrap();
    assert!(broken(same_space_other_key.open("d", &[], &sealed)));
}

#[test]
fn every_altered_bit_and_every_cut_of_a_sealed_value_is_refused() {
    let ours = keys(1);
    let sealed = ours.seal(&SeededRng::new(1), "d", &[b"p"], b"plain").unwrap();
    for place in 0..sealed.len() {
        for bit in 0..8 {
            let mut altered = sealed.clone();
            altered[place] ^= 1 << bit;
            assert!(broken(ours.open("d", &[b"p"], &altered)), "byte {place}, bit {bit}");
        }
        assert!(broken(ours.open("d", &[b"p"], &sealed[..place])), "cut at {place}");
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert!(broken(ours.open("d", &[b"p"], &longer)));
}

#[test]
fn an_object_key_unwraps_only_for_its_version_and_binding() {
    let (rng, ours, object) = (SeededRng::new(1), keys(1), Uuid::from_u128(9));
    let key = ObjectKey::fresh(&rng);
    let wrapped = ours.wrap_object(&rng, object, 3, b"20480", &key).unwrap();
    assert_eq!(ours.unwrap_object(object, 3, b"20480", &wrapped).unwrap().bytes(), key.bytes());
    assert!(broken(ours.unwrap_object(object, 4, b"20480", &wrapped)), "another version");
    assert!(broken(ours.unwrap_object(object, 3, b"20481", &wrapped)), "another binding");
    assert!(broken(ours.unwrap_object(Uuid::from_u128(8), 3, b"20480", &wrapped)), "another object");
    assert!(broken(keys(2).unwrap_object(object, 3, b"20480", &wrapped)), "another space");
    assert!(broken(ours.open("object", &[], &wrapped)), "and it is no sealed column");
}

#[test]
fn tags_depend_on_space_domain_and_the_cut_of_the_parts() {
    let ours = keys(1);
    let tag = ours.mac("topic", &[b"ab", b"c"]);
    assert!(ours.verify_mac("topic", &[b"ab", b"c"], &tag));
    assert!(!ours.verify_mac("topic", &[b"a", b"bc"], &tag));
    assert!(!ours.verify_mac("other", &[b"ab", b"c"], &tag));
    assert!(!ours.verify_mac("topic", &[b"ab", b"c"], &tag[..31]));
    assert_ne!(keys(2).mac("topic", &[b"ab", b"c"]), tag);
}

#[test]
fn nothing_that_holds_a_key_shows_it() {
    let ours = keys(1);
    let shown = format!("{ours:?} {:?}", ObjectKey::fresh(&SeededRng::new(3)));
    assert_eq!(shown, format!("SpaceKeys {{ space: {}, .. }} ObjectKey", ours.space()));
    let sealed = ours.seal(&SeededRng::new(1), "d", &[], b"words").unwrap();
    assert_eq!(format!("{:?}", ours.open("d", &[], &sealed).unwrap()), "[private]");
}

#[test]
fn an_error_says_its_kind_and_no_value() {
    let error = keys(1).open("d", &[], b"secret words").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn the_key_of_a_space_is_made_once_held_for_a_minute_and_then_destroyed_everywhere() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    let space = house.new_space();
    assert!(matches!(here.space(space), Err(Error::NoSpaceKey(named)) if named == space));

    let made = here.create_space_key(space).unwrap();
    let sealed = made.seal(&*house.rng, "d", &[], b"kept").unwrap();
    let again = there.create_space_key(space).unwrap();
    assert_eq!(*again.open("d", &[], &sealed).unwrap(), b"kept", "a second making keeps the first key");

    house.seconds_pass(30);
    assert!(here.destroy_space_key(space).unwrap());
    assert!(!here.destroy_space_key(space).unwrap());
    assert!(matches!(here.space(space), Err(Error::NoSpaceKey(_))), "at once where it was destroyed");
    assert!(there.space(space).is_ok(), "elsewhere it may be held a little longer");
    house.seconds_pass(30);
    assert!(matches!(there.space(space), Err(Error::NoSpaceKey(_))), "but no longer than a minute in all");
}

#[test]
fn a_clock_that_goes_back_does_not_keep_a_destroyed_key() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    let space = house.new_space();
    here.create_space_key(space).unwrap();
    there.space(space).unwrap();
    here.destroy_space_key(space).unwrap();
    house.seconds_pass(-3_600);
    assert!(matches!(there.space(space), Err(Error::NoSpaceKey(_))));
}

#[test]
fn many_keys_are_made_at_once_and_one_that_is_there_stays() {
    let house = House::new();
    let (here, there) = (house.vault(), house.vault());
    let spaces: Vec<_> = (0..5).map(|_| house.new_space()).collect();
    let sealed = here.create_space_key(spaces[2]).unwrap().seal(&*house.rng, "d", &[], b"kept").unwrap();
    there.create_space_keys(&spaces).unwrap();
    there.create_space_keys(&[]).unwrap();
    assert_eq!(*there.space(spaces[2]).unwrap().open("d", &[], &sealed).unwrap(), b"kept");
    for space in spaces {
        let sealed = there.space(space).unwrap().seal(&*house.rng, "d", &[], b"x").unwrap();
        assert_eq!(*here.space(space).unwrap().open("d", &[], &sealed).unwrap(), b"x", "the same everywhere");
    }
}

proptest! {
    #[test]
    fn any_value_comes_back_as_it_was(
        plain in prop::collection::vec(any::<u8>(), 0..300),
        parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..4),
    ) {
        let ours = keys(5);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let sealed = ours.seal(&SeededRng::new(1), "d", &parts, &plain).unwrap();
        prop_assert_eq!(&*ours.open("d", &parts, &sealed).unwrap(), &plain);
    }

    #[test]
    fn two_lists_of_parts_never_give_the_same_bytes(
        one in prop::collection::vec(prop::collection::vec(0u8..3, 0..4), 0..5),
        other in prop::collection::vec(prop::collection::vec(0u8..3, 0..4), 0..5),
    ) {
        let bytes = |list: &[Vec<u8>]| canonical(list.iter().map(Vec::as_slice));
        prop_assert_eq!(one == other, bytes(&one) == bytes(&other));
    }
}
