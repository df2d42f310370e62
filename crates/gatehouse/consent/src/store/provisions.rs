use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    Action, Permit, Provision,
    schema::{greatest, provision},
};

/// Adds a provision to the permit's space.
pub(crate) fn insert_provision<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    new: &Provision,
) -> Result<(), Error> {
    diesel::insert_into(provision::table)
        .values((
            provision::space_id.eq(permit.space().uuid()),
            provision::id.eq(new.id.uuid()),
            provision::kind.eq(&new.kind),
            provision::person.eq(new.person.map(kernel::Id::uuid)),
            provision::organisation.eq(new.organisation.map(kernel::Id::uuid)),
            provision::terms.eq(&new.terms),
            provision::starts_at.eq(new.starts_at),
            provision::ends_at.eq(new.ends_at),
            provision::given_by.eq(new.given_by.uuid()),
            provision::given_at.eq(new.given_at),
        ))
        .execute(tx.conn())?;
    Ok(())
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
