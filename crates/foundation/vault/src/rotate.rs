use crate::{Error, KeyState, Purpose, Vault};

impl Vault {
    /// Makes a new key for the purpose, while every program goes on serving; gives its number.
    ///
    /// What the older keys made still counts. The new key comes into force once every program has had the time to
    /// learn of it: see [`crate::ServiceKeys::current`].
    ///
    /// # Errors
    /// [`Error::Refused`] when another rotation of this purpose came first.
    pub fn rotate(&self, purpose: Purpose) -> Result<u32, Error> {
        let rows = self.store().services()?;
        let greatest = rows.iter().filter(|row| row.purpose == purpose.as_str()).map(|row| row.id).max();
        let id = greatest
            .unwrap_or(0)
            .checked_add(1)
            .ok_or(Error::Refused("this purpose has used up its key numbers"))?;
        if !self.store().rotate_service(&self.new_service_row(purpose, id)?)? {
            return Err(Error::Refused(
                "another rotation of this purpose came first; look at its keys again",
            ));
        }
        self.ring().reload(&self.service(purpose).source())?;
        tracing::info!(%purpose, id, "service key rotated");
        Ok(id)
    }

    /// Retires an older key: what it made no longer opens, verifies or is found. There is no way back.
    ///
    /// Retire a `blind_index` key only once every tag was made anew, and a `journal` key never while lines under it
    /// must verify.
    ///
    /// # Errors
    /// [`Error::Refused`] for the current key, for one that is not live, and until its successor has been in force
    /// long enough for nobody to make anything with the old one.
    pub fn retire(&self, purpose: Purpose, id: u32) -> Result<(), Error> {
        let rows = self.store().services()?;
        let now = self.clock().now();
        let settled = self.ring().grace().checked_mul(2);
        let succeeded = rows.iter().any(|row| {
            row.purpose == purpose.as_str()
                && row.id > id
                && row.state != KeyState::Retired
                && settled.is_some_and(|settled| now - row.created_at >= settled)
        });
        if !succeeded {
            return Err(Error::Refused(
                "a key can be retired once a newer one has been in force for a moment",
            ));
        }
        if !self.store().retire_service(purpose.as_str(), id)? {
            return Err(Error::Refused("only a live key can be retired"));
        }
        self.ring().reload(&self.service(purpose).source())?;
        tracing::info!(%purpose, id, "service key retired");
        Ok(())
    }
}
