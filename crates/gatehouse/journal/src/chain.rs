use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What a line's seal stands over: everything of the row, and the seal before it.
pub(crate) struct Link<'a> {
    pub(crate) space: Uuid,
    pub(crate) seq: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) previous: &'a [u8],
    pub(crate) sealed: &'a [u8],
}

impl Link<'_> {
    /// The seal: HMAC-SHA-256 under a key of the journal, over the ciphertext's digest, so that a chain verifies
    /// after the key of its space is gone.
    pub(crate) fn seal(&self, key: &vault::ServiceKey) -> Result<Vec<u8>, vault::Error> {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.sealed);
        let parts: [&[u8]; 5] = [
            self.space.as_bytes(),
            &self.seq.to_be_bytes(),
            &self.at.timestamp_micros().to_be_bytes(),
            self.previous,
            digest.as_ref(),
        ];
        Ok(key.mac("journal.line.v1", &parts)?.to_vec())
    }
}
