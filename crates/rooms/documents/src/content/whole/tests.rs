#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use testkit::fixtures;

use super::*;

fn whole(kind: Kind, bytes: &[u8], pieces: usize) -> bool {
    let mut looking = Wholeness::of(kind);
    bytes.chunks(pieces).for_each(|piece| looking.push(piece));
    looking.check().is_ok()
}

const FILES: [(Kind, &str); 4] = [
    (Kind::Pdf, "files/letter.pdf"),
    (Kind::Jpeg, "files/square.jpg"),
    (Kind::Png, "files/square.png"),
    (Kind::Tiff, "files/square.tiff"),
];

#[test]
fn a_whole_file_is_whole_in_whatever_pieces_it_comes() {
    for (kind, name) in FILES {
        let bytes = fixtures::bytes(name);
        for pieces in [1, 3, 64, 100_000] {
            assert!(whole(kind, bytes, pieces), "{name} in pieces of {pieces}");
        }
        let with_more = [bytes, b"a sender's own bytes"].concat();
        assert!(whole(kind, &with_more, 50), "{name}");
    }
}

#[test]
fn a_file_that_was_cut_anywhere_is_not() {
    for (kind, name) in FILES {
        let bytes = fixtures::bytes(name);
        // The last digit and words of a PDF, and the count of directories that follow in a TIFF, are not missed.
        let missed = match kind {
            Kind::Pdf => 20,
            Kind::Tiff => 4,
            _ => 0,
        };
        for length in 0..bytes.len() - missed {
            assert!(!whole(kind, &bytes[..length], 16), "{name} cut to {length} of {}", bytes.len());
        }
    }
}

#[test]
fn a_small_picture_inside_a_cut_photo_does_not_end_it() {
    let photo = fixtures::bytes("files/square.jpg");
    let length = u16::try_from(photo.len() + 2).unwrap().to_be_bytes();
    let with_small = [&photo[..2], &[0xff, 0xe1], &length, photo, &photo[2..]].concat();
    assert!(whole(Kind::Jpeg, &with_small, 10));
    assert!(!whole(Kind::Jpeg, &with_small[..with_small.len() - 2], 10));
    assert!(!whole(Kind::Jpeg, b"\xff\xd8\xff\xfe\0\x04ab\xff\xd9", 10), "an end without a picture");
}

#[test]
fn a_linearised_file_that_was_cut_behind_its_first_page_is_not_whole() {
    let first = b"%PDF-1.7\n1 0 obj\n<</Linearized 1/L 400/H [ 1 2 ]/O 5/E 90/N 1/T 300>>\nendobj\n\
        xref\n0 1\ntrailer\n<</Size 6>>\nstartxref\n0\n%%EOF\n";
    assert!(!whole(Kind::Pdf, first, 10), "the place of the table does not count");
    let odd = [first.as_slice(), b"startxref\n20\n%%EOF\n"].concat();
    assert!(!whole(Kind::Pdf, &odd, 10), "it says that it is longer");
    let filler = vec![b' '; 400 - odd.len()];
    assert!(whole(Kind::Pdf, &[&odd[..], &filler].concat(), 10));
    assert!(!whole(Kind::Pdf, b"%PDF-1.7\nstartxref\n9000\n%%EOF\n", 10), "no table there");
}

#[test]
fn a_picture_whose_bytes_were_changed_is_not_whole() {
    let picture = fixtures::bytes("files/square.png");
    let at = picture.windows(4).position(|name| name == b"IDAT").unwrap() + 6;
    let mut changed = picture.to_vec();
    changed[at] ^= 1;
    assert!(!whole(Kind::Png, &changed, 10));
    // What a reader may pass over may be wrong.
    let chunk = b"\0\0\0\x01teXta\0\0\0\0";
    let odd = [&picture[..33], chunk, &picture[33..]].concat();
    assert!(whole(Kind::Png, &odd, 10));
    let without = [&picture[..33], &picture[picture.len() - 12..]].concat();
    assert!(!whole(Kind::Png, &without, 10), "no picture");
}

#[test]
fn a_directory_that_names_no_picture_or_one_outside_the_file_is_not_whole() {
    let picture = fixtures::bytes("files/square.tiff");
    let strip = picture.windows(2).position(|tag| tag == [0x11, 1]).unwrap();
    let with = |at: usize, byte: u8| {
        let mut changed = picture.to_vec();
        changed[at] = byte;
        whole(Kind::Tiff, &changed, 10)
    };
    assert!(with(strip, 0x11));
    assert!(!with(strip, 0x12), "no strip");
    assert!(!with(strip + 4, 0), "none of them");
    assert!(!with(strip + 9, 1), "outside");
    assert!(!with(strip + 5, 1), "257 places, outside");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_was_changed_pieces_make_no_difference(
        file in 0..FILES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        pieces in 1..40_usize,
    ) {
        let (kind, name) = FILES[file];
        let mut bytes = fixtures::bytes(name).to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        prop_assert_eq!(whole(kind, &bytes, pieces), whole(kind, &bytes, bytes.len()));
    }
}
