use std::collections::BTreeMap;

use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{Rng, SpaceId};
use serde_json::Value;
use uuid::Uuid;
use vault::SpaceKeys;

use super::{provisions::ProvisionRow, seal};
use crate::{
    Provision,
    schema::{provision, space},
};

/// Some spaces after one, in order, locked until the transaction ends.
pub(crate) fn lock_after(tx: &mut Tx<'_>, after: SpaceId, most: i64) -> Result<Vec<SpaceId>, Error> {
    let found: Vec<Uuid> = space::table
        .filter(space::space_id.gt(after.uuid()))
        .order(space::space_id)
        .limit(most)
        .select(space::space_id)
        .for_no_key_update()
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// What a decision reads of a space's row.
#[derive(Queryable)]
pub(crate) struct RowOf {
    pub(crate) state: String,
    pub(crate) holder: Uuid,
    pub(crate) zone: String,
}

/// What a decision reads of a space's row, whatever its digest says.
pub(crate) fn row_of(tx: &mut Tx<'_>, id: SpaceId) -> Result<RowOf, Error> {
    Ok(space::table.find(id.uuid()).select((space::state, space::holder, space::zone)).first(tx.conn())?)
}

/// Some spaces after one, in order.
pub(crate) fn spaces_after(tx: &mut Tx<'_>, after: SpaceId, most: i64) -> Result<Vec<SpaceId>, Error> {
    let found: Vec<Uuid> = space::table
        .filter(space::space_id.gt(after.uuid()))
        .order(space::space_id)
        .limit(most)
        .select(space::space_id)
        .load(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// Every provision of a space by its id, those that are over among them; none where it does not open.
pub(crate) fn rows_of(
    tx: &mut Tx<'_>,
    id: SpaceId,
    keys: &SpaceKeys,
) -> Result<BTreeMap<Uuid, Option<Provision>>, Error> {
    tx.enter(&[id.uuid()])?;
    let rows: Vec<(Uuid, ProvisionRow)> = provision::table
        .filter(provision::space_id.eq(id.uuid()))
        .select((provision::id, ProvisionRow::as_select()))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, row)| (id, row.open(keys).ok())).collect())
}

/// Seals every provision of a space as it stands; one that bears a seal that opens keeps it. Gives them all.
pub(crate) fn take_over(
    tx: &mut Tx<'_>,
    id: SpaceId,
    keys: &SpaceKeys,
    rng: &dyn Rng,
) -> Result<Vec<Provision>, crate::Error> {
    tx.enter(&[id.uuid()])?;
    let rows: Vec<(ProvisionRow, Option<Value>)> = provision::table
        .filter(provision::space_id.eq(id.uuid()))
        .order(provision::id)
        .select((ProvisionRow::as_select(), provision::terms))
        .load(tx.conn())?;
    let mut all = Vec::with_capacity(rows.len());
    for (row, terms) in rows {
        let one = match terms {
            None => row.open(keys)?,
            Some(terms) => {
                let one = row.with_terms(terms.into());
                let sealed = seal::seal(keys, rng, &one)?;
                diesel::update(provision::table.find((id.uuid(), one.id.uuid())))
                    .set((provision::sealed.eq(sealed), provision::terms.eq(None::<Value>)))
                    .execute(tx.conn())?;
                one
            }
        };
        all.push(one);
    }
    Ok(all)
}
