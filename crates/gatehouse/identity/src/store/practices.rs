//! Professionals and their situations of practice, as a provider's answer is compared with them.

use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{OrganisationId, PersonId, Rpps};
use uuid::Uuid;

use crate::{
    Professional, SituationId, normalise,
    rows::ProfessionalRow,
    schema::{organisation, professional, situation},
};

/// A situation of practice that is known, with what tells it from the others of its person.
#[derive(Queryable)]
pub(crate) struct KnownPractice {
    pub(crate) id: Uuid,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) sector: String,
    pub(crate) active: bool,
    /// None where it is the profession that the person is known by.
    pub(crate) profession: Option<String>,
    pub(crate) know_how: Option<String>,
    /// What the structure is called where it has no number.
    pub(crate) place: Option<String>,
    /// What the structure is called where it has one.
    pub(crate) organisation_name: Option<String>,
    /// The number of the structure, where it has one.
    pub(crate) finess: Option<String>,
}

/// A situation of practice to add.
pub(crate) struct NewPractice<'a> {
    pub(crate) id: SituationId,
    pub(crate) person: PersonId,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) sector: &'a str,
    pub(crate) profession: &'a str,
    pub(crate) know_how: Option<&'a str>,
    pub(crate) place: Option<&'a str>,
}

pub(crate) fn professional_by_rpps(
    conn: &mut PgConnection,
    rpps: &Rpps,
) -> Result<Option<Professional>, Error> {
    let row = professional::table
        .filter(professional::rpps.eq(rpps.as_str()))
        .select(ProfessionalRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Professional::try_from).transpose()
}

/// The professionals who have these numbers, each with the number.
pub(crate) fn people_by_rpps(tx: &mut Tx<'_>, numbers: &[&str]) -> Result<Vec<(String, PersonId)>, Error> {
    let found: Vec<(String, Uuid)> = professional::table
        .filter(professional::rpps.eq_any(numbers))
        .select((professional::rpps, professional::person))
        .load(tx.conn())?;
    Ok(found.into_iter().map(|(number, person)| (number, person.into())).collect())
}

/// Every situation of a person, also those that have ended, oldest first.
pub(crate) fn practices_of(conn: &mut PgConnection, person: PersonId) -> Result<Vec<KnownPractice>, Error> {
    Ok(situation::table
        .left_join(organisation::table)
        .filter(situation::person.eq(person.uuid()))
        .order(situation::id)
        .select((
            situation::id,
            situation::organisation,
            situation::sector,
            situation::active,
            situation::profession,
            situation::know_how,
            situation::place,
            organisation::name.nullable(),
            organisation::finess.nullable(),
        ))
        .load(conn)?)
}

/// The profession that is practised in a situation: its own, else the one that the person is known by.
pub(crate) fn profession_in(conn: &mut PgConnection, id: SituationId) -> Result<Option<String>, Error> {
    let found: Option<(Option<String>, String)> = situation::table
        .inner_join(professional::table)
        .filter(situation::id.eq(id.uuid()))
        .select((situation::profession, professional::profession))
        .first(conn)
        .optional()?;
    Ok(found.map(|(own, usual)| own.unwrap_or(usual)))
}

/// Lets one log-in at a time look at the situations of a person and add to them, until its transaction ends.
pub(crate) fn lock_practices(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    professional::table
        .find(person.uuid())
        .select(professional::person)
        .for_no_key_update()
        .first::<Uuid>(tx.conn())?;
    Ok(())
}

pub(crate) fn insert_practice(tx: &mut Tx<'_>, new: &NewPractice<'_>) -> Result<(), Error> {
    diesel::insert_into(situation::table)
        .values((
            situation::id.eq(new.id.uuid()),
            situation::person.eq(new.person.uuid()),
            situation::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            situation::sector.eq(new.sector),
            situation::active.eq(true),
            situation::profession.eq(new.profession),
            situation::know_how.eq(new.know_how),
            situation::place.eq(new.place),
            situation::place_key
                .eq(new.place.map(|place| normalise(place).reveal().clone()).unwrap_or_default()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
