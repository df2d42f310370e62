use consent::{Action, Permit};
use database::Tx;

use crate::{
    CitizenIdentity, Error, Identity, IdentityStatus,
    sealed::{self, WholeIdentity},
    store,
};

impl Identity {
    /// Who the permit's space is about; without a number where the identity is not qualified.
    ///
    /// # Errors
    /// [`Error::Missing`] when nobody was registered for the space; the vault's when the seal does not hold.
    pub fn patient_identity<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<CitizenIdentity, Error> {
        let (whole, status) = self.whole_identity(tx, permit)?;
        Ok(whole.as_proven(status))
    }

    /// All that is known of whom the permit's space is about, and how sure it is.
    pub(crate) fn whole_identity<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<(WholeIdentity, IdentityStatus), Error> {
        let row = store::identity_of(tx, permit)?.ok_or(Error::Missing("citizen"))?;
        Ok((sealed::open(self.vault.space(permit.space())?.as_ref(), row.person, &row.sealed)?, row.status))
    }
}
