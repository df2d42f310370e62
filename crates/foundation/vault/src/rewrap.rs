use crate::{Error, MasterKeys, Vault, Wrapped, service::service_aad, vault::space_aad};

const BATCH: u32 = 500;

/// What a rewrapping did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Space keys that are now under the newest master key.
    pub spaces: u64,
    /// Service keys that are now under the newest master key.
    pub services: u64,
    /// Keys that did not unwrap and were left as they are.
    pub unreadable: u64,
}

impl Vault {
    /// Wraps every key anew under the newest master key, in batches, while every program goes on serving.
    ///
    /// Nothing that was sealed changes. It may be stopped and started again at any moment, and done by two programs
    /// at once: a key is replaced only where it is still what was read. The older master key may leave the folder
    /// once this has found nothing more to do and the backups that need it have aged.
    ///
    /// # Errors
    /// [`Error::Store`] when the key store cannot be reached; what was done until then stays.
    pub fn rewrap_all(&self) -> Result<Rewrapped, Error> {
        let mut done = Rewrapped::default();
        let newest = self.master().newest();
        for row in self.store().services()? {
            if row.wrapped.master_id == newest {
                continue;
            }
            match self.wrapped_anew(&service_aad(&row.purpose, row.id), &row.wrapped) {
                Ok(wrapped) => done.services += u64::from(self.store().rewrap_service(&row, &wrapped)?),
                Err(error) => {
                    done.unreadable += 1;
                    tracing::error!(purpose = row.purpose, id = row.id, %error, "a service key does not unwrap");
                }
            }
        }
        let mut after = None;
        loop {
            let batch = self.store().spaces_not_under(&newest, after, BATCH)?;
            let Some((last, _)) = batch.last() else { return Ok(done) };
            after = Some(*last);
            for (space, wrapped) in &batch {
                match self.wrapped_anew(&space_aad(*space), wrapped) {
                    Ok(anew) => done.spaces += u64::from(self.store().rewrap_space(*space, wrapped, &anew)?),
                    Err(error) => {
                        done.unreadable += 1;
                        tracing::error!(%space, %error, "a space key does not unwrap");
                    }
                }
            }
        }
    }

    fn wrapped_anew(&self, aad: &[u8], wrapped: &Wrapped) -> Result<Wrapped, Error> {
        let master: &dyn MasterKeys = self.master();
        let key = master.unwrap(aad, wrapped)?;
        master.wrap(self.rng(), aad, &key)
    }
}
