use crate::{Error, Purpose, Vault};

/// A blind index tag: finds a row without saying what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Number of the key that made it.
    pub key: u32,
    /// HMAC-SHA256 of the normalised parts.
    pub bytes: [u8; 32],
}

impl Vault {
    /// The tags of normalised parts under every live index key, the key in force first.
    ///
    /// Look for all of them. Store the first; store all of them where a unique constraint must hold through a
    /// rotation. `domain` names what is indexed, so tags of two kinds of thing have nothing in common.
    ///
    /// # Errors
    /// [`Error::Store`] when the keys could not be compared with the key store for too long.
    pub fn blind(&self, domain: &'static str, parts: &[&[u8]]) -> Result<Vec<Tag>, Error> {
        let keys = self.service(Purpose::BlindIndex).live()?;
        keys.iter().map(|key| Ok(Tag { key: key.id(), bytes: key.mac(domain, parts)? })).collect()
    }
}
