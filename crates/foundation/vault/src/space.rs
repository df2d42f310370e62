use std::fmt;

use aws_lc_rs::{aead::LessSafeKey, hmac};
use kernel::{Rng, SpaceId};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    Error, ObjectKey, Plain,
    canonical::{canonical, each_part},
    derive::subkey,
    gcm::{self, NONCE, TAG},
};

/// First byte of every sealed value.
pub(crate) const VERSION: u8 = 1;
const KEY_ID: usize = 4;

/// The keys of one space, derived from its root key: one for sealed columns, one for object keys, one for tags.
///
/// A sealed value is `version (1) ‖ key id (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`: 33 bytes more than the plain
/// one. The key id is a fingerprint of the root key, so a value says which key it needs and never what that key is.
pub struct SpaceKeys {
    space: SpaceId,
    id: [u8; KEY_ID],
    seal: LessSafeKey,
    wrap: LessSafeKey,
    mac: hmac::Key,
}

impl SpaceKeys {
    pub(crate) fn from_root(space: SpaceId, root: &[u8]) -> Result<Self, Error> {
        let fingerprint = subkey(root, b"", "carnet/v1/space/id")?;
        let [a, b, c, d, ..] = *fingerprint.expose_secret();
        let mac = subkey(root, b"", "carnet/v1/space/mac")?;
        Ok(Self {
            space,
            id: [a, b, c, d],
            seal: gcm::key(subkey(root, b"", "carnet/v1/space/seal")?.expose_secret())?,
            wrap: gcm::key(subkey(root, b"", "carnet/v1/space/wrap")?.expose_secret())?,
            mac: hmac::Key::new(hmac::HMAC_SHA256, mac.expose_secret()),
        })
    }

    /// Whose keys these are.
    pub fn space(&self) -> SpaceId {
        self.space
    }

    /// Seals a small value for one place of this space.
    ///
    /// `domain` names the column or the kind of value, `aad` the row and whatever else must not be swapped; the
    /// space is always part of the seal. The same domain and parts are needed to open it.
    ///
    /// # Errors
    /// [`Error::Library`] for a value beyond 64 GiB.
    pub fn seal(
        &self,
        rng: &dyn Rng,
        domain: &'static str,
        aad: &[&[u8]],
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.seal_with(&self.seal, rng, &self.aad("carnet/v1/sealed", domain, aad), plain)
    }

    /// Opens what [`SpaceKeys::seal`] sealed for the same space, domain and parts.
    ///
    /// # Errors
    /// [`Error::Broken`] for anything else.
    pub fn open(&self, domain: &'static str, aad: &[&[u8]], sealed: &[u8]) -> Result<Plain, Error> {
        self.open_with(&self.seal, &self.aad("carnet/v1/sealed", domain, aad), sealed)
    }

    /// Wraps the key of one version of an object, bound to the object, the version and `binding`.
    ///
    /// `binding` is what the room wants to be sure of before the first byte is opened: the plain length, the
    /// media type, the digest. The same bytes are needed to unwrap.
    ///
    /// # Errors
    /// [`Error::Library`] when the library refuses.
    pub fn wrap_object(
        &self,
        rng: &dyn Rng,
        object: Uuid,
        version: u32,
        binding: &[u8],
        key: &ObjectKey,
    ) -> Result<Vec<u8>, Error> {
        self.seal_with(&self.wrap, rng, &self.object_aad(object, version, binding), key.bytes())
    }

    /// Unwraps the key of one version of an object.
    ///
    /// # Errors
    /// [`Error::Broken`] for another space, object, version or binding.
    pub fn unwrap_object(
        &self,
        object: Uuid,
        version: u32,
        binding: &[u8],
        wrapped: &[u8],
    ) -> Result<ObjectKey, Error> {
        ObjectKey::from_bytes(&self.open_with(
            &self.wrap,
            &self.object_aad(object, version, binding),
            wrapped,
        )?)
    }

    /// HMAC-SHA256 of the parts under this space's own key: topics, digests of state.
    pub fn mac(&self, domain: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.mac, domain, parts)
    }

    /// Whether `tag` is the [`SpaceKeys::mac`] of the parts; takes the same time whatever the answer.
    pub fn verify_mac(&self, domain: &'static str, parts: &[&[u8]], tag: &[u8]) -> bool {
        verify_mac(&self.mac, domain, parts, tag)
    }

    fn aad(&self, format: &str, domain: &str, parts: &[&[u8]]) -> Vec<u8> {
        let space = self.space.uuid();
        let head: [&[u8]; 3] = [format.as_bytes(), domain.as_bytes(), space.as_bytes()];
        canonical(head.into_iter().chain(parts.iter().copied()))
    }

    fn object_aad(&self, object: Uuid, version: u32, binding: &[u8]) -> Vec<u8> {
        self.aad("carnet/v1/object-key", "object", &[object.as_bytes(), &version.to_be_bytes(), binding])
    }

    fn seal_with(
        &self,
        key: &LessSafeKey,
        rng: &dyn Rng,
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        rng.fill(&mut nonce);
        let mut out = Vec::with_capacity(1 + KEY_ID + NONCE + plain.len() + TAG);
        out.push(VERSION);
        out.extend_from_slice(&self.id);
        out.extend_from_slice(&nonce);
        gcm::seal(key, nonce, aad, plain, &mut out)?;
        Ok(out)
    }

    fn open_with(&self, key: &LessSafeKey, aad: &[u8], sealed: &[u8]) -> Result<Plain, Error> {
        let ([VERSION], rest) = sealed.split_first_chunk::<1>().ok_or(Error::Broken)? else {
            return Err(Error::Broken);
        };
        let (id, rest) = rest.split_first_chunk::<KEY_ID>().ok_or(Error::Broken)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(Error::Broken)?;
        if *id != self.id {
            return Err(Error::Broken);
        }
        gcm::open(key, *nonce, aad, body)
    }
}

impl fmt::Debug for SpaceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpaceKeys").field("space", &self.space).finish_non_exhaustive()
    }
}

/// HMAC-SHA256 of the domain and the parts, each after its length.
pub(crate) fn mac(key: &hmac::Key, domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(absorb(key, domain, parts).sign().as_ref()) {
        *to = *from;
    }
    out
}

/// Whether `tag` is the [`mac`] of the parts, in constant time.
pub(crate) fn verify_mac(key: &hmac::Key, domain: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
    let right = mac(key, domain, parts);
    aws_lc_rs::constant_time::verify_slices_are_equal(&right, tag).is_ok()
}

fn absorb(key: &hmac::Key, domain: &str, parts: &[&[u8]]) -> hmac::Context {
    let mut context = hmac::Context::with_key(key);
    each_part(std::iter::once(domain.as_bytes()).chain(parts.iter().copied()), |piece| context.update(piece));
    context
}
