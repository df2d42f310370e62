use database::Tx;
use kernel::SpaceId;

use crate::{Act, Action, Consent, Error, Purpose, rules::SECONDARY_USE, store, uses::Uses};

/// Working the projection of secondary use out anew.
struct RebuildUses;

impl Action for RebuildUses {
    const NAME: &'static str = "secondary-use.rebuild";
    const ACT: Act = Act::Maintain;
}

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Spaces whose rows were not what their answers say.
    pub mended: u64,
    /// The last space that was looked at; none when there was none.
    pub last: Option<SpaceId>,
}

impl Consent {
    /// Compares the projection of secondary use with what the spaces after one say, in order, and writes it anew where it is
    /// something else. It gives no access. The history of a space tells when its rows were mended.
    ///
    /// # Errors
    /// The database's.
    pub fn rebuild_uses_without_permit(
        &self,
        tx: &mut Tx<'_>,
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<Rebuilt, Error> {
        let after = after.unwrap_or_else(|| SpaceId::from(uuid::Uuid::nil()));
        let spaces = store::spaces_after(tx, after, most)?;
        let mut done = Rebuilt { mended: 0, last: spaces.last().copied() };
        let rows = store::uses_of(tx, &spaces)?;
        let loaded = store::load_each(tx, &self.vault, &spaces, self.clock.now())?;
        for (space, one) in loaded {
            // What was changed outside the program was raised as it was read, and opens to nobody.
            let Ok(one) = one else { continue };
            let row = rows.get(&space);
            let says = one.provisions.iter().any(|one| one.kind == SECONDARY_USE);
            if !says && row.is_some_and(|kept| kept.uses == Uses::default() && kept.tag.is_none()) {
                continue;
            }
            let ahead = store::Ahead { space, at: one.at, loaded: Some(one) };
            let party = crate::check::system_party(Purpose::Upkeep);
            let (facts, _) = self.facts_of(party, ahead, crate::Ask::default())?;
            let uses = Uses::of(self.reference.secondary_use(), &facts);
            let keys = self.vault.space(space)?;
            let stands = row.is_some_and(|kept| {
                kept.uses == uses && kept.tag.as_ref().is_some_and(|tag| uses.bears(&keys, tag))
            });
            if !stands {
                let permit = self.system_permit::<RebuildUses>(tx, Purpose::Upkeep, space)?;
                permit.hold(tx)?;
                self.write_uses(tx, &permit)?;
                done.mended += 1;
            }
        }
        Ok(done)
    }
}
