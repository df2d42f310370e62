use std::collections::HashMap;

use database::{Error, ReadTx, Tx};
use diesel::prelude::*;
use kernel::{PersonId, SpaceId};
use uuid::Uuid;

use crate::{Action, Permit, SpaceState, schema::space};

/// How a space stands for a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stands {
    /// Its state.
    pub(crate) state: SpaceState,
    /// Into which space it went, and the state that it had before.
    pub(crate) merged: Option<(SpaceId, SpaceState)>,
}

fn state(name: &str) -> Result<SpaceState, Error> {
    let unknown = Error::Row { table: "consent.space", what: "an unknown state of a space" };
    SpaceState::parse(name).ok_or(unknown)
}

/// Locks two spaces until the transaction ends, in one order for everybody, and says how each stands. One that does not
/// exist is not in the answer.
pub(crate) fn lock_pair(tx: &mut Tx<'_>, pair: [SpaceId; 2]) -> Result<HashMap<SpaceId, Stands>, Error> {
    type Row = (Uuid, String, Option<Uuid>, Option<String>);
    let rows: Vec<Row> = space::table
        .filter(space::space_id.eq_any(pair.map(|id| id.uuid())))
        .order(space::space_id)
        .select((space::space_id, space::state, space::merged_into, space::merged_from))
        .for_no_key_update()
        .load(tx.conn())?;
    let stands = |(id, now, into, from): Row| -> Result<_, Error> {
        let from = from.as_deref().map(state).transpose()?;
        let merged = into.map(SpaceId::from).zip(from);
        Ok((SpaceId::from(id), Stands { state: state(&now)?, merged }))
    };
    rows.into_iter().map(stands).collect()
}

/// Whether other spaces went into this one.
pub(crate) fn has_doubles(tx: &mut Tx<'_>, id: SpaceId) -> Result<bool, Error> {
    let doubles = space::table.filter(space::merged_into.eq(id.uuid()));
    Ok(diesel::select(diesel::dsl::exists(doubles)).get_result(tx.conn())?)
}

/// The spaces that went into one, in order.
pub(crate) fn doubles_of(rtx: &mut ReadTx<'_>, id: SpaceId) -> Result<Vec<SpaceId>, Error> {
    let doubles: Vec<Uuid> = space::table
        .filter(space::merged_into.eq(id.uuid()))
        .order(space::space_id)
        .select(space::space_id)
        .load(rtx.conn())?;
    Ok(doubles.into_iter().map(SpaceId::from).collect())
}

/// Into which space each of these went, where it did.
pub(crate) fn merged_into(tx: &mut Tx<'_>, ids: &[SpaceId]) -> Result<HashMap<SpaceId, SpaceId>, Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let found: Vec<(Uuid, Option<Uuid>)> = space::table
        .filter(space::space_id.eq_any(ids))
        .filter(space::merged_into.is_not_null())
        .select((space::space_id, space::merged_into))
        .load(tx.conn())?;
    Ok(found.into_iter().filter_map(|(id, into)| Some((id.into(), into?.into()))).collect())
}

/// Closes the permit's space because it went into another one, whose holder holds it from now on.
pub(crate) fn merge<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    stays: SpaceId,
    holder: PersonId,
    from: SpaceState,
) -> Result<bool, Error> {
    let unmoved = space::table
        .find(permit.space().uuid())
        .filter(space::state.eq(from.as_str()))
        .filter(space::merged_into.is_null());
    let set = (
        space::state.eq(SpaceState::Closed.as_str()),
        space::merged_into.eq(stays.uuid()),
        space::merged_from.eq(from.as_str()),
        space::holder.eq(holder.uuid()),
        space::changed_at.eq(permit.now()),
    );
    Ok(diesel::update(unmoved).set(set).execute(tx.conn())? == 1)
}

/// Gives the permit's space back the state and the holder that it had before it went into another one.
pub(crate) fn split<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    stays: SpaceId,
    holder: PersonId,
    to: SpaceState,
) -> Result<bool, Error> {
    let merged = space::table.find(permit.space().uuid()).filter(space::merged_into.eq(stays.uuid()));
    let set = (
        space::state.eq(to.as_str()),
        space::merged_into.eq(None::<Uuid>),
        space::merged_from.eq(None::<String>),
        space::holder.eq(holder.uuid()),
        space::changed_at.eq(permit.now()),
    );
    Ok(diesel::update(merged).set(set).execute(tx.conn())? == 1)
}
