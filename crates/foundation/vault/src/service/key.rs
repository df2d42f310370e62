use std::fmt;

use aws_lc_rs::hmac;
use kernel::Rng;
use secrecy::ExposeSecret;

use super::{Purpose, Signer, signer::fresh_es256};
use crate::{
    Error, Plain,
    canonical::canonical,
    derive::{Secret32, fresh, subkey},
    envelope,
    space::{VERSION, mac, verify_mac},
};

const ENVELOPE: &str = "carnet/v1/service/envelope";

/// One key of a purpose.
///
/// A value sealed under it is `version (1) ‖ key id (4) ‖ salt (24) ‖ ciphertext ‖ tag (16)`: 45 bytes more than the
/// plain one.
pub struct ServiceKey {
    purpose: Purpose,
    id: u32,
    material: Material,
}

enum Material {
    Secret { seal: Secret32, mac: Box<hmac::Key> },
    Signer(Box<Signer>),
}

impl ServiceKey {
    /// Reads a key from what the master key wrapped.
    pub(crate) fn from_material(purpose: Purpose, id: u32, bytes: &[u8]) -> Result<Self, Error> {
        let material = match purpose {
            Purpose::Tokens => Material::Signer(Box::new(Signer::es256(id, bytes)?)),
            Purpose::JournalSign => Material::Signer(Box::new(Signer::ed25519(id, bytes)?)),
            Purpose::BlindIndex | Purpose::Journal | Purpose::Cursors | Purpose::Codes | Purpose::Outbox => {
                let mac = subkey(bytes, purpose.as_str().as_bytes(), "carnet/v1/service/mac")?;
                Material::Secret {
                    seal: subkey(bytes, purpose.as_str().as_bytes(), "carnet/v1/service/seal")?,
                    mac: Box::new(hmac::Key::new(hmac::HMAC_SHA256, mac.expose_secret())),
                }
            }
        };
        Ok(Self { purpose, id, material })
    }

    /// What the key is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Its number, from 1; it stands in everything that the key makes.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// HMAC-SHA256 of the domain and the parts, each after its length.
    ///
    /// # Errors
    /// [`Error::Misused`] for a key that signs.
    pub fn mac(&self, domain: &'static str, parts: &[&[u8]]) -> Result<[u8; 32], Error> {
        Ok(mac(self.secret("make tags")?.1, domain, parts))
    }

    /// Whether `tag` is the [`ServiceKey::mac`] of the parts; takes the same time whatever the answer.
    ///
    /// # Errors
    /// [`Error::Misused`] for a key that signs.
    pub fn verify_mac(&self, domain: &'static str, parts: &[&[u8]], tag: &[u8]) -> Result<bool, Error> {
        Ok(verify_mac(self.secret("check tags")?.1, domain, parts, tag))
    }

    /// Seals a value for one place; the same domain and parts are needed to open it.
    ///
    /// # Errors
    /// [`Error::Misused`] for a key that signs.
    pub fn seal(
        &self,
        rng: &dyn Rng,
        domain: &'static str,
        aad: &[&[u8]],
        plain: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let root = self.secret("seal")?.0.expose_secret();
        let mut out = Vec::with_capacity(45 + plain.len());
        out.push(VERSION);
        out.extend_from_slice(&self.id.to_be_bytes());
        envelope::seal(root, rng, ENVELOPE, &self.aad(domain, aad), plain, &mut out)?;
        Ok(out)
    }

    /// Opens what this key sealed for the same domain and parts.
    ///
    /// # Errors
    /// [`Error::Broken`] for anything else, [`Error::Misused`] for a key that signs.
    pub fn open(&self, domain: &'static str, aad: &[&[u8]], sealed: &[u8]) -> Result<Plain, Error> {
        let root = self.secret("open")?.0.expose_secret();
        let (id, body) = key_id(sealed).ok_or(Error::Broken)?;
        if id != self.id {
            return Err(Error::Broken);
        }
        envelope::open(root, ENVELOPE, &self.aad(domain, aad), body)
    }

    /// The key pair of a purpose that signs.
    ///
    /// # Errors
    /// [`Error::Misused`] for a purpose that does not sign.
    pub fn signer(&self) -> Result<&Signer, Error> {
        match &self.material {
            Material::Signer(signer) => Ok(signer),
            Material::Secret { .. } => Err(Error::Misused { purpose: self.purpose, act: "sign" }),
        }
    }

    fn secret(&self, act: &'static str) -> Result<(&Secret32, &hmac::Key), Error> {
        match &self.material {
            Material::Secret { seal, mac } => Ok((seal, mac)),
            Material::Signer(_) => Err(Error::Misused { purpose: self.purpose, act }),
        }
    }

    fn aad(&self, domain: &str, parts: &[&[u8]]) -> Vec<u8> {
        let id = self.id.to_be_bytes();
        let head: [&[u8]; 4] =
            [b"carnet/v1/service", self.purpose.as_str().as_bytes(), &id, domain.as_bytes()];
        canonical(head.into_iter().chain(parts.iter().copied()))
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceKey")
            .field("purpose", &self.purpose)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Which key sealed a value, and the rest of the value.
pub(super) fn key_id(sealed: &[u8]) -> Option<(u32, &[u8])> {
    let ([VERSION], rest) = sealed.split_first_chunk::<1>()? else { return None };
    let (id, body) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*id), body))
}

/// What a new key of the purpose is made of: 32 random bytes, or a PKCS#8 key pair for tokens.
pub(crate) fn fresh_material(purpose: Purpose, rng: &dyn Rng) -> Result<Plain, Error> {
    match purpose {
        Purpose::Tokens => fresh_es256(rng),
        Purpose::BlindIndex
        | Purpose::Journal
        | Purpose::JournalSign
        | Purpose::Cursors
        | Purpose::Codes
        | Purpose::Outbox => Ok(fresh(rng).expose_secret().to_vec().into()),
    }
}
