use std::collections::HashMap;

use consent::service::Likeness;
use database::Tx;
use kernel::{PersonId, Private, SpaceId};

use crate::{Error, Identity, normalise, sealed, store};

/// What is compared of somebody who has a record.
#[derive(Default)]
struct Compared {
    names: Vec<Private<String>>,
    commune: Option<Private<String>>,
}

impl Identity {
    /// In what patients and professionals are alike, for each pair in order. Without a permit: it compares identities over all
    /// records for a job that opens none, and only the likeness leaves it.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn likenesses_without_permit(
        &self,
        tx: &mut Tx<'_>,
        pairs: &[(SpaceId, PersonId)],
    ) -> Result<Vec<Likeness>, Error> {
        let spaces: Vec<SpaceId> = pairs.iter().map(|(space, _)| *space).collect();
        let people: Vec<PersonId> = pairs.iter().map(|(_, person)| *person).collect();
        let mut patients = HashMap::with_capacity(spaces.len());
        for (space, row) in store::identities_without_permit(tx, &spaces)? {
            patients.insert(space, self.compared(space, row.person, &row.sealed)?);
        }
        let mut as_citizens: HashMap<PersonId, Vec<Compared>> = HashMap::new();
        for (space, row) in store::identities_of_people_without_permit(tx, &people)? {
            let own = self.compared(space, row.person, &row.sealed)?;
            as_citizens.entry(row.person).or_default().push(own);
        }
        let families = store::families_of(tx, &people)?;
        let alike = |(space, person): &(SpaceId, PersonId)| {
            let Some(patient) = patients.get(space) else { return Likeness::default() };
            let own = as_citizens.get(person).map(Vec::as_slice).unwrap_or_default();
            let is_named = |name: &Private<String>| patient.names.contains(name);
            let lives_there = |one: &Compared| patient.commune.is_some() && one.commune == patient.commune;
            Likeness {
                same_name: families.get(person).is_some_and(is_named)
                    || own.iter().flat_map(|one| &one.names).any(is_named),
                same_commune: own.iter().any(lives_there),
            }
        };
        Ok(pairs.iter().map(alike).collect())
    }

    /// Nothing of an erased record is left to compare.
    fn compared(&self, space: SpaceId, person: PersonId, row: &[u8]) -> Result<Compared, Error> {
        let keys = match self.vault.space(space) {
            Err(vault::Error::NoSpaceKey(_)) => return Ok(Compared::default()),
            keys => keys?,
        };
        let whole = sealed::open(&keys, person, row)?;
        let names = [Some(whole.identity.traits.birth_name), whole.identity.usual_name];
        let names = names.into_iter().flatten().map(|name| normalise(name.reveal()));
        Ok(Compared {
            names: names.filter(|name| !name.reveal().is_empty()).collect(),
            commune: whole.commune,
        })
    }
}
