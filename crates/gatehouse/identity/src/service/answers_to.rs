use database::Tx;
use kernel::{PersonId, Private};

use crate::{BirthDate, Error, GivenIdentity, Identity, TraitName, agreement, normalise, sealed, store};

/// By what somebody is known to another person.
#[derive(Debug, Clone)]
pub struct KnownAs {
    /// Family name, the one of birth or the one in use.
    pub family_name: Private<String>,
    /// First given name.
    pub first_name: Private<String>,
    /// Date of birth.
    pub birth_date: BirthDate,
}

impl Identity {
    /// Whether a citizen answers to what is said of somebody: the caller, or the holder for whom the caller acts. Without a permit:
    /// it looks at the identity of that person alone, and says nothing else of it. Whoever has no record answers to nothing.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn answers_to(&self, tx: &mut Tx<'_>, person: PersonId, known: &KnownAs) -> Result<bool, Error> {
        let given = GivenIdentity {
            birth_name: Some(known.family_name.clone()),
            first_names: vec![known.first_name.clone()],
            birth_date: Some(known.birth_date.clone()),
            ..GivenIdentity::default()
        };
        for (space, row) in store::identities_of_people_without_permit(tx, &[person])? {
            let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
            let is_usual = |name: &Private<String>| {
                normalise(name.reveal()).reveal() == normalise(known.family_name.reveal()).reveal()
            };
            let goes_by = whole.identity.usual_name.as_ref().is_some_and(is_usual);
            let differing = agreement(&given, &whole.identity).differing;
            if differing.iter().all(|one| goes_by && *one == TraitName::BirthName) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
