//! The steps in the life of a record, each told to the person of the record in its own transaction.

use consent::{LifeReason, service::Moved};
use database::Tx;
use documents::Error;
use kernel::{Actor, EventId, SpaceId};

use crate::{
    House,
    notify::{NewNotice, Told, notify},
};

/// Begins to use a record.
///
/// # Errors
/// As [`consent::Consent::activate_space`]; what keeps a notice from being left.
pub fn activate(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
    let moved = house.consent.activate_space(tx, actor, space)?;
    tell(house, tx, space, Told::RecordActivated)?;
    Ok(moved)
}

/// Takes an opposition back: the record is used at once.
///
/// # Errors
/// As [`consent::Consent::withdraw_opposition`]; what keeps a notice from being left.
pub fn withdraw_opposition(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<Moved, Error> {
    let moved = house.consent.withdraw_opposition(tx, actor, space)?;
    tell(house, tx, space, Told::RecordActivated)?;
    Ok(moved)
}

/// Closes a record.
///
/// # Errors
/// As [`consent::Consent::close_space`]; what keeps a notice from being left.
pub fn close(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
    let moved = house.consent.close_space(tx, actor, space)?;
    tell(house, tx, space, Told::RecordClosed)?;
    Ok(moved)
}

/// Opens a closed record again.
///
/// # Errors
/// As [`consent::Consent::reopen_space`]; what keeps a notice from being left.
pub fn reopen(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
    let moved = house.consent.reopen_space(tx, actor, space)?;
    tell(house, tx, space, Told::RecordReopened)?;
    Ok(moved)
}

/// Shuts a record for everybody, for the time being.
///
/// # Errors
/// As [`consent::Consent::suspend_space`]; what keeps a notice from being left.
pub fn suspend(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    reason: LifeReason,
) -> Result<Moved, Error> {
    let moved = house.consent.suspend_space(tx, actor, space, reason)?;
    tell(house, tx, space, Told::RecordSuspended)?;
    Ok(moved)
}

/// Gives a suspended record the state that it had before.
///
/// # Errors
/// As [`consent::Consent::resume_space`]; what keeps a notice from being left.
pub fn resume(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Moved, Error> {
    let moved = house.consent.resume_space(tx, actor, space)?;
    tell(house, tx, space, Told::RecordResumed)?;
    Ok(moved)
}

fn tell(house: &House, tx: &mut Tx<'_>, space: SpaceId, told: Told) -> Result<(), Error> {
    let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
    notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
    Ok(())
}
