//! How records begin, as whoever decides it sees them: whose each is and how it stands, and nothing of what is in it.

use chrono_tz::Tz;
use consent::{SpaceState, rules::Preset, service::Beginning};
use database::Tx;
use documents::Error;
use identity::BirthDate;
use kernel::{Actor, Private, SpaceId};

use crate::{House, life};

/// A record that somebody may decide about.
#[derive(Debug, Clone)]
pub struct Begins {
    /// The record.
    pub space: SpaceId,
    /// First given name of the person whose it is.
    pub first_name: Private<String>,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// The time zone there.
    pub zone: Tz,
    /// How it stands.
    pub stands: Beginning,
    /// Whether it is the caller's own.
    pub is_own: bool,
}

/// One record, as its holder or a representative sees its beginning.
///
/// # Errors
/// A refusal of consent; the database's.
pub fn of_one(house: &House, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Begins, Error> {
    let (permit, stands) = house.consent.beginning(tx, actor, space)?;
    let is_own = permit.space_facts().is_some_and(|facts| facts.holder == actor.person);
    let zone = permit.space_facts().map_or(house.settings.country.time_zone, |facts| facts.zone);
    let traits = house.identity.patient_identity(tx, &permit)?.traits;
    let first_name = traits.first_names.into_iter().next().unwrap_or_default();
    Ok(Begins { space, first_name, birth_date: traits.birth_date, zone, stands, is_own })
}

/// The records of the minors whom somebody represents. One that is shut, or was opened to nobody, is left out.
///
/// # Errors
/// The database's; a refusal leaves its line and the record out.
pub fn of_children(house: &House, actor: &Actor) -> Result<Vec<Begins>, Error> {
    let spaces = house.desk.read(|rtx| house.consent.represented_by(rtx, actor.person))?;
    let mut children = Vec::with_capacity(spaces.len());
    for space in spaces {
        match house.desk.write(|tx| of_one(house, tx, actor, space)) {
            Ok(begins) => children.push(begins),
            Err(Error::Consent(consent::Error::Refused(_))) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(children)
}

/// How somebody's own records stand, for the page that leads on from there. It shows nothing and leaves no line.
///
/// # Errors
/// The database's.
pub fn own_states(house: &House, spaces: &[SpaceId]) -> Result<Vec<(SpaceId, SpaceState)>, Error> {
    let lives = house.desk.write(|tx| house.consent.lives_without_permit(tx, spaces))?;
    Ok(spaces.iter().filter_map(|space| Some((*space, lives.get(space)?.state))).collect())
}

/// Begins a record with a preset: what is made or may be opposed is used from now on, an opposition is taken back, and of one
/// that is used already the preset changes.
///
/// # Errors
/// As [`of_one`]; a conflict for a record that cannot begin.
pub fn begin(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    preset: Preset,
) -> Result<(), Error> {
    let (_, stands) = house.consent.beginning(tx, actor, space)?;
    match stands.state {
        SpaceState::Active => {}
        SpaceState::Opposed => {
            life::withdraw_opposition(house, tx, actor, space)?;
        }
        _ => {
            life::activate(house, tx, actor, space)?;
        }
    }
    house.consent.choose_preset(tx, actor, space, preset)?;
    Ok(())
}
