//! Professionals and their situations of practice, as a provider's answer is compared with them.

use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{Finess, OrganisationId, PersonId, Rpps};
use uuid::Uuid;

use crate::{
    Professional, SituationId,
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
        .first::<ProfessionalRow>(conn)
        .optional()?;
    row.map(Professional::try_from).transpose()
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
        ))
        .load(conn)?)
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
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The organisation of one of these numbers, made under `id` where there is none yet. It is not listed: its software may
/// not act for it because one of its people logged in.
pub(crate) fn organisation_by_number(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    (finess, siret): (Option<&Finess>, Option<&str>),
    name: &str,
    kind: &str,
) -> Result<OrganisationId, Error> {
    let find = |tx: &mut Tx<'_>| -> Result<Option<Uuid>, Error> {
        let by_finess = match finess {
            Some(finess) => organisation::table
                .filter(organisation::finess.eq(finess.as_str()))
                .select(organisation::id)
                .first::<Uuid>(tx.conn())
                .optional()?,
            None => None,
        };
        match (by_finess, siret) {
            (None, Some(siret)) => Ok(organisation::table
                .filter(organisation::siret.eq(siret))
                .select(organisation::id)
                .first::<Uuid>(tx.conn())
                .optional()?),
            (found, _) => Ok(found),
        }
    };
    if let Some(found) = find(tx)? {
        return Ok(found.into());
    }
    diesel::insert_into(organisation::table)
        .values((
            organisation::id.eq(id.uuid()),
            organisation::finess.eq(finess.map(Finess::as_str)),
            organisation::siret.eq(siret),
            organisation::name.eq(name),
            organisation::kind.eq(kind),
            organisation::listed.eq(false),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    let found = find(tx)?.ok_or(Error::Row { table: "identity.organisation", what: "it is not there" })?;
    Ok(found.into())
}
