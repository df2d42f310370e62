use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{rows::FolderRow, schema::folder};

/// The folders of the permit's space, oldest first.
pub(crate) fn folders<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Vec<FolderRow>, Error> {
    Ok(folder::table
        .filter(folder::space_id.eq(permit.space().uuid()))
        .order(folder::id)
        .select(FolderRow::as_select())
        .load(tx.conn())?)
}

/// Adds a folder to the permit's space.
pub(crate) fn insert_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: FolderRow,
) -> Result<(), Error> {
    let row = FolderRow { space_id: permit.space().uuid(), ..row };
    diesel::insert_into(folder::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Gives a folder of the permit's space another sealed name; false when there is no such folder.
pub(crate) fn rename_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    sealed: Vec<u8>,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let row = folder::table.filter(folder::space_id.eq(permit.space().uuid())).filter(folder::id.eq(id));
    let set = (folder::sealed.eq(sealed), folder::changed_at.eq(at));
    Ok(diesel::update(row).set(set).execute(tx.conn())? == 1)
}

/// Removes a folder of the permit's space, and no document in it; false when there is no such folder.
pub(crate) fn delete_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<bool, Error> {
    let row = folder::table.filter(folder::space_id.eq(permit.space().uuid())).filter(folder::id.eq(id));
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}
