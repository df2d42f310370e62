use std::collections::HashMap;

use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{PersonId, Private};
use uuid::Uuid;

use crate::{
    OrganisationKind,
    rows::ProfessionalRow,
    schema::{organisation, professional, situation},
};

/// Where somebody practises: the person, the structure, the sector, a profession of its own, and whether the structure
/// answers emergency calls.
pub(crate) type PlaceRow = (Uuid, Option<Uuid>, String, Option<String>, Option<bool>);

/// These professionals, and where they practise now.
pub(crate) fn professionals_named(
    tx: &mut Tx<'_>,
    people: &[Uuid],
) -> Result<(Vec<ProfessionalRow>, Vec<PlaceRow>), Error> {
    let known = professional::table
        .filter(professional::person.eq_any(people))
        .select(ProfessionalRow::as_select())
        .load(tx.conn())?;
    let places = situation::table
        .left_join(organisation::table)
        .filter(situation::person.eq_any(people))
        .filter(situation::active)
        .order(situation::id)
        .select((
            situation::person,
            situation::organisation,
            situation::sector,
            situation::profession,
            organisation::kind.nullable().eq(OrganisationKind::RegulationCentre.as_str()),
        ))
        .load(tx.conn())?;
    Ok((known, places))
}

/// The family names of these professionals, made comparable.
pub(crate) fn families_of(
    tx: &mut Tx<'_>,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Private<String>>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    let found: Vec<(Uuid, String)> = professional::table
        .filter(professional::person.eq_any(ids))
        .select((professional::person, professional::search_family))
        .load(tx.conn())?;
    Ok(found.into_iter().map(|(person, family)| (person.into(), Private::new(family))).collect())
}

/// What these structures are called.
pub(crate) fn organisations_named(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, Error> {
    Ok(organisation::table
        .filter(organisation::id.eq_any(ids))
        .select((organisation::id, organisation::name))
        .load(tx.conn())?)
}

/// The structure that bears a FINESS number.
pub(crate) fn organisation_by_finess(tx: &mut Tx<'_>, finess: &str) -> Result<Option<Uuid>, Error> {
    Ok(organisation::table
        .filter(organisation::finess.eq(finess))
        .select(organisation::id)
        .first(tx.conn())
        .optional()?)
}
