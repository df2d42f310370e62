use std::collections::HashMap;

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::FolderId;
use uuid::Uuid;

use crate::{
    model::Mark,
    schema::{folder, mark},
};

/// How the holder's side keeps these documents, each named by its series.
pub(crate) fn marks<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: &[Uuid],
) -> Result<HashMap<Uuid, Mark>, Error> {
    type Row = (Uuid, Option<Uuid>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = mark::table
        .filter(mark::space_id.eq(permit.space().uuid()))
        .filter(mark::series_id.eq_any(series.to_vec()))
        .select((mark::series_id, mark::folder_id, mark::pinned_at))
        .load(tx.conn())?;
    let kept = |(series, folder, pinned_at): Row| {
        (
            series,
            Mark {
                folder: folder.map(FolderId::from),
                pinned_at,
                masked: None,
                hidden_from_representatives: false,
            },
        )
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// Puts a document into a folder of the same space, or into none; false when there is no such folder.
pub(crate) fn put_in_folder<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
    wanted: Option<Uuid>,
) -> Result<bool, Error> {
    let space = permit.space().uuid();
    if let Some(wanted) = wanted {
        // Locked, so that it is not removed before the document stands in it.
        let there: Option<Uuid> = folder::table
            .filter(folder::space_id.eq(space))
            .filter(folder::id.eq(wanted))
            .select(folder::id)
            .for_key_share()
            .first(tx.conn())
            .optional()?;
        if there.is_none() {
            return Ok(false);
        }
    }
    diesel::insert_into(mark::table)
        .values((mark::space_id.eq(space), mark::series_id.eq(series), mark::folder_id.eq(wanted)))
        .on_conflict((mark::space_id, mark::series_id))
        .do_update()
        .set(mark::folder_id.eq(wanted))
        .execute(tx.conn())?;
    Ok(true)
}

/// Pins a document since an instant (one that is pinned keeps its own), or lets it go.
pub(crate) fn pin<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    series: Uuid,
    since: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let space = permit.space().uuid();
    let pinned = mark::table.filter(mark::space_id.eq(space)).filter(mark::series_id.eq(series));
    if since.is_none() {
        diesel::update(pinned).set(mark::pinned_at.eq(since)).execute(tx.conn())?;
        return Ok(());
    }
    let row = (mark::space_id.eq(space), mark::series_id.eq(series), mark::pinned_at.eq(since));
    let made = diesel::insert_into(mark::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    if made == 0 {
        diesel::update(pinned.filter(mark::pinned_at.is_null()))
            .set(mark::pinned_at.eq(since))
            .execute(tx.conn())?;
    }
    Ok(())
}
