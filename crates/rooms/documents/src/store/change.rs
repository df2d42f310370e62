use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use super::find::shown;
use crate::{
    rows::DocumentRow,
    schema::{document, pg_current_xact_id, spans_since},
};

/// What changes in a row when something else is said of its document.
pub(crate) struct Changed {
    pub(crate) flags: Flags,
    /// What is said of the document itself; nothing where only its mask is another.
    pub(crate) said: Option<Said>,
    /// When this is.
    pub(crate) at: DateTime<Utc>,
}

#[derive(AsChangeset)]
#[diesel(table_name = document)]
pub(crate) struct Said {
    pub(crate) entry_id: Uuid,
    pub(crate) changed_at: DateTime<Utc>,
}

#[derive(AsChangeset)]
#[diesel(table_name = document)]
pub(crate) struct Flags {
    pub(crate) status: &'static str,
    pub(crate) confidentiality: &'static str,
    pub(crate) masked: bool,
    pub(crate) hidden_from_representatives: bool,
    /// When its mask was set or taken off, where it was just now.
    pub(crate) mask_said_at: Option<DateTime<Utc>>,
    pub(crate) sealed_form: i16,
    pub(crate) sealed: Vec<u8>,
    pub(crate) object_key: Vec<u8>,
}

/// One document that the permit lets change, with its wrapped key, locked until the transaction ends. Nobody's row is
/// locked that the permit does not let through; after a wait the row is looked at again.
pub(crate) fn find_for_change<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
) -> Result<Option<(DocumentRow, Vec<u8>)>, Error> {
    Ok(document::table
        .filter(document::id.eq(id))
        .filter(shown(permit))
        .select((DocumentRow::as_select(), document::object_key))
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Writes down what changed in a row of the permit's space; false when there is no such row.
pub(crate) fn rewrite<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    id: Uuid,
    changed: &Changed,
) -> Result<bool, Error> {
    let Changed { flags, said, at } = changed;
    let said_in = said.as_ref().map(|_| document::said_in.eq(pg_current_xact_id().nullable()));
    let spans = spans_since(document::mask_spans, document::masked, flags.masked, *at);
    let row =
        document::table.filter(document::space_id.eq(permit.space().uuid())).filter(document::id.eq(id));
    Ok(diesel::update(row)
        .set((flags, said.as_ref(), said_in, document::mask_spans.eq(spans)))
        .execute(tx.conn())?
        == 1)
}
