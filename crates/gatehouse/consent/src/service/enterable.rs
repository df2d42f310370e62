use std::collections::BTreeSet;

use database::Tx;
use kernel::{Actor, SpaceId};

use crate::{Act, Ask, Consent, Error, Party, decide::is_granted, store};

impl Consent {
    /// Of some spaces those that open to somebody by a way for one act at least, asked before one of them is chosen: one statement.
    /// It opens none and leaves no line.
    ///
    /// # Errors
    /// The database's.
    pub fn opens_by(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        spaces: &[SpaceId],
        way: &'static str,
        acts: &[Act],
    ) -> Result<BTreeSet<SpaceId>, Error> {
        let loaded = store::load_each(tx, &self.vault, spaces, self.clock.now())?;
        let mut open = BTreeSet::new();
        for (space, loaded) in loaded {
            // What was changed outside the program opens to nobody, and was alarmed as it was read.
            let Ok(loaded) = loaded else { continue };
            let ahead = store::Ahead { space, at: loaded.at, loaded: Some(loaded) };
            let ask = Ask::by(way);
            let (facts, _) = self.facts_of(Party::from(actor), ahead, ask)?;
            if acts.iter().any(|act| is_granted(self.rules(), &facts, *act)) {
                open.insert(space);
            }
        }
        Ok(open)
    }
}
