use std::{fmt, str::FromStr};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// SHA-256 of a certificate: `x5t#S256` (RFC 8705).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thumbprint([u8; 32]);

/// Not forty-three characters of base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in base64url")]
pub struct ThumbprintFault;

impl Thumbprint {
    /// That of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, certificate).as_ref());
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Thumbprint {
    type Error = ThumbprintFault;

    fn try_from(bytes: &[u8]) -> Result<Self, ThumbprintFault> {
        bytes.try_into().map(Self).map_err(|_| ThumbprintFault)
    }
}

impl FromStr for Thumbprint {
    type Err = ThumbprintFault;

    fn from_str(text: &str) -> Result<Self, ThumbprintFault> {
        URL_SAFE_NO_PAD.decode(text).map_err(|_| ThumbprintFault)?.as_slice().try_into()
    }
}

impl TryFrom<String> for Thumbprint {
    type Error = ThumbprintFault;

    fn try_from(text: String) -> Result<Self, ThumbprintFault> {
        text.parse()
    }
}

impl From<Thumbprint> for String {
    fn from(thumbprint: Thumbprint) -> Self {
        thumbprint.to_string()
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}
