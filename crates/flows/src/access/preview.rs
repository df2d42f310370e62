use consent::{
    Ask, Permit,
    service::{Granted, Preferences, Preview, Thought, Viewer},
};
use database::Tx;
use documents::{Error, Page, PageRequest};
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, Rpps, SpaceId};

use super::{
    named::{MeantException, Who, blocked_of, exception_of},
    viewers::{Names, anybody, viewers_of},
};
use crate::House;

/// Through whose eyes a record is looked at.
#[derive(Debug, Clone)]
pub enum Eyes {
    /// Of a professional, by the number in the directory, as if a care relationship ran where nothing lets them in.
    Professional(Rpps),
    /// Of anybody of a profession in whose care the holder is.
    Profession(String),
    /// Of a carer, by the id among the carers.
    Carer(ProvisionId),
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
        Eyes::Profession(_) | Eyes::Carer(_) => None,
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
            if let Some(known) = &known {
                let mine = house.consent.granted(permit);
                let to_team = |one: &Granted| {
                    let works_there = known.places.iter().any(|(place, ..)| *place == one.organisation);
                    one.person.is_none() && one.organisation.is_some() && works_there
                };
                let mine = mine.into_iter().filter(|one| one.person == Some(known.person) || to_team(one));
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
