use std::collections::{BTreeSet, HashMap};

use consent::{
    Condition, Permit, Thing,
    service::{Foresee, Preferences, Preferred},
};
use database::Tx;
use documents::{Error, ToCheck};
use kernel::{Actor, DocumentId, SpaceId};
use uuid::Uuid;

use super::viewers::{Names, is_acting, way_of};
use crate::House;

/// Says how a record may be reached and what hides in it, and writes down which documents belong to a topic of the holder's
/// own.
///
/// # Errors
/// As [`consent::Consent::change_preferences`].
pub fn change_preferences(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    unchanged: &dyn Fn(&str) -> bool,
    wanted: &Preferences,
) -> Result<Preferred, Error> {
    let changed = house.consent.change_preferences(tx, actor, space, unchanged, wanted)?;
    check_structures(house, tx, wanted)?;
    house.documents.retag(tx, &changed.permit, &changed.retag)?;
    Ok(changed.preferred)
}

/// Whether the register knows the structures that preferences name: asked once it is decided that they may be said.
fn check_structures(house: &House, tx: &mut Tx<'_>, wanted: &Preferences) -> Result<(), Error> {
    let named: Vec<_> = wanted.default_masks.iter().filter_map(|mask| mask.organisation).collect();
    if named.is_empty() {
        return Ok(());
    }
    let known = house.identity.organisations_named(tx, &named)?;
    match named.iter().find(|one| !known.contains_key(*one)) {
        None => Ok(()),
        Some(one) => {
            let fault = format!("the register has no structure `{one}`, whose documents would be masked");
            Err(consent::Error::Unprocessable(fault).into())
        }
    }
}

/// What preferences would bring about.
#[derive(Debug)]
pub struct Consequences {
    /// How many documents a professional in care would see no more, and how many again.
    pub hidden: usize,
    /// Documents that would be shown and are hidden now.
    pub shown: usize,
    /// Documents of hidden topics that the holder should look at by hand: with the name of the topic.
    pub to_check: Vec<(String, ToCheck)>,
    /// Whom something lets in whatever these preferences say: relationships and accesses that run go on.
    pub go_on: usize,
    /// Documents that are masked, hidden with a topic or by default, and that an emergency would not show either.
    pub not_in_emergency: usize,
    /// Whether a second factor has to be shown anew to save it.
    pub needs_factor: bool,
    /// Names of those who are named.
    pub names: Names,
}

/// What preferences would bring about, before they are said.
///
/// # Errors
/// The consent engine's; what cannot be said is refused as when it is.
pub fn foresee(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    wanted: &Preferences,
) -> Result<Consequences, Error> {
    foresee_under(house, tx, actor, space, wanted).map(|(found, _)| found)
}

/// As [`foresee`], with the permit.
pub(crate) fn foresee_under<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    space: SpaceId,
    wanted: &Preferences,
) -> Result<(Consequences, Permit<'tx, Foresee>), Error> {
    house.consent.check_preferences(wanted)?;
    let permit = house.consent.foresee(tx, actor, space)?;
    check_structures(house, tx, wanted)?;
    let (before, after) = house.consent.masked_by(&permit, actor, wanted)?;
    let things: Vec<Thing> = house.documents.things(tx, &permit)?;
    let count = |condition: Condition| things.iter().filter(|thing| condition.holds(thing)).count();
    let hidden = count(after.clone().and(before.clone().negate()));
    let shown = count(before.and(after.clone().negate()));
    let not_in_emergency = if wanted.emergency.masked { 0 } else { count(after) };
    let granted = house.consent.granted(&permit);
    let go_on = granted.iter().filter(|one| way_of(&one.kind).is_some() && !is_acting(&one.kind)).count();
    let mut to_check = Vec::new();
    for topic in house.consent.topics_hidden_by(&permit, actor, wanted)?.iter() {
        let found = house.documents.to_check(tx, &permit, topic)?;
        to_check.extend(found.into_iter().map(|one| (topic.key.clone(), one)));
    }
    let needs_factor = house.consent.opens(&permit, wanted)?;
    let names = Names::of_grants(house, tx, &granted)?;
    Ok((Consequences { hidden, shown, to_check, go_on, not_in_emergency, needs_factor, names }, permit))
}

/// The series of documents that a holder names, which must be there and seen by the holder.
///
/// # Errors
/// The consent engine's; [`consent::Error::Unprocessable`] for a document that is absent or hidden.
pub fn series_of(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    named: &BTreeSet<DocumentId>,
) -> Result<HashMap<DocumentId, Uuid>, Error> {
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let permit = house.consent.foresee(tx, actor, space)?;
    let ids: Vec<DocumentId> = named.iter().copied().collect();
    let found: HashMap<DocumentId, Uuid> =
        house.documents.series_of(tx, &permit, &ids)?.into_iter().collect();
    match named.iter().find(|id| !found.contains_key(id)) {
        None => Ok(found),
        Some(absent) => {
            let fault = format!("the document `{absent}` does not exist, or is not shown to you");
            Err(consent::Error::Unprocessable(fault).into())
        }
    }
}
