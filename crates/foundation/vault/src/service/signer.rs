use std::fmt;

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair,
        KeyPair, ParsedPublicKey,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::Rng;
use secrecy::{ExposeSecret, SecretSlice};
use serde::Serialize;

use crate::{Error, Plain, derive::fresh};

/// A key pair that signs: ES256 for access tokens, Ed25519 for the journal's checkpoints.
///
/// Tokens are ES256 because every JOSE library of practice software reads it. Checkpoints are Ed25519 because its
/// signatures need no random number (a weak one would give the key away), the same checkpoint always gives the
/// same signature, and an outside witness can check it with common tools.
pub struct Signer {
    id: u32,
    pair: Pair,
    public: Vec<u8>,
    checker: ParsedPublicKey,
}

enum Pair {
    Es256 { pair: EcdsaKeyPair, pkcs8: SecretSlice<u8> },
    Ed25519(Ed25519KeyPair),
}

/// The public half as a JSON Web Key (RFC 7517; EdDSA by RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// `EC` or `OKP`.
    pub kty: &'static str,
    /// `P-256` or `Ed25519`.
    pub crv: &'static str,
    /// `ES256` or `EdDSA`.
    pub alg: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    pub use_: &'static str,
    /// The key's number in its ring.
    pub kid: String,
    /// First coordinate, or the whole Ed25519 key; base64url.
    pub x: String,
    /// Second coordinate of a P-256 key; base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

impl Signer {
    pub(super) fn es256(id: u32, pkcs8: &[u8]) -> Result<Self, Error> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| Error::Broken)?;
        let public = pair.public_key().as_ref().to_vec();
        let checker = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public)
            .map_err(|_| Error::Library("read a public key"))?;
        Ok(Self { id, pair: Pair::Es256 { pair, pkcs8: pkcs8.to_vec().into() }, public, checker })
    }

    pub(super) fn ed25519(id: u32, seed: &[u8]) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::Broken)?;
        let public = pair.public_key().as_ref().to_vec();
        let checker =
            ParsedPublicKey::new(&ED25519, &public).map_err(|_| Error::Library("read a public key"))?;
        Ok(Self { id, pair: Pair::Ed25519(pair), public, checker })
    }

    /// The key's number in its ring; in a token's header as `kid`.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Signs a message: 64 bytes, for ES256 `r ‖ s` as JOSE wants it.
    ///
    /// # Errors
    /// [`Error::Library`] when the library refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let refused = |_| Error::Library("sign");
        let signature = match &self.pair {
            Pair::Es256 { pair, .. } => pair.sign(&SystemRandom::new(), message),
            Pair::Ed25519(pair) => pair.try_sign(message),
        };
        Ok(signature.map_err(refused)?.as_ref().to_vec())
    }

    /// Whether this key signed the message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.checker.verify_sig(message, signature).is_ok()
    }

    /// The public key: an uncompressed SEC1 point of 65 bytes for ES256, 32 bytes for Ed25519.
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// The public key as a JSON Web Key.
    pub fn jwk(&self) -> Jwk {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let kid = self.id.to_string();
        match &self.pair {
            Pair::Es256 { .. } => {
                let coordinates = self.public.get(1..).unwrap_or_default();
                let (x, y) = coordinates.split_at_checked(32).unwrap_or_default();
                Jwk { kty: "EC", crv: "P-256", alg: "ES256", use_: "sig", kid, x: text(x), y: Some(text(y)) }
            }
            Pair::Ed25519(_) => Jwk {
                kty: "OKP",
                crv: "Ed25519",
                alg: "EdDSA",
                use_: "sig",
                kid,
                x: text(&self.public),
                y: None,
            },
        }
    }

    /// The private key of an ES256 pair as PKCS#8, for a library that signs tokens itself. `None` for Ed25519.
    pub fn private_key_to_sign_elsewhere(&self) -> Option<&SecretSlice<u8>> {
        match &self.pair {
            Pair::Es256 { pkcs8, .. } => Some(pkcs8),
            Pair::Ed25519(_) => None,
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A fresh P-256 key pair as PKCS#8.
pub(super) fn fresh_es256(rng: &dyn Rng) -> Result<Plain, Error> {
    // A number outside 1 … n−1 is no private key; one try in 2³² gives one.
    for _ in 0..8 {
        let scalar = fresh(rng);
        let Ok(private) = PrivateKey::from_private_key(&ECDH_P256, scalar.expose_secret()) else { continue };
        let refused = Error::Library("make a signing key");
        let Ok(public) = private.compute_public_key() else { return Err(refused) };
        let document = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            scalar.expose_secret(),
            public.as_ref(),
        )
        .ok()
        .and_then(|pair| pair.to_pkcs8v1().ok());
        return document.map(|der| der.as_ref().to_vec().into()).ok_or(refused);
    }
    Err(Error::Library("make a signing key"))
}
