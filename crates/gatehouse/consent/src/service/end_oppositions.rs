use database::Tx;

use crate::{Consent, Error, LifeReason, SpaceState, store};

impl Consent {
    /// Makes some of the records whose time to oppose is over and whose holders did not; says how many. Whoever opposes at
    /// the same moment comes before or after, and is never overtaken: the row is locked and its state looked at again.
    ///
    /// # Errors
    /// The database's.
    pub fn end_oppositions(&self, tx: &mut Tx<'_>, most: i64) -> Result<usize, Error> {
        let due = store::lock_unopposed(tx, self.clock.now(), most)?;
        for space in &due {
            self.change_life(tx, *space, SpaceState::Created, LifeReason::OppositionOver)?;
        }
        Ok(due.len())
    }
}
