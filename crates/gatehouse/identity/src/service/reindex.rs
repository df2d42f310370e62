use consent::Purpose;
use database::{Desk, Tx};

use crate::{Error, Identity, ReindexIdentity, index, sealed, store};

/// What a run made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reindexed {
    /// How many spaces got tags under the newest key.
    pub spaces: usize,
    /// How many accounts got tags of their address under the newest key.
    pub accounts: usize,
}

/// How many spaces one transaction does.
const AT_ONCE: i64 = 50;

impl Identity {
    /// After a rotation of the index key: gives every space its tags under the key in force and removes those made by
    /// older ones. A job calls it.
    ///
    /// The tags of the subjects by which providers know citizens cannot be made anew here, since no row holds the
    /// subject: each is at its next log-in. Without the older key, whoever has not logged in since is known by the whole
    /// identity again, as at the first log-in.
    ///
    /// What is left to do stands in the rows, so a run that was broken off is simply begun again. Patients are found
    /// all the while, since a search looks for the tags of every live key, and nobody can take an identity that is just
    /// being moved, since a registration writes the tags of every live key.
    ///
    /// # Errors
    /// The database's and the vault's; what was done until then stays done.
    pub fn reindex(&self, desk: &Desk) -> Result<Reindexed, Error> {
        let mut total = Reindexed { accounts: self.reindex_accounts(desk)?, ..Reindexed::default() };
        loop {
            let Some(spaces) = desk.write(|tx| self.reindex_some(tx))? else { return Ok(total) };
            total.spaces += spaces;
        }
    }

    /// Says how many were done; none when none is left.
    fn reindex_some(&self, tx: &mut Tx<'_>) -> Result<Option<usize>, Error> {
        tx.lock_alone("identity.reindex")?;
        let key = self.vault.service(vault::Purpose::BlindIndex).current()?.id();
        let spaces = store::spaces_with_older_tags(tx, key, AT_ONCE)?;
        if spaces.is_empty() {
            return Ok(None);
        }
        let known = store::lock_identities(tx, &spaces)?;
        // Some may have got their tags anew, or lost them as doubles, until their rows were locked.
        let spaces = store::with_older_tags_among(tx, key, &spaces)?;
        for space in &spaces {
            let permit = self.consent.system_permit::<ReindexIdentity>(tx, Purpose::Upkeep, *space)?;
            let row = known.get(space).ok_or(Error::Missing("citizen"))?;
            let whole = sealed::open(self.vault.space(*space)?.as_ref(), row.person, &row.sealed)?;
            let tags = index::tags_of(&self.vault, &whole, row.status)?;
            store::replace_older_tags(tx, &permit, &tags, key)?;
        }
        Ok(Some(spaces.len()))
    }
}
