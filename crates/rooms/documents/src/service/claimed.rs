use consent::{Action, Permit, keyed};
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use uuid::Uuid;

use super::Documents;
use crate::Error;

impl Documents {
    /// What the same request made before, if it was done before; else the key stands for `thing` from now on.
    ///
    /// # Errors
    /// [`Error::KeyReused`] for a key that stands for another request; the database's.
    pub(super) fn claimed<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        claim: Option<&IdempotencyClaim>,
        thing: Uuid,
    ) -> Result<Option<Uuid>, Error> {
        let Some(claim) = claim else { return Ok(None) };
        let claim = keyed(&self.vault, permit.space(), claim)?;
        match idempotency::claim(tx, &claim, thing, permit.now())? {
            Claim::New => Ok(None),
            Claim::Replay(made) => Ok(Some(made)),
            Claim::Mismatch => Err(Error::KeyReused),
        }
    }
}

/// Says on the line of an act that it had been done before.
pub(super) fn sent_again<'tx, A: Action>(tx: &mut Tx<'tx>, permit: &Permit<'tx, A>) {
    permit.detail(tx, serde_json::json!({ "replayed": true }));
}
