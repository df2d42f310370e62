//! Those who represent a minor, as they accept an invitation, and as a record names them.

use std::collections::HashMap;

use consent::{
    Act, Code,
    rules::InviteeTraits,
    service::{BecameRepresentative, Representative, Represented, Step},
};
use database::Tx;
use documents::Error;
use identity::service::CodeTrier;
use kernel::{Actor, EventId, PersonId, Private, ProvisionId, SpaceId};
use mail::{Line, When};

use super::{carers::answers_to, try_code};
use crate::{
    House,
    notify::{NewNotice, Told, notify},
};

/// Those who represent a minor, and what they do by the minor's age.
#[derive(Debug, Clone)]
pub struct Representatives {
    /// Each of them, and who is invited.
    pub all: Vec<Representative>,
    /// What those are called of whom a name is known.
    pub names: HashMap<PersonId, Private<String>>,
    /// What representatives do from which birthday on, majority among them.
    pub steps: Vec<Step>,
}

impl Representatives {
    /// What one of them is called; the name that was given, while the invitation waits.
    pub fn called(&self, one: &Representative) -> Private<String> {
        let known = one.person.and_then(|person| self.names.get(&person).cloned());
        known.or_else(|| one.invited.as_ref().map(InviteeTraits::called)).unwrap_or_default()
    }
}

/// Those who represent the holder of a record, with names.
///
/// # Errors
/// As [`consent::Consent::representatives`].
pub fn representatives(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<Representatives, Error> {
    let Represented { all, steps } = house.consent.representatives(tx, actor, space)?;
    let people: Vec<PersonId> = all.iter().filter_map(|one| one.person).collect();
    let names = house.identity.citizens_named(tx, &people)?;
    Ok(Representatives { all, names, steps })
}

/// The records that the caller may enter as a representative of a minor. It opens none and leaves no line.
///
/// # Errors
/// The database's.
pub fn enterable_as_representative(house: &House, actor: &Actor) -> Result<Vec<SpaceId>, Error> {
    let mut spaces = house.desk.read(|rtx| house.consent.represented_by(rtx, actor.person))?;
    let acts = [Act::Consult, Act::ReadNotices, Act::Activate, Act::Oppose, Act::Oversee];
    let open = house.desk.write(|tx| house.consent.opens_by(tx, actor, &spaces, "W2", &acts))?;
    spaces.retain(|space| open.contains(space));
    Ok(spaces)
}

/// Accepts an invitation to represent a minor, where it is meant for the caller, and tells the minor and whoever represents them.
///
/// # Errors
/// [`identity::Error::TooManyCodes`]; as [`consent::Consent::accept_representation`]; what keeps a notice from being left.
pub fn accept_representation(
    house: &House,
    actor: &Actor,
    code: Option<&Code>,
) -> Result<BecameRepresentative, Error> {
    let tried = try_code(house, CodeTrier::Person(actor.person))?;
    house.desk.write(|tx| {
        let (permit, invitation) = house.consent.representative_invitation(tx, actor, code)?;
        let is_meant = match &invitation {
            Some(invitation) => answers_to(house, tx, actor.person, invitation.traits())?,
            None => false,
        };
        let became =
            house.consent.accept_representation(tx, &permit, actor, invitation.as_ref(), is_meant)?;
        house.identity.code_was_right(tx, &tried)?;
        let told = Told::RepresentativeAccepted { name: Line::from(actor.name.clone()) };
        let event = EventId::from(became.id.uuid());
        notify(house, tx, became.space, &NewNotice { event, person: None, told, secret: false })?;
        Ok(became)
    })
}

/// Suspends another representative and tells the minor and whoever represents them still.
///
/// # Errors
/// As [`consent::Consent::suspend_representative`]; what keeps a notice from being left.
pub fn suspend_representative(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    representative: ProvisionId,
) -> Result<consent::service::Suspended, Error> {
    let suspended = house.consent.suspend_representative(tx, actor, space, representative)?;
    let until = When { at: suspended.until, zone: suspended.zone };
    let told = Told::RepresentativeSuspended { until, by_judge: false };
    let event = EventId::from(suspended.id.uuid());
    notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
    Ok(suspended)
}
