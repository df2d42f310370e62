use database::Tx;
use kernel::{Actor, Ins, SpaceId};
use uuid::Uuid;
use vault::Tag;

use crate::{Error, FindPatient, Identity, StrictTraits, index, store};

/// What a patient is looked up by: all of an identity, never a part of one.
#[derive(Debug, Clone)]
pub enum PatientSearch {
    /// Number and system of the INS.
    Ins(Ins),
    /// The whole tuple of strict traits. Without a place of birth it finds nobody where two people share the four
    /// others.
    Traits(Box<StrictTraits>),
}

impl Identity {
    /// Finds the space of a patient. The line of the journal stands in the chain of the space that was found.
    ///
    /// The answer says nothing but the space's id.
    ///
    /// # Errors
    /// [`Error::Consent`]: refused, or nobody found; [`Error::Trait`] for traits that cannot be any.
    pub fn find_patient(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        search: &PatientSearch,
    ) -> Result<SpaceId, Error> {
        let permit = self.consent.check_lookup::<FindPatient>(tx, actor)?;
        let tags = self.tags_of_search(search)?;
        // Nobody is looked at like somebody whose record is shut.
        let space = match store::spaces_under(tx.conn(), &tags)?.as_slice() {
            [space] => *space,
            _ => SpaceId::from(Uuid::nil()),
        };
        permit.found(tx, &self.consent, space)?;
        Ok(space)
    }

    pub(super) fn tags_of_search(&self, search: &PatientSearch) -> Result<Vec<Tag>, Error> {
        Ok(match search {
            PatientSearch::Ins(ins) => index::of_ins(&self.vault, ins)?,
            PatientSearch::Traits(traits) => {
                traits.check()?;
                if traits.birthplace.is_some() {
                    index::of_traits(&self.vault, traits)?
                } else {
                    index::of_four_traits(&self.vault, traits)?
                }
            }
        })
    }
}
