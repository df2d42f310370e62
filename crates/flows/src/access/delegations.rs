//! What professionals hold and hand on, by name.

use chrono::{DateTime, Utc};
use consent::{
    Ask, RuleId,
    service::{Delegate as HandOn, Granted},
};
use database::Tx;
use documents::Error;
use identity::service::NamedProfessional;
use kernel::{Actor, OrganisationId, PersonId, Rpps, SpaceId};

use super::viewers::Names;
use crate::House;

/// To whom a care relationship is handed on.
#[derive(Debug, Clone)]
pub enum Delegate {
    /// A member of the team, by the number in the directory.
    Numbered(Rpps),
    /// A member of the team, by the id.
    Person(PersonId),
    /// The whole team.
    Team,
}

/// What lets the calling professional in, with names.
///
/// # Errors
/// As [`consent::Consent::own_grants`].
pub fn own_grants(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<Granted>, Names), Error> {
    let (_, granted) = house.consent.own_grants(tx, actor, space)?;
    let names = Names::of_grants(house, tx, &granted)?;
    Ok((granted, names))
}

/// What the calling professional has handed on, with names.
///
/// # Errors
/// As [`consent::Consent::delegations`].
pub fn delegations(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<Granted>, Names), Error> {
    let (_, granted) = house.consent.delegations(tx, actor, space)?;
    let names = Names::of_grants(house, tx, &granted)?;
    Ok((granted, names))
}

/// Hands the calling professional's own care relationship on.
///
/// # Errors
/// As [`consent::Consent::delegate`]; [`consent::Error::Unprocessable`] for somebody who is not of the team, and for a profession to
/// which the access matrix opens nothing.
pub fn delegate(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    to: &Delegate,
    until: Option<DateTime<Utc>>,
) -> Result<(Granted, Names), Error> {
    // Before anybody is looked up: whoever may not hand anything on learns of nobody.
    let ask = Ask { way: Some(RuleId::new("W5")), ..Ask::default() };
    house.consent.preflight::<HandOn>(tx, actor, space, ask)?;
    let to = match to {
        Delegate::Team => None,
        Delegate::Numbered(number) => {
            let found = house.identity.professional_of_rpps(tx, number)?;
            Some(member(house, found, actor.organisation())?)
        }
        Delegate::Person(person) => {
            let found = house.identity.professionals_named(tx, &[*person])?.remove(person);
            Some(member(house, found, actor.organisation())?)
        }
    };
    let granted = house.consent.delegate(tx, actor, space, to, until)?;
    let names = Names::of_grants(house, tx, std::slice::from_ref(&granted))?;
    Ok((granted, names))
}

/// A member of the team to whom something can be handed on. Who else practises elsewhere is not told.
fn member(
    house: &House,
    found: Option<NamedProfessional>,
    team: Option<OrganisationId>,
) -> Result<PersonId, consent::Error> {
    let practises_here =
        |known: &NamedProfessional| team.is_some() && known.places.iter().any(|(place, ..)| *place == team);
    let known = found.filter(practises_here).ok_or_else(|| {
        consent::Error::Unprocessable(
            "whoever is named does not practise in the structure of this session".to_owned(),
        )
    })?;
    let profession = known.practice_in(team).profession;
    let opens = house.reference.matrix().rows().any(|row| row.consult && row.profession == profession);
    if opens {
        return Ok(known.person);
    }
    Err(consent::Error::Unprocessable(format!(
        "the access matrix opens nothing to the profession `{profession}`: handing on to it gives nothing"
    )))
}
