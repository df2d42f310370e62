use database::{ReadTx, Tx};
use kernel::{OrganisationId, PersonId, Rpps};

use crate::{Error, Identity, Organisation, Professional, Situation, store};

impl Identity {
    /// The professional that a person is, if any.
    ///
    /// # Errors
    /// The database's.
    pub fn professional_of(
        &self,
        rtx: &mut ReadTx<'_>,
        person: PersonId,
    ) -> Result<Option<Professional>, Error> {
        Ok(store::professional(rtx.conn(), person)?)
    }

    /// The situations of practice of a person that go on: one of them is chosen for a session.
    ///
    /// # Errors
    /// The database's.
    pub fn situations_of(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<Situation>, Error> {
        Ok(store::situations(rtx.conn(), person)?)
    }

    /// An organisation by its id, if it is registered.
    ///
    /// # Errors
    /// The database's.
    pub fn organisation(
        &self,
        rtx: &mut ReadTx<'_>,
        id: OrganisationId,
    ) -> Result<Option<Organisation>, Error> {
        Ok(store::organisation(rtx.conn(), id)?)
    }

    /// The professional of that number, if he or she works in that organisation now and the organisation is listed.
    ///
    /// # Errors
    /// The database's.
    pub fn member_of(
        &self,
        tx: &mut Tx<'_>,
        rpps: &Rpps,
        organisation: OrganisationId,
    ) -> Result<Option<PersonId>, Error> {
        Ok(store::member(tx.conn(), rpps, organisation)?)
    }
}
