/// Hands the parts to `take`, each after its length in 8 big-endian bytes.
///
/// A list reads back in one way only, so no two lists give the same bytes: `["ab", "c"]` and `["a", "bc"]` differ.
pub(crate) fn each_part<'a>(parts: impl IntoIterator<Item = &'a [u8]>, mut take: impl FnMut(&[u8])) {
    for part in parts {
        // INVARIANT: usize has at most 64 bits on every platform that Rust knows.
        take(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        take(part);
    }
}

/// The parts as one byte string that no other list of parts gives.
pub(crate) fn canonical<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(160);
    each_part(parts, |piece| bytes.extend_from_slice(piece));
    bytes
}
