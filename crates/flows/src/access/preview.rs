use consent::{
    Action, Ask, Permit,
    service::{Granted, Preferences, Preview, Thought, Viewer},
};
use database::Tx;
use documents::{Error, Page, PageRequest};
use kernel::{Actor, OrganisationId, PersonId, Private, ProvisionId, Rpps, SpaceId};

use super::{
    named::{MeantException, Who, blocked_of, exception_of},
    viewers::{Names, anybody, is_acting, viewers_of},
};
use crate::House;

/// Through whose eyes a record is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eyes {
    /// Of a professional, by the number in the directory, as if a care relationship ran where nothing lets them in.
    Professional(Rpps),
    /// Of anybody of a profession in whose care the holder is.
    Profession(String),
    /// Of a carer, by the id among the carers.
    Carer(ProvisionId),
    /// Of whoever represents the holder, is in charge of them or assists them, by the id among those who get in.
    Acting(ProvisionId),
}

/// Somebody by name through whose eyes a record can be looked at.
#[derive(Debug, Clone)]
pub struct EyesOf {
    /// Through whose.
    pub eyes: Eyes,
    /// What they are called.
    pub name: Private<String>,
}

/// The carers of a permit's record, and whoever acts for its holder or assists them.
pub(crate) fn eyes_of<A: Action>(
    house: &House,
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Vec<EyesOf>, Error> {
    let granted: Vec<Granted> = house.consent.granted(permit);
    let acting: Vec<Granted> = granted.into_iter().filter(|one| is_acting(&one.kind)).collect();
    let names = Names::of_grants(house, tx, &acting)?;
    let acting = acting.iter().map(|one| EyesOf {
        eyes: Eyes::Acting(one.id),
        name: names.acting(one).cloned().unwrap_or_default(),
    });
    let carers = house.consent.running_carers(permit).into_iter();
    let carers = carers.map(|one| EyesOf { eyes: Eyes::Carer(one.id), name: one.name.unwrap_or_default() });
    Ok(carers.chain(acting).collect())
}

/// What the holder thinks of saying, and has not said.
#[derive(Debug, Clone, Default)]
pub struct Unsaid {
    /// Other preferences.
    pub preferences: Option<Preferences>,
    /// One more named exception.
    pub exception: Option<MeantException>,
    /// One more block.
    pub block: Option<Who>,
}

/// What somebody else would see of a record, with preferences as they stand or as they are thought of. It is never more than
/// what the caller sees.
///
/// # Errors
/// The consent engine's; [`consent::Error::Unprocessable`] for nobody that is known.
pub fn preview(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    eyes: &Eyes,
    thought: &Unsaid,
    wanted: PageRequest,
) -> Result<Page, Error> {
    preview_under(house, tx, actor, space, eyes, thought, wanted).map(|(page, _)| page)
}

/// As [`preview`], with the permit.
pub(crate) fn preview_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    eyes: &Eyes,
    thought: &Unsaid,
    wanted: PageRequest,
) -> Result<(Page, Permit<'tx, Preview>), Error> {
    house.consent.preflight::<Preview>(tx, actor, space, Ask::default())?;
    if let Some(preferences) = &thought.preferences {
        house.consent.check_preferences(preferences)?;
    }
    let said = thought.exception.as_ref().map(|meant| exception_of(house, tx, actor, space, meant));
    let blocked = thought.block.as_ref().map(|who| blocked_of(house, tx, who));
    let thought = Thought {
        preferences: thought.preferences.clone(),
        exception: said.transpose()?,
        block: blocked.transpose()?,
    };
    let known = match eyes {
        Eyes::Profession(_) | Eyes::Carer(_) | Eyes::Acting(_) => None,
        Eyes::Professional(rpps) => {
            Some(house.identity.professional_of_rpps(tx, rpps)?.ok_or_else(|| {
                consent::Error::Unprocessable("the directory has no professional with this number".to_owned())
            })?)
        }
    };
    let mut viewers: Vec<Viewer> = Vec::new();
    if let Eyes::Profession(code) = eyes {
        if house.reference.profession(code).is_none() {
            let fault = format!("`{code}` is no profession of table TRE_G15");
            return Err(consent::Error::Unprocessable(fault).into());
        }
        viewers.push(anybody(code));
    }
    house.documents.preview(
        tx,
        actor,
        space,
        |permit| {
            if let Eyes::Carer(id) = eyes {
                viewers.push(house.consent.as_carer(permit, *id)?);
            }
            if let Eyes::Acting(id) = eyes {
                let mut acting = house.consent.granted(permit).into_iter();
                let found = acting.find(|one| one.id == *id && is_acting(&one.kind)).ok_or_else(|| {
                    let fault = "nobody acts for the holder, or assists them, by this id now";
                    consent::Error::Unprocessable(fault.to_owned())
                })?;
                viewers.extend(viewers_of(&found, &Names::default(), &[]));
            }
            if let Some(known) = &known {
                let mine = house.consent.granted(permit);
                let to_team = |one: &Granted| {
                    let works_there = known.places.iter().any(|(place, ..)| *place == one.organisation);
                    one.person.is_none() && one.organisation.is_some() && works_there
                };
                let mine = mine.into_iter().filter(|one| !is_acting(&one.kind));
                let mine = mine.filter(|one| one.person == Some(known.person) || to_team(one));
                let mine = mine.map(|one| Granted { person: Some(known.person), ..one });
                let mut names = Names::default();
                names.people.insert(known.person, known.clone());
                viewers.extend(mine.flat_map(|one| viewers_of(&one, &names, &[])));
                if viewers.is_empty() {
                    viewers.push(as_if_in_care(known.person, known));
                }
            }
            if let Some(exception) = &thought.exception {
                house.consent.check_exception(permit, exception)?;
            }
            let mut seen = consent::Condition::Never;
            for viewer in &viewers {
                let view = house.consent.view_of(permit, viewer, &thought, actor)?;
                seen = seen.or(view.unwrap_or(consent::Condition::Never));
            }
            Ok(seen)
        },
        wanted,
    )
}

/// A professional whom nothing lets in, at the first place where they practise, as if a care relationship ran.
fn as_if_in_care(person: PersonId, known: &identity::service::NamedProfessional) -> Viewer {
    let place: Option<OrganisationId> = known.places.first().and_then(|(place, ..)| *place);
    let mut viewer = anybody(&known.profession);
    viewer.party.person = person;
    viewer.party.kind = consent::PartyKind::Professional(known.practice_in(place));
    viewer
}
