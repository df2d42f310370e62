use database::Tx;
use kernel::{Finess, OrganisationId};

use crate::{Error, Identity, Organisation, OrganisationKind, store};

impl Identity {
    /// Registers an organisation, or says anew what is known of it, its listing too.
    ///
    /// # Errors
    /// The database's; a FINESS number of another organisation is a conflict.
    pub fn register_organisation(&self, tx: &mut Tx<'_>, organisation: &Organisation) -> Result<(), Error> {
        Ok(store::put_organisation(tx, organisation)?)
    }

    /// Puts the establishment of this number on the list: its software may act for it from now on. It is registered where
    /// nobody knows it yet; one that is known keeps its name and kind.
    ///
    /// # Errors
    /// The database's.
    pub fn list_establishment(
        &self,
        tx: &mut Tx<'_>,
        finess: &Finess,
        name: &str,
    ) -> Result<OrganisationId, Error> {
        let new = OrganisationId::new(self.clock.as_ref(), self.rng.as_ref());
        let kind = OrganisationKind::Establishment.as_str();
        let given = store::Numbered { number: store::Number::Site(finess), name, kind };
        let id = store::organisation_by_number(tx, new, &given)?;
        store::list_organisation(tx, id)?;
        Ok(id)
    }
}
