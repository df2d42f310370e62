mod carer;
mod documents;
mod guardian;
mod people;

use database::Tx;
use flows::House;
use kernel::{Actor, ErrorKind, PersonId, RequestId};
use secrecy::ExposeSecret;

use crate::{
    Error,
    people::{ANGE, For, NOE, by_id, session_for},
};

/// Makes the made-up people, their organisations and a few documents, as far as they are not there yet.
///
/// Ids are fixed and what is there stays as it is, so it may be called at each start and be killed at any moment.
///
/// # Errors
/// What a service refuses.
pub fn load_demonstration(house: &House) -> Result<(), Error> {
    let now = house.clock.now();
    // Each is made once, so that what somebody ended stays ended.
    let is_new = |person: PersonId| -> Result<bool, Error> {
        Ok(house.desk.read(|rtx| house.identity.spaces_of(rtx, person))?.is_empty())
    };
    let (carer, guardian) = (is_new(NOE.person(now))?, is_new(ANGE.person(now))?);
    people::register(house)?;
    documents::deposit(house)?;
    if carer {
        unless_refused(carer::make(house), "the carer of the demonstration")?;
    }
    if guardian {
        unless_refused(guardian::make(house), "the guardian of the demonstration")?;
    }
    Ok(())
}

/// Does something as somebody who has just shown a second factor, in a session that ends with it.
fn as_persona<T>(house: &House, id: &str, act: impl FnOnce(&Actor) -> Result<T, Error>) -> Result<T, Error> {
    let persona = by_id(id).ok_or(Error::NoSuchPersona)?;
    let logged_in = session_for(house, persona, For::Calls { second_factor: true })?;
    let request = RequestId::new(house.clock.as_ref(), house.rng.as_ref());
    let actor = house.identity.recognise(&house.desk, logged_in.token.expose_secret(), request)?;
    let done = act(&actor)?;
    house.desk.write(|tx: &mut Tx<'_>| house.identity.end_session(tx, logged_in.session))?;
    Ok(done)
}

/// The same outcome, but for a refusal: somebody tried out what is in the way by now, and the sandbox starts all the same.
fn unless_refused(outcome: Result<(), Error>, what: &'static str) -> Result<(), Error> {
    match outcome {
        Err(error)
            if matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Conflict) =>
        {
            tracing::warn!(%error, what, "the sandbox starts without");
            Ok(())
        }
        outcome => outcome,
    }
}
