use database::idempotency::IdempotencyClaim;
use kernel::SpaceId;
use vault::Vault;

/// A claim of which what the key stands for is a digest under the key of the space: nobody who reads the database guesses
/// from it what was sent.
///
/// # Errors
/// The vault's: a space that does not exist has no key.
pub fn keyed(
    vault: &Vault,
    space: SpaceId,
    claim: &IdempotencyClaim,
) -> Result<IdempotencyClaim, vault::Error> {
    let stands_for = vault.space(space)?.mac("idempotency.fingerprint", &[&claim.fingerprint]);
    Ok(IdempotencyClaim { fingerprint: stands_for.to_vec(), ..claim.clone() })
}
