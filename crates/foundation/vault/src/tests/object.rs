use std::ops::Range;

use kernel::{ErrorKind, SeededRng, SpaceId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    Error, ObjectKey, ObjectOpener, ObjectSealer, SEGMENT, Segment, seal_object, sealed_len, segments_of,
};

const VERSION: u32 = 2;
const SEALED: usize = SEGMENT + 16;

fn space() -> SpaceId {
    Uuid::from_u128(1).into()
}

fn object() -> Uuid {
    Uuid::from_u128(2)
}

fn key() -> ObjectKey {
    ObjectKey::fresh(&SeededRng::new(42))
}

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8).collect()
}

fn seal(plain: &[u8]) -> Vec<u8> {
    seal_object(&key(), space(), object(), VERSION, plain).unwrap()
}

fn opener(length: usize) -> ObjectOpener {
    ObjectOpener::new(&key(), space(), object(), VERSION, length as u64).unwrap()
}

fn open_range(opener: &ObjectOpener, sealed: &[u8], range: Range<u64>) -> Result<Vec<u8>, Error> {
    let fetch = |segment: &Segment| {
        let end = (segment.sealed.end as usize).min(sealed.len());
        Ok::<_, Error>(sealed[(segment.sealed.start as usize).min(end)..end].to_vec())
    };
    let mut out = Vec::new();
    for piece in opener.open_range(range, fetch)? {
        out.extend_from_slice(&piece?);
    }
    Ok(out)
}

fn broken<T>(outcome: Result<T, Error>) -> bool {
    outcome.is_err_and(|error| matches!(error, Error::Broken))
}

const EDGES: [usize; 11] = [
    0,
    1,
    16,
    SEGMENT - 1,
    SEGMENT,
    SEGMENT + 1,
    2 * SEGMENT - 1,
    2 * SEGMENT,
    2 * SEGMENT + 1,
    3 * SEGMENT,
    3 * SEGMENT + 17,
];

#[test]
fn objects_of_every_length_around_the_edges_come_back() {
    for length in EDGES {
        let (plain, sealed) = (plain(length), seal(&plain(length)));
        assert_eq!(sealed.len() as u64, sealed_len(length as u64), "{length}");
        assert_eq!(*opener(length).open_all(&sealed).unwrap(), plain, "{length}");
        assert_eq!(open_range(&opener(length), &sealed, 0..length as u64).unwrap(), plain, "{length}");
    }
}

#[test]
fn an_empty_object_is_one_empty_last_segment() {
    let sealed = seal(&[]);
    assert_eq!(sealed.len(), 16);
    assert!(opener(0).open_all(&sealed).unwrap().is_empty());
    assert!(broken(opener(0).open_all(&[])), "nothing at all is not an empty object");
    let mut altered = sealed;
    altered[3] ^= 1;
    assert!(broken(opener(0).open_all(&altered)));
}

#[test]
fn a_range_fetches_only_its_segments() {
    let length = 3 * SEGMENT + 17;
    let (plain, sealed) = (plain(length), seal(&plain(length)));
    let mut fetched = Vec::new();
    let range = SEGMENT as u64 + 5..2 * SEGMENT as u64;
    let opener = opener(length);
    let pieces: Vec<_> = opener
        .open_range(range.clone(), |segment: &Segment| {
            fetched.push(segment.index);
            Ok::<_, Error>(&sealed[segment.sealed.start as usize..segment.sealed.end as usize])
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(fetched, [1]);
    assert_eq!(*pieces[0], plain[SEGMENT + 5..2 * SEGMENT]);
    assert_eq!(segments_of(&range, length as u64).unwrap(), SEALED as u64..2 * SEALED as u64);
    let end = length as u64;
    assert_eq!(segments_of(&(end - 1..end), end).unwrap(), 3 * SEALED as u64..sealed_len(end));
    assert_eq!(segments_of(&(7..7), end).unwrap(), 0..0);
}

#[test]
fn a_range_outside_the_object_is_refused() {
    let sealed = seal(&plain(10));
    #[expect(clippy::reversed_empty_ranges, reason = "what is tested")]
    for range in [0..11, 11..11, 6..5] {
        let error = open_range(&opener(10), &sealed, range).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RangeNotSatisfiable);
    }
}

#[test]
fn another_key_space_object_or_version_opens_nothing() {
    let sealed = seal(&plain(100));
    let other_key = ObjectKey::fresh(&SeededRng::new(43));
    let other = Uuid::from_u128(77);
    let open = |key: &ObjectKey, space: SpaceId, object: Uuid, version: u32| {
        ObjectOpener::new(key, space, object, version, 100).unwrap().open_all(&sealed)
    };
    assert!(open(&key(), space(), object(), VERSION).is_ok());
    assert!(broken(open(&other_key, space(), object(), VERSION)));
    assert!(broken(open(&key(), other.into(), object(), VERSION)));
    assert!(broken(open(&key(), space(), other, VERSION)));
    assert!(broken(open(&key(), space(), object(), VERSION + 1)));
}

#[test]
fn cutting_an_object_is_found_even_when_the_length_lies_too() {
    let sealed = seal(&plain(2 * SEGMENT + 5));
    for kept in [SEALED, 2 * SEALED, 2 * SEALED + 20, sealed.len() - 1] {
        assert!(broken(opener(2 * SEGMENT + 5).open_all(&sealed[..kept])), "cut to {kept}");
    }
    assert!(broken(opener(SEGMENT).open_all(&sealed[..SEALED])), "a whole first segment is not the last one");
    assert!(broken(opener(2 * SEGMENT).open_all(&sealed[..2 * SEALED])));
    assert!(broken(opener(2 * SEGMENT + 4).open_all(&sealed[..sealed.len() - 1])));
    let longer = [sealed.as_slice(), &[0; 16]].concat();
    assert!(broken(opener(2 * SEGMENT + 5).open_all(&longer)));
    assert!(broken(opener(2 * SEGMENT + 21).open_all(&longer)));
}

#[test]
fn a_last_segment_cannot_stand_in_the_middle_nor_a_middle_one_at_the_end() {
    let whole_last = seal(&plain(SEGMENT));
    let longer = seal(&plain(2 * SEGMENT));
    assert_ne!(whole_last, longer[..SEALED], "the same bytes seal differently when they are the last");
    let swapped = [&whole_last, &longer[SEALED..]].concat();
    assert!(broken(opener(2 * SEGMENT).open_all(&swapped)));
    assert!(broken(open_range(&opener(2 * SEGMENT), &swapped, 0..10)));
    assert!(broken(opener(SEGMENT).open_all(&longer[..SEALED])));
}

#[test]
fn segments_in_another_order_are_refused() {
    let sealed = seal(&plain(3 * SEGMENT));
    let (first, rest) = sealed.split_at(SEALED);
    let (second, third) = rest.split_at(SEALED);
    for order in [[second, first, third], [first, third, second], [first, first, third]] {
        assert!(broken(opener(3 * SEGMENT).open_all(&order.concat())));
    }
    let swapped = [second, first, third].concat();
    assert!(broken(open_range(&opener(3 * SEGMENT), &swapped, 0..1)), "a range finds it too");
    assert!(open_range(&opener(3 * SEGMENT), &swapped, 3 * SEGMENT as u64 - 1..3 * SEGMENT as u64).is_ok());
}

#[test]
fn nothing_follows_a_segment_that_does_not_open() {
    let mut sealed = seal(&plain(3 * SEGMENT));
    sealed[SEALED + 100] ^= 1;
    let opener = opener(3 * SEGMENT);
    let fetch = |s: &Segment| Ok::<_, Error>(&sealed[s.sealed.start as usize..s.sealed.end as usize]);
    let mut pieces = opener.open_range(0..3 * SEGMENT as u64, fetch).unwrap();
    assert!(pieces.next().unwrap().is_ok());
    assert!(pieces.next().unwrap().is_err());
    assert!(pieces.next().is_none());
}

#[test]
fn lengths_beyond_any_object_do_not_overflow() {
    assert_eq!(sealed_len(u64::MAX), u64::MAX);
    let opener = ObjectOpener::new(&key(), space(), object(), VERSION, u64::MAX).unwrap();
    let fetch = |_: &Segment| Ok::<_, Error>(Vec::new());
    let mut pieces = opener.open_range(u64::MAX - 1..u64::MAX, fetch).unwrap();
    assert!(matches!(pieces.next(), Some(Err(Error::TooLong))));
    assert!(broken(opener.open_all(&[0; 64])));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn however_the_bytes_come_in_the_seal_is_the_same(
        edge in prop::sample::select(EDGES.to_vec()),
        more in 0usize..40,
        cuts in prop::collection::vec(1usize..2 * SEGMENT + 100, 1..6),
    ) {
        let plain = plain(edge + more);
        let mut sealer = ObjectSealer::new(&key(), space(), object(), VERSION).unwrap();
        let (mut out, mut rest) = (Vec::new(), plain.as_slice());
        for cut in cuts {
            let (now, later) = rest.split_at(cut.min(rest.len()));
            sealer.push(now, &mut out).unwrap();
            sealer.push(&[], &mut out).unwrap();
            rest = later;
        }
        sealer.push(rest, &mut out).unwrap();
        sealer.finish(&mut out).unwrap();
        prop_assert!(out == seal(&plain));
    }

    #[test]
    fn any_range_opens_to_its_own_bytes(
        edge in prop::sample::select(EDGES.to_vec()),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let plain = plain(edge);
        let (a, b) = (from.index(edge + 1), to.index(edge + 1));
        let (start, end) = (a.min(b), a.max(b));
        let opened = open_range(&opener(edge), &seal(&plain), start as u64..end as u64).unwrap();
        prop_assert!(opened == plain[start..end]);
    }

    #[test]
    fn any_altered_bit_is_refused(
        edge in prop::sample::select(EDGES.to_vec()),
        place in any::<prop::sample::Index>(),
        bit in 0u32..8,
    ) {
        let mut sealed = seal(&plain(edge));
        let place = place.index(sealed.len());
        sealed[place] ^= 1 << bit;
        prop_assert!(broken(opener(edge).open_all(&sealed)));
    }
}
