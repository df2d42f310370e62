use consent::{Action, Permit};
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use kernel::SpaceId;
use uuid::Uuid;

use super::Documents;
use crate::Error;

/// What the same request made before, if it was done before; else the key stands for `thing` from now on.
///
/// # Errors
/// [`Error::KeyReused`] for a key that stands for another request; the database's.
impl Documents {
    pub(super) fn claimed<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        claim: Option<&IdempotencyClaim>,
        thing: Uuid,
    ) -> Result<Option<Uuid>, Error> {
        let Some(claim) = claim else { return Ok(None) };
        let claim = self.keyed(permit.space(), claim)?;
        match idempotency::claim(tx, &claim, thing, permit.now())? {
            Claim::New => Ok(None),
            Claim::Replay(made) => Ok(Some(made)),
            Claim::Mismatch => Err(Error::KeyReused),
        }
    }

    /// What a key stands for, under the key of the space: nobody who reads the database guesses what was sent.
    pub(super) fn keyed(&self, space: SpaceId, claim: &IdempotencyClaim) -> Result<IdempotencyClaim, Error> {
        let stands_for = self.vault.space(space)?.mac("idempotency.fingerprint", &[&claim.fingerprint]);
        Ok(IdempotencyClaim { fingerprint: stands_for.to_vec(), ..claim.clone() })
    }
}

/// Says on the line of an act that it had been done before.
pub(super) fn sent_again<'tx, A: Action>(tx: &mut Tx<'tx>, permit: &Permit<'tx, A>) {
    permit.detail(tx, serde_json::json!({ "replayed": true }));
}
