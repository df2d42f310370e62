//! Where a one-time code leads: by its keyed tag, since whoever uses one names no record. What it opens stands in the sealed
//! provision alone.

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::ProvisionId;
use uuid::Uuid;

use crate::{Action, Permit, schema::code};

/// Where a code leads.
#[derive(Queryable, Selectable)]
#[diesel(table_name = code, check_for_backend(diesel::pg::Pg))]
pub(crate) struct CodeRow {
    pub(crate) tag: Vec<u8>,
    pub(crate) space_id: Uuid,
    pub(crate) provision: Uuid,
    /// Whether it was given in secret.
    pub(crate) secret: bool,
}

/// Notes where the code with this tag leads: to a provision of the permit's space.
pub(crate) fn insert_code<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tag: &[u8; 32],
    provision: ProvisionId,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(code::table)
        .values((
            code::tag.eq(tag.as_slice()),
            code::space_id.eq(permit.space().uuid()),
            code::provision.eq(provision.uuid()),
            code::until.eq(until),
            code::secret.eq(permit.is_secret()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Where a code with one of these tags leads, whatever became of it. There is no permit yet: it is the code that says about
/// which record one is decided. It gives no access.
pub(crate) fn code_without_permit(tx: &mut Tx<'_>, tags: &[Vec<u8>]) -> Result<Option<CodeRow>, Error> {
    Ok(code::table.filter(code::tag.eq_any(tags)).select(CodeRow::as_select()).first(tx.conn()).optional()?)
}

/// Forgets where codes led whose time is over, of whatever record: they lead nowhere any more. Says how many.
pub(crate) fn forget_codes_without_permit(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    Ok(diesel::delete(code::table.filter(code::until.lt(before))).execute(tx.conn())?)
}
