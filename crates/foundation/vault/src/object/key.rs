use std::fmt;

use kernel::{Rng, SpaceId};
use secrecy::{ExposeSecret, ExposeSecretMut};
use uuid::Uuid;

use crate::{
    Error,
    canonical::canonical,
    derive::{Secret32, fresh},
    gcm::NONCE,
};

/// The key of one version of one object: 32 random bytes that seal nothing else.
pub struct ObjectKey(Secret32);

impl ObjectKey {
    /// A fresh key. Each version of an object needs its own: the nonces are counters that begin at zero.
    pub fn fresh(rng: &dyn Rng) -> Self {
        Self(fresh(rng))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| Error::Broken)?;
        let mut key = Secret32::default();
        key.expose_secret_mut().copy_from_slice(bytes);
        Ok(Self(key))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObjectKey")
    }
}

/// Which version of which object of which space; part of every segment's seal.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) space: SpaceId,
    pub(super) object: Uuid,
    pub(super) version: u32,
}

impl Place {
    /// Seven zero bytes, the segment's number, and 1 for the last segment.
    pub(super) fn nonce(index: u32, last: bool) -> [u8; NONCE] {
        let [a, b, c, d] = index.to_be_bytes();
        [0, 0, 0, 0, 0, 0, 0, a, b, c, d, u8::from(last)]
    }

    pub(super) fn aad(self, index: u32, last: bool) -> Vec<u8> {
        canonical([
            b"carnet/v1/object".as_slice(),
            self.space.uuid().as_bytes(),
            self.object.as_bytes(),
            &self.version.to_be_bytes(),
            &index.to_be_bytes(),
            &[u8::from(last)],
        ])
    }
}
