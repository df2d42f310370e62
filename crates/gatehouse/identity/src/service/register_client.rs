use database::{ReadTx, Tx};
use kernel::SoftwareId;

use crate::{
    Error, Identity,
    client::{ClientAuth, Registration},
    store,
};

impl Identity {
    /// Registers client software that may ask for tokens from now on.
    ///
    /// # Errors
    /// The database's, also when the organisation is not registered.
    pub fn register_client(&self, tx: &mut Tx<'_>, new: &Registration) -> Result<(), Error> {
        Ok(store::insert_registration(tx, new)?)
    }

    /// Says by which keys or certificates registered software shows itself from now on. Its sessions go on.
    ///
    /// # Errors
    /// [`Error::Missing`] when nothing is registered under this id; the database's.
    pub fn change_client_auth(
        &self,
        tx: &mut Tx<'_>,
        software: SoftwareId,
        auth: &ClientAuth,
    ) -> Result<(), Error> {
        if store::update_auth(tx, software, auth)? { Ok(()) } else { Err(Error::Missing("client software")) }
    }

    /// Takes software off the list and ends its sessions: its tokens count no more from the next call on, on every server.
    /// Says how many sessions ran.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such software; the database's.
    pub fn revoke_software(&self, tx: &mut Tx<'_>, software: SoftwareId) -> Result<usize, Error> {
        if !store::update_listing(tx, software, false)? {
            return Err(Error::Missing("client software"));
        }
        Ok(store::end_of_software(tx, software, self.clock.now())?)
    }

    /// What is registered under an id.
    ///
    /// # Errors
    /// The database's.
    pub fn registration(
        &self,
        rtx: &mut ReadTx<'_>,
        software: SoftwareId,
    ) -> Result<Option<Registration>, Error> {
        Ok(store::registration(rtx.conn(), software)?)
    }

    /// Everything that is registered, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub fn registrations(&self, rtx: &mut ReadTx<'_>) -> Result<Vec<Registration>, Error> {
        Ok(store::registrations(rtx.conn())?)
    }
}
