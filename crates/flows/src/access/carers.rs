//! Carers, as those accept who were invited, and as holders are told.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use consent::{
    Act, Action, CarerFault, Code, Permit,
    rules::{CARER, CarerMay, InviteeTraits},
    service::{BecameCarer, Carer, CarerEnding, InviteCarer, NewCarer, Resigned},
};
use database::{Tx, idempotency::IdempotencyClaim};
use documents::Error;
use identity::{
    BirthDate, normalise,
    service::{CodeTrier, KnownAs},
};
use kernel::{Actor, EventId, PersonId, Private, ProvisionId, SpaceId};
use mail::{Line, When};

use super::try_code;
use crate::{
    House,
    notices::of_a_record,
    notify::{NewNotice, Told, notify},
    once,
    shared::spoils_itself_alone,
};

/// Accepts an invitation to be a carer, where it is meant for the caller, and tells the holder.
///
/// # Errors
/// [`identity::Error::TooManyCodes`]; as [`consent::Consent::accept_invitation`]; what keeps a notice from being left.
pub fn accept_invitation(house: &House, actor: &Actor, code: Option<&Code>) -> Result<CaredFor, Error> {
    let tried = try_code(house, CodeTrier::Person(actor.person))?;
    house.desk.write(|tx| {
        let (permit, invitation) = house.consent.invitation(tx, actor, code)?;
        let is_meant = match &invitation {
            Some(invitation) => answers_to(house, tx, actor.person, invitation.traits())?,
            None => false,
        };
        let became = house.consent.accept_invitation(tx, &permit, actor, invitation.as_ref(), is_meant)?;
        house.identity.code_was_right(tx, &tried)?;
        let until = became.until.map(|at| When { at, zone: became.zone });
        let told = Told::CarerAccepted { name: Line::from(actor.name.clone()), until };
        let notice =
            NewNotice { event: EventId::from(became.id.uuid()), person: None, told, secret: became.secret };
        notify(house, tx, became.space, &notice)?;
        let holder = name_of_holder(house, tx, &permit)?;
        let BecameCarer { space, may, since, until, zone, .. } = became;
        Ok(CaredFor { space, holder, may, since, until, zone })
    })
}

/// Invites somebody to be a carer: neither the holder nor whoever invites, who could use no such code, and nobody whom an
/// invitation waits for already. Whoever is a carer is invited anew to go on.
///
/// # Errors
/// As [`consent::Consent::invite_carer`]; [`CarerFault`].
pub fn invite_carer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    new: &NewCarer,
) -> Result<(Code, Carer), Error> {
    let (code, carer, permit) = house.consent.invite_carer(tx, actor, space, new)?;
    match fault_of(house, tx, &permit, actor, &new.traits)? {
        None => Ok((code, carer)),
        Some(fault) => Err(consent::Error::from(fault).into()),
    }
}

/// Why somebody of these traits cannot be invited.
fn fault_of(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, InviteCarer>,
    actor: &Actor,
    traits: &InviteeTraits,
) -> Result<Option<CarerFault>, Error> {
    if answers_to(house, tx, actor.person, traits)? {
        return Ok(Some(CarerFault::Oneself));
    }
    let holder = permit.space_facts().map(|facts| facts.holder).filter(|holder| *holder != actor.person);
    if let Some(holder) = holder
        && answers_to(house, tx, holder, traits)?
    {
        return Ok(Some(CarerFault::Holder));
    }
    let waiting = house.consent.invited_before(permit);
    let same = waiting.iter().find(|one| one.invited.as_ref().is_some_and(|known| are_same(known, traits)));
    Ok(same.map(|one| CarerFault::Waits(one.id)))
}

/// Whether two people who are invited are one, however their names are written.
fn are_same(one: &InviteeTraits, other: &InviteeTraits) -> bool {
    let is_one = |one: &Private<String>, other: &Private<String>| {
        normalise(one.reveal()).reveal() == normalise(other.reveal()).reveal()
    };
    one.birth_date.reveal() == other.birth_date.reveal()
        && is_one(&one.family_name, &other.family_name)
        && is_one(&one.first_name, &other.first_name)
}

/// Gives up being a carer of a record, and tells its holder.
///
/// # Errors
/// As [`consent::Consent::resign_as_carer`]; what keeps a notice from being left.
pub fn resign_as_carer(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<(), Error> {
    let resigned = house.consent.resign_as_carer(tx, actor, space)?;
    tell_resigned(house, tx, actor, space, resigned)
}

/// Gives up what lets the caller into a record; of a carer its holder is told.
///
/// # Errors
/// As [`consent::Consent::relinquish`]; what keeps a notice from being left.
pub fn relinquish(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    grant: ProvisionId,
) -> Result<(), Error> {
    let (given_up, secret) = house.consent.relinquish(tx, actor, space, grant)?;
    if given_up.kind != CARER {
        return Ok(());
    }
    tell_resigned(house, tx, actor, space, Resigned { id: given_up.id, secret })
}

fn tell_resigned(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    Resigned { id, secret }: Resigned,
) -> Result<(), Error> {
    let told = Told::CarerResigned { name: Line::from(actor.name.clone()) };
    notify(house, tx, space, &NewNotice { event: EventId::from(id.uuid()), person: None, told, secret })?;
    Ok(())
}

/// Invites a carer for a request that makes one invitation however often it is sent: the code of the first one is kept nowhere and
/// cannot be shown again.
///
/// # Errors
/// As [`invite_carer`]; [`consent::Error::MadeBefore`] for a request that made one before.
pub fn invite_carer_once(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    new: &NewCarer,
    claim: &IdempotencyClaim,
) -> Result<(Code, Carer), Error> {
    once(house, tx, Some(space), Some(claim), |tx| {
        let (code, carer) = invite_carer(house, tx, actor, space, new)?;
        let id = carer.id.uuid();
        Ok(((code, carer), id))
    })
}

/// Whether somebody is who is invited.
pub(super) fn answers_to(
    house: &House,
    tx: &mut Tx<'_>,
    person: PersonId,
    traits: &InviteeTraits,
) -> Result<bool, Error> {
    let Ok(birth_date) = BirthDate::parse(traits.birth_date.reveal()) else { return Ok(false) };
    let known = KnownAs {
        family_name: traits.family_name.clone(),
        first_name: traits.first_name.clone(),
        birth_date,
    };
    Ok(house.identity.answers_to(tx, person, &known)?)
}

/// A record with which somebody helps as a carer.
#[derive(Debug, Clone)]
pub struct CaredFor {
    /// The record.
    pub space: SpaceId,
    /// Whose record it is.
    pub holder: Private<String>,
    /// What may be done.
    pub may: CarerMay,
    /// Since when, or from when.
    pub since: DateTime<Utc>,
    /// Until when; open when none.
    pub until: Option<DateTime<Utc>>,
    /// The time zone of the holder.
    pub zone: Tz,
}

/// The records with which the caller helps as a carer. One that is shut, or opens to the caller no more, is left out.
///
/// # Errors
/// The database's; a refusal leaves its line and the record out.
pub fn cared_for(house: &House, actor: &Actor) -> Result<Vec<CaredFor>, Error> {
    let spaces = house.desk.read(|rtx| house.consent.cared_for_by(rtx, actor.person))?;
    let mut found = Vec::with_capacity(spaces.len());
    for space in spaces {
        match house.desk.write(|tx| care_of(house, tx, actor, space)) {
            Ok(one) => found.push(one),
            Err(Error::Consent(consent::Error::Refused(_))) => {}
            Err(error) if spoils_itself_alone(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// The records that the caller may enter as a carer. It opens none and leaves no line.
///
/// # Errors
/// The database's.
pub fn enterable_as_carer(house: &House, actor: &Actor) -> Result<Vec<SpaceId>, Error> {
    let mut spaces = house.desk.read(|rtx| house.consent.cared_for_by(rtx, actor.person))?;
    let open = house.desk.write(|tx| house.consent.opens_by(tx, actor, &spaces, "W4", &[Act::Relinquish]))?;
    spaces.retain(|space| open.contains(space));
    Ok(spaces)
}

/// What the caller may do in a record as a carer, and whose it is.
///
/// # Errors
/// As [`consent::Consent::own_care`].
pub fn care_of(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<CaredFor, Error> {
    let (permit, mine) = house.consent.own_care(tx, actor, space)?;
    let holder = name_of_holder(house, tx, &permit)?;
    let since = mine.since.unwrap_or(permit.now());
    let zone = permit.space_facts().map_or(house.settings.country.time_zone, |facts| facts.zone);
    Ok(CaredFor { space, holder, may: mine.may, since, until: mine.until, zone })
}

/// What the holder of a permit's record is called.
fn name_of_holder<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Private<String>, Error> {
    let identity = house.identity.patient_identity(tx, permit)?;
    Ok(identity.name_to_show())
}

/// Tells the holders of some records of carers who are carers no more before long, each once for each end; gives the last
/// record that was looked at.
///
/// # Errors
/// The database's; what keeps a notice from being left.
pub fn remind_of_carers(house: &House, after: Option<SpaceId>, most: i64) -> Result<Reminded, Error> {
    let spaces = house.desk.write(|tx| house.consent.spaces_of_ending_carers(tx, after, most))?;
    let mut told = 0;
    for space in &spaces {
        let done: Result<usize, Error> = house.desk.write(|tx| {
            let mut told = 0;
            for one in house.consent.ending_carers_without_permit(tx, *space)? {
                for notice in reminders(&one).into_iter().flatten() {
                    // Telling leaves a line, also of what was told before.
                    if !house.notifications.is_told(tx, *space, notice.event).map_err(of_a_record)? {
                        let is_of_holder = notice.person.is_none();
                        let done = notify(house, tx, *space, &notice)?;
                        told += usize::from(done.told && is_of_holder);
                    }
                }
            }
            Ok(told)
        });
        match done {
            Err(error) if spoils_itself_alone(&error) => {
                tracing::warn!(%error, "the holder of one record was not told of a carer");
            }
            done => told += done?,
        }
    }
    Ok(Reminded { told, last: spaces.last().copied() })
}

/// What one step of reminding did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminded {
    /// How many holders were told.
    pub told: usize,
    /// The last record that was looked at; none when there was none.
    pub last: Option<SpaceId>,
}

/// What the holder is told, and the carer where notices are among what they may read.
fn reminders(one: &CarerEnding) -> [Option<NewNotice>; 2] {
    let until = When { at: one.until, zone: one.zone };
    let [of_holder, of_carer] = one.events;
    let to_holder = Told::CarerEnding { name: Line::from(one.name.clone()), until };
    let to_carer = |person| NewNotice {
        event: of_carer,
        person: Some(person),
        told: Told::CareEnding { until },
        secret: one.secret,
    };
    let to_holder = NewNotice { event: of_holder, person: None, told: to_holder, secret: one.secret };
    [Some(to_holder), one.person.map(to_carer)]
}
