use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{Clock, Rng};

use super::{
    Purpose, ServiceKey,
    key::key_id,
    ring::{Keyring, Ring, Source, of_purpose},
};
use crate::{Error, KeyStore, MasterKeys, Plain};

/// The keys of one purpose, as they stand now. Ask for it anew each time: [`crate::Vault::service`] costs nothing.
pub struct ServiceKeys<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) ring: &'a Keyring,
    pub(crate) store: &'a dyn KeyStore,
    pub(crate) master: &'a dyn MasterKeys,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) rng: &'a dyn Rng,
}

impl ServiceKeys<'_> {
    /// The key that makes new things.
    ///
    /// After a rotation it is still the old one for a moment (twice the reload interval), until every other program
    /// has had the time to learn of the new one.
    ///
    /// # Errors
    /// [`Error::Store`] when the keys could not be compared with the key store for too long, [`Error::ClosedKey`] when none
    /// of the purpose opens here.
    pub fn current(&self) -> Result<Arc<ServiceKey>, Error> {
        let ring = self.ring.fresh(&self.source())?;
        if let Some(key) = self.open_ones(&ring).into_iter().next() {
            return Ok(key);
        }
        Err(ring.closed(self.purpose).unwrap_or(Error::UnknownKey { purpose: self.purpose, id: 0 }))
    }

    /// The key of that number, for what it made earlier; the key store is asked at once (but once a second at most)
    /// when it is not known here.
    ///
    /// # Errors
    /// [`Error::UnknownKey`] when it was retired or never made, [`Error::ClosedKey`] when it does not open here.
    pub fn by_id(&self, id: u32) -> Result<Arc<ServiceKey>, Error> {
        if let Some(Ok(key)) = self.ring.fresh(&self.source())?.find(self.purpose, id) {
            return Ok(key);
        }
        let missing = Error::UnknownKey { purpose: self.purpose, id };
        self.ring.forced(&self.source())?.find(self.purpose, id).unwrap_or(Err(missing))
    }

    /// Every key that still counts, the one in force first; all of them or none, since a search under some would miss
    /// what the others have made.
    ///
    /// # Errors
    /// As [`ServiceKeys::current`]; [`Error::ClosedKey`] when one of them does not open here.
    pub fn live(&self) -> Result<Vec<Arc<ServiceKey>>, Error> {
        let ring = self.ring.fresh(&self.source())?;
        ring.closed(self.purpose).map_or_else(|| Ok(self.open_ones(&ring)), Err)
    }

    /// Every key that still counts and opens here, the one in force first.
    ///
    /// # Errors
    /// As [`ServiceKeys::current`] when the key store does not answer.
    pub fn open_here(&self) -> Result<Vec<Arc<ServiceKey>>, Error> {
        Ok(self.open_ones(&*self.ring.fresh(&self.source())?))
    }

    fn open_ones(&self, ring: &Ring) -> Vec<Arc<ServiceKey>> {
        of_purpose(ring, self.purpose, self.grace(), self.clock.now())
    }

    /// Seals a value under the key in force.
    ///
    /// # Errors
    /// As [`ServiceKeys::current`] and [`ServiceKey::seal`].
    pub fn seal(&self, domain: &'static str, aad: &[&[u8]], plain: &[u8]) -> Result<Vec<u8>, Error> {
        self.current()?.seal(self.rng, domain, aad, plain)
    }

    /// Opens a value under the key that it names.
    ///
    /// # Errors
    /// [`Error::Broken`] when it was altered or belongs elsewhere, [`Error::UnknownKey`] when its key was retired.
    pub fn open(&self, domain: &'static str, aad: &[&[u8]], sealed: &[u8]) -> Result<Plain, Error> {
        let (id, _) = key_id(sealed).ok_or(Error::Broken)?;
        self.by_id(id)?.open(domain, aad, sealed)
    }

    pub(crate) fn source(&self) -> Source<'_> {
        Source { store: self.store, master: self.master, clock: self.clock }
    }

    fn grace(&self) -> TimeDelta {
        self.ring.grace()
    }
}
