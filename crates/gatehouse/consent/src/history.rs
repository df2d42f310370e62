use database::Tx;
use journal::Line;
use kernel::ProvisionId;

use crate::{Action, Condition, Consent, Error, Permit, Provision, RuleId, decide, store};

/// The lines of the permit's space, newest first, before a number. They still name everything that was done: the
/// caller filters them like documents before it shows them.
///
/// # Errors
/// The journal's.
pub fn lines<A: Action>(
    consent: &Consent,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    Ok(journal::lines_without_permit(tx, &consent.vault, permit.space().uuid(), before, limit)?)
}

impl Consent {
    /// Provisions of the permit's space by their ids, also those that are over: what the lines of its history gave and ended.
    ///
    /// # Errors
    /// The database's.
    pub fn provisions_named<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[ProvisionId],
    ) -> Result<Vec<Provision>, Error> {
        Ok(store::provisions_named(tx, permit, self.vault.space(permit.space())?.as_ref(), ids)?)
    }

    /// Which rules hide which things from whoever a permit was given to, in the order in which they are asked.
    pub fn hiding<A: Action>(&self, permit: &Permit<'_, A>) -> Vec<(RuleId, Condition)> {
        decide::hiding(self.rules(), permit.facts(), A::ACT)
    }
}
