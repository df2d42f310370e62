use std::collections::HashMap;

use database::Tx;
use kernel::{PersonId, Private};

use crate::{Error, Identity, sealed, store};

impl Identity {
    /// What citizens are called, for a record in which its consent names them. It gives no access, and says nothing else of them.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn citizens_named(
        &self,
        tx: &mut Tx<'_>,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Private<String>>, Error> {
        let mut named = HashMap::with_capacity(people.len());
        for (space, row) in store::identities_of_people_without_permit(tx, people)? {
            let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
            named.insert(row.person, whole.identity.name_to_show());
        }
        Ok(named)
    }
}
