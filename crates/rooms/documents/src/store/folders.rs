use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error::DatabaseError},
};
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

/// Adds a folder to the permit's space; false when another has its name or its place.
pub(crate) fn insert_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    row: FolderRow,
) -> Result<bool, Error> {
    let row = FolderRow { space_id: permit.space().uuid(), ..row };
    let written =
        diesel::insert_into(folder::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(written == 1)
}

/// Gives a folder of the permit's space another sealed name, with its tag; false when there is no such folder, none when
/// another has the name: the transaction is then of no more use.
pub(crate) fn rename_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    (sealed, name_tag): (Vec<u8>, Vec<u8>),
    at: DateTime<Utc>,
) -> Result<Option<bool>, Error> {
    let row = folder::table.filter(folder::space_id.eq(permit.space().uuid())).filter(folder::id.eq(id));
    let set = (folder::sealed.eq(sealed), folder::name_tag.eq(name_tag), folder::changed_at.eq(at));
    match diesel::update(row).set(set).execute(tx.conn()) {
        Ok(changed) => Ok(Some(changed == 1)),
        Err(DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(None),
        Err(error) => Err(error.into()),
    }
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
