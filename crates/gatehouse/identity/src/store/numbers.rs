//! Organisations, as the numbers that a provider gives lead to them.

use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::{Finess, OrganisationId};
use uuid::Uuid;

use crate::schema::organisation;

/// What identifies an organisation of which a provider gives numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number<'a> {
    /// FINESS of the very site, never that of the legal entity behind it.
    Site(&'a Finess),
    /// SIRET of a structure for which no FINESS is given. Several sites may share it.
    Siret(&'a str),
}

impl<'a> Number<'a> {
    /// The number that counts: the FINESS where there is one, whatever SIRET is given with it.
    pub(crate) fn of(finess: Option<&'a Finess>, siret: Option<&'a str>) -> Option<Self> {
        finess.map(Number::Site).or(siret.map(Number::Siret))
    }
}

/// What a provider says of an organisation that has a number.
pub(crate) struct Numbered<'a> {
    pub(crate) number: Number<'a>,
    pub(crate) name: &'a str,
    pub(crate) kind: &'a str,
}

/// The organisation of this number, made under `id` where there is none yet.
///
/// A SIRET leads only to an organisation that has no FINESS, and no number is ever filled in: one SIRET may be that of
/// several sites, so whoever brings it alone is no member of a site, and people known by it alone do not become one. A
/// new organisation is not listed: its software may not act for it because one of its people logged in.
pub(crate) fn organisation_by_number(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    given: &Numbered<'_>,
) -> Result<OrganisationId, Error> {
    if let Some(known) = find(tx.conn(), given.number)? {
        return Ok(known.into());
    }
    // Of two log-ins that bring the same number at once, one writes and the other finds.
    tx.lock_alone("identity.organisation-numbers")?;
    match find(tx.conn(), given.number)? {
        Some(known) => Ok(known.into()),
        None => insert(tx, id, given),
    }
}

/// Puts an organisation on the list.
pub(crate) fn list_organisation(tx: &mut Tx<'_>, id: OrganisationId) -> Result<(), Error> {
    diesel::update(organisation::table.find(id.uuid()))
        .set(organisation::listed.eq(true))
        .execute(tx.conn())?;
    Ok(())
}

fn find(conn: &mut PgConnection, number: Number<'_>) -> Result<Option<Uuid>, Error> {
    let organisations = organisation::table.select(organisation::id);
    Ok(match number {
        Number::Site(finess) => {
            organisations.filter(organisation::finess.eq(finess.as_str())).first(conn).optional()?
        }
        Number::Siret(siret) => organisations
            .filter(organisation::siret.eq(siret))
            .filter(organisation::finess.is_null())
            .first(conn)
            .optional()?,
    })
}

fn insert(tx: &mut Tx<'_>, id: OrganisationId, given: &Numbered<'_>) -> Result<OrganisationId, Error> {
    let (finess, siret) = match given.number {
        Number::Site(finess) => (Some(finess.as_str()), None),
        Number::Siret(siret) => (None, Some(siret)),
    };
    diesel::insert_into(organisation::table)
        .values((
            organisation::id.eq(id.uuid()),
            organisation::finess.eq(finess),
            organisation::siret.eq(siret),
            organisation::name.eq(given.name),
            organisation::kind.eq(given.kind),
            organisation::listed.eq(false),
        ))
        .execute(tx.conn())?;
    Ok(id)
}
