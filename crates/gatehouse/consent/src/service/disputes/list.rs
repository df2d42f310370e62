use database::Tx;
use kernel::{Actor, SpaceId};

use super::{Dispute, ListDisputes};
use crate::{Ask, Consent, Error, Permit, store};

impl Consent {
    /// What the holder's side said was not right, newest first, with what became of it. Of a record that went into another one
    /// it is read where its history is.
    ///
    /// # Errors
    /// [`Error::Refused`], also together with a mediator, whom the words are not for; the database's.
    pub fn disputes(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Vec<Dispute>, Error> {
        self.disputes_under(tx, actor, space).map(|(found, _)| found)
    }

    /// As [`Consent::disputes`], with the permit.
    ///
    /// # Errors
    /// As [`Consent::disputes`].
    pub fn disputes_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Vec<Dispute>, Permit<'tx, ListDisputes>), Error> {
        let permit = self.check::<ListDisputes>(tx, actor, space, Ask::default())?;
        if !permit.is_of_holders_side() || permit.party().assisted {
            return Err(permit.no_way(tx));
        }
        let keys = self.vault.space(space)?;
        let rows = store::disputes(tx, &permit, None)?;
        let mut found =
            rows.into_iter().map(|row| Ok(row.open(&keys)?)).collect::<Result<Vec<Dispute>, Error>>()?;
        found.retain(|dispute| !dispute.words.secret || permit.sees_secrets());
        permit.name(tx, found.iter().map(|dispute| dispute.id.uuid()));
        Ok((found, permit))
    }
}
