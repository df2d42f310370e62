use std::collections::HashMap;

use kernel::{PersonId, SpaceId};

use crate::{Error, Identity, feed::FeedRow};

/// A new citizen with the ids that were made for it before the transaction.
pub(super) struct Prepared<'rows> {
    pub(super) row: &'rows FeedRow,
    pub(super) space: SpaceId,
    pub(super) person: PersonId,
}

/// The ids that were made for the rows of a batch, by line, with the keys of the spaces: they serve again when the batch is
/// begun again. Where it comes to nothing in the end, the keys stay, and nothing is sealed under them: whoever writes rows may
/// destroy no key (docs/security.md).
#[derive(Default)]
pub(super) struct NewSpaces(HashMap<u64, (SpaceId, PersonId)>);

impl Identity {
    /// The ids of new citizens, with the keys of their spaces; what is new is made in one statement.
    pub(super) fn prepare<'rows>(
        &self,
        made: &mut NewSpaces,
        rows: &[&'rows FeedRow],
    ) -> Result<Vec<Prepared<'rows>>, Error> {
        let mut fresh = Vec::new();
        let mut prepared = Vec::with_capacity(rows.len());
        for row in rows {
            let (space, person) = *made.0.entry(row.line).or_insert_with(|| {
                let space = SpaceId::new(self.clock.as_ref(), self.rng.as_ref());
                fresh.push(space);
                (space, PersonId::new(self.clock.as_ref(), self.rng.as_ref()))
            });
            prepared.push(Prepared { row, space, person });
        }
        self.vault.create_space_keys(&fresh)?;
        Ok(prepared)
    }
}
