//! Searches for bytes that break what [`fuzz::cursor`] promises.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::cursor(data));
