//! Blocks and exceptions, whose subjects the holder names by their numbers.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    Ask, Permit,
    rules::{Effect, What},
    service::{
        Block, BlockInForce, Blocked, ExceptionInForce, HideFrom, ListBlocks, ListExceptions, NamedException,
        ShowTo, Whom,
    },
};
use database::Tx;
use documents::Error;
use kernel::{Actor, DocumentId, Finess, OrganisationId, PersonId, Rpps, SpaceId};

use super::{by_hand::naming_hidden, preferences::series_of, viewers::Names};
use crate::House;

/// Whom the holder means.
#[derive(Debug, Clone)]
pub enum Who {
    /// A professional, by the number in the directory.
    Professional(Rpps),
    /// A structure, by its number.
    Numbered(Finess),
    /// A structure, by its id.
    Organisation(OrganisationId),
    /// A profession, code of table TRE_G15.
    Profession(String),
}

/// What the holder means.
#[derive(Debug, Clone)]
pub enum AboutWhat {
    /// A document, by one of its versions.
    Document(DocumentId),
    /// A topic.
    Topic(String),
    /// A shelf.
    Category(Category),
}

/// A named exception, as the holder means it.
#[derive(Debug, Clone)]
pub struct MeantException {
    /// Whom it is about.
    pub who: Who,
    /// What it is about.
    pub about: AboutWhat,
    /// Whether it hides or shows.
    pub effect: Effect,
    /// Until when, if it ends by itself.
    pub until: Option<DateTime<Utc>>,
}

/// The blocks of a record, with names.
///
/// # Errors
/// The consent engine's.
pub fn blocks(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<BlockInForce>, Names), Error> {
    blocks_under(house, tx, actor, space).map(|(blocks, names, _)| (blocks, names))
}

/// As [`blocks`], with the permit.
pub(crate) fn blocks_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<BlockInForce>, Names, Permit<'tx, ListBlocks>), Error> {
    let (permit, blocks) = house.consent.blocks(tx, actor, space)?;
    let names = names_of(house, tx, blocks.iter().map(|one| one.blocked))?;
    Ok((blocks, names, permit))
}

/// Blocks somebody.
///
/// # Errors
/// As [`consent::Consent::block`]; [`consent::Error::Unprocessable`] for a number that nobody has.
pub fn block(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    who: &Who,
    until: Option<DateTime<Utc>>,
) -> Result<(BlockInForce, Names), Error> {
    house.consent.preflight::<Block>(tx, actor, space, Ask::default())?;
    let blocked = blocked_of(house, tx, who)?;
    let made = house.consent.block(tx, actor, space, blocked, until)?;
    let names = names_of(house, tx, [made.blocked])?;
    Ok((made, names))
}

fn names_of(
    house: &House,
    tx: &mut Tx<'_>,
    blocked: impl IntoIterator<Item = Blocked>,
) -> Result<Names, Error> {
    let (mut people, mut organisations): (Vec<PersonId>, Vec<OrganisationId>) = Default::default();
    for one in blocked {
        match one {
            Blocked::Person(person) => people.push(person),
            Blocked::Organisation(organisation) => organisations.push(organisation),
        }
    }
    Names::read(house, tx, people, organisations)
}

/// The named exceptions of a record, with names.
///
/// # Errors
/// The consent engine's.
pub fn exceptions(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<ExceptionInForce>, Names), Error> {
    exceptions_under(house, tx, actor, space).map(|(found, names, _)| (found, names))
}

/// As [`exceptions`], with the permit.
pub(crate) fn exceptions_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<ExceptionInForce>, Names, Permit<'tx, ListExceptions>), Error> {
    let (permit, mut found) = house.consent.exceptions(tx, actor, space)?;
    let untold = naming_hidden(house, tx, &permit, found.iter().map(|one| one.id))?;
    found.retain(|one| !untold.contains(&one.id.uuid()));
    let names = names_in(house, tx, &found)?;
    Ok((found, names, permit))
}

/// Hides something from somebody by name, or shows it to them.
///
/// # Errors
/// As [`consent::Consent::except`]; [`consent::Error::Unprocessable`] for a number that nobody has, and for a document that is
/// not there.
pub fn except(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    meant: &MeantException,
) -> Result<(ExceptionInForce, Names), Error> {
    match meant.effect {
        Effect::Hidden => house.consent.preflight::<HideFrom>(tx, actor, space, Ask::default())?,
        Effect::Shown => house.consent.preflight::<ShowTo>(tx, actor, space, Ask::default())?,
    }
    let new = exception_of(house, tx, actor, space, meant)?;
    let made = house.consent.except(tx, actor, space, &new)?;
    let names = names_in(house, tx, std::slice::from_ref(&made))?;
    Ok((made, names))
}

/// An exception as the rules know it.
pub(super) fn exception_of(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    meant: &MeantException,
) -> Result<NamedException, Error> {
    let whom = known(house, tx, &meant.who)?;
    let what = match &meant.about {
        AboutWhat::Category(category) => What::Category(*category),
        AboutWhat::Topic(key) => What::Topic(key.clone()),
        AboutWhat::Document(id) => {
            let series = series_of(house, tx, actor, space, &BTreeSet::from([*id]))?;
            What::Document(*series.get(id).ok_or(Error::Broken)?)
        }
    };
    Ok(NamedException { whom, what, effect: meant.effect, until: meant.until })
}

/// Whom a block is about, as the rules know them.
pub(super) fn blocked_of(house: &House, tx: &mut Tx<'_>, who: &Who) -> Result<Blocked, Error> {
    match known(house, tx, who)? {
        Whom::Person(person) => Ok(Blocked::Person(person)),
        Whom::Organisation(organisation) => Ok(Blocked::Organisation(organisation)),
        Whom::Profession(_) => Err(Error::Broken),
    }
}

fn names_in(house: &House, tx: &mut Tx<'_>, found: &[ExceptionInForce]) -> Result<Names, Error> {
    let person = |one: &ExceptionInForce| match one.said.whom {
        Whom::Person(person) => Some(person),
        _ => None,
    };
    let organisation = |one: &ExceptionInForce| match one.said.whom {
        Whom::Organisation(organisation) => Some(organisation),
        _ => None,
    };
    Names::read(house, tx, found.iter().filter_map(person), found.iter().filter_map(organisation))
}

/// Who bears a number.
fn known(house: &House, tx: &mut Tx<'_>, who: &Who) -> Result<Whom, Error> {
    let nobody =
        |what: &str| consent::Error::Unprocessable(format!("the directory has no {what} with this number"));
    Ok(match who {
        Who::Professional(rpps) => {
            let found = house.identity.professional_of_rpps(tx, rpps)?;
            Whom::Person(found.ok_or_else(|| nobody("professional"))?.person)
        }
        Who::Numbered(finess) => {
            let found = house.identity.organisation_of_finess(tx, finess)?;
            Whom::Organisation(found.ok_or_else(|| nobody("structure"))?)
        }
        Who::Organisation(id) => {
            let known = house.identity.organisations_named(tx, &[*id])?;
            Whom::Organisation(known.into_keys().next().ok_or_else(|| nobody("structure"))?)
        }
        Who::Profession(code) => Whom::Profession(code.clone()),
    })
}
