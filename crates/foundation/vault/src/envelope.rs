use kernel::Rng;
use secrecy::ExposeSecret;

use crate::{
    Error, Plain,
    derive::subkey,
    gcm::{self, NONCE, TAG},
};

/// Random bytes that make the key of one envelope.
const SALT: usize = 24;

/// Appends `salt ‖ ciphertext ‖ tag`, sealed under a key that serves this one time.
///
/// Master keys and service keys seal for a whole nation: with 12 random bytes as nonce AES-GCM allows 2³² seals
/// under one key, which cursors alone pass within weeks. Here each envelope has a key of its own, HKDF of the root
/// under a salt of 24 random bytes, and the nonce is zero because that key is never used again.
pub(crate) fn seal(
    root: &[u8],
    rng: &dyn Rng,
    label: &str,
    aad: &[u8],
    plain: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let mut salt = [0; SALT];
    rng.fill(&mut salt);
    let key = gcm::key(subkey(root, &salt, label)?.expose_secret())?;
    out.reserve(SALT + plain.len() + TAG);
    out.extend_from_slice(&salt);
    gcm::seal(&key, [0; NONCE], aad, plain, out)
}

/// Opens what [`seal`] appended.
pub(crate) fn open(root: &[u8], label: &str, aad: &[u8], sealed: &[u8]) -> Result<Plain, Error> {
    let (salt, body) = sealed.split_at_checked(SALT).ok_or(Error::Broken)?;
    let key = gcm::key(subkey(root, salt, label)?.expose_secret())?;
    gcm::open(&key, [0; NONCE], aad, body)
}
