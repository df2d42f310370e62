//! Records opened in an emergency: what is told of it to whom they are about, and who looks at it again.

use consent::{
    Ask,
    service::{
        EmergencyAccess, EmergencyCommand, EmergencyLook, LookOutcome, LookState, OpenedEmergency, Review,
        Reviewed, SeenLook,
    },
};
use database::Tx;
use documents::Error;
use kernel::{Actor, EventId, Limit, ProvisionId, SpaceId};
use mail::When;

use crate::{
    House,
    access::Names,
    notify::{NewNotice, Told, notify},
};

/// Opens a record in an emergency and tells the person of the record that it was, and until when: neither who nor where, which
/// the history says.
///
/// # Errors
/// As [`consent::Consent::open_emergency`]; what keeps a notice from being left.
pub fn open(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
    command: &EmergencyCommand,
) -> Result<OpenedEmergency, Error> {
    let opened = house.consent.open_emergency(tx, actor, space, ask, command)?;
    if !opened.replayed {
        let told = Told::EmergencyAccess { until: When { at: opened.ends_at, zone: opened.zone } };
        notify(
            house,
            tx,
            space,
            &NewNotice { event: EventId::from(opened.id.uuid()), person: None, told, secret: opened.secret },
        )?;
    }
    Ok(opened)
}

/// The accesses to a record in an emergency, with names.
///
/// # Errors
/// As [`consent::Consent::emergency_accesses`].
pub fn of_record(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<EmergencyAccess>, Names), Error> {
    let accesses = house.consent.emergency_accesses(tx, actor, space)?;
    let people = accesses.iter().map(|one| one.look.person);
    let names = Names::read(house, tx, people, accesses.iter().filter_map(|one| one.look.organisation))?;
    Ok((accesses, names))
}

/// The looks of a state, with the names of the professionals, and where the next page begins.
///
/// # Errors
/// As [`consent::Consent::emergency_looks`].
pub fn looks(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    state: LookState,
    before: Option<ProvisionId>,
    limit: Limit,
) -> Result<(Vec<SeenLook>, Names, Option<ProvisionId>), Error> {
    let (seen, next) = house.consent.emergency_looks(tx, actor, state, before, limit)?;
    let people = seen.iter().map(|one| one.look.person);
    let names = Names::read(house, tx, people, seen.iter().filter_map(|one| one.look.organisation))?;
    Ok((seen, names, next))
}

/// Says what a second look gave. Of a misuse the person of the record is told.
///
/// # Errors
/// As [`consent::Consent::review_emergency`]; what keeps a notice from being left.
pub fn review(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    access: ProvisionId,
    review: &Review,
) -> Result<EmergencyLook, Error> {
    let Reviewed { look, secret } = house.consent.review_emergency(tx, actor, access, review)?;
    if review.outcome == LookOutcome::Misuse {
        let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
        let into = house.consent.merged_into(tx, &[look.space])?;
        let space = into.get(&look.space).copied().unwrap_or(look.space);
        let lives = house.consent.lives_without_permit(tx, &[space])?;
        let zone = lives.get(&space).map_or(house.settings.country.time_zone, |life| life.zone);
        let told = Told::EmergencyMisuse { at: When { at: look.opened_at, zone } };
        notify(house, tx, space, &NewNotice { event, person: None, told, secret })?;
    }
    Ok(look)
}
