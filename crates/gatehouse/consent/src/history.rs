use std::collections::HashSet;

use database::Tx;
use journal::Line;
use kernel::ProvisionId;
use uuid::Uuid;

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

    /// Whether some of these are provisions of the permit's space that were given in secret, whatever became of them.
    ///
    /// # Errors
    /// The database's.
    pub fn are_some_secret<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[Uuid],
    ) -> Result<bool, Error> {
        Ok(!store::secret_among(tx, permit, ids)?.is_empty())
    }

    /// Which of these are provisions of the permit's space that were given in secret and that whoever came in is not shown, whatever
    /// became of them.
    ///
    /// # Errors
    /// The database's.
    pub fn unseen_among<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[Uuid],
    ) -> Result<HashSet<Uuid>, Error> {
        if permit.sees_secrets() || ids.is_empty() {
            return Ok(HashSet::new());
        }
        Ok(store::secret_among(tx, permit, ids)?)
    }

    /// Which rules hide which things from whoever a permit was given to, in the order in which they are asked.
    pub fn hiding<A: Action>(&self, permit: &Permit<'_, A>) -> Vec<(RuleId, Condition)> {
        decide::hiding(self.rules(), permit.facts(), A::ACT)
    }
}
