//! Who gets in, by name.

use chrono::{DateTime, Utc};
use consent::{
    Ask, DOCTOR, Permit,
    service::{Granted, InviteProfessional, Invited, ListCareTeam, NameAdministrator},
};
use database::Tx;
use documents::Error;
use identity::service::NamedProfessional;
use kernel::{Actor, ProvisionId, Rpps, SpaceId};

use super::{by_hand::naming_hidden, viewers::Names};
use crate::House;

/// Everybody who gets in, with names.
///
/// # Errors
/// The consent engine's.
pub fn care_team(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<Granted>, Names), Error> {
    care_team_under(house, tx, actor, space).map(|(granted, names, _)| (granted, names))
}

/// As [`care_team`], with the permit.
pub(crate) fn care_team_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<Granted>, Names, Permit<'tx, ListCareTeam>), Error> {
    let (permit, mut granted) = house.consent.care_team(tx, actor, space)?;
    let untold = naming_hidden(house, tx, &permit, granted.iter().map(|one| one.id))?;
    granted.retain(|one| !untold.contains(&one.id.uuid()));
    let names = Names::of_grants(house, tx, &granted)?;
    Ok((granted, names, permit))
}

/// Lets a professional in by name, at the first place where they practise.
///
/// # Errors
/// As [`consent::Consent::invite_professional`]; [`consent::Error::Unprocessable`] for a number that nobody has.
pub fn invite(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    number: &Rpps,
    days: Option<u32>,
) -> Result<(Granted, Names), Error> {
    house.consent.preflight::<InviteProfessional>(tx, actor, space, Ask::default())?;
    let known = named(house, tx, number)?;
    let (organisation, sector, profession) =
        known.places.first().cloned().unwrap_or_else(|| (None, String::new(), known.profession.clone()));
    let invited = Invited { person: known.person, organisation, profession, sector, days };
    let opened = house.consent.invite_professional(tx, actor, space, &invited)?;
    let granted = opened.granted(&invited, actor.person);
    let names = Names::of_grants(house, tx, std::slice::from_ref(&granted))?;
    Ok((granted, names))
}

/// Makes a doctor an administrator of the record.
///
/// # Errors
/// As [`consent::Consent::name_administrator`]; [`consent::Error::Unprocessable`] for a number that nobody has, and for whoever is
/// no doctor.
pub fn name_administrator(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    number: &Rpps,
) -> Result<(Granted, Names), Error> {
    house.consent.preflight::<NameAdministrator>(tx, actor, space, Ask::default())?;
    let known = named(house, tx, number)?;
    if known.profession != DOCTOR {
        let fault = "an administrator of a record is a doctor".to_owned();
        return Err(consent::Error::Unprocessable(fault).into());
    }
    let granted = house.consent.name_administrator(tx, actor, space, known.person)?;
    let names = Names::of_grants(house, tx, std::slice::from_ref(&granted))?;
    Ok((granted, names))
}

/// Gives a care relationship another end.
///
/// # Errors
/// As [`consent::Consent::move_relationship_end`].
pub fn move_end(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    relationship: ProvisionId,
    until: DateTime<Utc>,
) -> Result<(Granted, Names), Error> {
    let granted = house.consent.move_relationship_end(tx, actor, space, relationship, until)?;
    let names = Names::of_grants(house, tx, std::slice::from_ref(&granted))?;
    Ok((granted, names))
}

pub(super) fn named(house: &House, tx: &mut Tx<'_>, number: &Rpps) -> Result<NamedProfessional, Error> {
    let found = house.identity.professional_of_rpps(tx, number)?;
    found.ok_or_else(|| {
        let fault = "the directory has no professional with this number".to_owned();
        consent::Error::Unprocessable(fault).into()
    })
}
