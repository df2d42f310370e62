//! Rows of the directory, some thousand at once.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{OrganisationId, PersonId, Rpps, Standing};
use uuid::Uuid;

use super::imports::counts;
use crate::{
    SituationId,
    extract::{Establishment, Listed, Practising},
    normalise,
    rows::standing_name,
    schema::{
        functions::{
            import_keeping, import_organisations, import_professionals, import_situations, import_standings,
        },
        professional,
    },
};

/// A professional with the id that he or she gets when nobody has this number yet.
pub(crate) type NewListed<'a> = (PersonId, &'a Listed);

/// New, corrected, in good standing again.
pub(crate) fn write_professionals(
    tx: &mut Tx<'_>,
    rows: &[NewListed<'_>],
    now: DateTime<Utc>,
) -> Result<[u64; 3], Error> {
    let ids: Vec<Uuid> = rows.iter().map(|(id, _)| id.uuid()).collect();
    let numbers: Vec<&str> = rows.iter().map(|(_, row)| row.rpps.as_str()).collect();
    let names: Vec<String> = rows
        .iter()
        .map(|(_, row)| format!("{} {}", row.given.reveal(), row.family.reveal()).trim().to_owned())
        .collect();
    let families: Vec<String> = rows.iter().map(|(_, row)| folded(row.family.reveal())).collect();
    let givens: Vec<String> = rows.iter().map(|(_, row)| folded(row.given.reveal())).collect();
    let trades: Vec<&str> = rows.iter().map(|(_, row)| row.profession.as_str()).collect();
    let written: Vec<i64> =
        diesel::select(import_professionals(ids, numbers, names, families, givens, trades, now))
            .get_result(tx.conn())?;
    counts(&written)
}

/// An organisation as a row names it.
pub(crate) struct NewOrganisation<'a> {
    pub(crate) id: OrganisationId,
    pub(crate) finess: Option<&'a str>,
    pub(crate) siret: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
    pub(crate) kind: &'static str,
    pub(crate) postcode: Option<&'a str>,
    pub(crate) town: Option<&'a str>,
}

impl<'a> NewOrganisation<'a> {
    /// A site of the file of establishments.
    pub(crate) fn of(id: OrganisationId, site: &'a Establishment) -> Self {
        Self {
            id,
            finess: Some(site.finess.as_str()),
            siret: None,
            name: Some(&site.name),
            kind: site.kind.as_str(),
            postcode: site.postcode.as_deref(),
            town: site.town.as_deref(),
        }
    }
}

/// New, corrected. `by_register` says that they are of the file of establishments.
pub(crate) fn write_organisations(
    tx: &mut Tx<'_>,
    rows: &[NewOrganisation<'_>],
    by_register: bool,
    list_them: bool,
) -> Result<[u64; 2], Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let sites: Vec<_> = rows.iter().map(|row| row.finess).collect();
    let structures: Vec<_> = rows.iter().map(|row| row.siret).collect();
    let names: Vec<_> = rows.iter().map(|row| row.name).collect();
    let kinds: Vec<_> = rows.iter().map(|row| row.kind).collect();
    let postcodes: Vec<_> = rows.iter().map(|row| row.postcode).collect();
    let towns: Vec<_> = rows.iter().map(|row| row.town).collect();
    let write =
        import_organisations(ids, sites, structures, names, kinds, postcodes, towns, by_register, list_them);
    let written: Vec<i64> = diesel::select(write).get_result(tx.conn())?;
    counts(&written)
}

/// A situation of practice with the id that it gets when it is new.
pub(crate) struct NewSituation<'a> {
    pub(crate) id: SituationId,
    pub(crate) row: &'a Listed,
    pub(crate) practice: &'a Practising,
}

/// New, corrected.
pub(crate) fn write_situations(tx: &mut Tx<'_>, rows: &[NewSituation<'_>]) -> Result<[u64; 2], Error> {
    let ids: Vec<Uuid> = rows.iter().map(|new| new.id.uuid()).collect();
    let numbers: Vec<_> = rows.iter().map(|new| new.row.rpps.as_str()).collect();
    let trades: Vec<_> = rows.iter().map(|new| new.row.profession.as_str()).collect();
    let sectors: Vec<_> = rows.iter().map(|new| new.practice.sector.as_str()).collect();
    let skills: Vec<_> = rows.iter().map(|new| new.practice.know_how.as_deref()).collect();
    let sites: Vec<_> =
        rows.iter().map(|new| new.practice.finess.as_ref().map(kernel::Finess::as_str)).collect();
    let structures: Vec<_> = rows.iter().map(|new| new.practice.siret.as_deref()).collect();
    let places: Vec<_> = rows.iter().map(|new| place_of(new.practice)).collect();
    let keys: Vec<String> = places.iter().map(|place| place.map(folded).unwrap_or_default()).collect();
    let postcodes: Vec<_> = rows.iter().map(|new| new.practice.postcode.as_deref()).collect();
    let towns: Vec<_> = rows.iter().map(|new| new.practice.town.as_deref()).collect();
    let folded_towns: Vec<String> = towns.iter().map(|town| town.map(folded).unwrap_or_default()).collect();
    let write = import_situations(
        ids,
        numbers,
        trades,
        sectors,
        skills,
        sites,
        structures,
        places,
        keys,
        postcodes,
        towns,
        folded_towns,
    );
    let written: Vec<i64> = diesel::select(write).get_result(tx.conn())?;
    counts(&written)
}

/// What the structure is called, where it has no number that leads to an organisation.
fn place_of(practice: &Practising) -> Option<&str> {
    let numbered = practice.finess.is_some() || practice.siret.is_some();
    practice.place.as_deref().filter(|_| !numbered)
}

/// Takes nothing from these, though their rows could not be taken.
pub(crate) fn keep(tx: &mut Tx<'_>, people: &[Rpps]) -> Result<(), Error> {
    let numbers: Vec<&str> = people.iter().map(Rpps::as_str).collect();
    diesel::select(import_keeping(numbers)).get_result::<i64>(tx.conn())?;
    Ok(())
}

/// A professional's standing as it is now.
#[derive(Queryable)]
pub(crate) struct StandingNow {
    pub(crate) rpps: String,
    pub(crate) person: Uuid,
    pub(crate) standing: String,
    pub(crate) since: DateTime<Utc>,
}

/// How those who have these numbers stand; nobody changes it until the transaction ends.
pub(crate) fn standings_of(tx: &mut Tx<'_>, people: &[Rpps]) -> Result<Vec<StandingNow>, Error> {
    let numbers: Vec<&str> = people.iter().map(Rpps::as_str).collect();
    Ok(professional::table
        .filter(professional::rpps.eq_any(numbers))
        .order(professional::person)
        .select((professional::rpps, professional::person, professional::standing, professional::standing_at))
        .for_no_key_update()
        .load(tx.conn())?)
}

pub(crate) fn write_standings(
    tx: &mut Tx<'_>,
    new: &[(PersonId, Standing, DateTime<Utc>)],
) -> Result<(), Error> {
    let people: Vec<Uuid> = new.iter().map(|(person, ..)| person.uuid()).collect();
    let standings: Vec<&str> = new.iter().map(|(_, standing, _)| standing_name(*standing)).collect();
    let since: Vec<DateTime<Utc>> = new.iter().map(|(.., since)| *since).collect();
    diesel::select(import_standings(people, standings, since)).get_result::<i64>(tx.conn())?;
    Ok(())
}

fn folded(text: &str) -> String {
    normalise(text).reveal().clone()
}
