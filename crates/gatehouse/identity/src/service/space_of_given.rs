use database::ReadTx;
use kernel::SpaceId;

use crate::{Error, GivenIdentity, Identity, StrictTraits, index, store};

impl Identity {
    /// The space that an identity given with a deposit names: by its INS, else by the whole tuple of strict traits. It is
    /// no decision and gives no access: the deposit compares the whole identity and decides. Nobody where it names
    /// nobody, or more than one.
    ///
    /// # Errors
    /// [`Error::Trait`] for traits that cannot be any; the database's and the vault's.
    pub fn space_named_by(
        &self,
        rtx: &mut ReadTx<'_>,
        given: &GivenIdentity,
    ) -> Result<Option<SpaceId>, Error> {
        let tags = if let Some(ins) = given.ins.first() {
            index::of_ins(&self.vault, ins)?
        } else {
            let (Some(birth_name), Some(birth_date), Some(sex)) =
                (&given.birth_name, given.birth_date.clone(), given.sex)
            else {
                return Ok(None);
            };
            let traits = StrictTraits {
                birth_name: birth_name.clone(),
                first_names: given.first_names.clone(),
                birth_date,
                sex,
                birthplace: given.birthplace.clone(),
            };
            traits.check()?;
            if traits.birthplace.is_some() {
                index::of_traits(&self.vault, &traits)?
            } else {
                index::of_four_traits(&self.vault, &traits)?
            }
        };
        Ok(match store::spaces_under(rtx.conn(), &tags)?.as_slice() {
            [space] => Some(*space),
            _ => None,
        })
    }
}
