use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use kernel::Rng;
use secrecy::{ExposeSecretMut, SecretBox};

use crate::Error;

/// 32 secret bytes: wiped when dropped, never shown.
pub(crate) type Secret32 = SecretBox<[u8; 32]>;

/// 32 fresh random bytes.
pub(crate) fn fresh(rng: &dyn Rng) -> Secret32 {
    SecretBox::init_with_mut(|bytes: &mut [u8; 32]| rng.fill(bytes))
}

/// HKDF-SHA256 (RFC 5869) of `root`: extract with `salt` (empty is the standard's zeros), expand with `label`.
pub(crate) fn subkey(root: &[u8], salt: &[u8], label: &str) -> Result<Secret32, Error> {
    let mut out = Secret32::default();
    Salt::new(HKDF_SHA256, salt)
        .extract(root)
        .expand(&[label.as_bytes()], HKDF_SHA256)
        .and_then(|okm| okm.fill(out.expose_secret_mut()))
        .map_err(|_| Error::Library("derive a key"))?;
    Ok(out)
}
