use database::Tx;
use kernel::{PersonId, Private, Rpps, Standing};

use crate::{Error, Identity, Professional, store};

impl Identity {
    /// Registers a professional in good standing, or corrects name and profession of a known one, whose standing stays
    /// as it is: only [`Identity::set_standing`] changes it.
    ///
    /// # Errors
    /// The database's; an RPPS number of somebody else is a conflict.
    pub fn register_professional(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        rpps: &Rpps,
        name: &Private<String>,
        profession: &str,
    ) -> Result<(), Error> {
        let new = Professional {
            person,
            rpps: rpps.clone(),
            name: name.clone(),
            profession: profession.to_owned(),
            standing: Standing::Good,
            standing_at: self.clock.now(),
        };
        Ok(store::put_professional(tx, &new)?)
    }
}
