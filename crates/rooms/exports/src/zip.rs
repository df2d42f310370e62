//! The format of the archive: ZIP (APPNOTE 6.3.10) with stored entries and names in UTF-8, beyond 4 GiB and 65 535 entries
//! by its extension ZIP64. Files lie in it as they are, since documents are compressed already, and sizes and checksums
//! stand before each, so that an archive can be read while it comes.

use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// One file in the directory of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name with its folders, `/` between them.
    pub name: String,
    /// CRC-32 of its bytes.
    pub crc: u32,
    /// Its bytes.
    pub size: u64,
    /// Where its header begins in the archive.
    pub offset: u64,
    /// When it was changed, as ZIP writes it: date above time.
    pub time: u32,
}

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// Version 2.0, and 4.5 where ZIP64 is needed.
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Made by Unix, so that the permissions count: a regular file, for its owner alone.
const MADE_BY: u16 = 0x0300 | VERSION_64;
const MODE: u32 = 0o100_600 << 16;
const ZIP64: u16 = 1;
const MOST_32: u64 = 0xFFFF_FFFF;
const MOST_16: u64 = 0xFFFF;

/// A time as ZIP writes it, to two seconds; the first one that it knows for what lies before.
pub(crate) fn dos_time(at: DateTime<Tz>) -> u32 {
    let Some(year) = at.year().checked_sub(1980).and_then(|year| u32::try_from(year).ok()) else {
        return 0x0021_0000;
    };
    let date = (year.min(127) << 9) | (at.month() << 5) | at.day();
    let time = (at.hour() << 11) | (at.minute() << 5) | (at.second() / 2);
    (date << 16) | time
}

/// The header that stands before a file. `wide` says its sizes in the extension, whatever they are: for a header whose place
/// was left before the size was known.
pub(crate) fn local_header(entry: &Entry, wide: bool) -> Vec<u8> {
    let name = entry.name.as_bytes();
    let mut out = Vec::with_capacity(local_len(&entry.name, wide));
    put32(&mut out, LOCAL);
    put16(&mut out, if wide { VERSION_64 } else { VERSION });
    put16(&mut out, FLAGS);
    put16(&mut out, 0);
    put32(&mut out, entry.time);
    put32(&mut out, entry.crc);
    let short = if wide { low32(MOST_32) } else { low32(entry.size) };
    put32(&mut out, short);
    put32(&mut out, short);
    put16(&mut out, low16(len(name)));
    put16(&mut out, if wide { 20 } else { 0 });
    out.extend_from_slice(name);
    if wide {
        put16(&mut out, ZIP64);
        put16(&mut out, 16);
        put64(&mut out, entry.size);
        put64(&mut out, entry.size);
    }
    out
}

/// How long a [`local_header`] is.
pub(crate) fn local_len(name: &str, wide: bool) -> usize {
    30 + name.len() + if wide { 20 } else { 0 }
}

/// The entry of a file in the directory.
pub(crate) fn central(entry: &Entry) -> Vec<u8> {
    let name = entry.name.as_bytes();
    let mut extra = Vec::new();
    for value in [entry.size, entry.size, entry.offset] {
        if value >= MOST_32 {
            put64(&mut extra, value);
        }
    }
    let needed = if extra.is_empty() { VERSION } else { VERSION_64 };
    let mut out = Vec::with_capacity(46 + name.len() + extra.len() + 4);
    put32(&mut out, CENTRAL);
    put16(&mut out, MADE_BY);
    put16(&mut out, needed);
    put16(&mut out, FLAGS);
    put16(&mut out, 0);
    put32(&mut out, entry.time);
    put32(&mut out, entry.crc);
    put32(&mut out, low32(entry.size.min(MOST_32)));
    put32(&mut out, low32(entry.size.min(MOST_32)));
    put16(&mut out, low16(len(name)));
    put16(&mut out, if extra.is_empty() { 0 } else { low16(len(&extra)) + 4 });
    put16(&mut out, 0);
    put16(&mut out, 0);
    put16(&mut out, 0);
    put32(&mut out, MODE);
    put32(&mut out, low32(entry.offset.min(MOST_32)));
    out.extend_from_slice(name);
    if !extra.is_empty() {
        put16(&mut out, ZIP64);
        put16(&mut out, low16(len(&extra)));
        out.extend_from_slice(&extra);
    }
    out
}

/// What ends an archive whose directory has so many entries and bytes and begins there.
pub(crate) fn end(entries: u64, size: u64, offset: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(98);
    if entries >= MOST_16 || size >= MOST_32 || offset >= MOST_32 {
        put32(&mut out, END_64);
        put64(&mut out, 44);
        put16(&mut out, MADE_BY);
        put16(&mut out, VERSION_64);
        put32(&mut out, 0);
        put32(&mut out, 0);
        put64(&mut out, entries);
        put64(&mut out, entries);
        put64(&mut out, size);
        put64(&mut out, offset);
        put32(&mut out, LOCATOR_64);
        put32(&mut out, 0);
        put64(&mut out, offset.saturating_add(size));
        put32(&mut out, 1);
    }
    put32(&mut out, END);
    put16(&mut out, 0);
    put16(&mut out, 0);
    put16(&mut out, low16(entries.min(MOST_16)));
    put16(&mut out, low16(entries.min(MOST_16)));
    put32(&mut out, low32(size.min(MOST_32)));
    put32(&mut out, low32(offset.min(MOST_32)));
    put16(&mut out, 0);
    out
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn low32(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn low16(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}
