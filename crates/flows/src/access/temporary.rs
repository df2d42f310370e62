//! Temporary accesses, whose people the holder names by their numbers and whose documents by one of their versions.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    Ask, Code, Condition, Party,
    rules::{Lasts, Scope},
    service::{AccessState, GiveTemporaryAccess, NewAccess, TemporaryAccess, Thought},
};
use database::{Tx, idempotency::IdempotencyClaim};
use documents::Error;
use identity::service::NamedProfessional;
use kernel::{Actor, DocumentId, OrganisationId, Rpps, SpaceId};
use uuid::Uuid;

use super::{
    by_hand::naming_hidden,
    viewers::{Names, party_of, viewer_of_access},
};
use crate::{House, once};

/// What a temporary access opens, as the holder means it.
#[derive(Debug, Clone)]
pub enum MeantScope {
    /// The whole record.
    Whole,
    /// Shelves.
    Categories(Vec<Category>),
    /// Documents, each by one of its versions.
    Documents(Vec<DocumentId>),
}

/// A temporary access, as the holder means it.
#[derive(Debug, Clone)]
pub struct MeantAccess {
    /// What it opens.
    pub opens: MeantScope,
    /// From when; from now when none.
    pub from: Option<DateTime<Utc>>,
    /// For how long.
    pub lasts: Lasts,
}

/// A temporary access that was given.
#[derive(Debug)]
pub struct GivenAccess {
    /// It.
    pub access: TemporaryAccess,
    /// The code, where it was given by one: it is shown once.
    pub code: Option<Code>,
    /// Documents that the holder hid, and that it shows since it names them.
    pub shows_hidden: Vec<DocumentId>,
    /// Names of those who are named.
    pub names: Names,
}

/// The temporary accesses and codes of a record, with names.
///
/// # Errors
/// The consent engine's.
pub fn temporary_accesses(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Vec<TemporaryAccess>, Names), Error> {
    let (permit, mut listed) = house.consent.temporary_accesses(tx, actor, space)?;
    let untold = naming_hidden(house, tx, &permit, listed.iter().map(|one| one.id))?;
    listed.retain(|one| !untold.contains(&one.id.uuid()));
    let people = listed.iter().filter(|one| one.guest.is_none()).filter_map(|one| one.person);
    let names = Names::read(house, tx, people, listed.iter().filter_map(|one| one.organisation))?;
    let named = |one: &TemporaryAccess| match (&one.opens, one.state) {
        (Scope::Documents(series), AccessState::Running) => Some(series.clone()),
        _ => None,
    };
    let series: BTreeSet<Uuid> = listed.iter().filter_map(named).flatten().collect();
    if series.is_empty() {
        return Ok((listed, names));
    }
    let series: Vec<Uuid> = series.into_iter().collect();
    let permit = permit.narrowed(Condition::InSeries(series.into()));
    let things = house.documents.things(tx, &permit)?;
    for one in &mut listed {
        let (Some(series), Some(viewer)) = (named(one), viewer_of_access(one, &names)) else { continue };
        let seen =
            house.consent.view_of(&permit, &viewer, &Thought::default(), actor)?.unwrap_or(Condition::Never);
        let shows = things.iter().any(|thing| series.contains(&thing.series) && seen.holds(thing));
        if !shows {
            one.state = AccessState::Emptied;
        }
    }
    Ok((listed, names))
}

/// Gives a temporary access to a professional by name, in a structure where they practise: the first one when none is said.
///
/// # Errors
/// As [`consent::Consent::give_temporary_access`]; [`consent::Error::Unprocessable`] for a number that nobody has, for a
/// structure where the person does not practise, and for a document that is not there.
pub fn give(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    whom: (&Rpps, Option<OrganisationId>),
    meant: &MeantAccess,
) -> Result<GivenAccess, Error> {
    let (number, place) = whom;
    house.consent.preflight::<GiveTemporaryAccess>(tx, actor, space, Ask::default())?;
    let known = super::care_team::named(house, tx, number)?;
    let organisation = place_of(&known, place)?;
    let party = party_of(&known, organisation);
    let (new, shows_hidden) = as_meant(house, tx, actor, space, meant, Some(&party))?;
    let access = house.consent.give_temporary_access(tx, actor, space, known.person, organisation, &new)?;
    let names = Names::read(house, tx, access.person, access.organisation)?;
    Ok(GivenAccess { access, code: None, shows_hidden, names })
}

/// Makes a code by which whoever uses it first gets a temporary access.
///
/// # Errors
/// As [`consent::Consent::make_access_code`]; [`consent::Error::Unprocessable`] for a document that is not there.
pub fn make_code(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    meant: &MeantAccess,
) -> Result<GivenAccess, Error> {
    let (new, shows_hidden) = as_meant(house, tx, actor, space, meant, None)?;
    let (made, access) = house.consent.make_access_code(tx, actor, space, &new)?;
    Ok(GivenAccess { access, code: Some(made.code), shows_hidden, names: Names::default() })
}

/// As [`make_code`], for a request that makes one code however often it is sent: the code of the first one is kept nowhere and
/// cannot be shown again.
///
/// # Errors
/// As [`make_code`]; [`consent::Error::MadeBefore`] for a request that made one before.
pub fn make_code_once(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    meant: &MeantAccess,
    claim: &IdempotencyClaim,
) -> Result<GivenAccess, Error> {
    once(house, tx, Some(space), Some(claim), |tx| {
        let given = make_code(house, tx, actor, space, meant)?;
        let id = given.access.id.uuid();
        Ok((given, id))
    })
}

/// What is meant, with the documents by their series, and those of them that are hidden now from whom it is for.
fn as_meant(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    meant: &MeantAccess,
    whom: Option<&Party>,
) -> Result<(NewAccess, Vec<DocumentId>), Error> {
    let MeantAccess { opens, from, lasts } = meant;
    let new = |opens| NewAccess { opens, from: *from, lasts: *lasts };
    let named: BTreeSet<DocumentId> = match opens {
        MeantScope::Whole => return Ok((new(Scope::Whole), Vec::new())),
        MeantScope::Categories(shelves) => return Ok((new(Scope::Categories(shelves.clone())), Vec::new())),
        MeantScope::Documents(ids) => ids.iter().copied().collect(),
    };
    let known: HashMap<DocumentId, Uuid> =
        super::preferences::series_of(house, tx, actor, space, &named)?.into_iter().collect();
    let series: BTreeSet<Uuid> = known.values().copied().collect();
    let series: Vec<Uuid> = series.into_iter().collect();
    let permit = house.consent.foresee(tx, actor, space)?;
    let permit = permit.narrowed(Condition::InSeries(series.clone().into()));
    let mut hidden = BTreeSet::new();
    for thing in house.documents.things(tx, &permit)? {
        if house.consent.is_hidden_unless_named(&permit, whom, &thing)? {
            hidden.insert(thing.series);
        }
    }
    let shows_hidden = named.into_iter().filter(|id| known.get(id).is_some_and(|one| hidden.contains(one)));
    Ok((new(Scope::Documents(series)), shows_hidden.collect()))
}

/// The structure that is meant, where the person practises.
fn place_of(
    known: &NamedProfessional,
    place: Option<OrganisationId>,
) -> Result<Option<OrganisationId>, Error> {
    let Some(place) = place else { return Ok(known.places.first().and_then(|(place, ..)| *place)) };
    if known.places.iter().any(|(here, ..)| *here == Some(place)) {
        return Ok(Some(place));
    }
    let fault = "this professional does not practise in this structure".to_owned();
    Err(consent::Error::Unprocessable(fault).into())
}
