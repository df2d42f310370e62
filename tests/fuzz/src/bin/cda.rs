//! Searches for bytes that break what [`fuzz::cda`] promises.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::cda(data));
