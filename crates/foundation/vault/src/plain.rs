use std::{fmt, ops::Deref};

use zeroize::Zeroizing;

/// Opened bytes: wiped when dropped, and never shown by `Debug`. Read them through `Deref`.
pub struct Plain(Zeroizing<Vec<u8>>);

impl Plain {
    /// As many zero bytes, to be filled by [`Plain::bytes_mut`].
    pub(crate) fn zeros(length: usize) -> Self {
        Self(Zeroizing::new(vec![0; length]))
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl From<Vec<u8>> for Plain {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl Deref for Plain {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl AsRef<[u8]> for Plain {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}
