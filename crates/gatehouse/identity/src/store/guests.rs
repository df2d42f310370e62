use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;

use crate::{
    Session,
    rows::assurance_name,
    schema::{guest, session},
};

/// The session of a guest, for the permit's space.
pub(crate) fn insert_guest<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    made: &Session,
    created_at: DateTime<Utc>,
    sealed: &[u8],
) -> Result<(), Error> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(made.id.uuid()),
            session::person.eq(made.person.uuid()),
            session::capacity.eq("guest"),
            session::assurance.eq(assurance_name(made.assurance)),
            session::created_at.eq(created_at),
            session::expires_at.eq(made.expires_at),
            session::idle_until.eq(made.expires_at),
        ))
        .execute(tx.conn())?;
    diesel::insert_into(guest::table)
        .values((
            guest::session.eq(made.id.uuid()),
            guest::space_id.eq(permit.space().uuid()),
            guest::sealed.eq(sealed),
        ))
        .execute(tx.conn())?;
    Ok(())
}
