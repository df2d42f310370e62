//! The rows of `consent.erasure`. Each statement names the permit's space.

use chrono::{DateTime, Utc};
use database::{Error, ReadTx, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::{Action, Permit, schema::erasure, service::DueErasure};

/// A row of erasures, read or to be written.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = erasure, check_for_backend(diesel::pg::Pg))]
pub(crate) struct ErasureRow {
    pub(crate) asked_by: Uuid,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) reminded_at: Option<DateTime<Utc>>,
    pub(crate) begun_at: Option<DateTime<Utc>>,
    pub(crate) proof: Vec<u8>,
}

/// The erasure of the permit's space that waits, held until the transaction ends.
pub(crate) fn erasure<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
) -> Result<Option<ErasureRow>, Error> {
    let query = erasure::table.filter(erasure::space_id.eq(permit.space().uuid())).for_update();
    Ok(query.select(ErasureRow::as_select()).first(tx.conn()).optional()?)
}

/// Whether an erasure of one of these spaces waits.
pub(crate) fn is_to_be_erased_without_permit(tx: &mut Tx<'_>, spaces: [SpaceId; 2]) -> Result<bool, Error> {
    let spaces = spaces.map(kernel::Id::uuid);
    tx.enter(&spaces)?;
    let waits = erasure::table.filter(erasure::space_id.eq_any(spaces));
    Ok(diesel::select(diesel::dsl::exists(waits)).get_result(tx.conn())?)
}

/// Adds an erasure to the permit's space; false when one waits.
pub(crate) fn insert_erasure<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: ErasureRow,
) -> Result<bool, Error> {
    let made = diesel::insert_into(erasure::table)
        .values((
            erasure::space_id.eq(permit.space().uuid()),
            erasure::asked_by.eq(row.asked_by),
            erasure::asked_at.eq(row.asked_at),
            erasure::due_at.eq(row.due_at),
            erasure::proof.eq(row.proof),
        ))
        .on_conflict(erasure::space_id)
        .do_nothing()
        .execute(tx.conn())?;
    Ok(made == 1)
}

/// Takes the erasure of the permit's space away, unless it has begun.
pub(crate) fn delete_erasure<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<bool, Error> {
    let row = erasure::table
        .filter(erasure::space_id.eq(permit.space().uuid()))
        .filter(erasure::begun_at.is_null());
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}

/// Notes that the erasure of the permit's space begins, or that its holder was reminded.
pub(crate) fn note_erasure<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    begins: bool,
) -> Result<(), Error> {
    let row = erasure::table.filter(erasure::space_id.eq(permit.space().uuid()));
    if begins {
        diesel::update(row).set(erasure::begun_at.eq(permit.now())).execute(tx.conn())?;
    } else {
        diesel::update(row).set(erasure::reminded_at.eq(permit.now())).execute(tx.conn())?;
    }
    Ok(())
}

/// Erasures that are due at an instant, after that of one space; those of which the holder is not reminded yet, where
/// `unreminded`. It opens none.
pub(crate) fn due_erasures_without_permit(
    tx: &mut Tx<'_>,
    due: DateTime<Utc>,
    unreminded: bool,
    after: Option<SpaceId>,
    most: i64,
) -> Result<Vec<DueErasure>, Error> {
    tx.go_across_spaces()?;
    let after = after.map_or(Uuid::nil(), kernel::Id::uuid);
    let mut query = erasure::table
        .filter(erasure::due_at.le(due))
        .filter(erasure::space_id.gt(after))
        .order(erasure::space_id)
        .limit(most)
        .select((erasure::space_id, erasure::asked_by, erasure::begun_at.is_not_null()))
        .into_boxed();
    if unreminded {
        query = query.filter(erasure::reminded_at.is_null()).filter(erasure::begun_at.is_null());
    }
    let found: Vec<(Uuid, Uuid, bool)> = query.load(tx.conn())?;
    let due = |(space, person, has_begun): (Uuid, Uuid, bool)| DueErasure {
        space: space.into(),
        asked_by: person.into(),
        has_begun,
    };
    Ok(found.into_iter().map(due).collect())
}

/// Whether a person is somebody's carer or representative, or in charge of somebody, at an instant.
pub(crate) fn helps_somebody(rtx: &mut ReadTx<'_>, who: PersonId, now: DateTime<Utc>) -> Result<bool, Error> {
    Ok(!super::cared_for_by(rtx, who, now)?.is_empty()
        || !super::represented_by(rtx, who, now)?.is_empty()
        || !super::in_charge_of(rtx, who, now)?.is_empty())
}
