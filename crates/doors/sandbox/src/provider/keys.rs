//! Keys that sign, and change.

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Serialize;
use thiserror::Error;

use super::Shape;

/// How long a key signs, and how long it is still published.
const SIGNS: TimeDelta = TimeDelta::hours(1);
const PUBLISHED: TimeDelta = TimeDelta::hours(3);

/// A key of a provider of the sandbox could not be made or used.
#[derive(Debug, Error)]
#[error("a key of the sandbox's providers could not be made or used")]
pub struct KeyFault;

/// The keys of one provider, the one that signs last.
pub(super) struct Keys {
    algorithm: Algorithm,
    made: u32,
    keys: Vec<Key>,
}

struct Key {
    id: String,
    private: EncodingKey,
    public: Jwk,
    made_at: DateTime<Utc>,
}

impl Keys {
    pub(super) fn new(shape: Shape, now: DateTime<Utc>) -> Result<Self, KeyFault> {
        let algorithm = match shape {
            Shape::ProSanteConnect => Algorithm::RS256,
            Shape::FranceConnect => Algorithm::ES256,
        };
        let mut keys = Self { algorithm, made: 0, keys: Vec::new() };
        keys.rotate(now)?;
        Ok(keys)
    }

    /// The public keys of those that sign or signed lately.
    pub(super) fn published(&mut self, now: DateTime<Utc>) -> JwkSet {
        self.keys.retain(|key| now < key.made_at + PUBLISHED);
        JwkSet { keys: self.keys.iter().map(|key| key.public.clone()).collect() }
    }

    /// Signs, by a new key where the last one has signed long enough.
    pub(super) fn sign(
        &mut self,
        kind: &str,
        claims: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Result<String, KeyFault> {
        if self.keys.last().is_none_or(|key| now >= key.made_at + SIGNS) {
            self.rotate(now)?;
        }
        let key = self.keys.last().ok_or(KeyFault)?;
        let (kid, typ) = (Some(key.id.clone()), Some(kind.to_owned()));
        let header = Header { kid, typ, ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &key.private).map_err(|_| KeyFault)
    }

    /// A new key signs from now on.
    pub(super) fn rotate(&mut self, now: DateTime<Utc>) -> Result<(), KeyFault> {
        self.made += 1;
        let id = format!("{}-{}", now.timestamp(), self.made);
        let private = match self.algorithm {
            Algorithm::RS256 => rsa()?,
            _ => p256()?,
        };
        let mut public = Jwk::from_encoding_key(&private, self.algorithm).map_err(|_| KeyFault)?;
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        self.keys.push(Key { id, private, public, made_at: now });
        Ok(())
    }
}

fn p256() -> Result<EncodingKey, KeyFault> {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    Ok(EncodingKey::from_ec_der(document.map_err(|_| KeyFault)?.as_ref()))
}

/// The library of tokens reads an RSA key as PEM where it comes as PKCS#8.
fn rsa() -> Result<EncodingKey, KeyFault> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyFault)?;
    let document: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyFault)?;
    EncodingKey::from_rsa_pem(pkcs8_pem(document.as_ref()).as_bytes()).map_err(|_| KeyFault)
}

/// A private key as PEM.
pub(crate) fn pkcs8_pem(document: &[u8]) -> String {
    let text = STANDARD.encode(document);
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END PRIVATE KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use kernel::{Clock, ManualClock};

    use super::*;

    #[test]
    fn keys_change_by_the_hour_and_old_ones_stay_published_for_a_while() {
        let clock = ManualClock::at("2026-11-23T09:00:00Z").unwrap();
        for shape in [Shape::ProSanteConnect, Shape::FranceConnect] {
            let mut keys = Keys::new(shape, clock.now()).unwrap();
            let kid = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
            let first = kid(&keys.sign("JWT", &"claims", clock.now()).unwrap());
            assert_eq!(kid(&keys.sign("JWT", &"claims", clock.now()).unwrap()), first);
            let later = clock.now() + TimeDelta::hours(1);
            assert_ne!(kid(&keys.sign("JWT", &"claims", later).unwrap()), first);
            assert_eq!(keys.published(later).keys.len(), 2);
            let ids: Vec<_> = keys
                .published(clock.now() + TimeDelta::hours(3))
                .keys
                .iter()
                .map(|key| key.common.key_id.clone())
                .collect();
            assert_eq!(ids.len(), 1);
            assert_ne!(ids[0], Some(first));
        }
    }
}
