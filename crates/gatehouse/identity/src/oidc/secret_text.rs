//! How a secret is written where what holds it is sealed. No other place may serialise one.

use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret that may be absent.
pub(super) mod maybe {
    use super::*;

    pub(in crate::oidc) fn serialize<S: Serializer>(
        secret: &Option<SecretString>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        secret.as_ref().map(ExposeSecret::expose_secret).serialize(to)
    }

    pub(in crate::oidc) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<SecretString>, D::Error> {
        let text = Option::<Private<String>>::deserialize(from)?;
        Ok(text.map(|text| text.reveal().as_str().into()))
    }
}

pub(super) fn serialize<S: Serializer>(secret: &SecretString, to: S) -> Result<S::Ok, S::Error> {
    secret.expose_secret().serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    Private::<String>::deserialize(from).map(|text| text.reveal().as_str().into())
}
