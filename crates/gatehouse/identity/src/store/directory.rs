use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{prelude::*, upsert::excluded};
use kernel::{OrganisationId, PersonId, Rpps, SoftwareId, Standing};
use uuid::Uuid;

use crate::{
    Organisation, Professional, Situation, SituationId, Software, normalise,
    rows::{OrganisationRow, ProfessionalRow, SituationRow, SoftwareRow, standing_name},
    schema::{
        organisation as organisations, professional as professionals, situation as situations_table,
        software as softwares,
    },
};

/// Adds a professional, or corrects name and profession of a known one; the standing of a known one stays.
pub(crate) fn put_professional(tx: &mut Tx<'_>, new: &Professional) -> Result<(), Error> {
    let name = new.name.reveal();
    // Whoever gives the name in one writes the given name first; the directory says both apart.
    let (given, family) = name.split_once(' ').unwrap_or(("", name));
    diesel::insert_into(professionals::table)
        .values((
            professionals::person.eq(new.person.uuid()),
            professionals::rpps.eq(new.rpps.as_str()),
            professionals::name.eq(new.name.reveal()),
            professionals::profession.eq(&new.profession),
            professionals::standing.eq(standing_name(new.standing)),
            professionals::standing_at.eq(new.standing_at),
            professionals::search_family.eq(normalise(family).reveal()),
            professionals::search_given.eq(normalise(given).reveal()),
        ))
        .on_conflict(professionals::person)
        .do_update()
        .set((
            professionals::name.eq(excluded(professionals::name)),
            professionals::profession.eq(excluded(professionals::profession)),
            professionals::search_family.eq(excluded(professionals::search_family)),
            professionals::search_given.eq(excluded(professionals::search_given)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Says whether there is such a professional.
pub(crate) fn update_standing(
    tx: &mut Tx<'_>,
    person: PersonId,
    standing: Standing,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let from = (standing != Standing::Good).then_some("operator");
    let updated = diesel::update(professionals::table.find(person.uuid()))
        .set((
            professionals::standing.eq(standing_name(standing)),
            professionals::standing_at.eq(now),
            professionals::standing_from.eq(from),
        ))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

pub(crate) fn professional(conn: &mut PgConnection, person: PersonId) -> Result<Option<Professional>, Error> {
    let row = professionals::table
        .find(person.uuid())
        .select(ProfessionalRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Professional::try_from).transpose()
}

/// Adds a situation of practice, or says anew where and how it is and whether it goes on.
pub(crate) fn put_situation(tx: &mut Tx<'_>, new: &Situation) -> Result<(), Error> {
    diesel::insert_into(situations_table::table)
        .values((
            situations_table::id.eq(new.id.uuid()),
            situations_table::person.eq(new.person.uuid()),
            situations_table::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            situations_table::sector.eq(&new.sector),
            situations_table::active.eq(new.active),
        ))
        .on_conflict(situations_table::id)
        .do_update()
        .set((
            situations_table::organisation.eq(excluded(situations_table::organisation)),
            situations_table::sector.eq(excluded(situations_table::sector)),
            situations_table::active.eq(excluded(situations_table::active)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(crate) fn situation(conn: &mut PgConnection, id: SituationId) -> Result<Option<Situation>, Error> {
    let row =
        situations_table::table.find(id.uuid()).select(SituationRow::as_select()).first(conn).optional()?;
    Ok(row.map(Situation::from))
}

/// The situations of practice of a person that go on, oldest first.
pub(crate) fn situations(conn: &mut PgConnection, person: PersonId) -> Result<Vec<Situation>, Error> {
    let rows = situations_table::table
        .filter(situations_table::person.eq(person.uuid()))
        .filter(situations_table::active)
        .order(situations_table::id)
        .select(SituationRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Situation::from).collect())
}

/// The professional of that number, if he or she works in that organisation and the organisation is listed.
pub(crate) fn member(
    conn: &mut PgConnection,
    rpps: &Rpps,
    organisation: OrganisationId,
) -> Result<Option<PersonId>, Error> {
    let found = situations_table::table
        .inner_join(professionals::table)
        .inner_join(organisations::table)
        .filter(professionals::rpps.eq(rpps.as_str()))
        .filter(situations_table::organisation.eq(organisation.uuid()))
        .filter(situations_table::active)
        .filter(organisations::listed)
        .select(professionals::person)
        .first::<Uuid>(conn)
        .optional()?;
    Ok(found.map(PersonId::from))
}

/// Adds an organisation, or says anew what is known of it.
pub(crate) fn put_organisation(tx: &mut Tx<'_>, new: &Organisation) -> Result<(), Error> {
    diesel::insert_into(organisations::table)
        .values((
            organisations::id.eq(new.id.uuid()),
            organisations::finess.eq(new.finess.as_ref().map(kernel::Finess::as_str)),
            organisations::name.eq(&new.name),
            organisations::kind.eq(new.kind.as_str()),
            organisations::listed.eq(new.listed),
        ))
        .on_conflict(organisations::id)
        .do_update()
        .set((
            organisations::finess.eq(excluded(organisations::finess)),
            organisations::name.eq(excluded(organisations::name)),
            organisations::kind.eq(excluded(organisations::kind)),
            organisations::listed.eq(excluded(organisations::listed)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(crate) fn organisation(
    conn: &mut PgConnection,
    id: OrganisationId,
) -> Result<Option<Organisation>, Error> {
    let row =
        organisations::table.find(id.uuid()).select(OrganisationRow::as_select()).first(conn).optional()?;
    row.map(Organisation::try_from).transpose()
}

/// Adds client software, or says anew what is known of it.
pub(crate) fn put_software(tx: &mut Tx<'_>, new: &Software) -> Result<(), Error> {
    diesel::insert_into(softwares::table)
        .values((
            softwares::id.eq(new.id.uuid()),
            softwares::name.eq(&new.name),
            softwares::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            softwares::listed.eq(new.listed),
        ))
        .on_conflict(softwares::id)
        .do_update()
        .set((
            softwares::name.eq(excluded(softwares::name)),
            softwares::organisation.eq(excluded(softwares::organisation)),
            softwares::listed.eq(excluded(softwares::listed)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(crate) fn software(conn: &mut PgConnection, id: SoftwareId) -> Result<Option<Software>, Error> {
    let row = softwares::table.find(id.uuid()).select(SoftwareRow::as_select()).first(conn).optional()?;
    Ok(row.map(Software::from))
}
