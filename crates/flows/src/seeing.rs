use std::collections::{BTreeSet, HashMap};

use consent::{
    Action, Ask, Condition, Permit,
    rules::{Start, What},
    service::{
        BlockInForce, Carer, Discretion, Dispute, ExceptionInForce, Granted, Hides, Hiding, Preferences,
        Preferred, UseAnswers, UsedOnce,
    },
};
use database::Tx;
use documents::{Document, Error, Page, PageRequest, Selection};
use kernel::{Actor, DocumentId, SpaceId};
use uuid::Uuid;

use crate::{
    House,
    access::{self, Audience, Consequences, Eyes, EyesOf, Names, Unsaid},
    record::{Heading, heading},
};

/// Who gets into a record.
#[derive(Debug)]
pub struct Team {
    /// Everybody whom something lets in.
    pub granted: Vec<Granted>,
    /// Names of those who are named.
    pub names: Names,
    /// How a care relationship starts, by which somebody else gets in.
    pub start: Start,
    /// Whether the record is kept discreet before those who help.
    pub discretion: Option<Discretion>,
    /// Whether the holder refuses that heirs are shown anything; none for anybody else, who is not told.
    pub heirs_refused: Option<bool>,
}

/// Everybody who gets into the record that the heading names.
///
/// # Errors
/// As [`access::care_team`].
pub fn care_team(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Team), Error> {
    let (granted, names, permit) = access::care_team_under(house, tx, actor, space)?;
    let start = house.consent.start_of(&permit);
    let discretion = house.consent.discretion_under(&permit);
    let heirs_refused = house.consent.refuses_heirs_under(&permit);
    Ok((heading(house, tx, &permit)?, Team { granted, names, start, discretion, heirs_refused }))
}

/// One page of documents, newest first, of the record that the heading names, and what its holder hides, for the holder's
/// side.
///
/// # Errors
/// As [`documents::Documents::list`].
pub fn documents(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    wanted: PageRequest,
) -> Result<(Heading, Page, Option<Hides>), Error> {
    let all = Selection::default();
    let (page, permit) = house.documents.list_under(tx, actor, space, Ask::default(), &all, wanted)?;
    Ok((heading(house, tx, &permit)?, page, hides(house, &permit)?))
}

/// What is known of one document as [`crate::record::document`], and by what its holder hides it, for the holder's side.
///
/// # Errors
/// As [`documents::Documents::read`].
pub fn document(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: DocumentId,
) -> Result<(Heading, Document, Option<Hiding>), Error> {
    let (document, permit) = house.documents.read_under(tx, actor, space, Ask::default(), id)?;
    let hiding = hides(house, &permit)?.and_then(|hides| hides.by(&document.thing()));
    Ok((heading(house, tx, &permit)?, document, hiding))
}

/// What the holder hides, where the permit is of the holder's side; nobody else learns it.
fn hides<A: Action>(house: &House, permit: &Permit<'_, A>) -> Result<Option<Hides>, Error> {
    Ok(if permit.acts_for_holder() { Some(house.consent.hides(permit)?) } else { None })
}

/// Who can see a document of the record that the heading names, and by what its holder hides it.
///
/// # Errors
/// As [`access::audience`].
pub fn audience(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    id: DocumentId,
) -> Result<(Heading, Audience, Option<Hiding>), Error> {
    let (audience, permit) = access::audience_under(house, tx, actor, space, id)?;
    let hiding = house.consent.hides(&permit)?.by(&audience.document.thing());
    Ok((heading(house, tx, &permit)?, audience, hiding))
}

/// What is answered about uses beyond care in the record that the heading names, and what was used of it.
///
/// # Errors
/// As [`consent::Consent::use_answers`].
pub fn secondary_use(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, UseAnswers, Vec<UsedOnce>), Error> {
    let (permit, answers) = house.consent.use_answers(tx, actor, space)?;
    let (_, used) = house.consent.use_ledger(tx, actor, space)?;
    Ok((heading(house, tx, &permit)?, answers, used))
}

/// What the holder says of the record that the heading names.
///
/// # Errors
/// As [`consent::Consent::preferences`].
pub fn preferences(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Preferred), Error> {
    let (preferred, permit) = house.consent.preferences_under(tx, actor, space)?;
    Ok((heading(house, tx, &permit)?, preferred))
}

/// The carers of the record that the heading names.
///
/// # Errors
/// As [`consent::Consent::carers`].
pub fn carers(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Vec<Carer>), Error> {
    let (carers, permit) = house.consent.carers_under(tx, actor, space)?;
    Ok((heading(house, tx, &permit)?, carers))
}

/// What preferences would bring about in the record that the heading names.
///
/// # Errors
/// As [`access::foresee`].
pub fn foresee(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    wanted: &Preferences,
) -> Result<(Heading, Consequences), Error> {
    let (found, permit) = access::foresee_under(house, tx, actor, space, wanted)?;
    Ok((heading(house, tx, &permit)?, found))
}

/// What somebody else would see of the record that the heading names.
///
/// # Errors
/// As [`access::preview`].
pub fn preview(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    eyes: &Eyes,
    thought: &Unsaid,
    wanted: PageRequest,
) -> Result<(Heading, Page, Vec<EyesOf>), Error> {
    let (page, permit) = access::preview_under(house, tx, actor, space, eyes, thought, wanted)?;
    let eyes = access::eyes_of(house, tx, &permit)?;
    Ok((heading(house, tx, &permit)?, page, eyes))
}

/// Those by name through whose eyes the record that the heading names can be looked at.
///
/// # Errors
/// As [`consent::Consent::preferences`].
pub fn eyes(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Vec<EyesOf>), Error> {
    let (_, permit) = house.consent.preferences_under(tx, actor, space)?;
    let eyes = access::eyes_of(house, tx, &permit)?;
    Ok((heading(house, tx, &permit)?, eyes))
}

/// Blocks and exceptions of a record, with the names of those whom they are about.
#[derive(Debug)]
pub struct Named {
    /// Whom the holder blocks.
    pub blocks: (Vec<BlockInForce>, Names),
    /// What the holder hides from somebody or shows to them.
    pub exceptions: (Vec<ExceptionInForce>, Names),
    /// The documents that exceptions are about, by their series, as far as the holder sees them.
    pub documents: HashMap<Uuid, Document>,
}

/// Whom the holder names in the record that the heading names.
///
/// # Errors
/// As [`access::blocks`] and [`access::exceptions`].
pub fn named(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Named), Error> {
    let (blocks, names, permit) = access::blocks_under(house, tx, actor, space)?;
    let (exceptions, names_of_exceptions, under) = access::exceptions_under(house, tx, actor, space)?;
    let series: BTreeSet<Uuid> = exceptions.iter().filter_map(series_in).collect();
    let documents = match series.is_empty() {
        true => Vec::new(),
        false => {
            let series: Vec<Uuid> = series.into_iter().collect();
            house.documents.titled(tx, &under.narrowed(Condition::InSeries(series.into())))?
        }
    };
    let documents = documents.into_iter().map(|document| (document.series_id.uuid(), document)).collect();
    let exceptions = (exceptions, names_of_exceptions);
    Ok((heading(house, tx, &permit)?, Named { blocks: (blocks, names), exceptions, documents }))
}

fn series_in(one: &ExceptionInForce) -> Option<Uuid> {
    match one.said.what {
        What::Document(series) => Some(series),
        What::Category(_) | What::Topic(_) => None,
    }
}

/// What the holder's side said was not right in the record that the heading names.
///
/// # Errors
/// As [`consent::Consent::disputes`].
pub fn disputes(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
) -> Result<(Heading, Vec<Dispute>), Error> {
    let (found, permit) = house.consent.disputes_under(tx, actor, space)?;
    Ok((heading(house, tx, &permit)?, found))
}
