//! Organisations, as the numbers that a provider gives lead to them.

use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{Finess, OrganisationId};
use uuid::Uuid;

use crate::schema::organisation;

/// What a provider says of an organisation that has a number.
pub(crate) struct Numbered<'a> {
    /// FINESS of the very site, never that of the legal entity behind it.
    pub(crate) finess: Option<&'a Finess>,
    pub(crate) siret: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) kind: &'a str,
}

/// What the numbers lead to.
enum Found {
    /// An organisation that knows all that it can of them.
    Known(Uuid),
    /// One that is known by its FINESS and has no SIRET yet.
    WithoutSiret(Uuid),
    /// One that is known by its SIRET and has no FINESS yet.
    WithoutFiness(Uuid),
    /// None; the SIRET may stand in its row.
    Nobody,
    /// None, and the SIRET is that of a site with another FINESS.
    NobodyAndSiretTaken,
}

/// The organisation of these numbers, made under `id` where there is none yet.
///
/// The FINESS decides: two sites of one SIRET stay two. A number that is missing in the row found is filled in, so that
/// whoever brings one number alone meets the same organisation. A new one is not listed: its software may not act for
/// it because one of its people logged in.
pub(crate) fn organisation_by_numbers(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    given: &Numbered<'_>,
) -> Result<OrganisationId, Error> {
    if let Found::Known(known) = find(tx, given)? {
        return Ok(known.into());
    }
    // Of two log-ins that bring the same numbers at once, one writes and the other finds.
    tx.lock_alone("identity.organisation-numbers")?;
    let finess = given.finess.map(Finess::as_str);
    match find(tx, given)? {
        Found::Known(known) => Ok(known.into()),
        Found::WithoutSiret(known) => {
            let row = organisation::table.find(known);
            diesel::update(row).set(organisation::siret.eq(given.siret)).execute(tx.conn())?;
            Ok(known.into())
        }
        Found::WithoutFiness(known) => {
            let row = organisation::table.find(known);
            diesel::update(row).set(organisation::finess.eq(finess)).execute(tx.conn())?;
            Ok(known.into())
        }
        Found::Nobody => insert(tx, id, given, given.siret),
        Found::NobodyAndSiretTaken => insert(tx, id, given, None),
    }
}

fn find(tx: &mut Tx<'_>, given: &Numbered<'_>) -> Result<Found, Error> {
    let of_siret = match given.siret {
        Some(siret) => organisation::table
            .filter(organisation::siret.eq(siret))
            .select((organisation::id, organisation::finess))
            .first::<(Uuid, Option<String>)>(tx.conn())
            .optional()?,
        None => None,
    };
    let Some(finess) = given.finess else {
        return Ok(of_siret.map_or(Found::Nobody, |(id, _)| Found::Known(id)));
    };
    let of_finess = organisation::table
        .filter(organisation::finess.eq(finess.as_str()))
        .select((organisation::id, organisation::siret))
        .first::<(Uuid, Option<String>)>(tx.conn())
        .optional()?;
    Ok(match (of_finess, of_siret) {
        (Some((id, None)), None) if given.siret.is_some() => Found::WithoutSiret(id),
        (Some((id, _)), _) => Found::Known(id),
        (None, Some((id, None))) => Found::WithoutFiness(id),
        (None, Some((_, Some(_)))) => Found::NobodyAndSiretTaken,
        (None, None) => Found::Nobody,
    })
}

fn insert(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    given: &Numbered<'_>,
    siret: Option<&str>,
) -> Result<OrganisationId, Error> {
    diesel::insert_into(organisation::table)
        .values((
            organisation::id.eq(id.uuid()),
            organisation::finess.eq(given.finess.map(Finess::as_str)),
            organisation::siret.eq(siret),
            organisation::name.eq(given.name),
            organisation::kind.eq(given.kind),
            organisation::listed.eq(false),
        ))
        .execute(tx.conn())?;
    Ok(id)
}
