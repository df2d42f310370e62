use consent::{Act, Action, Ask};
use database::Tx;
use kernel::{Actor, SpaceId};

use crate::{Documents, Error, ListCorrections, ReviewCorrections, model::Correction, store};

impl Documents {
    /// The requests for correction of a record, newest first: for a citizen those that the holder's side made, for a
    /// professional or an establishment those about their own documents.
    ///
    /// # Errors
    /// The consent engine's, the database's; absent for a professional or an establishment of whom nothing was asked and
    /// who may not consult: a record in which they have nothing and one that does not exist are the same answer.
    pub fn corrections(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<Vec<Correction>, Error> {
        if actor.is_citizen() {
            self.corrections_under::<ListCorrections>(tx, actor, space, ask)
        } else {
            self.corrections_under::<ReviewCorrections>(tx, actor, space, ask)
        }
    }

    fn corrections_under<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<Vec<Correction>, Error> {
        let permit = self.consent.check::<A>(tx, actor, space, ask)?;
        let keys = self.vault.space(space)?;
        let rows = store::corrections(tx, &permit, None)?;
        let found = rows.into_iter().map(|row| Ok(row.open(&keys)?)).collect::<Result<Vec<_>, Error>>()?;
        let told = permit.is_of_holders_side() || !found.is_empty();
        if !told && !self.consent.would(tx, actor, space, Act::Consult)? {
            return Err(permit.no_way(tx).into());
        }
        permit.name(tx, found.iter().map(|correction| correction.document.uuid()));
        Ok(found)
    }
}
