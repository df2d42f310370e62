use chrono::{DateTime, Utc};
use database::{Error, ReadTx, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::{
    Action, Permit, Provision,
    rules::REPRESENTATIVE,
    schema::{greatest, provision},
};

/// Adds a provision to the permit's space.
pub(crate) fn insert_provision<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    new: &Provision,
) -> Result<(), Error> {
    diesel::insert_into(provision::table).values(row(permit, new)).execute(tx.conn())?;
    Ok(())
}

/// Adds provisions, each to the space of its permit.
pub(crate) fn insert_provisions<A: Action>(
    tx: &mut Tx<'_>,
    new: &[(&Permit<'_, A>, Provision)],
) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<NewRow<'_>> = new.iter().map(|(permit, provision)| row(permit, provision)).collect();
    diesel::insert_into(provision::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// The row of a new provision.
#[derive(Insertable)]
#[diesel(table_name = provision, treat_none_as_default_value = false)]
struct NewRow<'a> {
    space_id: Uuid,
    id: Uuid,
    kind: &'a str,
    person: Option<Uuid>,
    organisation: Option<Uuid>,
    terms: &'a serde_json::Value,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    given_by: Uuid,
    given_at: DateTime<Utc>,
}

fn row<'a, A: Action>(permit: &Permit<'_, A>, new: &'a Provision) -> NewRow<'a> {
    NewRow {
        space_id: permit.space().uuid(),
        id: new.id.uuid(),
        kind: &new.kind,
        person: new.person.map(kernel::Id::uuid),
        organisation: new.organisation.map(kernel::Id::uuid),
        terms: &new.terms,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        given_by: new.given_by.uuid(),
        given_at: new.given_at,
    }
}

/// One provision of the permit's space.
pub(crate) fn provision<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<Provision>, Error> {
    type Row = (
        String,
        Option<Uuid>,
        Option<Uuid>,
        serde_json::Value,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Uuid,
        DateTime<Utc>,
    );
    let row: Option<Row> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::id.eq(id))
        .select((
            provision::kind,
            provision::person,
            provision::organisation,
            provision::terms,
            provision::starts_at,
            provision::ends_at,
            provision::given_by,
            provision::given_at,
        ))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|(kind, person, organisation, terms, starts_at, ends_at, given_by, given_at)| Provision {
        id: id.into(),
        kind,
        person: person.map(Into::into),
        organisation: organisation.map(Into::into),
        terms,
        starts_at,
        ends_at,
        given_by: given_by.into(),
        given_at,
    }))
}

/// Ends the running provisions of this kind, person and structure at the given instant, so that a new one takes
/// their place; gives their ids.
pub(crate) fn end_running<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kind: &str,
    person: Uuid,
    organisation: Option<Uuid>,
    end: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    Ok(diesel::update(
        provision::table
            .filter(provision::space_id.eq(permit.space().uuid()))
            .filter(provision::kind.eq(kind))
            .filter(provision::person.eq(person))
            .filter(provision::organisation.is_not_distinct_from(organisation))
            .filter(provision::starts_at.le(end))
            .filter(provision::ends_at.is_null().or(provision::ends_at.gt(end))),
    )
    .set(provision::ends_at.eq(end))
    .returning(provision::id)
    .get_results(tx.conn())?)
}

/// Ends the running provisions of this kind at the given instant; gives their ids.
pub(crate) fn end_kind<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kind: &str,
    end: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    Ok(diesel::update(
        provision::table
            .filter(provision::space_id.eq(permit.space().uuid()))
            .filter(provision::kind.eq(kind))
            .filter(provision::ends_at.is_null().or(provision::ends_at.gt(end))),
    )
    .set(provision::ends_at.eq(greatest(provision::starts_at, end).nullable()))
    .returning(provision::id)
    .get_results(tx.conn())?)
}

/// Ends all provisions but those of these kinds, also those that would begin later; gives their ids.
pub(crate) fn end_all_but<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kept: &[&str],
    end: DateTime<Utc>,
) -> Result<Vec<kernel::ProvisionId>, Error> {
    let ended: Vec<Uuid> = diesel::update(
        provision::table
            .filter(provision::space_id.eq(permit.space().uuid()))
            .filter(provision::kind.ne_all(kept))
            .filter(provision::ends_at.is_null().or(provision::ends_at.gt(end))),
    )
    .set(provision::ends_at.eq(greatest(provision::starts_at, end).nullable()))
    .returning(provision::id)
    .get_results(tx.conn())?;
    Ok(ended.into_iter().map(Into::into).collect())
}

/// Ends these running provisions of the permit's space.
pub(crate) fn end_named<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[kernel::ProvisionId],
    end: DateTime<Utc>,
) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let running = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::id.eq_any(ids))
        .filter(provision::ends_at.is_null().or(provision::ends_at.gt(end)));
    diesel::update(running)
        .set(provision::ends_at.eq(greatest(provision::starts_at, end).nullable()))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends the provisions of this kind that are about a person; gives their ids.
pub(crate) fn end_of_person<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kind: &str,
    person: PersonId,
    end: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    let running = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::kind.eq(kind))
        .filter(provision::person.eq(person.uuid()))
        .filter(provision::ends_at.is_null().or(provision::ends_at.gt(end)));
    Ok(diesel::update(running)
        .set(provision::ends_at.eq(greatest(provision::starts_at, end).nullable()))
        .returning(provision::id)
        .get_results(tx.conn())?)
}

/// The spaces of the minors whom a person represents at an instant, oldest representation first.
pub(crate) fn represented_by(
    rtx: &mut ReadTx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let found: Vec<Uuid> = provision::table
        .filter(provision::kind.eq(REPRESENTATIVE))
        .filter(provision::person.eq(person.uuid()))
        .filter(provision::starts_at.le(now))
        .filter(provision::ends_at.is_null().or(provision::ends_at.gt(now)))
        .order(provision::id)
        .select(provision::space_id)
        .load(rtx.conn())?;
    let mut spaces: Vec<SpaceId> = Vec::with_capacity(found.len());
    for space in found.into_iter().map(SpaceId::from) {
        if !spaces.contains(&space) {
            spaces.push(space);
        }
    }
    Ok(spaces)
}

/// The spaces of the minors whom a person represented at an instant or later.
pub(crate) fn represented_since(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: DateTime<Utc>,
) -> Result<Vec<SpaceId>, Error> {
    let found: Vec<Uuid> = provision::table
        .filter(provision::kind.eq(REPRESENTATIVE))
        .filter(provision::person.eq(person.uuid()))
        .filter(provision::ends_at.is_null().or(provision::ends_at.ge(since)))
        .select(provision::space_id)
        .distinct()
        .order(provision::space_id)
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}
