use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroize;

use crate::{Error, Plain};

/// Bytes that a seal adds behind the ciphertext.
pub(crate) const TAG: usize = 16;
/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// An AES-256-GCM key ready for use; the library wipes its schedule when it is dropped.
pub(crate) fn key(bytes: &[u8]) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, bytes)
        .map(LessSafeKey::new)
        .map_err(|_| Error::Library("take an AES-256-GCM key"))
}

/// Appends ciphertext and tag to `out`. When it fails `out` is as long as before and holds nothing plain.
pub(crate) fn seal(
    key: &LessSafeKey,
    nonce: [u8; NONCE],
    aad: &[u8],
    plain: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let start = out.len();
    // Room first: a vector that moves while it holds plain bytes would leave a copy of them behind.
    out.reserve(plain.len() + TAG);
    out.extend_from_slice(plain);
    let place = out.get_mut(start..).unwrap_or_default();
    let nonce = Nonce::assume_unique_for_key(nonce);
    match key.seal_in_place_separate_tag(nonce, Aad::from(aad), place) {
        Ok(tag) => {
            out.extend_from_slice(tag.as_ref());
            Ok(())
        }
        Err(_) => {
            place.zeroize();
            out.truncate(start);
            Err(Error::Library("seal"))
        }
    }
}

/// Opens ciphertext and tag.
pub(crate) fn open(key: &LessSafeKey, nonce: [u8; NONCE], aad: &[u8], sealed: &[u8]) -> Result<Plain, Error> {
    let body = sealed.len().checked_sub(TAG).ok_or(Error::Broken)?;
    let (ciphertext, tag) = sealed.split_at_checked(body).ok_or(Error::Broken)?;
    let mut plain = Plain::zeros(body);
    key.open_separate_gather(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(aad),
        ciphertext,
        tag,
        plain.bytes_mut(),
    )
    .map_err(|_| Error::Broken)?;
    Ok(plain)
}
