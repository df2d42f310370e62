use consent::Error as ConsentError;
use database::{
    Failure, Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use documents::Error;
use kernel::SpaceId;
use uuid::Uuid;

use crate::House;

/// Makes something in a record, with its id, for a request that makes one however often it is sent. Whoever sends it again is decided
/// about anew, and told what the first one made; what was shown once, such as a code, is kept nowhere and shown no more.
///
/// `space` is the record, under whose key is kept what the request said; none where it says nothing of anybody.
///
/// # Errors
/// As `make`; [`consent::Error::MadeBefore`] for a request that made one before; [`consent::Error::KeyReused`] for another request with
/// the same key.
pub fn once<'tx, T>(
    house: &House,
    tx: &mut Tx<'tx>,
    space: Option<SpaceId>,
    claim: Option<&IdempotencyClaim>,
    make: impl FnOnce(&mut Tx<'tx>) -> Result<(T, Uuid), Error>,
) -> Result<T, Error> {
    let made = make(tx);
    let Some(claim) = claim else { return made.map(|(made, _)| made) };
    if matches!(&made, Err(error) if error.database().is_some() || is_refusal(error)) {
        return made.map(|(made, _)| made);
    }
    let claim = match space.map(|space| consent::keyed(&house.vault, space, claim)) {
        None => claim.clone(),
        Some(Ok(claim)) => claim,
        // A record that does not exist has no key, and nothing was made in it before.
        Some(Err(fault)) => return made.and_then(|_| Err(ConsentError::from(fault).into())),
    };
    let found = match &made {
        Ok((_, id)) => idempotency::claim(tx, &claim, *id, house.clock.now())?,
        // What cannot be made a second time may be what the first request made.
        Err(_) => idempotency::made(tx, &claim)?.unwrap_or(Claim::New),
    };
    match found {
        Claim::New => made.map(|(made, _)| made),
        Claim::Replay(id) => {
            // That it cannot be made twice is no refusal of whoever made it once.
            tx.owe_no_refusal();
            Err(ConsentError::MadeBefore(id).into())
        }
        Claim::Mismatch => Err(ConsentError::KeyReused.into()),
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Consent(ConsentError::Refused(_) | ConsentError::Absent(_)))
}
