#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::io::{Cursor, Read};

use chrono::TimeZone;

use super::*;

fn entry(name: &str, content: &[u8], offset: usize) -> Entry {
    Entry {
        name: name.to_owned(),
        crc: crc32fast::hash(content),
        size: content.len() as u64,
        offset: offset as u64,
        time: dos_time(chrono_tz::Europe::Paris.with_ymd_and_hms(2026, 3, 29, 3, 30, 58).unwrap()),
    }
}

/// Files as an archive, with sizes in the extension or not.
fn archive(files: &[(String, Vec<u8>)], wide: bool) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let entry = entry(name, content, out.len());
        assert_eq!(local_header(&entry, wide).len(), local_len(name, wide));
        out.extend(local_header(&entry, wide));
        out.extend(content);
        directory.extend(central(&entry));
    }
    let begins = out.len() as u64;
    let end = end(files.len() as u64, directory.len() as u64, begins);
    out.extend(directory);
    out.extend(end);
    out
}

#[test]
fn others_read_names_contents_and_times_with_sizes_in_the_extension_or_not() {
    let files = [("Été/à lire.txt".to_owned(), b"bonjour".to_vec()), ("vide".to_owned(), Vec::new())];
    for wide in [false, true] {
        let mut read = ::zip::ZipArchive::new(Cursor::new(archive(&files, wide))).unwrap();
        assert_eq!(read.len(), 2);
        for (at, (name, content)) in files.iter().enumerate() {
            let mut file = read.by_index(at).unwrap();
            assert_eq!(file.name().unwrap(), *name);
            let time = file.last_modified().unwrap();
            assert_eq!((time.year(), time.month(), time.day()), (2026, 3, 29));
            assert_eq!((time.hour(), time.minute(), time.second()), (3, 30, 58));
            let mut found = Vec::new();
            file.read_to_end(&mut found).unwrap();
            assert_eq!(found, *content);
        }
    }
}

#[test]
fn more_than_65_535_files_are_one_archive() {
    let files: Vec<_> = (0..70_000).map(|number| (format!("{number}"), Vec::new())).collect();
    let read = ::zip::ZipArchive::new(Cursor::new(archive(&files, false))).unwrap();
    assert_eq!(read.len(), 70_000);
}

#[test]
fn what_lies_beyond_4_gib_is_said_in_the_extension() {
    let far = Entry { size: 5 << 30, offset: 6 << 30, ..entry("loin", b"", 0) };
    let said = central(&far);
    assert_eq!(said[20..28], [0xff; 8], "sizes");
    assert_eq!(said[42..46], [0xff; 4], "offset");
    let extension = &said[46 + 4..];
    assert_eq!(extension[..4], [1, 0, 24, 0]);
    let values: Vec<u64> =
        extension[4..].chunks(8).map(|bytes| u64::from_le_bytes(bytes.try_into().unwrap())).collect();
    assert_eq!(values, [5 << 30, 5 << 30, 6 << 30]);
    let ends = end(1, 200, 6 << 30);
    assert_eq!(ends.len(), 56 + 20 + 22);
    assert_eq!(u64::from_le_bytes(ends[48..56].try_into().unwrap()), 6 << 30);
    // The locator says where the record of the extension begins: behind the directory.
    assert_eq!(u64::from_le_bytes(ends[64..72].try_into().unwrap()), (6 << 30) + 200);
}

#[test]
fn a_time_that_such_an_archive_does_not_know_is_its_first_one() {
    let early = chrono_tz::Europe::Paris.with_ymd_and_hms(1975, 1, 1, 0, 0, 0).unwrap();
    assert_eq!(dos_time(early), 0x0021_0000);
}
