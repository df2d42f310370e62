use consent::{Action, Permit};
use database::Tx;

use crate::{CitizenIdentity, Error, Identity, sealed, store};

impl Identity {
    /// Who the permit's space is about.
    ///
    /// # Errors
    /// [`Error::Missing`] when nobody was registered for the space; the vault's when the seal does not hold.
    pub fn patient_identity<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<CitizenIdentity, Error> {
        let (person, sealed) = store::identity_of(tx, permit)?.ok_or(Error::Missing("citizen"))?;
        sealed::open(self.vault.space(permit.space())?.as_ref(), person, &sealed)
    }
}
