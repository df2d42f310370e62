//! What lies sealed in the rows of accounts, and the secrets of links and cookies.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{Language, Rng};
use mail::Address;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;
use vault::{Purpose, Vault};
use zeroize::Zeroizing;

use crate::Error;

/// Longest secret that is looked at.
const LONGEST: usize = 128;
/// Random bytes of one.
const BYTES: usize = 32;

const DOMAIN: &str = "identity.account";

/// The secret of a link or of a cookie: 256 random bits. Only its digest is stored.
#[derive(Debug, Clone)]
pub struct LinkSecret(SecretString);

impl LinkSecret {
    pub(crate) fn fresh(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng.fill(bytes.as_mut_slice());
        Self(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
    }

    /// What somebody brings; it is looked up by its digest, so it may be anything that is not too long.
    pub fn brought(text: &str) -> Option<Self> {
        (1..=LONGEST).contains(&text.len()).then(|| Self(text.into()))
    }

    /// The secret itself, for a mail or a cookie.
    pub fn reveal(&self) -> &SecretString {
        &self.0
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, self.0.expose_secret().as_bytes()).as_ref());
        bytes
    }
}

/// Where an account gets its mails.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) address: Address,
    pub(crate) language: Language,
}

/// Seals what stands in the rows of accounts; each value opens in its own row and column alone.
pub(crate) struct Sealed<'a> {
    vault: &'a Vault,
    column: &'static str,
    row: &'a [u8],
}

impl<'a> Sealed<'a> {
    pub(crate) fn of(vault: &'a Vault, column: &'static str, row: &'a [u8]) -> Self {
        Self { vault, column, row }
    }

    pub(crate) fn seal(&self, value: &impl Serialize) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(value).map_err(|_| unreadable("it cannot be written down"))?;
        let plain = Zeroizing::new(plain);
        let place: [&[u8]; 2] = [self.column.as_bytes(), self.row];
        Ok(self.vault.service(Purpose::Codes).seal(DOMAIN, &place, &plain)?)
    }

    pub(crate) fn open<T: DeserializeOwned>(&self, sealed: &[u8]) -> Result<T, Error> {
        let place: [&[u8]; 2] = [self.column.as_bytes(), self.row];
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| unreadable("a sealed value has an unknown shape"))
    }
}

/// The bytes of an id, as the row of what is sealed.
pub(crate) fn row(id: &Uuid) -> &[u8] {
    id.as_bytes().as_slice()
}

pub(crate) fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: "identity.account", what })
}
