//! Searches for bytes that break what [`fuzz::multipart`] promises.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::multipart(data));
