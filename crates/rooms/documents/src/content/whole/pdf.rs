//! PDF (ISO 32000-2:2020, 7.5.5): `startxref`, the place of the last cross-reference table, and `%%EOF`.

/// How much of the end is looked at. Readers look for `%%EOF` in the last 1024 bytes; senders add bytes of their own.
const END: usize = 8 * 1024;

#[derive(Default)]
pub(super) struct Pdf {
    end: Vec<u8>,
}

impl Pdf {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let kept = END.saturating_sub(bytes.len());
        self.end.drain(..self.end.len().saturating_sub(kept));
        self.end.extend_from_slice(bytes.get(bytes.len().saturating_sub(END)..).unwrap_or_default());
    }

    pub(super) fn is_whole(&self) -> bool {
        memchr::memmem::find(&self.end, b"startxref").is_some()
    }
}
